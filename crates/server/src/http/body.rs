//! Bodies, strictly: JSON of the right form and nothing else, with the place of what is wrong.

use super::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
        if !kind.is_some_and(|kind| kind.starts_with(b"application/json")) {
            return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"));
        }
        let bytes = read(request, state).await?;
        read_json(&bytes).map(Self)
    }
}

/// The bytes of a body, within the limit of its endpoint.
pub(crate) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::of(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "body_malformed", "the body did not arrive as a whole"),
    })
}

/// Reads JSON: every field known, none twice, none missing, nested no deeper than 128 levels.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Where something is wrong costs much to keep track of: only then it is read again with that.
    if let Ok(read) = serde_json::from_slice(bytes) {
        return Ok(read);
    }
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut input).map_err(|error| {
        let place = error.path().to_string();
        let cause = error.into_inner();
        let code = if cause.is_data() { "body_invalid" } else { "body_malformed" };
        let problem = Problem::new(StatusCode::BAD_REQUEST, code, cause.to_string());
        if place == "." { problem } else { problem.at(place) }
    })?;
    input.end().map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "body_malformed", error.to_string()))?;
    Ok(read)
}
