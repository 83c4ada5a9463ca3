//! Names, phone numbers and notes: what the journal must not have, kept by the number that it has.

use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::limits::{NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX, PHONE_CHARACTERS_MAX};
use crate::office::Office;
use crate::subject::{Party, PartyKind, Subject};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Contact data of one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct Contact {
    /// `person`, `member` or `merchant`.
    pub kind: String,
    /// Opaque id of a person, number of a member or merchant.
    pub number: String,
    /// What they are called.
    pub name: Option<String>,
    /// Where one-time codes go: digits, perhaps behind a plus sign.
    pub phone: Option<String>,
    /// Whatever colleagues should know.
    pub note: Option<String>,
    /// When this was set, in UTC milliseconds.
    pub updated_at: i64,
    /// When a person of the office saw who this is, in UTC milliseconds; none while nobody has.
    pub identity_verified_at: Option<i64>,
}

/// Contact data as it is set: all of it at once, what is left out is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// What they are called.
    #[serde(default)]
    pub name: Option<String>,
    /// Where one-time codes go; spaces and dashes are taken out.
    #[serde(default)]
    pub phone: Option<String>,
    /// Whatever colleagues should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Office {
    /// Sets the contact data of `subject`. Another name is another identity, which nobody has verified.
    pub async fn set_contact(
        &self,
        actor: &str,
        subject: &Subject,
        contact: &ContactChange,
        now: i64,
    ) -> Result<(), OfficeError> {
        let phone = contact.phone.as_deref().map(normal_phone).transpose()?;
        if let Some(name) = &contact.name {
            check_line("name", name, NAME_CHARACTERS_MAX)?;
        }
        if let Some(note) = &contact.note {
            check_note(note)?;
        }
        let mut change = self.change().await?;
        sqlx::query(
            "INSERT INTO contacts (kind, number, name, phone, note, updated_at) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (kind, number) DO UPDATE SET name = excluded.name, phone = excluded.phone, \
             note = excluded.note, updated_at = excluded.updated_at, identity_verified_at = CASE \
             WHEN contacts.name IS excluded.name THEN contacts.identity_verified_at END",
        )
        .bind(subject.kind())
        .bind(subject.number())
        .bind(contact.name.as_deref().map(str::trim))
        .bind(phone)
        .bind(contact.note.as_deref())
        .bind(now)
        .execute(&mut *change)
        .await?;
        audit::note(&mut change, now, actor, Action::ContactChanged, &subject.label()).await?;
        change.commit().await?;
        Ok(())
    }

    /// Notes that `actor` saw who `subject` is, or that nobody has.
    pub async fn set_identity(
        &self,
        actor: &str,
        subject: &Subject,
        is_verified: bool,
        now: i64,
    ) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        sqlx::query(
            "INSERT INTO contacts (kind, number, updated_at, identity_verified_at) VALUES (?, ?, ?, ?) \
             ON CONFLICT (kind, number) DO UPDATE SET updated_at = excluded.updated_at, \
             identity_verified_at = excluded.identity_verified_at",
        )
        .bind(subject.kind())
        .bind(subject.number())
        .bind(now)
        .bind(is_verified.then_some(now))
        .execute(&mut *change)
        .await?;
        let action = if is_verified { Action::IdentityVerified } else { Action::IdentityDoubted };
        audit::note(&mut change, now, actor, action, &subject.label()).await?;
        change.commit().await?;
        Ok(())
    }

    /// The contact data of `subject`, if there is any.
    pub async fn contact(&self, subject: &Subject) -> Result<Option<Contact>, OfficeError> {
        let row = sqlx::query_as("SELECT * FROM contacts WHERE kind = ? AND number = ?")
            .bind(subject.kind())
            .bind(subject.number())
            .fetch_optional(self.pool())
            .await?;
        Ok(row)
    }

    /// The member or merchant with this phone, if it is that of exactly one. Else a party that nobody is: codes for it
    /// are limited like others, and never sent.
    pub async fn party_of_phone(&self, kind: PartyKind, phone: &str) -> Result<Party, OfficeError> {
        let phone = normal_phone(phone)?;
        let numbers: Vec<String> =
            sqlx::query_scalar("SELECT number FROM contacts WHERE kind = ? AND phone = ? LIMIT 2")
                .bind(kind.name())
                .bind(&phone)
                .fetch_all(self.pool())
                .await?;
        let number = match <[String; 1]>::try_from(numbers) {
            Ok([number]) => number,
            // No number of the journal has this character.
            Err(_) => format!("?{}", blake3::hash(phone.as_bytes()).to_hex()),
        };
        Ok(Party { kind, number })
    }
}

/// A phone number as it is compared: digits, perhaps behind a plus sign.
pub(crate) fn normal_phone(phone: &str) -> Result<String, OfficeError> {
    let bare: String = phone.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let is_number = digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && phone.len() <= PHONE_CHARACTERS_MAX {
        Ok(bare)
    } else {
        Err(OfficeError::ContactInvalid { field: "phone" })
    }
}

/// One line of text that people typed: nothing in it that moves the cursor of whoever reads it in a log.
pub(crate) fn check_line(field: &'static str, text: &str, characters_max: usize) -> Result<(), OfficeError> {
    let is_plain = !text.trim().is_empty() && !text.chars().any(is_confusing);
    if is_plain && text.chars().count() <= characters_max { Ok(()) } else { Err(OfficeError::ContactInvalid { field }) }
}

fn check_note(note: &str) -> Result<(), OfficeError> {
    let is_plain = !note.chars().any(|character| is_confusing(character) && !matches!(character, '\n' | '\t'));
    if is_plain && note.chars().count() <= NOTE_CHARACTERS_MAX {
        Ok(())
    } else {
        Err(OfficeError::ContactInvalid { field: "note" })
    }
}

/// Control characters, and those that turn the direction of the text around them.
fn is_confusing(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_compared_without_their_spaces() {
        assert_eq!(normal_phone("138 1234-5678").unwrap(), "13812345678");
        assert_eq!(normal_phone("+86 138 1234 5678").unwrap(), "+8613812345678");
        for bad in ["", "+", "12", "1381234567a", "１３８１２３４５６７８", "1'; DROP", &"1".repeat(21)] {
            assert!(normal_phone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lines_are_plain() {
        for good in ["张伟", "O'Neill", "till of store 3"] {
            assert!(check_line("name", good, 20).is_ok(), "{good}");
        }
        for bad in ["", "  ", "a\nb", "a\u{1b}[2J", "a\u{202e}b", &"x".repeat(21)] {
            assert!(check_line("name", bad, 20).is_err(), "{bad:?}");
        }
        assert!(check_note("line\nline").is_ok());
        assert!(check_note("a\u{0}").is_err());
    }
}
