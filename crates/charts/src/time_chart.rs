//! Panels over one time axis, with lanes of marks beneath them: how accounts went, and what happened to them.

use crate::canvas::{Anchor, Canvas, Style, filled, label, line, place, stroked};
use crate::drawing::Drawing;
use crate::font;
use crate::number::Numerals;
use crate::page::Page;
use crate::scale::{Scale, round_values};
use crate::theme::{AXIS, Colour, GREY, GRID, HEADING, LEFT, MARGIN, PAPER, RIGHT, SMALL, Shape, TEXT};
use crate::time_axis::{Tick, ticks};
use jiff::tz::TimeZone;
use svg::node::element::Group;

/// Marks closer than this are drawn as one, in units of the page.
const MARK_SPACING: f64 = 7.0;

/// A stretch of time in which a value stood, or several: of those, what is needed to lose nothing that can be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// When it began, UTC milliseconds.
    pub from: i64,
    /// When the last value came.
    pub to: i64,
    /// The first value.
    pub first: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
    /// The last, which stands until the next stretch.
    pub last: f64,
}

impl Span {
    /// One value that came at a moment, UTC milliseconds.
    #[must_use]
    pub fn at(moment: i64, value: f64) -> Self {
        Self { from: moment, to: moment, first: value, least: value, most: value, last: value }
    }
}

/// One value over time.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it is.
    pub heading: String,
    /// Where it stands, exactly, as the caller writes it.
    pub figure: String,
    /// A sentence that belongs to it.
    pub note: Option<String>,
    /// Before each label of its axis: `¥`, or nothing.
    pub sign: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// Height of its plot, in units of the page, of which a page is 640 wide.
    pub height: f64,
    /// Its course, in the order of time.
    pub spans: Vec<Span>,
}

/// Things that happened at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When, UTC milliseconds.
    pub at: i64,
    /// How many.
    pub count: u64,
}

/// Things of one kind that happened.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Name of the group of its marks in the SVG.
    pub id: &'static str,
    /// What they are, and how many.
    pub name: String,
    /// Their colour.
    pub colour: Colour,
    /// Their shape.
    pub shape: Shape,
    /// They themselves, in the order of time.
    pub marks: Vec<Mark>,
}

/// Panels and lanes over one time axis.
#[derive(Clone, Debug)]
pub struct TimeChart {
    /// The words around it.
    pub page: Page,
    /// Values, from top to bottom.
    pub panels: Vec<Panel>,
    /// Marks, beneath them.
    pub lanes: Vec<Lane>,
    /// Where the time axis begins, UTC milliseconds.
    pub from: i64,
    /// Where it ends.
    pub to: i64,
    /// The zone of its days.
    pub zone: TimeZone,
    /// How large numbers are written.
    pub numerals: Numerals,
}

impl TimeChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let mut canvas = Canvas::new();
        let (from, to) = self.stretch();
        let time = Scale { low: value(from), high: value(to), begin: LEFT, end: RIGHT };
        let ticks = ticks(from, to, &self.zone);
        self.page.begin(&mut canvas);
        for panel in &self.panels {
            self.draw_panel(&mut canvas, panel, time, &ticks);
        }
        for lane in &self.lanes {
            draw_lane(&mut canvas, lane, time);
        }
        draw_time_axis(&mut canvas, time, &ticks);
        self.page.end(&mut canvas);
        canvas.finish(&self.page.title)
    }

    /// The stretch of time that is shown: a single moment stands in the middle of a day.
    fn stretch(&self) -> (i64, i64) {
        const HALF_DAY: i64 = 12 * 3_600_000;
        let around = if self.to > self.from { 0 } else { HALF_DAY };
        (self.from.saturating_sub(around), self.to.max(self.from).saturating_add(around))
    }

    fn draw_panel(&self, canvas: &mut Canvas, panel: &Panel, time: Scale, ticks: &[Tick]) {
        canvas.y += 34.0;
        canvas.text(&panel.heading, MARGIN, Style::strong(HEADING));
        let both = font::width(&panel.heading, HEADING) + font::width(&panel.figure, HEADING);
        if both + HEADING > RIGHT - MARGIN {
            canvas.y += (HEADING * 1.4).round();
        }
        canvas.text(&panel.figure, RIGHT, Style::strong(HEADING).in_colour(panel.colour.code()).at(Anchor::End));
        canvas.tell(&format!("{} {}", panel.heading, panel.figure));
        if let Some(note) = &panel.note {
            canvas.paragraph(note, MARGIN, RIGHT - MARGIN, Style::quiet(SMALL));
            canvas.tell(note);
        }
        canvas.y += 14.0;
        let (top, bottom) = (canvas.y, canvas.y + panel.height);
        let least = panel.spans.iter().fold(0.0, |least: f64, span| least.min(span.least));
        let most = panel.spans.iter().fold(0.0, |most: f64, span| most.max(span.most));
        let values = round_values(least, most, 4.0);
        let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(1.0));
        let scale = Scale { low, high, begin: bottom, end: top };
        for (at, text) in values.iter().zip(self.numerals.labels(&values, panel.sign)) {
            let y = scale.place(*at);
            canvas.put(line((LEFT, y), (RIGHT, y), if *at == 0.0 { AXIS } else { GRID }));
            canvas.put(label(&text, LEFT - 8.0, y + SMALL * 0.36, Style::quiet(SMALL).at(Anchor::End)));
        }
        for tick in ticks {
            let x = time.place(value(tick.at));
            canvas.put(line((x, top), (x, bottom), GRID));
        }
        draw_course(canvas, panel, time, scale);
        canvas.y = bottom;
    }
}

fn draw_course(canvas: &mut Canvas, panel: &Panel, time: Scale, scale: Scale) {
    let corners = corners(&panel.spans, time, scale);
    let (Some((begin, _)), Some((end, last))) = (corners.first(), corners.last()) else { return };
    let colour = panel.colour.code();
    let places: Vec<String> = corners.iter().map(|(x, y)| format!("{x} {y}")).collect();
    let steps = format!("M{}", places.join("L"));
    let area = format!("{steps}V{}H{begin}Z", place(scale.place(0.0)));
    canvas.put(filled(area, colour).set("fill-opacity", 0.1));
    canvas.put(stroked(steps, colour, 1.8));
    let dot = filled(Shape::Circle.path(*end, *last, 3.6), colour);
    canvas.put(dot.set("stroke", PAPER).set("stroke-width", 1.2));
}

/// The corners of a course. A value stands until the next one comes: steps, never a slope that was not there.
fn corners(spans: &[Span], time: Scale, scale: Scale) -> Vec<(f64, f64)> {
    let mut corners = Vec::new();
    let mut go_to = |x: f64, y: f64| {
        let corner = (place(x), place(y));
        // On the way along one line, only its end counts.
        let is_passed = |before: (f64, f64), last: (f64, f64)| {
            let between = |a: f64, b: f64, c: f64| (a <= b && b <= c) || (a >= b && b >= c);
            let is_straight = (before.0 - corner.0).abs() < 1e-9 || (before.1 - corner.1).abs() < 1e-9;
            is_straight && between(before.0, last.0, corner.0) && between(before.1, last.1, corner.1)
        };
        if let [.., before, last] = corners.as_slice()
            && is_passed(*before, *last)
        {
            corners.pop();
        }
        corners.push(corner);
    };
    let mut y = spans.first().map_or(0.0, |span| scale.place(span.first));
    for span in spans {
        let (from, to) = (time.place(value(span.from)), time.place(value(span.to)));
        go_to(from, y);
        go_to(from, scale.place(span.first));
        go_to(to, scale.place(span.first));
        // Peaks between the first and the last value, which thinning has kept.
        for peak in [span.least, span.most, span.last] {
            go_to(to, scale.place(peak));
        }
        y = scale.place(span.last);
    }
    if !spans.is_empty() {
        go_to(time.end, y);
    }
    corners
}

fn draw_lane(canvas: &mut Canvas, lane: &Lane, time: Scale) {
    canvas.y += 29.0;
    let colour = lane.colour.code();
    canvas.put(filled(lane.shape.path(MARGIN + 6.0, canvas.y - 5.0, 5.0), colour));
    canvas.text(&lane.name, MARGIN + 18.0, Style::quiet(TEXT));
    canvas.tell(&lane.name);
    canvas.y += 15.0;
    let y = canvas.y;
    canvas.put(line((LEFT, y), (RIGHT, y), GRID));
    let mut marks = Group::new().set("id", lane.id);
    for (number, (x, count)) in gathered(&lane.marks, time).into_iter().enumerate() {
        let path = lane.shape.path(x, y, 4.0 + value_of_count(count).log10());
        let mark = filled(path, colour).set("id", format!("{}-{number}", lane.id)).set("fill-opacity", 0.85);
        marks = marks.add(mark);
    }
    canvas.put(marks);
}

/// Marks by their places, those that would lie upon one another as one; the size of a mark grows a little with how many
/// it stands for.
fn gathered(marks: &[Mark], time: Scale) -> Vec<(f64, u64)> {
    let mut gathered: Vec<(f64, u64)> = Vec::new();
    for mark in marks {
        let x = time.place(value(mark.at));
        match gathered.last_mut() {
            Some((at, count)) if x - *at < MARK_SPACING => *count = count.saturating_add(mark.count),
            _ => gathered.push((x, mark.count)),
        }
    }
    gathered
}

fn draw_time_axis(canvas: &mut Canvas, time: Scale, ticks: &[Tick]) {
    canvas.y += 8.0;
    let y = canvas.y;
    canvas.put(line((LEFT, y), (RIGHT, y), AXIS));
    canvas.y += 18.0;
    for tick in ticks {
        let x = time.place(value(tick.at));
        canvas.put(line((x, y), (x, y + 5.0), AXIS));
        let half = font::width(&tick.label, SMALL) / 2.0;
        let style = Style::quiet(SMALL).in_colour(GREY).at(Anchor::Middle);
        canvas.text(&tick.label, x.clamp(LEFT - 20.0 + half, RIGHT + 20.0 - half), style);
    }
}

/// An integer on its way to the page: milliseconds until the year 10000 are exact.
#[allow(clippy::cast_precision_loss)]
fn value(integer: i64) -> f64 {
    integer as f64
}

#[allow(clippy::cast_precision_loss)]
fn value_of_count(count: u64) -> f64 {
    count.max(1) as f64
}
