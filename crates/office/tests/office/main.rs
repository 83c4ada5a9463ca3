//! An office in a real file, by what people, integrators, members and receivers can do with it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on has failed

mod codes;
mod erasure;
mod keys;
mod people;
mod sessions;
mod webhooks;

use ratchet_office::{Credentials, Invitation, Mode, Office, PasswordCost, Settings};
use std::path::PathBuf;
use tempfile::TempDir;
use totp_rs::{Builder, Secret};

/// 2026-11-23 in UTC milliseconds.
const NOW: i64 = 1_795_392_000_000;
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const PASSWORD: &str = "correct horse battery";

/// A directory with an office in it.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("office.sqlite")
    }

    async fn open(&self) -> Office {
        self.open_as(Mode::Sandbox).await
    }

    async fn open_as(&self, mode: Mode) -> Office {
        // Hashing is as cheap as it gets: what it costs is tested where it is chosen.
        let settings = Settings { mode, password_cost: PasswordCost { memory_kib: 64, passes: 1 } };
        Office::open(self.file(), settings).await.unwrap()
    }
}

/// The code that an authenticator with this key shows.
fn code_at(base32: &str, now: i64) -> String {
    let key = Secret::try_from_base32(base32).unwrap();
    let totp = Builder::new().with_secret(key).build().unwrap();
    totp.generate(u64::try_from(now / 1_000).unwrap()).to_string()
}

/// Somebody who took their invitation: their id and the key in their authenticator.
#[derive(Clone)]
struct Joined {
    id: String,
    login: String,
    totp: String,
}

async fn join(office: &Office, invitation: &Invitation, login: &str) -> Joined {
    let token = invitation.token.as_str();
    let totp = office.enrolment(token, NOW).await.unwrap().totp_secret;
    let code = code_at(&totp, NOW);
    let chosen = Credentials { login, name: "张伟", password: PASSWORD, code: &code };
    let id = office.accept(token, chosen, NOW).await.unwrap();
    Joined { id, login: login.to_owned(), totp }
}

/// The first owner.
async fn owner(office: &Office) -> Joined {
    let invitation = office.first_owner(NOW).await.unwrap().expect("nobody is owner yet");
    join(office, &invitation, "owner").await
}

/// Signs in at `now`, and says the token.
async fn sign_in(office: &Office, who: &Joined, now: i64) -> String {
    let signed_in = office.sign_in(&who.login, PASSWORD, &code_at(&who.totp, now), now).await;
    signed_in.unwrap().0.as_str().to_owned()
}

/// The code of the error that a call ended with.
fn code<T: std::fmt::Debug>(result: Result<T, ratchet_office::OfficeError>) -> &'static str {
    result.expect_err("refused").code()
}
