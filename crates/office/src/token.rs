//! Secrets of 256 random bits: made, shown once, kept as a hash.

use crate::error::OfficeError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use subtle::ConstantTimeEq;

/// Bytes of a hash.
pub(crate) type Hash = [u8; 32];

/// A secret that is shown to one person, once. What is kept is its hash, so that it cannot be shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one behind `prefix`, which says what it opens.
    pub(crate) fn new(prefix: &str) -> Result<Self, OfficeError> {
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()?))))
    }

    /// The text to show.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

/// A log never has the secret.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// The hash under which a random secret is kept. A slow hash such as argon2 protects what people choose, as that can be
/// guessed; nobody guesses 256 random bits, and this one is checked at every request.
pub(crate) fn hash(secret: &str) -> Hash {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

/// Whether two secrets or hashes are the same, in a time that does not tell where they differ.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], OfficeError> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(OfficeError::Unavailable(format!("no random bytes: {error}"))),
    }
}

/// An id that says nothing about what it stands for: `prefix` and 20 hexadecimal digits.
pub(crate) fn opaque_id(prefix: &str) -> Result<String, OfficeError> {
    let digits = blake3::Hash::from(random::<32>()?).to_hex();
    Ok(prefix.chars().chain(digits.chars().take(20)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_different_each_time_and_not_in_a_log() {
        let (one, other) = (Token::new("rk_").unwrap(), Token::new("rk_").unwrap());
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 3 + 43);
        assert!(!format!("{one:?}").contains(&one.as_str()[3..]));
        assert!(is_same(&one.hash(), &hash(one.as_str())));
        assert!(!is_same(&one.hash(), &other.hash()));
    }

    #[test]
    fn opaque_ids_can_stand_in_the_journal() {
        let id = opaque_id("p-").unwrap();
        assert_eq!(id.len(), 22);
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    }
}
