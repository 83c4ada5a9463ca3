//! From values to places on the page.

/// Values from `low` to `high` along a stretch of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) begin: f64,
    pub(crate) end: f64,
}

impl Scale {
    /// The place of a value; outside values end at the edge.
    pub(crate) fn place(self, value: f64) -> f64 {
        let span = self.high - self.low;
        let part = if span > 0.0 { ((value - self.low) / span).clamp(0.0, 1.0) } else { 0.5 };
        self.begin + (self.end - self.begin) * part
    }
}

/// Round values from 0 (or below, where there are negative ones) to at or above `most`, about `steps` apart.
pub(crate) fn round_values(least: f64, most: f64, steps: f64) -> Vec<f64> {
    let (least, most) = (least.min(0.0), most.max(0.0));
    let most = if most - least > 0.0 { most } else { 1.0 };
    let step = round_step((most - least) / steps);
    let end = (most / step - 1e-9).ceil();
    let mut values = Vec::new();
    let mut at = (least / step).floor();
    while at <= end {
        values.push(at * step);
        at += 1.0;
    }
    values
}

/// The next of 1, 2, 2.5, 5 and 10 times a power of ten.
fn round_step(about: f64) -> f64 {
    let power = 10_f64.powf(about.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= about * 0.999_999).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_values_begin_at_zero() {
        assert_eq!(round_values(1.0, 2.66, 4.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(round_values(5.0, 5.0, 4.0), [0.0, 2.0, 4.0, 6.0]);
        assert_eq!(round_values(0.0, 0.0, 4.0), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(round_values(-3.0, 5.0, 4.0), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0]);
    }

    proptest! {
        #[test]
        fn they_hold_every_value_and_are_few(exponent in -9.0..19.0_f64, factor in 1.0..10.0_f64) {
            let most = factor * 10_f64.powf(exponent);
            let values = round_values(0.0, most, 4.0);
            prop_assert!((3..=6).contains(&values.len()), "{values:?}");
            prop_assert!(values.last().is_some_and(|last| *last >= most * 0.999_999));
        }
    }
}
