//! Links that people come in by: the first owner, whoever was invited, whoever lost password or phone.

use super::names::Roles;
use crate::http::{Api, Body, Problem, Problems};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use qrcode::QrCode;
use qrcode::render::svg;
use ratchet_office::Credentials;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link that somebody holds.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldLink {
    /// What stands behind `#` in the link.
    pub token: String,
}

/// What the link is for, and the key for an authenticator.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolmentBody {
    /// The opaque id of who comes in.
    pub person: String,
    /// What they will be.
    pub roles: Roles,
    /// The key, to be typed into an authenticator.
    pub totp_secret: String,
    /// The key as a URL.
    pub totp_url: String,
    /// The URL as a picture to be scanned, SVG.
    pub totp_qr: String,
    /// Until when the link can be taken, UTC milliseconds.
    pub expires_at: i64,
}

/// What somebody who comes in chooses.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// What stands behind `#` in the link.
    pub token: String,
    /// The name to sign in with, 3 to 64 visible characters without spaces.
    #[schema(min_length = 3, max_length = 64)]
    pub login: String,
    /// What they are called.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The password: at least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    pub password: String,
    /// A code from the authenticator, which proves that it has the key.
    #[schema(example = "123456")]
    pub code: String,
}

/// Who came in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Joined {
    /// Their opaque id.
    pub person: String,
}

/// What a link is for
#[utoipa::path(post, path = "/v1/invitations/look", tag = "sign-in", request_body = HeldLink, security(()),
    responses((status = 200, body = EnrolmentBody), Problems))]
pub async fn look(State(api): State<Api>, Body(held): Body<HeldLink>) -> Result<Json<EnrolmentBody>, Problem> {
    let enrolment = api.office.enrolment(&held.token, machine()).await?;
    let qr = QrCode::new(enrolment.totp_url.as_bytes()).map_err(|error| Problem::internal(&error))?;
    Ok(Json(EnrolmentBody {
        person: enrolment.person,
        roles: Roles(enrolment.roles),
        totp_secret: enrolment.totp_secret,
        totp_url: enrolment.totp_url,
        totp_qr: qr.render::<svg::Color<'_>>().min_dimensions(200, 200).build(),
        expires_at: enrolment.expires_at,
    }))
}

/// Takes a link
///
/// From now on the person signs in with what they chose, and with nothing from before.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "sign-in", request_body = Acceptance, security(()),
    responses((status = 201, body = Joined), Problems))]
pub async fn accept(
    State(api): State<Api>,
    Body(given): Body<Acceptance>,
) -> Result<(StatusCode, Json<Joined>), Problem> {
    let chosen = Credentials { login: &given.login, name: &given.name, password: &given.password, code: &given.code };
    let person = api.office.accept(&given.token, chosen, machine()).await?;
    Ok((StatusCode::CREATED, Json(Joined { person })))
}
