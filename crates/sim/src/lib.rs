//! Scenarios, behaviours and statistics over the same engine that runs a programme: never a second model.
//!
//! A run is exact integers and seeded draws; floats appear only in statistics over finished runs. The same scenario and
//! seed give the same bytes of every file, whatever the number of threads.

pub mod results;
pub mod statistics;

pub use results::Results;
