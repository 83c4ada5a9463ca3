//! Whoever wrote reads what they wrote: an answer to a change says how far the journal was, and a reading that repeats it waits
//! until the books are as far.

use super::api::Api;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// On the answer to a change: everything before this sequence was durable.
const SEQUENCE: HeaderName = HeaderName::from_static("ratchet-sequence");

/// On a reading: the `ratchet-sequence` of an answer before it. A wish, unlike `min_sequence`: books that stay behind for
/// longer than a request waits are read as they are.
const MIN_SEQUENCE: HeaderName = HeaderName::from_static("ratchet-min-sequence");

/// Makes a reading wait for the books, and lets a change say what to wait for.
pub async fn read_own_writes(State(api): State<Api>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        if let Some(sequence) = min_sequence(request.headers()) {
            let durable = api.desk.durable().standing().next_sequence;
            // The limit is what keeps an invented sequence from waiting for ever.
            let _ = api.wait_for_books(sequence.min(durable)).await;
        }
        return next.run(request).await;
    }
    let mut response = next.run(request).await;
    let durable = api.desk.durable().standing().next_sequence;
    response.headers_mut().insert(SEQUENCE, HeaderValue::from(durable));
    response
}

fn min_sequence(headers: &HeaderMap) -> Option<u64> {
    headers.get(MIN_SEQUENCE)?.to_str().ok()?.parse().ok()
}
