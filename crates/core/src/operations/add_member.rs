//! Registers a member. The referrer is locked for good (锁客), unless the deployment says for how long; it is registered
//! before, so links form a forest.

use super::link_member::make_link;
use crate::engine::Step;
use crate::event::{Event, LinkTerm, MemberAdded};
use crate::handle::Member;
use crate::identifier::check_party_identifier;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
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
        check_new(step, &self.id)?;
        let directory = &step.state().directory;
        let referrer = match &self.referrer {
            Some(id) => Some(directory.member(id).ok_or(Rejection::ReferrerUnknown)?),
            None => None,
        };
        add(step, self.id.clone(), referrer)
    }
}

/// Refuses an id that somebody has, or that is none.
pub(crate) fn check_new(step: &Step<'_>, id: &str) -> Result<(), Rejection> {
    if step.state().directory.member(id).is_some() {
        return Err(Rejection::MemberExists);
    }
    check_party_identifier(id)
}

/// Registers a member whose id is new.
pub(crate) fn add(step: &mut Step<'_>, id: String, referrer: Option<Member>) -> Result<(), Rejection> {
    let member = Member::at(step.state().directory.member_names.len());
    let for_good = step.state().links.term() == LinkTerm::Permanent;
    let registered = referrer.filter(|_| for_good);
    step.emit(Event::MemberAdded(MemberAdded { member, id, referrer: registered }))?;
    match referrer {
        Some(referrer) if !for_good => make_link(step, member, referrer, None),
        _ => Ok(()),
    }
}
