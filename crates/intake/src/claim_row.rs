//! One record as a claim.

use crate::cells::Cells;
use crate::code;
use crate::columns::ClaimColumns;
use crate::reject::Reject;

/// Digits of a SHA-256.
const DIGITS: usize = 64;

/// One claim, as exact as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimRow<'a> {
    /// The physical line where the record begins; the header is line 1.
    pub line: u64,
    /// Who is owed.
    pub member: &'a str,
    /// How much, in fen; may be zero or negative.
    pub amount_fen: i64,
    /// SHA-256 of the document that shows it: 64 hexadecimal digits.
    pub evidence: &'a str,
}

impl<'a> Cells<'a> {
    /// Reads the claim, or says what is wrong first.
    pub(crate) fn claim_row(&self, columns: &ClaimColumns) -> Result<ClaimRow<'a>, Reject> {
        self.check_count()?;
        Ok(ClaimRow {
            line: self.line,
            member: self.identifier(columns.member)?,
            amount_fen: self.fen(columns.amount, code::AMOUNT_MALFORMED, code::AMOUNT_FRACTIONAL_FEN)?,
            evidence: self.digest(columns.evidence)?,
        })
    }

    fn digest(&self, column: usize) -> Result<&'a str, Reject> {
        let text = self.identifier(column)?;
        if text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Ok(text);
        }
        let detail = "the evidence is named by the SHA-256 of the document: 64 hexadecimal digits".to_owned();
        Err(self.reject(code::EVIDENCE_MALFORMED, column, text.as_bytes(), detail))
    }
}
