//! One-time codes by which members and merchants sign in: few guesses, few messages, one use.

use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::limits::{CODE_ATTEMPTS_MAX, CODE_DIGITS, CODE_LIFE, CODE_PAUSE, CODE_WINDOW, CODES_PER_WINDOW};
use crate::office::{Change, Office};
use crate::party_sessions::{self, PartySession};
use crate::sender::CodeMessage;
use crate::subject::{Party, Subject};
use crate::token::{self, Hash, Token};
use sqlx::FromRow;

#[derive(FromRow)]
struct SentRow {
    sent_at: i64,
    window_began: i64,
    window_sent: i64,
}

#[derive(FromRow)]
struct CodeRow {
    code_hash: Option<Vec<u8>>,
    expires_at: i64,
}

impl Office {
    /// Makes a code for `party`, to be given to a sender; none where the office has no phone number to send it to. The
    /// limits are the same for numbers that nobody has: the answer does not tell who is a member.
    pub async fn request_code(&self, party: &Party, now: i64) -> Result<Option<CodeMessage>, OfficeError> {
        let phone = self.contact(&Subject::Party(party.clone())).await?.and_then(|contact| contact.phone);
        self.make_code(party, phone, now).await
    }

    /// Makes a code for `party`, to be sent to `phone`; none where there is no phone, within the same limits.
    pub(crate) async fn make_code(
        &self,
        party: &Party,
        phone: Option<String>,
        now: i64,
    ) -> Result<Option<CodeMessage>, OfficeError> {
        let mut change = self.change().await?;
        sqlx::query("DELETE FROM one_time_codes WHERE sent_at < ?")
            .bind(now.saturating_sub(CODE_WINDOW))
            .execute(&mut *change)
            .await?;
        let before: Option<SentRow> = sqlx::query_as(
            "SELECT sent_at, window_began, window_sent FROM one_time_codes WHERE kind = ? AND number = ?",
        )
        .bind(party.kind.name())
        .bind(&party.number)
        .fetch_optional(&mut *change)
        .await?;
        let (window_began, window_sent) = admit_sending(before.as_ref(), now)?;
        let code = new_code()?;
        let expires_at = now.saturating_add(CODE_LIFE);
        let code_hash = phone.is_some().then(|| self.code_hash(party, &code).to_vec());
        sqlx::query(
            "INSERT OR REPLACE INTO one_time_codes \
             (kind, number, code_hash, attempts_left, expires_at, sent_at, window_began, window_sent) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(party.kind.name())
        .bind(&party.number)
        .bind(code_hash)
        .bind(CODE_ATTEMPTS_MAX)
        .bind(expires_at)
        .bind(now)
        .bind(window_began)
        .bind(window_sent)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(phone.map(|phone| CodeMessage { party: party.clone(), phone, code, expires_at }))
    }

    /// Signs `party` in by a code. The token is the session, and is kept here as a hash.
    pub async fn sign_in_by_code(
        &self,
        party: &Party,
        code: &str,
        now: i64,
    ) -> Result<(Token, PartySession), OfficeError> {
        let mut change = self.use_code(party, code, now).await?;
        let token = party_sessions::begin(&mut change, party, now).await?;
        audit::note(&mut change, now, &party.label(), Action::PartySignedIn, &party.label()).await?;
        change.commit().await?;
        let session = PartySession::new(party.clone(), token.as_str(), now, now);
        Ok((token, session))
    }

    /// Uses up the code of `party`, together with what is done in the change that this begins.
    pub(crate) async fn use_code(&self, party: &Party, code: &str, now: i64) -> Result<Change, OfficeError> {
        // The guess is counted before it is looked at, and stays counted if it is wrong.
        let row: Option<CodeRow> = sqlx::query_as(
            "UPDATE one_time_codes SET attempts_left = attempts_left - 1 \
             WHERE kind = ? AND number = ? AND attempts_left > 0 RETURNING code_hash, expires_at",
        )
        .bind(party.kind.name())
        .bind(&party.number)
        .fetch_optional(self.pool())
        .await?;
        let row = row.filter(|row| now < row.expires_at).ok_or(OfficeError::CodeWrong)?;
        let kept = row.code_hash.ok_or(OfficeError::CodeWrong)?;
        if !token::is_same(&kept, &self.code_hash(party, code)) {
            return Err(OfficeError::CodeWrong);
        }
        let mut change = self.change().await?;
        // How much was sent stays counted; the code is used up.
        let used =
            sqlx::query("UPDATE one_time_codes SET code_hash = NULL WHERE kind = ? AND number = ? AND code_hash = ?")
                .bind(party.kind.name())
                .bind(&party.number)
                .bind(kept);
        if used.execute(&mut *change).await?.rows_affected() != 1 {
            return Err(OfficeError::CodeWrong);
        }
        Ok(change)
    }

    fn code_hash(&self, party: &Party, code: &str) -> Hash {
        let bound = format!("{}\n{code}", party.label());
        *blake3::keyed_hash(self.code_key(), bound.as_bytes()).as_bytes()
    }
}

/// Whether another code may be sent now; when the window then began, and how many were sent within it.
fn admit_sending(before: Option<&SentRow>, now: i64) -> Result<(i64, i64), OfficeError> {
    let Some(before) = before else { return Ok((now, 1)) };
    let pause = before.sent_at.saturating_add(CODE_PAUSE).saturating_sub(now);
    if pause > 0 {
        return Err(OfficeError::CodeSentRecently { retry_after: pause });
    }
    let window = before.window_began.saturating_add(CODE_WINDOW).saturating_sub(now);
    if window <= 0 {
        return Ok((now, 1));
    }
    if before.window_sent >= CODES_PER_WINDOW {
        return Err(OfficeError::CodeSentRecently { retry_after: window });
    }
    Ok((before.window_began, before.window_sent + 1))
}

/// Six digits, each code as likely as any other.
fn new_code() -> Result<String, OfficeError> {
    let codes = 10_u32.pow(CODE_DIGITS);
    let fair = u32::MAX - u32::MAX % codes;
    loop {
        let drawn = u32::from_le_bytes(token::random()?);
        // The few numbers behind the last whole range would make some codes likelier.
        if drawn < fair {
            return Ok(format!("{:06}", drawn % codes));
        }
    }
}
