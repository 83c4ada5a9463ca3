//! What an order is worth.

mod empirical;
mod fixed;
mod lognormal;

use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use crate::trace::Trace;
use empirical::Empirical;
use fixed::Fixed;
use lognormal::Lognormal;
use ratchet_core::Fen;
use ratchet_core::limits::AMOUNT_MAX;
use std::sync::Arc;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) enum Spend {
    Fixed(Fixed),
    Lognormal(Lognormal),
    Empirical(Empirical),
}

/// An amount of money that a key gives, at least one fen.
pub(crate) fn amount(section: &Section<'_>, key: &'static str) -> Result<Fen, SimError> {
    section.integer(key, 1..=AMOUNT_MAX).map(Fen::new)
}

impl Spend {
    pub(crate) fn read(section: Section<'_>, trace: Option<&Arc<Trace>>) -> Result<Self, SimError> {
        let spend = match section.word("kind", &["fixed", "lognormal", "empirical"])? {
            "fixed" => Self::Fixed(Fixed::read(&section)?),
            "lognormal" => Self::Lognormal(Lognormal::read(&section)?),
            _ => Self::Empirical(Empirical::read(&section, trace)?),
        };
        section.finish()?;
        Ok(spend)
    }

    /// The amount of the next order.
    pub(crate) fn next(&self, draw: &mut Draw) -> Fen {
        match self {
            Self::Fixed(spend) => spend.amount(),
            Self::Lognormal(spend) => spend.draw(draw),
            Self::Empirical(spend) => spend.draw(draw),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;
    use crate::trace::TraceOrder;
    use std::path::Path;

    fn drawn(text: &str, trace: Option<&Arc<Trace>>) -> Vec<i64> {
        let table = text.parse().unwrap();
        let spend = Spend::read(Section::whole(Path::new("s.toml"), &table), trace).unwrap();
        let mut draw = Draw::of(1, 0, Purpose::Spend);
        (0..10_001).map(|_| spend.next(&mut draw).get()).collect()
    }

    #[test]
    fn fixed_is_fixed() {
        assert!(drawn("kind = 'fixed'\namount_fen = 700", None).iter().all(|amount| *amount == 700));
    }

    #[test]
    fn lognormal_has_its_median_and_stays_within_bounds() {
        let text = "kind = 'lognormal'\nmedian_fen = 10000\nsigma = 1.0\nleast_fen = 500\nmost_fen = 90000";
        let mut amounts = drawn(text, None);
        amounts.sort_unstable();
        assert!((9_500..10_500).contains(&amounts[5_000]), "{}", amounts[5_000]);
        // One standard deviation below: median / e.
        assert!((3_400..4_000).contains(&amounts[1_587]), "{}", amounts[1_587]);
        assert_eq!((amounts[0], amounts[10_000]), (500, 90_000));
    }

    #[test]
    fn empirical_draws_what_the_trace_has() {
        let order = |amount| TraceOrder { day: 0, member: 0, amount: Fen::new(amount) };
        let trace = Arc::new(Trace { orders: [5, 5, 5, 9].map(order).to_vec(), members: 1, ..Trace::default() });
        let amounts = drawn("kind = 'empirical'", Some(&trace));
        let nines = amounts.iter().filter(|amount| **amount == 9).count();
        assert!(amounts.iter().all(|amount| [5, 9].contains(amount)) && (2_300..2_700).contains(&nines), "{nines}");
        let table = "kind = 'empirical'".parse().unwrap();
        let error = Spend::read(Section::whole(Path::new("s.toml"), &table), None).unwrap_err();
        assert!(error.to_string().contains("[trace]"), "{error}");
    }
}
