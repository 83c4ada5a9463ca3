//! The API as its clients see it: a real server on a real port over a real directory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod idempotency;
mod lists;
mod office;
mod order_life;
mod service;
mod vectors;
