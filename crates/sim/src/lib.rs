//! Scenarios, behaviours and statistics over the same engine that runs a programme: never a second model.
//!
//! Money and points are exact integers. Floats appear in shapes and draws, which become whole orders and whole fen at
//! once, and in statistics over finished runs. The same scenario and seed give the same bytes of every file, whatever the
//! number of threads.

mod arrivals;
mod buyers;
mod calendar;
mod census;
mod draw;
mod error;
pub mod files;
pub mod futures;
mod merchants;
mod parts;
mod per_hundred;
mod plan;
mod referral;
pub mod results;
mod run;
mod scenario;
mod scene;
mod selling;
mod shocks;
mod simulation;
mod spend;
pub mod statistics;
mod tally;
mod town;
mod trace;

pub use error::{CODES, SimError};
pub use results::Results;
pub use scenario::{Bounds, Source, limits};
pub use simulation::Simulation;
