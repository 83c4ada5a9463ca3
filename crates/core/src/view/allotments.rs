//! The register of allotments: offers, and who holds what of them until when it is locked.

use crate::allotments::{Allotment, Offer, OfferRow, Proceeds, Requirement};
use crate::handle::{Member, Programme};
use crate::policy::OpinionUsed;
use crate::state::State;
use crate::units::{Fen, Points, Time};
use serde::Serialize;
use std::ops::Bound;

/// An offer and how much of it is allotted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// The offer's own number.
    pub id: String,
    /// The programme whose points it takes.
    pub programme: String,
    /// The code of the instrument.
    pub instrument: String,
    /// Units offered.
    pub units: u64,
    /// Units allotted so far.
    pub allotted: u64,
    /// The most for one member, where there is such a ceiling.
    pub member_max: Option<u64>,
    /// Points that a unit requires, where they are burned.
    pub points_per_unit: Option<Points>,
    /// Contribution that a unit requires in fen, where it is granted.
    pub contribution_per_unit_fen: Option<Fen>,
    /// From when on, UTC milliseconds.
    pub opens_at: Time,
    /// Until when, exclusive, UTC milliseconds.
    pub closes_at: Time,
    /// Until when units are locked, UTC milliseconds.
    pub locked_until: Time,
    /// `to_reserve` or `to_issuer`.
    pub proceeds: &'static str,
    /// The price of a unit to the issuer in fen, at most what the points are worth.
    pub issue_price_fen: Option<Fen>,
    /// The legal opinion that it rests on.
    pub opinion: Option<OpinionUsed>,
    /// Members who hold units.
    pub holders: u64,
}

/// What one member holds of one offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllotmentView {
    /// The offer.
    pub offer: String,
    /// Who.
    pub holder: String,
    /// The code of the instrument.
    pub instrument: String,
    /// Units.
    pub units: u64,
    /// Until when they are locked, UTC milliseconds.
    pub locked_until: Time,
    /// Points burned for them.
    pub burned: Points,
    /// What those were worth then, in fen.
    pub value_fen: Fen,
    /// Contribution that they were granted for, in fen.
    pub contribution_fen: Fen,
}

impl OfferView {
    /// All offers of `programme`, by number.
    #[must_use]
    pub fn all(state: &State, programme: Programme) -> Vec<Self> {
        let Some(of) = state.programme(programme) else { return Vec::new() };
        of.allotments.iter().map(|(id, row)| Self::of(&of.name, id, row)).collect()
    }

    /// One offer of `programme`.
    #[must_use]
    pub fn one(state: &State, programme: Programme, id: &str) -> Option<Self> {
        let of = state.programme(programme)?;
        of.allotments.get(id).map(|row| Self::of(&of.name, id, row))
    }

    fn of(programme: &str, id: &str, row: &OfferRow) -> Self {
        let Offer { instrument, units, member_max, requires, opens_at, closes_at, locked_until, proceeds, opinion } =
            row.offer.clone();
        let (points_per_unit, contribution_per_unit_fen) = match requires {
            Requirement::Points(points) => (Some(points), None),
            Requirement::Contribution(fen) => (None, Some(fen)),
        };
        let (proceeds, issue_price_fen) = match proceeds {
            Proceeds::ToReserve => ("to_reserve", None),
            Proceeds::ToIssuer(price) => ("to_issuer", price),
        };
        Self {
            id: id.to_owned(),
            programme: programme.to_owned(),
            instrument,
            units,
            allotted: row.allotted,
            member_max,
            points_per_unit,
            contribution_per_unit_fen,
            opens_at,
            closes_at,
            locked_until,
            proceeds,
            issue_price_fen,
            opinion,
            holders: row.holders.len() as u64,
        }
    }
}

impl AllotmentView {
    /// The register of `programme`: by offer, and within it by member in order of registration. Of one offer only, or
    /// behind the row of `after`, where that is asked.
    pub fn rows<'a>(
        state: &'a State,
        programme: Programme,
        offer: Option<&'a str>,
        after: Option<(&'a str, Member)>,
    ) -> impl Iterator<Item = Self> + 'a {
        let offers = state.programme(programme).into_iter().flat_map(|of| of.allotments.iter());
        let wanted = move |id: &str| offer.is_none_or(|offer| offer == id) && after.is_none_or(|(last, _)| id >= last);
        offers.filter(move |(id, _)| wanted(id)).flat_map(move |(id, row)| {
            let from = match after {
                Some((last, member)) if last == id => Bound::Excluded(member),
                _ => Bound::Unbounded,
            };
            let holders = row.holders.range((from, Bound::Unbounded));
            holders.map(move |(holder, held)| Self::of(state, (id, row), *holder, held))
        })
    }

    /// What `member` was allotted of all offers of `programme`.
    #[must_use]
    pub fn of_member(state: &State, programme: Programme, member: Member) -> Vec<Self> {
        let offers = state.programme(programme).into_iter().flat_map(|of| of.allotments.iter());
        let held = |(id, row): (&str, &OfferRow)| {
            row.holders.get(&member).map(|held| Self::of(state, (id, row), member, held))
        };
        offers.filter_map(held).collect()
    }

    fn of(state: &State, (offer, row): (&str, &OfferRow), holder: Member, held: &Allotment) -> Self {
        Self {
            offer: offer.to_owned(),
            holder: state.directory.member_names.name(holder.0).to_owned(),
            instrument: row.offer.instrument.clone(),
            units: held.units,
            locked_until: row.offer.locked_until,
            burned: held.burned,
            value_fen: held.value,
            contribution_fen: held.contribution,
        }
    }
}
