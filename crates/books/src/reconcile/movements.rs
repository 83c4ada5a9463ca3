//! The movements of cash in the ledger, from the postings of the journal.

use super::statement::CustodyStatement;
use crate::entry::event_name;
use crate::error::BooksError;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use ratchet_core::event::{Event, PaymentConcluded};
use ratchet_core::handle::{Payment, Payout};
use ratchet_core::ledger::{FenAccount, Posting, postings};
use ratchet_core::operations::Operation;
use ratchet_core::plausibility::amounts_are_sound;
use ratchet_core::{Command, Fen, Time};
use ratchet_deployment::{DeploymentError, History, Layout, PlacedRecord};
use std::collections::{HashMap, HashSet};

/// Cash that an event moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Movement {
    /// Sequence of its record.
    pub(super) sequence: u64,
    /// The day in the deployment's zone on which it happened.
    pub(super) date: Date,
    /// What came in; negative where it went out.
    pub(super) amount: Fen,
    /// What happened.
    pub(super) kind: &'static str,
    /// The numbers that a custodian may know it by.
    pub(super) references: Vec<String>,
}

/// The movements that a statement can be about: those of its days, `margin` days more on each side, and whatever it names.
pub(super) fn read(
    layout: &Layout,
    statement: &CustodyStatement,
    margin: u16,
    mut progress: impl FnMut(u64, u64),
) -> Result<Vec<Movement>, BooksError> {
    let named: HashSet<&str> = statement.lines.iter().flat_map(|line| &line.references).map(String::as_str).collect();
    let (first, last) = statement.days();
    let days = i64::from(margin).days();
    let (first, last) = (first.saturating_sub(days), last.saturating_add(days));
    let zone_name = History::open(layout)?.terms()?.zone;
    let zone = TimeZone::get(&zone_name).map_err(|_| DeploymentError::ZoneUnknown { zone: zone_name })?;
    let mut history = History::open(layout)?;
    let (mut movements, mut known) = (Vec::new(), Known::default());
    while let Some(placed) = history.read_next()? {
        let date = day(&placed, &zone)?;
        for event in &placed.record.events {
            known.learn(event);
            let Some(amount) = cash(&placed, event)? else { continue };
            let mut references = references(&placed.record.command, event, &known);
            references.extend(provider_references(&placed.record.events, event, &known));
            if (first..=last).contains(&date) || references.iter().any(|known| named.contains(known.as_str())) {
                let (sequence, kind) = (placed.sequence, event_name(event));
                movements.push(Movement { sequence, date, amount, kind, references });
            }
        }
        progress(placed.sequence + 1, history.record_count());
    }
    Ok(movements)
}

/// The numbers of payouts and payments so far.
#[derive(Default)]
struct Known {
    payouts: HashMap<Payout, String>,
    payments: HashMap<Payment, String>,
}

impl Known {
    fn learn(&mut self, event: &Event) {
        match event {
            Event::PayoutRequested(requested) => {
                self.payouts.insert(requested.payout, requested.id.clone());
            }
            Event::PaymentOpened(opened) => {
                self.payments.insert(opened.payment, opened.id.clone());
            }
            _ => {}
        }
    }
}

/// What the provider calls the money of an order that its payment placed or booked, in the same record.
fn provider_references(events: &[Event], event: &Event, known: &Known) -> Vec<String> {
    if !matches!(event, Event::OrderPlaced(_) | Event::OrderBooked(_)) {
        return Vec::new();
    }
    let concluded = events.iter().find_map(|event| match event {
        Event::PaymentConcluded(concluded) => Some(concluded),
        _ => None,
    });
    let of = |concluded: &PaymentConcluded| known.payments.get(&concluded.payment).cloned();
    concluded.into_iter().flat_map(|concluded| of(concluded).into_iter().chain(concluded.reference.clone())).collect()
}

/// What an event moved in or out, if anything.
fn cash(placed: &PlacedRecord, event: &Event) -> Result<Option<Fen>, BooksError> {
    let broken = |what: &str| BooksError::Contradiction { sequence: placed.sequence, what: what.to_owned() };
    if !amounts_are_sound(event) {
        return Err(broken("amounts that no decision brings"));
    }
    let mut sum = Fen::ZERO;
    postings(event, |posting| {
        if let Posting::Fen(FenAccount::Cash, amount) = posting {
            sum = sum.checked_add(amount).ok_or_else(|| broken("sums that no decision brings"))?;
        }
        Ok::<(), BooksError>(())
    })?;
    Ok(Some(sum).filter(|sum| *sum != Fen::ZERO))
}

fn day(placed: &PlacedRecord, zone: &TimeZone) -> Result<Date, BooksError> {
    let at: Time = placed.record.command.occurred_at;
    let timestamp = Timestamp::from_millisecond(at.milliseconds()).map_err(|_| BooksError::Contradiction {
        sequence: placed.sequence,
        what: "its time is in no calendar".to_owned(),
    })?;
    Ok(timestamp.to_zoned(zone.clone()).date())
}

/// The numbers of what an event is about.
fn references(command: &Command, event: &Event, known: &Known) -> Vec<String> {
    let both = |payout: Option<&String>, own: Option<&String>| payout.into_iter().chain(own).cloned().collect();
    match (event, &command.operation) {
        // Money that a provider took is known by its payment first.
        (
            Event::OrderBooked(_) | Event::OrderPlaced(_) | Event::PaymentConcluded(_),
            Operation::ConcludePayment(conclude),
        ) => both(Some(&conclude.payment), conclude.reference.as_ref()),
        (Event::RefundConcluded(_), Operation::ConcludeRefund(conclude)) => {
            both(Some(&conclude.payment), conclude.reference.as_ref())
        }
        (Event::OrderBooked(booked), _) => vec![booked.id.to_string()],
        (Event::Refunded(_), Operation::Refund(refund)) => vec![refund.order.clone()],
        (Event::Corrected(_), Operation::Correct(correct)) => vec![correct.order.clone()],
        (Event::PayoutChanged(changed), _) => both(known.payouts.get(&changed.payout), changed.reference.as_ref()),
        (Event::ToppedUp(paid_in), _) => both(None, paid_in.reference.as_ref()),
        (Event::Funded(funded), _) => vec![funded.source.clone()],
        (Event::WithheldRemitted(remitted), _) => both(None, remitted.reference.as_ref()),
        (Event::OrderPlaced(placed), _) => vec![placed.id.to_string()],
        (Event::OrderReturned(_), operation) => operation.reference().map(str::to_owned).into_iter().collect(),
        (Event::PaymentConcluded(concluded), _) => {
            both(known.payments.get(&concluded.payment), concluded.reference.as_ref())
        }
        (Event::RefundConcluded(concluded), _) => {
            both(known.payments.get(&concluded.owed.payment), concluded.reference.as_ref())
        }
        (Event::ProgrammeOpened(opened), _) => vec![opened.name.clone()],
        _ => Vec::new(),
    }
}
