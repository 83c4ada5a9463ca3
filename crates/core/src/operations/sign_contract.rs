//! Signs the contract of a region agent (区代, 市代, 省代). It ends the one that is in force on its first day.

use super::known_contract::cut_short;
use crate::contracts::{ContractRow, CutShort};
use crate::divisions::Division;
use crate::engine::Step;
use crate::event::{ContractSigned, Event};
use crate::handle::{Contract, Programme};
use crate::identifier::check_identifier;
use crate::limits::{CONTRACTS_MAX, DAYS_HELD_MAX};
use crate::policy::Sha256;
use crate::rejection::Rejection;
use crate::units::{Day, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;
use std::str::FromStr;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct SignContract {
    /// The contract's own number.
    #[n(0)]
    pub id: String,
    /// What the agent holds: the six-digit code of a province, city or district.
    #[n(1)]
    pub division: String,
    /// The agent.
    #[n(2)]
    pub member: String,
    /// The first day.
    #[n(3)]
    #[serde(serialize_with = "crate::day::serialize")]
    pub from: Day,
    /// The last day.
    #[n(4)]
    #[serde(serialize_with = "crate::day::serialize")]
    pub to: Day,
    /// Digest of the signed document.
    #[n(5)]
    pub document: Sha256,
    /// What the agent pays for holding the region, in all: earned day by day over the term.
    #[n(6)]
    #[serde(rename = "fee_fen")]
    pub fee: Option<Fen>,
}

impl SignContract {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        check_identifier(&self.id)?;
        if state.contracts.find(&self.id).is_some() {
            return Err(Rejection::ContractExists);
        }
        let division = Division::from_str(&self.division)?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        let days = self.days(step)?;
        let fee = self.fee(step, programme)?;
        if state.contracts.len() >= CONTRACTS_MAX {
            return Err(Rejection::LimitExceeded);
        }
        if let Some((before, days_in_force)) = self.replaces(step, programme, division, days)? {
            cut_short(step, programme, before, days_in_force, CutShort::Replaced)?;
        }
        let contract = Contract::at(step.of(programme).contracts.len());
        let (id, from, document) = (self.id.clone(), self.from, self.document.0);
        let signed = ContractSigned { programme, contract, id, division, member, from, days, document, fee };
        step.emit(Event::ContractSigned(signed))
    }

    /// For how many days it is. Who earned on days that are over is settled.
    fn days(&self, step: &Step<'_>) -> Result<u32, Rejection> {
        let today = step.asked.recorded_at.day();
        let days = self.to.plus(1).days_since(self.from);
        let begins = today <= self.from && self.from <= today.plus(DAYS_HELD_MAX);
        if begins && (1..=DAYS_HELD_MAX).contains(&days) { Ok(days) } else { Err(Rejection::ContractTermInvalid) }
    }

    /// The fee, as far as the rules in force on the day of signing allow one.
    fn fee(&self, step: &Step<'_>, programme: Programme) -> Result<Fen, Rejection> {
        let fee = self.fee.unwrap_or_default();
        if fee.is_negative() {
            return Err(Rejection::AmountNotPositive);
        }
        let rules = step.of(programme).rules(step.version(programme));
        let most = rules.and_then(|rules| rules.contracts).map_or(Fen::ZERO, |contracts| contracts.fee_max_fen);
        if fee > most { Err(Rejection::ContractFeeTooHigh) } else { Ok(fee) }
    }

    /// The contract that this one ends, and for how many days that one is in force.
    fn replaces(
        &self,
        step: &Step<'_>,
        programme: Programme,
        division: Division,
        days: u32,
    ) -> Result<Option<(Contract, u32)>, Rejection> {
        let Some(region) = step.state().directory.region(&division.region()) else { return Ok(None) };
        let until = self.from.plus(days);
        // One that was ended before it began is in nobody's way.
        let overlaps = |row: &ContractRow| row.days_in_force > 0 && row.from < until && self.from < row.until();
        let mut found = None;
        for (contract, row) in step.of(programme).contracts.of(region).filter(|(_, row)| overlaps(row)) {
            if row.from >= self.from {
                return Err(Rejection::ContractOverlaps);
            }
            found = Some((contract, self.from.days_since(row.from)));
        }
        Ok(found)
    }
}
