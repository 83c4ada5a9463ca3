//! What every answer gets: the request's id, problems in the language asked for, headers that keep browsers safe, and a
//! count for the metrics.

use super::problem::Problem;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Characters of an id that a client may give its request.
const REQUEST_ID_MAX: usize = 64;

static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// Dresses an answer.
pub async fn dress(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let chinese = wants_chinese(request.headers());
    let path = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if let Some(problem) = problem_of(&mut response) {
        write_problem(&mut response, &problem, chinese, &id);
    }
    let is_too_large = response.status() == StatusCode::PAYLOAD_TOO_LARGE;
    let headers = response.headers_mut();
    if is_too_large {
        // The rest of the body is not read: whoever sent it must not believe that the connection can be used again.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let status = response.status();
    let place = path.as_ref().map_or("-", |path| path.as_str());
    measure(method.as_str(), place, status, started);
    tracing::debug!(request_id = id, method = %method, path = place, status = status.as_u16(), "answered");
    response
}

/// The problem of an answer, also where a layer refused without saying more than a status.
fn problem_of(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let code = match response.status() {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "timed_out",
        StatusCode::INTERNAL_SERVER_ERROR => "internal",
        _ => return None,
    };
    let is_plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    is_plain.then(|| Problem::of(response.status(), code))
}

fn write_problem(response: &mut Response, problem: &Problem, chinese: bool, id: &str) {
    let body = serde_json::to_vec(&problem.body(chinese, id)).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let language = if chinese { "zh-CN" } else { "en" };
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
}

/// The client's own id where it is harmless in a log, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let harmless = |id: &&str| {
        (1..=REQUEST_ID_MAX).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
    };
    given.filter(harmless).map_or_else(
        || format!("req-{:x}-{:x}", std::process::id(), REQUESTS.fetch_add(1, Ordering::Relaxed)),
        str::to_owned,
    )
}

/// Whether Chinese is preferred: what comes first decides, as browsers order it.
fn wants_chinese(headers: &HeaderMap) -> bool {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = |language: &&str| language.starts_with("zh") || language.starts_with("en");
    asked.split(',').map(str::trim).find(known).is_some_and(|language| language.starts_with("zh"))
}

fn measure(method: &str, path: &str, status: StatusCode, started: Instant) {
    let labels = [("method", method.to_owned()), ("path", path.to_owned()), ("status", status.as_u16().to_string())];
    metrics::histogram!("ratchet_http_request_seconds", &labels).record(started.elapsed().as_secs_f64());
}
