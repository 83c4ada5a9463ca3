//! Work that takes its time: one thing after the other, on a thread that gives way to everybody else; whoever asked comes back
//! for what came of it.

mod desk;
mod job;

pub use desk::{BackgroundDesk, Filed, Maker, Room};
pub use job::{Job, JobState};
