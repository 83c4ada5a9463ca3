//! The API as its clients see it: a real server on a real port over a real directory.

mod bad_input;
mod idempotency;
mod lists;
mod office;
mod order_life;
mod service;
mod vectors;
