//! Outside ids in paths and the programme of a request.

use super::problem::Problem;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use ratchet_core::DEFAULT_PROGRAMME;
use ratchet_core::identifier::check_identifier;
use serde::Deserialize;
use utoipa::IntoParams;

/// The one id in a path: 1 to 64 characters of `[A-Za-z0-9._:-]`.
#[derive(Clone, Debug)]
pub struct Id(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let invalid = |detail: String| Problem::new(StatusCode::BAD_REQUEST, "path_invalid", detail);
        let Path(id) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|error| invalid(error.body_text()))?;
        check_identifier(&id).map_err(|rejection| invalid(rejection.to_string()))?;
        Ok(Self(id))
    }
}

/// The programme that is meant, and whether only to try.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgrammeQuery {
    /// Name of the programme.
    #[serde(default = "default_programme")]
    #[param(default = "main")]
    pub programme: String,
}

pub(crate) fn default_programme() -> String {
    DEFAULT_PROGRAMME.to_owned()
}
