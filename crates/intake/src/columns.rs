//! The header of a file and where the mapped columns are.

use std::path::{Path, PathBuf};

use crate::error::IntakeError;
use crate::fields::Fields;
use crate::mapping::{ClaimMapping, Mapping};
use crate::reject::excerpt;

/// The most columns that a message lists.
const LISTED_COLUMNS: usize = 60;

/// The names of the columns of a file.
pub(crate) struct Header {
    /// As messages show them.
    shown: Vec<String>,
    /// As they are; nothing where they are no text.
    names: Vec<Option<String>>,
    path: PathBuf,
}

/// The mapped columns of a file of orders, as places in the header.
pub(crate) struct OrderColumns {
    pub(crate) time: usize,
    pub(crate) member: usize,
    pub(crate) amount: usize,
    pub(crate) order: Option<usize>,
    pub(crate) merchant: Option<usize>,
    pub(crate) cost: Option<usize>,
    pub(crate) referrer: Option<usize>,
}

/// The mapped columns of a file of claims, as places in the header.
pub(crate) struct ClaimColumns {
    pub(crate) member: usize,
    pub(crate) amount: usize,
    pub(crate) evidence: usize,
}

impl OrderColumns {
    /// Finds the mapped columns.
    pub(crate) fn find(header: &Header, mapping: &Mapping) -> Result<Self, IntakeError> {
        let find_optional =
            |target, column: &Option<String>| column.as_ref().map(|column| header.find(target, column)).transpose();
        Ok(Self {
            time: header.find("time", &mapping.time)?,
            member: header.find("member", &mapping.member)?,
            amount: header.find("amount", &mapping.amount)?,
            order: find_optional("order", &mapping.order)?,
            merchant: find_optional("merchant", &mapping.merchant)?,
            cost: find_optional("cost", &mapping.cost)?,
            referrer: find_optional("referrer", &mapping.referrer)?,
        })
    }
}

impl ClaimColumns {
    /// Finds the mapped columns.
    pub(crate) fn find(header: &Header, mapping: &ClaimMapping) -> Result<Self, IntakeError> {
        Ok(Self {
            member: header.find("member", &mapping.member)?,
            amount: header.find("amount", &mapping.amount)?,
            evidence: header.find("evidence", &mapping.evidence)?,
        })
    }
}

impl Header {
    /// The names in the first record of the file at `path`.
    pub(crate) fn of(fields: &Fields, record: &[u8], path: &Path) -> Self {
        let cells: Vec<&[u8]> = (0..fields.count()).filter_map(|index| fields.get(index, record)).collect();
        let name = |cell: &&[u8]| std::str::from_utf8(cell).ok().map(|name| name.trim().to_owned());
        Self {
            shown: cells.iter().map(|cell| excerpt(cell.trim_ascii())).collect(),
            names: cells.iter().map(name).collect(),
            path: path.to_owned(),
        }
    }

    /// Where the column `column` is, which `target` asks for.
    pub(crate) fn find(&self, target: &'static str, column: &str) -> Result<usize, IntakeError> {
        let column = column.trim();
        let mut found = self.names.iter().enumerate().filter(|(_, name)| name.as_deref() == Some(column));
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (Some(_), Some(_)) => Err(IntakeError::ColumnAmbiguous { target, column: column.to_owned() }),
            // The column may be there in another encoding, so its absence is not the news.
            (None, _) if self.names.iter().any(Option::is_none) => {
                Err(IntakeError::HeaderNotUtf8 { path: self.path.clone(), column: column.to_owned() })
            }
            (None, _) => {
                Err(IntakeError::ColumnUnknown { target, column: column.to_owned(), columns: listed(&self.shown) })
            }
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn name(&self, index: usize) -> Option<String> {
        self.shown.get(index).cloned()
    }
}

/// The names in the order of the file, as a message lists them.
fn listed(shown: &[String]) -> String {
    let list = shown.iter().take(LISTED_COLUMNS).cloned().collect::<Vec<_>>().join(", ");
    match shown.len().saturating_sub(LISTED_COLUMNS) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

/// What separates the columns: the most frequent of comma, semicolon and tab outside quotes.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in header {
        if *byte == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            for (delimiter, count) in &mut counts {
                *count += usize::from(byte == delimiter);
            }
        }
    }
    // The first of equals, so that a file of one column is read with commas.
    let [comma, semicolon, tab] = counts;
    let most = if semicolon.1 > comma.1 { semicolon } else { comma };
    if tab.1 > most.1 { tab.0 } else { most.0 }
}

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn the_most_frequent_delimiter_wins() {
        assert_eq!(delimiter(b"a,b,c"), b',');
        assert_eq!(delimiter(b"a;b;c"), b';');
        assert_eq!(delimiter(b"a\tb\tc"), b'\t');
        assert_eq!(delimiter(b"a"), b',');
        assert_eq!(delimiter(b"a,b;c"), b',');
        assert_eq!(delimiter(b"a;b\tc"), b';');
        assert_eq!(delimiter(b"\"a,b,c\";\"d,e\""), b';');
    }
}
