//! Members and merchants sign in by a code that is sent to them.

use super::names::Kind;
use super::sessions::{SessionBody, kept};
use crate::http::{Api, Body, Problem, Problems};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ratchet_core::identifier::check_party_identifier;
use ratchet_office::{CodeMessage, Party};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants a code.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// Member or merchant.
    pub kind: Kind,
    /// The number. This or the phone.
    pub number: Option<String>,
    /// The phone that the office knows.
    pub phone: Option<String>,
}

/// Who signs in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeSignIn {
    /// Member or merchant.
    pub kind: Kind,
    /// The number. This or the phone.
    pub number: Option<String>,
    /// The phone that the office knows.
    pub phone: Option<String>,
    /// The code that was sent.
    #[schema(example = "123456")]
    pub code: String,
    /// For programs that keep no cookies: the session is in the answer instead, to be sent as a bearer token.
    #[serde(default)]
    pub bearer: bool,
}

/// That a code is on its way, if there is anybody it can be sent to.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CodeOnItsWay {
    /// Digits of the code.
    pub digits: u32,
    /// Seconds in which it can be used.
    pub seconds: i64,
}

/// A session for a program that keeps no cookies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BearerSession {
    /// To be sent as `Authorization: Bearer …`.
    pub token: String,
    /// Whose it is.
    #[serde(flatten)]
    pub session: SessionBody,
}

async fn party(api: &Api, kind: Kind, number: Option<String>, phone: Option<String>) -> Result<Party, Problem> {
    match (number, phone) {
        (Some(number), None) => {
            check_party_identifier(&number)?;
            Ok(kind.party(number))
        }
        (None, Some(phone)) => Ok(api.office.party_of_phone(kind.into(), &phone).await?),
        _ => {
            let detail = "give either a number or a phone";
            Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("number"))
        }
    }
}

/// Asks for a code
///
/// The answer is the same whether or not there is such a member or merchant.
#[utoipa::path(post, path = "/v1/session/code", tag = "sign-in", request_body = CodeRequest, security(()),
    responses((status = 202, body = CodeOnItsWay), Problems))]
pub async fn request_code(
    State(api): State<Api>,
    Body(asked): Body<CodeRequest>,
) -> Result<(StatusCode, Json<CodeOnItsWay>), Problem> {
    api.sender.check()?;
    let party = party(&api, asked.kind, asked.number, asked.phone).await?;
    let made = api.office.request_code(&party, machine()).await?;
    Ok(on_its_way(api, made))
}

/// Sends a code, if there is anybody it can be sent to; the answer is the same.
pub(super) fn on_its_way(api: Api, made: Option<CodeMessage>) -> (StatusCode, Json<CodeOnItsWay>) {
    if let Some(message) = made {
        // Not waited for: how long it takes would tell that there is somebody.
        tokio::spawn(async move {
            if let Err(error) = api.sender.send(&message).await {
                tracing::error!(error = %error, "a one-time code could not be sent");
            }
        });
    }
    let (digits, seconds) = (ratchet_office::limits::CODE_DIGITS, ratchet_office::limits::CODE_LIFE / 1_000);
    (StatusCode::ACCEPTED, Json(CodeOnItsWay { digits, seconds }))
}

/// Signs a member or merchant in
#[utoipa::path(post, path = "/v1/session/by-code", tag = "sign-in", request_body = CodeSignIn, security(()),
    responses((status = 201, description = "The session is a cookie, or in the body where a bearer was asked for", body = BearerSession), Problems))]
pub async fn sign_in(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(given): Body<CodeSignIn>,
) -> Result<Response, Problem> {
    let party = party(&api, given.kind, given.number, given.phone).await?;
    let (token, session) = api.office.sign_in_by_code(&party, &given.code, machine()).await?;
    if !given.bearer {
        return Ok(kept(&headers, token.as_str(), session.into()));
    }
    let body = BearerSession { token: token.as_str().to_owned(), session: session.into() };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}
