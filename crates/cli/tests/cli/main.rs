//! The command line from outside: the real binary, in directories of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod arguments;
mod bench;
mod books;
mod conform;
mod damage;
mod debts;
mod documents;
mod explain;
mod factsheet;
mod fund;
mod interruption;
mod languages;
mod money_out;
mod months;
mod order_life;
mod order_tables;
mod output;
mod people;
mod plot;
mod policy;
mod programmes;
mod real_file;
mod rules_files;
mod simulate;
mod stage;
mod torn_tail;
mod writers;
