//! Figures as people read them.

use ratchet_core::Fen;
use ratchet_core::units::grouped;
use ratchet_sim::results::{Measure, Quantiles};

/// What stands where there is no figure.
pub(crate) const NONE: &str = "–";

/// An amount in fen.
pub(crate) fn money(fen: i64) -> String {
    let text = grouped(&Fen::new(fen).to_string());
    text.strip_prefix('-').map_or_else(|| format!("¥{text}"), |amount| format!("-¥{amount}"))
}

pub(crate) fn money_or_none(fen: Option<i64>) -> String {
    fen.map_or_else(|| NONE.to_owned(), money)
}

/// An amount of which the sign matters.
pub(crate) fn signed_money(fen: i64) -> String {
    if fen > 0 { format!("+{}", money(fen)) } else { money(fen) }
}

/// A price of 10⁻⁸ CNY, floored to four decimals.
pub(crate) fn price(e8: i64) -> String {
    let e4 = e8 / 10_000;
    format!("¥{}.{:04}", grouped(&(e4 / 10_000).to_string()), e4 % 10_000)
}

/// Points, floored to two decimals.
pub(crate) fn points(units: i64) -> String {
    let e2 = units / 1_000_000;
    format!("{}.{:02}", grouped(&(e2 / 100).to_string()), e2 % 100)
}

pub(crate) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// Per cent with two decimals; what is more than nothing never reads as nothing.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return NONE.to_owned();
    }
    let percent = percent_of(part, whole);
    if part > 0 && percent < 0.01 { "< 0.01 %".to_owned() } else { percent_text(percent) }
}

/// Per cent as a chart needs it.
#[allow(clippy::cast_precision_loss)] // a statistic
pub(crate) fn percent_of(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

pub(crate) fn percent_text(percent: f64) -> String {
    format!("{percent:.2} %")
}

/// Received per 100.00 spent, in fen, floored; none where nothing was spent.
pub(crate) fn per_hundred(received: i64, spent: i64) -> Option<i64> {
    let back = (spent > 0).then(|| (i128::from(received) * 10_000).div_euclid(i128::from(spent)))?;
    i64::try_from(back).ok()
}

/// An integer amount on its way to a chart.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn drawn(amount: i64) -> f64 {
    amount as f64
}

/// A value of a measure.
pub(crate) fn measured(measure: &str, value: f64) -> String {
    let is_percent = [Measure::CappedPercent, Measure::BrokeEvenPercent].iter().any(|known| known.name() == measure);
    if is_percent {
        return percent_text(value);
    }
    let decimals = if measure == Measure::Price.name() { 4 } else { 2 };
    let text = grouped(&format!("{:.decimals$}", value.abs()));
    format!("{}¥{text}", if value < 0.0 { "-" } else { "" })
}

/// The median, with 5 % and 95 % where runs differ.
pub(crate) fn spread(of: Quantiles, show: impl Fn(f64) -> String) -> String {
    let (low, middle, high) = (show(of.p5), show(of.p50), show(of.p95));
    if low == high { middle } else { format!("{middle} ({low} – {high})") }
}

/// An assumption's value, as it stands in a scenario.
pub(crate) fn assumed(value: f64) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_nothing_is_rounded_to_nothing() {
        assert_eq!((money(123_456_789), money(-5)), ("¥1,234,567.89".to_owned(), "-¥0.05".to_owned()));
        assert_eq!((signed_money(5), signed_money(0)), ("+¥0.05".to_owned(), "¥0.00".to_owned()));
        assert_eq!(
            (price(123_456_789_012), points(123_456_789_012)),
            ("¥1,234.5678".to_owned(), "1,234.56".to_owned())
        );
        assert_eq!((share(1, 100_000), share(0, 9), share(1, 8), share(0, 0)), {
            ("< 0.01 %".to_owned(), "0.00 %".to_owned(), "12.50 %".to_owned(), NONE.to_owned())
        });
        assert_eq!((per_hundred(1, 3), per_hundred(1, 0)), (Some(3_333), None));
        assert_eq!((measured("price", 1.56586), measured("capped_percent", 3.0)), {
            ("¥1.5659".to_owned(), "3.00 %".to_owned())
        });
    }
}
