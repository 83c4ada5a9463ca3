//! Reconciliation: a custodian's statement against the cash of a ledger, and statements that no bank sends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod files;
mod found;
#[allow(dead_code)] // shared with the tests of deployments, which use all of it
#[path = "../../../deployment/tests/deployment/stage/mod.rs"]
mod stage;
