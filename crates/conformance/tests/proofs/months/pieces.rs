//! A closing that takes many pieces: other commands come between, it is tried out, snapshots are taken in the middle, and
//! nothing of it is in force before its end.

use super::house::{DAY, House, MONTHS, month, rules, told};
use ratchet_core::limits::PERIOD_STEPS_MAX;
use ratchet_core::operations::{AddMember, Tick};
use ratchet_core::{Command, Engine, State, Time};
use serde_json::json;

/// So many that looking at them takes several pieces.
const MEMBERS: u32 = 60_000;

/// Every member was referred by the one of half the number, and buys once.
fn crowd() -> House {
    let levels = json!({
        "levels": {
            "depth": 10, "team_depth": 10, "peer_bp": 50,
            "steps": [
                { "rate_bp": 100, "own_spend_fen": 10_000 },
                { "rate_bp": 200, "team_turnover_fen": 500_000 },
                { "rate_bp": 300, "direct": { "count": 2, "level": 2 } },
            ],
        },
        "dividends": { "dividend_bp": 2_000, "weight": "turnover" },
    });
    let mut house = House::open(rules(1_000, &levels), &[("m0", "")]);
    house.is_watched = false;
    for number in 1..MEMBERS {
        let referrer = Some(format!("m{}", number / 2));
        house.done(MONTHS[0], AddMember { id: format!("m{number}"), referrer });
    }
    for number in 0..MEMBERS {
        house.book(MONTHS[0] + DAY, &format!("m{number}"), i64::from(number % 30_000) + 10_000).unwrap();
    }
    for number in 0..50 {
        house.hold(MONTHS[0] + DAY, &format!("m{number}"), i64::from(number) + 1).unwrap();
    }
    house
}

/// A tick at `at` on a copy of `state`.
fn tick_on(state: &State, at: i64) -> (Vec<ratchet_core::Event>, [u8; 32]) {
    let mut engine = Engine::from_state(state.clone());
    let command = Command::new(Time::from_milliseconds(at), "operator", Tick {}).approved_by("approver");
    let events = engine.execute(&command).unwrap().to_vec();
    (events, engine.state().hash())
}

#[test]
fn a_closing_in_pieces_is_the_same_whatever_comes_between() {
    let mut house = crowd();
    let at = MONTHS[1] + DAY;
    // Without anything between.
    let undisturbed = {
        let mut engine = Engine::from_state(house.state().clone());
        let first = Command::new(Time::from_milliseconds(at), "operator", month(0)).approved_by("approver");
        let mut events = engine.execute(&first).unwrap().to_vec();
        while engine.state().programmes[0].periods.closing.is_some() {
            let tick = Command::new(Time::from_milliseconds(at), "operator", Tick {}).approved_by("approver");
            events.extend(engine.execute(&tick).unwrap().to_vec());
        }
        told(&events)
    };
    let mut events = house.done(at, month(0));
    let mut pieces = 1;
    while house.state().programmes[0].periods.closing.is_some() {
        assert_eq!(house.level("m1"), 0, "nothing is in force before the end");
        // A new member, an order of the next month, a refund of one of this month.
        house.done(at, AddMember { id: format!("n{pieces}"), referrer: Some("m1".to_owned()) });
        house.book(at, "m5", 70_000).unwrap();
        house.refund(at, "o39999", 10).unwrap();
        // Tried out, or gone on with from a snapshot, where the work so far is lost: the same events.
        let before = house.state().hash();
        let tick = Command::new(Time::from_milliseconds(at), "operator", Tick {}).approved_by("approver");
        let tried = house.engine.dry_run(&tick, |_, events| events.to_vec()).unwrap();
        assert_eq!(house.state().hash(), before);
        let restored = State::from_bytes(&house.state().to_bytes()).unwrap();
        let (from_snapshot, hash) = tick_on(&restored, at);
        let done = house.done(at, Tick {});
        assert!(tried == done && from_snapshot == done && house.state().hash() == hash, "piece {pieces}");
        events.extend(done);
        pieces += 1;
    }
    assert!(told(&events) == undisturbed, "what came between changed the month");
    assert!(pieces > 3, "{pieces} pieces of {PERIOD_STEPS_MAX} steps");
    assert_eq!(house.level("m1"), 3);
    ratchet_core::invariants::check(house.state()).unwrap();
    // The refunds came off the next month, whose orders are there.
    let (rows, _) = house.close(MONTHS[2], 1);
    assert_eq!(house.row(&rows, "m5", "report").map(|row| row[0]), Some(70_000 * (i64::from(pieces) - 1)));
}
