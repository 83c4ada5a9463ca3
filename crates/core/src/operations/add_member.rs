//! Registers a member. The referrer is locked for good (锁客); it is registered before, so links form a forest.

use crate::engine::Step;
use crate::event::{Event, MemberAdded};
use crate::handle::Member;
use crate::identifier::check_party_identifier;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AddMember {
    /// The outside id.
    #[n(0)]
    pub id: String,
    /// Who referred the member.
    #[n(1)]
    pub referrer: Option<String>,
}

impl AddMember {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.programme()?;
        let directory = &step.state().directory;
        if directory.member(&self.id).is_some() {
            return Err(Rejection::MemberExists);
        }
        check_party_identifier(&self.id)?;
        let referrer = match &self.referrer {
            Some(id) => Some(directory.member(id).ok_or(Rejection::ReferrerUnknown)?),
            None => None,
        };
        let member = Member::at(directory.member_names.len());
        step.emit(Event::MemberAdded(MemberAdded { member, id: self.id.clone(), referrer }))
    }
}
