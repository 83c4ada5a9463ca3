//! Numbers of axes as people of a language write large ones: 万 and 亿, or k and M.

/// Whose large numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numerals {
    /// k, M, bn, tn.
    English,
    /// 万, 亿, 万亿.
    Chinese,
}

impl Numerals {
    const fn units(self) -> &'static [(f64, &'static str)] {
        match self {
            Self::English => &[(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k")],
            Self::Chinese => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        }
    }

    /// Labels of the values of one axis: all in the unit that suits the largest, with as many decimals as tell them apart.
    pub(crate) fn labels(self, values: &[f64], sign: &str) -> Vec<String> {
        let most = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let (unit, name) = self.units().iter().copied().find(|(unit, _)| most >= *unit).unwrap_or((1.0, ""));
        let step = values.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).fold(f64::MAX, f64::min);
        let decimals = decimals(step / unit);
        let label = |value: &f64| {
            let minus = if *value < 0.0 { "-" } else { "" };
            if *value == 0.0 { "0".to_owned() } else { format!("{minus}{sign}{:.decimals$}{name}", value.abs() / unit) }
        };
        values.iter().map(label).collect()
    }
}

/// Labels of days: whole numbers, never shortened.
pub(crate) fn days(values: &[f64]) -> Vec<String> {
    let decimals =
        decimals(values.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).fold(1.0, f64::min));
    values.iter().map(|value| format!("{value:.decimals$}")).collect()
}

/// Decimals that a step needs, at most ten.
fn decimals(step: f64) -> usize {
    let is_whole = |decimals: &usize| {
        let scaled = (0..*decimals).fold(step, |scaled, _| scaled * 10.0);
        scaled >= 0.999 && (scaled - scaled.round()).abs() < 1e-3
    };
    (0..10).find(is_whole).unwrap_or(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_short_in_both_languages() {
        let values = [0.0, 100_000.0, 200_000.0];
        assert_eq!(Numerals::English.labels(&values, "¥"), ["0", "¥100k", "¥200k"]);
        assert_eq!(Numerals::Chinese.labels(&values, "¥"), ["0", "¥10万", "¥20万"]);
        assert_eq!(Numerals::Chinese.labels(&[0.0, 2.5e8, 5e8], ""), ["0", "2.5亿", "5.0亿"]);
        assert_eq!(Numerals::English.labels(&[0.0, 5e16], ""), ["0", "50000tn"]);
    }

    #[test]
    fn small_steps_keep_their_decimals() {
        assert_eq!(Numerals::English.labels(&[0.0, 0.5, 1.0], "¥"), ["0", "¥0.5", "¥1.0"]);
        assert_eq!(Numerals::English.labels(&[0.0, 0.000_025], "¥"), ["0", "¥0.000025"]);
        assert_eq!(Numerals::English.labels(&[-2.0, 0.0, 2.0], "¥"), ["-¥2", "0", "¥2"]);
        assert_eq!(Numerals::English.labels(&[7.0], ""), ["7"]);
    }
}
