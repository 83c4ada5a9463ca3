//! Money beside the reserve, the end of a programme, and allotments.

use crate::allotments::Offer;
use crate::handle::{Member, Position, Programme};
use crate::policy::Sha256;
use crate::price::Price;
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};

/// See [`super::Event::Funded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Funded {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// What entered its fund.
    #[n(1)]
    pub amount: Fen,
    /// Where it came from: the name of a financing round.
    #[n(2)]
    pub source: String,
    /// The document that says so.
    #[n(3)]
    pub document: Option<Sha256>,
}

/// See [`super::Event::ClosingPublished`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClosingPublished {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// From when on it takes no orders.
    #[n(1)]
    pub from: Time,
}

/// See [`super::Event::ClosingDelayed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClosingDelayed {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// When it is looked at again.
    #[n(1)]
    pub until: Time,
}

/// See [`super::Event::RedemptionBegun`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RedemptionBegun {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// Founding units burned; their money stays in the reserve.
    #[n(1)]
    pub founding: Points,
    /// What of the unallocated account entered the reserve.
    #[n(2)]
    pub released: Fen,
    /// The price at which everybody is redeemed; none where nobody holds anything.
    #[n(3)]
    pub price: Option<Price>,
}

/// See [`super::Event::ProgrammeClosed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProgrammeClosed {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// What rounding left in the reserve, or all of it where nobody held anything.
    #[n(1)]
    pub from_reserve: Fen,
    /// What was left in the fund: it never reached the reserve.
    #[n(2)]
    pub from_fund: Fen,
    /// What was left unallocated, where nobody held anything.
    #[n(3)]
    pub from_unallocated: Fen,
}

/// See [`super::Event::OfferOpened`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OfferOpened {
    /// The programme whose points it takes.
    #[n(0)]
    pub programme: Programme,
    /// The offer's own number.
    #[n(1)]
    pub id: String,
    /// What is offered.
    #[n(2)]
    pub offer: Offer,
}

/// See [`super::Event::Subscribed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Subscribed {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The offer.
    #[n(1)]
    pub offer: String,
    /// Who subscribed.
    #[n(2)]
    pub member: Member,
    /// Units allotted.
    #[n(3)]
    pub units: u64,
    /// Points burned for them, the oldest position first.
    #[n(4)]
    pub burned: Vec<Burned>,
    /// What of their value the issuer received; the rest stays in the reserve.
    #[n(5)]
    pub to_issuer: Fen,
}

/// Points of one position that were burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Burned {
    /// The position.
    #[n(0)]
    pub position: Position,
    /// How many units.
    #[n(1)]
    pub points: Points,
    /// What they were worth.
    #[n(2)]
    pub value: Fen,
}

impl Subscribed {
    /// All points burned.
    #[must_use]
    pub fn points(&self) -> Points {
        self.burned.iter().map(|part| part.points).sum()
    }

    /// What they were worth.
    #[must_use]
    pub fn value(&self) -> Fen {
        self.burned.iter().map(|part| part.value).sum()
    }
}

/// See [`super::Event::Granted`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Granted {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The offer.
    #[n(1)]
    pub offer: String,
    /// To whom.
    #[n(2)]
    pub member: Member,
    /// Units allotted.
    #[n(3)]
    pub units: u64,
    /// For which contribution, in fen.
    #[n(4)]
    pub contribution: Fen,
    /// The code of the reason.
    #[n(5)]
    pub reason: String,
    /// The document that says so.
    #[n(6)]
    pub document: Option<Sha256>,
}
