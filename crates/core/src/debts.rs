//! Old debts of a programme: what members are owed, the coins they have for it, and the points that came with coins.
//!
//! What is owed here is a liability that no reserve backs: it is settled by goods, and what that costs is paid from the
//! platform account when coins are spent.

use crate::due::DueKey;
use crate::event::PointsGranted;
use crate::handle::{Member, Order, Position};
use crate::units::{Coins, Fen, Points};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// The SHA-256 that these 64 hexadecimal digits write; nothing where they are something else.
#[must_use]
pub fn digest_of(digits: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(digest)
}

/// A document that shows a debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Evidence {
    /// SHA-256 of it.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub sha256: [u8; 32],
    /// What it shows.
    #[n(1)]
    pub amount: Coins,
}

/// What one member is owed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Claim {
    /// What shows it, in order of import.
    #[n(0)]
    pub evidence: Vec<Evidence>,
    /// Not converted into coins yet.
    #[n(1)]
    pub unconverted: Coins,
    /// Coins that can be spent.
    #[n(2)]
    pub coins: Coins,
    /// Coins of placed orders that are not booked yet.
    #[n(3)]
    pub held: Coins,
}

impl Claim {
    /// What was owed at first.
    #[must_use]
    pub fn imported(&self) -> Coins {
        self.evidence.iter().map(|evidence| evidence.amount).sum()
    }

    /// What is still owed.
    #[must_use]
    pub fn owed(&self) -> Coins {
        self.unconverted + self.coins + self.held
    }

    /// What was settled in goods.
    #[must_use]
    pub fn settled(&self) -> Coins {
        self.imported() - self.owed()
    }
}

/// Points that came with coins and are released bit by bit. It is there as long as their position is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Grant {
    /// The order whose coins brought them.
    #[n(0)]
    pub order: Order,
    /// What the fund paid for them.
    #[n(1)]
    pub from_fund: Fen,
    /// All of them.
    #[n(2)]
    pub points: Points,
    /// Those not released yet.
    #[n(3)]
    pub locked: Points,
    /// In how many tranches they are released.
    #[n(4)]
    pub tranches: u32,
    /// How many of these were released.
    #[n(5)]
    pub released: u32,
    /// Days from one tranche to the next.
    #[n(6)]
    pub tranche_days: u32,
    /// Where the next tranche stands in the due queue; nowhere once all are released.
    #[n(7)]
    pub due: Option<DueKey>,
}

impl Grant {
    /// What an event granted, with its first tranche at `due`.
    pub(crate) fn of(event: &PointsGranted, due: DueKey) -> Self {
        Self {
            order: event.order,
            from_fund: event.from_fund,
            points: event.points,
            locked: event.points,
            tranches: event.tranches,
            released: 0,
            tranche_days: event.tranche_days,
            due: Some(due),
        }
    }

    /// What the next tranche releases: `⌊m·i/n⌋ − ⌊m·(i−1)/n⌋`, so that all `n` together release every unit.
    #[must_use]
    pub fn next_tranche(&self) -> Points {
        let up_to = |tranche: u32| {
            let part = self.points.wide() * u128::from(tranche) / u128::from(self.tranches.max(1));
            Points::from_wide(part).unwrap_or(self.points)
        };
        up_to(self.released + 1) - up_to(self.released)
    }
}

/// The old debts of one programme.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Debts {
    /// What all members together are owed: no reserve backs it.
    #[n(0)]
    owed: Coins,
    #[n(1)]
    claims: BTreeMap<Member, Claim>,
    #[n(2)]
    grants: BTreeMap<Position, Grant>,
    /// What all members together were ever owed.
    #[n(3)]
    imported: Coins,
}

/// A change that can be taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DebtsUndo {
    /// The newest evidence of a member, with the claim where it was the first.
    Imported(Member),
    /// A grant as it was before.
    Grant(Position, Option<Grant>),
}

impl Debts {
    /// What all members together are owed: a liability that no reserve backs.
    #[must_use]
    pub fn owed(&self) -> Coins {
        self.owed
    }

    /// What all members together were ever owed.
    #[must_use]
    pub fn imported(&self) -> Coins {
        self.imported
    }

    /// The claim of a member.
    #[must_use]
    pub fn claim(&self, member: Member) -> Option<&Claim> {
        self.claims.get(&member)
    }

    /// All claims, by member.
    pub fn claims(&self) -> impl Iterator<Item = (Member, &Claim)> {
        self.claims.iter().map(|(member, claim)| (*member, claim))
    }

    /// The claims of members behind `member`, or of all.
    pub fn claims_after(&self, member: Option<Member>) -> impl Iterator<Item = (Member, &Claim)> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = member.map_or(Unbounded, Excluded);
        self.claims.range((from, Unbounded)).map(|(member, claim)| (*member, claim))
    }

    /// What came with coins and is held in `position`, while that is open.
    #[must_use]
    pub fn grant(&self, position: Position) -> Option<&Grant> {
        self.grants.get(&position)
    }

    /// All grants whose positions are open.
    pub fn grants(&self) -> impl Iterator<Item = (Position, &Grant)> {
        self.grants.iter().map(|(position, grant)| (*position, grant))
    }

    /// The points of `position` that its member cannot sell yet.
    #[must_use]
    pub fn locked(&self, position: Position) -> Points {
        self.grants.get(&position).map_or(Points::ZERO, |grant| grant.locked)
    }

    /// Whether nobody was ever owed anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    pub(crate) fn owed_mut(&mut self) -> &mut Coins {
        &mut self.owed
    }

    pub(crate) fn claim_mut(&mut self, member: Member) -> Option<&mut Claim> {
        self.claims.get_mut(&member)
    }

    pub(crate) fn import(&mut self, member: Member, evidence: Evidence) -> DebtsUndo {
        self.claims.entry(member).or_default().evidence.push(evidence);
        self.imported += evidence.amount;
        DebtsUndo::Imported(member)
    }

    pub(crate) fn set_grant(&mut self, position: Position, grant: Option<Grant>) -> DebtsUndo {
        let before = match grant {
            Some(grant) => self.grants.insert(position, grant),
            None => self.grants.remove(&position),
        };
        DebtsUndo::Grant(position, before)
    }

    pub(crate) fn undo(&mut self, change: DebtsUndo) {
        match change {
            DebtsUndo::Imported(member) => {
                if let Some(claim) = self.claims.get_mut(&member) {
                    self.imported -= claim.evidence.pop().map_or(Coins::ZERO, |evidence| evidence.amount);
                    if claim.evidence.is_empty() {
                        self.claims.remove(&member);
                    }
                }
            }
            DebtsUndo::Grant(position, before) => {
                self.set_grant(position, before);
            }
        }
    }
}
