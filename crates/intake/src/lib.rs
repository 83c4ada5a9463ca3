//! Turns a file of orders, or of claims, into exact rows or line-precise rejections.
//!
//! The files are what real shop systems export: CSV with commas, semicolons or tabs, UTF-8 with or
//! without a byte order mark, CRLF or LF, quoted fields, ragged rows, rubbish bytes, any size, and
//! optionally gzipped. Nothing in such a file may stop the reading of the rest of it: whatever
//! cannot be read exactly is a [`Reject`] of its own physical line. An [`IntakeError`] is only for
//! what no line can be blamed for: a wrong mapping, a wrong header, a file that breaks off.
//!
//! This crate knows files, columns, decimals and time zones. What an order means is not its matter.

mod amount;
mod cells;
mod claim_file;
mod claim_row;
mod code;
mod columns;
mod content;
mod error;
mod fields;
mod mapping;
mod moment;
mod order_file;
mod record;
mod reject;
mod row;
mod source;
mod table_file;
mod window;

pub use amount::{AmountFault, parse_fen};
pub use claim_file::{ClaimFile, NextClaim};
pub use claim_row::ClaimRow;
pub use code::CODES;
pub use content::ContentMark;
pub use error::IntakeError;
pub use mapping::{ClaimMapping, Mapping};
pub use moment::{MomentFault, parse_milliseconds};
pub use order_file::{Next, OrderFile};
pub use reject::Reject;
pub use row::OrderRow;
