//! Cohorts of the scenario as it stands, all of its runs together.

use ratchet_sim::Results;

/// A tenth of the members in order of joining, or recruiters and agents; sums over runs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cohort {
    pub(crate) members: u64,
    pub(crate) spent: i64,
    pub(crate) pool: i64,
    pub(crate) sold: i64,
    pub(crate) exited: i64,
    pub(crate) awards: i64,
    pub(crate) worth: i64,
}

impl Cohort {
    /// The tenth `decile`; 0 is who never buys.
    pub(crate) fn of(results: &Results, decile: u32) -> Self {
        let rows = results.cohorts.iter().filter(|row| row.point == 0 && row.decile == decile);
        rows.fold(Self::default(), |sum, row| {
            sum.with(&Self {
                members: row.members,
                spent: row.spent_fen,
                pool: row.pool_fen,
                sold: row.sold_fen,
                exited: row.exited_fen,
                awards: row.awards_fen,
                worth: row.worth_fen,
            })
        })
    }

    /// Both together.
    pub(crate) const fn with(&self, other: &Self) -> Self {
        Self {
            members: self.members + other.members,
            spent: self.spent + other.spent,
            pool: self.pool + other.pool,
            sold: self.sold + other.sold,
            exited: self.exited + other.exited,
            awards: self.awards + other.awards,
            worth: self.worth + other.worth,
        }
    }

    /// Received for points.
    pub(crate) const fn received(&self) -> i64 {
        self.sold + self.exited
    }
}
