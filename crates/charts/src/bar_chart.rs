//! Bars beside their names, with their figures: how many of which kind, how much at which place.

use crate::canvas::{Anchor, Canvas, block};
use crate::drawing::Drawing;
use crate::font;
use crate::inset::{BAR, GAP, LEFT, RIGHT, ROW, WIDTH, heading, names_width, row_figure, row_name};
use crate::scale::Scale;
use crate::theme::{Colour, SMALL};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long it is; nothing below 0 is drawn.
    pub value: f64,
    /// The same as the caller writes it.
    pub figure: String,
    /// Its colour.
    pub colour: Colour,
}

/// Bars under a heading.
#[derive(Clone, Debug)]
pub struct BarPanel {
    /// What they are.
    pub heading: String,
    /// They themselves, from top to bottom.
    pub bars: Vec<Bar>,
}

/// Panels of bars that are all of one scale, which begins at 0.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// What it is, for who cannot see it.
    pub title: String,
    /// From top to bottom.
    pub panels: Vec<BarPanel>,
}

impl BarChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let bars = || self.panels.iter().flat_map(|panel| &panel.bars);
        let names = names_width(bars().map(|bar| bar.name.as_str()));
        let figures = bars().map(|bar| font::width(&bar.figure, SMALL)).fold(0.0, f64::max);
        let most = bars().map(|bar| bar.value).fold(0.0, f64::max);
        let begin = LEFT + names + GAP;
        let high = if most > 0.0 { most } else { 1.0 };
        let scale = Scale { low: 0.0, high, begin, end: RIGHT - figures - GAP };
        let mut canvas = Canvas::of_width(WIDTH);
        for panel in &self.panels {
            heading(&mut canvas, &panel.heading, "");
            for bar in &panel.bars {
                let (middle, end) = (canvas.y + ROW / 2.0, scale.place(bar.value));
                row_name(&mut canvas, &bar.name, names, middle);
                // A line where there is something too short to be seen, and where there is nothing too: it is the axis.
                let (from, to) = ((begin, middle - BAR / 2.0), (end.max(begin + 0.8), middle + BAR / 2.0));
                canvas.put(block(from, to, bar.colour.code()));
                row_figure(&mut canvas, &bar.figure, end.max(begin) + GAP, middle, Anchor::Start);
                canvas.tell(&format!("{}: {}", bar.name, bar.figure));
                canvas.y += ROW;
            }
        }
        canvas.y += 4.0;
        canvas.finish(&self.title)
    }
}
