//! Awards that are not released yet, summed by member and day: memory grows with members and days, not with orders.

use crate::due::DueKey;
use crate::handle::Member;
use crate::units::{Day, Fen};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// What is released of one member's awards at the beginning of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Release {
    /// How much.
    #[n(0)]
    pub amount: Fen,
    /// Where it stands in the due queue.
    #[n(1)]
    pub due: DueKey,
}

/// The frozen awards of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Frozen {
    /// The accounts. One that is emptied may stay behind with nothing in it: the canonical form leaves it out.
    accounts: BTreeMap<Member, Fen>,
    releases: BTreeMap<(Day, Member), Release>,
}

/// A release as it was before a change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrozenUndo {
    key: (Day, Member),
    before: Option<Release>,
}

impl Frozen {
    /// What of a member's awards is not released yet.
    #[must_use]
    pub fn of(&self, member: Member) -> Fen {
        self.accounts.get(&member).copied().unwrap_or_default()
    }

    /// What of a member's awards is released at the beginning of `day`.
    #[must_use]
    pub fn on(&self, day: Day, member: Member) -> Option<Release> {
        self.releases.get(&(day, member)).copied()
    }

    /// All that is frozen, by day and member.
    pub fn releases(&self) -> impl Iterator<Item = (Day, Member, Release)> {
        self.releases.iter().map(|((day, member), release)| (*day, *member, *release))
    }

    /// All accounts that hold anything, by member.
    pub fn accounts(&self) -> impl Iterator<Item = (Member, Fen)> {
        self.accounts.iter().filter(|(_, amount)| **amount != Fen::ZERO).map(|(member, amount)| (*member, *amount))
    }

    pub(crate) fn account(&mut self, member: Member) -> &mut Fen {
        self.accounts.entry(member).or_default()
    }

    /// Sets what is released of `member` on `day`; nothing removes it.
    pub(crate) fn set(&mut self, day: Day, member: Member, release: Option<Release>) -> FrozenUndo {
        let key = (day, member);
        let before = match release {
            Some(release) => self.releases.insert(key, release),
            None => self.releases.remove(&key),
        };
        if self.accounts.get(&member) == Some(&Fen::ZERO) {
            self.accounts.remove(&member);
        }
        FrozenUndo { key, before }
    }

    pub(crate) fn undo(&mut self, change: FrozenUndo) {
        match change.before {
            Some(release) => self.releases.insert(change.key, release),
            None => self.releases.remove(&change.key),
        };
    }
}

/// Canonical form: what is released, by day and member; the accounts are its sums.
impl<C> Encode<C> for Frozen {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(self.releases.len() as u64)?;
        for ((day, member), release) in &self.releases {
            (day, member, release).encode(out, context)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Frozen {
    fn decode(input: &mut minicbor::Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let mut frozen = Self::default();
        for row in input.array_iter_with::<C, (Day, Member, Release)>(context)? {
            let (day, member, release) = row?;
            let account = frozen.account(member);
            let sum = account.checked_add(release.amount);
            *account = sum.ok_or_else(|| minicbor::decode::Error::message("more is frozen than there can be"))?;
            frozen.releases.insert((day, member), release);
        }
        Ok(frozen)
    }
}
