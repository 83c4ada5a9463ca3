//! Region agents by contract (区代, 市代, 省代): who holds which region from which day to which, and what of a fee is
//! earned.
//!
//! A region is under contract from the first day of its first contract on, and then for good: who was appointed before
//! without one earns on the days before it, and nobody on days that no contract covers.

use crate::divisions::Division;
use crate::due::DueKey;
use crate::handle::{Contract, Member, Region};
use crate::units::{Day, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a contract ends earlier than it was signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum CutShort {
    /// Another one for the same region begins.
    #[n(0)]
    Replaced,
    /// The operator ends it.
    #[n(1)]
    Terminated,
}

/// A contract of a region agent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContractRow {
    /// Its own number.
    #[n(0)]
    pub id: String,
    /// What the agent holds.
    #[n(1)]
    pub division: Division,
    /// The same as a region of the directory.
    #[n(2)]
    pub region: Region,
    /// The agent.
    #[n(3)]
    pub member: Member,
    /// The first day.
    #[n(4)]
    pub from: Day,
    /// For how many days it was signed.
    #[n(5)]
    pub days: u32,
    /// For how many of them it is in force: fewer where it was cut short.
    #[n(6)]
    pub days_in_force: u32,
    /// SHA-256 of the signed document.
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub document: [u8; 32],
    /// What the agent paid for holding the region, in all.
    #[n(8)]
    pub fee: Fen,
    /// What of the fee is the operator's by now.
    #[n(9)]
    pub earned: Fen,
    /// What of the fee was given back for days that the contract was not in force.
    #[n(10)]
    pub given_back: Fen,
    /// Why it was cut short, if it was.
    #[n(11)]
    pub cut_short: Option<CutShort>,
    /// Where it stands in the due queue; nowhere once it is over and that is journaled.
    #[n(12)]
    pub due: Option<DueKey>,
}

impl ContractRow {
    /// The first day on which it is not in force any more.
    #[must_use]
    pub const fn until(&self) -> Day {
        self.from.plus(self.days_in_force)
    }

    /// Whether it is in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day < self.until()
    }

    /// What the operator has earned of the fee once `passed` days are over: `⌊fee·passed/days⌋`, and in the end all that
    /// was not given back.
    #[must_use]
    pub fn earned_after(&self, passed: u32) -> Fen {
        if passed >= self.days_in_force {
            return self.fee - self.given_back;
        }
        self.fee.part(Fen::new(passed.into()), Fen::new(self.days.into()))
    }

    /// What is given back in all when it is in force for no more than `days_in_force` days, floored.
    #[must_use]
    pub fn given_back_after(&self, days_in_force: u32) -> Fen {
        let not_held = self.days.saturating_sub(days_in_force);
        self.fee.part(Fen::new(not_held.into()), Fen::new(self.days.into()))
    }

    /// How many of its days are over on `today`.
    #[must_use]
    pub fn passed(&self, today: Day) -> u32 {
        today.days_since(self.from).min(self.days_in_force)
    }

    /// The day at whose beginning something is to be done next: a fen more of the fee is earned then, or it is over.
    #[must_use]
    pub fn next_due(&self) -> Day {
        // The least k with ⌊fee·k/days⌋ > earned.
        let next = (self.earned.wide() + 1) * u128::from(self.days);
        let passed = next.div_ceil(self.fee.wide().max(1)).min(self.days_in_force.into());
        self.from.plus(u32::try_from(passed).unwrap_or(self.days_in_force))
    }
}

/// The contracts of a programme.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Contracts {
    /// By handle.
    #[n(0)]
    rows: Vec<ContractRow>,
    /// Derived from the rows.
    #[cbor(skip)]
    by_id: BTreeMap<String, Contract>,
    /// Derived from the rows; those of a region by their first day.
    #[cbor(skip)]
    by_region: BTreeMap<Region, Vec<Contract>>,
}

/// A change that can be taken back.
#[derive(Clone, Debug)]
pub(crate) enum ContractUndo {
    Signed,
    Changed(Contract, Box<ContractRow>),
}

impl Contracts {
    /// Who holds `region` on `day`; `appointed` is who was appointed without a contract.
    #[must_use]
    pub fn agent(&self, region: Region, day: Day, appointed: Option<Member>) -> Option<Member> {
        let mut own = self.of(region).filter(|(_, row)| row.days_in_force > 0).map(|(_, row)| row);
        match own.next() {
            Some(first) if first.from <= day => {
                std::iter::once(first).chain(own).find(|row| row.covers(day)).map(|row| row.member)
            }
            _ => appointed,
        }
    }

    /// Whether `region` is under contract on `today`: from the first day of its first contract on, and then for good.
    #[must_use]
    pub fn hold(&self, region: Region, today: Day) -> bool {
        self.of(region).any(|(_, row)| row.days_in_force > 0 && row.from <= today)
    }

    /// The contracts for `region`, by their first day.
    pub fn of(&self, region: Region) -> impl Iterator<Item = (Contract, &ContractRow)> {
        let own = self.by_region.get(&region).into_iter().flatten();
        own.filter_map(|&contract| Some((contract, self.get(contract)?)))
    }

    /// A contract.
    #[must_use]
    pub fn get(&self, contract: Contract) -> Option<&ContractRow> {
        self.rows.get(contract.place())
    }

    /// The contract of this number.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(Contract, &ContractRow)> {
        let contract = *self.by_id.get(id)?;
        Some((contract, self.get(contract)?))
    }

    /// All contracts, in order of signing.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Contract, &ContractRow)> {
        self.rows.iter().enumerate().map(|(place, row)| (Contract::at(place), row))
    }

    /// How many contracts were ever signed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn sign(&mut self, row: ContractRow) -> ContractUndo {
        self.index(Contract::at(self.rows.len()), &row);
        self.rows.push(row);
        ContractUndo::Signed
    }

    pub(crate) fn change(&mut self, contract: Contract, change: impl FnOnce(&mut ContractRow)) -> Option<ContractUndo> {
        let row = self.rows.get_mut(contract.place())?;
        let before = Box::new(row.clone());
        change(row);
        Some(ContractUndo::Changed(contract, before))
    }

    pub(crate) fn undo(&mut self, change: ContractUndo) {
        match change {
            ContractUndo::Signed => {
                let Some(row) = self.rows.pop() else { return };
                let contract = Contract::at(self.rows.len());
                self.by_id.remove(&row.id);
                if let Some(own) = self.by_region.get_mut(&row.region) {
                    own.retain(|other| *other != contract);
                    if own.is_empty() {
                        self.by_region.remove(&row.region);
                    }
                }
            }
            ContractUndo::Changed(contract, before) => {
                if let Some(row) = self.rows.get_mut(contract.place()) {
                    *row = *before;
                }
            }
        }
    }

    /// Derives what the canonical form leaves out.
    pub(crate) fn derive(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        for (place, row) in rows.iter().enumerate() {
            // `index` looks at the rows before it.
            self.rows.push(row.clone());
            self.index(Contract::at(place), row);
        }
    }

    fn index(&mut self, contract: Contract, row: &ContractRow) {
        self.by_id.insert(row.id.clone(), contract);
        let Self { rows, by_region, .. } = self;
        let own = by_region.entry(row.region).or_default();
        let place = own.partition_point(|other| rows.get(other.place()).is_some_and(|other| other.from <= row.from));
        own.insert(place, contract);
    }
}
