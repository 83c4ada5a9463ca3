//! The measures that sensitivities and quantiles are about.

use super::runs::RunRow;

/// A figure of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What all members together can ever receive per 100.00 spent, in CNY.
    MostBackPer100,
    /// What all members together received for points per 100.00 spent, in CNY.
    BackPer100,
    /// What half of the members received at most for points per 100.00 of their own, in CNY.
    MedianBackPer100,
    /// Share of members that reached the cap, in per cent.
    CappedPercent,
    /// Share of members that once could have what they spent, in per cent.
    BrokeEvenPercent,
    /// Price at the end, in CNY.
    Price,
    /// Reserve at the end, in CNY.
    Reserve,
    /// What the last one out receives per 100.00 spent, in CNY; 0 where nobody holds points.
    LastOutPer100,
}

impl Measure {
    /// All of them, the uncomfortable ones first.
    pub const ALL: [Self; 8] = [
        Self::MostBackPer100,
        Self::BackPer100,
        Self::MedianBackPer100,
        Self::CappedPercent,
        Self::BrokeEvenPercent,
        Self::Price,
        Self::Reserve,
        Self::LastOutPer100,
    ];

    /// The name in scenarios and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MostBackPer100 => "most_back_per_100",
            Self::BackPer100 => "back_per_100",
            Self::MedianBackPer100 => "median_back_per_100",
            Self::CappedPercent => "capped_percent",
            Self::BrokeEvenPercent => "broke_even_percent",
            Self::Price => "price",
            Self::Reserve => "reserve",
            Self::LastOutPer100 => "last_out_per_100",
        }
    }

    /// The measure of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Its value in a run.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // a statistic
    pub fn of(self, run: &RunRow) -> f64 {
        let percent = |part: u64| if run.members == 0 { 0.0 } else { part as f64 * 100.0 / run.members as f64 };
        match self {
            Self::MostBackPer100 => run.most_back_per_100_fen as f64 / 100.0,
            Self::BackPer100 => run.back_per_100_fen as f64 / 100.0,
            Self::MedianBackPer100 => run.median_back_per_100_fen as f64 / 100.0,
            Self::CappedPercent => percent(run.capped),
            Self::BrokeEvenPercent => percent(run.broke_even),
            Self::Price => run.price_e8 as f64 / 1e8,
            Self::Reserve => run.reserve_fen as f64 / 100.0,
            Self::LastOutPer100 => run.last_out_per_100_fen.unwrap_or(0) as f64 / 100.0,
        }
    }
}
