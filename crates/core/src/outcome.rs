//! What a command returns to whoever asked: figures of its events, with outside ids.

use crate::event::{Conclusion, Event, GivenBack, OrderBooked, PeriodClosing, SaleCause, Sold};
use crate::handle::{Member, Programme};
use crate::month::Month;
use crate::state::State;
use crate::units::{Coins, Fen, Points, Time};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The result of a command, in the shape of the vector files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// Of a booking.
    Booked(Booked),
    /// Of a redemption.
    Redeemed(Redeemed),
    /// Of a refund.
    Refunded(Refunded),
    /// Of a correction.
    Corrected(Corrected),
    /// Of an injection.
    Injected(Injected),
    /// Of an order that is held.
    Placed(Placed),
    /// Of a return.
    Returned(Returned),
    /// Of a tick.
    Ticked(Ticked),
    /// Of what became of a payment, where no order came of it.
    Concluded(Concluded),
    /// Of a release of unallocated money.
    Released(Injected),
    /// Of a request for a payout.
    PayoutRequested(PayoutRequested),
    /// Of the signing of a contract, or of its early end.
    Contracted(Contracted),
    /// Of the closing of a month.
    Closed(Closed),
    /// Of money that entered a fund.
    Funded(Funded),
    /// Of a subscription or a grant.
    Allotted(Allotted),
    /// Of everything else.
    Done {},
}

/// Result of placing an order that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// When it is booked, UTC milliseconds.
    pub due_at: Time,
    /// What is held for it.
    pub pending: Fen,
    /// What the balance paid of that.
    pub from_balance: Fen,
    /// Coins that are held beside.
    #[serde(skip_serializing_if = "are_none")]
    pub coins: Coins,
}

/// Result of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// What the member receives.
    pub to_member: Fen,
    /// What of it went to the balance.
    #[serde(skip_serializing_if = "is_nothing")]
    pub to_balance: Fen,
    /// What of it a provider has to give back.
    #[serde(skip_serializing_if = "is_nothing")]
    pub by_provider: Fen,
    /// What is left of the order, in money.
    pub left: Fen,
    /// Coins that the member has again.
    #[serde(skip_serializing_if = "are_none")]
    pub coins: Coins,
}

/// Result of a tick.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ticked {
    /// Orders booked.
    pub booked: u64,
    /// Orders that could not be booked and wait for somebody.
    pub held: u64,
    /// Awards released to balances.
    pub released: Fen,
    /// Links that ended.
    pub links_ended: u64,
    /// Payments that expired.
    pub payments_expired: u64,
    /// Fees of region agents that are the operator's now.
    #[serde(skip_serializing_if = "is_nothing")]
    pub fees_earned: Fen,
    /// Positions redeemed because their programme closes.
    #[serde(skip_serializing_if = "is_zero")]
    pub redeemed: u64,
    /// Programmes closed.
    #[serde(skip_serializing_if = "is_zero")]
    pub closed: u64,
    /// Tranches of points that were released.
    #[serde(skip_serializing_if = "is_zero")]
    pub tranches: u64,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
    /// Due items left, counted up to 100,000.
    pub left: u32,
}

/// Result of a conclusion without an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concluded {
    /// What became of the payment.
    pub conclusion: Conclusion,
    /// What the provider has to give back of it.
    pub refund_due: Fen,
    /// Why no order came of it: a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_nothing(amount: &Fen) -> bool {
    *amount == Fen::ZERO
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn are_none(coins: &Coins) -> bool {
    *coins == Coins::ZERO
}

/// Result of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Booked {
    /// What the merchant gave up.
    pub commission: Fen,
    /// What entered the reserve.
    pub pool: Fen,
    /// What the fund added to that before minting.
    #[serde(skip_serializing_if = "is_nothing")]
    pub subsidy: Fen,
    /// What entered the reserve from the fund after minting.
    #[serde(skip_serializing_if = "is_nothing")]
    pub drip: Fen,
    /// Units minted.
    pub minted: Points,
    /// What each split line took.
    pub lines: BTreeMap<String, Fen>,
    /// Awards paid, those of levels behind the others.
    pub awards: Vec<PaidAward>,
    /// What nobody claimed of the distribution line.
    pub unclaimed: Fen,
    /// What of the platform's line went into the pot of dividends.
    #[serde(skip_serializing_if = "is_nothing")]
    pub dividend: Fen,
    /// What coins paid beside, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coin_part: Option<CoinPart>,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// What coins paid of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoinPart {
    /// How many.
    pub coins: Coins,
    /// What the merchant got for them from the platform account.
    pub to_merchant: Fen,
    /// What the fund put into the reserve for points.
    pub from_fund: Fen,
    /// Units that came with the coins, locked.
    pub points: Points,
    /// Their position, if there are any.
    pub position: Option<u32>,
}

/// An award, written as `[member, kind, fen]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidAward {
    /// Who received it.
    pub member: String,
    /// Why.
    pub kind: &'static str,
    /// How much.
    pub amount: Fen,
}

impl Serialize for PaidAward {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.member, self.kind, self.amount).serialize(serializer)
    }
}

/// A position that the system sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exit {
    /// Its id.
    pub position: u32,
    /// Whose it was.
    pub member: String,
    /// Units sold.
    pub points: Points,
    /// What they were worth.
    pub gross: Fen,
    /// What the member received.
    pub net: Fen,
}

/// Result of a redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redeemed {
    /// What the points were worth.
    pub gross: Fen,
    /// What the member received.
    pub net: Fen,
    /// What stayed in the reserve.
    pub fee: Fen,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// Result of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refunded {
    /// Units burned.
    pub burned: Points,
    /// What the member received.
    pub to_member: Fen,
    /// What of it went to the balance.
    #[serde(skip_serializing_if = "is_nothing")]
    pub to_balance: Fen,
    /// What of it a provider has to give back.
    #[serde(skip_serializing_if = "is_nothing")]
    pub by_provider: Fen,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// Result of a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// What the reserve paid.
    pub from_reserve: Fen,
    /// What the reserve paid back into the fund beside that.
    #[serde(skip_serializing_if = "is_nothing")]
    pub to_fund: Fen,
    /// What the platform account bore.
    pub from_platform: Fen,
    /// What the member received.
    pub to_member: Fen,
    /// What of it went to the balance.
    #[serde(skip_serializing_if = "is_nothing")]
    pub to_balance: Fen,
    /// What of it a provider has to give back.
    #[serde(skip_serializing_if = "is_nothing")]
    pub by_provider: Fen,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// Result of a request for a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayoutRequested {
    /// What left the account.
    pub amount: Fen,
    /// What the platform takes of it once it is paid.
    pub fee: Fen,
    /// What is held back of it once it is paid.
    pub withheld: Fen,
    /// What the payee receives.
    pub net: Fen,
}

/// Result of the signing of a contract, or of its early end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Contracted {
    /// What the agent paid, to be earned day by day.
    pub deferred: Fen,
    /// The contract that ends earlier than it was signed for, if one does.
    pub cut_short: Option<String>,
    /// What of its fee goes back to the balance of its agent.
    pub given_back: Fen,
}

/// Result of funding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Funded {
    /// What is in the fund now.
    pub fund: Fen,
}

/// Result of a subscription or a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allotted {
    /// Units allotted.
    pub units: u64,
    /// Points burned for them.
    pub burned: Points,
    /// What those were worth.
    pub value: Fen,
    /// What of it the issuer received; the rest stays in the reserve.
    pub to_issuer: Fen,
    /// Until when they are locked, UTC milliseconds.
    pub locked_until: Time,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// Result of an injection, or of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Injected {
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
}

/// Result of closing a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// The month.
    pub month: Month,
    /// Whether all of it is done; else ticks do the rest, and nothing of it is in force before.
    pub done: bool,
    /// Orders booked in the month, those that were taken back since too.
    pub orders: u32,
    /// Members of whom something is stated so far.
    pub stated: u64,
    /// What the orders brought into the pot of dividends.
    pub accrued: Fen,
    /// What of the pot went back to the platform for orders of months closed before.
    pub charged: Fen,
    /// What was shared.
    pub shared: Fen,
    /// What stays in the pot.
    pub kept: Fen,
}

impl Outcome {
    /// The outcome of a command that caused `events`, with names from the state after it.
    #[must_use]
    pub fn of(state: &State, events: &[Event]) -> Self {
        let exits = || exits(state, events);
        // A tick may begin with any of what it does.
        if let Some(left) = events.iter().rev().take(2).find_map(left_by_tick) {
            return Self::Ticked(ticked(events, left, exits()));
        }
        // What a correction takes back of coins comes before the rest of it.
        let first = events.iter().find(|event| !matches!(event, Event::CoinsTakenBack(_) | Event::Emptied(_)));
        match first {
            Some(Event::OrderBooked(event)) => {
                Self::Booked(Booked { coin_part: coin_part(event, events), ..booked(state, event, exits()) })
            }
            Some(Event::Sold(sold)) if sold.cause == SaleCause::Redemption => {
                let (gross, net) = redeemed(events);
                Self::Redeemed(Redeemed { gross, net, fee: gross - net, exits: exits() })
            }
            Some(Event::Refunded(event)) => {
                let (to_balance, by_provider) = ways(event.given_back.as_ref());
                let (burned, to_member) = (event.burned, event.amount);
                Self::Refunded(Refunded { burned, to_member, to_balance, by_provider, exits: exits() })
            }
            Some(Event::OrderPlaced(event)) => {
                let coins = event.coins.map_or(Coins::ZERO, |part| part.coins);
                let (due_at, pending, from_balance) = (event.due_at, event.amount, event.from_balance);
                Self::Placed(Placed { due_at, pending, from_balance, coins })
            }
            Some(Event::OrderReturned(event)) => {
                let (to_balance, by_provider) = ways(event.given_back.as_ref());
                let left = state.pending.get(event.placed).map_or(Fen::ZERO, |row| row.left().amount);
                let coins = event.coins.map_or(Coins::ZERO, |back| back.coins);
                Self::Returned(Returned { to_member: event.amount, to_balance, by_provider, left, coins })
            }
            Some(Event::PaymentConcluded(event)) => Self::Concluded(Concluded {
                conclusion: event.conclusion,
                refund_due: event.owed.map_or(Fen::ZERO, |owed| owed.amount),
                code: event.code.clone(),
            }),
            Some(Event::Corrected(event)) => {
                let (to_balance, by_provider) = ways(event.given_back.as_ref());
                Self::Corrected(Corrected {
                    from_reserve: event.from_reserve,
                    to_fund: event.to_fund.unwrap_or_default(),
                    from_platform: event.from_platform,
                    to_member: event.amount,
                    to_balance,
                    by_provider,
                    exits: exits(),
                })
            }
            Some(Event::PeriodClosing(event)) => Self::Closed(closed(event, events)),
            Some(Event::Injected(_)) => Self::Injected(Injected { exits: exits() }),
            Some(Event::UnallocatedReleased(_)) => Self::Released(Injected { exits: exits() }),
            Some(Event::Funded(event)) => {
                let fund = state.programme(event.programme).map_or(Fen::ZERO, |programme| programme.fund.balance);
                Self::Funded(Funded { fund })
            }
            Some(Event::Subscribed(event)) => Self::Allotted(Allotted {
                units: event.units,
                burned: event.points(),
                value: event.value(),
                to_issuer: event.to_issuer,
                locked_until: locked_until(state, event.programme, &event.offer),
                exits: exits(),
            }),
            Some(Event::Granted(event)) => Self::Allotted(Allotted {
                units: event.units,
                burned: Points::ZERO,
                value: Fen::ZERO,
                to_issuer: Fen::ZERO,
                locked_until: locked_until(state, event.programme, &event.offer),
                exits: Vec::new(),
            }),
            Some(Event::PayoutRequested(event)) => {
                let (amount, fee, withheld) = (event.amount, event.fee, event.withheld);
                Self::PayoutRequested(PayoutRequested { amount, fee, withheld, net: amount - fee - withheld })
            }
            Some(Event::ContractSigned(_) | Event::ContractCutShort(_)) => Self::Contracted(contracted(state, events)),
            _ => Self::Done {},
        }
    }
}

fn closed(closing: &PeriodClosing, events: &[Event]) -> Closed {
    let PeriodClosing { month, orders, .. } = *closing;
    let nothing = Fen::ZERO;
    let begun = Closed {
        month,
        done: false,
        orders,
        stated: 0,
        accrued: nothing,
        charged: nothing,
        shared: nothing,
        kept: nothing,
    };
    events.iter().fold(begun, |so_far, event| match event {
        Event::PeriodStated(stated) => Closed { stated: so_far.stated + stated.rows.len() as u64, ..so_far },
        Event::PeriodClosed(closed) => {
            let (accrued, charged, kept) = (closed.accrued, closed.charged, closed.kept);
            Closed { done: true, accrued, charged, shared: closed.shared(), kept, ..so_far }
        }
        _ => so_far,
    })
}

fn locked_until(state: &State, programme: Programme, offer: &str) -> Time {
    let row = state.programme(programme).and_then(|programme| programme.allotments.get(offer));
    row.map_or(Time::END, |row| row.offer.locked_until)
}

/// What of money given back went to the balance, and what a provider has to give back.
fn ways(given_back: Option<&GivenBack>) -> (Fen, Fen) {
    let given_back = given_back.copied().unwrap_or_default();
    (given_back.to_balance, given_back.owed.map_or(Fen::ZERO, |owed| owed.amount))
}

fn left_by_tick(event: &Event) -> Option<u32> {
    match event {
        Event::Ticked(ticked) => Some(ticked.left),
        _ => None,
    }
}

fn ticked(events: &[Event], left: u32, exits: Vec<Exit>) -> Ticked {
    let mut found = Ticked { exits, left, ..Ticked::default() };
    for event in events {
        match event {
            Event::OrderBooked(_) => found.booked += 1,
            Event::OrderHeld(_) => found.held += 1,
            Event::AwardsReleased(released) => found.released += released.amount,
            Event::LinkEnded(_) => found.links_ended += 1,
            Event::PaymentConcluded(_) => found.payments_expired += 1,
            Event::ContractFeeEarned(earned) => found.fees_earned += earned.amount,
            Event::Sold(sold) if sold.cause == SaleCause::Closing => found.redeemed += 1,
            Event::ProgrammeClosed(_) => found.closed += 1,
            Event::TrancheReleased(_) => found.tranches += 1,
            _ => {}
        }
    }
    found
}

fn booked(state: &State, event: &OrderBooked, exits: Vec<Exit>) -> Booked {
    let plan = state.programme(event.programme).and_then(|programme| programme.plan_rules(event.version, event.plan));
    let names = plan.into_iter().flat_map(|plan| plan.split.keys());
    let lines: BTreeMap<String, Fen> = names.cloned().zip(event.lines.iter().copied()).collect();
    let awarded = event.awarded();
    let distribution = lines.get(crate::rules::DISTRIBUTION).copied().unwrap_or_default();
    let paid = |(member, kind, amount)| PaidAward { member: name(state, member), kind, amount };
    Booked {
        commission: event.commission,
        pool: event.pool,
        subsidy: event.particulars.as_ref().map_or(Fen::ZERO, |particulars| particulars.subsidy()),
        drip: event.particulars.as_ref().map_or(Fen::ZERO, |particulars| particulars.drip()),
        minted: event.minted,
        lines,
        awards: event.every_award().map(paid).collect(),
        dividend: event.particulars.as_ref().and_then(|particulars| particulars.dividend).unwrap_or_default(),
        coin_part: None,
        unclaimed: if distribution > awarded { distribution - awarded } else { Fen::ZERO },
        exits,
    }
}

/// What coins paid of the order that `events` booked.
fn coin_part(booked: &OrderBooked, events: &[Event]) -> Option<CoinPart> {
    let part = booked.particulars.as_ref()?.coins?;
    let granted = events.iter().find_map(|event| match event {
        Event::PointsGranted(granted) if granted.order == booked.order => Some(granted),
        _ => None,
    });
    Some(CoinPart {
        coins: part.coins,
        to_merchant: part.to_merchant,
        from_fund: granted.map_or(Fen::ZERO, |granted| granted.from_fund),
        points: granted.map_or(Points::ZERO, |granted| granted.points),
        position: granted.map(|granted| granted.position.0),
    })
}

fn contracted(state: &State, events: &[Event]) -> Contracted {
    events.iter().fold(Contracted::default(), |found, event| match event {
        Event::ContractSigned(signed) => Contracted { deferred: signed.fee, ..found },
        Event::ContractCutShort(cut) => {
            let row = state.programme(cut.programme).and_then(|programme| programme.contracts.get(cut.contract));
            Contracted { cut_short: row.map(|row| row.id.clone()), given_back: cut.given_back, ..found }
        }
        _ => found,
    })
}

/// Gross and net of the sales that a member asked for.
fn redeemed(events: &[Event]) -> (Fen, Fen) {
    events.iter().fold((Fen::ZERO, Fen::ZERO), |(gross, net), event| match event {
        Event::Sold(sold) if sold.cause == SaleCause::Redemption => (gross + sold.gross, net + sold.net),
        _ => (gross, net),
    })
}

fn exits(state: &State, events: &[Event]) -> Vec<Exit> {
    let forced = |event: &Event| match event {
        Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => Some(exit(state, sold)),
        _ => None,
    };
    events.iter().filter_map(forced).collect()
}

fn exit(state: &State, sold: &Sold) -> Exit {
    Exit {
        position: sold.position.0,
        member: name(state, sold.member),
        points: sold.points,
        gross: sold.gross,
        net: sold.net,
    }
}

fn name(state: &State, member: Member) -> String {
    state.directory.member_names.name(member.0).to_owned()
}
