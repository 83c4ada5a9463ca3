//! Reports of whole simulations: figures against the files, sentences against the tables, the page itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed
#![allow(clippy::cast_precision_loss)] // shares are statistics

mod figures;
mod page;
mod parts;
mod sentences;
mod stage;
