//! Steps of what a programme can have beside the core of the model: fund, campaigns, contracts, closing, months, allotments.

use crate::vector::{clamped, clamped_or_none};
use ratchet_core::allotments::{self, Proceeds, Requirement};
use ratchet_core::month::Month;
use ratchet_core::operations::{
    ClosePeriod, CloseProgramme, EndCampaign, EndContract, Fund, GrantAllotment, OpenCampaign, OpenOffer, Operation,
    SetShares, SignContract, Subscribe,
};
use ratchet_core::policy::Sha256;
use ratchet_core::{Day, Fen, Points, Shares, Time, campaigns};
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::str::FromStr;

/// A step that asks for something of a feature.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeatureRequest {
    /// Put money of a round into the fund.
    Fund {
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
        /// The round's name.
        source: String,
    },
    /// Open a clearance campaign.
    OpenCampaign {
        /// Its number.
        id: String,
        /// The plan of its orders.
        plan: String,
        /// From when on, UTC milliseconds.
        from: i64,
        /// Until when, exclusive.
        until: i64,
        /// What is sold.
        goods: Vec<Goods>,
    },
    /// End a campaign.
    EndCampaign {
        /// Its number.
        campaign: String,
    },
    /// Give a region by contract.
    SignContract {
        /// Its number.
        id: String,
        /// Six digits.
        division: String,
        /// The agent.
        member: String,
        /// The first day.
        #[serde(deserialize_with = "parsed")]
        from: Day,
        /// The last day.
        #[serde(deserialize_with = "parsed")]
        to: Day,
        /// What the agent pays.
        #[serde(default, deserialize_with = "clamped_or_none")]
        fee: Option<Fen>,
    },
    /// End a contract early.
    EndContract {
        /// Its number.
        contract: String,
        /// Its last day.
        #[serde(deserialize_with = "parsed")]
        last_day: Day,
    },
    /// Publish the end of the programme.
    CloseProgramme {
        /// From when on there are no orders, UTC milliseconds.
        from: i64,
    },
    /// Say how many shares somebody holds.
    SetShares {
        /// The holder.
        member: String,
        /// How many.
        shares: i64,
    },
    /// Close a month.
    ClosePeriod {
        /// Such as `2027-01`.
        #[serde(deserialize_with = "parsed")]
        month: Month,
        /// When it begins, UTC milliseconds.
        begins: i64,
        /// When the next one does.
        ends: i64,
    },
    /// Open an offer of allotments.
    OpenOffer(OfferRequest),
    /// Burn points for units.
    Subscribe {
        /// The offer.
        offer: String,
        /// Who.
        member: String,
        /// How many.
        units: u64,
    },
    /// Grant units for a contribution.
    GrantAllotment {
        /// The offer.
        offer: String,
        /// To whom.
        member: String,
        /// In fen.
        #[serde(deserialize_with = "clamped")]
        contribution: Fen,
        /// The code of the reason.
        reason: String,
    },
}

/// One kind of goods.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    sku: String,
    name: String,
    #[serde(deserialize_with = "clamped")]
    price: Fen,
    #[serde(deserialize_with = "clamped")]
    cost: Fen,
    stock: i64,
}

/// What is offered: units for points, which are burned, or for contribution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRequest {
    id: String,
    units: u64,
    #[serde(default)]
    member_max: Option<u64>,
    #[serde(default)]
    points_per_unit: Option<i64>,
    #[serde(default)]
    contribution_per_unit: Option<i64>,
    opens_at: i64,
    closes_at: i64,
    locked_until: i64,
    /// `to_reserve` or `to_issuer`.
    proceeds: String,
    #[serde(default)]
    issue_price: Option<i64>,
}

impl FeatureRequest {
    /// The names of these steps.
    pub const NAMES: [&'static str; 11] = [
        "fund",
        "open_campaign",
        "end_campaign",
        "sign_contract",
        "end_contract",
        "close_programme",
        "set_shares",
        "close_period",
        "open_offer",
        "subscribe",
        "grant_allotment",
    ];
}

impl From<FeatureRequest> for Operation {
    fn from(request: FeatureRequest) -> Self {
        let time = Time::from_milliseconds;
        match request {
            FeatureRequest::Fund { amount, source } => Fund { amount, source, document: None }.into(),
            FeatureRequest::OpenCampaign { id, plan, from, until, goods } => {
                let goods = goods.into_iter().map(Goods::into_offer).collect();
                OpenCampaign { id, plan, from: time(from), until: time(until), goods }.into()
            }
            FeatureRequest::EndCampaign { campaign } => EndCampaign { campaign }.into(),
            FeatureRequest::SignContract { id, division, member, from, to, fee } => {
                SignContract { id, division, member, from, to, document: Sha256([0; 32]), fee }.into()
            }
            FeatureRequest::EndContract { contract, last_day } => EndContract { contract, last_day }.into(),
            FeatureRequest::CloseProgramme { from } => CloseProgramme { from: time(from) }.into(),
            FeatureRequest::SetShares { member, shares } => {
                SetShares { member, shares: Shares::new(shares), document: None }.into()
            }
            FeatureRequest::ClosePeriod { month, begins, ends } => {
                ClosePeriod { month, begins: time(begins), ends: time(ends) }.into()
            }
            FeatureRequest::OpenOffer(request) => {
                OpenOffer { id: request.id.clone(), offer: request.into_offer() }.into()
            }
            FeatureRequest::Subscribe { offer, member, units } => Subscribe { offer, member, units }.into(),
            FeatureRequest::GrantAllotment { offer, member, contribution, reason } => {
                GrantAllotment { offer, member, contribution, reason, document: None }.into()
            }
        }
    }
}

impl Goods {
    fn into_offer(self) -> campaigns::Offer {
        let Self { sku, name, price, cost, stock } = self;
        campaigns::Offer { sku, name, price, cost, stock }
    }
}

impl OfferRequest {
    fn into_offer(self) -> allotments::Offer {
        let requires = match self.contribution_per_unit {
            Some(fen) => Requirement::Contribution(Fen::new(fen)),
            None => Requirement::Points(Points::new(self.points_per_unit.unwrap_or_default())),
        };
        let proceeds = match self.proceeds.as_str() {
            "to_issuer" => Proceeds::ToIssuer(self.issue_price.map(Fen::new)),
            _ => Proceeds::ToReserve,
        };
        allotments::Offer {
            instrument: "share".to_owned(),
            units: self.units,
            member_max: self.member_max,
            requires,
            opens_at: Time::from_milliseconds(self.opens_at),
            closes_at: Time::from_milliseconds(self.closes_at),
            locked_until: Time::from_milliseconds(self.locked_until),
            proceeds,
            opinion: None,
        }
    }
}

/// A day or a month, as people write it.
fn parsed<'de, D, T>(text: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: Display,
{
    String::deserialize(text)?.parse().map_err(serde::de::Error::custom)
}
