//! The bodies of the fuzz targets. `fuzz/` runs them under libFuzzer; `tests/corpus.rs` runs each over its committed
//! corpus, on every `cargo test`.
//!
//! A body takes any bytes and panics where the program does what it must not: that is how a fuzzer is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)] // see above

mod commands;
mod frames;
mod order_file;
mod rules_file;

/// The generator of random programmes that the proofs use.
#[allow(dead_code, unused_imports, missing_docs, clippy::missing_panics_doc)]
#[path = "../../conformance/tests/proofs/generator/mod.rs"]
mod generator;

pub use commands::commands_against_naive;
pub use frames::frame_decode;
pub use order_file::order_file;
pub use rules_file::rules_file;

/// A body.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its corpus directory.
pub const TARGETS: [(&str, Target); 4] = [
    ("frame_decode", frame_decode),
    ("commands_against_naive", commands_against_naive),
    ("order_file", order_file),
    ("rules_file", rules_file),
];
