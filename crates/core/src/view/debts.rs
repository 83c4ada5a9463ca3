//! Old debts of a member: what was owed, what goods have settled, and what the points are worth that came with coins.

use crate::debts::{Claim, Evidence, Grant};
use crate::handle::{Member, Programme};
use crate::positions::OpenPosition;
use crate::state::State;
use crate::units::{Coins, Fen, Points, Time};
use serde::Serialize;

/// The statement of one member's old debt in a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DebtView {
    /// Their id.
    pub member: String,
    /// What was owed at first.
    pub claim: Coins,
    /// What goods have settled of it.
    pub settled: Coins,
    /// What is still owed: not converted, coins left and coins of pending orders together.
    pub owed: Coins,
    /// What is not converted into coins yet.
    pub unconverted: Coins,
    /// Coins left to spend.
    pub coins: Coins,
    /// Coins of placed orders that are not booked yet.
    pub held: Coins,
    /// Units that came with coins and cannot be sold yet.
    pub points_locked: Points,
    /// Units that came with coins and can be sold.
    pub points_free: Points,
    /// What both are worth now, before the fee, in fen.
    pub worth: Fen,
    /// The documents that show the debt.
    pub evidence: Vec<EvidenceView>,
    /// The positions of those points, oldest first.
    pub positions: Vec<GrantView>,
}

/// A document that shows a debt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
    /// What it shows.
    pub amount: Coins,
}

/// An open position of points that came with coins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrantView {
    /// Its id.
    pub position: u32,
    /// The coins that it came from.
    pub coins: Coins,
    /// Units that cannot be sold yet.
    pub locked: Points,
    /// Units that can.
    pub free: Points,
    /// What both are worth now, before the fee, in fen.
    pub worth: Fen,
    /// What they have to be worth for the system to sell them, in fen.
    pub target: Fen,
    /// Tranches released so far.
    pub released: u32,
    /// Tranches in all.
    pub tranches: u32,
    /// When the next one is due, UTC milliseconds; none once all are released.
    pub next_at: Option<Time>,
    /// Units that the next one releases.
    pub next: Points,
}

impl DebtView {
    /// The statement of `member`; nothing where nothing was ever owed.
    #[must_use]
    pub fn of(state: &State, programme: Programme, member: Member) -> Option<Self> {
        let of = state.programme(programme)?;
        let claim = of.debts.claim(member)?;
        let price = of.price();
        let granted = |open: &OpenPosition| {
            let grant = of.debts.grant(open.id)?;
            let &Grant { locked, released, tranches, due, .. } = grant;
            Some(GrantView {
                position: open.id.0,
                coins: Coins::of(open.holding.spend),
                locked,
                free: open.holding.points - locked,
                worth: price.value_of(open.holding.points),
                target: open.left().unwrap_or_default(),
                released,
                tranches,
                next_at: due.map(|due| due.at),
                next: due.map_or(Points::ZERO, |_| grant.next_tranche()),
            })
        };
        let positions: Vec<GrantView> = of.positions.of(member).filter_map(granted).collect();
        Some(Self {
            member: state.directory.member_names.name(member.0).to_owned(),
            points_locked: positions.iter().map(|position| position.locked).sum(),
            points_free: positions.iter().map(|position| position.free).sum(),
            worth: positions.iter().map(|position| position.worth).sum(),
            positions,
            ..Self::without_points(claim)
        })
    }

    /// The statement of somebody to whom nothing was ever owed.
    #[must_use]
    pub fn nothing(member: &str) -> Self {
        Self { member: member.to_owned(), ..Self::without_points(&Claim::default()) }
    }

    /// The columns of a table of statements.
    pub const COLUMNS: [&'static str; 10] =
        ["member", "claim", "settled", "owed", "unconverted", "coins", "held", "points_locked", "points_free", "worth"];

    /// Its row there: coins and money in CNY, points with eight decimals. No cell needs quotes.
    #[must_use]
    pub fn cells(&self) -> [String; 10] {
        [
            self.member.clone(),
            self.claim.to_string(),
            self.settled.to_string(),
            self.owed.to_string(),
            self.unconverted.to_string(),
            self.coins.to_string(),
            self.held.to_string(),
            self.points_locked.to_string(),
            self.points_free.to_string(),
            self.worth.to_string(),
        ]
    }

    fn without_points(claim: &Claim) -> Self {
        Self {
            member: String::new(),
            claim: claim.imported(),
            settled: claim.settled(),
            owed: claim.owed(),
            unconverted: claim.unconverted,
            coins: claim.coins,
            held: claim.held,
            points_locked: Points::ZERO,
            points_free: Points::ZERO,
            worth: Fen::ZERO,
            evidence: claim.evidence.iter().map(EvidenceView::of).collect(),
            positions: Vec::new(),
        }
    }
}

impl EvidenceView {
    fn of(evidence: &Evidence) -> Self {
        let sha256 = crate::hexadecimal::text(evidence.sha256);
        Self { sha256, amount: evidence.amount }
    }
}
