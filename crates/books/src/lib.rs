//! Accounting exports: the journal of a deployment as books that other programs read and check.
//!
//! Every figure comes from the postings of events, in the one function that the engine itself uses; nothing is computed
//! a second time and nothing is a float before a spreadsheet makes it one. Nothing here is kept: an export can be
//! deleted and made again, and the same journal gives the same figures.

mod about;
mod accounts;
mod beancount;
mod book;
mod csv_files;
mod entry;
mod error;
mod export;
mod format;
mod hledger;
mod parquet_files;
mod part_file;
pub mod reconcile;
mod rows;
pub mod sql;
mod tables;
mod text_output;
mod workbook;

pub use entry::event_name;
pub use error::{BooksError, CODES};
pub use export::{Report, Target, export};
pub use format::Format;
