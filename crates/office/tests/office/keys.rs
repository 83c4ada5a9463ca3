//! API keys: shown once, good until they are revoked, everywhere.

use crate::{DAY, HOUR, NOW, Place, code};
use proptest::prelude::*;
use ratchet_office::{Mode, NewKey, Scope};
use std::collections::BTreeSet;

fn till(scopes: &BTreeSet<Scope>) -> NewKey<'_> {
    NewKey { label: "till of store 3", scopes, rate_per_second: 1_000 }
}

#[tokio::test]
async fn a_key_is_shown_once_and_opens_what_it_was_made_for() {
    let place = Place::new();
    let office = place.open().await;
    let scopes = BTreeSet::from([Scope::OrdersWrite, Scope::MembersRead]);
    let (key, info) = office.create_key("p-1", till(&scopes), NOW).await.unwrap();
    assert!(key.as_str().starts_with("rk_sandbox_"));
    let active = office.verify_key(key.as_str(), NOW).unwrap();
    assert_eq!(active.id, info.id);
    assert!(active.allows(Scope::OrdersWrite) && !active.allows(Scope::OrdersRead));

    office.close().await.unwrap();
    let reopened = place.open().await;
    assert_eq!(reopened.verify_key(key.as_str(), NOW).unwrap().id, info.id);
    let secret = key.as_str().rsplit_once('_').unwrap().1;
    let bytes = std::fs::read(place.file()).unwrap();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "only its hash is kept");
}

#[tokio::test]
async fn a_key_for_trying_is_none_for_real_money() {
    let (trying, real) = (Place::new(), Place::new());
    let (trying, real) = (trying.open().await, real.open_as(Mode::Live).await);
    let scopes = BTreeSet::from([Scope::OrdersWrite]);
    let (sandbox, _) = trying.create_key("p-1", till(&scopes), NOW).await.unwrap();
    let (live, _) = real.create_key("p-1", till(&scopes), NOW).await.unwrap();
    assert!(live.as_str().starts_with("rk_live_"));
    assert!(real.verify_key(live.as_str(), NOW).is_ok());
    assert_eq!(code(real.verify_key(sandbox.as_str(), NOW)), "key_invalid");
    assert_eq!(code(trying.verify_key(live.as_str(), NOW)), "key_invalid");
}

#[tokio::test]
async fn what_a_key_cannot_have_is_refused() {
    let place = Place::new();
    let office = place.open().await;
    let people = BTreeSet::from([Scope::OrdersRead, Scope::ApprovalsWrite]);
    assert_eq!(code(office.create_key("p-1", till(&people), NOW).await), "key_scope_refused");
    let scopes = BTreeSet::from([Scope::OrdersRead]);
    for rate_per_second in [0, 1_000_001] {
        let new = NewKey { rate_per_second, ..till(&scopes) };
        assert_eq!(code(office.create_key("p-1", new, NOW).await), "key_rate_invalid");
    }
    let new = NewKey { label: "a\u{1b}b", ..till(&scopes) };
    assert_eq!(code(office.create_key("p-1", new, NOW).await), "contact_invalid");
    assert_eq!(code(office.revoke_key("p-1", "k-none", NOW).await), "key_unknown");
}

#[tokio::test]
async fn a_revoked_key_is_refused_here_at_once_and_elsewhere_after_a_look() {
    let place = Place::new();
    let (office, elsewhere) = (place.open().await, place.open().await);
    let scopes = BTreeSet::from([Scope::OrdersRead]);
    let (key, info) = office.create_key("p-1", till(&scopes), NOW).await.unwrap();
    assert_eq!(code(elsewhere.verify_key(key.as_str(), NOW)), "key_invalid", "not looked yet");
    elsewhere.refresh_keys().await.unwrap();
    assert!(elsewhere.verify_key(key.as_str(), NOW).is_ok());

    let revoked = office.revoke_key("p-1", &info.id, NOW + 1).await.unwrap();
    assert_eq!(revoked.revoked_at, Some(NOW + 1));
    assert_eq!(code(office.verify_key(key.as_str(), NOW)), "key_invalid");
    elsewhere.refresh_keys().await.unwrap();
    assert_eq!(code(elsewhere.verify_key(key.as_str(), NOW)), "key_invalid");
    assert_eq!(office.revoke_key("p-1", &info.id, NOW + 2).await.unwrap(), revoked, "once");
    assert_eq!(code(place.open().await.verify_key(key.as_str(), NOW)), "key_invalid", "after a restart");
}

#[tokio::test]
async fn last_use_is_known_to_the_hour() {
    let place = Place::new();
    let office = place.open().await;
    let scopes = BTreeSet::from([Scope::OrdersRead]);
    let (key, info) = office.create_key("p-1", till(&scopes), NOW).await.unwrap();
    office.note_key_uses().await.unwrap();
    assert_eq!(office.key(&info.id).await.unwrap().last_used_at, None);
    office.verify_key(key.as_str(), NOW + DAY + 17).unwrap();
    office.note_key_uses().await.unwrap();
    let used = office.key(&info.id).await.unwrap().last_used_at.unwrap();
    assert_eq!((used % HOUR, used <= NOW + DAY + 17, used > NOW + DAY - HOUR), (0, true, true));
}

#[tokio::test]
async fn a_key_that_asks_too_often_has_to_wait() {
    let place = Place::new();
    let office = place.open().await;
    let scopes = BTreeSet::from([Scope::OrdersRead]);
    let slow = NewKey { rate_per_second: 1, ..till(&scopes) };
    let (key, _) = office.create_key("p-1", slow, NOW).await.unwrap();
    let active = office.verify_key(key.as_str(), NOW).unwrap();
    active.admit().unwrap();
    // However slow the machine: of many at once, some come too soon.
    let refused = (0..1_000).find_map(|_| active.admit().err()).expect("refused");
    assert_eq!(refused.code(), "key_rate_exceeded");
    assert!(refused.retry_after().is_some_and(|wait| (1..=1_000).contains(&wait)), "{refused}");
    // Keys of others are not slowed down, and a change of keys does not begin the count anew.
    let (other, _) = office.create_key("p-1", slow, NOW).await.unwrap();
    office.verify_key(other.as_str(), NOW).unwrap().admit().unwrap();
    assert!(std::sync::Arc::ptr_eq(&active, &office.verify_key(key.as_str(), NOW).unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_but_the_key_is_the_key(position in 0_usize..80, replacement in "[ -~]", cut in 0_usize..80, noise in ".{0,80}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let place = Place::new();
            let office = place.open().await;
            let scopes = BTreeSet::from([Scope::OrdersRead]);
            let (key, _) = office.create_key("p-1", till(&scopes), NOW).await.unwrap();
            let key = key.as_str();
            let position = position % key.len();
            let changed = format!("{}{replacement}{}", &key[..position], &key[position + 1..]);
            let others = [changed, key[..cut % key.len()].to_owned(), noise, format!("{key}A"), key.to_uppercase()];
            for other in others.iter().filter(|other| *other != key) {
                assert_eq!(code(office.verify_key(other, NOW)), "key_invalid", "{other}");
            }
            assert!(office.verify_key(key, NOW).is_ok());
        });
    }
}
