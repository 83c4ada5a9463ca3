//! How much came back per 100.00 spent.

use ratchet_core::Fen;

/// `⌊received · 100.00 / spent⌋` in fen; none where nothing was spent.
pub(crate) fn per_hundred(received: Fen, spent: Fen) -> Option<i64> {
    let hundred = i128::from(received.get()) * 10_000;
    let back = spent.is_positive().then(|| hundred.div_euclid(i128::from(spent.get())))?;
    Some(i64::try_from(back).unwrap_or(i64::MAX))
}
