//! Whole simulations: closed forms, conservation, behaviours, parts, bytes, bad scenarios, the example scenarios.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod bad_scenarios;
mod behaviours;
mod bytes;
mod closed_forms;
mod conservation;
mod examples;
mod futures;
mod parts;
mod stage;
mod studies;
