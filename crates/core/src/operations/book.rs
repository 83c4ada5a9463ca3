//! Books an order that can no longer be returned (model, section 2).

use crate::awards::{self, Award, Sale};
use crate::engine::Step;
use crate::event::{Event, OrderBooked};
use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::identifier::check_identifier;
use crate::limits::{AMOUNT_MAX, RESERVE_MAX, SPEND_MAX};
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{DISTRIBUTION, Margin, Plan, Rules, Scope};
use crate::selling::force_exits;
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Book {
    /// The order's own number.
    #[n(0)]
    pub id: String,
    /// Who bought.
    #[n(1)]
    pub member: String,
    /// Who sold.
    #[n(2)]
    pub merchant: String,
    /// What was paid.
    #[n(3)]
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(4)]
    pub cost: Option<Fen>,
}

/// What the split makes of an order.
struct Split {
    commission: Fen,
    lines: Vec<Fen>,
    distribution: Fen,
    pool: Fen,
}

impl Book {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        let (member, merchant) = self.parties(step, programme)?;
        self.check_amount()?;
        let version = step.version(programme);
        let row = step.state().directory.merchant_row(merchant).ok_or(Rejection::MerchantUnknown)?;
        let plan = state.plan_rules(version, row.plan).ok_or(Rejection::PlanUnknown)?;
        let rules = state.rules(version).ok_or(Rejection::PlanUnknown)?;
        let commission = self.commission(plan, row.take_bp)?;
        let split = self.split(plan, commission)?;
        let directory = &step.state().directory;
        let rates = &plan.awards;
        let awards =
            awards::of(&Sale { directory, programme: state, rates, member, merchant: row, amount: self.amount });
        if awards.iter().map(|award: &Award| award.amount).sum::<Fen>() > split.distribution {
            return Err(Rejection::AwardsExceedDistribution);
        }
        let minted = mint(state, rules, split.pool)?;
        let position = self.position(state, rules, member, minted)?;
        let booked = OrderBooked {
            order: Order::at(step.state().orders.len()),
            id: self.id.clone(),
            programme,
            version,
            plan: row.plan,
            member,
            merchant,
            amount: self.amount,
            commission: split.commission,
            lines: split.lines,
            pool: split.pool,
            minted,
            position,
            awards,
        };
        step.emit(Event::OrderBooked(booked))?;
        force_exits(step, programme)
    }

    fn parties(&self, step: &Step<'_>, programme: Programme) -> Result<(Member, Merchant), Rejection> {
        let state = step.state();
        check_identifier(&self.id)?;
        if state.orders.find(&self.id).is_some() {
            return Err(Rejection::OrderExists);
        }
        let member = state.directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        let merchant = state.directory.merchant(&self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let sells_here = state.directory.merchant_row(merchant).is_some_and(|row| row.programme == programme);
        if sells_here { Ok((member, merchant)) } else { Err(Rejection::MerchantUnknown) }
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
    fn commission(&self, plan: &Plan, own_take: Option<crate::units::BasisPoints>) -> Result<Fen, Rejection> {
        match (plan.margin, self.cost) {
            (Margin::Take, None) => Ok(self.amount.share(own_take.or(plan.take_bp).unwrap_or_default())),
            (Margin::Take, Some(_)) => Err(Rejection::CostUnexpected),
            (Margin::Cost, None) => Err(Rejection::CostMissing),
            (Margin::Cost, Some(cost)) if cost.is_negative() || cost > self.amount => Err(Rejection::CostOutOfRange),
            (Margin::Cost, Some(cost)) => Ok(self.amount - cost),
        }
    }

    /// Each line `⌊base·bp/10⁴⌋`; the pool gets what is left, so what the lines lose to rounding reaches the reserve.
    fn split(&self, plan: &Plan, commission: Fen) -> Result<Split, Rejection> {
        let mut lines = Vec::with_capacity(plan.split.len());
        let (mut taken, mut distribution) = (Fen::ZERO, Fen::ZERO);
        for (name, line) in &plan.split {
            let value = line.value(self.amount, commission);
            taken += value;
            if name == DISTRIBUTION {
                distribution = value;
            }
            lines.push(value);
        }
        if taken > commission {
            return Err(Rejection::MarginTooSmall);
        }
        Ok(Split { commission, lines, distribution, pool: commission - taken })
    }

    /// The position that takes the points: the member's open one in scope `member`, else the next one.
    fn position(
        &self,
        state: &ProgrammeState,
        rules: &Rules,
        member: Member,
        minted: Points,
    ) -> Result<Option<Position>, Rejection> {
        if minted == Points::ZERO {
            return Ok(None);
        }
        let joins = rules.cap.is_none_or(|cap| cap.scope == Scope::Member);
        match state.positions.joinable(member).filter(|_| joins) {
            Some(open) if (open.holding.spend + self.amount).get() > SPEND_MAX => Err(Rejection::LimitExceeded),
            Some(open) => Ok(Some(open.id)),
            None => Ok(Some(state.positions.next_id())),
        }
    }
}

/// Points for a pool contribution at the price before it. A contribution that would get none is refused: nobody's
/// money is silently given to the others.
fn mint(state: &ProgrammeState, rules: &Rules, pool: Fen) -> Result<Points, Rejection> {
    let minted = state.price().minted_for(pool, rules.mint_bp);
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
