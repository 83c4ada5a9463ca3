//! What was looked at before rules took effect in a live deployment: kept in the journal with the rules themselves.

use crate::identifier::check_identifier;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::{Serialize, Serializer};

/// Most opinions that one clearance rests on.
const OPINIONS_MAX: usize = 1_000;
/// Longest reference of an opinion, in bytes.
const REFERENCE_BYTES_MAX: usize = 1_024;

/// No finding of `profile` blocked the rules, given the facts in a file of this digest and these opinions.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Clearance {
    /// The name of the profile.
    #[n(0)]
    pub profile: String,
    /// SHA-256 of the deployment file.
    #[n(1)]
    pub deployment_file: Sha256,
    /// The opinions that allowed a finding, in the order of the report; each once.
    #[n(2)]
    pub opinions: Vec<OpinionUsed>,
}

/// A legal opinion that allowed a finding.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct OpinionUsed {
    /// The id of the check.
    #[n(0)]
    pub finding: String,
    /// By which counsel finds it.
    #[n(1)]
    pub reference: String,
    /// SHA-256 of the signed document.
    #[n(2)]
    pub sha256: Sha256,
}

/// A SHA-256 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Sha256(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 32],
);

impl Sha256 {
    /// The digest that 64 hexadecimal digits give; nothing of anything else.
    #[must_use]
    pub fn from_hexadecimal(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
        if digits.len() == 64 { bytes.try_into().ok().map(Self) } else { None }
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl OpinionUsed {
    /// Whether its texts are within their bounds.
    pub(crate) fn is_short(&self) -> bool {
        self.reference.len() <= REFERENCE_BYTES_MAX
    }
}

impl Clearance {
    /// Refuses what no check gives: names that are no identifiers, and more than its bounds.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        check_identifier(&self.profile)?;
        self.opinions.iter().try_for_each(|opinion| check_identifier(&opinion.finding))?;
        if self.opinions.len() <= OPINIONS_MAX && self.opinions.iter().all(OpinionUsed::is_short) {
            Ok(())
        } else {
            Err(Rejection::LimitExceeded)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn digests_are_read_as_they_are_written() {
        let text = "00ff".repeat(16);
        assert_eq!(Sha256::from_hexadecimal(&text).unwrap().to_string(), text);
        assert_eq!(Sha256::from_hexadecimal(&"AB".repeat(32)), Some(Sha256([0xab; 32])));
        for none in ["", "0g", &text[1..], &format!("{text}00")] {
            assert_eq!(Sha256::from_hexadecimal(none), None, "{none}");
        }
    }
}
