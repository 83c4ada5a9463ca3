//! Rows that go both ways from 0: what was paid to the left, what was received to the right.

use crate::canvas::{Anchor, Canvas, block};
use crate::drawing::Drawing;
use crate::font;
use crate::inset::{BAR, GAP, LEFT, RIGHT, ROW, WIDTH, legend, names_width, row_figure, row_name, value_lines};
use crate::number::Numerals;
use crate::scale::{Scale, round_values};
use crate::theme::{Colour, SMALL};

/// A part of a row.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// One row.
#[derive(Clone, Debug)]
pub struct DivergingRow {
    /// Whose it is.
    pub name: String,
    /// To the left, in the order of [`DivergingChart::left`]; not negative.
    pub left: Vec<f64>,
    /// To the right, in the order of [`DivergingChart::right`]; not negative.
    pub right: Vec<f64>,
    /// What comes of both, as the caller writes it.
    pub figure: String,
}

/// Rows on one scale with 0 in the middle of it.
#[derive(Clone, Debug)]
pub struct DivergingChart {
    /// What it is, for who cannot see it.
    pub title: String,
    /// Parts to the left.
    pub left: Vec<Part>,
    /// Parts to the right.
    pub right: Vec<Part>,
    /// From top to bottom.
    pub rows: Vec<DivergingRow>,
    /// Before each label of the axis: `¥`, or nothing.
    pub sign: &'static str,
    /// How large numbers are written.
    pub numerals: Numerals,
}

impl DivergingChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let names = names_width(self.rows.iter().map(|row| row.name.as_str()));
        let figures = self.rows.iter().map(|row| font::width(&row.figure, SMALL)).fold(0.0, f64::max);
        let longest = |side: fn(&DivergingRow) -> &Vec<f64>| {
            self.rows.iter().map(|row| side(row).iter().sum::<f64>()).fold(0.0, f64::max)
        };
        let values = round_values(-longest(|row| &row.left), longest(|row| &row.right), 5.0);
        let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(1.0));
        let scale = Scale { low, high, begin: LEFT + names + GAP, end: RIGHT - figures - GAP };
        let mut canvas = Canvas::of_width(WIDTH);
        legend(&mut canvas, self.left.iter().chain(&self.right).map(|part| (part.name.as_str(), part.colour.code())));
        canvas.y += 18.0;
        let area = (canvas.y, canvas.y + ROW * rows(&self.rows));
        // What was paid is no negative amount: the side says it.
        let (left, right): (Vec<f64>, Vec<f64>) = values.iter().partition(|value| **value < 0.0);
        let mirrored = Scale { low: -scale.high, high: -scale.low, begin: scale.end, end: scale.begin };
        let left: Vec<f64> = left.iter().rev().map(|value| -value).collect();
        value_lines(&mut canvas, &left, self.numerals, self.sign, mirrored, area);
        value_lines(&mut canvas, &right, self.numerals, self.sign, scale, area);
        for row in &self.rows {
            let middle = canvas.y + ROW / 2.0;
            row_name(&mut canvas, &row.name, names, middle);
            draw_side(&mut canvas, &self.left, &row.left, -1.0, scale, middle);
            draw_side(&mut canvas, &self.right, &row.right, 1.0, scale, middle);
            row_figure(&mut canvas, &row.figure, RIGHT, middle, Anchor::End);
            canvas.tell(&format!("{}: {}", row.name, row.figure));
            canvas.y += ROW;
        }
        canvas.y += 4.0;
        canvas.finish(&self.title)
    }
}

fn draw_side(canvas: &mut Canvas, parts: &[Part], values: &[f64], direction: f64, scale: Scale, middle: f64) {
    let mut sum = 0.0;
    for (part, value) in parts.iter().zip(values).filter(|(_, value)| **value > 0.0) {
        let from = (scale.place(direction * sum), middle - BAR / 2.0);
        sum += value;
        let to = (scale.place(direction * sum), middle + BAR / 2.0);
        canvas.put(block(from, to, part.colour.code()));
    }
}

#[allow(clippy::cast_precision_loss)] // a handful of rows
fn rows(rows: &[DivergingRow]) -> f64 {
    rows.len() as f64
}
