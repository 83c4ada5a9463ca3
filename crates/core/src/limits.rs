//! Every bound of the model, by name and unit.
//!
//! The bounds are chosen so that all products of the formulas fit into `u128`; over a bound a command is rejected
//! with `limit_exceeded`.

/// Largest amount of one order, refund or injection, in fen.
pub const AMOUNT_MAX: i64 = 10_000_000_000_000;
/// Largest reserve of a programme, in fen.
pub const RESERVE_MAX: i64 = 9_000_000_000_000_000;
/// Largest supply of a programme, in units (2⁶³ − 1: the supply stays below 2⁶³).
pub const SUPPLY_MAX: i64 = i64::MAX;
/// Largest spend of one position, in fen.
pub const SPEND_MAX: i64 = 9_000_000_000_000_000;
/// Largest cap multiple, in basis points of the spend.
pub const CAP_MULTIPLE_MAX_BP: u32 = 1_000_000;
/// Smallest founding issue, in units (one point).
pub const FOUNDING_UNITS_MIN: i64 = 100_000_000;
/// Longest identifier, in bytes.
pub const IDENTIFIER_BYTES_MAX: usize = 64;
/// Most levels of a region path: province, city, district.
pub const REGION_LEVELS_MAX: usize = 3;
/// Most split lines of a plan.
pub const SPLIT_LINES_MAX: usize = 64;
/// Most plans of a programme.
pub const PLANS_MAX: usize = 1_000;
/// Most programmes of a deployment.
pub const PROGRAMMES_MAX: usize = 1_000;
/// Most members, merchants, regions, orders or positions of a deployment: handles are 32-bit numbers.
pub const HANDLES_MAX: usize = u32::MAX as usize - 1;
/// Most bytes of all names of one kind in a deployment together.
pub const NAMES_BYTES_MAX: usize = u32::MAX as usize;
/// Longest refundable window of a deployment, in days.
pub const REFUNDABLE_DAYS_MAX: u32 = 36_500;
/// Most due items done by one tick.
pub const TICK_ITEMS_MAX: u32 = 1_000;
/// Up to how many due items a tick counts that it leaves.
pub const DUE_COUNTED_MAX: u32 = 100_000;
/// Longest time that a placed order is held, a link lasts or an award is frozen, in days.
pub const DAYS_HELD_MAX: u32 = 36_500;
/// In how many tranches locked points are released at most.
pub const TRANCHES_MAX: u32 = 1_000;
/// Most that all claims of a programme come to together, in coins.
pub const CLAIMS_MAX: i64 = 9_000_000_000_000_000;
/// For how many days of journal time an idempotency key is kept.
pub const KEY_DAYS: u32 = 30;
/// Most idempotency keys kept at a time.
pub const KEYS_MAX: usize = 100_000_000;
/// For how many days after it ended a payout can still be looked at, and sent back by the bank.
pub const PAYOUT_DAYS: u32 = 90;
/// For how many days after it was made a request can be approved.
pub const REQUEST_DAYS: u32 = 7;
/// For how many days after it was made a request can be looked at.
pub const REQUEST_KEPT_DAYS: u32 = 30;
/// Most requests kept at a time.
pub const REQUESTS_MAX: usize = 10_000;
/// Longest operation that a request can be for, in bytes of its record form.
pub const REQUEST_BYTES_MAX: usize = 1 << 18;
/// Most levels of members.
pub const LEVELS_MAX: usize = 20;
/// Most levels of referrers that an order is walked up, or that count as a team.
pub const LEVEL_DEPTH_MAX: u32 = 100;
/// Most shares of a programme.
pub const SHARES_MAX: i64 = 1_000_000_000;
/// Most holders of shares of a programme.
pub const SHAREHOLDERS_MAX: usize = 100_000;
/// Most that the dividends of one month come to, in fen; what is over stays in the pot.
pub const DIVIDENDS_MAX: i64 = AMOUNT_MAX;
/// Work done by one command of a month's closing: members or orders looked at, and referrers walked up.
pub const PERIOD_STEPS_MAX: u64 = 400_000;
/// Most offers of allotments of a programme.
pub const OFFERS_MAX: usize = 1_000;
/// Most units of one offer.
pub const ALLOTMENT_UNITS_MAX: u64 = 1_000_000_000_000;
/// How many days before it a live programme publishes from when on it takes no orders.
pub const CLOSING_NOTICE_DAYS: u32 = 7;
/// Furthest that a deployment's days begin from those of UTC, in minutes.
pub const UTC_OFFSET_MINUTES_MAX: u32 = 14 * 60;
/// Most goods of one clearance campaign.
pub const CAMPAIGN_GOODS_MAX: usize = 1_000;
/// Most clearance campaigns of a programme.
pub const CAMPAIGNS_MAX: usize = 100_000;
/// Longest name of goods, in bytes.
pub const GOODS_NAME_BYTES_MAX: usize = 192;
/// Most pieces of one kind of goods in a campaign.
pub const STOCK_MAX: i64 = 1_000_000_000;
/// Most contracts of region agents in a programme.
pub const CONTRACTS_MAX: usize = 1_000_000;
