//! The API as its clients see it: a real server on a real port over a real directory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod bad_input;
mod contract;
mod crashes;
mod failing_disk;
mod idempotency;
mod keyed;
mod lists;
mod office;
mod order_life;
mod overload;
mod service;
mod shown;
mod vectors;
mod wire;
mod withdrawals;
