//! A chart that stands in a document, beneath a heading and above its table: narrower than a page, so that it is read on
//! a phone, and without title and footer, which the document has.

use crate::canvas::{Anchor, Canvas, Style, block, label, line};
use crate::font;
use crate::number::Numerals;
use crate::scale::Scale;
use crate::theme::{AXIS, GRID, HEADING, INK, SMALL};

/// Width of an inset. Shown at 360 pixels, the smallest text is 9 pixels high.
pub(crate) const WIDTH: f64 = 520.0;
/// Left edge of everything.
pub(crate) const LEFT: f64 = 2.0;
/// Right edge of everything.
pub(crate) const RIGHT: f64 = WIDTH - 2.0;
/// From one row of bars to the next.
pub(crate) const ROW: f64 = 26.0;
/// How thick a bar is.
pub(crate) const BAR: f64 = 17.0;
/// Names of rows get no more room than this.
const NAMES_MOST: f64 = 200.0;
/// Between a name, a bar and its figure.
pub(crate) const GAP: f64 = 8.0;

/// A heading, with the figure that belongs to it at the other end.
pub(crate) fn heading(canvas: &mut Canvas, text: &str, figure: &str) {
    canvas.y += if canvas.y > 0.0 { 32.0 } else { 20.0 };
    canvas.text(text, LEFT, Style::strong(HEADING));
    if font::width(text, HEADING) + font::width(figure, HEADING) + GAP > RIGHT - LEFT {
        canvas.y += 20.0;
    }
    canvas.text(figure, RIGHT, Style::strong(HEADING).at(Anchor::End));
    canvas.tell(format!("{text} {figure}").trim());
    canvas.y += 8.0;
}

/// What the colours mean, in as many lines as needed.
pub(crate) fn legend<'a>(canvas: &mut Canvas, entries: impl Iterator<Item = (&'a str, &'static str)>) {
    let mut x = LEFT;
    canvas.y += 14.0;
    for (text, colour) in entries {
        let width = 16.0 + font::width(text, SMALL);
        if x > LEFT && x + width > RIGHT {
            x = LEFT;
            canvas.y += 20.0;
        }
        let y = canvas.y;
        canvas.put(block((x, y - 10.5), (x + 11.0, y + 0.5), colour).set("stroke", AXIS).set("stroke-width", 0.5));
        canvas.put(label(text, x + 16.0, y, Style::quiet(SMALL)));
        canvas.tell(text);
        x += width + 16.0;
    }
    canvas.y += 10.0;
}

/// The room that the names of rows take, all of them alike.
pub(crate) fn names_width<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    names.map(|name| font::width(name, SMALL)).fold(0.0, f64::max).min(NAMES_MOST)
}

/// The name of a row whose middle is at `y`.
pub(crate) fn row_name(canvas: &mut Canvas, name: &str, limit: f64, y: f64) {
    let text = font::cut(name, SMALL, limit + 0.5);
    canvas.put(label(&text, LEFT + limit, y + SMALL * 0.36, Style::quiet(SMALL).in_colour(INK).at(Anchor::End)));
}

/// The figure of a row whose middle is at `y`.
pub(crate) fn row_figure(canvas: &mut Canvas, figure: &str, x: f64, y: f64, anchor: Anchor) {
    canvas.put(label(figure, x, y + SMALL * 0.36, Style::quiet(SMALL).in_colour(INK).at(anchor)));
}

/// Lines at round values along a scale from left to right, with their labels above `top`.
pub(crate) fn value_lines(
    canvas: &mut Canvas,
    values: &[f64],
    numerals: Numerals,
    sign: &str,
    scale: Scale,
    (top, bottom): (f64, f64),
) {
    // The middle and half the width of the label drawn last; they go to the right, or to the left.
    let mut last: Option<(f64, f64)> = None;
    for (value, text) in values.iter().zip(numerals.labels(values, sign)) {
        let x = scale.place(*value);
        canvas.put(line((x, top), (x, bottom), if *value == 0.0 { AXIS } else { GRID }));
        let half = font::width(&text, SMALL) / 2.0;
        let at = x.clamp(LEFT + half, (RIGHT - half).max(LEFT + half));
        // Labels that would touch the one before are left out; the lines stay.
        if last.is_none_or(|(before, before_half)| (at - before).abs() >= half + before_half + GAP) {
            canvas.put(label(&text, at, top - 5.0, Style::quiet(SMALL).at(Anchor::Middle)));
            last = Some((at, half));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_to_the_left_as_well_as_to_the_right() {
        let shapes = |begin, end| {
            let mut canvas = Canvas::of_width(WIDTH);
            let scale = Scale { low: 0.0, high: 6.0, begin, end };
            value_lines(&mut canvas, &[2.0, 4.0, 6.0], Numerals::Chinese, "¥", scale, (20.0, 90.0));
            canvas.y = 100.0;
            canvas.finish("").to_svg().unwrap_or_default().matches("<path").count()
        };
        // Three lines and three labels, and the paper, whichever way they go.
        assert!(shapes(100.0, 400.0) > 6);
        assert_eq!(shapes(100.0, 400.0), shapes(400.0, 100.0));
        assert!(shapes(100.0, 130.0) < shapes(100.0, 400.0), "labels that would touch are left out");
    }
}
