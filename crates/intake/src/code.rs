//! The stable codes of everything that can be wrong with a file of orders.

pub(crate) const AMOUNT_FRACTIONAL_FEN: &str = "amount_fractional_fen";
pub(crate) const AMOUNT_MALFORMED: &str = "amount_malformed";
pub(crate) const COLUMN_AMBIGUOUS: &str = "column_ambiguous";
pub(crate) const COLUMN_UNKNOWN: &str = "column_unknown";
pub(crate) const COST_FRACTIONAL_FEN: &str = "cost_fractional_fen";
pub(crate) const COST_MALFORMED: &str = "cost_malformed";
pub(crate) const EVIDENCE_MALFORMED: &str = "evidence_malformed";
pub(crate) const FIELD_COUNT: &str = "field_count";
pub(crate) const FIELD_MISSING: &str = "field_missing";
pub(crate) const FILE_CORRUPT: &str = "file_corrupt";
pub(crate) const FILE_EMPTY: &str = "file_empty";
pub(crate) const FILE_FORMAT: &str = "file_format";
pub(crate) const FILE_TRUNCATED: &str = "file_truncated";
pub(crate) const FILE_UNREADABLE: &str = "file_unreadable";
pub(crate) const HEADER_MALFORMED: &str = "header_malformed";
pub(crate) const LIMIT_EXCEEDED: &str = "limit_exceeded";
pub(crate) const LINE_TOO_LONG: &str = "line_too_long";
pub(crate) const MAPPING_MALFORMED: &str = "mapping_malformed";
pub(crate) const MAPPING_MISSING: &str = "mapping_missing";
pub(crate) const MAPPING_REPEATED: &str = "mapping_repeated";
pub(crate) const MAPPING_UNKNOWN: &str = "mapping_unknown";
pub(crate) const NOT_UTF8: &str = "not_utf8";
pub(crate) const QUOTE_UNCLOSED: &str = "quote_unclosed";
pub(crate) const TIME_MALFORMED: &str = "time_malformed";
pub(crate) const TIME_OUT_OF_RANGE: &str = "time_out_of_range";

/// Every code of [`Reject`](crate::Reject) and [`IntakeError`](crate::IntakeError), in alphabetical
/// order, each with one sentence that explains it.
pub const CODES: &[(&str, &str)] = &[
    (AMOUNT_FRACTIONAL_FEN, "The amount has a fraction of a fen; at most two decimals other than zero are allowed."),
    (AMOUNT_MALFORMED, "The amount is not a plain decimal number of yuan such as 11.77."),
    (COLUMN_AMBIGUOUS, "A mapped column occurs more than once in the header."),
    (COLUMN_UNKNOWN, "A mapped column does not occur in the header."),
    (COST_FRACTIONAL_FEN, "The cost has a fraction of a fen; at most two decimals other than zero are allowed."),
    (COST_MALFORMED, "The cost is not a plain decimal number of yuan such as 11.77."),
    (EVIDENCE_MALFORMED, "The evidence of a claim is not the SHA-256 of a document, 64 hexadecimal digits."),
    (FIELD_COUNT, "The record has more fields than the header."),
    (FIELD_MISSING, "The record ends before a mapped column, or a mapped identifier is empty."),
    (FILE_CORRUPT, "The gzip stream of the file is damaged, so nothing after this line can be read."),
    (FILE_EMPTY, "The file has no header and no rows."),
    (FILE_FORMAT, "The file is not CSV text in UTF-8 but a workbook, an archive or UTF-16."),
    (FILE_TRUNCATED, "The gzip stream of the file breaks off, so nothing after this line can be read."),
    (FILE_UNREADABLE, "The operating system could not open or read the file."),
    (HEADER_MALFORMED, "The first line of the file cannot be read as a list of column names."),
    (LIMIT_EXCEEDED, "An amount or a cost is larger than 100,000,000,000.00 yuan."),
    (LINE_TOO_LONG, "The line is longer than 65,536 bytes."),
    (MAPPING_MALFORMED, "A column mapping is not written as target=column."),
    (
        MAPPING_MISSING,
        "A column mapping that is always needed is missing: time, member and amount; of claims member, amount and evidence.",
    ),
    (MAPPING_REPEATED, "A target of the column mapping is given more than once."),
    (MAPPING_UNKNOWN, "A target of the column mapping does not exist."),
    (NOT_UTF8, "A mapped column, or the header, has bytes that are not UTF-8."),
    (QUOTE_UNCLOSED, "A quoted field does not close properly, so its first line is rejected by itself."),
    (TIME_MALFORMED, "The time is not a date, a date with a time of day, or an RFC 3339 time."),
    (TIME_OUT_OF_RANGE, "The time is outside the years 1970 to 2999 in UTC."),
];

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn every_code_is_explained_by_one_sentence() {
        for (code, sentence) in CODES {
            assert!(sentence.ends_with('.'), "{code}");
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'8'));
        }
    }
}
