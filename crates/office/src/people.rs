//! People who work in the office: which there are, in which roles, and taking their access away.

use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::office::{Change, Office};
use crate::role::{Role, parse_roles, write_roles};
use serde::Serialize;
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A person, as colleagues see them. No password, no key of an authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Opaque: it stands for the person in the journal and in the audit.
    pub id: String,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// The name they sign in with; none until they took their invitation.
    pub login: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// When they were invited, in UTC milliseconds.
    pub created_at: i64,
    /// Since when they have no access.
    pub disabled_at: Option<i64>,
}

#[derive(FromRow)]
struct PersonRow {
    id: String,
    roles: String,
    login: Option<String>,
    name: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        let PersonRow { id, roles, login, name, created_at, disabled_at } = row;
        Self { id, roles: parse_roles(&roles), login, name, created_at, disabled_at }
    }
}

impl Person {
    /// Whether they can sign in.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.login.is_some() && self.disabled_at.is_none()
    }

    fn is_active_owner(&self) -> bool {
        self.is_active() && self.roles.contains(&Role::Owner)
    }
}

impl Office {
    /// People by id, those behind `after` if it is given, at most `limit`.
    pub async fn people(&self, after: Option<&str>, limit: u32) -> Result<Vec<Person>, OfficeError> {
        let rows: Vec<PersonRow> = sqlx::query_as(
            "SELECT id, roles, login, name, created_at, disabled_at FROM people WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(after.unwrap_or_default())
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    /// One person.
    pub async fn person(&self, id: &str) -> Result<Person, OfficeError> {
        let mut connection = self.pool().acquire().await?;
        let row = sqlx::query_as("SELECT id, roles, login, name, created_at, disabled_at FROM people WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
        row.map(|row: PersonRow| row.into()).ok_or(OfficeError::PersonUnknown)
    }

    /// Gives a person other roles. They hold from the next request on.
    pub async fn set_roles(
        &self,
        actor: &str,
        id: &str,
        roles: &BTreeSet<Role>,
        now: i64,
    ) -> Result<Person, OfficeError> {
        if roles.is_empty() {
            return Err(OfficeError::RolesMissing);
        }
        let mut change = self.change().await?;
        if !roles.contains(&Role::Owner) {
            keep_an_owner(&mut change, id).await?;
        }
        let done = sqlx::query("UPDATE people SET roles = ? WHERE id = ?").bind(write_roles(roles)).bind(id);
        expect_person(done.execute(&mut *change).await?.rows_affected())?;
        audit::note(&mut change, now, actor, Action::RolesChanged, id).await?;
        change.commit().await?;
        self.person(id).await
    }

    /// Takes a person's access away: no session of theirs is left, and no invitation.
    pub async fn disable_person(&self, actor: &str, id: &str, now: i64) -> Result<Person, OfficeError> {
        let mut change = self.change().await?;
        keep_an_owner(&mut change, id).await?;
        let done = sqlx::query("UPDATE people SET disabled_at = coalesce(disabled_at, ?) WHERE id = ?")
            .bind(now)
            .bind(id)
            .execute(&mut *change)
            .await?;
        expect_person(done.rows_affected())?;
        end_access(&mut change, id).await?;
        audit::note(&mut change, now, actor, Action::PersonDisabled, id).await?;
        change.commit().await?;
        self.person(id).await
    }

    /// Gives a person their access back: they sign in as before.
    pub async fn enable_person(&self, actor: &str, id: &str, now: i64) -> Result<Person, OfficeError> {
        let mut change = self.change().await?;
        let done = sqlx::query("UPDATE people SET disabled_at = NULL WHERE id = ?").bind(id);
        expect_person(done.execute(&mut *change).await?.rows_affected())?;
        audit::note(&mut change, now, actor, Action::PersonEnabled, id).await?;
        change.commit().await?;
        self.person(id).await
    }
}

fn expect_person(rows: u64) -> Result<(), OfficeError> {
    if rows == 1 { Ok(()) } else { Err(OfficeError::PersonUnknown) }
}

/// Ends every session of `id` and voids their invitation.
pub(crate) async fn end_access(change: &mut Change, id: &str) -> Result<(), OfficeError> {
    sqlx::query("DELETE FROM person_sessions WHERE person = ?").bind(id).execute(&mut **change).await?;
    sqlx::query("DELETE FROM invitations WHERE person = ?").bind(id).execute(&mut **change).await?;
    Ok(())
}

/// Refuses what would leave nobody to give access to others.
pub(crate) async fn keep_an_owner(change: &mut Change, leaving: &str) -> Result<(), OfficeError> {
    let owners = active_owners(change).await?;
    if owners.iter().any(|id| id == leaving) && owners.len() == 1 { Err(OfficeError::LastOwner) } else { Ok(()) }
}

/// Who is an owner and can sign in.
pub(crate) async fn active_owners(change: &mut Change) -> Result<Vec<String>, OfficeError> {
    let rows: Vec<PersonRow> =
        sqlx::query_as("SELECT id, roles, login, name, created_at, disabled_at FROM people ORDER BY id")
            .fetch_all(&mut **change)
            .await?;
    let owners = rows.into_iter().map(Person::from).filter(Person::is_active_owner);
    Ok(owners.map(|owner| owner.id).collect())
}
