//! Proofs by test: random and exhaustive runs of the engine against the model page and an independent second
//! implementation. Everything that fails shrinks to few operations and prints them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a proof that cannot go on has failed

mod agreement;
mod cascades;
mod debt_histories;
mod debts;
mod features_agree;
mod fund;
mod fund_histories;
mod games;
mod garbage;
mod generator;
mod invariants;
mod known;
mod money_out;
mod months;
mod numbers;
mod order_life;
mod payout_table;
mod previews;
mod programmes;
mod regions;
mod replays;
mod requests;
mod versions;
mod windows;
