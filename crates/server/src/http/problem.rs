//! Errors as `application/problem+json` (RFC 9457) with the engine's stable codes.

use crate::runtime::Refusal;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_core::Rejection;
use ratchet_deployment::DeploymentError;
use ratchet_sim::SimError;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// Something that was not done, and why. It is written out by [`super::dress`], which knows the language asked for and
/// the request's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// The sentence in English, with the figures of this case.
    pub detail: String,
    /// The field or parameter that was wrong.
    pub param: Option<String>,
    /// Seconds after which to try again.
    pub retry_after: Option<u32>,
}

/// The body of an error.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A URI for the kind of problem, from its code.
    #[schema(example = "urn:ratchet:problem:member_unknown")]
    pub r#type: String,
    /// One sentence in the language asked for.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong in this case, in English.
    pub detail: String,
    /// The stable code, the same in every language and version.
    #[schema(example = "member_unknown")]
    pub code: String,
    /// The field or parameter that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// Names this request in the logs.
    pub request_id: String,
}

/// What every operation may answer instead: a problem. The statuses are of the document only.
#[derive(Debug, IntoResponses)]
#[allow(dead_code)]
pub enum Problems {
    /// The request is not of the right form.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(ProblemBody),
    /// Nobody is signed in.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemBody),
    /// Whoever is signed in may not do this.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// There is no such thing.
    #[response(status = 404, content_type = "application/problem+json")]
    Missing(ProblemBody),
    /// Something else was asked under this number before.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemBody),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody),
    /// The body is of another type.
    #[response(status = 415, content_type = "application/problem+json")]
    OtherType(ProblemBody),
    /// The engine refused; nothing has changed.
    #[response(status = 422, content_type = "application/problem+json")]
    Refused(ProblemBody),
    /// This key asks too often.
    #[response(status = 429, content_type = "application/problem+json")]
    TooOften(ProblemBody),
    /// Too much waits already, or the journal takes nothing more.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemBody),
}

impl Problem {
    /// A problem with this code.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), param: None, retry_after: None }
    }

    /// A problem of the service's own, with the sentence of its code.
    #[must_use]
    pub fn of(status: StatusCode, code: &'static str) -> Self {
        let sentence = crate::CODES.iter().find(|(listed, _)| *listed == code).map_or("", |(_, sentence)| sentence);
        Self::new(status, code, sentence)
    }

    /// The same, for this field.
    #[must_use]
    pub fn at(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Something that the service itself got wrong. The cause goes to the log, not to whoever asked.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "could not answer");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// Something else was asked under this number before.
    #[must_use]
    pub fn conflict(number: &str) -> Self {
        Self::from(Rejection::IdempotencyConflict).at(number)
    }

    /// There is no such thing.
    #[must_use]
    pub fn unknown(rejection: Rejection) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::from(rejection) }
    }

    /// The same, where what the path names does not exist.
    #[must_use]
    pub fn missing_in_path(self, rejection: Rejection) -> Self {
        if self.code == rejection.code() { Self { status: StatusCode::NOT_FOUND, ..self } } else { self }
    }
}

/// The HTTP status of a refusal by the engine.
fn status_of(rejection: Rejection) -> StatusCode {
    let code = rejection.code();
    match rejection {
        Rejection::TwoPeopleNeeded => StatusCode::FORBIDDEN,
        Rejection::IdentifierInvalid | Rejection::IdentifierPersonal => StatusCode::BAD_REQUEST,
        _ if code.ends_with("_exists") || code.starts_with("idempotency_") => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::new(status_of(rejection), rejection.code(), rejection.to_string()).at(rejection.param())
    }
}

impl From<DeploymentError> for Problem {
    fn from(error: DeploymentError) -> Self {
        match error {
            DeploymentError::Rejected(rejection) => rejection.into(),
            DeploymentError::PolicyUnchecked => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.to_string()).at("rules")
            }
            DeploymentError::Actor { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.to_string()).at("actor")
            }
            error => Self::internal(&error),
        }
    }
}

impl From<ratchet_books::BooksError> for Problem {
    fn from(error: ratchet_books::BooksError) -> Self {
        Self::internal(&error)
    }
}

impl From<SimError> for Problem {
    fn from(error: SimError) -> Self {
        let code = error.code();
        match error {
            SimError::Scenario { key, message, .. } => {
                let place = if key.starts_with("rules") { key.clone() } else { format!("scenario.{key}") };
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, format!("{key}: {message}")).at(place)
            }
            SimError::Malformed { line, message, .. } => {
                let detail = format!("line {line}: {message}");
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).at("scenario")
            }
            SimError::Unreadable { cause, .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, cause.to_string()).at("scenario")
            }
            error @ SimError::Unwritable { .. } => Self::internal(&error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Refused(error) => error.into(),
            Refusal::Overloaded => {
                Self { retry_after: Some(1), ..Self::of(StatusCode::SERVICE_UNAVAILABLE, "overloaded") }
            }
            Refusal::Stopped => {
                Self { retry_after: Some(30), ..Self::of(StatusCode::SERVICE_UNAVAILABLE, "journal_stopped") }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl Problem {
    /// The body in Chinese or English.
    #[must_use]
    pub fn body(&self, chinese: bool, request_id: &str) -> ProblemBody {
        let translated = if chinese { ratchet_codes::chinese(self.code) } else { None };
        let reason = self.status.canonical_reason().unwrap_or("error");
        let english = || if self.detail.is_empty() { reason.to_owned() } else { self.detail.clone() };
        ProblemBody {
            r#type: format!("urn:ratchet:problem:{}", self.code),
            title: translated.unwrap_or_else(english),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            param: self.param.clone(),
            request_id: request_id.to_owned(),
        }
    }
}
