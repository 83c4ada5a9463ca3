//! The API as its clients see it: a real server on a real port over a real directory.

mod bad_input;
mod idempotency;
mod keyed;
mod lists;
mod office;
mod service;
mod vectors;
mod withdrawals;
