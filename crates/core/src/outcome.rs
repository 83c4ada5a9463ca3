//! What a command returns to whoever asked: figures of its events, with outside ids.

use crate::awards::Award;
use crate::event::{Conclusion, Event, GivenBack, OrderBooked, SaleCause, Sold};
use crate::handle::Member;
use crate::state::State;
use crate::units::{Fen, Points, Time};
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
    /// What is left of the order.
    pub left: Fen,
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

/// Result of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Booked {
    /// What the merchant gave up.
    pub commission: Fen,
    /// What entered the reserve.
    pub pool: Fen,
    /// Units minted.
    pub minted: Points,
    /// What each split line took.
    pub lines: BTreeMap<String, Fen>,
    /// Awards paid.
    pub awards: Vec<PaidAward>,
    /// What nobody claimed of the distribution line.
    pub unclaimed: Fen,
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
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

/// Result of an injection, or of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Injected {
    /// Positions that the system sold.
    pub exits: Vec<Exit>,
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
        match events.first() {
            Some(Event::OrderBooked(event)) => Self::Booked(booked(state, event, exits())),
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
                Self::Placed(Placed { due_at: event.due_at, pending: event.amount, from_balance: event.from_balance })
            }
            Some(Event::OrderReturned(event)) => {
                let (to_balance, by_provider) = ways(event.given_back.as_ref());
                let left = state.pending.get(event.placed).map_or(Fen::ZERO, |row| row.left().amount);
                Self::Returned(Returned { to_member: event.amount, to_balance, by_provider, left })
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
                    from_platform: event.from_platform,
                    to_member: event.amount,
                    to_balance,
                    by_provider,
                    exits: exits(),
                })
            }
            Some(Event::Injected(_)) => Self::Injected(Injected { exits: exits() }),
            Some(Event::UnallocatedReleased(_)) => Self::Released(Injected { exits: exits() }),
            Some(Event::PayoutRequested(event)) => {
                let (amount, fee, withheld) = (event.amount, event.fee, event.withheld);
                Self::PayoutRequested(PayoutRequested { amount, fee, withheld, net: amount - fee - withheld })
            }
            _ => Self::Done {},
        }
    }
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
            _ => {}
        }
    }
    found
}

fn booked(state: &State, event: &OrderBooked, exits: Vec<Exit>) -> Booked {
    let plan = state.programme(event.programme).and_then(|programme| programme.plan_rules(event.version, event.plan));
    let names = plan.into_iter().flat_map(|plan| plan.split.keys());
    let lines: BTreeMap<String, Fen> = names.cloned().zip(event.lines.iter().copied()).collect();
    let awarded: Fen = event.awards.iter().map(|award| award.amount).sum();
    let distribution = lines.get(crate::rules::DISTRIBUTION).copied().unwrap_or_default();
    Booked {
        commission: event.commission,
        pool: event.pool,
        minted: event.minted,
        lines,
        awards: event.awards.iter().map(|award| paid(state, award)).collect(),
        unclaimed: if distribution > awarded { distribution - awarded } else { Fen::ZERO },
        exits,
    }
}

fn paid(state: &State, award: &Award) -> PaidAward {
    PaidAward { member: name(state, award.member), kind: award.kind.name(), amount: award.amount }
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
