//! The figures of a sale, by the member or by the system (model, sections 3 and 4).

use crate::booking::price_of;
use crate::formulas;
use crate::fund;
use crate::step::{Step, What, member_name};
use crate::working::Working;
use ratchet_core::event::{Emptied, SaleCause, Sold};
use ratchet_core::positions::OpenPosition;
use ratchet_core::price::{Price, exit_key};
use ratchet_core::{BasisPoints, Fen, State};
use ratchet_deployment::Moment;

/// The step of a sale; `state` is that before it.
pub(crate) fn sale(state: &State, sold: &Sold, moment: &Moment<'_>) -> Step {
    let what = match sold.cause {
        SaleCause::Redemption => What::Sold,
        SaleCause::ForcedExit => What::Exited,
        SaleCause::Closing => What::Redeemed,
    };
    let mut step = Step::at(what, state, Some(sold.programme), moment);
    step.member = Some(member_name(state, sold.member));
    step.position = Some(sold.position.0);
    let Some(programme) = state.programme(sold.programme) else { return step };
    let Some(open) = programme.positions.get(sold.position) else { return step };
    let version = programme.version_at(moment.command.occurred_at);
    step.rules_version = Some(version + 1);
    let fee_rate = programme.rules(version).map(|rules| rules.redemption_fee_bp).unwrap_or_default();
    let price = programme.price();
    if sold.cause == SaleCause::ForcedExit {
        step.workings.extend(due(open, price));
    }
    if sold.cause == SaleCause::Closing {
        step.workings.extend(fund::redeemed(programme, sold));
    } else {
        step.workings.extend(proceeds(sold, open, price, fee_rate));
    }
    step.workings.extend(after(programme.reserve, sold, open, price));
    step
}

/// Why a position is due: its exit key has been reached by the price key.
pub(crate) fn due(open: &OpenPosition, price: Price) -> Vec<Working> {
    let Some((cap, left)) = open.cap.zip(open.left()) else { return Vec::new() };
    let (spend, points) = (open.holding.spend, open.holding.points);
    let numbers =
        [("spend", spend.into()), ("multiple_bp", cap.multiple_bp.into()), ("realised", open.holding.realised.into())];
    let key = i128::try_from(exit_key(left, points)).unwrap_or(i128::MAX);
    let price_key = (i128::from(price.reserve.get()) << 64) / i128::from(price.supply.get()).max(1);
    vec![
        formulas::LEFT.gives(left, numbers),
        formulas::EXIT_KEY.gives(key, [("left", left.into()), ("points", points.into())]),
        formulas::PRICE_KEY.gives(price_key, [("R", price.reserve.into()), ("S", price.supply.into())]),
    ]
}

/// Gross, fee and net.
pub(crate) fn proceeds(sold: &Sold, open: &OpenPosition, price: Price, fee_rate: BasisPoints) -> Vec<Working> {
    let fee = sold.gross - sold.net;
    let (units, reserve, supply) = (("q", sold.points.into()), ("R", price.reserve.into()), ("S", price.supply.into()));
    let left = open.left().filter(|_| sold.cause == SaleCause::ForcedExit && open.retains_overshoot());
    let gross = match left {
        Some(left) => formulas::GROSS_RETAINED.gives(sold.gross, [units, reserve, supply, ("left", left.into())]),
        None => formulas::GROSS.gives(sold.gross, [units, reserve, supply]),
    };
    let gross_number = ("g", sold.gross.into());
    vec![
        gross,
        formulas::FEE.gives(fee, [gross_number, ("fee_bp", fee_rate.into())]),
        formulas::NET.gives(sold.net, [gross_number, ("fee", fee.into())]),
    ]
}

/// The accounts after it.
fn after(reserve: Fen, sold: &Sold, open: &OpenPosition, price: Price) -> Vec<Working> {
    let (left, supply) = (reserve - sold.net, price.supply - sold.points);
    let (points, realised) = (open.holding.points, open.holding.realised);
    let units = ("q", sold.points.into());
    let mut workings = vec![
        formulas::RESERVE_AFTER_SALE.gives(left, [("R", reserve.into()), ("net", sold.net.into())]),
        formulas::SUPPLY_AFTER_SALE.gives(supply, [("S", price.supply.into()), units]),
        formulas::POINTS_AFTER_SALE.gives(points - sold.points, [("points", points.into()), units]),
        formulas::REALISED_AFTER_SALE
            .gives(realised + sold.gross, [("realised", realised.into()), ("g", sold.gross.into())]),
    ];
    workings.extend(price_of(left, supply));
    workings
}

/// The step with which the last unit has left; `state` is that before the remainder moves.
pub(crate) fn emptying(state: &State, emptied: &Emptied, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Emptied, state, Some(emptied.programme), moment);
    if let Some(programme) = state.programme(emptied.programme) {
        let numbers = [("unallocated", programme.unallocated.into()), ("R", programme.reserve.into())];
        let unallocated = programme.unallocated + emptied.remainder;
        step.workings.push(formulas::UNALLOCATED.gives(unallocated, numbers));
        step.workings.push(crate::booking::price_working(emptied.reference));
    }
    step
}
