//! Opens the programme that the command names, with its founding deposit.

use crate::engine::Step;
use crate::event::{Event, ProgrammeOpened};
use crate::handle::Programme;
use crate::identifier::check_identifier;
use crate::limits::PROGRAMMES_MAX;
use crate::policy::Clearance;
use crate::rejection::Rejection;
use crate::rules::Rules;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct OpenProgramme {
    /// Its first rules, in force from the beginning.
    #[n(0)]
    pub rules: Rules,
    /// What was checked before, in a live deployment.
    #[n(1)]
    pub clearance: Option<Clearance>,
}

impl OpenProgramme {
    /// A programme under `rules` that nobody checked.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self { rules, clearance: None }
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let name = step.asked.programme;
        check_identifier(name)?;
        if step.state().terms.is_none() {
            return Err(Rejection::DeploymentMissing);
        }
        if step.state().programme_named(name).is_some() {
            return Err(Rejection::ProgrammeExists);
        }
        if step.state().programmes.len() >= PROGRAMMES_MAX {
            return Err(Rejection::LimitExceeded);
        }
        if !self.rules.faults().is_empty() {
            return Err(Rejection::RulesInvalid);
        }
        if step.state().is_live() && self.rules.founding_fen == Fen::ZERO {
            return Err(Rejection::FoundingMissing);
        }
        self.clearance.as_ref().map_or(Ok(()), Clearance::check)?;
        let founding_units = self.rules.founding_units().ok_or(Rejection::RulesInvalid)?;
        let programme = Programme::at(step.state().programmes.len());
        let (name, rules, clearance) = (name.to_owned(), self.rules.clone(), self.clearance.clone());
        let opened = ProgrammeOpened { programme, name, rules, founding_units, clearance };
        step.emit(Event::ProgrammeOpened(Box::new(opened)))
    }
}
