//! What every chart has around it: title, a plain line that says what it shows, where the figures come from, and whether
//! the money is real.

use crate::canvas::{Anchor, Canvas, Style, label};
use crate::font;
use crate::theme::{GREY, MARGIN, RIGHT, SMALL, TEXT, TITLE, WIDTH};
use svg::node::element::{Group, Rectangle};

/// The words around a chart.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is.
    pub title: String,
    /// One plain line: what it shows, of when.
    pub subtitle: String,
    /// Where the figures come from, each line by itself.
    pub footer: Vec<String>,
    /// Written across a chart whose money is not real.
    pub watermark: Option<String>,
}

impl Page {
    /// Title and subtitle.
    pub(crate) fn begin(&self, canvas: &mut Canvas) {
        canvas.y = 14.0;
        let badge = self.watermark.as_deref().map_or(0.0, |text| badge(canvas, text));
        canvas.paragraph(&self.title, MARGIN, RIGHT - MARGIN - badge, Style::strong(TITLE));
        canvas.y += 3.0;
        canvas.paragraph(&self.subtitle, MARGIN, RIGHT - MARGIN, Style::quiet(TEXT));
        canvas.tell(&self.subtitle);
    }

    /// Watermark and footer.
    pub(crate) fn end(&self, canvas: &mut Canvas) {
        if let Some(text) = &self.watermark {
            let (x, y) = (WIDTH / 2.0, canvas.y * 0.45);
            let style = Style { size: 84.0, colour: GREY, anchor: Anchor::Middle, is_strong: false };
            let mark = label(text, x, y, style).set("opacity", 0.09).set("transform", format!("rotate(-24 {x} {y})"));
            canvas.put(Group::new().set("id", "watermark").add(mark));
            canvas.tell(text);
        }
        canvas.y += 10.0;
        let mut footer = Group::new().set("id", "footer");
        for line in self.footer.iter().flat_map(|line| font::wrap(line, SMALL, RIGHT - MARGIN)) {
            canvas.y += 18.0;
            footer = footer.add(label(&line, MARGIN, canvas.y, Style::quiet(SMALL)));
        }
        canvas.put(footer);
        canvas.y += 16.0;
    }
}

/// The watermark once more, small and where nobody cuts it off; how wide it is.
fn badge(canvas: &mut Canvas, text: &str) -> f64 {
    let width = font::width(text, SMALL) + 16.0;
    let frame = Rectangle::new().set("x", RIGHT - width).set("y", 20).set("width", width).set("height", 24);
    canvas.put(frame.set("rx", 4).set("fill", "#fff3d6").set("stroke", "#a87400").set("stroke-width", 1));
    let style = Style::quiet(SMALL).in_colour("#6b4a00").at(Anchor::Middle);
    canvas.put(label(text, RIGHT - width / 2.0, 36.7, style));
    width + 12.0
}
