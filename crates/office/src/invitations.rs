//! Links that are shown once and taken once: with one a person chooses name, password and authenticator. The first
//! owner, everybody invited later, and whoever lost password or phone come in by the same door.

use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::limits::{INVITATION_LIFE, LOGIN_BYTES_MAX, NAME_CHARACTERS_MAX};
use crate::office::{Change, Office};
use crate::people::{active_owners, end_access};
use crate::role::{Role, parse_roles, write_roles};
use crate::token::{self, Token};
use crate::{attempts, contacts, passwords, totp};
use serde::Serialize;
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A link for one person.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who is invited: their opaque id.
    pub person: String,
    /// What opens the door, once. It is shown now and never again.
    pub token: Token,
    /// Until when, in UTC milliseconds.
    pub expires_at: i64,
}

/// What whoever holds the link is shown: what they will be, and the key for their authenticator.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Enrolment {
    /// Their opaque id.
    pub person: String,
    /// What they will be.
    pub roles: BTreeSet<Role>,
    /// The key for an authenticator, to be typed.
    pub totp_secret: String,
    /// The same as a URL, for a QR code.
    pub totp_url: String,
    /// Until when the link can be taken, in UTC milliseconds.
    pub expires_at: i64,
}

/// A log never has the key.
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Enrolment").field("person", &self.person).finish_non_exhaustive()
    }
}

/// What an invited person chooses.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The name to sign in with; upper and lower case are the same.
    pub login: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// A code from the authenticator, which proves that it has the key.
    pub code: &'a str,
}

#[derive(FromRow)]
struct InvitationRow {
    person: String,
    roles: String,
    totp_key: Vec<u8>,
    expires_at: i64,
}

impl Office {
    /// A link for the first owner, if nobody can sign in as owner yet. An earlier one that was not taken is void.
    pub async fn first_owner(&self, now: i64) -> Result<Option<Invitation>, OfficeError> {
        let mut change = self.change().await?;
        if !active_owners(&mut change).await?.is_empty() {
            return Ok(None);
        }
        let invited: Vec<(String, String)> =
            sqlx::query_as("SELECT id, roles FROM people WHERE login IS NULL AND disabled_at IS NULL ORDER BY id")
                .fetch_all(&mut *change)
                .await?;
        let waiting = invited.into_iter().find(|(_, roles)| parse_roles(roles).contains(&Role::Owner));
        let person = match waiting {
            Some((id, _)) => id,
            None => add_person(&mut change, &BTreeSet::from([Role::Owner]), now).await?,
        };
        let invitation = invite_person(&mut change, "system", person, now).await?;
        change.commit().await?;
        Ok(Some(invitation))
    }

    /// Invites somebody new.
    pub async fn invite(&self, actor: &str, roles: &BTreeSet<Role>, now: i64) -> Result<Invitation, OfficeError> {
        if roles.is_empty() {
            return Err(OfficeError::RolesMissing);
        }
        let mut change = self.change().await?;
        let person = add_person(&mut change, roles, now).await?;
        let invitation = invite_person(&mut change, actor, person, now).await?;
        change.commit().await?;
        Ok(invitation)
    }

    /// A new link for somebody who lost theirs, their password or their phone. What they have stays good until they
    /// take it.
    pub async fn invite_again(&self, actor: &str, person: &str, now: i64) -> Result<Invitation, OfficeError> {
        let mut change = self.change().await?;
        let known: Option<i64> = sqlx::query_scalar("SELECT 1 FROM people WHERE id = ? AND disabled_at IS NULL")
            .bind(person)
            .fetch_optional(&mut *change)
            .await?;
        known.ok_or(OfficeError::PersonUnknown)?;
        let invitation = invite_person(&mut change, actor, person.to_owned(), now).await?;
        change.commit().await?;
        Ok(invitation)
    }

    /// What the link is for.
    pub async fn enrolment(&self, token: &str, now: i64) -> Result<Enrolment, OfficeError> {
        let row = self.invitation(token, now).await?;
        Ok(Enrolment {
            totp_secret: totp::base32(&row.totp_key),
            totp_url: totp::url(&row.totp_key, &row.person),
            roles: parse_roles(&row.roles),
            person: row.person,
            expires_at: row.expires_at,
        })
    }

    /// Takes the link: from now on the person signs in with what they chose, and with nothing from before. Says who.
    pub async fn accept(&self, token: &str, chosen: Credentials<'_>, now: i64) -> Result<String, OfficeError> {
        let row = self.invitation(token, now).await?;
        let login = normal_login(chosen.login);
        check_login(&login)?;
        contacts::check_line("name", chosen.name, NAME_CHARACTERS_MAX)?;
        passwords::check_strength(chosen.password, &login)?;
        let step = totp::step(&row.totp_key, chosen.code, 0, now)?.ok_or(OfficeError::TotpWrong)?;
        let password_hash = self.passwords().hash(chosen.password).await?;

        let mut change = self.change().await?;
        // Whoever took it meanwhile was first.
        let removal = sqlx::query("DELETE FROM invitations WHERE token_hash = ? AND person = ?")
            .bind(&token::hash(token)[..])
            .bind(&row.person);
        if removal.execute(&mut *change).await?.rows_affected() != 1 {
            return Err(OfficeError::InvitationInvalid);
        }
        let joined = sqlx::query(
            "UPDATE people SET login = ?, name = ?, password_hash = ?, totp_key = ?, totp_step = ? WHERE id = ?",
        )
        .bind(&login)
        .bind(chosen.name.trim())
        .bind(password_hash)
        .bind(row.totp_key)
        .bind(step)
        .bind(&row.person)
        .execute(&mut *change)
        .await;
        joined.map_err(|error| match error.as_database_error() {
            Some(error) if error.is_unique_violation() => OfficeError::LoginTaken,
            _ => error.into(),
        })?;
        end_access(&mut change, &row.person).await?;
        attempts::forget(&mut change, &attempts::subject(&login)).await?;
        audit::note(&mut change, now, &row.person, Action::PersonJoined, &row.person).await?;
        change.commit().await?;
        Ok(row.person)
    }

    async fn invitation(&self, token: &str, now: i64) -> Result<InvitationRow, OfficeError> {
        let row = sqlx::query_as(
            "SELECT i.person, p.roles, i.totp_key, i.expires_at FROM invitations i JOIN people p ON p.id = i.person \
             WHERE i.token_hash = ? AND i.expires_at > ? AND p.disabled_at IS NULL",
        )
        .bind(&token::hash(token)[..])
        .bind(now)
        .fetch_optional(self.pool())
        .await?;
        row.ok_or(OfficeError::InvitationInvalid)
    }
}

async fn add_person(change: &mut Change, roles: &BTreeSet<Role>, now: i64) -> Result<String, OfficeError> {
    let id = token::opaque_id("p-")?;
    sqlx::query("INSERT INTO people (id, roles, created_at) VALUES (?, ?, ?)")
        .bind(&id)
        .bind(write_roles(roles))
        .bind(now)
        .execute(&mut **change)
        .await?;
    Ok(id)
}

async fn invite_person(change: &mut Change, actor: &str, person: String, now: i64) -> Result<Invitation, OfficeError> {
    let token = Token::new("")?;
    let expires_at = now.saturating_add(INVITATION_LIFE);
    sqlx::query("INSERT OR REPLACE INTO invitations (token_hash, person, totp_key, expires_at) VALUES (?, ?, ?, ?)")
        .bind(&token.hash()[..])
        .bind(&person)
        .bind(&token::random::<{ totp::KEY_BYTES }>()?[..])
        .bind(expires_at)
        .execute(&mut **change)
        .await?;
    audit::note(change, now, actor, Action::PersonInvited, &person).await?;
    Ok(Invitation { person, token, expires_at })
}

/// A sign-in name as it is compared.
pub(crate) fn normal_login(login: &str) -> String {
    login.trim().to_lowercase()
}

fn check_login(login: &str) -> Result<(), OfficeError> {
    let is_visible = login.chars().all(|character| !character.is_whitespace() && !character.is_control());
    let is_long_enough = login.chars().count() >= 3 && login.len() <= LOGIN_BYTES_MAX;
    if is_visible && is_long_enough { Ok(()) } else { Err(OfficeError::LoginInvalid) }
}
