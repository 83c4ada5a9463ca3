//! The header of a file and where the mapped columns are.

use std::path::Path;

use crate::error::IntakeError;
use crate::fields::Fields;
use crate::mapping::Mapping;
use crate::reject::excerpt;

/// The most columns that a message lists.
const LISTED_COLUMNS: usize = 60;

/// The columns of a file, each mapped one as its index.
pub(crate) struct Columns {
    /// Names as messages show them.
    names: Vec<String>,
    pub(crate) time: usize,
    pub(crate) member: usize,
    pub(crate) amount: usize,
    pub(crate) order: Option<usize>,
    pub(crate) merchant: Option<usize>,
    pub(crate) cost: Option<usize>,
    pub(crate) referrer: Option<usize>,
}

impl Columns {
    /// Finds the mapped columns among the fields of the header.
    pub(crate) fn find(fields: &Fields, record: &[u8], mapping: &Mapping, path: &Path) -> Result<Self, IntakeError> {
        let cells: Vec<&[u8]> = (0..fields.count()).filter_map(|index| fields.get(index, record)).collect();
        let names: Vec<Option<&str>> = cells.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::trim)).collect();
        let find = |target, column: &str| Self::index(&names, target, column, path);
        let find_optional =
            |target, column: &Option<String>| column.as_ref().map(|column| find(target, column)).transpose();
        Ok(Self {
            time: find("time", &mapping.time)?,
            member: find("member", &mapping.member)?,
            amount: find("amount", &mapping.amount)?,
            order: find_optional("order", &mapping.order)?,
            merchant: find_optional("merchant", &mapping.merchant)?,
            cost: find_optional("cost", &mapping.cost)?,
            referrer: find_optional("referrer", &mapping.referrer)?,
            names: cells.iter().map(|cell| excerpt(cell.trim_ascii())).collect(),
        })
    }

    fn index(names: &[Option<&str>], target: &'static str, column: &str, path: &Path) -> Result<usize, IntakeError> {
        let column = column.trim();
        let mut found = names.iter().enumerate().filter(|(_, name)| **name == Some(column));
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (Some(_), Some(_)) => Err(IntakeError::ColumnAmbiguous { target, column: column.to_owned() }),
            // The column may be there in another encoding, so its absence is not the news.
            (None, _) if names.iter().any(Option::is_none) => {
                Err(IntakeError::HeaderNotUtf8 { path: path.to_owned(), column: column.to_owned() })
            }
            (None, _) => Err(IntakeError::ColumnUnknown { target, column: column.to_owned(), columns: listed(names) }),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn name(&self, index: usize) -> Option<String> {
        self.names.get(index).cloned()
    }
}

/// The names in the order of the file, as a message lists them.
fn listed(names: &[Option<&str>]) -> String {
    let list = names
        .iter()
        .take(LISTED_COLUMNS)
        .map(|name| excerpt(name.unwrap_or_default().as_bytes()))
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(LISTED_COLUMNS) {
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
