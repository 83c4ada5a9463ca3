//! The codes that only the service has.

/// Each with a sentence. Those of the engine, the books and the office are listed there.
pub const CODES: &[(&str, &str)] = &[
    ("address_unusable", "the service cannot listen on this address"),
    ("batch_too_large", "a batch has at most 10000 items"),
    ("body_invalid", "the body has a field that is unknown, missing, or of the wrong type"),
    ("body_malformed", "the body is not JSON"),
    ("body_too_large", "the body is larger than this endpoint takes"),
    ("books_behind", "the books have not come this far yet: try again"),
    ("csrf_invalid", "a request of a browser that changes something repeats the session's `csrf` in `X-CSRF-Token`"),
    ("forbidden", "whoever is signed in may not do this"),
    ("idempotency_key_invalid", "an idempotency key is 1 to 255 visible ASCII characters, given once"),
    ("internal", "the service could not answer; the request id helps whoever runs it to find out why"),
    ("journal_stopped", "the journal takes nothing more: whether this was done shows after the next start"),
    ("method_not_allowed", "this address does not take this method"),
    ("not_found", "there is nothing at this address"),
    ("overloaded", "too many requests wait already: nothing was done, try again"),
    ("path_invalid", "a part of the address is not of the right form"),
    ("payee_invalid", "a withdrawal names one payee: a member, a merchant, or the platform"),
    ("payout_provider_missing", "no provider is configured that could pay this withdrawal: nothing is sent"),
    ("payout_provider_refused", "a sandbox has its own payout provider, and only a sandbox"),
    ("query_invalid", "the query has a parameter that is unknown or of the wrong type"),
    ("rate_limited", "this key asks more often than it may"),
    ("sandbox_only", "only a sandbox can do this"),
    ("timed_out", "the request took too long to arrive or to be answered"),
    ("unauthenticated", "nobody is signed in, or the key is not valid"),
    ("unsupported_media_type", "the body must be application/json, or application/x-ndjson for a batch"),
];
