//! The API as its clients see it: a real server on a real port over a real directory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod bad_input;
mod console;
mod contract;
mod conventions;
mod crashes;
mod debts;
mod failing_disk;
mod fund;
mod idempotency;
mod keyed;
mod lists;
mod monitors;
mod months;
mod office;
mod order_life;
mod overload;
mod pages;
mod regions;
mod reports;
mod service;
mod shown;
mod simulations;
mod slow_clients;
mod snapshots;
mod vectors;
mod wire;
mod withdrawals;
