//! Signatures of Standard Webhooks 1.0.

use crate::error::OfficeError;
use crate::token;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use standardwebhooks::Webhook;
use std::fmt;

/// What a receiver checks: the three headers of a delivery.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-id`: the same at every attempt.
    pub id: String,
    /// `webhook-timestamp`: seconds, of this attempt.
    pub timestamp: i64,
    /// `webhook-signature`: one for each secret that is good now.
    pub signature: String,
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Signs `body` as sent at `now`, in UTC milliseconds, with every secret given.
pub fn signed(id: &str, now: i64, body: &str, secrets: &[String]) -> Result<Signed, OfficeError> {
    let timestamp = now.div_euclid(1_000);
    let sign = |secret: &String| Webhook::new(secret)?.sign(id, timestamp, body.as_bytes());
    let signatures: Result<Vec<String>, _> = secrets.iter().map(sign).collect();
    let signatures = signatures.map_err(|error| OfficeError::Unavailable(format!("a webhook's secret: {error}")))?;
    Ok(Signed { id: id.to_owned(), timestamp, signature: signatures.join(" ") })
}

/// A new secret: 192 random bits, as receivers of Standard Webhooks take them.
pub(crate) fn new_secret() -> Result<String, OfficeError> {
    Ok(format!("whsec_{}", STANDARD.encode(token::random::<24>()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const BODY: &str = r#"{"email":"test@example.com","username":"test_user"}"#;

    #[test]
    fn the_published_vector_is_signed_as_published() {
        let signed = signed("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553_000, BODY, &[SECRET.to_owned()]).unwrap();
        assert_eq!(signed.timestamp, 1_649_367_553);
        assert_eq!(signed.signature, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
    }

    #[test]
    fn during_a_rotation_there_are_two_signatures() {
        let secrets = [new_secret().unwrap(), SECRET.to_owned()];
        let both = signed("e", 1_000, BODY, &secrets).unwrap().signature;
        let (new, old) = both.split_once(' ').unwrap();
        assert_eq!(old, signed("e", 1_000, BODY, &secrets[1..]).unwrap().signature);
        assert_eq!(new, signed("e", 1_000, BODY, &secrets[..1]).unwrap().signature);
        assert_ne!(new, old);
    }
}
