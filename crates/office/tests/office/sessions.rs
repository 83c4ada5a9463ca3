//! A session is one person's, or one member's, until its end.

use crate::{HOUR, MINUTE, NOW, Place, code, join, owner, sign_in};
use proptest::prelude::*;
use ratchet_office::{ContactChange, Office, Party, Role, Subject};
use std::collections::{BTreeMap, BTreeSet};

#[tokio::test]
async fn a_session_ends_when_idle_after_its_life_and_when_signed_out() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;

    let token = sign_in(&office, &owner, NOW + MINUTE).await;
    let began = NOW + MINUTE;
    assert!(office.person_session(&token, began + 29 * MINUTE).await.is_ok());
    assert!(office.person_session(&token, began + 58 * MINUTE).await.is_ok(), "seen meanwhile");
    assert_eq!(code(office.person_session(&token, began + 88 * MINUTE).await), "session_invalid", "idle");

    let began = NOW + 2 * HOUR;
    let token = sign_in(&office, &owner, began).await;
    for minutes in (20..720).step_by(20) {
        assert!(office.person_session(&token, began + minutes * MINUTE).await.is_ok(), "{minutes}");
    }
    assert_eq!(code(office.person_session(&token, began + 12 * HOUR).await), "session_invalid", "after its life");

    let began = NOW + 15 * HOUR;
    let (token, other) = (sign_in(&office, &owner, began).await, sign_in(&office, &owner, began + MINUTE).await);
    office.sign_out(&token, began).await.unwrap();
    assert_eq!(code(office.person_session(&token, began + MINUTE).await), "session_invalid");
    assert!(office.person_session(&other, began + MINUTE).await.is_ok(), "one machine signed out, not all");
    office.end_sessions(&owner.id, &owner.id, began).await.unwrap();
    assert_eq!(code(office.person_session(&other, began + MINUTE).await), "session_invalid");
}

#[tokio::test]
async fn the_proof_against_forged_requests_belongs_to_one_session() {
    let place = Place::new();
    let (office, elsewhere) = (place.open().await, place.open().await);
    let owner = owner(&office).await;
    let (one, other) = (sign_in(&office, &owner, NOW + MINUTE).await, sign_in(&office, &owner, NOW + 2 * MINUTE).await);
    let one = office.person_session(&one, NOW + MINUTE).await.unwrap();
    let other = elsewhere.person_session(&other, NOW + 2 * MINUTE).await.unwrap();
    assert!(one.csrf.is(one.csrf.as_str()) && other.csrf.is(other.csrf.as_str()));
    assert!(!one.csrf.is(other.csrf.as_str()) && !one.csrf.is(""));
}

#[tokio::test]
async fn a_session_of_one_kind_is_none_of_another() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let person = sign_in(&office, &owner, NOW + MINUTE).await;
    let member = sign_in_party(&office, &Party::member("m1"), NOW).await;
    let merchant = sign_in_party(&office, &Party::merchant("m1"), NOW).await;
    let now = NOW + MINUTE;
    assert_eq!(code(office.party_session(&person, now).await), "session_invalid");
    assert_eq!(code(office.person_session(&member, now).await), "session_invalid");
    assert_eq!(office.party_session(&member, now).await.unwrap().party, Party::member("m1"));
    assert_eq!(office.party_session(&merchant, now).await.unwrap().party, Party::merchant("m1"));
    for bad in ["", "rs_", "rs_x", "'; DROP TABLE people; --"] {
        assert_eq!(code(office.person_session(bad, now).await), "session_invalid");
        assert_eq!(code(office.party_session(bad, now).await), "session_invalid");
    }
}

async fn sign_in_party(office: &Office, party: &Party, now: i64) -> String {
    let phone = ContactChange { phone: Some("13812345678".to_owned()), ..ContactChange::default() };
    office.set_contact("system", &Subject::Party(party.clone()), &phone, now).await.unwrap();
    let message = office.request_code(party, now).await.unwrap().unwrap();
    office.sign_in_by_code(party, &message.code, now).await.unwrap().0.as_str().to_owned()
}

/// What may happen between people, in any order.
#[derive(Clone, Copy, Debug)]
enum Step {
    SignIn(usize),
    SignOut(usize),
    EndAll(usize),
    Disable(usize),
    Enable(usize),
    Later(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let person = 0_usize..3;
    prop_oneof![
        4 => person.clone().prop_map(Step::SignIn),
        2 => (0_usize..8).prop_map(Step::SignOut),
        1 => person.clone().prop_map(Step::EndAll),
        1 => person.clone().prop_map(Step::Disable),
        1 => person.prop_map(Step::Enable),
        3 => (1_i64..20).prop_map(|minutes| Step::Later(minutes * MINUTE)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Through two handles of one file: every token is the session of exactly who signed in with it, while it lives.
    #[test]
    fn a_token_is_whose_it_is_or_nobodys(steps in prop::collection::vec(step(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(&steps));
    }
}

async fn run(steps: &[Step]) {
    let place = Place::new();
    let (office, elsewhere) = (place.open().await, place.open().await);
    let owner = owner(&office).await;
    let mut people = Vec::new();
    for login in ["one", "two", "three"] {
        let link = office.invite(&owner.id, &BTreeSet::from([Role::Operator]), NOW).await.unwrap();
        people.push(join(&office, &link, login).await);
    }
    let mut now = NOW + MINUTE;
    // Token: whose, until when.
    let mut sessions: BTreeMap<String, (usize, i64, i64)> = BTreeMap::new();
    let mut disabled = [false; 3];
    for step in steps {
        match *step {
            Step::SignIn(person) if !disabled[person] => {
                // The next code of the authenticator.
                now += MINUTE;
                sessions.insert(sign_in(&office, &people[person], now).await, (person, now, now));
            }
            Step::SignOut(nth) => {
                if let Some(token) = sessions.keys().nth(nth).cloned() {
                    elsewhere.sign_out(&token, now).await.unwrap();
                    sessions.remove(&token);
                }
            }
            Step::EndAll(person) => {
                office.end_sessions(&owner.id, &people[person].id, now).await.unwrap();
                sessions.retain(|_, (whose, ..)| *whose != person);
            }
            Step::Disable(person) => {
                elsewhere.disable_person(&owner.id, &people[person].id, now).await.unwrap();
                sessions.retain(|_, (whose, ..)| *whose != person);
                disabled[person] = true;
            }
            Step::Enable(person) => {
                office.enable_person(&owner.id, &people[person].id, now).await.unwrap();
                disabled[person] = false;
            }
            Step::Later(milliseconds) => now += milliseconds,
            Step::SignIn(_) => {}
        }
        for (token, (whose, began, seen)) in &mut sessions {
            let found = elsewhere.person_session(token, now).await;
            let lives = now < (*seen + 30 * MINUTE).min(*began + 12 * HOUR);
            if lives {
                assert_eq!(found.unwrap().person, people[*whose].id);
                *seen = now;
            } else {
                assert_eq!(code(found), "session_invalid");
            }
        }
    }
}
