//! Every bound of a scenario, by name and unit.

/// Longest run, in days.
pub const DAYS_MAX: u32 = 36_500;
/// Most rows of a run over time.
pub const BUCKETS_MAX: u32 = 1_000;
/// Most orders of a run.
pub const ORDERS_MAX: u64 = 1_000_000_000;
/// Most orders of all runs together.
pub const ORDERS_OF_ALL_RUNS_MAX: u64 = 1_000_000_000_000;
/// Most members of a run.
pub const MEMBERS_MAX: u32 = 50_000_000;
/// Most merchants, recruiters or regions of a run.
pub const MERCHANTS_MAX: u32 = 1_000_000;
/// Most runs of all kinds together.
pub const RUNS_MAX: u64 = 100_000;
/// Most rows of a table over all runs together: they are held in memory until they are written.
pub const ROWS_MAX: u64 = 5_000_000;
/// Most orders in a trace.
pub const TRACE_ORDERS_MAX: usize = 50_000_000;
/// Most behaviours of a kind.
pub const BEHAVIOURS_MAX: usize = 1_000;
/// Largest scenario file, in bytes.
pub const FILE_BYTES_MAX: u64 = 1 << 20;
