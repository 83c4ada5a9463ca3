//! The pure engine of Ratchet: commands in, events out.
//!
//! No I/O, no clock, no randomness, no threads, no floats, no iteration in hash order. Money and points are integers
//! with unit types; every event maps to balanced postings; the same commands give the same bytes on every machine.

pub mod agents;
pub mod awards;
pub mod canonical;
mod chunks;
pub mod command;
pub mod directory;
pub mod due;
pub mod engine;
pub mod event;
mod exit_queue;
mod few;
mod fingerprints;
pub mod frozen;
pub mod handle;
mod hot_orders;
pub mod identifier;
pub mod invariants;
pub mod keys;
pub mod known;
pub mod ledger;
pub mod limits;
pub mod links;
pub mod look_ahead;
pub mod names;
pub mod operations;
pub mod orders;
pub mod outcome;
pub mod payments;
pub mod payouts;
pub mod pending;
pub mod plausibility;
pub mod policy;
pub mod positions;
pub mod price;
pub mod programme;
pub mod rejection;
pub mod requests;
pub mod rules;
pub mod selling;
mod short_text;
mod spread_table;
pub mod state;
mod terms;
pub mod totals;
pub mod units;
pub mod view;

pub use command::{Command, DEFAULT_PROGRAMME};
pub use engine::{Engine, MODEL_VERSION};
pub use event::Event;
pub use rejection::Rejection;
pub use rules::Rules;
pub use state::State;
pub use units::{BasisPoints, Day, Fen, Points, Time};
