//! Months: levels, differential and same-level awards, dividends of shareholders.
//!
//! Examples worked out by hand, random histories against an independent reading of the journal, and a closing that takes
//! many pieces.

mod by_hand;
mod house;
mod pieces;
mod random;
mod reading;
