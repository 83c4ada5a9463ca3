//! Links a member to a referrer (锁客): to a member, or to the owner of a merchant.

use crate::engine::Step;
use crate::event::{Event, LinkEnd, LinkEnded, LinkMade};
use crate::handle::{Member, Merchant};
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct LinkMember {
    /// Who is linked.
    #[n(0)]
    pub member: String,
    /// To whom.
    #[n(1)]
    pub to: LinkTo,
    /// Whether a link in force ends for this one; by two people where money is real. Absent: it is refused.
    #[n(2)]
    pub replace: Option<Replace>,
}

/// To whom a member is linked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTo {
    /// To this member.
    #[n(0)]
    Member(#[n(0)] String),
    /// To the owner of this merchant.
    #[n(1)]
    Merchant(#[n(0)] String),
}

/// Says that a link in force is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Replace {
    /// The link in force ends.
    #[n(0)]
    InForce,
}

impl LinkMember {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.opened()?;
        let directory = &step.state().directory;
        let member = directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        let (referrer, merchant) = match &self.to {
            LinkTo::Member(id) => (directory.member(id).ok_or(Rejection::ReferrerUnknown)?, None),
            LinkTo::Merchant(id) => {
                let merchant = directory.merchant(id).ok_or(Rejection::MerchantUnknown)?;
                let owner = directory.merchant_row(merchant).and_then(|row| row.owner);
                (owner.ok_or(Rejection::OwnerUnknown)?, Some(merchant))
            }
        };
        let now = step.asked.recorded_at;
        if step.state().referrer_at(member, now).is_some() {
            self.replace.ok_or(Rejection::MemberLinked)?;
            step.needs_two_people_when_live()?;
        }
        end_link(step, member)?;
        if closes_a_circle(step, member, referrer) {
            return Err(Rejection::LinkCircular);
        }
        make_link(step, member, referrer, merchant)
    }
}

/// Whether `member` stands at or above `referrer`, by the links in force now.
fn closes_a_circle(step: &Step<'_>, member: Member, referrer: Member) -> bool {
    let (state, now) = (step.state(), step.asked.recorded_at);
    let mut above = Some(referrer);
    while let Some(next) = above.filter(|&next| next != member) {
        above = state.referrer_at(next, now);
    }
    above.is_some()
}

/// Links a member who has no referrer now, for as long as links last.
pub(super) fn make_link(
    step: &mut Step<'_>,
    member: Member,
    referrer: Member,
    merchant: Option<Merchant>,
) -> Result<(), Rejection> {
    let (term, from) = (step.state().links.term(), step.asked.recorded_at);
    step.emit(Event::LinkMade(LinkMade { member, referrer, merchant, term, from }))
}

/// Ends the newest link of a member, where it has not ended: by itself where its time is up, else for another.
pub(super) fn end_link(step: &mut Step<'_>, member: Member) -> Result<(), Rejection> {
    let (state, now) = (step.state(), step.asked.recorded_at);
    let registered = state.directory.member_row(member).and_then(|row| row.referrer);
    let (referrer, at, why) = match (state.links.of(member).last(), registered) {
        (Some(link), _) if link.ended.is_some() => return Ok(()),
        (Some(link), _) if !link.covers(now) => (link.referrer, link.until.unwrap_or(now), LinkEnd::of(link.term)),
        (Some(link), _) => (link.referrer, now, LinkEnd::Replaced),
        (None, Some(referrer)) => (referrer, now, LinkEnd::Replaced),
        (None, None) => return Ok(()),
    };
    step.emit(Event::LinkEnded(LinkEnded { member, referrer, at, why }))
}
