//! The door of the measured service: one key that is known.

use ratchet_server::http::{Caller, Doorman, Identified};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct KnownKey;

impl Doorman for KnownKey {
    fn identify<'a>(&'a self, _: &'a axum::http::Method, _: &'a axum::http::HeaderMap) -> Identified<'a> {
        let scopes = ["orders:write", "members:read"].map(str::to_owned);
        let scopes = Arc::new(BTreeSet::from(scopes));
        Box::pin(async move { Ok(Caller::Key { id: "bench".to_owned(), scopes }) })
    }
}
