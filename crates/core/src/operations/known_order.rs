//! An order whose parties are known by handle: what booking it does (model, section 2).
//!
//! [`super::Book`] comes here once it has found the parties; a simulation, which knows them, comes here at once.

use super::campaign_goods::CampaignSale;
use super::coin_part;
use super::months_part::{Counted, level_awards};
use crate::awards::{self, Awards, Sale};
use crate::directory::MerchantRow;
use crate::engine::{Asked, Step};
use crate::event::{CoinPart, Event, Freeze, Lines, OrderBooked, Particulars};
use crate::fund::{Contribution, FromFund};
use crate::handle::{Member, Merchant, Order, Payment, Placed, Plan, Position, Programme};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX, SPEND_MAX};
use crate::orders::Number;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{Cap, FreezeDays, Margin, Scope};
use crate::selling::force_exits;
use crate::state::State;
use crate::terms::{PlanTerms, Terms};
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

/// How an order is paid, where not simply in money from outside when it is booked, and for what, where not under the
/// plan of its merchant.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tender {
    /// The placed order that is booked: its money is there already.
    pub(crate) placed: Option<Placed>,
    /// What the member's balance pays, or paid.
    pub(crate) from_balance: Fen,
    /// The payment that pays the rest.
    pub(crate) payment: Option<Payment>,
    /// The goods of a campaign that it sells.
    pub(crate) sale: Option<CampaignSale>,
    /// What coins pay, beside the amount.
    pub(crate) coins: Option<CoinPart>,
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

    /// Whether there is nothing to remember of it.
    fn is_plain(&self) -> bool {
        let Self { placed, from_balance, payment, sale, coins } = self;
        placed.is_none() && *from_balance == Fen::ZERO && payment.is_none() && sale.is_none() && coins.is_none()
    }

    /// What the order has to remember of it, of awards that are frozen when it is `asked` for, and of what the fund gave.
    #[inline(never)]
    fn particulars(
        &self,
        freeze: Option<FreezeDays>,
        awards: &Awards,
        from_fund: FromFund,
        asked: Asked<'_>,
    ) -> Option<Box<Particulars>> {
        let Self { placed, from_balance, payment, sale, coins } = *self;
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
        let occurred_at = (placed.is_some() || payment.is_some()).then_some(asked.occurred_at);
        let goods = sale.map(|sale| sale.goods);
        let some = |amount: Fen| amount.is_positive().then_some(amount);
        let (subsidy, drip) = (some(from_fund.subsidy), some(from_fund.drip));
        let mut particulars =
            Particulars { placed, from_balance, payment, freezes, occurred_at, ..Particulars::default() };
        (particulars.goods, particulars.subsidy, particulars.drip, particulars.coins) = (goods, subsidy, drip, coins);
        (particulars != Particulars::default()).then(|| Box::new(particulars))
    }
}

/// What the split makes of a commission.
struct Split {
    lines: Lines,
    distribution: Fen,
    pool: Fen,
}

impl Split {
    /// What the order leaves the platform account: not its awards, and not the dividend that goes into the pot.
    fn left_to_platform(&self, terms: &Terms, plan: &PlanTerms, commission: Fen, awarded: Fen) -> Fen {
        commission - self.pool - awarded - terms.dividend_of(plan, &self.lines)
    }
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
        if tender.placed.is_none() {
            step.takes_orders(self.programme)?;
        }
        if tender.from_balance != Fen::ZERO && tender.placed.is_none() {
            tender.check(step.state(), self.member, self.amount)?;
        }
        let Self { programme, member, merchant, amount, .. } = *self;
        let (version, state) = (step.version(programme), step.of(programme));
        let directory = &step.state().directory;
        let row = directory.merchant_row(merchant).ok_or(Rejection::MerchantUnknown)?;
        let terms = state.terms(version).ok_or(Rejection::PlanUnknown)?;
        let (sold_under, own_take) = sold_under(row, tender.sale);
        let plan = terms.plan(sold_under).ok_or(Rejection::PlanUnknown)?;
        let commission = self.commission(plan, own_take)?;
        let split = self.split(plan, commission)?;
        let (links, at) = (&step.state().links, step.asked.occurred_at);
        let sale = Sale { directory, links, at, programme: state, rates: &plan.awards, member, merchant: row, amount };
        let awards = awards::of(&sale);
        let mut awarded = awards.iter().map(|award| award.amount).sum::<Fen>();
        // Hardly any rules pay levels.
        let level_awards = terms.paid_levels.as_ref().map(|rules| level_awards(step, state, rules, member, amount));
        if let Some(level_awards) = &level_awards {
            awarded += level_awards.iter().map(|award| award.amount).sum::<Fen>();
        }
        if awarded > split.distribution {
            return Err(Rejection::AwardsExceedDistribution);
        }
        let contribution = Contribution { amount, commission, pool: split.pool, awarded };
        // Hardly any rules have a fund; where none does, nothing is worked out.
        let today = || step.asked.recorded_at.day();
        let from_fund =
            terms.fund.as_ref().map_or(FromFund::default(), |fund| FromFund::of(state, fund, contribution, today()));
        let minted = mint(state, terms.mint_bp, split.pool + from_fund.subsidy, from_fund.drip)?;
        let position = self.position(state, terms.cap, minted)?;
        let settle = |coins: CoinPart| {
            let available = step.state().platform + split.left_to_platform(terms, plan, commission, awarded);
            coin_part::settle(coins, plan, own_take, available)
        };
        let coins = tender.coins.map(settle).transpose()?;
        // Most orders are paid at a till and earn nothing that is frozen: for them nothing is gathered.
        let is_plain = tender.is_plain() && plan.awards.freeze_days.is_none() && from_fund == FromFund::default();
        let mut particulars = if is_plain {
            None
        } else {
            Tender { coins, ..*tender }.particulars(plan.awards.freeze_days, &awards, from_fund, step.asked)
        };
        if terms.counts_months {
            particulars = Counted { terms, plan, lines: &split.lines, level_awards }.add_to(step, particulars);
        }
        let order = Order::at(step.state().orders.len());
        // Put together where it stays: an event is moved as seldom as it can be.
        let booked = Event::OrderBooked(OrderBooked {
            order,
            id: number.id().into(),
            programme,
            version,
            plan: sold_under,
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
        });
        step.emit_numbered(booked, number)?;
        if let Some(coins) = coins {
            coin_part::grant(step, programme, order, member, coins)?;
        }
        force_exits(step, programme)
    }

    /// Whether the order can be split as it is, by the rules in force at its business time. What only the price or the
    /// awards of a later moment decide is not looked at.
    pub(crate) fn check_split(&self, step: &Step<'_>, sale: Option<CampaignSale>) -> Result<(), Rejection> {
        let row = step.state().directory.merchant_row(self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let (sold_under, own_take) = sold_under(row, sale);
        let plan = self.plan(step, sold_under)?;
        let commission = self.commission(plan, own_take)?;
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

/// The plan of an order, and the merchant's own take rate under it. A campaign has a plan of its own, at its own rate.
fn sold_under(merchant: &MerchantRow, sale: Option<CampaignSale>) -> (Plan, Option<BasisPoints>) {
    sale.map_or((merchant.plan, merchant.take_bp), |sale| (sale.plan, None))
}

/// Points for a pool contribution at the price before it; `drip` enters the reserve without any. A contribution that would
/// get none is refused: nobody's money is silently given to the others.
fn mint(state: &ProgrammeState, mint_bp: BasisPoints, pool: Fen, drip: Fen) -> Result<Points, Rejection> {
    let minted = state.price().minted_for(pool, mint_bp);
    if pool.is_positive() && minted == Some(Points::ZERO) {
        return Err(Rejection::MintRoundsToZero);
    }
    let minted = minted.ok_or(Rejection::LimitExceeded)?;
    // The supply's own bound is that of its type: `checked_add` keeps it.
    if (state.reserve + pool + drip).get() > RESERVE_MAX || state.supply.checked_add(minted).is_none() {
        return Err(Rejection::LimitExceeded);
    }
    Ok(minted)
}
