//! People who work in the office.

use super::names::Roles;
use super::{ListQuery, erased};
use crate::http::{Api, Body, Caller, Id, Page, Problem, Problems, Query};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_office::{Invitation, Person, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesGiven {
    /// At least one.
    pub roles: Roles,
}

/// A person, as colleagues see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonBody {
    /// Opaque: it stands for the person in the journal and in the audit.
    pub id: String,
    /// What they are.
    pub roles: Roles,
    /// The name they sign in with; none until they took their invitation.
    pub login: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// When they were invited, UTC milliseconds.
    pub created_at: i64,
    /// Since when they have no access.
    pub disabled_at: Option<i64>,
}

impl From<Person> for PersonBody {
    fn from(person: Person) -> Self {
        let Person { id, roles, login, name, created_at, disabled_at } = person;
        Self { id, roles: Roles(roles), login, name, created_at, disabled_at }
    }
}

/// A link for one person, shown once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvitationBody {
    /// Who is invited: their opaque id.
    pub person: String,
    /// What opens the door, once. Hand it over in person; it cannot be shown again.
    pub token: String,
    /// Until when, UTC milliseconds.
    pub expires_at: i64,
}

impl From<Invitation> for InvitationBody {
    fn from(invitation: Invitation) -> Self {
        let Invitation { person, token, expires_at } = invitation;
        Self { person, token: token.as_str().to_owned(), expires_at }
    }
}

/// People of the office
#[utoipa::path(get, path = "/v1/people", tag = "office", params(ListQuery),
    security(("session" = ["people:read"])),
    responses((status = 200, body = Page<PersonBody>), Problems))]
pub async fn list(State(api): State<Api>, Query(query): Query<ListQuery>) -> Result<Json<Page<PersonBody>>, Problem> {
    let people = api.office.people(query.after.as_deref(), query.limit()?).await?;
    Ok(Json(query.page(people, |person: &Person| person.id.clone())?))
}

/// Invites somebody
#[utoipa::path(post, path = "/v1/people", tag = "office", request_body = RolesGiven,
    security(("session" = ["people:write"])),
    responses((status = 201, body = InvitationBody), Problems))]
pub async fn invite(
    State(api): State<Api>,
    caller: Caller,
    Body(given): Body<RolesGiven>,
) -> Result<(StatusCode, Json<InvitationBody>), Problem> {
    let invitation = api.office.invite(&caller.actor(), &given.roles.0, machine()).await?;
    Ok((StatusCode::CREATED, Json(invitation.into())))
}

/// One person
#[utoipa::path(get, path = "/v1/people/{person}", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:read"])),
    responses((status = 200, body = PersonBody), Problems))]
pub async fn read(State(api): State<Api>, Id(person): Id) -> Result<Json<PersonBody>, Problem> {
    Ok(Json(api.office.person(&person).await?.into()))
}

/// Gives a person other roles
#[utoipa::path(put, path = "/v1/people/{person}/roles", tag = "office", request_body = RolesGiven,
    params(("person" = String, Path)), security(("session" = ["people:write"])),
    responses((status = 200, body = PersonBody), Problems))]
pub async fn set_roles(
    State(api): State<Api>,
    caller: Caller,
    Id(person): Id,
    Body(given): Body<RolesGiven>,
) -> Result<Json<PersonBody>, Problem> {
    Ok(Json(api.office.set_roles(&caller.actor(), &person, &given.roles.0, machine()).await?.into()))
}

/// Takes a person's access away
#[utoipa::path(post, path = "/v1/people/{person}/disable", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 200, body = PersonBody), Problems))]
pub async fn disable(State(api): State<Api>, caller: Caller, Id(person): Id) -> Result<Json<PersonBody>, Problem> {
    Ok(Json(api.office.disable_person(&caller.actor(), &person, machine()).await?.into()))
}

/// Gives a person their access back
#[utoipa::path(post, path = "/v1/people/{person}/enable", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 200, body = PersonBody), Problems))]
pub async fn enable(State(api): State<Api>, caller: Caller, Id(person): Id) -> Result<Json<PersonBody>, Problem> {
    Ok(Json(api.office.enable_person(&caller.actor(), &person, machine()).await?.into()))
}

/// Gives a person a new link, who lost the last one, their password or their phone
#[utoipa::path(post, path = "/v1/people/{person}/invitation", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 201, body = InvitationBody), Problems))]
pub async fn invite_again(
    State(api): State<Api>,
    caller: Caller,
    Id(person): Id,
) -> Result<(StatusCode, Json<InvitationBody>), Problem> {
    let invitation = api.office.invite_again(&caller.actor(), &person, machine()).await?;
    Ok((StatusCode::CREATED, Json(invitation.into())))
}

/// Ends all sessions of a person
#[utoipa::path(delete, path = "/v1/people/{person}/sessions", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 204, description = "Ended"), Problems))]
pub async fn end_sessions(State(api): State<Api>, caller: Caller, Id(person): Id) -> Result<StatusCode, Problem> {
    api.office.person(&person).await?;
    api.office.end_sessions(&caller.actor(), &person, machine()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that the office has about a person, for them
#[utoipa::path(post, path = "/v1/people/{person}/export", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 200, body = Object), Problems))]
pub async fn export(
    State(api): State<Api>,
    caller: Caller,
    Id(person): Id,
) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(api.office.export(&caller.actor(), &Subject::Person(person), machine()).await?))
}

/// Erases a person
///
/// What they did stays, under an id that names nobody any more.
#[utoipa::path(delete, path = "/v1/people/{person}", tag = "office", params(("person" = String, Path)),
    security(("session" = ["people:write"])),
    responses((status = 202, description = "Erased; some bytes are still read by something else and go by themselves"),
        (status = 204, description = "Erased"), Problems))]
pub async fn erase(State(api): State<Api>, caller: Caller, Id(person): Id) -> Result<StatusCode, Problem> {
    erased(api.office.erase(&caller.actor(), &Subject::Person(person), machine()).await)
}
