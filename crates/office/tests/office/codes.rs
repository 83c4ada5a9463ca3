//! One-time codes of members and merchants.

use crate::{DAY, MINUTE, NOW, Place, code};
use ratchet_office::{ContactChange, Office, Party, PartyKind, Subject};

const PHONE: &str = "138 1234 5678";

async fn register(office: &Office, party: &Party) {
    let contact = ContactChange { phone: Some(PHONE.to_owned()), ..ContactChange::default() };
    office.set_contact("system", &Subject::Party(party.clone()), &contact, NOW).await.unwrap();
}

#[tokio::test]
async fn a_code_signs_in_once_and_in_time() {
    let place = Place::new();
    let office = place.open().await;
    let party = Party::member("m1");
    register(&office, &party).await;
    let message = office.request_code(&party, NOW).await.unwrap().unwrap();
    assert_eq!((message.phone.as_str(), message.code.len()), ("13812345678", 6));
    let (token, session) = office.sign_in_by_code(&party, &message.code, NOW + MINUTE).await.unwrap();
    assert_eq!(session.party, party);
    assert_eq!(code(office.sign_in_by_code(&party, &message.code, NOW + MINUTE).await), "code_wrong", "used");

    let late = office.request_code(&party, NOW + 10 * MINUTE).await.unwrap().unwrap();
    assert_eq!(code(office.sign_in_by_code(&party, &late.code, NOW + 15 * MINUTE).await), "code_wrong", "expired");

    assert!(office.party_session(token.as_str(), NOW + 29 * DAY).await.is_ok());
    assert_eq!(code(office.party_session(token.as_str(), NOW + 59 * DAY).await), "session_invalid", "idle");
    office.sign_out_party(token.as_str()).await.unwrap();
    assert_eq!(code(office.party_session(token.as_str(), NOW + 29 * DAY).await), "session_invalid");
}

#[tokio::test]
async fn a_code_is_for_one_number_of_one_kind() {
    let place = Place::new();
    let office = place.open().await;
    let (member, merchant, other) = (Party::member("x1"), Party::merchant("x1"), Party::member("x2"));
    for party in [&member, &merchant, &other] {
        register(&office, party).await;
    }
    let codes = [
        office.request_code(&member, NOW).await.unwrap().unwrap().code,
        office.request_code(&merchant, NOW).await.unwrap().unwrap().code,
        office.request_code(&other, NOW).await.unwrap().unwrap().code,
    ];
    for (party, foreign) in [(&member, &codes[1]), (&merchant, &codes[2]), (&other, &codes[0])] {
        // One time in a million two codes are the same, and prove nothing.
        if codes.iter().filter(|code| *code == foreign).count() == 1 {
            assert_eq!(code(office.sign_in_by_code(party, foreign, NOW).await), "code_wrong");
        }
    }
    for (party, own) in [(&member, &codes[0]), (&merchant, &codes[1]), (&other, &codes[2])] {
        assert_eq!(office.sign_in_by_code(party, own, NOW).await.unwrap().1.party, *party);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_guesses_and_the_code_is_gone_however_many_at_once() {
    let place = Place::new();
    let office = place.open().await;
    let party = Party::member("m1");
    register(&office, &party).await;
    let message = office.request_code(&party, NOW).await.unwrap().unwrap();
    let wrong = if message.code == "000000" { "000001" } else { "000000" };
    let guesses: Vec<_> = (0..5)
        .map(|_| {
            let (office, party) = (office.clone(), party.clone());
            tokio::spawn(async move { code(office.sign_in_by_code(&party, wrong, NOW).await) })
        })
        .collect();
    for guess in guesses {
        assert_eq!(guess.await.unwrap(), "code_wrong");
    }
    assert_eq!(code(office.sign_in_by_code(&party, &message.code, NOW).await), "code_wrong", "the right one, too late");
}

#[tokio::test]
async fn few_codes_are_sent_and_limits_do_not_tell_who_is_a_member() {
    let place = Place::new();
    let (office, elsewhere) = (place.open().await, place.open().await);
    let (known, unknown) = (Party::member("m1"), Party::member("nobody"));
    register(&office, &known).await;
    for party in [&known, &unknown] {
        let mut now = NOW;
        for _ in 0..10 {
            assert_eq!(office.request_code(party, now).await.unwrap().is_some(), party == &known);
            let soon = elsewhere.request_code(party, now + MINUTE - 1).await.unwrap_err();
            assert_eq!((soon.code(), soon.retry_after()), ("code_sent_recently", Some(1)));
            now += MINUTE;
        }
        let often = elsewhere.request_code(party, now).await.unwrap_err();
        assert_eq!((often.code(), often.retry_after()), ("code_sent_recently", Some(NOW + DAY - now)));
        assert!(office.request_code(party, NOW + DAY).await.is_ok(), "another day");
        assert_eq!(code(office.sign_in_by_code(party, "", NOW).await), "code_wrong");
    }
}

#[tokio::test]
async fn a_new_code_replaces_the_old_one() {
    let place = Place::new();
    let office = place.open().await;
    let party = Party::merchant("s1");
    register(&office, &party).await;
    let old = office.request_code(&party, NOW).await.unwrap().unwrap();
    let new = office.request_code(&party, NOW + MINUTE).await.unwrap().unwrap();
    if old.code != new.code {
        assert_eq!(code(office.sign_in_by_code(&party, &old.code, NOW + MINUTE).await), "code_wrong");
    }
    assert!(office.sign_in_by_code(&party, &new.code, NOW + MINUTE).await.is_ok());
}

#[tokio::test]
async fn a_phone_leads_to_a_number_if_it_is_that_of_one() {
    let place = Place::new();
    let office = place.open().await;
    register(&office, &Party::member("m1")).await;
    register(&office, &Party::merchant("s1")).await;
    let found = office.number_of_phone(PartyKind::Member, "138-1234-5678").await.unwrap();
    assert_eq!(found.as_deref(), Some("m1"));
    register(&office, &Party::member("m2")).await;
    assert_eq!(office.number_of_phone(PartyKind::Member, PHONE).await.unwrap(), None, "of two");
    assert_eq!(office.number_of_phone(PartyKind::Merchant, PHONE).await.unwrap().as_deref(), Some("s1"));
    assert_eq!(office.number_of_phone(PartyKind::Merchant, "%").await.unwrap(), None);
}
