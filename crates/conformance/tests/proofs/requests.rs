//! What two people do together: requests with their bounds, and idempotency keys.

use ratchet_conformance::engine_under;
use ratchet_core::keys::Key;
use ratchet_core::limits::{KEY_DAYS, REQUEST_BYTES_MAX, REQUEST_DAYS, REQUEST_KEPT_DAYS};
use ratchet_core::operations::{
    AddMember, AddMerchant, ApproveRequest, Book, CancelRequest, Correct, DeploymentTerms, Inject, Mode, OpenProgramme,
    Operation, PublishRules, Redeem, RejectRequest, RequestApproval,
};
use ratchet_core::outcome::Outcome;
use ratchet_core::requests::Bounds;
use ratchet_core::view::RequestView;
use ratchet_core::{Command, Engine, Event, Fen, Points, Rejection, Rules, State, Time, invariants};
use serde_json::json;

fn rules() -> Rules {
    serde_json::from_value(json!({
        "initial_price_fen": 100, "mint_bp": 9_000, "redemption_fee_bp": 2_000, "founding_fen": 10_000,
        "cap": { "multiple_bp": 12_000, "scope": "member", "overshoot": "pay" },
        "plans": { "store": { "margin": "take", "take_bp": 2_000, "split": { "platform": { "basis": "amount", "bp": 200 } } } },
    }))
    .unwrap()
}

/// Three orders of 1000.00 by two members.
fn shop() -> Engine {
    let mut engine = engine_under(rules()).unwrap();
    ask(&mut engine, "anna", AddMerchant::new("s", "store")).unwrap();
    for member in ["m", "n"] {
        ask(&mut engine, "anna", AddMember { id: member.to_owned(), referrer: None }).unwrap();
    }
    for (order, member) in [("o1", "m"), ("o2", "n"), ("o3", "m")] {
        let (id, member, merchant) = (order.to_owned(), member.to_owned(), "s".to_owned());
        ask(
            &mut engine,
            "anna",
            Book { id, member, merchant, amount: Fen::new(100_000), cost: None, from_balance: None, coins: None },
        )
        .unwrap();
    }
    engine
}

fn ask(engine: &mut Engine, by: &str, operation: impl Into<Operation>) -> Result<Vec<Event>, Rejection> {
    let at = engine.state().clock;
    engine.execute(&Command::new(at, by, operation)).map(<[_]>::to_vec)
}

fn file(engine: &mut Engine, id: &str, operation: impl Into<Operation>, bounds: Option<Bounds>) -> [u8; 32] {
    ask(engine, "anna", RequestApproval::new(id, &operation.into(), bounds)).unwrap();
    engine.state().requests.get(id).unwrap().payload
}

fn approve(id: &str, payload: [u8; 32]) -> ApproveRequest {
    ApproveRequest { id: id.to_owned(), payload }
}

fn inject(amount: i64) -> Inject {
    Inject::new(Fen::new(amount))
}

/// Refused with this, and nothing changed.
fn refused(engine: &mut Engine, by: &str, operation: impl Into<Operation>, rejection: Rejection) {
    let before = engine.state().hash();
    assert_eq!(ask(engine, by, operation), Err(rejection));
    assert_eq!(engine.state().hash(), before, "{}", rejection.code());
}

#[test]
fn an_approved_request_does_what_two_people_would_do_at_once() {
    let (mut filed, mut at_once) = (shop(), shop());
    let payload = file(&mut filed, "r", Correct { order: "o3".to_owned() }, None);
    let events = ask(&mut filed, "ben", approve("r", payload)).unwrap();
    let command = Command::new(Time::from_milliseconds(0), "anna", Correct { order: "o3".to_owned() });
    let expected = at_once.execute(&command.approved_by("ben")).unwrap().to_vec();
    assert_eq!(events[..events.len() - 1], expected);
    assert!(matches!(events.last(), Some(Event::RequestConcluded(_))));
    assert_eq!(Outcome::of(filed.state(), &events), Outcome::of(at_once.state(), &expected));
    assert_eq!(filed.state().programmes[0].reserve, at_once.state().programmes[0].reserve);
    // Whoever follows the journal sees it as it was done.
    let approval = Command::new(Time::from_milliseconds(0), "ben", approve("r", payload));
    let done = approval.as_done(&events);
    assert_eq!((done.actor.as_str(), done.approver.as_deref()), ("anna", Some("ben")));
    assert_eq!(done.operation, Correct { order: "o3".to_owned() }.into());
    assert_eq!(*approval.as_done(&[]), approval);
    invariants::check(filed.state()).unwrap();
    assert_eq!(State::from_bytes(&filed.state().to_bytes()).unwrap().hash(), filed.state().hash());
}

#[test]
fn only_another_person_who_saw_it_can_approve_and_only_once() {
    let mut engine = shop();
    let payload = file(&mut engine, "r", inject(1_000), None);
    refused(&mut engine, "anna", approve("r", payload), Rejection::TwoPeopleNeeded);
    refused(&mut engine, "ben", approve("r", [7; 32]), Rejection::RequestChanged);
    refused(&mut engine, "ben", approve("x", payload), Rejection::RequestUnknown);
    refused(&mut engine, "ben", CancelRequest { id: "r".to_owned() }, Rejection::RequesterOnly);
    refused(&mut engine, "anna", RequestApproval::new("r", &inject(1).into(), None), Rejection::RequestExists);
    ask(&mut engine, "ben", approve("r", payload)).unwrap();
    refused(&mut engine, "ben", approve("r", payload), Rejection::RequestClosed);
    refused(&mut engine, "ben", RejectRequest { id: "r".to_owned() }, Rejection::RequestClosed);
    let view = RequestView::of(engine.state(), "r").unwrap();
    assert_eq!((view.state, view.operation, view.ended_by.as_deref()), ("approved", "inject", Some("ben")));
}

#[test]
fn the_hash_is_of_everything_that_was_shown() {
    let bounds = |most| Some(Bounds { exits_at_most: Some(most), ..Bounds::default() });
    let mut engine = shop();
    let payloads = [
        file(&mut engine, "a", inject(1_000), None),
        file(&mut engine, "b", inject(1_001), None),
        file(&mut engine, "c", inject(1_000), bounds(0)),
        file(&mut engine, "d", inject(1_000), bounds(1)),
    ];
    for (place, payload) in payloads.iter().enumerate() {
        assert!(!payloads[..place].contains(payload));
    }
    // The same thing asked for again is the same to see.
    assert_eq!(file(&mut engine, "e", inject(1_000), None), payloads[0]);
}

#[test]
fn an_effect_outside_the_bounds_is_not_done() {
    let mut engine = shop();
    let price = engine.state().programmes[0].price().in_hundred_millionths();
    let price = u64::try_from(price).unwrap();
    let bounds = Bounds { price_at_most: Some(price), ..Bounds::default() };
    let payload = file(&mut engine, "price", inject(1_000), Some(bounds));
    refused(&mut engine, "ben", approve("price", payload), Rejection::BoundsExceeded);
    // So much that everybody reaches the cap of 120 %.
    let bounds = Bounds { exits_at_most: Some(1), price_at_least: Some(price), ..Bounds::default() };
    let payload = file(&mut engine, "exits", inject(1_000_000), Some(bounds));
    refused(&mut engine, "ben", approve("exits", payload), Rejection::BoundsExceeded);
    let bounds = Bounds { exits_at_most: Some(2), price_at_least: Some(price), ..Bounds::default() };
    let payload = file(&mut engine, "both", inject(1_000_000), Some(bounds));
    let events = ask(&mut engine, "ben", approve("both", payload)).unwrap();
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Sold(_))).count(), 2);
    let bounds = Bounds { from_platform_at_most: Some(Fen::ZERO), ..Bounds::default() };
    let id = "o4".to_owned();
    let (member, merchant) = ("m".to_owned(), "s".to_owned());
    ask(
        &mut engine,
        "anna",
        Book { id, member, merchant, amount: Fen::new(100_000), cost: None, from_balance: None, coins: None },
    )
    .unwrap();
    let payload = file(&mut engine, "correct", Correct { order: "o4".to_owned() }, Some(bounds));
    // Of the contribution of 180.00 the reserve pays at least the 90 % back that were minted for (the price rose with it),
    // the platform bears the rest and its own share of 20.00.
    refused(&mut engine, "ben", approve("correct", payload), Rejection::BoundsExceeded);
    let bounds = |reserve, platform| Bounds {
        from_reserve_at_most: Some(Fen::new(reserve)),
        from_platform_at_most: Some(Fen::new(platform)),
        ..Bounds::default()
    };
    let payload = file(&mut engine, "less", Correct { order: "o4".to_owned() }, Some(bounds(16_198, 3_801)));
    refused(&mut engine, "ben", approve("less", payload), Rejection::BoundsExceeded);
    let payload = file(&mut engine, "enough", Correct { order: "o4".to_owned() }, Some(bounds(18_000, 3_801)));
    ask(&mut engine, "ben", approve("enough", payload)).unwrap();
}

#[test]
fn a_request_expires_and_is_forgotten() {
    let mut engine = shop();
    let payload = file(&mut engine, "r", inject(1_000), None);
    let beginning = engine.state().clock;
    let at = |days, more: i64| Time::from_milliseconds(beginning.plus_days(days).milliseconds() + more);
    let mut other = Engine::from_state(engine.state().clone());
    let last = Command::new(at(REQUEST_DAYS, 0), "ben", approve("r", payload));
    other.execute(&last).unwrap();
    let late = Command::new(at(REQUEST_DAYS, 1), "ben", approve("r", payload));
    assert_eq!(engine.execute(&late), Err(Rejection::RequestExpired));
    let pass =
        |days, more, id: &str| Command::new(at(days, more), "anna", AddMember { id: id.to_owned(), referrer: None });
    engine.execute(&pass(REQUEST_KEPT_DAYS, 0, "p")).unwrap();
    assert_eq!(RequestView::of(engine.state(), "r").unwrap().state, "expired");
    engine.execute(&pass(REQUEST_KEPT_DAYS, 1, "q")).unwrap();
    assert_eq!(engine.state().requests.len(), 0);
}

#[test]
fn what_is_no_operation_for_two_people_is_refused() {
    let mut engine = shop();
    let nested = RequestApproval::new("x", &inject(1).into(), None);
    let operations: [Operation; 4] = [
        nested.into(),
        approve("x", [0; 32]).into(),
        RejectRequest { id: "x".to_owned() }.into(),
        DeploymentTerms::sandbox().into(),
    ];
    for operation in operations {
        refused(&mut engine, "anna", RequestApproval::new("r", &operation, None), Rejection::RequestInvalid);
    }
    let plain = minicbor::to_vec(Operation::from(inject(5))).unwrap();
    let mut longer = plain.clone();
    longer.push(0);
    for operation in [vec![], b"nonsense".to_vec(), longer, vec![0x9f; 100_000], vec![0; REQUEST_BYTES_MAX + 1]] {
        let request = RequestApproval { id: "r".to_owned(), operation, bounds: None };
        refused(&mut engine, "anna", request, Rejection::RequestInvalid);
    }
    refused(&mut engine, "anna", RequestApproval::new("r r", &inject(1).into(), None), Rejection::IdentifierInvalid);
    ask(&mut engine, "anna", RequestApproval { id: "r".to_owned(), operation: plain, bounds: None }).unwrap();
}

/// In a live deployment new rules wait for a second person, who approves them at a time at which they can still begin.
#[test]
fn rules_are_published_by_two_people_through_a_request() {
    let mut engine = Engine::new();
    let terms = DeploymentTerms { mode: Mode::Live, ..DeploymentTerms::sandbox() };
    ask_at(&mut engine, 0, "anna", terms).unwrap();
    ask_at(&mut engine, 0, "anna", OpenProgramme::new(rules())).unwrap();
    let publish: Operation = PublishRules::new(rules(), Time::from_milliseconds(1_000)).into();
    assert_eq!(ask_at(&mut engine, 1, "anna", publish.clone()), Err(Rejection::TwoPeopleNeeded));
    for id in ["r1", "r2"] {
        ask_at(&mut engine, 1, "anna", RequestApproval::new(id, &publish, None)).unwrap();
    }
    let payload = engine.state().requests.get("r1").unwrap().payload;
    ask_at(&mut engine, 2, "ben", approve("r1", payload)).unwrap();
    assert_eq!(engine.state().programmes[0].versions.len(), 2);
    assert_eq!(ask_at(&mut engine, 1_001, "ben", approve("r2", payload)), Err(Rejection::EffectiveTooEarly));
}

fn ask_at(engine: &mut Engine, at: i64, by: &str, operation: impl Into<Operation>) -> Result<(), Rejection> {
    engine.execute(&Command::new(Time::from_milliseconds(at), by, operation)).map(|_| ())
}

fn redeem(units: i64) -> Redeem {
    Redeem { member: "m".to_owned(), units: Points::new(units) }
}

#[test]
fn a_key_makes_asking_twice_harmless_for_its_days() {
    let mut engine = shop();
    let at = |days: u32, more: i64| {
        Time::from_milliseconds(Time::from_milliseconds(0).plus_days(days).milliseconds() + more)
    };
    let sale =
        |units: i64, at: Time| Command::new(at, "m", redeem(units)).keyed(Key::of("m", "k", &units.to_le_bytes()));
    // A refusal uses no key.
    assert_eq!(engine.execute(&sale(i64::MAX, at(0, 0))), Err(Rejection::PointsInsufficient));
    let events = engine.execute(&sale(100, at(0, 0))).unwrap().to_vec();
    assert!(matches!(events.last(), Some(Event::KeyUsed(_))));
    let before = engine.state().hash();
    assert_eq!(engine.execute(&sale(100, at(0, 5))), Err(Rejection::IdempotencyReplayed));
    assert_eq!(engine.execute(&sale(101, at(0, 5))), Err(Rejection::IdempotencyConflict));
    assert_eq!(engine.execute(&sale(100, at(KEY_DAYS, 0))), Err(Rejection::IdempotencyReplayed));
    assert_eq!(engine.state().hash(), before);
    // A snapshot keeps it, and so does a replay of the events.
    let mut read = Engine::from_state(State::from_bytes(&engine.state().to_bytes()).unwrap());
    assert_eq!(read.execute(&sale(100, at(KEY_DAYS, 0))), Err(Rejection::IdempotencyReplayed));
    assert!(engine.state().find_key(&Key::of("m", "k", b"").digest).is_some());
    // Then it is another one, in both.
    for engine in [&mut engine, &mut read] {
        engine.execute(&sale(101, at(KEY_DAYS, 1))).unwrap();
        assert_eq!(engine.state().keys.len(), 1);
    }
    assert_eq!(engine.state().hash(), read.state().hash());
}

#[test]
fn a_key_of_an_approval_is_the_last_thing_of_its_command() {
    let mut engine = shop();
    let payload = file(&mut engine, "r", inject(1_000), None);
    let command = Command::new(engine.state().clock, "ben", approve("r", payload)).keyed(Key::of("ben", "1", b""));
    let events = engine.execute(&command).unwrap().to_vec();
    assert!(matches!(events[..], [Event::Injected(_), Event::RequestConcluded(_), Event::KeyUsed(_)]), "{events:?}");
}
