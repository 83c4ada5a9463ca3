//! People who register themselves: a code shows whose phone it is, before anybody has a number.

use crate::audit::{self, Action};
use crate::contacts::normal_phone;
use crate::error::OfficeError;
use crate::limits::{APPLICANT_CODES_MAX, APPLICANT_WINDOW};
use crate::office::Office;
use crate::party_sessions::{self, PartySession};
use crate::sender::CodeMessage;
use crate::subject::{Party, PartyKind};
use crate::token::Token;

/// What the number of somebody begins with who has only a phone. No number of the journal has this character.
const APPLICANT: char = '!';

impl Office {
    /// Makes a code for whoever has this phone, member already or not: the answer does not tell.
    pub async fn request_applicant_code(&self, phone: &str, now: i64) -> Result<Option<CodeMessage>, OfficeError> {
        let phone = normal_phone(phone)?;
        self.admit_applicants(now).await?;
        self.make_code(&applicant(&phone), Some(phone), now).await
    }

    /// Uses up a code that was sent to this phone. The member who has it already, if exactly one has.
    pub async fn confirm_applicant(&self, phone: &str, code: &str, now: i64) -> Result<Option<Party>, OfficeError> {
        let phone = normal_phone(phone)?;
        self.use_code(&applicant(&phone), code, now).await?.commit().await?;
        let numbers: Vec<String> =
            sqlx::query_scalar("SELECT number FROM contacts WHERE kind = ? AND phone = ? LIMIT 2")
                .bind(PartyKind::Member.name())
                .bind(&phone)
                .fetch_all(self.pool())
                .await?;
        let one = <[String; 1]>::try_from(numbers).ok();
        Ok(one.map(|[number]| Party { kind: PartyKind::Member, number }))
    }

    /// Signs a party in who has just shown who they are in another way than by a code of theirs.
    pub async fn enter(&self, party: &Party, now: i64) -> Result<(Token, PartySession), OfficeError> {
        let mut change = self.change().await?;
        let token = party_sessions::begin(&mut change, party, now).await?;
        audit::note(&mut change, now, &party.label(), Action::PartySignedIn, &party.label()).await?;
        change.commit().await?;
        let session = PartySession::new(party.clone(), token.as_str(), now, now);
        Ok((token, session))
    }

    /// Refuses more codes for strangers than a deployment sends in a while: each costs a message, and anybody can ask.
    async fn admit_applicants(&self, now: i64) -> Result<(), OfficeError> {
        let sent: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM one_time_codes WHERE number LIKE '!%' AND sent_at > ?")
                .bind(now.saturating_sub(APPLICANT_WINDOW))
                .fetch_one(self.pool())
                .await?;
        if sent < APPLICANT_CODES_MAX {
            Ok(())
        } else {
            Err(OfficeError::CodeSentRecently { retry_after: APPLICANT_WINDOW })
        }
    }
}

/// Whoever has this phone. Their code opens no session by itself: it is of nobody who can sign in.
fn applicant(phone: &str) -> Party {
    let number = format!("{APPLICANT}{}", blake3::hash(phone.as_bytes()).to_hex());
    Party { kind: PartyKind::Member, number }
}
