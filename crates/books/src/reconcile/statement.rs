//! A custodian's statement, whatever file it came in.

use super::error::StatementError;
use super::{camt053, csv_statement};
use jiff::civil::Date;
use ratchet_core::Fen;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes.
pub const STATEMENT_BYTES_MAX: u64 = 64 << 20;

/// The most lines of a statement.
pub(super) const LINES_MAX: usize = 1_000_000;

/// The files that a statement comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementFormat {
    /// Columns as in `docs/reconciliation.md`.
    Csv,
    /// ISO 20022 `camt.053`, the bank-to-customer statement.
    Camt053,
}

impl StatementFormat {
    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "camt053" => Some(Self::Camt053),
            _ => None,
        }
    }

    /// The format that the name of a file says: `.xml` is camt.053, everything else CSV.
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        let is_xml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
        if is_xml { Self::Camt053 } else { Self::Csv }
    }
}

/// One movement as the custodian booked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyLine {
    /// Line of the file where it begins, from 1.
    pub line: u64,
    /// When the custodian booked it.
    pub date: Date,
    /// What came in; negative where it went out.
    pub amount: Fen,
    /// References, the first one being what is shown; words of a text for the payee are among them.
    pub references: Vec<String>,
}

/// What a custodian booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyStatement {
    /// In the order of the file; at least one.
    pub lines: Vec<CustodyLine>,
}

impl CustodyStatement {
    /// Reads the file `path`.
    pub fn read(path: &Path, format: StatementFormat) -> Result<Self, StatementError> {
        let unreadable = |cause| StatementError::Unreadable { path: path.to_path_buf(), cause };
        let mut text = Vec::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(STATEMENT_BYTES_MAX + 1).read_to_end(&mut text).map_err(unreadable)?;
        Self::parse(&text, format)
    }

    /// Reads the content of a file.
    pub fn parse(bytes: &[u8], format: StatementFormat) -> Result<Self, StatementError> {
        if bytes.len() as u64 > STATEMENT_BYTES_MAX {
            return Err(StatementError::TooLarge { what: "64 MB" });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let good = bytes.split(|byte| *byte == b'\n').scan(0, |end, line| {
                *end += line.len() + 1;
                (*end <= error.valid_up_to()).then_some(())
            });
            let line = good.count() as u64 + 1;
            StatementError::malformed(line, "not UTF-8: save the file as UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = match format {
            StatementFormat::Csv => csv_statement::parse(text)?,
            StatementFormat::Camt053 => camt053::parse(text)?,
        };
        if lines.is_empty() {
            return Err(StatementError::Empty);
        }
        Ok(Self { lines })
    }

    /// The first and the last day.
    #[must_use]
    pub fn days(&self) -> (Date, Date) {
        let dates = || self.lines.iter().map(|line| line.date);
        (dates().min().unwrap_or_default(), dates().max().unwrap_or_default())
    }
}

/// Adds a line, unless there are too many.
pub(super) fn push(lines: &mut Vec<CustodyLine>, line: CustodyLine) -> Result<(), StatementError> {
    if lines.len() == LINES_MAX {
        return Err(StatementError::TooLarge { what: "1,000,000 lines" });
    }
    lines.push(line);
    Ok(())
}

/// A decimal number of yuan as fen.
pub(super) fn amount(text: &str, line: u64) -> Result<Fen, StatementError> {
    let fen = ratchet_intake::parse_fen(text).map_err(|_| {
        StatementError::malformed(line, format!("`{text}` is no amount: allowed is yuan such as 12.5 or -12.50"))
    })?;
    Ok(Fen::new(fen))
}

/// A day, `2026-11-23`; what a time of day says is passed over.
pub(super) fn date(text: &str, line: u64) -> Result<Date, StatementError> {
    let day = text.trim().get(..10).unwrap_or_default();
    day.parse().map_err(|_| StatementError::malformed(line, format!("`{text}` is no day: allowed is 2026-11-23")))
}

/// The references that texts hold: each text as a whole, and its words where it has several.
pub(super) fn references<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        let text = text.trim();
        let words = text.split(|character: char| character.is_whitespace() || ",;，；/".contains(character));
        for reference in std::iter::once(text).chain(words) {
            let is_new = !reference.is_empty() && !found.iter().any(|known| known == reference);
            if is_new && reference != "NOTPROVIDED" {
                found.push(reference.to_owned());
            }
        }
    }
    found
}
