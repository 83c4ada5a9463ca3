//! What a browser has to prove beside its cookie: that the request comes from a page that could read the session.

use crate::token;
use std::fmt;

/// Bound to one session. Derived from its token, not kept: only who has the token can make it, and it opens nothing
/// without it. Another site can make a browser send the cookie, but cannot read this.
#[derive(Clone)]
pub struct Csrf(String);

impl Csrf {
    pub(crate) fn of(session_token: &str) -> Self {
        let derived = blake3::derive_key("ratchet office 2026-11 csrf", session_token.as_bytes());
        Self(blake3::Hash::from(derived).to_hex().to_string())
    }

    /// What is repeated in a header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `given` is it.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        token::is_same(self.0.as_bytes(), given.as_bytes())
    }
}

/// A log never has it.
impl fmt::Debug for Csrf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Csrf(…)")
    }
}
