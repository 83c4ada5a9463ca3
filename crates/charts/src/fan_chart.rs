//! Values over days: a line, and around it the bands in which half and nine tenths of many runs lie.

use crate::canvas::{Anchor, Canvas, Style, filled, label, line, place, stroked};
use crate::drawing::Drawing;
use crate::font;
use crate::inset::{LEFT, RIGHT, WIDTH, heading, legend};
use crate::number::{self, Numerals};
use crate::scale::{Scale, round_values};
use crate::theme::{AXIS, Colour, GRID, INK, SMALL};

/// Left of the plots: room for the labels of the value axis.
const PLOT_LEFT: f64 = LEFT + 58.0;

/// Quantiles at one time; all alike where there is one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanPoint {
    /// Days passed.
    pub day: f64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % of the runs are at or below these.
    pub quantiles: [f64; 5],
}

/// One value over days.
#[derive(Clone, Debug)]
pub struct FanPanel {
    /// What it is.
    pub heading: String,
    /// Where it stands in the end, as the caller writes it.
    pub figure: String,
    /// Before each label of its axis: `¥`, or nothing.
    pub sign: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// Height of its plot.
    pub height: f64,
    /// Its course, in the order of days.
    pub points: Vec<FanPoint>,
}

/// Panels over one axis of days.
#[derive(Clone, Debug)]
pub struct FanChart {
    /// What it is, for who cannot see it.
    pub title: String,
    /// What the line, the inner and the outer band are called; none for a single run.
    pub bands: Option<[String; 3]>,
    /// What the axis counts: `days`.
    pub unit: String,
    /// From top to bottom.
    pub panels: Vec<FanPanel>,
    /// How large numbers are written.
    pub numerals: Numerals,
}

impl FanChart {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let days = || self.panels.iter().flat_map(|panel| &panel.points).map(|point| point.day);
        let (first, last) = (days().fold(f64::MAX, f64::min), days().fold(0.0, f64::max));
        let time = Scale { low: first.min(last), high: last, begin: PLOT_LEFT, end: RIGHT };
        let mut ticks = round_values(0.0, last, 6.0);
        ticks.retain(|tick| (first..=last).contains(tick));
        let mut canvas = Canvas::of_width(WIDTH);
        if let Some(bands) = &self.bands {
            let colours = [INK, AXIS, GRID];
            legend(&mut canvas, bands.iter().map(String::as_str).zip(colours));
        }
        for panel in &self.panels {
            self.draw_panel(&mut canvas, panel, time, &ticks);
        }
        self.draw_days(&mut canvas, time, &ticks);
        canvas.finish(&self.title)
    }

    fn draw_panel(&self, canvas: &mut Canvas, panel: &FanPanel, time: Scale, ticks: &[f64]) {
        heading(canvas, &panel.heading, &panel.figure);
        canvas.y += 6.0;
        let (top, bottom) = (canvas.y, canvas.y + panel.height);
        let values = || panel.points.iter().flat_map(|point| point.quantiles);
        let values = round_values(values().fold(0.0, f64::min), values().fold(0.0, f64::max), 4.0);
        let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(1.0));
        let scale = Scale { low, high, begin: bottom, end: top };
        for (value, text) in values.iter().zip(self.numerals.labels(&values, panel.sign)) {
            let y = scale.place(*value);
            canvas.put(line((PLOT_LEFT, y), (RIGHT, y), if *value == 0.0 { AXIS } else { GRID }));
            canvas.put(label(&text, PLOT_LEFT - 6.0, y + SMALL * 0.36, Style::quiet(SMALL).at(Anchor::End)));
        }
        for tick in ticks {
            let x = time.place(*tick);
            canvas.put(line((x, top), (x, bottom), GRID));
        }
        draw_fan(canvas, panel, time, scale, self.bands.is_some());
        canvas.y = bottom;
    }

    fn draw_days(&self, canvas: &mut Canvas, time: Scale, ticks: &[f64]) {
        canvas.y += 18.0;
        let texts = number::days(ticks);
        for (tick, text) in ticks.iter().zip(texts) {
            let half = font::width(&text, SMALL) / 2.0;
            let x = time.place(*tick).min(RIGHT - half);
            canvas.text(&text, x, Style::quiet(SMALL).at(Anchor::Middle));
        }
        canvas.text(&self.unit, LEFT, Style::quiet(SMALL));
        canvas.y += 8.0;
    }
}

fn draw_fan(canvas: &mut Canvas, panel: &FanPanel, time: Scale, scale: Scale, has_bands: bool) {
    let colour = panel.colour.code();
    let course = |quantile: usize| -> Vec<String> {
        let value = |point: &FanPoint| point.quantiles.get(quantile).copied().unwrap_or(0.0);
        let corner = |point: &FanPoint| (place(time.place(point.day)), place(scale.place(value(point))));
        panel.points.iter().map(corner).map(|(x, y)| format!("{x} {y}")).collect()
    };
    if panel.points.is_empty() {
        return;
    }
    if has_bands {
        for (low, high, opacity) in [(0, 4, 0.2), (1, 3, 0.4)] {
            let back: Vec<String> = course(low).into_iter().rev().collect();
            let around = format!("M{}L{}Z", course(high).join("L"), back.join("L"));
            canvas.put(filled(around, colour).set("fill-opacity", opacity));
        }
    }
    canvas.put(stroked(format!("M{}", course(2).join("L")), colour, 2.0));
}
