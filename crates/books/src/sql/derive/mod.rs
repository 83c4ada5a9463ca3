//! From a record to rows. Nothing is decided here: rows say what the events say, and the postings of events move accounts.

mod answers;
mod audit;
mod batches;
mod campaigns;
mod changes;
mod coins;
mod contracts;
mod fund;
mod lines;
mod links;
mod months;
mod orders;
mod payments;
mod payouts;
mod prices;
mod registrations;
mod returns;
mod rows;
mod sales;

pub(crate) use audit::payload_hash;
pub(crate) use lines::AWARD;
pub(crate) use rows::{Rows, named_totals};

use crate::error::BooksError;
use crate::sql::standing::Standing;
use ratchet_core::event::Event;
use ratchet_core::handle::{Order, Programme};
use ratchet_core::plausibility::amounts_are_sound;
use ratchet_core::{Command, Time};
use ratchet_deployment::Record;

/// A record on its way into the tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken<'a> {
    pub(crate) sequence: u64,
    pub(crate) command: &'a Command,
    pub(crate) events: &'a [Event],
}

impl Taken<'_> {
    pub(crate) fn recorded_at(&self) -> Time {
        self.command.recorded_at
    }

    /// The order that the event at `place` is about: its own, or else that of the last event before it that has one.
    pub(crate) fn order_before(&self, place: u64) -> Option<Order> {
        let until = usize::try_from(place).unwrap_or(usize::MAX);
        self.events.iter().take(until.saturating_add(1)).rev().find_map(order_of)
    }

    /// A record that contradicts what is before it.
    pub(crate) fn broken(&self, what: &str) -> BooksError {
        BooksError::Contradiction { sequence: self.sequence, what: what.to_owned() }
    }
}

fn order_of(event: &Event) -> Option<Order> {
    match event {
        Event::OrderBooked(booked) => Some(booked.order),
        Event::Refunded(refunded) => Some(refunded.order),
        Event::Corrected(corrected) => Some(corrected.order),
        Event::CoinsTakenBack(taken) => Some(taken.order),
        _ => None,
    }
}

/// The programme that an event moves something in, or opens.
pub(crate) fn programme_of(event: &Event) -> Option<Programme> {
    crate::entry::programme_of(event)
}

/// Adds the rows of the record `sequence`, which is the next one.
pub(crate) fn take(standing: &mut Standing, sequence: u64, record: &Record, rows: &mut Rows) -> Result<(), BooksError> {
    let taken = Taken { sequence, command: &record.command, events: &record.events };
    if !record.events.iter().all(amounts_are_sound) {
        return Err(taken.broken("amounts that no decision brings"));
    }
    audit::row(&taken, rows)?;
    let mut place = 0;
    for (event_place, event) in (0..).zip(taken.events) {
        before_postings(standing, &taken, event, rows)?;
        lines::post(standing, &taken, (event_place, event), &mut place, rows)?;
        payments::owed(&taken, event, rows)?;
        after_postings(standing, &taken, (event_place, event), rows)?;
    }
    prices::rows(standing, &taken, rows)?;
    standing.next_sequence = sequence + 1;
    Ok(())
}

/// What must be there before money moves: a programme, a plan.
fn before_postings(
    standing: &mut Standing,
    taken: &Taken<'_>,
    event: &Event,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    match event {
        Event::ProgrammeOpened(opened) => registrations::programme(standing, taken, opened, rows),
        Event::RulesPublished(published) => registrations::rules(standing, taken, published, rows),
        Event::MemberAdded(added) => registrations::member(taken, added, rows),
        Event::MerchantAdded(added) => registrations::merchant(taken, added, rows),
        Event::AgentAppointed(appointed) => registrations::agent(taken, appointed, rows),
        Event::RedemptionBegun(begun) => fund::beginning(standing, taken, begun),
        Event::BatchAdvanced(advanced) => {
            batches::row(taken, advanced, rows);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn after_postings(
    standing: &mut Standing,
    taken: &Taken<'_>,
    (place, event): (u64, &Event),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    match event {
        Event::OrderBooked(booked) => {
            campaigns::booked(taken, booked, rows)?;
            fund::outflow(taken, place, booked, rows)?;
            orders::booked(standing, taken, booked, rows)
        }
        Event::OrderPlaced(placed) => {
            campaigns::placed(taken, placed, rows)?;
            orders::placed(taken, placed, rows)
        }
        Event::ContractSigned(signed) => contracts::signed(taken, signed, rows),
        Event::CampaignOpened(opened) => campaigns::opened(taken, opened, rows),
        Event::PaymentOpened(opened) => payments::row(taken, opened, rows),
        Event::LinkMade(made) => links::made(taken, (place, made), rows),
        Event::LinkEnded(ended) => links::ended(taken, (place, ended), rows),
        Event::Sold(sold) => {
            fund::redeemed(standing, sold);
            sales::row(standing, taken, (place, sold), rows)
        }
        Event::Refunded(refunded) => {
            campaigns::refunded(refunded, rows);
            returns::refund(taken, (place, refunded), rows)
        }
        Event::Corrected(corrected) => {
            campaigns::corrected(corrected, rows);
            returns::correction(taken, (place, corrected), rows)
        }
        Event::ClosingPublished(_)
        | Event::RedemptionBegun(_)
        | Event::ProgrammeClosed(_)
        | Event::OfferOpened(_)
        | Event::Subscribed(_)
        | Event::Granted(_) => fund::rows(taken, (place, event), rows),
        Event::PayoutRequested(requested) => payouts::row(taken, requested, rows),
        Event::PeriodStated(stated) => months::members(stated, rows),
        Event::PeriodClosed(closed) => months::closed(taken, closed, rows),
        Event::SharesSet(set) => months::shares(taken, (place, set), rows),
        Event::KeyUsed(key) => answers::row(taken, key, rows),
        Event::Emptied(emptied) => prices::emptied(standing, taken, emptied),
        _ => {
            changed(taken, event, rows);
            Ok(())
        }
    }
}

/// What only changes rows that are there.
fn changed(taken: &Taken<'_>, event: &Event, rows: &mut Rows) {
    match event {
        Event::OrderReturned(returned) => {
            campaigns::returned(returned, rows);
            orders::returned(taken, returned, rows);
        }
        Event::ContractCutShort(cut) => contracts::cut_short(cut, rows),
        Event::CampaignEnded(ended) => campaigns::ended(*ended, rows),
        Event::OrderHeld(held) => orders::held(taken, held, rows),
        Event::PaymentConcluded(concluded) => payments::concluded(taken, concluded, rows),
        Event::RefundConcluded(concluded) => payments::given_back(taken, concluded, rows),
        Event::PayoutChanged(changed) => payouts::change(taken, changed, rows),
        _ => {}
    }
}
