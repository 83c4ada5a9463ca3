//! Heads signed by the owner of the journal. The chain alone binds nobody who can rewrite all of it; a head that was
//! signed and handed out does.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::error::JournalError;
use crate::hexadecimal;
use crate::journal::Head;
use crate::replaced_file::{replace_file, sync_parent};

/// Separates these signatures from anything else the key could ever be asked to sign.
const DOMAIN: &[u8; 24] = b"ratchet/journal/head/v1\0";
const MESSAGE_BYTES: usize = DOMAIN.len() + 32 + 8 + 32 + 8 + 8;
/// Nobody but the owner may read the key.
const KEY_FILE_MODE: u32 = 0o600;

/// A head with the signature of the journal's owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The journal spoken of.
    #[serde(with = "hexadecimal")]
    pub journal_id: [u8; 32],
    /// Its head.
    #[serde(with = "HeadFields")]
    pub head: Head,
    /// Ed25519 public key of the owner.
    #[serde(with = "hexadecimal")]
    pub public_key: [u8; 32],
    /// Ed25519 signature of the message described in `docs/journal-format.md`.
    #[serde(with = "hexadecimal")]
    pub signature: [u8; 64],
}

/// How a [`Head`] stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Head", deny_unknown_fields)]
struct HeadFields {
    frame: u64,
    #[serde(with = "hexadecimal")]
    hash: [u8; 32],
    next_sequence: u64,
    time: i64,
}

impl SignedHead {
    /// Checks that the signature fits the head, the journal and the public key it carries. Whose key that is, only
    /// [`Self::verify_by`] answers.
    pub fn verify(&self) -> Result<(), JournalError> {
        let invalid = || JournalError::HeadSignatureInvalid { frame: self.head.frame };
        let key = VerifyingKey::from_bytes(&self.public_key).map_err(|_| invalid())?;
        let message = signed_message(&self.head, &self.journal_id);
        // Strict: a signature that some verifiers accept and others refuse is none.
        key.verify_strict(&message, &Signature::from_bytes(&self.signature)).map_err(|_| invalid())
    }

    /// As [`Self::verify`], and by this owner, for this journal.
    pub fn verify_by(&self, public_key: &[u8; 32], journal_id: &[u8; 32]) -> Result<(), JournalError> {
        if self.public_key != *public_key || self.journal_id != *journal_id {
            return Err(JournalError::HeadSignatureInvalid { frame: self.head.frame });
        }
        self.verify()
    }

    /// The JSON text that is published.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Only maps with odd keys or failing serializers can fail here; there are none in this type.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads the published JSON text. Does not verify.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Replaces the file at `path` with this head, whole or not at all.
    pub fn store(&self, path: impl AsRef<Path>) -> Result<(), JournalError> {
        replace_file(path.as_ref(), &[self.to_json().as_bytes(), b"\n"])
    }

    /// The head stored at `path`, or nothing if there is no such file. Does not verify.
    pub fn load(path: impl AsRef<Path>) -> Result<Option<Self>, JournalError> {
        let path = path.as_ref();
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(JournalError::io("read", path)(error)),
        };
        let head = serde_json::from_slice(&bytes);
        head.map(Some)
            .map_err(|error| JournalError::HeadFileInvalid { path: path.to_path_buf(), cause: error.to_string() })
    }
}

/// The bytes that are signed: fixed sizes only, so that no two heads can share a message.
fn signed_message(head: &Head, journal_id: &[u8; 32]) -> [u8; MESSAGE_BYTES] {
    let mut message = [0; MESSAGE_BYTES];
    let mut at = 0;
    let mut put = |field: &[u8]| {
        message[at..at + field.len()].copy_from_slice(field);
        at += field.len();
    };
    put(DOMAIN);
    put(journal_id);
    put(&head.frame.to_le_bytes());
    put(&head.hash);
    put(&head.next_sequence.to_le_bytes());
    put(&head.time.to_le_bytes());
    message
}

/// The private key with which heads are signed.
pub struct HeadKey {
    key: SigningKey,
}

impl fmt::Debug for HeadKey {
    /// Shows the public half only: keys end up in logs by way of `Debug`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HeadKey").field("public_key", &hexadecimal::encode(&self.public_key())).finish()
    }
}

impl HeadKey {
    /// A new key from the randomness of the operating system.
    pub fn generate() -> Result<Self, JournalError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| JournalError::RandomnessMissing { cause: error.to_string() })?;
        Ok(Self { key: SigningKey::from_bytes(&secret) })
    }

    /// Reads a key file: 64 hexadecimal digits.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(JournalError::io("read", path))?;
        let secret = std::str::from_utf8(&bytes).ok().and_then(|text| hexadecimal::decode(text.trim()));
        let secret = secret.ok_or_else(|| JournalError::HeadKeyInvalid { path: path.to_path_buf() })?;
        Ok(Self { key: SigningKey::from_bytes(&secret) })
    }

    /// Writes a new key file that only its owner can read. Never overwrites one: a lost key cannot be made again.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), JournalError> {
        let path = path.as_ref();
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(KEY_FILE_MODE).open(path);
        let mut file = match file {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(JournalError::HeadKeyExists { path: path.to_path_buf() });
            }
            Err(error) => return Err(JournalError::io("create", path)(error)),
        };
        let text = hexadecimal::encode(self.key.as_bytes()) + "\n";
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(JournalError::io("write", path))?;
        sync_parent(path)
    }

    /// The public half, by which others know the owner.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs a head of the journal with this id.
    #[must_use]
    pub fn sign(&self, head: &Head, journal_id: &[u8; 32]) -> SignedHead {
        let signature = self.key.sign(&signed_message(head, journal_id));
        SignedHead {
            journal_id: *journal_id,
            head: head.clone(),
            public_key: self.public_key(),
            signature: signature.to_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn head() -> Head {
        Head { frame: 1, hash: [2; 32], next_sequence: 3, time: 4 }
    }

    fn key() -> HeadKey {
        HeadKey { key: SigningKey::from_bytes(&[7; 32]) }
    }

    #[test]
    fn a_signed_head_verifies_and_survives_json() {
        let signed = key().sign(&head(), &[9; 32]);
        signed.verify().unwrap();
        let read = SignedHead::from_json(&signed.to_json()).unwrap();
        assert_eq!(read, signed);
        read.verify_by(&key().public_key(), &[9; 32]).unwrap();
        assert!(read.verify_by(&HeadKey::generate().unwrap().public_key(), &[9; 32]).is_err());
        assert!(read.verify_by(&key().public_key(), &[8; 32]).is_err());
    }

    /// Ed25519 is deterministic: a changed message layout changes this signature.
    #[test]
    fn the_signed_message_is_fixed() {
        let expected =
            concat!("726174636865742f6a6f75726e616c2f686561642f763100", "0909090909090909", "0909090909090909");
        assert!(hexadecimal::encode(&signed_message(&head(), &[9; 32])).starts_with(expected));
        assert_eq!(signed_message(&head(), &[9; 32])[56..64], [1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(
            hexadecimal::encode(&key().sign(&head(), &[9; 32]).signature),
            "35471e2dc8d6a5dea6d5e109502bfb101898a2ab1f4731268d9099d56bb71a23910ead553c1e96903e19b12b8670cdb0799f57a43d8ebaa7c3600f9be6563c0a"
        );
    }

    #[test]
    fn everything_tampered_with_is_noticed() {
        let good = key().sign(&head(), &[9; 32]);
        let other = HeadKey::generate().unwrap();
        let tampered = [
            SignedHead { journal_id: [8; 32], ..good.clone() },
            SignedHead { head: Head { frame: 2, ..head() }, ..good.clone() },
            SignedHead { head: Head { hash: [3; 32], ..head() }, ..good.clone() },
            SignedHead { head: Head { next_sequence: 4, ..head() }, ..good.clone() },
            SignedHead { head: Head { time: 5, ..head() }, ..good.clone() },
            SignedHead { public_key: other.public_key(), ..good.clone() },
            SignedHead { signature: other.sign(&head(), &[9; 32]).signature, ..good.clone() },
            SignedHead { public_key: [0; 32], ..good },
        ];
        for signed in tampered {
            assert_eq!(signed.verify().unwrap_err().code(), "head_signature_invalid", "{signed:?}");
        }
    }

    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("head.key");
        let key = HeadKey::generate().unwrap();
        key.save(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(HeadKey::load(&path).unwrap().public_key(), key.public_key());
        assert_eq!(key.save(&path).unwrap_err().code(), "head_key_exists");
        fs::write(&path, "nonsense").unwrap();
        assert_eq!(HeadKey::load(&path).unwrap_err().code(), "head_key_invalid");
        assert_eq!(HeadKey::load(dir.path().join("none")).unwrap_err().code(), "journal_io");
        let secret = hexadecimal::encode(key.key.as_bytes());
        assert!(!format!("{key:?}").contains(&secret));
    }

    #[test]
    fn the_newest_head_replaces_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("head.json");
        assert_eq!(SignedHead::load(&path).unwrap(), None);
        for frame in 1..4 {
            let signed = key().sign(&Head { frame, ..head() }, &[9; 32]);
            signed.store(&path).unwrap();
            assert_eq!(SignedHead::load(&path).unwrap(), Some(signed));
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        for spoiled in ["", "{}", "\u{0}", "[1,2]"] {
            fs::write(&path, spoiled).unwrap();
            assert_eq!(SignedHead::load(&path).unwrap_err().code(), "head_file_invalid");
        }
    }
}
