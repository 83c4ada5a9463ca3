//! Many small orders, few large ones.

use super::amount;
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use ratchet_core::Fen;
use ratchet_core::limits::AMOUNT_MAX;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Lognormal {
    median: f64,
    sigma: f64,
    least: i64,
    most: i64,
}

impl Lognormal {
    #[allow(clippy::cast_precision_loss)] // AMOUNT_MAX < 2⁵³: exact
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let median = amount(section, "median_fen")?.get() as f64;
        let sigma = section.number("sigma", 0.0..=10.0)?;
        let least = section.integer_if("least_fen", 1..=AMOUNT_MAX)?.unwrap_or(1);
        let most = section.integer_if("most_fen", least..=AMOUNT_MAX)?.unwrap_or(AMOUNT_MAX);
        Ok(Self { median, sigma, least, most })
    }

    /// Whole fen at once: nothing of a run is a float.
    #[allow(clippy::cast_possible_truncation)] // saturates, and is kept within bounds
    pub(super) fn draw(self, draw: &mut Draw) -> Fen {
        let amount = self.median * libm::exp(self.sigma * draw.normal());
        Fen::new((libm::round(amount) as i64).clamp(self.least, self.most))
    }
}
