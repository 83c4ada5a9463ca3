//! Passwords: hashed by argon2id, away from the threads that answer requests, few at once.

use crate::error::OfficeError;
use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARACTERS_MIN, PASSWORDS_AT_ONCE};
use crate::token;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// The first choice of the OWASP password storage cheat sheet for argon2id: 19 MiB, two passes, one lane.
impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

#[derive(Debug)]
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    at_once: Arc<Semaphore>,
    /// Compared with where there is no such person: that takes as long as a wrong password.
    nobodys: String,
}

impl Passwords {
    pub(crate) async fn new(cost: PasswordCost) -> Result<Self, OfficeError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(unhashable)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let at_once = Arc::new(Semaphore::new(PASSWORDS_AT_ONCE));
        let mut passwords = Self { argon2, at_once, nobodys: String::new() };
        passwords.nobodys = passwords.hash(token::Token::new("")?.as_str()).await?;
        Ok(passwords)
    }

    /// The PHC string under which `password` is kept.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, OfficeError> {
        let salt = token::random::<16>()?;
        let password = password.to_owned();
        let argon2 = self.argon2.clone();
        let hashed = self.elsewhere(move || {
            argon2.hash_password_with_salt(password.as_bytes(), &salt).map(|hash: PasswordHash| hash.to_string())
        });
        hashed.await?.map_err(unhashable)
    }

    /// Whether `password` is the one of `hash`; never, if there is none.
    pub(crate) async fn is_right(&self, password: &str, hash: Option<String>) -> Result<bool, OfficeError> {
        // More bytes than any password has are not hashed for whoever sends them.
        let password = password.get(..PASSWORD_BYTES_MAX + 1).unwrap_or(password).to_owned();
        let is_somebodys = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        let argon2 = self.argon2.clone();
        let verified = self.elsewhere(move || argon2.verify_password(password.as_bytes(), hash.as_str()).is_ok());
        Ok(verified.await? && is_somebodys)
    }

    /// Runs `work`, which takes memory and tens of milliseconds, on a thread for such work.
    async fn elsewhere<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, OfficeError> {
        let stopped = |cause: String| OfficeError::Unavailable(format!("passwords are not hashed: {cause}"));
        let turn = self.at_once.clone().acquire_owned().await.map_err(|error| stopped(error.to_string()))?;
        let work = spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        work.await.map_err(|error| stopped(error.to_string()))
    }
}

fn unhashable(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Unavailable(format!("the password cannot be hashed: {error}"))
}

/// Whether somebody signing in as `login` may choose `password`.
pub(crate) fn check_strength(password: &str, login: &str) -> Result<(), OfficeError> {
    let is_long = password.chars().count() >= PASSWORD_CHARACTERS_MIN && password.len() <= PASSWORD_BYTES_MAX;
    let first = password.chars().next();
    let is_varied = password.chars().any(|character| Some(character) != first);
    if is_long && is_varied && password.to_lowercase() != login { Ok(()) } else { Err(OfficeError::PasswordWeak) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_nothing_else_is() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 64, passes: 1 }).await.unwrap();
        let hash = passwords.hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(passwords.is_right("correct horse battery", Some(hash.clone())).await.unwrap());
        assert!(!passwords.is_right("correct horse batterz", Some(hash.clone())).await.unwrap());
        assert!(!passwords.is_right("", Some(hash.clone())).await.unwrap());
        assert!(!passwords.is_right("correct horse battery", None).await.unwrap());
        assert!(!passwords.is_right("correct horse battery", Some("no hash".to_owned())).await.unwrap());
        assert_ne!(passwords.hash("correct horse battery").await.unwrap(), hash, "salted");
    }

    #[test]
    fn the_cost_is_that_of_the_cheat_sheet() {
        assert_eq!(PasswordCost::default(), PasswordCost { memory_kib: 19 * 1024, passes: 2 });
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short", "eleven char", "xxxxxxxxxxxxxxxx", "Zhang.Wei.01", &"ab".repeat(129)] {
            assert!(check_strength(weak, "zhang.wei.01").is_err(), "{weak}");
        }
        for good in ["twelve chars", "消费增值消费增值消费增值", &"ab".repeat(128)] {
            assert!(check_strength(good, "zhang.wei.01").is_ok(), "{good}");
        }
    }
}
