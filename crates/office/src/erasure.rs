//! Everything about somebody: given to them on request, and taken out of the file.
//!
//! The journal keeps the number, which after this stands for nobody; the audit keeps the opaque id. The bytes go too, not
//! only the rows: `SQLite` overwrites what is deleted (`secure_delete`), the file is written anew, which also takes
//! what was left behind when pages were rearranged, and the write-ahead log is cut to nothing. What file systems and
//! disks keep of overwritten blocks, and copies elsewhere, are out of reach from here.

use crate::attempts;
use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::office::{Change, Office};
use crate::people::keep_an_owner;
use crate::subject::{Party, Subject};
use serde_json::{Value, json};

impl Office {
    /// Everything that the office has about `subject`, for whoever it is about. No secrets.
    pub async fn export(&self, actor: &str, subject: &Subject, now: i64) -> Result<Value, OfficeError> {
        let contact = self.contact(subject).await?;
        let person = match subject {
            Subject::Person(id) => Some(self.person(id).await?),
            Subject::Party(_) => None,
        };
        let sessions: Vec<(i64, i64)> = match subject {
            Subject::Person(id) => {
                sqlx::query_as("SELECT created_at, seen_at FROM person_sessions WHERE person = ? ORDER BY created_at")
                    .bind(id)
            }
            Subject::Party(Party { kind, number }) => sqlx::query_as(
                "SELECT created_at, seen_at FROM party_sessions WHERE kind = ? AND number = ? ORDER BY created_at",
            )
            .bind(kind.name())
            .bind(number),
        }
        .fetch_all(self.pool())
        .await?;
        let done: Vec<(i64, String, String)> =
            sqlx::query_as("SELECT at, action, subject FROM audit WHERE actor = ? ORDER BY sequence")
                .bind(subject.label())
                .fetch_all(self.pool())
                .await?;
        let mut change = self.change().await?;
        audit::note(&mut change, now, actor, Action::Exported, &subject.label()).await?;
        change.commit().await?;
        let session = |(began, seen): &(i64, i64)| json!({ "began_at": began, "seen_at": seen });
        let action =
            |(at, action, subject): &(i64, String, String)| json!({ "at": at, "action": action, "subject": subject });
        Ok(json!({
            "kind": subject.kind(),
            "number": subject.number(),
            "exported_at": now,
            "person": person,
            "contact": contact,
            "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
            "actions": done.iter().map(action).collect::<Vec<_>>(),
        }))
    }

    /// Erases everything about `subject`. Where the bytes could not be taken out at once, because another process reads
    /// the file, the error says so, the rows are gone all the same, and [`Office::finish_erasures`] does the rest.
    pub async fn erase(&self, actor: &str, subject: &Subject, now: i64) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        match subject {
            Subject::Person(id) => erase_person(&mut change, id).await?,
            Subject::Party(party) => erase_party(&mut change, party).await?,
        }
        sqlx::query("DELETE FROM contacts WHERE kind = ? AND number = ?")
            .bind(subject.kind())
            .bind(subject.number())
            .execute(&mut *change)
            .await?;
        sqlx::query("UPDATE marks SET value = value + 1 WHERE name = 'erasures'").execute(&mut *change).await?;
        audit::note(&mut change, now, actor, Action::Erased, &subject.label()).await?;
        change.commit().await?;
        self.rewrite().await
    }

    /// Takes the bytes of earlier erasures out of the file, if any are left. To be called now and then; an office that
    /// is opened does it too.
    pub async fn finish_erasures(&self) -> Result<(), OfficeError> {
        match self.rewrite().await {
            Err(OfficeError::ErasureIncomplete) => Ok(()),
            done => done,
        }
    }

    async fn rewrite(&self) -> Result<(), OfficeError> {
        let open: i64 =
            sqlx::query_scalar("SELECT value FROM marks WHERE name = 'erasures'").fetch_one(self.pool()).await?;
        if open == 0 {
            return Ok(());
        }
        let incomplete = |_| OfficeError::ErasureIncomplete;
        let mut connection = self.pool().acquire().await?;
        sqlx::query("VACUUM").execute(&mut *connection).await.map_err(incomplete)?;
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await.map_err(incomplete)?;
        if busy != 0 {
            return Err(OfficeError::ErasureIncomplete);
        }
        // One that came meanwhile counts further, and is finished by who asked for it.
        sqlx::query("UPDATE marks SET value = 0 WHERE name = 'erasures' AND value = ?")
            .bind(open)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }
}

async fn erase_person(change: &mut Change, id: &str) -> Result<(), OfficeError> {
    keep_an_owner(change, id).await?;
    // Sessions and invitations go with the person.
    let gone: Option<Option<String>> = sqlx::query_scalar("DELETE FROM people WHERE id = ? RETURNING login")
        .bind(id)
        .fetch_optional(&mut **change)
        .await?;
    match gone {
        None => Err(OfficeError::PersonUnknown),
        Some(None) => Ok(()),
        Some(Some(login)) => attempts::forget(change, &attempts::subject(&login)).await,
    }
}

async fn erase_party(change: &mut Change, Party { kind, number }: &Party) -> Result<(), OfficeError> {
    for statement in [
        "DELETE FROM party_sessions WHERE kind = ? AND number = ?",
        "DELETE FROM one_time_codes WHERE kind = ? AND number = ?",
    ] {
        sqlx::query(statement).bind(kind.name()).bind(number).execute(&mut **change).await?;
    }
    Ok(())
}
