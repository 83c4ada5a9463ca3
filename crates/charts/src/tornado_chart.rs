//! A tornado: what a figure becomes when one assumption moves and the others stay, the longest bar first.

use crate::canvas::{Anchor, Canvas, Style, block, label, line};
use crate::drawing::Drawing;
use crate::font;
use crate::inset::{GAP, LEFT, RIGHT, WIDTH, legend};
use crate::scale::Scale;
use crate::theme::{AXIS, Colour, INK, SMALL};

/// How thick each of the two bars of an assumption is.
const HALF: f64 = 9.0;

/// One assumption.
#[derive(Clone, Debug)]
pub struct TornadoBar {
    /// What moves, and between which values.
    pub name: String,
    /// The figure at the low value.
    pub at_low: f64,
    /// The figure at the high value.
    pub at_high: f64,
    /// The same, as the caller writes it.
    pub low_figure: String,
    /// The same, as the caller writes it.
    pub high_figure: String,
}

/// Assumptions and what they do to one figure.
#[derive(Clone, Debug)]
pub struct TornadoChart {
    /// What it is, for who cannot see it.
    pub title: String,
    /// The figure as the scenario stands.
    pub at_base: f64,
    /// The same with its name, as the caller writes it.
    pub base: String,
    /// What the bars of the low and of the high values are called.
    pub low_and_high: [String; 2],
    /// From top to bottom, the longest first.
    pub bars: Vec<TornadoBar>,
}

impl TornadoChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let values = || self.bars.iter().flat_map(|bar| [bar.at_low, bar.at_high]);
        let low = values().fold(self.at_base, f64::min);
        let high = values().fold(self.at_base, f64::max);
        let texts = self.bars.iter().flat_map(|bar| [&bar.low_figure, &bar.high_figure]);
        let room = texts.map(|text| font::width(text, SMALL)).fold(0.0, f64::max) + GAP;
        let scale = Scale { low, high, begin: LEFT + room, end: RIGHT - room };
        let colours = [Colour::Ochre.code(), Colour::Blue.code()];
        let mut canvas = Canvas::of_width(WIDTH);
        legend(&mut canvas, self.low_and_high.iter().map(String::as_str).zip(colours));
        canvas.y += 16.0;
        let base = scale.place(self.at_base);
        let half = font::width(&self.base, SMALL) / 2.0;
        let style = Style::quiet(SMALL).at(Anchor::Middle);
        canvas.text(&self.base, base.clamp(LEFT + half, (RIGHT - half).max(LEFT + half)), style);
        canvas.tell(&self.base);
        canvas.y += 6.0;
        let top = canvas.y;
        for bar in &self.bars {
            canvas.y += 22.0;
            canvas.text(&font::cut(&bar.name, SMALL, RIGHT - LEFT), LEFT, Style::quiet(SMALL));
            canvas.y += 7.0;
            let ends = [(bar.at_low, &bar.low_figure), (bar.at_high, &bar.high_figure)];
            for ((value, figure), colour) in ends.into_iter().zip(colours) {
                draw_half(&mut canvas, (base, scale.place(value)), figure, colour);
            }
            canvas.tell(&format!("{}: {} – {}", bar.name, bar.low_figure, bar.high_figure));
        }
        let bottom = canvas.y + 2.0;
        canvas.put(line((base, top), (base, bottom), AXIS));
        canvas.y += 6.0;
        canvas.finish(&self.title)
    }
}

fn draw_half(canvas: &mut Canvas, (base, end): (f64, f64), figure: &str, colour: &str) {
    let (top, bottom) = (canvas.y, canvas.y + HALF);
    canvas.put(block((base, top), (end, bottom), colour));
    let is_left = end < base;
    let (x, anchor) = if is_left { (end - GAP / 2.0, Anchor::End) } else { (end + GAP / 2.0, Anchor::Start) };
    let style = Style::quiet(SMALL - 1.0).in_colour(INK).at(anchor);
    canvas.put(label(figure, x, f64::midpoint(top, bottom) + SMALL * 0.32, style));
    canvas.y += HALF + 4.0;
}
