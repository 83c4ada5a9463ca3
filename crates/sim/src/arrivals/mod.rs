//! How many orders come on a day: a shape, perhaps with seasons, perhaps stopping.

mod constant;
mod decline;
mod growth;
mod s_curve;
mod season;
mod stop;

use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::limits::ORDERS_MAX;
use crate::scenario::section::Section;
use constant::Constant;
use decline::Decline;
use growth::Growth;
use s_curve::SCurve;
use season::Season;
use stop::Stop;

/// Most orders on a day.
const PER_DAY_MAX: f64 = 1e9;

/// Orders a day that a key may give.
pub(crate) fn per_day(section: &Section<'_>, key: &'static str) -> Result<f64, SimError> {
    section.number(key, 0.0..=PER_DAY_MAX)
}

#[derive(Clone, Debug)]
enum Shape {
    Constant(Constant),
    Growth(Growth),
    SCurve(SCurve),
    Decline(Decline),
    /// The orders of the trace, each on its day.
    Trace,
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    shape: Shape,
    season: Option<Season>,
    stop: Option<Stop>,
    is_random: bool,
    /// Parts of orders that were due and have not come yet.
    carry: f64,
}

impl Arrivals {
    pub(crate) fn read(section: Section<'_>) -> Result<Self, SimError> {
        let shape = match section.word("kind", &["constant", "growth", "s_curve", "decline", "trace"])? {
            "constant" => Shape::Constant(Constant::read(&section)?),
            "growth" => Shape::Growth(Growth::read(&section)?),
            "s_curve" => Shape::SCurve(SCurve::read(&section)?),
            "decline" => Shape::Decline(Decline::read(&section)?),
            _ => Shape::Trace,
        };
        let stop = Stop::read(&section)?;
        let (mut season, mut is_random) = (None, false);
        if !matches!(shape, Shape::Trace) {
            season = section.section_if("season")?.map(Season::read).transpose()?;
            is_random = section.word_or("spread", &["even", "poisson"], "even")? == "poisson";
        }
        section.finish()?;
        Ok(Self { shape, season, stop, is_random, carry: 0.0 })
    }

    /// The same number every day.
    pub(crate) fn constant(orders_per_day: f64) -> Self {
        let shape = Shape::Constant(Constant::of(orders_per_day.clamp(0.0, PER_DAY_MAX)));
        Self { shape, season: None, stop: None, is_random: false, carry: 0.0 }
    }

    /// Whether the orders are those of the trace.
    pub(crate) fn is_trace(&self) -> bool {
        matches!(self.shape, Shape::Trace)
    }

    /// Whether orders still come on `day` (from 0).
    pub(crate) fn is_open(&self, day: u32) -> bool {
        self.stop.is_none_or(|stop| stop.is_open(day))
    }

    /// Orders expected on `day`; nothing known of a trace.
    pub(crate) fn expected(&self, day: u32) -> f64 {
        if !self.is_open(day) {
            return 0.0;
        }
        let rate = match &self.shape {
            Shape::Constant(shape) => shape.rate(),
            Shape::Growth(shape) => shape.rate(day),
            Shape::SCurve(shape) => shape.rate(day),
            Shape::Decline(shape) => shape.rate(day),
            Shape::Trace => 0.0,
        };
        let factor = self.season.map_or(1.0, |season| season.factor(day));
        (rate * factor).clamp(0.0, PER_DAY_MAX)
    }

    /// Orders of `day`: what is expected, evenly with parts carried over, or drawn around it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most PER_DAY_MAX
    pub(crate) fn on(&mut self, day: u32, draw: &mut Draw) -> u64 {
        let expected = self.expected(day);
        if self.is_random {
            return draw.poisson(expected);
        }
        self.carry += expected;
        let whole = libm::floor(self.carry);
        self.carry -= whole;
        whole as u64
    }

    /// Orders of all days together, rounded up; the bound when it is more.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub(crate) fn in_all(&self, days: u32) -> u64 {
        let sum: f64 = (0..days).map(|day| self.expected(day)).sum();
        libm::ceil(sum.min(ORDERS_MAX as f64 * 1e6)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;
    use std::path::Path;

    fn days(text: &str, count: u32) -> Vec<u64> {
        let table = text.parse().unwrap();
        let mut arrivals = Arrivals::read(Section::whole(Path::new("s.toml"), &table)).unwrap();
        let mut draw = Draw::of(1, 0, Purpose::Arrivals);
        (0..count).map(|day| arrivals.on(day, &mut draw)).collect()
    }

    #[test]
    fn constant_is_the_same_every_day_and_carries_parts_over() {
        assert_eq!(days("kind = 'constant'\norders_per_day = 3", 4), [3; 4]);
        assert_eq!(days("kind = 'constant'\norders_per_day = 0.5", 6), [0, 1, 0, 1, 0, 1]);
    }

    #[test]
    fn growth_grows_and_may_level_off() {
        let grown = days("kind = 'growth'\norders_per_day = 100\ngrowth_bp_per_day = 1000", 3);
        assert_eq!(grown, [100, 110, 121]);
        let levelled = "kind = 'growth'\norders_per_day = 100\ngrowth_bp_per_day = 1000\nmost_per_day = 105";
        assert_eq!(days(levelled, 3), [100, 105, 105]);
    }

    #[test]
    fn decline_falls() {
        let fallen = days("kind = 'decline'\norders_per_day = 1000\ndecline_bp_per_day = 5000", 4);
        assert_eq!(fallen, [1000, 500, 250, 125]);
    }

    #[test]
    fn an_s_curve_is_half_way_up_in_its_middle() {
        let curve = days("kind = 's_curve'\nmost_per_day = 1000\nmiddle_day = 50\nwidth_days = 5", 101);
        assert!(curve[0] < 2 && curve[100] >= 998, "{curve:?}");
        assert_eq!(curve[50], 500);
        assert!(curve.windows(2).all(|pair| pair[0] <= pair[1] + 1));
    }

    #[test]
    fn a_stop_stops() {
        assert_eq!(days("kind = 'constant'\norders_per_day = 2\nstop_on_day = 2", 4), [2, 2, 0, 0]);
    }

    #[test]
    fn seasons_swing_around_the_shape() {
        let text = "kind = 'constant'\norders_per_day = 100\n[season]\nperiod_days = 8\nswing_bp = 5000\npeak_day = 2";
        let year = days(text, 8);
        assert_eq!((year[2], year[6]), (150, 50), "{year:?}");
        assert!((799..=800).contains(&year.iter().sum::<u64>()), "{year:?}");
    }

    #[test]
    fn poisson_varies_around_the_shape() {
        let drawn = days("kind = 'constant'\norders_per_day = 100\nspread = 'poisson'", 1_000);
        let sum: u64 = drawn.iter().sum();
        assert!((98_000..102_000).contains(&sum) && drawn.iter().any(|count| *count < 90), "{sum}");
    }
}
