//! One event as an explanation tells it.

use crate::award_line::AwardLine;
use crate::running::Running;
use crate::working::Working;
use ratchet_core::handle::{Member, Merchant, Programme};
use ratchet_core::{State, Time};
use ratchet_deployment::Moment;
use serde::Serialize;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A programme began with its founding deposit.
    Opened,
    /// The member was registered.
    Registered,
    /// The member became the agent of a region.
    Appointed,
    /// An order was booked.
    Booked,
    /// The member received awards of an order.
    Awarded,
    /// Awards were taken back with the order that had paid them.
    AwardsTakenBack,
    /// The member sold points.
    Sold,
    /// The system sold a position at its cap.
    Exited,
    /// The last unit left.
    Emptied,
    /// A merchant gave money of an order back.
    Refunded,
    /// An order that should not exist was taken back.
    Corrected,
    /// Money entered the reserve without points.
    Injected,
    /// An order was placed; it is booked when it can no longer be returned.
    Placed,
    /// A placed order was returned, wholly or in part.
    Returned,
    /// A placed order was due and could not be booked.
    Held,
    /// The balance paid of an order, or got back what it had paid, in another programme.
    BalanceChanged,
    /// Frozen awards were released to the balance.
    AwardsReleased,
    /// A closed month brought the member a dividend.
    Dividend,
    /// The member was linked to a referrer.
    Linked,
    /// A link to a referrer ended.
    LinkEnded,
    /// Money left the balance of the member, to be paid out.
    Withdrawn,
    /// Money of a withdrawal came back.
    BroughtBack,
    /// Unallocated money went back into the reserve.
    Released,
    /// The member holds a region by contract.
    ContractSigned,
    /// A contract of the member ends earlier, and what its fee is worth for days not held came back.
    ContractCutShort,
    /// The coins of an order brought points, out of the fund.
    PointsGranted,
    /// Points that came with coins can be sold from now on.
    TrancheReleased,
    /// Coins of a corrected order came back, and their points went.
    CoinsTakenBack,
    /// The founding units were burned, and the price fixed at which everybody is redeemed.
    RedemptionBegun,
    /// A position was redeemed because the programme closes.
    Redeemed,
    /// Everybody is redeemed.
    Closed,
    /// Points were burned for units of an offer.
    Subscribed,
    /// Units of an offer were granted.
    Granted,
}

impl What {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Registered => "registered",
            Self::Appointed => "appointed",
            Self::Booked => "booked",
            Self::Awarded => "awarded",
            Self::AwardsTakenBack => "awards_taken_back",
            Self::Dividend => "dividend",
            Self::Sold => "sold",
            Self::Exited => "exited",
            Self::Emptied => "emptied",
            Self::Refunded => "refunded",
            Self::Corrected => "corrected",
            Self::Injected => "injected",
            Self::Placed => "placed",
            Self::Returned => "returned",
            Self::Held => "held",
            Self::BalanceChanged => "balance_changed",
            Self::AwardsReleased => "awards_released",
            Self::Linked => "linked",
            Self::LinkEnded => "link_ended",
            Self::Withdrawn => "withdrawn",
            Self::BroughtBack => "brought_back",
            Self::Released => "released",
            Self::ContractSigned => "contract_signed",
            Self::ContractCutShort => "contract_cut_short",
            Self::PointsGranted => "points_granted",
            Self::TrancheReleased => "tranche_released",
            Self::CoinsTakenBack => "coins_taken_back",
            Self::RedemptionBegun => "redemption_begun",
            Self::Redeemed => "redeemed",
            Self::Closed => "closed",
            Self::Subscribed => "subscribed",
            Self::Granted => "granted",
        }
    }
}

/// One event, where it stands, and the figures that it brought.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What happened.
    pub what: What,
    /// Sequence of its record in the journal, from 0.
    pub record: u64,
    /// Frame in which that record begins.
    pub frame: u64,
    /// Place of the event in its record, from 0.
    pub event: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: Time,
    /// When it happened, UTC milliseconds.
    pub occurred_at: Time,
    /// What was asked for: an exit may follow from anybody's `book`, `redeem`, `refund`, `correct`, `inject` or
    /// `release_unallocated`.
    pub operation: &'static str,
    /// The programme.
    pub programme: String,
    /// The version of the rules that decided, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules_version: Option<u32>,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// The position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Who got which award, and where nobody did, why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<AwardLine>,
    /// The figures, each with its formula filled in.
    pub workings: Vec<Working>,
    /// The sums of the member after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<Running>,
}

impl Step {
    /// A step at `moment` with nothing but its place.
    pub(crate) fn at(what: What, state: &State, programme: Option<Programme>, moment: &Moment<'_>) -> Self {
        let name = programme.and_then(|programme| state.programme(programme)).map(|programme| programme.name.clone());
        Self {
            what,
            record: moment.record,
            frame: moment.frame,
            event: moment.event_place,
            recorded_at: moment.command.recorded_at,
            occurred_at: moment.command.occurred_at,
            operation: moment.command.operation.name(),
            programme: name.unwrap_or_else(|| moment.command.programme.clone()),
            rules_version: None,
            order: None,
            member: None,
            merchant: None,
            position: None,
            awards: Vec::new(),
            workings: Vec::new(),
            running: None,
        }
    }
}

pub(crate) fn member_name(state: &State, member: Member) -> String {
    state.directory.member_names.name(member.0).to_owned()
}

pub(crate) fn merchant_name(state: &State, merchant: Merchant) -> String {
    state.directory.merchant_names.name(merchant.0).to_owned()
}

pub(crate) fn zone_of(state: &State) -> String {
    state.terms.as_ref().map(|terms| terms.zone.clone()).unwrap_or_default()
}
