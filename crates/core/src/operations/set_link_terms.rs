//! Sets for how long links of members to referrers last (锁客). Until it is asked for, they are permanent.

use crate::engine::Step;
use crate::event::{Event, LinkTerm, LinkTermsSet};
use crate::limits::DAYS_HELD_MAX;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct SetLinkTerms {
    /// How long links last that are made from now on, also by registering.
    #[n(0)]
    pub term: LinkTerm,
}

impl SetLinkTerms {
    #[allow(clippy::trivially_copy_pass_by_ref)] // the operations have one form
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.opened()?;
        step.needs_two_people_when_live()?;
        match self.term {
            LinkTerm::Days(days) | LinkTerm::UntilIdle(days) if !(1..=DAYS_HELD_MAX).contains(&days) => {
                Err(Rejection::LinkDaysOutOfRange)
            }
            term => step.emit(Event::LinkTermsSet(LinkTermsSet { term })),
        }
    }
}
