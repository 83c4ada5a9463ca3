//! The margin against a runaway: how far above the pool share a cap has to lie, so that exits do not feed on themselves.
//!
//! Each exit leaves its fee in the reserve and lifts the price for the rest. With `μ` the mint rate, `ρ` the largest pool
//! share and `φ = 1 − fee`, the multiple is critical at `μ·ρ·e^(1/μ − φ)`; a tenth above it is safe. This is the one
//! check that needs floats; it decides no money and can only warn.

use ratchet_core::limits::CAP_MULTIPLE_MAX_BP;
use ratchet_core::policy::{Bound, Breach, Subject, Text, largest_pool_share};
use ratchet_core::units::ONE_IN_BP;

/// What a multiple has to be above the critical one.
const MARGIN: f64 = 1.1;

/// A multiple below the safe one, as a slight breach of `can-run-away`.
pub(crate) fn estimate(subject: &Subject<'_>) -> Option<Breach> {
    let rules = subject.rules;
    let multiple = rules.cap?.multiple_bp.get();
    let share = largest_pool_share(subject)?;
    let safe = safe_multiple_bp(rules.mint_bp.get(), share.scaled, rules.redemption_fee_bp.get());
    if f64::from(multiple) >= safe {
        return None;
    }
    let plan = share.plan;
    let (zh, en) = match least_integer(safe) {
        Some(least) => {
            (format!("把 cap.multiple_bp 设为至少 {least}"), format!("set cap.multiple_bp to at least {least}"))
        }
        None => (
            "任何封顶倍数都不够：提高 mint_bp，或去掉封顶".to_owned(),
            "no cap multiple is enough: raise mint_bp, or remove the cap".to_owned(),
        ),
    };
    let change = Text::computed(format!("{zh}；或减少进池的份额"), format!("{en}; or let less enter the pool"));
    let sentence = Text::computed(
        format!("封顶 {multiple} 基点离计划 {plan} 的进池份额太近：出局推高价格，可能引发更多出局"),
        format!(
            "the cap of {multiple} basis points is too near to the pool share of plan {plan}: exits lift the price and can \
             cause more exits"
        ),
    );
    let breach = Breach::in_rules("cap.multiple_bp", sentence, change).slight();
    Some(match least_integer(safe) {
        Some(least) => breach.setting("cap.multiple_bp", Bound::AtLeast, least.into()),
        None => breach,
    })
}

/// `1.1·μ·ρ·e^(1/μ − φ)` in basis points; `share` in units of 10⁻⁸. Infinite for a mint rate of next to nothing.
fn safe_multiple_bp(mint_bp: u32, share: u64, fee_bp: u32) -> f64 {
    if share == 0 {
        // Nothing enters: nothing can run away, however little is minted (zero times infinity is no number).
        return 0.0;
    }
    let one = f64::from(ONE_IN_BP);
    let share_bp = u32::try_from(share).map_or(one, |share| f64::from(share) / one);
    let mint = f64::from(mint_bp) / one;
    let kept = 1.0 - f64::from(fee_bp) / one;
    MARGIN * mint * share_bp * (1.0 / mint - kept).exp()
}

/// The least multiple that is not below `safe`, if rules can have one.
fn least_integer(safe: f64) -> Option<u32> {
    let (mut below, mut enough) = (0, CAP_MULTIPLE_MAX_BP);
    if f64::from(enough) < safe {
        return None;
    }
    while enough - below > 1 {
        let middle = below.midpoint(enough);
        if f64::from(middle) >= safe { enough = middle } else { below = middle }
    }
    Some(enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_enters_needs_no_margin() {
        assert!(safe_multiple_bp(1, 0, 0) <= 0.0);
    }

    #[test]
    fn the_safe_multiple_is_that_of_the_formula() {
        // 1.1 × 0.7 × 0.6 × e^(1/0.7 − 0.8) = 0.462 × e^0.628571… = 0.462 × 1.874930… = 0.866217…
        let safe = safe_multiple_bp(7_000, 60_000_000, 2_000);
        assert!((8_662.0..8_663.0).contains(&safe), "{safe}");
        assert_eq!(least_integer(safe), Some(8_663));
        // Everything minted, no fee: e^0 = 1.
        assert!((safe_multiple_bp(10_000, 16_000_000, 0) - 1_760.0).abs() < 1e-6);
    }

    #[test]
    fn the_least_integer_is_the_least() {
        assert_eq!(least_integer(1_760.0), Some(1_760));
        assert_eq!(least_integer(1_760.000_1), Some(1_761));
        assert_eq!(least_integer(0.0), Some(1));
        assert_eq!(least_integer(1_000_000.0), Some(1_000_000));
        assert_eq!(least_integer(1_000_000.5), None);
        assert_eq!(least_integer(safe_multiple_bp(1, 60_000_000, 2_000)), None);
    }
}
