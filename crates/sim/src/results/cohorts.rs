//! Who pays and who receives: members by when they joined, by how they sell, and everybody else.

use super::table::table;

table! {
    /// A cohort of a run: a tenth of the members in order of joining, or people who never buy.
    CohortRow in "cohorts" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// 1 (joined first) to 10 (joined last); 0 for recruiters and agents, who never buy.
        decile: u32,
        /// Members in it.
        members: u64,
        /// What they spent in the end.
        spent_fen: i64,
        /// Of that, what entered the reserve.
        pool_fen: i64,
        /// Received for points that they sold.
        sold_fen: i64,
        /// Received when the system sold at their cap.
        exited_fen: i64,
        /// Received as awards.
        awards_fen: i64,
        /// What their points are worth at the end, before the fee.
        worth_fen: i64,
        /// How many once could have what they spent: received for points, with what a sale would bring.
        broke_even: u64,
        /// Days from joining until then: median of those who got there.
        break_even_days_p50: Option<u32>,
        /// How many reached the cap.
        capped: u64,
        /// Days from joining to the first cap: median of those who got there.
        cap_days_p50: Option<u32>,
    }
}

table! {
    /// Members by how they sell, and the people of the shocks: what each way brought.
    SellerRow in "sellers" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// The behaviour and its place in the scenario: `selling.0 target`, `never`, `shocks.1 wash`.
        behaviour: String,
        /// Members who behave so.
        members: u64,
        /// What they spent in the end.
        spent_fen: i64,
        /// Of that, what entered the reserve.
        pool_fen: i64,
        /// What merchants gave up of it, the pool's part among it: what wash trading costs.
        commission_fen: i64,
        /// Received for points, sold by them or by the system.
        received_fen: i64,
        /// Received as awards.
        awards_fen: i64,
        /// What their points are worth at the end, before the fee.
        worth_fen: i64,
    }
}

table! {
    /// How many members of a cohort got how much back per 100.00 spent.
    ReturnRow in "returns" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// 1 to 10 in order of joining; 0 for all members.
        decile: u32,
        /// What is counted: `points` (received for points), or `all` (with awards).
        counted: &'static str,
        /// At least this per 100.00 spent, in fen; the row of 0 to 0 has those who got nothing.
        from_fen: i64,
        /// Less than this; none for the highest.
        to_fen: Option<i64>,
        /// Members.
        members: u64,
    }
}

table! {
    /// How long members waited, and how many never got there.
    WaitRow in "waits" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// For what: `break_even` or `cap`.
        awaited: &'static str,
        /// More than so many days after joining (from 0: at least 0).
        after_days: Option<u32>,
        /// At most so many days; none in both columns is never.
        to_days: Option<u32>,
        /// Members.
        members: u64,
    }
}
