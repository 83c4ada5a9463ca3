//! Identifiers from outside: which characters they may have, and what they must not give away.

use crate::limits::{GOODS_NAME_BYTES_MAX, IDENTIFIER_BYTES_MAX, REGION_LEVELS_MAX};
use crate::rejection::Rejection;

/// Checks an identifier of an order, a batch, a plan or a line: 1–64 characters of `[A-Za-z0-9._:-]`.
pub fn check_identifier(identifier: &str) -> Result<(), Rejection> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
    let good = (1..=IDENTIFIER_BYTES_MAX).contains(&identifier.len()) && identifier.bytes().all(allowed);
    if good { Ok(()) } else { Err(Rejection::IdentifierInvalid) }
}

/// Checks the identifier of a member or a merchant. It goes into a journal that is kept for years, so it must not be
/// a mobile or identity number. (Order numbers are exempt: shops number orders with 18 digits and name nobody by it.)
pub fn check_party_identifier(identifier: &str) -> Result<(), Rejection> {
    check_identifier(identifier)?;
    if is_mobile_number(identifier) || is_identity_number(identifier) {
        return Err(Rejection::IdentifierPersonal);
    }
    Ok(())
}

/// Checks a region path, `province/city/district` or its beginning; each part is 1–64 bytes of letters and digits of
/// any script, or `._:-`.
pub fn check_region(path: &[String]) -> Result<(), Rejection> {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | ':' | '-');
    let part_is_good = |part: &String| (1..=IDENTIFIER_BYTES_MAX).contains(&part.len()) && part.chars().all(allowed);
    if (1..=REGION_LEVELS_MAX).contains(&path.len()) && path.iter().all(part_is_good) {
        Ok(())
    } else {
        Err(Rejection::RegionInvalid)
    }
}

/// Checks what goods are called: text of one line, which is not a mobile or identity number.
pub fn check_goods_name(name: &str) -> Result<(), Rejection> {
    let is_text = (1..=GOODS_NAME_BYTES_MAX).contains(&name.len()) && !name.chars().any(char::is_control);
    if is_text && !name.trim().is_empty() && !is_mobile_number(name) && !is_identity_number(name) {
        Ok(())
    } else {
        Err(Rejection::GoodsNameInvalid)
    }
}

/// A mobile number of mainland China, bare or with its country code.
fn is_mobile_number(text: &str) -> bool {
    let bare = text.strip_prefix("86").or_else(|| text.strip_prefix("0086")).unwrap_or(text);
    let bare = bare.strip_prefix('-').unwrap_or(bare);
    is_bare_mobile_number(bare) || is_bare_mobile_number(text)
}

fn is_bare_mobile_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && bytes.get(1).is_some_and(|second| (b'3'..=b'9').contains(second))
}

/// A resident identity number: 17 digits and a check character (GB 11643, ISO 7064 MOD 11-2).
fn is_identity_number(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes.iter().take(17).all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = WEIGHTS.iter().zip(bytes).map(|(weight, digit)| weight * u32::from(digit - b'0')).sum();
    CHECKS[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_their_characters() {
        for good in ["m0", "cdnow.csv:17", "A-b_C.9", &"x".repeat(64)] {
            assert_eq!(check_identifier(good), Ok(()), "{good}");
        }
        for bad in ["", " ", "a b", "张三", "a/b", "a\n", &"x".repeat(65)] {
            assert_eq!(check_identifier(bad), Err(Rejection::IdentifierInvalid), "{bad}");
        }
    }

    #[test]
    fn personal_numbers_are_refused() {
        for personal in ["13812345678", "8613812345678", "86-13812345678", "11010519491231002X", "11010519491231002x"] {
            assert_eq!(check_party_identifier(personal), Err(Rejection::IdentifierPersonal), "{personal}");
        }
        for harmless in ["00001", "12345678901", "110105194912310021", "23812345678", "m13812345678"] {
            assert_eq!(check_party_identifier(harmless), Ok(()), "{harmless}");
        }
    }

    #[test]
    fn goods_have_names_of_one_line() {
        for good in ["冬被 1.5 m", "Kettle (2025)", &"字".repeat(64)] {
            assert_eq!(check_goods_name(good), Ok(()), "{good}");
        }
        for bad in ["", "  ", "a\nb", "13812345678", "11010519491231002X", &"字".repeat(65)] {
            assert_eq!(check_goods_name(bad), Err(Rejection::GoodsNameInvalid), "{bad}");
        }
    }

    #[test]
    fn regions_are_paths_of_one_to_three_parts() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        for good in ["P", "浙江/杭州", "33/3301/330106"] {
            assert_eq!(check_region(&path(good)), Ok(()), "{good}");
        }
        for bad in ["", "a//c", "a/b/c/d", "a b", "a\u{202e}b"] {
            assert_eq!(check_region(&path(bad)), Err(Rejection::RegionInvalid), "{bad}");
        }
    }
}
