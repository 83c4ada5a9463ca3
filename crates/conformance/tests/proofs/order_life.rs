//! Lives of orders worked out by hand, and what holds of all of them.

use crate::generator::{config, engine_for, mixed_scripts, play};
use proptest::prelude::*;
use ratchet_conformance::{Step, engine_under, execute, state_of};
use ratchet_core::event::{Event, LinkTerm, Particulars};
use ratchet_core::operations::{Book, DeploymentTerms, Mode, OpenProgramme, Operation, Place, SetLinkTerms, Tick};
use ratchet_core::view::StatusView;
use ratchet_core::{Command, Engine, Fen, Rejection, Rules, Time, invariants};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// Noon of a day in UTC+08:00.
const START: i64 = 20_000 * DAY + 4 * 3_600_000;

/// A store that gives up 20 %, of which 2 % are for awards; orders can be returned for a week, and the award to the
/// referrer is frozen for three days.
fn rules() -> Rules {
    let rules = json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000,
        "plans": { "store": {
            "margin": "take", "take_bp": 2000, "settle_after_days": 7,
            "split": {
                "platform": { "basis": "amount", "bp": 200 }, "distribution": { "basis": "amount", "bp": 200 },
            },
            "awards": { "direct_bp": 100, "freeze_days": { "direct": 3 } },
        } },
    });
    serde_json::from_value(rules).unwrap()
}

struct Shop {
    engine: Engine,
}

impl Shop {
    /// `m1` was referred by `m0`, who owns the store `s`.
    fn open() -> Self {
        let mut shop = Self { engine: engine_under(rules()).unwrap() };
        shop.done(START, json!({ "op": "add_member", "id": "m0" }));
        shop.done(START, json!({ "op": "add_member", "id": "m1", "referrer": "m0" }));
        shop.done(START, json!({ "op": "add_merchant", "id": "s", "plan": "store", "owner": "m0" }));
        shop
    }

    fn ask(&mut self, at: i64, step: Value) -> Result<Value, Rejection> {
        self.ask_of(at, at, step)
    }

    /// Asked at `at`, having happened at `occurred_at`.
    fn ask_of(&mut self, at: i64, occurred_at: i64, mut step: Value) -> Result<Value, Rejection> {
        step["at"] = at.into();
        step["ok"] = json!({});
        let Step::Ask { at, operation, .. } = Step::read(&step).unwrap() else { panic!("{step} asks nothing") };
        let command = Command::new(at, "operator", operation).approved_by("approver");
        let before = self.engine.state().hash();
        let done = execute(&mut self.engine, &command.occurred(Time::from_milliseconds(occurred_at)));
        if done.is_err() {
            assert_eq!(self.engine.state().hash(), before, "{step} was refused and changed the state");
        }
        invariants::check(self.engine.state()).unwrap();
        done
    }

    #[allow(clippy::needless_pass_by_value)] // reads as the steps of a vector file do
    fn done(&mut self, at: i64, step: Value) -> Value {
        self.ask(at, step.clone()).unwrap_or_else(|rejection| panic!("{step}: {rejection}"))
    }

    fn place(&mut self, at: i64, id: &str, member: &str, amount: i64) -> Value {
        self.done(at, json!({ "op": "place", "id": id, "member": member, "merchant": "s", "amount": amount }))
    }

    fn state(&self) -> Value {
        state_of(&self.engine)
    }

    fn cash(&self) -> i64 {
        self.engine.state().cash.get()
    }
}

/// 100.00 are placed, 25.00 returned within the week; 75.00 are booked when it is over. Commission 15.00: 1.50 for
/// awards, 1.50 for the platform, 12.00 into the reserve. The referrer's 1 % are 0.75, frozen for three days and to the
/// end of the last one; the other 0.75 of the line go to the platform.
#[test]
fn an_order_is_placed_returned_in_part_and_booked() {
    let mut shop = Shop::open();
    let placed = shop.place(START, "p1", "m1", 10_000);
    assert_eq!(placed, json!({ "due_at": START + 7 * DAY, "pending": 10_000, "from_balance": 0 }));
    let returned = shop.done(START + DAY, json!({ "op": "return_order", "order": "p1", "amount": 2_500 }));
    assert_eq!(returned, json!({ "to_member": 2_500, "left": 7_500 }));
    assert_eq!((shop.state()["pending"].as_i64(), shop.state()["reserve"].as_i64()), (Some(7_500), Some(0)));
    let early = shop.done(START + 7 * DAY - 1, json!({ "op": "tick" }));
    assert_eq!((&early["booked"], &early["left"]), (&json!(0), &json!(0)));
    let due = shop.done(START + 7 * DAY, json!({ "op": "tick" }));
    assert_eq!((&due["booked"], &due["held"]), (&json!(1), &json!(0)));
    let state = shop.state();
    assert_eq!(state["reserve"], json!(1_200));
    assert_eq!(state["platform"], json!(225));
    assert_eq!(state["payables"], json!({ "s": 6_000 }));
    assert_eq!(state["frozen"], json!({ "m0": 75 }));
    assert_eq!(state["positions"], json!([[1, "m1", 7_500, 840_000_000, 0]]));
    assert_eq!((state.get("pending"), shop.cash()), (None, 7_500));
    // Booked at noon of day 7: days 8, 9 and 10 are the three, and day 11 begins twelve hours after noon of day 10.
    let half_a_day = DAY / 2;
    let before = shop.done(START + 10 * DAY + half_a_day - 1, json!({ "op": "tick" }));
    assert_eq!(before["released"], json!(0));
    let after = shop.done(START + 10 * DAY + half_a_day, json!({ "op": "tick" }));
    assert_eq!(after["released"], json!(75));
    assert_eq!(shop.state()["balances"], json!({ "m0": 75 }));
    assert_eq!(
        shop.ask(START + 11 * DAY, json!({ "op": "return_order", "order": "p1", "amount": 1 })),
        Err(Rejection::OrderBooked)
    );
}

/// The balance pays 75 of 100. Refunds of 33, 33 and 34 give ⌊75·33/100⌋ = 24, then ⌊75·66/100⌋ − 24 = 25, then the
/// other 26 back to it; the rest goes out in cash.
#[test]
fn what_a_balance_paid_goes_back_to_it() {
    let mut shop = Shop::open();
    shop.place(START, "p1", "m1", 7_500);
    shop.done(START + 7 * DAY, json!({ "op": "tick" }));
    let now = START + 20 * DAY;
    shop.done(now, json!({ "op": "tick" }));
    let book = |id: &str, part: i64| json!({ "op": "book", "id": id, "member": "m0", "merchant": "s", "amount": 100, "from_balance": part });
    assert_eq!(shop.ask(now, book("o", 76)), Err(Rejection::BalanceInsufficient));
    assert_eq!(shop.ask(now, book("o", 101)), Err(Rejection::BalancePartOutOfRange));
    assert_eq!(shop.ask(now, book("o", -1)), Err(Rejection::BalancePartOutOfRange));
    shop.done(now, book("o", 75));
    assert_eq!((shop.state()["balances"].clone(), shop.cash()), (json!({}), 7_525));
    for (refund, to_balance, cash) in [(33, 24, 7_516), (33, 25, 7_508), (34, 26, 7_500)] {
        let refunded = shop.done(now, json!({ "op": "refund", "order": "o", "amount": refund }));
        assert_eq!((&refunded["to_member"], &refunded["to_balance"]), (&json!(refund), &json!(to_balance)));
        assert_eq!(shop.cash(), cash);
    }
    assert_eq!(shop.state()["balances"], json!({ "m0": 75 }));
}

/// A correction takes an award from where it is: frozen, then the balance.
#[test]
fn a_correction_takes_awards_from_their_frozen_part() {
    let mut shop = Shop::open();
    for id in ["p1", "p2"] {
        shop.place(START, id, "m1", 10_000);
    }
    shop.done(START + 7 * DAY, json!({ "op": "tick" }));
    assert_eq!(shop.state()["frozen"], json!({ "m0": 200 }));
    shop.done(START + 8 * DAY, json!({ "op": "correct", "order": "p1" }));
    assert_eq!((shop.state()["frozen"].clone(), shop.state()["balances"].clone()), (json!({ "m0": 100 }), json!({})));
    shop.done(START + 12 * DAY, json!({ "op": "tick" }));
    assert_eq!(shop.state()["balances"], json!({ "m0": 100 }));
    shop.done(START + 12 * DAY, json!({ "op": "correct", "order": "p2" }));
    assert_eq!((shop.state()["balances"].clone(), shop.cash()), (json!({}), 0));
}

/// One command does a thousand things, the oldest first, and says how many are left; a tick never goes back in time.
#[test]
fn a_late_tick_does_everything_in_order() {
    let mut shop = Shop::open();
    for number in 0..2_300 {
        // Later ones are due earlier.
        let days = 30 - number / 100;
        let place = json!({
            "op": "place", "id": format!("p{number}"), "member": "m1", "merchant": "s", "amount": 10_000,
            "settle_after_days": days,
        });
        shop.engine.execute(&crate::generator::command_of(&place, START)).unwrap();
    }
    let late = START + 100 * DAY;
    let mut booked = Vec::new();
    for left in [1_300, 300, 0] {
        let outcome = shop.done(late, json!({ "op": "tick" }));
        assert_eq!(outcome["left"], json!(left));
        for event in shop.engine.last_events() {
            if let Event::OrderBooked(order) = event {
                booked.push(order.id.to_string());
            }
        }
    }
    let expected: Vec<_> =
        (0..23).rev().flat_map(|hundred| (0..100).map(move |one| format!("p{}", hundred * 100 + one))).collect();
    assert_eq!(booked, expected);
    assert_eq!(shop.ask(late - 1, json!({ "op": "tick" })), Err(Rejection::TimeReversed));
}

/// An order that is due and cannot be booked leaves the queue and holds up nobody; it can still be returned.
#[test]
fn an_order_that_cannot_be_booked_holds_up_nobody() {
    let mut shop = Shop::open();
    for (id, amount) in [("p1", 199), ("p2", 10_000), ("p3", 10_000_000_000_000)] {
        shop.place(START, id, "m0", amount);
    }
    shop.done(START, json!({ "op": "book", "id": "o", "member": "m0", "merchant": "s", "amount": 1_000 }));
    // 112,000,000 units at a price of nearly 8,000,000 fen each: 1600 fen of p2 are none.
    for _ in 0..100 {
        shop.done(START, json!({ "op": "inject", "amount": 8_900_000_000_000_i64 }));
    }
    assert_eq!(shop.ask(START, json!({ "op": "book_held", "order": "p2" })), Err(Rejection::OrderNotHeld));
    let outcome = shop.done(START + 7 * DAY, json!({ "op": "tick" }));
    assert_eq!((&outcome["booked"], &outcome["held"]), (&json!(1), &json!(2)), "{outcome}");
    let state = shop.engine.state();
    let status = StatusView::of(state, state.programme_named("main").unwrap(), false).unwrap();
    assert_eq!((status.pending_orders, status.held_orders), (2, 2));
    let again = json!({ "op": "book_held", "order": "p2" });
    assert_eq!(shop.ask(START + 7 * DAY, again), Err(Rejection::MintRoundsToZero));
    shop.done(START + 8 * DAY, json!({ "op": "return_order", "order": "p1", "amount": 199 }));
    assert_eq!(shop.ask(START + 8 * DAY, json!({ "op": "book_held", "order": "p1" })), Err(Rejection::OrderUnknown));
}

/// Orders go by the link in force when they happened, whenever they are booked.
#[test]
fn awards_go_by_the_link_of_the_business_time() {
    let mut shop = Shop::open();
    shop.done(START, json!({ "op": "add_member", "id": "m2" }));
    shop.done(START, json!({ "op": "set_link_terms", "term": { "days": 3 } }));
    shop.done(START, json!({ "op": "link_member", "member": "m2", "merchant": "s" }));
    shop.place(START + DAY, "p1", "m2", 10_000);
    let linked = json!({ "op": "link_member", "member": "m2", "referrer": "m1" });
    assert_eq!(shop.ask(START + 2 * DAY, linked.clone()), Err(Rejection::MemberLinked));
    // The three days are over, also without a tick that says so.
    shop.done(START + 3 * DAY, linked);
    let ended: Vec<_> = shop.engine.last_events().iter().map(std::mem::discriminant).collect();
    assert_eq!(ended.len(), 2);
    shop.place(START + 4 * DAY, "p2", "m2", 20_000);
    shop.place(START + 6 * DAY, "p3", "m2", 30_000);
    shop.done(START + 20 * DAY, json!({ "op": "tick" }));
    shop.done(START + 40 * DAY, json!({ "op": "tick" }));
    assert_eq!(shop.state()["balances"], json!({ "m0": 100, "m1": 200 }));
    let own = json!({ "op": "link_member", "member": "m2", "referrer": "m2" });
    assert_eq!(shop.ask(START + 40 * DAY, own), Err(Rejection::LinkCircular));
    let circle = json!({ "op": "link_member", "member": "m0", "referrer": "m1" });
    assert_eq!(shop.ask(START + 40 * DAY, circle), Err(Rejection::LinkCircular));
}

/// A link until the member is idle lasts as long as orders come.
#[test]
fn orders_keep_a_link_alive() {
    let mut shop = Shop::open();
    shop.done(START, json!({ "op": "set_link_terms", "term": { "until_idle": 5 } }));
    shop.done(START, json!({ "op": "add_member", "id": "m2", "referrer": "m1" }));
    shop.place(START + 4 * DAY, "p1", "m2", 10_000);
    assert_eq!(shop.done(START + 8 * DAY, json!({ "op": "tick" }))["links_ended"], json!(0));
    assert_eq!(shop.done(START + 9 * DAY, json!({ "op": "tick" }))["links_ended"], json!(1));
    shop.place(START + 10 * DAY, "p2", "m2", 10_000);
    shop.done(START + 30 * DAY, json!({ "op": "tick" }));
    shop.done(START + 40 * DAY, json!({ "op": "tick" }));
    assert_eq!(shop.state()["balances"], json!({ "m1": 100 }));
}

/// Money that comes too late, twice, or for an order that is refused, is never lost.
#[test]
fn money_of_a_payment_is_never_lost() {
    let mut shop = Shop::open();
    let open = |id: &str, order: &str| {
        let order = json!({ "id": order, "member": "m1", "merchant": "s", "amount": 10_000 });
        json!({ "op": "open_payment", "id": id, "provider": "card", "order": order, "expires_at": START + DAY })
    };
    let conclude =
        |id: &str, conclusion: &str| json!({ "op": "conclude_payment", "payment": id, "conclusion": conclusion });
    for id in ["w1", "w2", "w3"] {
        shop.done(START, open(id, "p1"));
    }
    shop.done(START, conclude("w1", "paid"));
    assert_eq!(shop.ask(START, conclude("w1", "paid")), Err(Rejection::PaymentConcluded));
    assert_eq!(shop.ask(START, conclude("w1", "failed")), Err(Rejection::PaymentConcludedOtherwise));
    // The order is there already: the money of the second payment goes back.
    let refused = shop.done(START, conclude("w2", "paid"));
    assert_eq!(refused, json!({ "conclusion": "paid", "refund_due": 10_000, "code": "order_exists" }));
    assert_eq!(shop.done(START + DAY, json!({ "op": "tick" }))["payments_expired"], json!(1));
    let late = shop.done(START + DAY, conclude("w3", "paid"));
    assert_eq!(late, json!({ "conclusion": "paid", "refund_due": 10_000, "code": "payment_late" }));
    assert_eq!((shop.state()["pending"].as_i64(), shop.cash()), (Some(30_000), 30_000));
    // A return of the order goes back through its provider, and leaves the cash when the provider says so.
    let returned = shop.done(START + DAY, json!({ "op": "return_order", "order": "p1", "amount": 10_000 }));
    assert_eq!(returned, json!({ "to_member": 10_000, "by_provider": 10_000, "left": 0 }));
    assert_eq!(shop.cash(), 30_000);
    for (place, id) in ["w1", "w2", "w3"].iter().enumerate() {
        let refund = json!({ "op": "conclude_refund", "payment": id, "refund": 1 });
        shop.done(START + 2 * DAY, refund.clone());
        assert_eq!(shop.ask(START + 2 * DAY, refund), Err(Rejection::RefundConcluded));
        let left = 20_000 - i64::try_from(place).unwrap() * 10_000;
        assert_eq!((shop.state()["pending"].as_i64().unwrap_or(0), shop.cash()), (left, left));
    }
}

/// Where money is real, two people replace a link and set how long links last.
#[test]
fn links_of_live_deployments_need_two_people() {
    let mut engine = Engine::new();
    let at = Time::from_milliseconds(START);
    let mut founded = rules();
    founded.founding_fen = Fen::new(1_000_000);
    let live = DeploymentTerms { mode: Mode::Live, ..DeploymentTerms::sandbox() };
    for operation in [Operation::from(live), OpenProgramme::new(founded).into()] {
        engine.execute(&Command::new(at, "one", operation)).unwrap();
    }
    let term = LinkTerm::Days(9);
    let set = Command::new(at, "one", SetLinkTerms { term });
    assert_eq!(engine.execute(&set).map(|_| ()), Err(Rejection::TwoPeopleNeeded));
    assert_eq!(engine.execute(&set.approved_by("two")).map(|_| ()), Ok(()));
}

/// The events with nothing about how an order was paid; what is frozen stays.
fn unpaid(events: &[Event]) -> Vec<Event> {
    let mut events = events.to_vec();
    for event in &mut events {
        if let Event::OrderBooked(booked) = event {
            let freezes = booked.particulars.take().map(|particulars| particulars.freezes).unwrap_or_default();
            if !freezes.is_empty() {
                booked.particulars = Some(Box::new(Particulars { freezes, ..Particulars::default() }));
            }
        }
    }
    events
}

proptest! {
    #![proptest_config(config(300))]

    /// An order that is placed and booked by a tick does what an order does that is booked at that time, having happened
    /// when it was placed.
    #[test]
    fn a_due_order_is_booked_as_any_other(
        script in mixed_scripts(60), member in 0..3, fen in 1_i64..2_000_000, days in 1_u32..20, has_cost in any::<bool>(),
    ) {
        let mut engine = engine_for(&script);
        play(&script, &mut engine, |engine, _, command| {
            let _ = engine.execute(command);
            Ok(())
        })?;
        let (id, member, merchant) = ("due".to_owned(), format!("m{member}"), "s0".to_owned());
        let start = engine.state().clock.plus_days(100);
        let due = start.plus_days(days);
        let tick = |engine: &mut Engine, at| engine.execute(&Command::new(at, "operator", Tick {})).unwrap().to_vec();
        while engine.state().due.first_at(start).is_some() {
            tick(&mut engine, start);
        }
        let (amount, from_balance) = (Fen::new(fen), None);
        let cost = has_cost.then_some(Fen::new(fen / 2));
        let place = Place {
            id: id.clone(), member: member.clone(), merchant: merchant.clone(), amount, cost, from_balance,
            settle_after_days: Some(days),
            coins: None,
            goods: None,
        };
        let book = Book { id, member, merchant, amount, cost, from_balance, coins: None };
        let mut direct = Engine::from_state(engine.state().clone());
        let expected = direct.execute(&Command::new(due, "operator", book).occurred(start)).map(unpaid);
        if let Err(rejection) = engine.execute(&Command::new(start, "operator", place)) {
            prop_assert_eq!(expected, Err(rejection));
            return Ok(());
        }
        let ticked = tick(&mut engine, due);
        match expected {
            Err(rejection) => {
                let is_held = |event: &Event| matches!(event, Event::OrderHeld(held) if held.code == rejection.code());
                prop_assert!(ticked.iter().any(is_held), "{rejection:?}: {ticked:?}");
            }
            Ok(expected) => {
                // Links may end and awards be released before and after it.
                let begins = ticked.iter().position(|event| matches!(event, Event::OrderBooked(_))).unwrap();
                prop_assert_eq!(unpaid(&ticked[begins..begins + expected.len()]), expected);
            }
        }
    }
}
