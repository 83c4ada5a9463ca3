//! The books in SQL: whatever happens while they are built, they say what the journal says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod checked;
mod features;
mod following;
mod killed;
mod lists;
mod prices;
mod random_history;
#[allow(dead_code)] // shared with the tests of deployments, which use all of it
#[path = "../../../deployment/tests/deployment/stage/mod.rs"]
mod stage;
mod tables;
