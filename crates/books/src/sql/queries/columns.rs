//! Columns as the types they stand for.

use crate::error::BooksError;
use ratchet_core::{Fen, Points, Time};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Reads columns by name.
pub(super) trait Columns {
    fn number(&self, name: &str) -> Result<i64, BooksError>;
    fn number_or_none(&self, name: &str) -> Result<Option<i64>, BooksError>;
    fn text(&self, name: &str) -> Result<String, BooksError>;
    fn text_or_none(&self, name: &str) -> Result<Option<String>, BooksError>;

    fn count(&self, name: &str) -> Result<u64, BooksError> {
        Ok(self.number(name)?.cast_unsigned())
    }

    fn small(&self, name: &str) -> Result<u32, BooksError> {
        Ok(u32::try_from(self.number(name)?).unwrap_or(u32::MAX))
    }

    fn small_or_none(&self, name: &str) -> Result<Option<u32>, BooksError> {
        Ok(self.number_or_none(name)?.map(|number| u32::try_from(number).unwrap_or(u32::MAX)))
    }

    fn fen(&self, name: &str) -> Result<Fen, BooksError> {
        Ok(Fen::new(self.number(name)?))
    }

    fn points(&self, name: &str) -> Result<Points, BooksError> {
        Ok(Points::new(self.number(name)?))
    }

    fn time(&self, name: &str) -> Result<Time, BooksError> {
        Ok(Time::from_milliseconds(self.number(name)?))
    }
}

impl Columns for SqliteRow {
    fn number(&self, name: &str) -> Result<i64, BooksError> {
        Ok(self.try_get(name)?)
    }

    fn number_or_none(&self, name: &str) -> Result<Option<i64>, BooksError> {
        Ok(self.try_get(name)?)
    }

    fn text(&self, name: &str) -> Result<String, BooksError> {
        Ok(self.try_get(name)?)
    }

    fn text_or_none(&self, name: &str) -> Result<Option<String>, BooksError> {
        Ok(self.try_get(name)?)
    }
}
