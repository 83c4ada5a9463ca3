//! One row a run × time: the accounts of the programme, and what flowed since the beginning.

use super::table::table;
use crate::per_hundred::per_hundred;

table! {
    /// A run at the end of a day. Sums are since the beginning.
    TimeRow in "time" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// Days passed; 0 is before the first order.
        day: u32,
        /// Orders booked.
        orders: u64,
        /// Members who joined.
        members: u64,
        /// Positions open.
        open_positions: u64,
        /// Forced exits.
        exits: u64,
        /// Price, CNY per point × 10⁸, floored.
        price_e8: i64,
        /// Money behind the points.
        reserve_fen: i64,
        /// Units in circulation.
        supply_units: i64,
        /// Paid for orders.
        ordered_fen: i64,
        /// Of that, what entered the reserve.
        pool_fen: i64,
        /// Put into the reserve without an order.
        injected_fen: i64,
        /// Received by members who sold.
        sold_fen: i64,
        /// Received by members whose position reached its cap.
        exited_fen: i64,
        /// What of sales of both kinds stayed in the reserve.
        fees_fen: i64,
        /// Paid as awards.
        awards_fen: i64,
        /// Given back to members by merchants.
        refunded_fen: i64,
    }
}

table! {
    /// Quantiles over the runs of a point at the end of a day, each the value of a run (nearest rank).
    FanRow in "fan" {
        /// Which point of the sweep.
        point: u32,
        /// What: `price_e8`, `reserve_fen`, `supply_units`, `members`, `orders`, `back_per_100_fen`.
        measure: &'static str,
        /// Days passed.
        day: u32,
        /// Of a hundred runs five are at or below this.
        p5: i64,
        /// A quarter of the runs.
        p25: i64,
        /// Half of the runs.
        p50: i64,
        /// Three quarters of the runs.
        p75: i64,
        /// Of a hundred runs ninety-five are at or below this.
        p95: i64,
    }
}

impl TimeRow {
    /// What all members together received for points so far per 100.00 spent, in fen; 0 before anything is spent.
    #[must_use]
    pub fn back_per_100_fen(&self) -> i64 {
        let fen = ratchet_core::Fen::new;
        let spent = fen(self.ordered_fen) - fen(self.refunded_fen);
        per_hundred(fen(self.sold_fen) + fen(self.exited_fen), spent).unwrap_or(0)
    }
}
