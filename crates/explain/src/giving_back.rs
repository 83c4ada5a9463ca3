//! The figures of refunds and corrections (model, section 5).

use crate::booking::price_of;
use crate::formulas;
use crate::step::{Step, What, member_name, merchant_name};
use crate::working::Working;
use ratchet_core::event::{Corrected, Particulars, Refunded};
use ratchet_core::operations::Operation;
use ratchet_core::orders::HotOrder;
use ratchet_core::positions::Holding;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Fen, Points, State};
use ratchet_deployment::Moment;

/// The order that a refund or a correction names. The journal's events know it by a number of their own.
fn order_named(moment: &Moment<'_>) -> Option<String> {
    match &moment.command.operation {
        Operation::Refund(refund) => Some(refund.order.clone()),
        Operation::Correct(correct) => Some(correct.order.clone()),
        _ => None,
    }
}

/// The step of a refund; `state` is that before it.
pub(crate) fn refund(state: &State, refunded: &Refunded, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Refunded, state, Some(refunded.programme), moment);
    step.order = order_named(moment);
    step.member = Some(member_name(state, refunded.member));
    step.merchant = Some(merchant_name(state, refunded.merchant));
    step.position = refunded.position.map(|position| position.0);
    let Some((programme, hot)) = state.programme(refunded.programme).zip(state.orders.hot(refunded.order)) else {
        return step;
    };
    let (before, refund) = (hot.refunded, refunded.amount);
    step.workings.push(formulas::REFUNDED.gives(before + refund, [("before", before.into()), ("r", refund.into())]));
    let payable = state.directory.merchant_row(refunded.merchant).map(|row| row.payable).unwrap_or_default();
    let numbers = [("payable", payable.into()), ("r", refund.into())];
    step.workings.push(formulas::PAYABLE_AFTER_REFUND.gives(payable - refund, numbers));
    if let Some(open) = refunded.position.and_then(|position| programme.positions.get(position)) {
        step.workings.extend(taken_back(programme, &hot, refunded, open.holding));
        step.workings.extend(burned(programme, open.holding, refunded.burned, refunded.spend, Fen::ZERO));
    }
    step
}

/// `part(x)` for the points and for the spend, and what is taken of each.
fn taken_back(programme: &ProgrammeState, hot: &HotOrder, refunded: &Refunded, holding: Holding) -> Vec<Working> {
    let (before, after) = (hot.refunded, hot.refunded + refunded.amount);
    let part = |whole: i64| {
        let up_to = |sum: Fen| i128::from(whole) * i128::from(sum.get()) / i128::from(hot.amount.get()).max(1);
        up_to(after) - up_to(before)
    };
    let (amount, minted) = (("A", hot.amount.into()), ("m", hot.minted.into()));
    let [before, after] = [("before", before.into()), ("after", after.into())];
    let price = programme.price();
    let worth =
        i128::from(refunded.amount.get()) * i128::from(price.supply.get()) / i128::from(price.reserve.get()).max(1);
    let (part_of_points, part_of_spend) = (part(hot.minted.get()), part(hot.amount.get()));
    let units = [("r", refunded.amount.into()), ("S", price.supply.into()), ("R", price.reserve.into())];
    vec![
        formulas::PART_OF_POINTS.gives(part_of_points, [minted, after, before, amount]),
        formulas::UNITS_WORTH.gives(worth, units),
        formulas::BURNED_BY_REFUND.gives(
            refunded.burned,
            [("part_m", part_of_points.into()), ("points", holding.points.into()), ("units_worth", worth.into())],
        ),
        formulas::PART_OF_SPEND.gives(part_of_spend, [amount, after, before]),
        formulas::SPEND_TAKEN_BY_REFUND
            .gives(refunded.spend, [("part_A", part_of_spend.into()), ("spend", holding.spend.into())]),
    ]
}

/// The accounts after burning, with what the reserve paid.
fn burned(programme: &ProgrammeState, holding: Holding, burned: Points, spend: Fen, paid: Fen) -> Vec<Working> {
    let (supply, reserve) = (programme.supply - burned, programme.reserve - paid);
    let units = ("burned", burned.into());
    let mut workings = vec![
        formulas::SUPPLY_AFTER_BURNING.gives(supply, [("S", programme.supply.into()), units]),
        formulas::POINTS_AFTER_BURNING.gives(holding.points - burned, [("points", holding.points.into()), units]),
        formulas::SPEND_AFTER_TAKING
            .gives(holding.spend - spend, [("spend", holding.spend.into()), ("spend_taken", spend.into())]),
    ];
    workings.extend(price_of(reserve, supply));
    workings
}

/// The step of a correction; `state` is that before it.
pub(crate) fn correction(state: &State, corrected: &Corrected, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Corrected, state, Some(corrected.programme), moment);
    step.order = order_named(moment);
    step.member = Some(member_name(state, corrected.member));
    step.merchant = Some(merchant_name(state, corrected.merchant));
    step.position = corrected.position.map(|position| position.0);
    let Some((programme, hot)) = state.programme(corrected.programme).zip(state.orders.hot(corrected.order)) else {
        return step;
    };
    let price = programme.price();
    let awarded = corrected.awarded();
    let (amount, paid) = (("A", corrected.amount.into()), ("d", corrected.from_reserve.into()));
    let worth =
        [("a", hot.pool.into()), ("m", hot.minted.into()), ("R", price.reserve.into()), ("S", price.supply.into())];
    let borne = [amount, paid, ("Σawards", awarded.into()), ("C", hot.commission.into())];
    let from_pot = corrected.dividend.map_or(Fen::ZERO, |dividend| dividend.from_pot());
    let from_platform = if from_pot == Fen::ZERO {
        formulas::FROM_PLATFORM.gives(corrected.from_platform, borne)
    } else {
        let [amount, paid, awards, commission] = borne;
        let numbers = [amount, paid, awards, ("from_pot", from_pot.into()), commission];
        formulas::FROM_PLATFORM_BESIDE_POT.gives(corrected.from_platform, numbers)
    };
    let to_fund = corrected.to_fund.unwrap_or_default();
    let reserve = programme.reserve - corrected.from_reserve - to_fund;
    step.workings.extend([formulas::FROM_RESERVE.gives(corrected.from_reserve, worth), from_platform]);
    let before = ("R", programme.reserve.into());
    if to_fund.is_positive() {
        let [pool, minted, reserve_before, supply] = worth;
        let subsidy = hot.particulars.as_deref().map(Particulars::subsidy).unwrap_or_default();
        let numbers = [pool, ("s", subsidy.into()), minted, reserve_before, supply];
        step.workings.push(formulas::TO_FUND.gives(to_fund, numbers));
        let numbers = [before, paid, ("to_fund", to_fund.into())];
        step.workings.push(formulas::RESERVE_AFTER_FUNDED_CORRECTION.gives(reserve, numbers));
    } else {
        step.workings.push(formulas::RESERVE_AFTER_CORRECTION.gives(reserve, [before, paid]));
    }
    if let Some(open) = corrected.position.and_then(|position| programme.positions.get(position)) {
        let spend = [amount, ("spend", open.holding.spend.into())];
        step.workings.push(formulas::BURNED_BY_CORRECTION.gives(corrected.burned, [("m", hot.minted.into())]));
        step.workings.push(formulas::SPEND_TAKEN_BY_CORRECTION.gives(corrected.spend, spend));
        let after =
            burned(programme, open.holding, corrected.burned, corrected.spend, corrected.from_reserve + to_fund);
        step.workings.extend(after);
    }
    step
}
