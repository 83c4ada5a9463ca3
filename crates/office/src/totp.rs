//! The second factor: codes of an authenticator (RFC 6238, six digits, thirty seconds), each good once.

use crate::error::OfficeError;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of the key that authenticator and office share.
pub(crate) const KEY_BYTES: usize = 20;

fn totp(key: &[u8]) -> Result<Totp, OfficeError> {
    // One step of thirty seconds early or late is taken: phones are not exact.
    let built = Builder::new().with_secret(Secret::from(key)).build();
    built.map_err(|error| OfficeError::Unavailable(format!("the key of an authenticator is damaged: {error}")))
}

/// The step to which `code` belongs, if it is right at `now` and later than the step that was used last.
pub(crate) fn step(key: &[u8], code: &str, last_step: i64, now: i64) -> Result<Option<i64>, OfficeError> {
    let seconds = u64::try_from(now / 1_000).unwrap_or(0);
    let step = totp(key)?.check(code, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last_step))
}

/// The key as authenticators take it by hand.
pub(crate) fn base32(key: &[u8]) -> String {
    Secret::from(key).to_base32()
}

/// The key as authenticators take it from a picture. `account` is an opaque id: it needs no escaping.
pub(crate) fn url(key: &[u8], account: &str) -> String {
    format!("otpauth://totp/Ratchet:{account}?secret={}&issuer=Ratchet", base32(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238, appendix B; its codes have eight digits there, of which six are the last.
    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(step(KEY, code, 0, seconds * 1_000).unwrap(), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_one_step_early_or_late() {
        let now = 1_111_111_109_000;
        let used = step(KEY, "081804", 0, now).unwrap().unwrap();
        assert_eq!(step(KEY, "081804", used, now).unwrap(), None, "replayed");
        assert_eq!(step(KEY, "081804", 0, now + 30_000).unwrap(), Some(used));
        assert_eq!(step(KEY, "081804", 0, now - 30_000).unwrap(), Some(used));
        assert_eq!(step(KEY, "081804", 0, now + 60_000).unwrap(), None);
        for wrong in ["", "081805", "81804", "0081804", "+81804", "０８１８０４", "0818 4"] {
            assert_eq!(step(KEY, wrong, 0, now).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn an_authenticator_can_take_the_key() {
        assert_eq!(base32(KEY), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            url(KEY, "p-1"),
            "otpauth://totp/Ratchet:p-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Ratchet"
        );
    }
}
