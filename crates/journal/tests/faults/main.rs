//! A journal on a disk that fails: at every write and sync of a run the machine stops, the disk is full, a write is
//! short, a sync fails; and of what was not synced, any part is there afterwards. Whatever happens, every acknowledged
//! record is there once and in its place, or opening stops and names a frame and a byte behind the acknowledged ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod failures;
mod recovery;
mod run;
mod stops;
