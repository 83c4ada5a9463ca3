//! The part of an order that coins pay: what it needs, what the merchant gets for it, and the points that it brings.
//!
//! An order of `A` with `K` coins is an order of `A − K` beside which `K` is settled. Nothing of the model knows more of
//! coins than this file.

use super::known_order::{KnownOrder, Tender};
use crate::engine::Step;
use crate::event::{CoinPart, CoinsBack, CoinsTakenBack, Event, PointsGranted};
use crate::handle::{Member, Order, Programme};
use crate::limits::RESERVE_MAX;
use crate::orders::{HotOrder, Number};
use crate::pending::PendingOrder;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{Cap, CoinPoints, CoinRules, Margin, Scope};
use crate::selling::empty_if_last;
use crate::terms::PlanTerms;
use crate::units::{BasisPoints, Coins, Fen, Points};

impl KnownOrder {
    /// Splits an order of which `coins` pay a part: it becomes the order that money pays, and the rest is the answer. Of the
    /// cost, coins bear their part rounded down, so that the commission of the money is not larger than its part.
    #[inline]
    pub(super) fn set_apart(&mut self, step: &Step<'_>, coins: Option<Coins>) -> Result<Option<CoinPart>, Rejection> {
        coins.map(|coins| self.set_apart_some(step, coins)).transpose()
    }

    #[inline(never)]
    fn set_apart_some(&mut self, step: &Step<'_>, coins: Coins) -> Result<CoinPart, Rejection> {
        self.check_amount()?;
        step.takes_orders(self.programme)?;
        let rules = coin_rules(step, self.programme)?;
        if !coins.is_positive() {
            return Err(Rejection::CoinsNotPositive);
        }
        if coins > rules.most(self.amount) {
            return Err(Rejection::CoinsAboveCeiling);
        }
        if coins > spendable(step.of(self.programme), self.member) {
            return Err(Rejection::CoinsInsufficient);
        }
        // A negative cost is refused with the order itself.
        let bears = |cost: Fen| if cost.is_negative() { Fen::ZERO } else { cost.part(coins.face(), self.amount) };
        let cost = self.cost.map(bears);
        self.amount -= coins.face();
        self.cost = self.cost.zip(cost).map(|(whole, part)| whole - part);
        Ok(CoinPart { coins, cost, ..CoinPart::default() })
    }

    /// As [`KnownOrder::decide`], with `coins` for a part of the amount and money for the rest.
    pub(crate) fn decide_with_coins(
        mut self,
        step: &mut Step<'_>,
        number: &Number<'_>,
        coins: Coins,
    ) -> Result<(), Rejection> {
        let coins = self.set_apart(step, Some(coins))?;
        self.decide_paid(step, number, &Tender { coins, ..Tender::default() })
    }
}

/// What the rules in force at the business time say of coins.
fn coin_rules(step: &Step<'_>, programme: Programme) -> Result<CoinRules, Rejection> {
    let terms = step.of(programme).terms(step.version(programme));
    terms.and_then(|terms| terms.coins).ok_or(Rejection::CoinsUnavailable)
}

fn spendable(state: &ProgrammeState, member: Member) -> Coins {
    state.debts.claim(member).map_or(Coins::ZERO, |claim| claim.coins)
}

/// What the merchant gets for coins: its share of as much money, or what the goods cost; never more than the coins.
/// The platform account pays for it out of `available`, to which the order itself adds its part.
#[inline(never)]
pub(super) fn settle(
    part: CoinPart,
    plan: &PlanTerms,
    own_take: Option<BasisPoints>,
    available: Fen,
) -> Result<CoinPart, Rejection> {
    let face = part.coins.face();
    let to_merchant = match plan.margin {
        Margin::Take => face - face.share(own_take.unwrap_or(plan.take_bp)),
        Margin::Cost => part.cost.unwrap_or_default(),
    };
    if to_merchant > available {
        return Err(Rejection::PlatformFundsInsufficient);
    }
    Ok(CoinPart { to_merchant, ..part })
}

/// Grants the points that come with the coins of an order that was just booked, as far as the fund goes. Units and money
/// are floored at the price of this moment, so that it does not fall.
pub(super) fn grant(
    step: &mut Step<'_>,
    programme: Programme,
    order: Order,
    member: Member,
    part: CoinPart,
) -> Result<(), Rejection> {
    let Some(CoinPoints { grant_bp, target_bp, tranches, tranche_days }) = coin_rules(step, programme)?.points else {
        return Ok(());
    };
    let state = step.of(programme);
    // Once a closing is published nothing leaves the fund.
    if state.closing.is_some() {
        return Ok(());
    }
    let from_fund = part.coins.face().share(grant_bp).min(state.fund.balance);
    let points = state.price().points_worth(from_fund).ok_or(Rejection::LimitExceeded)?;
    if points == Points::ZERO {
        return Ok(());
    }
    if (state.reserve + from_fund).get() > RESERVE_MAX || state.supply.checked_add(points).is_none() {
        return Err(Rejection::LimitExceeded);
    }
    let overshoot = state.rules(step.version(programme)).and_then(|rules| rules.cap).map(|cap| cap.overshoot);
    let cap = Cap { multiple_bp: target_bp, scope: Scope::Order, overshoot: overshoot.unwrap_or_default() };
    let (coins, position) = (part.coins, state.positions.next_id());
    step.emit(Event::PointsGranted(PointsGranted {
        programme,
        order,
        member,
        coins,
        from_fund,
        points,
        position,
        cap,
        tranches,
        tranche_days,
    }))
}

/// Takes the coin part of an order back that is corrected, exactly: the member has the coins again, the platform account
/// what the merchant got for them, and the fund what it paid for the points, as far as these are worth it.
pub(super) fn take_back(step: &mut Step<'_>, order: Order, hot: &HotOrder) -> Result<(), Rejection> {
    let Some(part) = hot.particulars.as_deref().and_then(|particulars| particulars.coins) else { return Ok(()) };
    let &HotOrder { programme, member, merchant, .. } = hot;
    let payable = step.state().directory.merchant_row(merchant).map_or(Fen::ZERO, |row| row.payable);
    if payable < part.to_merchant {
        return Err(Rejection::NotReversible);
    }
    let state = step.of(programme);
    let before = state.price();
    let (burned, to_fund) = match part.position {
        None => (Points::ZERO, Fen::ZERO),
        Some(position) => {
            let grant = state.debts.grant(position).ok_or(Rejection::NotReversible)?;
            let held = state.positions.get(position).map_or(Points::ZERO, |open| open.holding.points);
            if held != grant.points {
                return Err(Rejection::NotReversible);
            }
            (held, grant.from_fund.min(before.value_of(held)))
        }
    };
    let (coins, from_merchant, position) = (part.coins, part.to_merchant, part.position);
    step.emit(Event::CoinsTakenBack(CoinsTakenBack {
        programme,
        order,
        member,
        merchant,
        coins,
        from_merchant,
        position,
        burned,
        to_fund,
    }))?;
    if burned.is_positive() { empty_if_last(step, programme, before) } else { Ok(()) }
}

/// What a return of `amount` of a placed order gives back: money in proportion, rounded down, and the rest in coins, so
/// that some money is left as long as anything is.
pub(super) fn returned(row: &PendingOrder, amount: Fen) -> (Fen, Option<CoinsBack>) {
    if row.coins.is_none() {
        return (amount, None);
    }
    let (whole, before) = row.whole();
    let money = row.amount.part(before + amount, whole) - row.returned;
    (money, Some(CoinsBack { programme: row.programme, coins: Coins::of(amount - money) }))
}
