//! Exact decimals: yuan as text to fen as integers, never through a float.

/// The largest magnitude that is read, in fen.
pub(crate) const LARGEST_FEN: i64 = 10_000_000_000_000;

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountFault {
    /// Not a plain decimal number.
    Malformed,
    /// A plain decimal number, but not of whole fen.
    FractionalFen,
    /// Larger than [`LARGEST_FEN`].
    LimitExceeded,
}

/// Reads a decimal number of yuan as fen: an optional `-`, ASCII digits, and optionally a point with
/// further digits, of which all after the second are zero. Spaces around it are ignored.
pub fn parse_fen(text: &str) -> Result<i64, AmountFault> {
    let text = text.trim().as_bytes();
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = match digits.iter().position(|byte| *byte == b'.') {
        Some(point) => (&digits[..point], Some(&digits[point + 1..])),
        None => (digits, None),
    };
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    if !is_number(whole) || !fraction.is_none_or(is_number) {
        return Err(AmountFault::Malformed);
    }
    let fraction = fraction.unwrap_or_default();
    if fraction.iter().skip(2).any(|digit| *digit != b'0') {
        return Err(AmountFault::FractionalFen);
    }
    let cents = [0, 1].map(|place| fraction.get(place).copied().unwrap_or(b'0'));
    let mut fen: i64 = 0;
    for digit in whole.iter().chain(&cents) {
        fen = fen * 10 + i64::from(*digit - b'0');
        // Checked at every digit, so that a text of any length can not overflow.
        if fen > LARGEST_FEN {
            return Err(AmountFault::LimitExceeded);
        }
    }
    Ok(if negative { -fen } else { fen })
}

/// What to say about a malformed amount: the likely cause first, then what is allowed.
pub(crate) fn malformed_detail(text: &str) -> String {
    let text = text.trim();
    let cause = if text.is_empty() {
        "the cell is empty"
    } else if text.contains([',', '，', '\'', ' ']) {
        "remove thousands separators and inner spaces"
    } else if text.contains(['¥', '￥', '$', '元']) {
        "remove the currency sign"
    } else if !text.is_ascii() {
        "use ASCII digits, not full-width ones"
    } else {
        "this is not a plain decimal number"
    };
    format!(
        "{cause}; allowed is yuan with up to two decimals and digits on both sides of the point, such as 11, 11.7 or 11.77"
    )
}

#[cfg(test)]
mod tests {
    use super::{AmountFault, LARGEST_FEN, malformed_detail, parse_fen};
    use proptest::prelude::*;

    #[test]
    fn reads_plain_decimals() {
        let cases = [
            ("11.77", 1177),
            ("11.7", 1170),
            ("11", 1100),
            ("0.00", 0),
            ("-0.00", 0),
            ("-3.50", -350),
            ("1.230", 123),
            ("1.2300000000000000000000000000000", 123),
            ("00000000000000000000000000000001", 100),
            (" 8.05\t", 805),
            ("\u{3000}8.05\u{a0}", 805),
            ("0.01", 1),
            ("100000000000", LARGEST_FEN),
            ("100000000000.00", LARGEST_FEN),
            ("-100000000000.00", -LARGEST_FEN),
        ];
        for (text, fen) in cases {
            assert_eq!(parse_fen(text), Ok(fen), "{text}");
        }
    }

    #[test]
    fn rejects_everything_else() {
        use AmountFault::{FractionalFen, LimitExceeded, Malformed};
        let cases = [
            ("", Malformed),
            ("  ", Malformed),
            ("abc", Malformed),
            ("1e3", Malformed),
            ("1,234.50", Malformed),
            ("1 234.50", Malformed),
            ("¥5", Malformed),
            ("５", Malformed),
            ("１.5", Malformed),
            ("+-5", Malformed),
            ("+5", Malformed),
            ("--5", Malformed),
            ("-", Malformed),
            ("- 5", Malformed),
            ("5-", Malformed),
            (".", Malformed),
            (".5", Malformed),
            ("5.", Malformed),
            ("1.2.3", Malformed),
            ("1..2", Malformed),
            ("1.-2", Malformed),
            ("NaN", Malformed),
            ("inf", Malformed),
            ("0x10", Malformed),
            ("5\0", Malformed),
            ("1.234x", Malformed),
            ("1.234", FractionalFen),
            ("0.001", FractionalFen),
            ("-0.0000000001", FractionalFen),
            ("100000000000.01", LimitExceeded),
            ("-100000000000.01", LimitExceeded),
            ("92233720368547758.08", LimitExceeded),
            ("999999999999999999999999999999999999999999", LimitExceeded),
        ];
        for (text, fault) in cases {
            assert_eq!(parse_fen(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn detail_names_the_likely_cause() {
        let cases = [
            ("", "empty"),
            ("1,234.50", "thousands"),
            ("¥5", "currency"),
            ("５", "full-width"),
            ("1e3", "plain decimal"),
        ];
        for (text, hint) in cases {
            let detail = malformed_detail(text);
            assert!(detail.contains(hint), "{text}: {detail}");
            assert!(detail.contains("11.77"), "{text}: {detail}");
        }
    }

    proptest! {
        #[test]
        fn decimals_round_trip(fen in -LARGEST_FEN..=LARGEST_FEN, zeros in 0_usize..30) {
            let sign = if fen < 0 { "-" } else { "" };
            let magnitude = fen.abs();
            let text = format!("{sign}{}.{:02}{}", magnitude / 100, magnitude % 100, "0".repeat(zeros));
            prop_assert_eq!(parse_fen(&text), Ok(fen));
        }

        #[test]
        fn beyond_the_limit_is_said(fen in LARGEST_FEN + 1..) {
            let text = format!("{}.{:02}", fen / 100, fen % 100);
            prop_assert_eq!(parse_fen(&text), Err(AmountFault::LimitExceeded));
        }

        #[test]
        fn a_third_decimal_is_never_dropped(fen in 0..LARGEST_FEN, zeros in 0_usize..9, digit in 1..=9) {
            let text = format!("{}.{:02}{}{digit}", fen / 100, fen % 100, "0".repeat(zeros));
            prop_assert_eq!(parse_fen(&text), Err(AmountFault::FractionalFen));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = parse_fen(&text);
        }
    }
}
