//! The model page and those of what else a programme can have, transcribed the obvious way: a slow and simple second implementation.
//!
//! It exists only so that tests can compare the engine with something written from the same
//! page by other means: plain `u128` arithmetic, linear scans over all open positions, and a
//! clone of the whole state before every operation. It shares no code with the engine.
//! Every function names the section of the page that it follows.

mod allotments;
mod awards;
mod calendar;
mod campaigns;
mod closing;
mod contracts;
mod debts;
mod exits;
mod fund;
mod life;
mod model;
mod money_out;
mod months;
mod registry;
mod returns;
mod rules;
mod view;

pub use campaigns::Pieces;
pub use contracts::ContractRules;
pub use debts::{CoinPart, CoinPoints, CoinRules, Grant};
pub use exits::{Exit, Sale};
pub use fund::{FundRules, Way};
pub use model::{Merchant, Model, Order, Position};
pub use money_out::{MoneyOut, Payout};
pub use months::{DirectMembers, DividendRules, LevelRules, LevelStep};
pub use rules::{Awards, Basis, Cap, Line, Margin, Overshoot, Plan, RegionRates, Rules, Scope};

/// One point is this many units.
pub const UNITS_PER_POINT: u128 = 100_000_000;
/// Rates are in parts of this.
pub const BP: u128 = 10_000;
/// The largest amount of one order or injection, in fen.
pub const MAX_AMOUNT: u128 = 10_000_000_000_000;
/// The largest reserve, and the largest spend of a position, in fen.
pub const MAX_RESERVE: u128 = 9_000_000_000_000_000;
/// The supply stays below this many units.
pub const SUPPLY_BOUND: u128 = 1 << 63;
