//! The register of allotments (配股, 积分换股): offers, and who was allotted how much of them. A register and no market:
//! nothing here can be transferred, and nothing has a quote.

use crate::handle::Member;
use crate::identifier::check_identifier;
use crate::limits::{ALLOTMENT_UNITS_MAX, AMOUNT_MAX};
use crate::policy::OpinionUsed;
use crate::rejection::Rejection;
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The check that an offer's opinion is about.
pub const SHARES_FOR_POINTS: &str = "shares-for-points";

/// What is offered, to whom, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Offer {
    /// What a unit is: the code of an instrument, described in the offer's documents.
    #[n(0)]
    pub instrument: String,
    /// How many units there are.
    #[n(1)]
    pub units: u64,
    /// The most for one member; none for all of them.
    #[n(2)]
    pub member_max: Option<u64>,
    /// What a unit requires.
    #[n(3)]
    pub requires: Requirement,
    /// From when on it can be subscribed, or granted.
    #[n(4)]
    pub opens_at: Time,
    /// Until when, exclusive.
    #[n(5)]
    pub closes_at: Time,
    /// Until when what is allotted is locked.
    #[n(6)]
    pub locked_until: Time,
    /// Where the value of burned points goes.
    #[n(7)]
    pub proceeds: Proceeds,
    /// The legal opinion that it rests on; a live deployment needs one.
    #[n(8)]
    pub opinion: Option<OpinionUsed>,
}

/// What one unit requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Points, which are burned.
    #[n(0)]
    Points(
        #[n(0)]
        #[serde(serialize_with = "crate::units::as_decimals")]
        Points,
    ),
    /// Contribution in fen, which the operator states with a reason.
    #[n(1)]
    #[serde(rename = "contribution_fen")]
    Contribution(#[n(0)] Fen),
}

/// Where the value of burned points goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proceeds {
    /// It stays in the reserve.
    #[n(0)]
    #[serde(rename = "to_reserve")]
    ToReserve,
    /// To the issuer, who is the operator: the price of a unit in fen, at most what the points are worth; all of that
    /// without a price.
    #[n(1)]
    #[serde(rename = "to_issuer_price_fen")]
    ToIssuer(#[n(0)] Option<Fen>),
}

impl Offer {
    /// Refuses an offer that can never work.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        check_identifier(&self.instrument)?;
        let units = 1..=ALLOTMENT_UNITS_MAX;
        let requires = match self.requires {
            Requirement::Points(points) => points.is_positive(),
            Requirement::Contribution(fen) => (1..=AMOUNT_MAX).contains(&fen.get()),
        };
        let proceeds = match (self.proceeds, self.requires) {
            (Proceeds::ToReserve, _) => true,
            (Proceeds::ToIssuer(price), Requirement::Points(_)) => {
                price.is_none_or(|price| (1..=AMOUNT_MAX).contains(&price.get()))
            }
            // Nothing is burned for a contribution, so nothing can be paid for it.
            (Proceeds::ToIssuer(_), Requirement::Contribution(_)) => false,
        };
        let sound = units.contains(&self.units)
            && self.member_max.is_none_or(|most| (1..=self.units).contains(&most))
            && self.opens_at < self.closes_at
            && self.locked_until >= self.opens_at
            && requires
            && proceeds
            && self.opinion.as_ref().is_none_or(|opinion| opinion.finding == SHARES_FOR_POINTS && opinion.is_short());
        if sound { Ok(()) } else { Err(Rejection::OfferInvalid) }
    }

    /// What the issuer receives for `units` whose points were worth `value`.
    pub(crate) fn to_issuer(&self, units: u64, value: Fen) -> Fen {
        match self.proceeds {
            Proceeds::ToReserve => Fen::ZERO,
            Proceeds::ToIssuer(None) => value,
            Proceeds::ToIssuer(Some(price)) => {
                Fen::from_wide(price.wide() * u128::from(units)).map_or(value, |asked| asked.min(value))
            }
        }
    }
}

/// What one member was allotted of one offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Allotment {
    /// Units.
    #[n(0)]
    pub units: u64,
    /// Points burned for them.
    #[n(1)]
    pub burned: Points,
    /// What those were worth then, in fen.
    #[n(2)]
    pub value: Fen,
    /// Contribution that they were granted for, in fen.
    #[n(3)]
    pub contribution: Fen,
}

/// An offer and what was allotted of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OfferRow {
    /// The offer.
    #[n(0)]
    pub offer: Offer,
    /// Units allotted so far.
    #[n(1)]
    pub allotted: u64,
    /// By member.
    #[n(2)]
    pub holders: BTreeMap<Member, Allotment>,
    /// Grants so far, by member and reason: none is made twice.
    #[n(3)]
    pub grants: BTreeSet<(Member, String)>,
}

impl OfferRow {
    /// What `member` was allotted of it.
    #[must_use]
    pub fn of(&self, member: Member) -> Allotment {
        self.holders.get(&member).copied().unwrap_or_default()
    }

    /// Refuses more units than are left, for all and for `member`.
    pub(crate) fn check_units(&self, member: Member, units: u64) -> Result<(), Rejection> {
        let most = self.offer.member_max.unwrap_or(self.offer.units);
        if units > self.offer.units - self.allotted || units > most - self.of(member).units {
            return Err(Rejection::OfferExhausted);
        }
        Ok(())
    }

    /// Refuses what lies outside of the window.
    pub(crate) fn check_window(&self, now: Time) -> Result<(), Rejection> {
        if (self.offer.opens_at..self.offer.closes_at).contains(&now) {
            Ok(())
        } else {
            Err(Rejection::OfferWindowClosed)
        }
    }
}

/// The register of a programme, by the offer's own number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Allotments(#[n(0)] BTreeMap<String, OfferRow>);

/// How to take back one change.
#[derive(Clone, Debug)]
pub(crate) enum AllotmentUndo {
    Opened(String),
    Allotted { offer: String, member: Member, before: Option<Allotment>, grant: Option<String> },
}

impl Allotments {
    /// The offer of this number.
    #[must_use]
    pub fn get(&self, offer: &str) -> Option<&OfferRow> {
        self.0.get(offer)
    }

    /// All offers by number.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OfferRow)> {
        self.0.iter().map(|(id, row)| (id.as_str(), row))
    }

    /// How many offers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an offer; nothing when there is one of its number.
    pub(crate) fn open(&mut self, id: &str, offer: &Offer) -> Option<AllotmentUndo> {
        if self.0.contains_key(id) {
            return None;
        }
        let row = OfferRow { offer: offer.clone(), allotted: 0, holders: BTreeMap::new(), grants: BTreeSet::new() };
        self.0.insert(id.to_owned(), row);
        Some(AllotmentUndo::Opened(id.to_owned()))
    }

    /// Adds `more` to what `member` has of `id`, for the reason `grant` if it was granted; nothing when there is no such
    /// offer, not that much of it, or when the grant was made before.
    pub(crate) fn allot(
        &mut self,
        id: &str,
        member: Member,
        more: Allotment,
        grant: Option<&str>,
    ) -> Option<AllotmentUndo> {
        let row = self.0.get_mut(id)?;
        row.check_units(member, more.units).ok()?;
        let before = row.holders.get(&member).copied();
        let had = before.unwrap_or_default();
        let now = Allotment {
            units: had.units + more.units,
            burned: had.burned.checked_add(more.burned)?,
            value: had.value.checked_add(more.value)?,
            contribution: had.contribution.checked_add(more.contribution)?,
        };
        if grant.is_some_and(|reason| !row.grants.insert((member, reason.to_owned()))) {
            return None;
        }
        row.allotted += more.units;
        row.holders.insert(member, now);
        Some(AllotmentUndo::Allotted { offer: id.to_owned(), member, before, grant: grant.map(str::to_owned) })
    }

    pub(crate) fn undo(&mut self, change: AllotmentUndo) {
        match change {
            AllotmentUndo::Opened(id) => {
                self.0.remove(&id);
            }
            AllotmentUndo::Allotted { offer, member, before, grant } => {
                let Some(row) = self.0.get_mut(&offer) else { return };
                row.allotted -= row.of(member).units - before.unwrap_or_default().units;
                match before {
                    Some(before) => row.holders.insert(member, before),
                    None => row.holders.remove(&member),
                };
                if let Some(reason) = grant {
                    row.grants.remove(&(member, reason));
                }
            }
        }
    }
}
