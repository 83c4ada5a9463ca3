//! What every format is: something that takes one record after the other, and the balances at the end.

use crate::about::About;
use crate::entry::Entry;
use crate::error::BooksError;
use jiff::civil::Date;
use ratchet_core::State;

/// An export in the making.
pub(crate) trait Book {
    /// Begins it. Called once, before the first entry.
    fn begin(&mut self, about: &About) -> Result<(), BooksError>;

    /// Adds one record; `state` has it applied.
    fn add(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError>;

    /// Ends it with the balances of `state`; only now are its files there under their names. `date` is that of the
    /// last entry.
    fn finish(&mut self, state: &State, date: Date) -> Result<(), BooksError>;
}
