//! What is drawn, in SVG elements; the height grows with what is put on it.

use crate::drawing::Drawing;
use crate::font;
use crate::theme::{GREY, INK, PAPER, WIDTH};
use svg::Document;
use svg::Node;
use svg::node::element::{Group, Line, Path, Rectangle, Text};

/// Which end of a text stands at its place.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f64,
    pub(crate) colour: &'static str,
    pub(crate) anchor: Anchor,
    pub(crate) is_strong: bool,
}

impl Style {
    pub(crate) const fn strong(size: f64) -> Self {
        Self { size, colour: INK, anchor: Anchor::Start, is_strong: true }
    }

    pub(crate) const fn quiet(size: f64) -> Self {
        Self { size, colour: GREY, anchor: Anchor::Start, is_strong: false }
    }

    pub(crate) const fn at(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(crate) const fn in_colour(mut self, colour: &'static str) -> Self {
        self.colour = colour;
        self
    }
}

/// A page on its way.
pub(crate) struct Canvas {
    root: Group,
    /// What is on it, in words, for whoever cannot see it.
    words: Vec<String>,
    width: f64,
    /// Where the next thing goes.
    pub(crate) y: f64,
}

impl Canvas {
    pub(crate) fn new() -> Self {
        Self::of_width(WIDTH)
    }

    pub(crate) fn of_width(width: f64) -> Self {
        Self { root: Group::new(), words: Vec::new(), width, y: 0.0 }
    }

    pub(crate) fn put(&mut self, node: impl Into<Box<dyn Node>>) {
        self.root.append(node);
    }

    /// Notes a sentence for the description.
    pub(crate) fn tell(&mut self, words: &str) {
        self.words.push(words.to_owned());
    }

    pub(crate) fn text(&mut self, text: &str, x: f64, style: Style) {
        let y = self.y;
        self.put(label(text, x, y, style));
    }

    /// Writes text in as many lines as it needs within `limit`, and moves below it.
    pub(crate) fn paragraph(&mut self, text: &str, x: f64, limit: f64, style: Style) {
        for line in font::wrap(text, style.size, limit) {
            self.y += (style.size * 1.3).round();
            self.text(&line, x, style);
        }
    }

    /// The finished page.
    pub(crate) fn finish(self, title: &str) -> Drawing {
        let (width, height) = (self.width, self.y.ceil());
        let paper = Rectangle::new().set("width", width).set("height", height).set("fill", PAPER);
        let document = Document::new()
            .set("viewBox", (0, 0, width, height))
            .set("width", width)
            .set("height", height)
            .set("font-family", font::FAMILY)
            .add(paper)
            .add(self.root);
        Drawing::new(document.to_string(), title.to_owned(), self.words.join("\n"))
    }
}

/// A text whose baseline is at `y`.
pub(crate) fn label(text: &str, x: f64, y: f64, style: Style) -> Text {
    let anchor = match style.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let node = Text::new(text).set("x", place(x)).set("y", place(y)).set("font-size", style.size);
    let node = node.set("fill", style.colour).set("text-anchor", anchor);
    // There is one weight of the font: a thin outline of the same colour makes the strong one.
    if style.is_strong { node.set("stroke", style.colour).set("stroke-width", style.size * 0.028) } else { node }
}

pub(crate) fn line(from: (f64, f64), to: (f64, f64), colour: &str) -> Line {
    let line = Line::new().set("x1", place(from.0)).set("y1", place(from.1));
    line.set("x2", place(to.0)).set("y2", place(to.1)).set("stroke", colour).set("stroke-width", 1)
}

pub(crate) fn filled(path: String, colour: &str) -> Path {
    Path::new().set("d", path).set("fill", colour)
}

/// An upright rectangle between two corners.
pub(crate) fn block(from: (f64, f64), to: (f64, f64), colour: &str) -> Rectangle {
    let (left, top) = (from.0.min(to.0), from.1.min(to.1));
    let (width, height) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    let rectangle = Rectangle::new().set("x", place(left)).set("y", place(top)).set("width", place(width));
    rectangle.set("height", place(height)).set("fill", colour)
}

pub(crate) fn stroked(path: String, colour: &str, width: f64) -> Path {
    let path = Path::new().set("d", path).set("fill", "none").set("stroke", colour).set("stroke-width", width);
    path.set("stroke-linejoin", "round").set("stroke-linecap", "round")
}

/// A place with two decimals: finer than any screen, and the same on every machine.
pub(crate) fn place(at: f64) -> f64 {
    (at * 100.0).round() / 100.0
}
