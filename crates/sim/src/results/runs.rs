//! One row a run: what came of it in the end.

use super::table::table;

table! {
    /// What came of a run.
    RunRow in "runs" {
        /// Which point of the sweep; 0 is the scenario as it stands.
        point: u32,
        /// Which run of that point, from 0.
        run: u32,
        /// Orders booked.
        orders: u64,
        /// Orders, sales, refunds and injections that the engine refused.
        refused: u64,
        /// Members who bought, whoever they are.
        members: u64,
        /// What members spent in the end: orders less refunds.
        spent_fen: i64,
        /// Of that, what entered the reserve.
        pool_fen: i64,
        /// What was put into the reserve without an order.
        injected_fen: i64,
        /// What members received for points that they sold.
        sold_fen: i64,
        /// What members received when the system sold at their cap.
        exited_fen: i64,
        /// What was paid as awards, to members and agents.
        awards_fen: i64,
        /// Forced exits.
        exits: u64,
        /// Price at the end, CNY per point × 10⁸, floored.
        price_e8: i64,
        /// Reserve at the end.
        reserve_fen: i64,
        /// Units in circulation at the end.
        supply_units: i64,
        /// The most that all members together can ever receive from the reserve per 100.00 spent, in fen.
        most_back_per_100_fen: i64,
        /// What all members together received for points per 100.00 spent, in fen.
        back_per_100_fen: i64,
        /// What half of the members who spent anything received at most for points per 100.00 of their own, in fen.
        median_back_per_100_fen: i64,
        /// Members who reached the cap at least once.
        capped: u64,
        /// Members for whom what they received for points, with what a sale would bring, once reached their spend.
        broke_even: u64,
        /// If orders stop at the end and everybody sells, one after the other: received by the first per 100.00 spent.
        first_out_per_100_fen: Option<i64>,
        /// The same: received by the last per 100.00 spent.
        last_out_per_100_fen: Option<i64>,
    }
}

table! {
    /// What a point of a sweep is: one row for each key that it sets.
    PointRow in "points" {
        /// The point.
        point: u32,
        /// The dotted key in the scenario.
        key: String,
        /// What it was set to.
        value: f64,
    }
}
