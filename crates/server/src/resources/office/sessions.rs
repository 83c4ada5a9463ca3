//! Sessions: a person signs in, anybody who is signed in asks who they are, and signs out.

use super::names::{Roles, Scopes};
use crate::http::{Api, Body, Caller, Problem, Problems, forget_session, keep_session, kept_session};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_office::{PartySession, PersonSession, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person signs in with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code that the authenticator shows.
    #[schema(example = "123456")]
    pub code: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionBody {
    /// `person`, `member` or `merchant`.
    #[schema(example = "person")]
    pub kind: &'static str,
    /// The opaque id of a person, the number of a member or merchant.
    pub id: String,
    /// What a person is.
    pub roles: Roles,
    /// What a person may do.
    pub scopes: Scopes,
    /// To be repeated in `X-CSRF-Token` by requests of a browser that change something.
    pub csrf: String,
    /// When the session ends without further requests, UTC milliseconds.
    pub expires_at: i64,
}

impl From<PersonSession> for SessionBody {
    fn from(session: PersonSession) -> Self {
        let scopes = Scope::ALL.iter().copied().filter(|scope| session.allows(*scope)).collect();
        Self {
            kind: "person",
            id: session.person,
            roles: Roles(session.roles),
            scopes: Scopes(scopes),
            csrf: session.csrf.as_str().to_owned(),
            expires_at: session.expires_at,
        }
    }
}

impl From<PartySession> for SessionBody {
    fn from(session: PartySession) -> Self {
        Self {
            kind: session.party.kind.name(),
            id: session.party.number,
            roles: Roles::default(),
            scopes: Scopes::default(),
            csrf: session.csrf.as_str().to_owned(),
            expires_at: session.expires_at,
        }
    }
}

/// An answer that lets the browser keep a session.
pub(super) fn kept(asked: &HeaderMap, token: &str, session: SessionBody) -> Response {
    let seconds = session.expires_at.saturating_sub(machine()) / 1_000;
    let mut response = (StatusCode::CREATED, Json(session)).into_response();
    if let Some(cookie) = keep_session(asked, token, seconds) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Signs a person in
///
/// The session is a cookie that no script can read.
#[utoipa::path(post, path = "/v1/session", tag = "sign-in", request_body = SignIn, security(()),
    responses((status = 201, body = SessionBody), Problems))]
pub async fn sign_in(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(given): Body<SignIn>,
) -> Result<Response, Problem> {
    let (token, session) = api.office.sign_in(&given.login, &given.password, &given.code, machine()).await?;
    Ok(kept(&headers, token.as_str(), session.into()))
}

/// Who is signed in
#[utoipa::path(get, path = "/v1/session", tag = "sign-in", security(()),
    responses((status = 200, body = SessionBody), Problems))]
pub async fn read(State(api): State<Api>, headers: HeaderMap) -> Result<Json<SessionBody>, Problem> {
    let nobody = || Problem::of(StatusCode::UNAUTHORIZED, "unauthenticated");
    let token = kept_session(&headers).ok_or_else(nobody)?;
    match api.office.person_session(token, machine()).await {
        Ok(session) => Ok(Json(session.into())),
        Err(_) => Ok(Json(api.office.party_session(token, machine()).await?.into())),
    }
}

/// Signs out
#[utoipa::path(delete, path = "/v1/session", tag = "sign-in", security(()),
    responses((status = 204, description = "Signed out"), Problems))]
pub async fn sign_out(State(api): State<Api>, caller: Caller, headers: HeaderMap) -> Result<Response, Problem> {
    let nobody = || Problem::of(StatusCode::UNAUTHORIZED, "unauthenticated");
    let bearer = headers.get(header::AUTHORIZATION).and_then(|sent| sent.to_str().ok()?.split_once(' '));
    let token = kept_session(&headers).or(bearer.map(|(_, token)| token)).ok_or_else(nobody)?;
    match caller {
        Caller::Person { .. } => api.office.sign_out(token, machine()).await?,
        Caller::Member(_) | Caller::Merchant(_) => api.office.sign_out_party(token).await?,
        Caller::Nobody | Caller::Key { .. } => return Err(nobody()),
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = forget_session(&headers) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
