//! A deployment from outside: created, written, interrupted, recovered, tampered with, verified, and fed with files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod continuation;
mod creation;
mod file_bytes;
mod heads;
mod history_bytes;
mod import_settings;
mod interruption;
mod order_lines;
mod price_history;
mod recovery;
mod rejects;
mod sample_file;
mod snapshots;
mod stage;
mod tampering;
mod verification;
mod writers;
