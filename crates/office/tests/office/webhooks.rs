//! Webhooks: nothing is lost, nothing is told to who did not want it, and what fails comes back.

use crate::{DAY, HOUR, MINUTE, NOW, Place, SECOND, code};
use proptest::prelude::*;
use ratchet_office::Office;
use ratchet_office::webhooks::{DeliveryState, Endpoint, Message, Outcome, TargetRules};
use std::collections::BTreeSet;

const URL: &str = "https://example.com/hook";

async fn endpoint(office: &Office, cursor: i64) -> Endpoint {
    let url = TargetRules::default().check(URL).unwrap();
    office.create_webhook("p-1", &url, &["order_booked".to_owned()], cursor, NOW).await.unwrap().0
}

fn message(sequence: i64) -> Message {
    Message {
        id: format!("evt_{sequence}_0"),
        event_type: "order_booked".to_owned(),
        body: format!("{{\"sequence\":{sequence}}}"),
    }
}

#[tokio::test]
async fn a_delivery_is_taken_once_comes_back_if_nobody_says_how_it_ended_and_ends() {
    let place = Place::new();
    let (office, elsewhere) = (place.open().await, place.open().await);
    let endpoint = endpoint(&office, 7).await;
    assert!(office.advance_webhook(&endpoint.id, 7, 9, &[message(8), message(9)], NOW).await.unwrap());
    assert!(!elsewhere.advance_webhook(&endpoint.id, 7, 9, &[message(8)], NOW).await.unwrap(), "it has moved on");

    let due = office.take_due(&endpoint.id, NOW, 10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.signed.id.as_str()).collect::<Vec<_>>(), ["evt_8_0", "evt_9_0"]);
    assert_eq!((due[0].url.as_str(), due[0].body.as_str()), (URL, "{\"sequence\":8}"));
    assert_eq!(elsewhere.take_due(&endpoint.id, NOW, 10).await.unwrap(), [], "another has them");

    office.end_attempt(due[0].id, Outcome::Answered(204), 12, NOW, 0).await.unwrap();
    // The process that had the second one died.
    let again = elsewhere.take_due(&endpoint.id, NOW + MINUTE, 10).await.unwrap();
    assert_eq!(again.iter().map(|due| due.id).collect::<Vec<_>>(), [due[1].id]);
    elsewhere.end_attempt(due[1].id, Outcome::TimedOut, 15_000, NOW + MINUTE, 0).await.unwrap();

    let second = office.delivery(due[1].id).await.unwrap();
    assert_eq!((second.state, second.attempts), (DeliveryState::Pending, 1));
    assert_eq!(second.next_attempt_at, Some(NOW + MINUTE + 5 * SECOND));
    assert_eq!(office.delivery(due[0].id).await.unwrap().state, DeliveryState::Delivered);
    let attempts = office.attempts(due[0].id).await.unwrap();
    assert_eq!(
        (attempts[0].status, attempts[0].outcome.as_str(), attempts[0].duration_ms),
        (Some(204), "answered", 12)
    );
    let listed = office.deliveries(&endpoint.id, None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|delivery| delivery.id).collect::<Vec<_>>(), [due[1].id, due[0].id]);
    assert_eq!(office.deliveries(&endpoint.id, Some(due[1].id), 10).await.unwrap(), listed[1..]);
}

#[tokio::test]
async fn what_always_fails_is_given_up_after_its_schedule_and_can_be_asked_for_again() {
    let place = Place::new();
    let office = place.open().await;
    let endpoint = endpoint(&office, 0).await;
    office.advance_webhook(&endpoint.id, 0, 1, &[message(1)], NOW).await.unwrap();
    let mut now = NOW;
    let mut pauses = Vec::new();
    let id = loop {
        let due = office.take_due(&endpoint.id, now, 10).await.unwrap();
        let id = due[0].id;
        office.end_attempt(id, Outcome::Answered(503), 5, now, u32::MAX).await.unwrap();
        let Some(next) = office.delivery(id).await.unwrap().next_attempt_at else { break id };
        assert_eq!(office.take_due(&endpoint.id, next - 1, 10).await.unwrap(), []);
        pauses.push(next - now);
        now = next;
    };
    assert_eq!(pauses.len(), 9);
    assert!(pauses[0] >= 5 * SECOND && pauses[0] < 6 * SECOND, "{pauses:?}");
    assert!(pauses[8] >= DAY && pauses[8] < DAY + 3 * HOUR, "{pauses:?}");
    assert_eq!(office.delivery(id).await.unwrap().state, DeliveryState::Failed);
    assert_eq!(office.attempts(id).await.unwrap().len(), 10);

    let replayed = office.replay_delivery("p-1", id, now).await.unwrap();
    assert_eq!((replayed.state, replayed.attempts), (DeliveryState::Pending, 0));
    assert_eq!(office.take_due(&endpoint.id, now, 10).await.unwrap().len(), 1);
    assert_eq!(code(office.replay_delivery("p-1", 999, now).await), "delivery_unknown");
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_switched_off_and_misses_nothing_when_it_is_back() {
    let place = Place::new();
    let office = place.open().await;
    let endpoint = endpoint(&office, 0).await;
    office.advance_webhook(&endpoint.id, 0, 2, &[message(1), message(2)], NOW).await.unwrap();
    let due = office.take_due(&endpoint.id, NOW, 1).await.unwrap();
    office.end_attempt(due[0].id, Outcome::Answered(410), 5, NOW, 0).await.unwrap();
    let off = office.webhook(&endpoint.id).await.unwrap();
    assert_eq!((off.disabled_at, off.disabled_because.as_deref()), (Some(NOW), Some("gone")));
    assert_eq!(office.take_due(&endpoint.id, NOW + HOUR, 10).await.unwrap(), []);
    assert!(!office.advance_webhook(&endpoint.id, 2, 3, &[message(3)], NOW).await.unwrap());
    assert_eq!(office.webhook_places().await.unwrap(), []);

    office.enable_webhook("p-1", &endpoint.id, NOW + HOUR).await.unwrap();
    let places = office.webhook_places().await.unwrap();
    assert_eq!((places[0].cursor, places[0].waiting), (2, 1));
    assert_eq!(office.take_due(&endpoint.id, NOW + HOUR, 10).await.unwrap()[0].signed.id, "evt_2_0");

    office.disable_webhook("p-1", &endpoint.id, NOW).await.unwrap();
    assert_eq!(office.webhook(&endpoint.id).await.unwrap().disabled_because.as_deref(), Some("asked"));
    office.delete_webhook("p-1", &endpoint.id, NOW).await.unwrap();
    assert_eq!(code(office.webhook(&endpoint.id).await), "webhook_unknown");
    assert_eq!(code(office.delivery(due[0].id).await), "delivery_unknown");
    office.end_attempt(due[0].id, Outcome::Answered(200), 5, NOW, 0).await.unwrap();
}

#[tokio::test]
async fn a_rotation_signs_with_both_secrets_for_a_day() {
    let place = Place::new();
    let office = place.open().await;
    let url = TargetRules::default().check(URL).unwrap();
    let (endpoint, first) = office.create_webhook("p-1", &url, &["*".to_owned()], 0, NOW).await.unwrap();
    office.advance_webhook(&endpoint.id, 0, 1, &[message(1)], NOW).await.unwrap();
    let (rotated, second) = office.rotate_webhook("p-1", &endpoint.id, NOW).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(rotated.previous_secret_until, Some(NOW + DAY));
    let sign = |secret: &String, now: i64| {
        let signed = ratchet_office::webhooks::signed("evt_1_0", now, "{\"sequence\":1}", std::slice::from_ref(secret));
        signed.unwrap().signature
    };
    let soon = &office.take_due(&endpoint.id, NOW, 1).await.unwrap()[0];
    assert_eq!(soon.signed.signature, format!("{} {}", sign(&second, NOW), sign(&first, NOW)));
    let later = NOW + DAY;
    let later_due = &office.take_due(&endpoint.id, later, 1).await.unwrap()[0];
    assert_eq!(later_due.signed.signature, sign(&second, later));
    assert!(!format!("{rotated:?}").contains("whsec_"));
}

#[tokio::test]
async fn a_webhook_is_told_something_and_is_somewhere() {
    let place = Place::new();
    let office = place.open().await;
    let url = TargetRules::default().check(URL).unwrap();
    for types in [vec![], vec![String::new()], vec!["a b".to_owned()]] {
        assert_eq!(code(office.create_webhook("p-1", &url, &types, 0, NOW).await), "webhook_events_invalid");
    }
    let endpoint = endpoint(&office, 0).await;
    let other = TargetRules::default().check("https://example.org/").unwrap();
    let changed = office.change_webhook("p-1", &endpoint.id, &other, &["*".to_owned()], NOW).await.unwrap();
    assert_eq!((changed.url.as_str(), changed.event_types), ("https://example.org/", vec!["*".to_owned()]));
    let gone = office.change_webhook("p-1", "w-none", &other, &["*".to_owned()], NOW).await;
    assert_eq!(code(gone), "webhook_unknown");
    assert_eq!(office.webhooks(None, 10).await.unwrap().len(), 1);
    assert_eq!(office.webhooks(Some(&endpoint.id), 10).await.unwrap(), []);
}

#[tokio::test]
async fn old_deliveries_are_forgotten_those_that_wait_are_not() {
    let place = Place::new();
    let office = place.open().await;
    let endpoint = endpoint(&office, 0).await;
    office.advance_webhook(&endpoint.id, 0, 2, &[message(1), message(2)], NOW).await.unwrap();
    let due = office.take_due(&endpoint.id, NOW, 1).await.unwrap();
    office.end_attempt(due[0].id, Outcome::Answered(200), 5, NOW, 0).await.unwrap();
    assert_eq!(office.forget_deliveries(NOW + 30 * DAY).await.unwrap(), 0);
    assert_eq!(office.forget_deliveries(NOW + 30 * DAY + 1).await.unwrap(), 1);
    assert_eq!(office.deliveries(&endpoint.id, None, 10).await.unwrap().len(), 1);
}

/// What a worker does, each possibly its last act before it is killed.
#[derive(Clone, Copy, Debug)]
enum Step {
    Advance(i64),
    Take,
    Succeed,
    Fail,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1_i64..6).prop_map(Step::Advance),
        3 => Just(Step::Take),
        3 => Just(Step::Succeed),
        2 => Just(Step::Fail),
        1 => Just(Step::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_event_is_lost_whenever_the_worker_dies(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(deliver(&steps));
    }
}

/// A worker over a journal of fifty events that dies now and then, and after all that one which does not.
async fn deliver(steps: &[Step]) {
    const EVENTS: i64 = 50;
    let place = Place::new();
    let mut office = place.open().await;
    let id = endpoint(&office, 0).await.id;
    let mut told = BTreeSet::new();
    let mut taken = Vec::new();
    let mut now = NOW;
    for step in steps.iter().copied().chain((0..400).map(|n| [Step::Advance(5), Step::Take, Step::Succeed][n % 3])) {
        now += MINUTE;
        match step {
            Step::Advance(count) => {
                let from = office.webhook(&id).await.unwrap().cursor;
                let through = (from + count).min(EVENTS);
                let messages: Vec<_> = (from + 1..=through).map(message).collect();
                office.advance_webhook(&id, from, through, &messages, now).await.unwrap();
            }
            Step::Take => taken.extend(office.take_due(&id, now, 3).await.unwrap()),
            Step::Succeed => {
                for due in taken.drain(..) {
                    told.insert(due.signed.id.clone());
                    office.end_attempt(due.id, Outcome::Answered(200), 1, now, 0).await.unwrap();
                }
            }
            Step::Fail => {
                for due in taken.drain(..) {
                    office.end_attempt(due.id, Outcome::Unreachable, 1, now, 0).await.unwrap();
                }
            }
            Step::Crash => {
                taken.clear();
                office = place.open().await;
            }
        }
    }
    let all: BTreeSet<String> = (1..=EVENTS).map(|sequence| message(sequence).id).collect();
    assert_eq!(told, all);
    let states = office.deliveries(&id, None, 100).await.unwrap();
    assert_eq!(states.len(), all.len(), "one delivery an event");
}
