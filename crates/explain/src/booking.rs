//! The figures of a booked order (model, section 2), and of what else feeds a reserve.

use crate::award_line;
use crate::formulas;
use crate::fund;
use crate::step::{Step, What, member_name, merchant_name};
use crate::working::{Number, Working};
use ratchet_core::event::{Injected, OrderBooked, Particulars, ProgrammeOpened};
use ratchet_core::price::Price;
use ratchet_core::rules::{Basis, DISTRIBUTION, Margin, PLATFORM, Plan};
use ratchet_core::units::UNITS_PER_POINT;
use ratchet_core::{Fen, Points, State};
use ratchet_deployment::Moment;

/// The step of an order; `state` is that before it.
pub(crate) fn order(state: &State, booked: &OrderBooked, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Booked, state, Some(booked.programme), moment);
    step.rules_version = Some(booked.version + 1);
    step.order = Some(booked.id.to_string());
    step.member = Some(member_name(state, booked.member));
    step.merchant = Some(merchant_name(state, booked.merchant));
    step.position = booked.position.map(|position| position.0);
    step.awards = award_line::lines(state, booked, moment);
    let programme = state.programme(booked.programme);
    if let Some(plan) = programme.and_then(|of| of.plan_rules(booked.version, booked.plan)) {
        step.workings.push(commission(state, booked, plan));
        step.workings.extend(split(booked, plan));
    }
    step.workings.extend(into_pot(state, booked));
    step.workings.extend(programme.into_iter().flat_map(|programme| fund::outflows(programme, booked, moment)));
    step.workings.extend(pool_in(state, booked));
    step
}

/// What of the platform's line goes into the pot of dividends.
fn into_pot(state: &State, booked: &OrderBooked) -> Option<Working> {
    let dividend = booked.particulars.as_ref()?.dividend?;
    let of = state.programme(booked.programme)?;
    let rate = of.rules(booked.version)?.dividends?.dividend_bp;
    let plan = of.plan_rules(booked.version, booked.plan)?;
    let place = plan.split.keys().position(|name| name == PLATFORM)?;
    let line = booked.lines.get(place).copied().unwrap_or_default();
    Some(formulas::DIVIDEND.gives(dividend, [("v", line.into()), ("dividend_bp", rate.into())]))
}

fn commission(state: &State, booked: &OrderBooked, plan: &Plan) -> Working {
    let amount = ("A", booked.amount.into());
    if plan.margin == Margin::Cost {
        let cost = booked.amount - booked.commission;
        return formulas::COMMISSION_COST.gives(booked.commission, [amount, ("cost", cost.into())]);
    }
    // Goods of a campaign are sold at the rate of the campaign's plan.
    let of_campaign = booked.particulars.as_ref().is_some_and(|particulars| particulars.goods.is_some());
    let own = state.directory.merchant_row(booked.merchant).and_then(|row| row.take_bp).filter(|_| !of_campaign);
    let take = own.or(plan.take_bp).unwrap_or_default();
    formulas::COMMISSION_TAKE.gives(booked.commission, [amount, ("take_bp", take.into())])
}

/// The lines, what is left for the pool, and who gets the rest.
fn split(booked: &OrderBooked, plan: &Plan) -> Vec<Working> {
    let (amount, commission) = (("A", booked.amount.into()), ("C", booked.commission.into()));
    let mut workings = vec![formulas::MERCHANT_SHARE.gives(booked.amount - booked.commission, [amount, commission])];
    let awarded = booked.awarded();
    let mut distribution = Fen::ZERO;
    for ((name, line), value) in plan.split.iter().zip(&booked.lines) {
        let rate = ("bp", line.bp.into());
        let working = match line.basis {
            Basis::Amount => formulas::LINE_OF_AMOUNT.gives(*value, [amount, rate]),
            Basis::Commission => formulas::LINE_OF_COMMISSION.gives(*value, [commission, rate]),
        };
        workings.push(working.of(name));
        if name == DISTRIBUTION {
            distribution = *value;
        }
    }
    let taken: Fen = booked.lines.iter().copied().sum();
    let (pool, awards) = (("a", booked.pool.into()), ("Σawards", awarded.into()));
    workings.push(formulas::POOL.gives(booked.pool, [commission, ("Σv", taken.into())]));
    let unclaimed = [("distribution", distribution.into()), awards];
    workings.push(formulas::UNCLAIMED.gives(distribution - awarded, unclaimed));
    let platform = booked.commission - booked.pool - awarded;
    match booked.particulars.as_ref().and_then(|particulars| particulars.dividend) {
        None => workings.push(formulas::PLATFORM_SHARE.gives(platform, [commission, pool, awards])),
        Some(dividend) => {
            let numbers = [commission, pool, awards, ("dividend", dividend.into())];
            workings.push(formulas::PLATFORM_SHARE_BESIDE_POT.gives(platform - dividend, numbers));
        }
    }
    workings
}

/// What the order does to the reserve, the supply and its position.
pub(crate) fn pool_in(state: &State, booked: &OrderBooked) -> Vec<Working> {
    let Some(programme) = state.programme(booked.programme) else { return Vec::new() };
    let price = programme.price();
    let mint = programme.rules(booked.version).map(|rules| rules.mint_bp).unwrap_or_default();
    let (pool, minted) = (("a", booked.pool.into()), ("m", booked.minted.into()));
    let numbers = [pool, ("mint_bp", mint.into()), ("S", price.supply.into()), ("R", price.reserve.into())];
    let given = fund::given(booked);
    let (reserve, supply) = (programme.reserve + booked.pool + given, programme.supply + booked.minted);
    let mut workings = if given.is_positive() {
        with_fund(programme.reserve, booked, numbers)
    } else {
        vec![
            formulas::MINTED.gives(booked.minted, numbers),
            formulas::RESERVE_AFTER_ORDER.gives(reserve, [("R", programme.reserve.into()), pool]),
        ]
    };
    workings.push(formulas::SUPPLY_AFTER_ORDER.gives(supply, [("S", programme.supply.into()), minted]));
    if let Some(position) = booked.position {
        let holding = programme.positions.get(position).map(|open| open.holding).unwrap_or_default();
        let (spend, points) = (holding.spend, holding.points);
        let grown = [("spend", spend.into()), ("A", booked.amount.into())];
        workings.push(formulas::SPEND_AFTER_ORDER.gives(spend + booked.amount, grown));
        workings.push(formulas::POINTS_AFTER_ORDER.gives(points + booked.minted, [("points", points.into()), minted]));
    }
    workings.extend(price_of(reserve, supply));
    workings
}

/// Minting and the reserve where the fund gave something with the order.
fn with_fund(reserve: Fen, booked: &OrderBooked, numbers: [(&'static str, Number); 4]) -> Vec<Working> {
    let particulars = booked.particulars.as_deref();
    let subsidy = particulars.map(Particulars::subsidy).unwrap_or_default();
    let drip = particulars.map(Particulars::drip).unwrap_or_default();
    let [pool, mint, supply, price_reserve] = numbers;
    let entered = [("R", reserve.into()), pool, ("s", subsidy.into()), ("d", drip.into())];
    vec![
        formulas::MINTED_WITH_SUBSIDY.gives(booked.minted, [pool, ("s", subsidy.into()), mint, supply, price_reserve]),
        formulas::RESERVE_AFTER_FUNDED_ORDER.gives(reserve + booked.pool + subsidy + drip, entered),
    ]
}

/// The price of these two accounts, while there are points.
pub(crate) fn price_of(reserve: Fen, supply: Points) -> Option<Working> {
    supply.is_positive().then(|| price_working(Price { reserve, supply }))
}

/// A price in 10⁻⁸ CNY per point.
pub(crate) fn price_working(price: Price) -> Working {
    let value = i128::from(price.reserve.get()) * 100_000_000_000_000 / i128::from(price.supply.get()).max(1);
    formulas::PRICE.gives(value, [("R", price.reserve.into()), ("S", price.supply.into())])
}

/// The step of an injection.
pub(crate) fn injection(state: &State, injected: &Injected, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Injected, state, Some(injected.programme), moment);
    if let Some(programme) = state.programme(injected.programme) {
        let reserve = programme.reserve + injected.amount;
        let numbers = [("R", programme.reserve.into()), ("x", injected.amount.into())];
        step.workings.push(formulas::RESERVE_AFTER_INJECTION.gives(reserve, numbers));
        step.workings.extend(price_of(reserve, programme.supply));
    }
    step
}

/// The step with which a programme begins.
pub(crate) fn opening(state: &State, opened: &ProgrammeOpened, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Opened, state, None, moment);
    let (founding, initial) = (opened.rules.founding_fen, opened.rules.initial_price_fen);
    let numbers = [("founding", founding.into()), ("initial_price", initial.into())];
    step.workings.push(formulas::FOUNDING_UNITS.gives(opened.founding_units, numbers));
    let price = Price { reserve: founding, supply: opened.founding_units };
    let reference = Price { reserve: initial, supply: Points::new(UNITS_PER_POINT) };
    step.workings.push(price_working(if opened.founding_units.is_positive() { price } else { reference }));
    step
}
