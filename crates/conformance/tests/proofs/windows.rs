//! The refundable window: an order can be refunded for so many days after recording, then only its number is known.

use proptest::prelude::*;
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, Correct, DeploymentTerms, OpenProgramme, Operation, Refund,
};
use ratchet_core::{Command, Engine, Event, Fen, Rejection, State, Time};
use serde_json::json;

const DAY: i64 = 86_400_000;
const WINDOW: i64 = 90 * DAY;

/// A live engine, and one that is told its events.
struct Pair {
    live: Engine,
    told: Engine,
}

impl Pair {
    fn open(refundable_days: u32) -> Self {
        let mut pair = Self { live: Engine::new(), told: Engine::new() };
        let rules = json!({
            "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 1_000_000,
            "plans": { "store": {
                "margin": "take", "take_bp": 3_000, "split": { "platform": { "basis": "amount", "bp": 1_000 } },
            } },
        });
        pair.ask(0, DeploymentTerms { refundable_days, ..DeploymentTerms::sandbox() }).unwrap();
        pair.ask(0, OpenProgramme::new(serde_json::from_value(rules).unwrap())).unwrap();
        pair.ask(0, AddMember { id: "m".to_owned(), referrer: None }).unwrap();
        pair.ask(0, AddMerchant::new("s", "store")).unwrap();
        pair
    }

    /// Asks at `now`; both come to the same state, and so does what is read from its bytes.
    fn ask(&mut self, now: i64, operation: impl Into<Operation>) -> Result<(), Rejection> {
        let command = Command::new(Time::from_milliseconds(now), "operator", operation).approved_by("approver");
        let before = self.live.state().hash();
        let seen = self.live.dry_run(&command, |_, events| events.to_vec());
        assert_eq!(self.live.state().hash(), before);
        let events: Result<Vec<Event>, Rejection> = self.live.execute(&command).map(<[Event]>::to_vec);
        assert_eq!(seen, events);
        match events {
            Ok(events) => self.told.replay(command.recorded_at, &events).unwrap(),
            Err(rejection) => {
                assert_eq!(self.live.state().hash(), before);
                return Err(rejection);
            }
        }
        let hash = self.live.state().hash();
        assert_eq!(self.told.state().hash(), hash);
        let read = State::from_bytes(&self.live.state().to_bytes()).unwrap();
        assert_eq!(read.hash(), hash);
        assert_eq!(read.orders.hot_count(), self.live.state().orders.hot_count());
        Ok(())
    }

    fn book(&mut self, now: i64, id: &str) -> Result<(), Rejection> {
        let (member, merchant) = ("m".to_owned(), "s".to_owned());
        self.ask(
            now,
            Book {
                id: id.to_owned(),
                member,
                merchant,
                amount: Fen::new(100_000),
                cost: None,
                from_balance: None,
                coins: None,
            },
        )
    }

    fn refund(&mut self, now: i64, id: &str) -> Result<(), Rejection> {
        self.ask(now, Refund { order: id.to_owned(), amount: Fen::new(1) })
    }

    fn correct(&mut self, now: i64, id: &str) -> Result<(), Rejection> {
        self.ask(now, Correct { order: id.to_owned() })
    }

    fn hot(&self) -> usize {
        self.live.state().orders.hot_count()
    }
}

#[test]
fn an_order_is_refundable_for_exactly_its_days() {
    let mut pair = Pair::open(90);
    pair.book(1_000, "o1").unwrap();
    pair.book(1_001, "o2").unwrap();
    pair.book(5_000, "o3").unwrap();
    pair.refund(1_000 + WINDOW, "o1").unwrap_or_else(|_| panic!("exactly 90 days"));
    assert_eq!(pair.hot(), 3);
    // The refused ones are refused by time, before anything has let the order go.
    assert_eq!(pair.refund(1_001 + WINDOW, "o1"), Err(Rejection::OrderSettled));
    assert_eq!(pair.correct(1_001 + WINDOW, "o1"), Err(Rejection::OrderSettled));
    assert_eq!(pair.hot(), 3);
    pair.correct(1_001 + WINDOW, "o2").unwrap();
    assert_eq!(pair.hot(), 2);
    assert_eq!(pair.refund(1_002 + WINDOW, "o2"), Err(Rejection::OrderSettled));
    // Its number stays taken for ever; another is free.
    assert_eq!(pair.book(1_002 + WINDOW, "o1"), Err(Rejection::OrderExists));
    assert_eq!(pair.hot(), 2);
    pair.book(1_002 + WINDOW, "o4").unwrap();
    assert_eq!(pair.hot(), 2);
    assert_eq!(pair.refund(1_002 + WINDOW, "o1"), Err(Rejection::OrderSettled));
    assert_eq!(pair.refund(1_002 + WINDOW, "none"), Err(Rejection::OrderUnknown));
    pair.refund(5_000 + WINDOW, "o3").unwrap();
    pair.refund(5_000 + WINDOW, "o4").unwrap();
}

#[test]
fn without_days_an_order_is_refundable_in_its_millisecond() {
    let mut pair = Pair::open(0);
    pair.book(10, "o1").unwrap();
    pair.refund(10, "o1").unwrap();
    assert_eq!(pair.refund(11, "o1"), Err(Rejection::OrderSettled));
    pair.book(11, "o2").unwrap();
    assert_eq!(pair.hot(), 1);
    pair.correct(11, "o2").unwrap();
}

#[test]
fn a_year_of_orders_keeps_only_the_last_window_hot() {
    let mut pair = Pair::open(90);
    for day in 0..365 {
        pair.book(day * DAY, &format!("o{day}")).unwrap();
        assert_eq!(pair.hot(), usize::try_from(day.min(90)).unwrap() + 1);
    }
    assert_eq!(pair.live.state().orders.len(), 365);
    for day in 0..365 {
        let expected = if day < 274 { Err(Rejection::OrderSettled) } else { Ok(()) };
        assert_eq!(pair.refund(364 * DAY, &format!("o{day}")), expected, "{day}");
    }
}

proptest! {
    #![proptest_config(crate::generator::config(300))]

    /// Bookings, refunds and corrections at random times: what a plain list of times says.
    #[test]
    fn the_window_is_what_a_plain_list_says(
        days in 0_u32..4,
        asked in proptest::collection::vec((0_i64..DAY, 0_usize..40, 0_u8..6), 1..80),
    ) {
        let mut pair = Pair::open(days);
        let mut booked: Vec<(i64, bool)> = Vec::new();
        let mut now = 0;
        for (later, order, kind) in asked {
            now += if later % 3 == 0 { 0 } else { later };
            if kind < 3 {
                pair.book(now, &format!("o{}", booked.len())).unwrap();
                booked.push((now, false));
            } else {
                let id = format!("o{order}");
                let found = if kind == 3 { pair.correct(now, &id) } else { pair.refund(now, &id) };
                match booked.get_mut(order) {
                    None => prop_assert_eq!(found, Err(Rejection::OrderUnknown)),
                    Some((at, _)) if now - *at > i64::from(days) * DAY => {
                        prop_assert_eq!(found, Err(Rejection::OrderSettled));
                    }
                    Some((_, refunded)) => {
                        prop_assert_ne!(found, Err(Rejection::OrderSettled));
                        prop_assert!(found.is_ok() || *refunded || kind == 3, "{:?}", found);
                        *refunded |= found.is_ok();
                    }
                }
            }
            let hot = booked.iter().filter(|(at, _)| now - at <= i64::from(days) * DAY).count();
            // A refused command lets nothing go: what is hot is at least what can be refunded.
            prop_assert!(pair.hot() >= hot);
        }
    }
}
