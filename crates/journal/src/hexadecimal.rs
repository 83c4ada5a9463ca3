//! Bytes as lower-case hexadecimal digits, as they stand in JSON and in key files.

use serde::{Deserialize, Deserializer, Serializer};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The digits of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes of exactly `2 * SIZE` digits. Only lower case is read, so that one value has one spelling.
pub(crate) fn decode<const SIZE: usize>(text: &str) -> Option<[u8; SIZE]> {
    let digits = text.as_bytes();
    if digits.len() != SIZE * 2 {
        return None;
    }
    let mut bytes = [0; SIZE];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit_value(pair[0])? << 4 | digit_value(pair[1])?;
    }
    Some(bytes)
}

fn digit_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// For `#[serde(with)]`: writes bytes as digits.
pub(crate) fn serialize<S: Serializer, const SIZE: usize>(bytes: &[u8; SIZE], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&encode(bytes))
}

/// For `#[serde(with)]`: reads digits back.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, const SIZE: usize>(from: D) -> Result<[u8; SIZE], D::Error> {
    let text = String::deserialize(from)?;
    decode(&text).ok_or_else(|| serde::de::Error::custom(format!("expected {} hexadecimal digits", SIZE * 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_back() {
        assert_eq!(encode(&[0x00, 0x9f, 0xff]), "009fff");
        assert_eq!(decode("009fff"), Some([0x00, 0x9f, 0xff]));
        for wrong in ["009ff", "009FFF", "009ffg", "009fff0", ""] {
            assert_eq!(decode::<3>(wrong), None, "{wrong}");
        }
    }
}
