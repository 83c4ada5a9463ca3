//! What people are told is what happened: explanations and factsheets against the independent model and plain integers,
//! over random histories and over every vector file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a proof that cannot go on has failed

mod explanations;
mod factsheets;
mod features;
mod formula;
mod fund;
mod futures;
#[allow(dead_code)] // the proofs use the rest
#[path = "../proofs/generator/mod.rs"]
mod generator;
mod history;
