//! Invitations, sign-in, lock-out, roles.

use crate::{DAY, HOUR, MINUTE, NOW, PASSWORD, Place, SECOND, code, code_at, join, owner, sign_in};
use ratchet_office::{Credentials, Role};
use std::collections::BTreeSet;

#[tokio::test]
async fn the_first_owner_comes_in_by_a_link_that_works_once() {
    let place = Place::new();
    let office = place.open().await;
    let lost = office.first_owner(NOW).await.unwrap().unwrap();
    let link = office.first_owner(NOW).await.unwrap().unwrap();
    assert_eq!(lost.person, link.person, "the same owner, another link");
    assert_eq!(code(office.enrolment(lost.token.as_str(), NOW).await), "invitation_invalid");
    assert_eq!(code(office.enrolment(link.token.as_str(), NOW + DAY).await), "invitation_invalid", "a day later");

    let owner = join(&office, &link, "Owner").await;
    assert!(office.first_owner(NOW).await.unwrap().is_none());
    assert_eq!(code(office.enrolment(link.token.as_str(), NOW).await), "invitation_invalid");
    let again = Credentials { login: "other", name: "李", password: PASSWORD, code: &code_at(&owner.totp, NOW) };
    assert_eq!(code(office.accept(link.token.as_str(), again, NOW).await), "invitation_invalid");

    let (_, session) =
        office.sign_in(" OWNER ", PASSWORD, &code_at(&owner.totp, NOW + MINUTE), NOW + MINUTE).await.unwrap();
    assert_eq!(session.person, owner.id);
    assert_eq!(session.roles, BTreeSet::from([Role::Owner]));
    // Opaque: neither the name nor what they sign in with.
    assert!(owner.id.starts_with("p-") && !owner.id.contains("owner"));
}

#[tokio::test]
async fn what_an_invited_person_chooses_is_checked_and_the_link_stays_good() {
    let place = Place::new();
    let office = place.open().await;
    let link = office.first_owner(NOW).await.unwrap().unwrap();
    let token = link.token.as_str();
    let right = code_at(&office.enrolment(token, NOW).await.unwrap().totp_secret, NOW);
    let good = Credentials { login: "owner", name: "张伟", password: PASSWORD, code: &right };
    for (chosen, expected) in [
        (Credentials { login: "a b c", ..good }, "login_invalid"),
        (Credentials { login: "ab", ..good }, "login_invalid"),
        (Credentials { login: "own\u{7}er", ..good }, "login_invalid"),
        (Credentials { name: "", ..good }, "contact_invalid"),
        (Credentials { name: "a\nb", ..good }, "contact_invalid"),
        (Credentials { password: "short", ..good }, "password_weak"),
        (Credentials { code: "000000", ..good }, "totp_wrong"),
    ] {
        assert_eq!(code(office.accept(token, chosen, NOW).await), expected);
    }
    assert!(office.accept(token, good, NOW).await.is_ok());
}

#[tokio::test]
async fn a_sign_in_needs_all_three_and_does_not_tell_which_was_wrong() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let now = NOW + MINUTE;
    let right = code_at(&owner.totp, now);
    for (login, password, totp) in
        [("nobody", PASSWORD, &right), ("owner", "wrong password", &right), ("owner", PASSWORD, &"000000".to_owned())]
    {
        let error = office.sign_in(login, password, totp, now).await.unwrap_err();
        assert_eq!(error.code(), "credentials_wrong");
        assert_eq!(error.to_string(), "name, password or code of the authenticator is wrong");
    }
    assert!(office.sign_in("owner", PASSWORD, &right, now).await.is_ok());
    assert_eq!(code(office.sign_in("owner", PASSWORD, &right, now).await), "credentials_wrong", "replayed");
}

#[tokio::test]
async fn failures_lock_a_name_for_a_while_also_one_that_nobody_has() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let now = NOW + MINUTE;
    for name in ["owner", "nobody"] {
        for _ in 0..5 {
            assert_eq!(code(office.sign_in(name, "wrong password", "000000", now).await), "credentials_wrong");
        }
        let locked = office.sign_in(name, PASSWORD, &code_at(&owner.totp, now), now).await.unwrap_err();
        assert_eq!((locked.code(), locked.retry_after()), ("sign_in_locked", Some(30 * SECOND)), "{name}");
    }
    // Behind the lock the next failure locks for longer; success forgets all of it.
    let later = now + 30 * SECOND;
    assert_eq!(code(office.sign_in("owner", "wrong password", "000000", later).await), "credentials_wrong");
    let locked = office.sign_in("owner", PASSWORD, &code_at(&owner.totp, later), later).await.unwrap_err();
    assert_eq!(locked.retry_after(), Some(MINUTE));
    sign_in(&office, &owner, later + MINUTE).await;
    assert_eq!(code(office.sign_in("owner", "wrong password", "000000", later + MINUTE).await), "credentials_wrong");
    assert_eq!(code(office.sign_in("owner", "wrong password", "000000", later + MINUTE).await), "credentials_wrong");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_guesses_at_once_are_no_more_than_few_in_a_row() {
    let place = Place::new();
    let (one, other) = (place.open().await, place.open().await);
    owner(&one).await;
    let guesses = (0..24).map(|guess| {
        let office = if guess % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move { code(office.sign_in("owner", "wrong password", "000000", NOW).await) })
    });
    let guesses: Vec<_> = guesses.collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == "credentials_wrong");
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn roles_hold_from_the_next_request_on_and_an_owner_stays() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let invitation = office.invite(&owner.id, &BTreeSet::from([Role::Support]), NOW).await.unwrap();
    let support = join(&office, &invitation, "support").await;
    let token = sign_in(&office, &support, NOW + MINUTE).await;

    office.set_roles(&owner.id, &support.id, &BTreeSet::from([Role::Finance]), NOW).await.unwrap();
    let session = office.person_session(&token, NOW + MINUTE).await.unwrap();
    assert_eq!(session.roles, BTreeSet::from([Role::Finance]));

    let finance = BTreeSet::from([Role::Finance]);
    assert_eq!(code(office.set_roles(&owner.id, &owner.id, &finance, NOW).await), "last_owner");
    assert_eq!(code(office.disable_person(&owner.id, &owner.id, NOW).await), "last_owner");
    assert_eq!(code(office.set_roles(&owner.id, &support.id, &BTreeSet::new(), NOW).await), "roles_missing");
    assert_eq!(code(office.set_roles(&owner.id, "p-none", &finance, NOW).await), "person_unknown");

    office.set_roles(&owner.id, &support.id, &BTreeSet::from([Role::Owner]), NOW).await.unwrap();
    office.set_roles(&support.id, &owner.id, &finance, NOW).await.unwrap();
    assert_eq!(code(office.disable_person(&support.id, &support.id, NOW).await), "last_owner");
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once_and_comes_back_as_before() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let invitation = office.invite(&owner.id, &BTreeSet::from([Role::Operator]), NOW).await.unwrap();
    let operator = join(&office, &invitation, "operator").await;
    let token = sign_in(&office, &operator, NOW + MINUTE).await;
    let reset = office.invite_again(&owner.id, &operator.id, NOW).await.unwrap();

    office.disable_person(&owner.id, &operator.id, NOW).await.unwrap();
    assert_eq!(code(office.person_session(&token, NOW + MINUTE).await), "session_invalid");
    assert_eq!(code(office.enrolment(reset.token.as_str(), NOW).await), "invitation_invalid");
    let now = NOW + 2 * MINUTE;
    let refused = office.sign_in("operator", PASSWORD, &code_at(&operator.totp, now), now).await;
    assert_eq!(code(refused), "credentials_wrong");
    assert_eq!(code(office.invite_again(&owner.id, &operator.id, NOW).await), "person_unknown");

    office.enable_person(&owner.id, &operator.id, NOW).await.unwrap();
    assert_eq!(code(office.person_session(&token, now).await), "session_invalid", "what ended has ended");
    sign_in(&office, &operator, NOW + HOUR).await;
}

#[tokio::test]
async fn a_new_link_replaces_password_and_authenticator_and_ends_sessions() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let token = sign_in(&office, &owner, NOW + MINUTE).await;
    let link = office.invite_again(&owner.id, &owner.id, NOW).await.unwrap();
    assert!(office.person_session(&token, NOW + MINUTE).await.is_ok(), "until it is taken, nothing changes");

    let renewed = join(&office, &link, "owner").await;
    assert_eq!(renewed.id, owner.id);
    assert_eq!(code(office.person_session(&token, NOW + MINUTE).await), "session_invalid");
    let now = NOW + 2 * MINUTE;
    let old = office.sign_in("owner", PASSWORD, &code_at(&owner.totp, now), now).await;
    assert_eq!(code(old), "credentials_wrong", "the old authenticator");
    sign_in(&office, &renewed, now).await;
}

#[tokio::test]
async fn two_people_cannot_sign_in_under_one_name() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let link = office.invite(&owner.id, &BTreeSet::from([Role::Auditor]), NOW).await.unwrap();
    let totp = office.enrolment(link.token.as_str(), NOW).await.unwrap().totp_secret;
    let chosen = Credentials { login: "OWNER", name: "李", password: PASSWORD, code: &code_at(&totp, NOW) };
    assert_eq!(code(office.accept(link.token.as_str(), chosen, NOW).await), "login_taken");
    join(&office, &link, "auditor").await;
    let names: Vec<_> = office.people(None, 10).await.unwrap().into_iter().filter_map(|person| person.login).collect();
    assert_eq!(BTreeSet::from_iter(names), BTreeSet::from(["owner".to_owned(), "auditor".to_owned()]));
}

#[tokio::test]
async fn the_audit_says_who_did_what_and_cannot_be_changed() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    sign_in(&office, &owner, NOW + MINUTE).await;
    let entries = office.audit(None, 100).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str())).collect();
    let id = owner.id.as_str();
    assert_eq!(told, [(id, "signed_in"), (id, "person_joined"), ("system", "person_invited")]);
    assert_eq!(office.audit(Some(entries[1].sequence), 100).await.unwrap(), entries[2..]);
    assert!(!serde_json::to_string(&entries).unwrap().contains("张伟"));

    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", place.file().display())).await.unwrap();
    for statement in ["DELETE FROM audit", "UPDATE audit SET actor = 'me'"] {
        let refused = sqlx::query(statement).execute(&pool).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}
