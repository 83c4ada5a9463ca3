//! Grants units of an offer by contribution, with a reason.

use crate::allotments::Requirement;
use crate::engine::Step;
use crate::event::{Event, Granted};
use crate::identifier::check_identifier;
use crate::limits::AMOUNT_MAX;
use crate::policy::Sha256;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct GrantAllotment {
    /// The offer.
    #[n(0)]
    pub offer: String,
    /// To whom.
    #[n(1)]
    pub member: String,
    /// For which contribution, in fen: `⌊contribution/required⌋` units.
    #[n(2)]
    #[serde(rename = "contribution_fen")]
    pub contribution: Fen,
    /// The code of the reason. A member gets one grant for it.
    #[n(3)]
    pub reason: String,
    /// The document that says so.
    #[n(4)]
    pub document: Option<Sha256>,
}

impl GrantAllotment {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        step.before_redemption(programme)?;
        let row = state.allotments.get(&self.offer).ok_or(Rejection::OfferUnknown)?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        check_identifier(&self.reason)?;
        if row.grants.contains(&(member, self.reason.clone())) {
            return Err(Rejection::GrantExists);
        }
        if !self.contribution.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.contribution.get() > AMOUNT_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let Requirement::Contribution(each) = row.offer.requires else {
            return Err(Rejection::OfferRequiresOtherwise);
        };
        let units = self.contribution.get().unsigned_abs() / each.get().unsigned_abs().max(1);
        if units == 0 {
            return Err(Rejection::UnitsNotPositive);
        }
        row.check_window(step.asked.recorded_at)?;
        row.check_units(member, units)?;
        let (offer, contribution) = (self.offer.clone(), self.contribution);
        let (reason, document) = (self.reason.clone(), self.document);
        step.emit(Event::Granted(Granted { programme, offer, member, units, contribution, reason, document }))
    }
}
