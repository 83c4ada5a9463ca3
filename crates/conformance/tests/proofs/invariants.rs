//! The invariants of the model, each by itself, after every operation of random programmes.

use crate::generator::{Dice, Script, any_scripts, command_of, config, engine_for, mixed_scripts, play};
use proptest::collection::vec;
use proptest::prelude::*;
use ratchet_conformance::execute;
use ratchet_core::event::SaleCause;
use ratchet_core::invariants::{self, TrialBalance};
use ratchet_core::ledger::{Posting, postings};
use ratchet_core::operations::Operation;
use ratchet_core::positions::OpenPosition;
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Command, Engine, Event, State};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// An accepted operation with the states around it.
struct Moment<'a> {
    step: &'a Value,
    before: &'a State,
    events: &'a [Event],
    outcome: &'a Value,
    after: &'a State,
}

/// Plays `script` and shows `law` every accepted operation.
fn observe(
    script: &Script,
    mut law: impl FnMut(&Moment<'_>) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    play(script, &mut engine_for(script), |engine, step, command| {
        let before = engine.state().clone();
        let mut recorded = Vec::new();
        let _ = engine.dry_run(command, |_, events| recorded = events.to_vec());
        let Ok(outcome) = execute(engine, command) else { return Ok(()) };
        law(&Moment { step, before: &before, events: &recorded, outcome: &outcome, after: engine.state() })
    })
}

fn main_of(state: &State) -> &ProgrammeState {
    &state.programmes[0]
}

fn wide(count: i64) -> u128 {
    u128::try_from(count).unwrap()
}

/// Whether `price` is at least `other`, exactly.
fn at_least(price: Price, other: Price) -> bool {
    wide(price.reserve.get()) * wide(other.supply.get()) >= wide(other.reserve.get()) * wide(price.supply.get())
}

/// `⌊q·R/S⌋`, exactly.
fn worth(points: i64, programme: &ProgrammeState) -> i64 {
    let worth = wide(points) * wide(programme.reserve.get()) / wide(programme.supply.get());
    i64::try_from(worth).unwrap()
}

fn fee_of(programme: &ProgrammeState) -> i64 {
    i64::from(programme.versions[0].rules.redemption_fee_bp.get())
}

proptest! {
    #![proptest_config(config(600))]

    /// Invariant 1: `R'·S ≥ R·S'`, also into, out of and across a time without supply, and for the reference price.
    #[test]
    fn the_price_never_falls(script in mixed_scripts(80)) {
        observe(&script, |Moment { step, before, after, .. }| {
            let (before, after) = (main_of(before), main_of(after));
            prop_assert!(at_least(after.price(), before.price()), "{}: {:?} {:?}", step, before.price(), after.price());
            prop_assert!(at_least(after.reference, before.reference), "{}", step);
            if after.supply.get() == 0 && before.supply.get() > 0 {
                prop_assert!(at_least(after.reference, before.price()), "{}", step);
            }
            Ok(())
        })?;
    }

    /// Invariant 2: `S` is the founding issue and the points of the open positions, and it is what the operations
    /// minted less what they sold and burned.
    #[test]
    fn the_supply_is_what_is_held(script in any_scripts(80)) {
        let rules = script.engine_rules();
        let founding = rules.founding_fen.get();
        let founding = i128::from(founding) * 100_000_000 / i128::from(rules.initial_price_fen.get());
        let mut counted = founding;
        observe(&script, |Moment { step, before, outcome, after, .. }| {
            let number = |field: &str| i128::from(outcome[field].as_i64().unwrap_or(0));
            counted += number("minted") - number("burned");
            for exit in outcome["exits"].as_array().into_iter().flatten() {
                counted -= i128::from(exit["points"].as_i64().unwrap());
            }
            if step["op"] == "redeem" {
                counted -= i128::from(step["units"].as_i64().unwrap());
            }
            if step["op"] == "correct" {
                let order = before.orders.find(step["order"].as_str().unwrap()).unwrap();
                counted -= i128::from(before.orders.hot(order).unwrap().minted.get());
            }
            let programme = main_of(after);
            let held: i128 = programme.positions.iter().map(|open| i128::from(open.holding.points.get())).sum();
            prop_assert_eq!(i128::from(programme.supply.get()), founding + held, "{}", step);
            prop_assert_eq!(i128::from(programme.supply.get()), counted, "{}", step);
            prop_assert!(programme.positions.iter().all(|open| open.holding.points.get() > 0), "{}", step);
            Ok(())
        })?;
    }

    /// Invariant 3: the cash, counted from the amounts that the commands named, is what is owed; nothing is negative.
    #[test]
    fn the_cash_is_what_is_owed(script in any_scripts(80)) {
        let mut cash = i128::from(script.engine_rules().founding_fen.get());
        let mut booked: BTreeMap<String, i128> = BTreeMap::new();
        observe(&script, |Moment { step, after, .. }| {
            let amount = || i128::from(step["amount"].as_i64().unwrap());
            let text = |field: &str| step[field].as_str().unwrap().to_owned();
            match step["op"].as_str().unwrap() {
                "book" => {
                    cash += amount();
                    booked.insert(text("id"), amount());
                }
                "inject" => cash += amount(),
                "refund" => cash -= amount(),
                "correct" => cash -= booked[&text("order")],
                _ => {}
            }
            let programme = main_of(after);
            let balances = after.directory.members().map(|(_, _, row)| row.balance.get());
            let payables = after.directory.merchants().map(|(_, _, row)| row.payable.get());
            let own = [programme.reserve.get(), programme.unallocated.get(), after.platform.get()];
            let accounts: Vec<i64> = own.into_iter().chain(balances).chain(payables).collect();
            prop_assert!(accounts.iter().all(|&account| account >= 0), "{}: {:?}", step, accounts);
            prop_assert_eq!(accounts.iter().copied().map(i128::from).sum::<i128>(), cash, "{}", step);
            prop_assert_eq!(i128::from(after.cash.get()), cash, "{}", step);
            Ok(())
        })?;
    }

    /// Invariant 4: everybody sells everything, in any order and in any slices: every sale succeeds, none pays more
    /// than the reserve, and together they pay at most what was there.
    #[test]
    fn everyone_could_leave(script in mixed_scripts(50), leaving in vec(any::<u32>(), 80)) {
        let mut turn = 0_usize;
        observe(&script, |Moment { after, .. }| {
            turn += 1;
            let mut dice = Dice::new(&leaving[turn % 40..]);
            all_leave(&mut Engine::from_state((*after).clone()), &mut dice)
        })?;
    }

    /// Invariant 5: what somebody else does leaves a position worth at least as much as it was; a forced exit pays at
    /// least that value, less the fee.
    #[test]
    fn nobody_is_diluted(script in any_scripts(80)) {
        observe(&script, |moment| {
            let (before, after) = (main_of(moment.before), main_of(moment.after));
            let actor = actor_of(moment);
            for open in before.positions.iter().filter(|open| Some(open.member) != actor) {
                let points = open.holding.points.get();
                let value = worth(points, before);
                if let Some(now) = after.positions.get(open.id) {
                    prop_assert_eq!(now.holding, open.holding, "{}", moment.step);
                    prop_assert!(worth(points, after) >= value, "{}: position {:?}", moment.step, open);
                } else {
                    let sold = forced_sale(moment, open);
                    prop_assert!(sold.is_some(), "{}: {:?} vanished", moment.step, open);
                    let (gross, net) = sold.unwrap();
                    prop_assert!(gross >= value, "{}: {:?} was sold for {}", moment.step, open, gross);
                    let fee = (i128::from(gross) * i128::from(fee_of(before)) + 9_999) / 10_000;
                    prop_assert_eq!(i128::from(net), i128::from(gross) - fee, "{}", moment.step);
                }
            }
            Ok(())
        })?;
    }

    /// Invariant 6: a newcomer's order and its sales, in any slices, return at most what the order put into the pool,
    /// while nobody else's order, exit, refund or injection comes between; with and without founding, exits of its own
    /// among them.
    #[test]
    fn there_is_no_free_lunch(
        script in any_scripts(40),
        orders in vec((1_i64..=3_000_000, 0_usize..3), 1..6),
        slices in vec(any::<u32>(), 1..12),
    ) {
        let mut engine = engine_for(&script);
        play(&script, &mut engine, |engine, _, command| {
            let _ = engine.execute(command);
            Ok(())
        })?;
        for (place, (amount, merchant)) in orders.into_iter().enumerate() {
            let member = format!("newcomer{place}");
            buy_and_sell(&mut engine, &member, merchant, amount, &mut Dice::new(&slices))?;
        }
    }

    /// Invariant 7: after every operation no open position is due: its exit key is above the price key.
    #[test]
    fn nothing_stays_due(script in mixed_scripts(100)) {
        observe(&script, |Moment { step, after, .. }| {
            let programme = main_of(after);
            for open in programme.positions.iter() {
                let Some(cap) = open.cap else { continue };
                let most = wide(open.holding.spend.get()) * u128::from(cap.multiple_bp.get()) / 10_000;
                let left = most.saturating_sub(wide(open.holding.realised.get()));
                let exit_key = (left << 64) / wide(open.holding.points.get());
                let price_key = (wide(programme.reserve.get()) << 64) / wide(programme.supply.get());
                prop_assert!(exit_key > price_key, "{}: {:?} is due at {:?}", step, open, programme.price());
            }
            Ok(())
        })?;
    }

    /// Forced exits come only when they are due, the smallest `(exit key, id)` first, each at the price of its moment.
    #[test]
    fn exits_come_in_their_order(script in any_scripts(100)) {
        observe(&script, |moment| {
            let rows = moment.outcome["exits"].as_array().cloned().unwrap_or_default();
            let ids: Vec<i64> = rows.iter().map(|row| row["position"].as_i64().unwrap()).collect();
            let sold: Vec<_> = moment.events.iter().filter_map(|event| match event {
                Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => Some(sold),
                _ => None,
            }).collect();
            prop_assert_eq!(ids, sold.iter().map(|sold| i64::from(sold.position.0)).collect::<Vec<_>>());
            let mut keys = Vec::new();
            for sold in &sold {
                // Only the buyer's own position changed before its exit: the others' keys are those of before.
                let Some(open) = main_of(moment.before).positions.get(sold.position) else { continue };
                if Some(open.member) != actor_of(moment) {
                    let cap = open.cap.unwrap();
                    let most = wide(open.holding.spend.get()) * u128::from(cap.multiple_bp.get()) / 10_000;
                    let left = most.saturating_sub(wide(open.holding.realised.get()));
                    keys.push(((left << 64) / wide(open.holding.points.get()), sold.position));
                }
            }
            prop_assert!(keys.is_sorted(), "{}: {:?}", moment.step, keys);
            Ok(())
        })?;
    }

    /// Every event maps to postings that sum to zero, in fen and in units, and so do all accounts together.
    #[test]
    fn every_event_balances(script in mixed_scripts(80)) {
        observe(&script, |Moment { step, events, after, .. }| {
            prop_assert!(!events.is_empty(), "{} did nothing", step);
            for event in *events {
                let (mut fen, mut points, mut shares, mut coins) = (0_i128, 0_i128, 0_i128, 0_i128);
                let sum = postings::<Infallible>(event, |posting| {
                    match posting {
                        Posting::Fen(_, amount) => fen += i128::from(amount.get()),
                        Posting::Points(_, count) => points += i128::from(count.get()),
                        Posting::Shares(_, count) => shares += i128::from(count.get()),
                        Posting::Coins(_, count) => coins += i128::from(count.get()),
                    }
                    Ok(())
                });
                prop_assert_eq!(sum, Ok(()));
                prop_assert_eq!((fen, points, shares, coins), (0, 0, 0, 0), "{:?}", event);
            }
            prop_assert!(TrialBalance::of(after).is_balanced(), "{}", step);
            Ok(())
        })?;
    }

    /// The engine's own check of a state finds nothing after any operation.
    #[test]
    fn the_audit_finds_nothing(script in mixed_scripts(100)) {
        observe(&script, |Moment { step, after, .. }| {
            prop_assert_eq!(invariants::check(after), Ok(()), "{}", step);
            Ok(())
        })?;
    }
}

/// Whose position the operation itself changes.
fn actor_of(moment: &Moment<'_>) -> Option<ratchet_core::handle::Member> {
    let named = |field: &str| moment.before.directory.member(moment.step[field].as_str()?);
    let order = || {
        let order = moment.before.orders.find(moment.step["order"].as_str()?)?;
        Some(moment.before.orders.hot(order)?.member)
    };
    match moment.step["op"].as_str()? {
        "book" | "redeem" => named("member"),
        "refund" | "correct" => order(),
        _ => None,
    }
}

/// Gross and net of the forced sale of all points of `open`.
fn forced_sale(moment: &Moment<'_>, open: &OpenPosition) -> Option<(i64, i64)> {
    moment.events.iter().find_map(|event| match event {
        Event::Sold(sold) if sold.position == open.id && sold.cause == SaleCause::ForcedExit => {
            (sold.points == open.holding.points).then(|| (sold.gross.get(), sold.net.get()))
        }
        _ => None,
    })
}

fn all_leave(engine: &mut Engine, dice: &mut Dice<'_>) -> Result<(), TestCaseError> {
    let there = main_of(engine.state()).reserve.get();
    let balances =
        |engine: &Engine| engine.state().directory.members().map(|(_, _, row)| row.balance.get()).sum::<i64>();
    let before = balances(engine);
    let mut members: Vec<String> = engine.state().directory.members().map(|(_, id, _)| id.to_owned()).collect();
    while !members.is_empty() {
        let place = dice.place(members.len());
        let handle = engine.state().directory.member(&members[place]).unwrap();
        let held = main_of(engine.state()).positions.points_of(handle).get();
        if held == 0 {
            members.swap_remove(place);
            continue;
        }
        let units = if dice.chance(30) { dice.between(1, held) } else { held };
        let reserve = main_of(engine.state()).reserve.get();
        let sale = json!({ "op": "redeem", "member": members[place], "units": units });
        let now = engine.state().clock.milliseconds();
        let outcome = execute(engine, &command_of(&sale, now));
        prop_assert!(outcome.is_ok(), "{} came to {:?}", sale, outcome);
        prop_assert!(outcome.unwrap()["net"].as_i64().unwrap() <= reserve);
    }
    let programme = main_of(engine.state());
    prop_assert_eq!(programme.supply, programme.founding_units);
    prop_assert!(balances(engine) - before <= there, "{} were paid of {}", balances(engine) - before, there);
    Ok(())
}

/// A newcomer buys and sells everything again in slices.
fn buy_and_sell(
    engine: &mut Engine,
    member: &str,
    merchant: usize,
    amount: i64,
    dice: &mut Dice<'_>,
) -> Result<(), TestCaseError> {
    let ask = |engine: &mut Engine, step: Value| execute(engine, &command_of(&step, 1_000_000));
    ask(engine, json!({ "op": "add_member", "id": member })).unwrap();
    let handle = engine.state().directory.member(member).unwrap();
    let book = |cost: Option<i64>| json!({ "op": "book", "id": member, "member": member, "merchant": format!("s{merchant}"), "amount": amount, "cost": cost });
    let booked = ask(engine, book(None)).or_else(|_| ask(engine, book(Some(amount / 3))));
    let Ok(booked) = booked else { return Ok(()) };
    let mut returned = 0;
    let mut count = |outcome: &Value| {
        returned += outcome["net"].as_i64().unwrap_or(0);
        let exits = outcome["exits"].as_array().unwrap();
        returned +=
            exits.iter().filter(|exit| exit["member"] == member).map(|exit| exit["net"].as_i64().unwrap()).sum::<i64>();
        exits.iter().all(|exit| exit["member"] == member)
    };
    if !count(&booked) {
        return Ok(());
    }
    loop {
        let held = main_of(engine.state()).positions.points_of(handle).get();
        if held == 0 {
            break;
        }
        let units = dice.between(1, held);
        let units = dice.pick(&[held, units, 1, held - 1]).max(1);
        let sold = ask(engine, json!({ "op": "redeem", "member": member, "units": units })).unwrap();
        if !count(&sold) {
            return Ok(());
        }
    }
    let pool = booked["pool"].as_i64().unwrap();
    prop_assert!(returned <= pool, "{} returned of {}", returned, pool);
    Ok(())
}

/// The commands of the test cover what they should: a command without an operation would prove nothing.
#[test]
fn steps_are_read_as_the_operations_that_they_name() {
    let Command { operation, approver, .. } = command_of(&json!({ "op": "inject", "amount": 5 }), 3);
    assert!(matches!(operation, Operation::Inject(inject) if inject.amount.get() == 5));
    assert!(approver.is_some());
}
