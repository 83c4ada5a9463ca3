//! What a reconciliation found.

use jiff::civil::Date;
use ratchet_core::Fen;
use serde::{Serialize, Serializer};

/// Both sides, what was found to be the same, and every difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// First day of the statement.
    #[serde(serialize_with = "as_text")]
    pub from: Date,
    /// Last day of the statement.
    #[serde(serialize_with = "as_text")]
    pub to: Date,
    /// All lines of the statement.
    pub statement: Side,
    /// All movements of cash in the ledger on these days.
    pub ledger: Side,
    /// Lines that were found by a reference.
    pub by_reference: u64,
    /// Lines that were found by amount and day.
    pub by_amount_and_day: u64,
    /// By line of the statement, then by record.
    pub differences: Vec<CashDifference>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// One side of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// How many movements.
    pub count: u64,
    /// What came in.
    pub money_in: Fen,
    /// What went out.
    pub money_out: Fen,
}

impl Side {
    /// Counts a movement; sums that fit nowhere stay at the most.
    pub(super) fn count(&mut self, amount: Fen) {
        self.count += 1;
        let most = Fen::new(i64::MAX);
        if amount.is_negative() {
            self.money_out = self.money_out.checked_add(-amount).unwrap_or(most);
        } else {
            self.money_in = self.money_in.checked_add(amount).unwrap_or(most);
        }
    }
}

/// What is not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// On the statement and not in the ledger.
    MissingHere,
    /// In the ledger and not on the statement.
    MissingThere,
    /// The same reference, another amount.
    AmountDiffers,
    /// The same movement, days apart.
    DateDiffers,
    /// On the statement once more than in the ledger.
    Duplicate,
}

impl DifferenceKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::MissingHere, Self::MissingThere, Self::AmountDiffers, Self::DateDiffers, Self::Duplicate];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingHere => "missing_here",
            Self::MissingThere => "missing_there",
            Self::AmountDiffers => "amount_differs",
            Self::DateDiffers => "date_differs",
            Self::Duplicate => "duplicate",
        }
    }
}

/// One difference, with both sides as far as they are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CashDifference {
    /// What is not the same.
    pub kind: DifferenceKind,
    /// The reference that both know, or the first one of the side that is there.
    pub reference: Option<String>,
    /// The statement's side.
    pub statement: Option<StatementSide>,
    /// The ledger's side.
    pub ledger: Option<LedgerSide>,
}

/// A line of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StatementSide {
    /// Line of the file, from 1.
    pub line: u64,
    /// When it was booked.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// What came in, in fen; negative where it went out.
    pub amount: Fen,
}

/// A movement of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerSide {
    /// Sequence of its record.
    pub record: u64,
    /// The day on which it happened.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// What came in, in fen; negative where it went out.
    pub amount: Fen,
    /// What happened.
    pub kind: &'static str,
}

impl Reconciliation {
    /// How many differences are of this kind.
    #[must_use]
    pub fn count(&self, kind: DifferenceKind) -> usize {
        self.differences.iter().filter(|difference| difference.kind == kind).count()
    }
}
