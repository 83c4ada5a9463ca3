//! What was erased is gone, to the byte; what was not, is not.

use crate::{DAY, MINUTE, NOW, Place, code, code_at, join, owner, sign_in};
use ratchet_office::{ContactChange, Credentials, Office, Party, Role, Subject};
use std::collections::BTreeSet;

/// Every file of the office that has `text` in it.
fn files_with(place: &Place, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(place.directory.path()).unwrap().map(Result::unwrap);
    let has = |path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files.filter(|file| has(&file.path())).map(|file| file.file_name().into_string().unwrap()).collect()
}

async fn set(office: &Office, subject: &Subject, name: &str, phone: &str, note: &str) {
    let contact = ContactChange { name: Some(name.into()), phone: Some(phone.into()), note: Some(note.into()) };
    office.set_contact("p-1", subject, &contact, NOW).await.unwrap();
}

#[tokio::test]
async fn nothing_of_an_erased_member_is_left_in_any_file() {
    let place = Place::new();
    let office = place.open().await;
    // Enough others that pages split and are rearranged before and after.
    for number in 0..400 {
        let other = Subject::from(Party::member(&format!("m{number}")));
        set(&office, &other, &format!("Other {number}"), &format!("1390000{number:04}"), &"note ".repeat(40)).await;
    }
    let erased = Party::member("m1000");
    let subject = Subject::from(erased.clone());
    let long_note = format!("{}Unerasable", "x".repeat(1_900));
    for version in 0..5 {
        set(&office, &subject, &format!("Ottokar Zappelphilipp {version}"), "13812345678", &long_note).await;
    }
    let message = office.request_code(&erased, NOW).await.unwrap().unwrap();
    let (token, _) = office.sign_in_by_code(&erased, &message.code, NOW).await.unwrap();
    assert_ne!(files_with(&place, "Zappelphilipp"), Vec::<String>::new(), "it was there");

    let export = office.export("p-1", &subject, NOW).await.unwrap();
    assert_eq!(export["contact"]["name"], "Ottokar Zappelphilipp 4");
    assert_eq!(export["sessions"].as_array().unwrap().len(), 1);
    office.erase("p-1", &subject, NOW).await.unwrap();

    for text in ["Zappelphilipp", "13812345678", "Unerasable"] {
        assert_eq!(files_with(&place, text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(office.contact(&subject).await.unwrap(), None);
    assert_eq!(code(office.party_session(token.as_str(), NOW).await), "session_invalid");
    assert_eq!(office.request_code(&erased, NOW + DAY).await.unwrap(), None);
    let other = office.contact(&Party::member("m399").into()).await.unwrap().unwrap();
    assert_eq!(other.name.as_deref(), Some("Other 399"));
    // Who did it, to which number, stays.
    let entries = office.audit(None, 2).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.action.as_str(), entry.subject.as_str())).collect();
    assert_eq!(told, [("erased", "member:m1000"), ("exported", "member:m1000")]);
}

#[tokio::test]
async fn nothing_of_an_erased_person_is_left_but_an_id_that_names_nobody() {
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    let link = office.invite(&owner.id, &BTreeSet::from([Role::Support]), NOW).await.unwrap();
    let totp = office.enrolment(link.token.as_str(), NOW).await.unwrap().totp_secret;
    let chosen = Credentials {
        login: "zappel@example.com",
        name: "Ottokar Zappelphilipp",
        password: "correct horse battery",
        code: &code_at(&totp, NOW),
    };
    let id = office.accept(link.token.as_str(), chosen, NOW).await.unwrap();
    let now = NOW + MINUTE;
    let signed_in = office.sign_in(chosen.login, chosen.password, &code_at(&totp, now), now).await.unwrap();
    let subject = Subject::Person(id.clone());
    set(&office, &subject, "Zappel at home", "13812345678", "likes tea").await;

    let export = office.export(&owner.id, &subject, NOW).await.unwrap();
    assert_eq!(export["person"]["name"], "Ottokar Zappelphilipp");
    assert!(!export.to_string().contains("argon2"), "no secret is exported");
    office.erase(&owner.id, &subject, NOW).await.unwrap();
    for text in ["Zappelphilipp", "zappel@example.com", "13812345678", "likes tea", "Zappel at home"] {
        assert_eq!(files_with(&place, text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(code(office.person_session(signed_in.0.as_str(), now).await), "session_invalid");
    assert_eq!(code(office.person(&id).await), "person_unknown");
    assert_eq!(code(office.erase(&owner.id, &subject, NOW).await), "person_unknown");
    let entries = office.audit(None, 100).await.unwrap();
    assert!(entries.iter().any(|entry| entry.actor == id && entry.action == "signed_in"), "what they did stays");

    let last = Subject::Person(owner.id.clone());
    assert_eq!(code(office.erase(&owner.id, &last, NOW).await), "last_owner");
    // The name is free again.
    let link = office.invite(&owner.id, &BTreeSet::from([Role::Support]), NOW).await.unwrap();
    join(&office, &link, "zappel@example.com").await;
}

#[tokio::test]
async fn an_erasure_that_another_reader_held_up_is_finished_later() {
    let place = Place::new();
    let office = place.open().await;
    let subject = Subject::from(Party::member("m1"));
    set(&office, &subject, "Ottokar Zappelphilipp", "13812345678", "").await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", place.file().display())).await.unwrap();
    let mut reader = pool.begin().await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM contacts").fetch_one(&mut *reader).await.unwrap();
    assert_eq!(seen, 1);

    assert_eq!(code(office.erase("p-1", &subject, NOW).await), "erasure_incomplete");
    assert_eq!(office.contact(&subject).await.unwrap(), None, "the row is gone");
    reader.rollback().await.unwrap();
    pool.close().await;
    office.close().await.unwrap();
    let reopened = place.open().await;
    assert_eq!(files_with(&place, "Zappelphilipp"), Vec::<String>::new());
    assert_eq!(reopened.audit(None, 1).await.unwrap()[0].action, "erased");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_the_office() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let office = place.open().await;
    let owner = owner(&office).await;
    sign_in(&office, &owner, NOW + MINUTE).await;
    for file in std::fs::read_dir(place.directory.path()).unwrap().map(Result::unwrap) {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.path().display());
    }
}

#[tokio::test]
async fn an_office_of_a_newer_version_is_not_opened() {
    let place = Place::new();
    place.open().await.close().await.unwrap();
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", place.file().display())).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'newer', 1, x'00', 0)";
    sqlx::query(newer).execute(&pool).await.unwrap();
    pool.close().await;
    let settings = ratchet_office::Settings {
        mode: ratchet_office::Mode::Sandbox,
        password_cost: ratchet_office::PasswordCost { memory_kib: 64, passes: 1 },
    };
    let refused = Office::open(place.file(), settings).await;
    assert_eq!(code(refused), "office_newer");
}
