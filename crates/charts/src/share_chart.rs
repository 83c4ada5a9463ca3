//! Rows of equal length, each divided into its parts: how a whole is made up, group by group.

use crate::canvas::{Anchor, Canvas, Style, block, label};
use crate::drawing::Drawing;
use crate::font;
use crate::inset::{BAR, GAP, LEFT, RIGHT, ROW, WIDTH, legend, names_width, row_name};
use crate::scale::Scale;
use crate::theme::{PAPER, SHADES, SMALL};

/// One whole.
#[derive(Clone, Debug)]
pub struct ShareRow {
    /// What it is of.
    pub name: String,
    /// Its parts in the order of the legend, of whatever unit; what they sum to is the whole.
    pub parts: Vec<f64>,
}

/// Wholes and their parts, from little to much.
#[derive(Clone, Debug)]
pub struct ShareChart {
    /// What it is, for who cannot see it.
    pub title: String,
    /// What the parts are: at most six, each a darker shade; the first, in grey, is nothing.
    pub parts: Vec<String>,
    /// From top to bottom.
    pub rows: Vec<ShareRow>,
}

impl ShareChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let names = names_width(self.rows.iter().map(|row| row.name.as_str()));
        let mut canvas = Canvas::of_width(WIDTH);
        legend(&mut canvas, self.parts.iter().map(String::as_str).zip(SHADES.map(|(colour, _)| colour)));
        for row in &self.rows {
            let middle = canvas.y + ROW / 2.0;
            row_name(&mut canvas, &row.name, names, middle);
            draw_parts(&mut canvas, row, LEFT + names + GAP, middle);
            canvas.y += ROW;
        }
        canvas.y += 4.0;
        canvas.finish(&self.title)
    }
}

fn draw_parts(canvas: &mut Canvas, row: &ShareRow, begin: f64, middle: f64) {
    let whole: f64 = row.parts.iter().sum();
    let scale = Scale { low: 0.0, high: whole, begin, end: RIGHT };
    let (top, bottom) = (middle - BAR / 2.0, middle + BAR / 2.0);
    let mut sum = 0.0;
    for (part, (colour, ink)) in row.parts.iter().zip(SHADES).filter(|(part, _)| **part > 0.0) {
        let (from, to) = (scale.place(sum), scale.place(sum + part));
        sum += part;
        canvas.put(block((from, top), (to, bottom), colour).set("stroke", PAPER).set("stroke-width", 0.8));
        let text = format!("{:.0}%", part * 100.0 / whole);
        if font::width(&text, SMALL) + 6.0 < to - from {
            let style = Style::quiet(SMALL).in_colour(ink).at(Anchor::Middle);
            canvas.put(label(&text, f64::midpoint(from, to), middle + SMALL * 0.36, style));
        }
    }
}
