//! Sets what a member holds in the register of shares that dividends are shared by; by two people where money is real.

use crate::engine::Step;
use crate::event::{Event, SharesSet};
use crate::identifier::check_identifier;
use crate::limits::{SHAREHOLDERS_MAX, SHARES_MAX};
use crate::rejection::Rejection;
use crate::units::Shares;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct SetShares {
    /// The holder.
    #[n(0)]
    pub member: String,
    /// What the member holds from now on; 0 for nothing.
    #[n(1)]
    pub shares: Shares,
    /// Hash or number of the document that it rests on.
    #[n(2)]
    pub document: Option<String>,
}

impl SetShares {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        if let Some(document) = &self.document {
            check_identifier(document)?;
        }
        let register = &state.dividends;
        let before = register.shares_of(member);
        if self.shares.is_negative() || self.shares.get() > SHARES_MAX {
            return Err(Rejection::SharesOutOfRange);
        }
        let issued = register.issued - before + self.shares;
        let is_new = before == Shares::ZERO && self.shares.is_positive();
        if issued.get() > SHARES_MAX || is_new && register.shares.len() >= SHAREHOLDERS_MAX {
            return Err(Rejection::SharesOutOfRange);
        }
        let (shares, document) = (self.shares, self.document.clone());
        step.emit(Event::SharesSet(SharesSet { programme, member, before, shares, document }))
    }
}
