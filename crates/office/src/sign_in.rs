//! Signing in: name, password and authenticator, told apart by nobody who fails.

use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::invitations::normal_login;
use crate::office::Office;
use crate::person_sessions::{self, PersonSession};
use crate::role::parse_roles;
use crate::token::Token;
use crate::{attempts, totp};
use sqlx::FromRow;

#[derive(FromRow)]
struct SignInRow {
    id: String,
    roles: String,
    password_hash: Option<String>,
    totp_key: Option<Vec<u8>>,
    totp_step: i64,
}

impl Office {
    /// Signs a person in. The token is the session: it goes into a cookie and is kept here as a hash.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        code: &str,
        now: i64,
    ) -> Result<(Token, PersonSession), OfficeError> {
        let login = normal_login(login);
        let subject = attempts::subject(&login);
        self.begin_attempt(&subject, now).await?;
        let row: Option<SignInRow> = sqlx::query_as(
            "SELECT id, roles, password_hash, totp_key, totp_step FROM people WHERE login = ? AND disabled_at IS NULL",
        )
        .bind(&login)
        .fetch_optional(self.pool())
        .await?;
        let password_hash = row.as_ref().and_then(|row| row.password_hash.clone());
        let password_is_right = self.passwords().is_right(password, password_hash.clone()).await?;
        let row = row.filter(|_| password_is_right).ok_or(OfficeError::CredentialsWrong)?;
        let key = row.totp_key.ok_or(OfficeError::CredentialsWrong)?;
        let step = totp::step(&key, code, row.totp_step, now)?.ok_or(OfficeError::CredentialsWrong)?;

        let mut change = self.change().await?;
        // Still the same person with the same password, and nobody used this code meanwhile.
        let used = sqlx::query(
            "UPDATE people SET totp_step = ?1 \
             WHERE id = ?2 AND totp_step < ?1 AND password_hash = ?3 AND disabled_at IS NULL",
        )
        .bind(step)
        .bind(&row.id)
        .bind(password_hash);
        if used.execute(&mut *change).await?.rows_affected() != 1 {
            return Err(OfficeError::CredentialsWrong);
        }
        attempts::forget(&mut change, &subject).await?;
        let token = person_sessions::begin(&mut change, &row.id, now).await?;
        audit::note(&mut change, now, &row.id, Action::SignedIn, &row.id).await?;
        change.commit().await?;
        let session = PersonSession::new(row.id, parse_roles(&row.roles), token.as_str(), now, now);
        Ok((token, session))
    }
}
