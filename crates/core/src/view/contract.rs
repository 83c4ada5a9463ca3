//! Contracts of region agents as people and interfaces see them.

use crate::contracts::{ContractRow, CutShort};
use crate::divisions::{Division, DivisionLevel};
use crate::handle::{Contract, Programme};
use crate::policy::Sha256;
use crate::state::State;
use crate::units::{Day, Fen};
use serde::Serialize;

/// A contract of a region agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContractView {
    /// Its own number.
    pub contract: String,
    /// The programme.
    pub programme: String,
    /// The code of the region.
    pub division: Division,
    /// Its name; none of a code that the table does not have.
    pub name: Option<String>,
    /// How large it is.
    pub level: DivisionLevel,
    /// The agent.
    pub member: String,
    /// `coming`, `in_force` or `over`.
    pub state: &'static str,
    /// The first day.
    pub from: String,
    /// The last day on which it is in force; none of one that ended before it began.
    pub to: Option<String>,
    /// Why it ends earlier than it was signed for.
    pub cut_short: Option<CutShort>,
    /// SHA-256 of the signed document.
    pub document: Sha256,
    /// What the agent paid, in fen.
    pub fee: Fen,
    /// What of it is the operator's by now, in fen.
    pub earned: Fen,
    /// What of it was given back, in fen.
    pub given_back: Fen,
    /// What of it is for days that are not over yet, in fen.
    pub deferred: Fen,
}

impl ContractView {
    /// The contract of this number in `programme`; nothing when there is none.
    #[must_use]
    pub fn of(state: &State, programme: Programme, id: &str) -> Option<Self> {
        let (_, row) = state.programme(programme)?.contracts.find(id)?;
        Some(Self::row(state, programme, row))
    }

    /// All contracts of a programme, newest first.
    pub fn all(state: &State, programme: Programme) -> impl Iterator<Item = (Contract, Self)> {
        let rows = state.programme(programme).into_iter().flat_map(|state| state.contracts.iter());
        rows.rev().map(move |(contract, row)| (contract, Self::row(state, programme, row)))
    }

    fn row(state: &State, programme: Programme, row: &ContractRow) -> Self {
        let today = state.clock.day();
        let last = |days: u32| (days > 0).then(|| row.from.plus(days - 1).to_string());
        Self {
            contract: row.id.clone(),
            programme: state.programme(programme).map(|of| of.name.clone()).unwrap_or_default(),
            division: row.division,
            name: row.division.name().map(|_| row.division.full_name()),
            level: row.division.level(),
            member: state.directory.member_names.name(row.member.0).to_owned(),
            state: standing(row, today),
            from: row.from.to_string(),
            to: last(row.days_in_force),
            cut_short: row.cut_short,
            document: Sha256(row.document),
            fee: row.fee,
            earned: row.earned,
            given_back: row.given_back,
            deferred: row.fee - row.earned - row.given_back,
        }
    }
}

fn standing(row: &ContractRow, today: Day) -> &'static str {
    match (row.until() <= today, row.from <= today) {
        (true, _) => "over",
        (false, true) => "in_force",
        (false, false) => "coming",
    }
}
