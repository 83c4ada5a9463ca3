//! An order whose parties are known by handle: what booking it does (model, section 2).
//!
//! [`super::Book`] comes here once it has found the parties; a simulation, which knows them, comes here at once.

use crate::awards::{self, Awards, Sale};
use crate::engine::{Asked, Step};
use crate::event::{Event, Freeze, Lines, OrderBooked, Particulars};
use crate::handle::{Member, Merchant, Order, Payment, Placed, Plan, Position, Programme};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX, SPEND_MAX};
use crate::orders::Number;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{Cap, FreezeDays, Margin, Scope};
use crate::selling::force_exits;
use crate::state::State;
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

/// How an order is paid, where not simply in money from outside when it is booked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tender {
    /// The placed order that is booked: its money is there already.
    pub(crate) placed: Option<Placed>,
    /// What the member's balance pays, or paid.
    pub(crate) from_balance: Fen,
    /// The payment that pays the rest.
    pub(crate) payment: Option<Payment>,
}

impl Tender {
    /// Whether `member` can pay its part of `amount` out of the balance.
    pub(crate) fn check(&self, state: &State, member: Member, amount: Fen) -> Result<(), Rejection> {
        if self.from_balance.is_negative() || self.from_balance > amount {
            return Err(Rejection::BalancePartOutOfRange);
        }
        let balance = state.directory.member_row(member).map_or(Fen::ZERO, |row| row.balance);
        if self.from_balance > balance { Err(Rejection::BalanceInsufficient) } else { Ok(()) }
    }

    /// What the order has to remember of it, and of awards that are frozen when it is `asked` for.
    fn particulars(&self, freeze: Option<FreezeDays>, awards: &Awards, asked: Asked<'_>) -> Option<Box<Particulars>> {
        let Self { placed, from_balance, payment } = *self;
        let mut freezes = Vec::new();
        if let Some(days) = freeze {
            for (place, award) in (0..).zip(awards) {
                // The last day counts as a whole: nothing is released before its days are over.
                match days.of(award.kind) {
                    0 => {}
                    days => freezes.push(Freeze { award: place, day: asked.recorded_at.day().plus(days + 1) }),
                }
            }
        }
        let of_another = placed.is_some() || payment.is_some();
        let occurred_at = of_another.then_some(asked.occurred_at);
        let particulars = Particulars { placed, from_balance, payment, freezes, occurred_at };
        (particulars != Particulars::default()).then(|| Box::new(particulars))
    }
}

/// What the split makes of a commission.
struct Split {
    lines: Lines,
    distribution: Fen,
    pool: Fen,
}

impl KnownOrder {
    pub(crate) fn decide(&self, step: &mut Step<'_>, number: &Number<'_>) -> Result<(), Rejection> {
        self.decide_paid(step, number, &Tender::default())
    }

    /// As [`KnownOrder::decide`], paid by `tender`.
    pub(crate) fn decide_paid(
        &self,
        step: &mut Step<'_>,
        number: &Number<'_>,
        tender: &Tender,
    ) -> Result<(), Rejection> {
        self.check_amount()?;
        if tender.from_balance != Fen::ZERO && tender.placed.is_none() {
            tender.check(step.state(), self.member, self.amount)?;
        }
        let Self { programme, member, merchant, amount, .. } = *self;
        let (version, state) = (step.version(programme), step.of(programme));
        let directory = &step.state().directory;
        let row = directory.merchant_row(merchant).ok_or(Rejection::MerchantUnknown)?;
        let terms = state.terms(version).ok_or(Rejection::PlanUnknown)?;
        let plan = terms.plan(row.plan).ok_or(Rejection::PlanUnknown)?;
        let commission = self.commission(plan, row.take_bp)?;
        let split = self.split(plan, commission)?;
        let (links, at) = (&step.state().links, step.asked.occurred_at);
        let sale = Sale { directory, links, at, programme: state, rates: &plan.awards, member, merchant: row, amount };
        let awards = awards::of(&sale);
        if awards.iter().map(|award| award.amount).sum::<Fen>() > split.distribution {
            return Err(Rejection::AwardsExceedDistribution);
        }
        let minted = mint(state, terms.mint_bp, split.pool)?;
        let position = self.position(state, terms.cap, minted)?;
        let particulars = tender.particulars(plan.awards.freeze_days, &awards, step.asked);
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
            particulars,
        };
        step.emit_numbered(Event::OrderBooked(booked), number)?;
        force_exits(step, programme)
    }

    /// Whether the order can be split as it is, by the rules in force at its business time. What only the price or the
    /// awards of a later moment decide is not looked at.
    pub(crate) fn check_split(&self, step: &Step<'_>) -> Result<(), Rejection> {
        let row = step.state().directory.merchant_row(self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let plan = self.plan(step, row.plan)?;
        let commission = self.commission(plan, row.take_bp)?;
        self.split(plan, commission).map(|_| ())
    }

    /// The terms of `plan` at the order's business time.
    pub(crate) fn plan<'a>(&self, step: &'a Step<'_>, plan: Plan) -> Result<&'a PlanTerms, Rejection> {
        let terms = step.of(self.programme).terms(step.version(self.programme)).ok_or(Rejection::PlanUnknown)?;
        terms.plan(plan).ok_or(Rejection::PlanUnknown)
    }

    pub(crate) fn check_amount(&self) -> Result<(), Rejection> {
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
