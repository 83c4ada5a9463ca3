//! A statement as CSV: a heading, then a line for each movement.

use super::error::StatementError;
use super::statement::{CustodyLine, amount, date, push, references};
use csv::{ReaderBuilder, StringRecord};

/// All columns that there may be; the first two must be there.
const COLUMNS: &str = "date, amount, reference, currency, text";

/// Where the columns are.
struct Columns {
    date: usize,
    amount: usize,
    reference: Option<usize>,
    currency: Option<usize>,
    text: Option<usize>,
}

impl Columns {
    fn of(heading: &StringRecord) -> Result<Self, StatementError> {
        let wrong = |what: String| StatementError::Columns { what, allowed: COLUMNS };
        for (place, name) in heading.iter().enumerate() {
            if !COLUMNS.split(", ").any(|known| known == name) {
                return Err(wrong(format!("`{name}` is no column of a statement")));
            }
            if heading.iter().take(place).any(|earlier| earlier == name) {
                return Err(wrong(format!("`{name}` is there twice")));
            }
        }
        let find = |name: &str| heading.iter().position(|column| column == name);
        let need = |name: &str| find(name).ok_or_else(|| wrong(format!("`{name}` is missing")));
        Ok(Self {
            date: need("date")?,
            amount: need("amount")?,
            reference: find("reference"),
            currency: find("currency"),
            text: find("text"),
        })
    }
}

pub(super) fn parse(text: &str) -> Result<Vec<CustodyLine>, StatementError> {
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|error| malformed(&error))?)?;
    let (mut lines, mut record) = (Vec::new(), StringRecord::new());
    while reader.read_record(&mut record).map_err(|error| malformed(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let field = |place: Option<usize>| place.and_then(|place| record.get(place)).unwrap_or_default();
        let currency = field(columns.currency);
        if !(currency.is_empty() || currency == "CNY") {
            return Err(StatementError::Currency { line, currency: currency.to_owned() });
        }
        let (date, amount) = (date(field(Some(columns.date)), line)?, amount(field(Some(columns.amount)), line)?);
        let references = references([field(columns.reference), field(columns.text)]);
        push(&mut lines, CustodyLine { line, date, amount, references })?;
    }
    Ok(lines)
}

fn malformed(error: &csv::Error) -> StatementError {
    StatementError::malformed(error.position().map_or(1, csv::Position::line), error.to_string())
}
