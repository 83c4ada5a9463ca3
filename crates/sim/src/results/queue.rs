//! Everybody sells at once: what each place in the queue gets.

use super::table::table;

table! {
    /// A tenth of the queue, the first or the last of it.
    QueueRow in "queue" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// `scenario` (a bank run that the scenario has), or `end` (orders stop at the end, and everybody sells).
        cause: &'static str,
        /// Days passed when it begins.
        day: u32,
        /// `1` to `10` in order of the queue, `first` or `last` for one member.
        place: String,
        /// Members in it.
        members: u64,
        /// What they spent in the end.
        spent_fen: i64,
        /// What their points were worth when they were sold.
        gross_fen: i64,
        /// What they received for them.
        net_fen: i64,
        /// Received per 100.00 spent, in fen.
        net_per_100_fen: Option<i64>,
        /// Worth per 100.00 spent, in fen.
        gross_per_100_fen: Option<i64>,
    }
}
