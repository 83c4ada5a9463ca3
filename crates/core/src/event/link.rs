//! Links of members to referrers (锁客) and how they end.

use crate::handle::{Member, Merchant};
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// For how long a link lasts. In CBOR `[0]`, `[1, days]` or `[2, days]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTerm {
    /// For good.
    #[default]
    Permanent,
    /// For so many days (24 hours each).
    Days(u32),
    /// Until the member has not ordered for so many days (24 hours each).
    UntilIdle(u32),
}

/// By hand: a derived variant without fields would be read from any bytes.
impl<C> Encode<C> for LinkTerm {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Permanent => out.array(1)?.u32(0)?,
            Self::Days(days) => out.array(2)?.u32(1)?.u32(*days)?,
            Self::UntilIdle(days) => out.array(2)?.u32(2)?.u32(*days)?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for LinkTerm {
    fn decode(input: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        match (input.array()?, input.u32()?) {
            (Some(1), 0) => Ok(Self::Permanent),
            (Some(2), 1) => Ok(Self::Days(input.u32()?)),
            (Some(2), 2) => Ok(Self::UntilIdle(input.u32()?)),
            _ => Err(minicbor::decode::Error::message("not the term of a link")),
        }
    }
}

/// See [`super::Event::LinkTermsSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkTermsSet {
    /// How long links last that are made from now on, also by registering.
    #[n(0)]
    pub term: LinkTerm,
}

/// See [`super::Event::LinkMade`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkMade {
    /// Who is linked.
    #[n(0)]
    pub member: Member,
    /// To whom.
    #[n(1)]
    pub referrer: Member,
    /// The merchant whose owner that is, when the link was made by its code.
    #[n(2)]
    pub merchant: Option<Merchant>,
    /// For how long.
    #[n(3)]
    pub term: LinkTerm,
    /// From when; orders go by the link in force at their business time.
    #[n(4)]
    pub from: Time,
}

/// See [`super::Event::LinkEnded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkEnded {
    /// Who was linked.
    #[n(0)]
    pub member: Member,
    /// To whom.
    #[n(1)]
    pub referrer: Member,
    /// From when on it is not in force.
    #[n(2)]
    pub at: Time,
    /// Why.
    #[n(3)]
    pub why: LinkEnd,
}

/// Why a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum LinkEnd {
    /// Its days were over.
    #[n(0)]
    Expired,
    /// The member had not ordered for its days.
    #[n(1)]
    Idle,
    /// Another link took its place.
    #[n(2)]
    Replaced,
}
