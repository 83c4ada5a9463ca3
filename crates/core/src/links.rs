//! Links of members to referrers that began or end at a time (锁客). Who registered with a referrer while links were
//! permanent stands in the directory alone; here stand the others.

use crate::due::DueKey;
use crate::event::{LinkEnd, LinkTerm};
use crate::handle::Member;
use crate::units::Time;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// A link, in force from its beginning until just before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Link {
    /// To whom.
    #[n(0)]
    pub referrer: Member,
    /// For how long it was made.
    #[n(1)]
    pub term: LinkTerm,
    /// From when.
    #[n(2)]
    pub from: Time,
    /// Until when; none for one that does not end by itself.
    #[n(3)]
    pub until: Option<Time>,
    /// Why it ended, once that is journaled.
    #[n(4)]
    pub ended: Option<LinkEnd>,
    /// Where its end stands in the due queue.
    #[n(5)]
    pub due: Option<DueKey>,
}

impl Link {
    /// Whether it is in force at `time`.
    #[must_use]
    pub fn covers(&self, time: Time) -> bool {
        self.from <= time && self.until.is_none_or(|until| time < until)
    }
}

/// The links of a deployment.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Links {
    /// How long links last that are made from now on.
    #[n(0)]
    pub(crate) term: LinkTerm,
    /// The links of each member that has any here, the oldest first; the newest may be in force.
    #[n(1)]
    links: BTreeMap<Member, Vec<Link>>,
}

/// What was before a change.
#[derive(Clone, Debug)]
pub(crate) enum LinkUndo {
    Term(LinkTerm),
    Links(Member, Option<Vec<Link>>),
}

impl Links {
    /// How long links last that are made from now on.
    #[must_use]
    pub fn term(&self) -> LinkTerm {
        self.term
    }

    /// Whose referrer `member` had at `time`; `registered` is the one of the registration.
    #[must_use]
    pub fn referrer(&self, member: Member, registered: Option<Member>, time: Time) -> Option<Member> {
        if self.links.is_empty() {
            return registered;
        }
        match self.links.get(&member) {
            Some(links) => links.iter().rev().find(|link| link.covers(time)).map(|link| link.referrer),
            None => registered,
        }
    }

    /// All links that a member ever had here, the oldest first.
    #[must_use]
    pub fn of(&self, member: Member) -> &[Link] {
        self.links.get(&member).map_or(&[], Vec::as_slice)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The newest links of all members that have any here.
    pub(crate) fn newest(&self) -> impl Iterator<Item = (Member, &Link)> {
        self.links.iter().filter_map(|(member, links)| Some((*member, links.last()?)))
    }

    pub(crate) fn set_term(&mut self, term: LinkTerm) -> LinkUndo {
        LinkUndo::Term(std::mem::replace(&mut self.term, term))
    }

    /// Changes the links of a member.
    pub(crate) fn change(&mut self, member: Member, change: impl FnOnce(&mut Vec<Link>)) -> LinkUndo {
        let before = self.links.get(&member).cloned();
        change(self.links.entry(member).or_default());
        LinkUndo::Links(member, before)
    }

    pub(crate) fn undo(&mut self, change: LinkUndo) {
        match change {
            LinkUndo::Term(before) => self.term = before,
            LinkUndo::Links(member, Some(before)) => {
                self.links.insert(member, before);
            }
            LinkUndo::Links(member, None) => {
                self.links.remove(&member);
            }
        }
    }
}
