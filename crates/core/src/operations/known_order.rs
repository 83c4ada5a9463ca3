//! An order whose parties are known by handle: what booking it does (model, section 2).
//!
//! [`super::Book`] comes here once it has found the parties; a simulation, which knows them, comes here at once.

use crate::awards::{self, Sale};
use crate::engine::Step;
use crate::event::{Event, Lines, OrderBooked};
use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX, SPEND_MAX};
use crate::orders::Number;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{Cap, Margin, Scope};
use crate::selling::force_exits;
use crate::terms::PlanTerms;
use crate::units::{BasisPoints, Fen, Points};

/// An order between parties that are known by handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownOrder {
    /// Where it is booked.
    pub programme: Programme,
    /// Who bought.
    pub member: Member,
    /// Who sold, in this programme.
    pub merchant: Merchant,
    /// What was paid.
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    pub cost: Option<Fen>,
}

/// What the split makes of a commission.
struct Split {
    lines: Lines,
    distribution: Fen,
    pool: Fen,
}

impl KnownOrder {
    pub(crate) fn decide(&self, step: &mut Step<'_>, number: &Number<'_>) -> Result<(), Rejection> {
        self.check_amount()?;
        let Self { programme, member, merchant, amount, .. } = *self;
        let (version, state) = (step.version(programme), step.of(programme));
        let directory = &step.state().directory;
        let row = directory.merchant_row(merchant).ok_or(Rejection::MerchantUnknown)?;
        let terms = state.terms(version).ok_or(Rejection::PlanUnknown)?;
        let plan = terms.plan(row.plan).ok_or(Rejection::PlanUnknown)?;
        let commission = self.commission(plan, row.take_bp)?;
        let split = self.split(plan, commission)?;
        let awards =
            awards::of(&Sale { directory, programme: state, rates: &plan.awards, member, merchant: row, amount });
        if awards.iter().map(|award| award.amount).sum::<Fen>() > split.distribution {
            return Err(Rejection::AwardsExceedDistribution);
        }
        let minted = mint(state, terms.mint_bp, split.pool)?;
        let position = self.position(state, terms.cap, minted)?;
        let booked = OrderBooked {
            order: Order::at(step.state().orders.len()),
            id: number.id().into(),
            programme,
            version,
            plan: row.plan,
            member,
            merchant,
            amount,
            commission,
            lines: split.lines,
            pool: split.pool,
            minted,
            position,
            awards,
        };
        step.emit_numbered(Event::OrderBooked(booked), number)?;
        force_exits(step, programme)
    }

    fn check_amount(&self) -> Result<(), Rejection> {
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount.get() > AMOUNT_MAX {
            return Err(Rejection::LimitExceeded);
        }
        Ok(())
    }

    /// `C = ⌊A·take_bp/10⁴⌋`, or `A − cost`.
    fn commission(&self, plan: &PlanTerms, own_take: Option<BasisPoints>) -> Result<Fen, Rejection> {
        match (plan.margin, self.cost) {
            (Margin::Take, None) => Ok(self.amount.share(own_take.unwrap_or(plan.take_bp))),
            (Margin::Take, Some(_)) => Err(Rejection::CostUnexpected),
            (Margin::Cost, None) => Err(Rejection::CostMissing),
            (Margin::Cost, Some(cost)) if cost.is_negative() || cost > self.amount => Err(Rejection::CostOutOfRange),
            (Margin::Cost, Some(cost)) => Ok(self.amount - cost),
        }
    }

    /// Each line `⌊base·bp/10⁴⌋`; the pool gets what is left, so what the lines lose to rounding reaches the reserve.
    fn split(&self, plan: &PlanTerms, commission: Fen) -> Result<Split, Rejection> {
        let (mut lines, mut taken) = (Lines::new(), Fen::ZERO);
        for value in plan.lines.iter().map(|line| line.value(self.amount, commission)) {
            lines.push(value);
            taken += value;
        }
        if taken > commission {
            return Err(Rejection::MarginTooSmall);
        }
        let distribution = plan.distribution.and_then(|place| lines.get(place)).copied().unwrap_or_default();
        Ok(Split { lines, distribution, pool: commission - taken })
    }

    /// The position that takes the points: the member's open one in scope `member`, else the next one.
    fn position(
        &self,
        state: &ProgrammeState,
        cap: Option<Cap>,
        minted: Points,
    ) -> Result<Option<Position>, Rejection> {
        if minted == Points::ZERO {
            return Ok(None);
        }
        let joins = cap.is_none_or(|cap| cap.scope == Scope::Member);
        match state.positions.joinable(self.member).filter(|_| joins) {
            Some(open) if (open.holding.spend + self.amount).get() > SPEND_MAX => Err(Rejection::LimitExceeded),
            Some(open) => Ok(Some(open.id)),
            None => Ok(Some(state.positions.next_id())),
        }
    }
}

/// Points for a pool contribution at the price before it. A contribution that would get none is refused: nobody's
/// money is silently given to the others.
fn mint(state: &ProgrammeState, mint_bp: BasisPoints, pool: Fen) -> Result<Points, Rejection> {
    let minted = state.price().minted_for(pool, mint_bp);
    if pool.is_positive() && minted == Some(Points::ZERO) {
        return Err(Rejection::MintRoundsToZero);
    }
    let minted = minted.ok_or(Rejection::LimitExceeded)?;
    // The supply's own bound is that of its type: `checked_add` keeps it.
    if (state.reserve + pool).get() > RESERVE_MAX || state.supply.checked_add(minted).is_none() {
        return Err(Rejection::LimitExceeded);
    }
    Ok(minted)
}
