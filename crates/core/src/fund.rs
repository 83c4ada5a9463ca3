//! The fund of a programme: money that is not in the reserve yet, and what of it goes there with an order.

use crate::programme::ProgrammeState;
use crate::rules::{FundRules, Outflow};
use crate::units::{BasisPoints, Day, Fen, ONE_IN_BP};
use minicbor::{Decode, Encode};

/// The fund of a programme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Fund {
    /// What is in it, in fen.
    #[n(0)]
    pub balance: Fen,
    /// What left it on the last day on which anything did.
    #[n(1)]
    pub day: FundDay,
}

/// What left a fund with the orders booked on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct FundDay {
    /// The day of booking.
    #[n(0)]
    pub day: Day,
    /// As subsidy, in fen.
    #[n(1)]
    pub subsidy: Fen,
    /// As drip, in fen.
    #[n(2)]
    pub drip: Fen,
}

impl Fund {
    /// What has left it on `day` so far.
    #[must_use]
    pub fn on(&self, day: Day) -> FundDay {
        if self.day.day == day { self.day } else { FundDay { day, ..FundDay::default() } }
    }
}

/// What a version of the rules says about the fund, ready to compute with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FundTerms {
    pub(crate) rules: FundRules,
    /// The fee of a sale under the same version: it bounds what a subsidy may give.
    pub(crate) redemption_fee_bp: BasisPoints,
}

/// What the fund gives with one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FromFund {
    /// Joins the pool contribution before minting.
    pub(crate) subsidy: Fen,
    /// Enters the reserve after minting.
    pub(crate) drip: Fen,
}

/// The figures of an order that decide what the fund gives with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contribution {
    /// What was paid in money for the goods.
    pub(crate) amount: Fen,
    /// What the merchant gave up of it.
    pub(crate) commission: Fen,
    /// The pool contribution.
    pub(crate) pool: Fen,
    /// All awards of the order.
    pub(crate) awarded: Fen,
}

impl FromFund {
    /// What the fund of `programme` gives with an order that is booked on `today`. Nothing once a closing is published:
    /// the fee that keeps buying from oneself from paying is waived then.
    #[inline(never)]
    pub(crate) fn of(programme: &ProgrammeState, terms: &FundTerms, order: Contribution, today: Day) -> Self {
        if programme.closing.is_some() || !programme.fund.balance.is_positive() {
            return Self::default();
        }
        let (fund, gone) = (programme.fund, programme.fund.on(today));
        let subsidy = outflow(terms.rules.subsidy, order.amount, gone.subsidy, fund.balance, today).min(most_subsidy(
            order.commission,
            order.awarded,
            order.pool,
            terms.redemption_fee_bp,
        ));
        let drip = outflow(terms.rules.drip, order.pool, gone.drip, fund.balance - subsidy, today);
        Self { subsidy, drip }
    }
}

/// `⌊base·bp/10⁴⌋`, at most what the ceilings and the fund leave.
fn outflow(rule: Option<Outflow>, base: Fen, gone: Fen, balance: Fen, today: Day) -> Fen {
    let Some(rule) = rule.filter(|rule| today <= rule.last_day) else { return Fen::ZERO };
    let left = if rule.day_max_fen > gone { rule.day_max_fen - gone } else { Fen::ZERO };
    base.share(rule.bp).min(rule.order_max_fen).min(left).min(balance)
}

/// The most that the subsidy of an order may be: `(1 − fee)·(a + s) + awards ≤ C`, so that nobody gains by buying from
/// themselves, whatever the merchant's own take rate or the cost of the goods. Without bound where a sale pays nothing.
#[must_use]
pub fn most_subsidy(commission: Fen, awarded: Fen, pool: Fen, fee: BasisPoints) -> Fen {
    let Some(kept) = ONE_IN_BP.checked_sub(fee.get()).filter(|kept| *kept > 0) else { return Fen::new(i64::MAX) };
    let left = commission - awarded;
    if left.is_negative() {
        return Fen::ZERO;
    }
    let contribution = left.wide() * u128::from(ONE_IN_BP) / u128::from(kept);
    let contribution = Fen::from_wide(contribution).unwrap_or(Fen::new(i64::MAX));
    if contribution > pool { contribution - pool } else { Fen::ZERO }
}
