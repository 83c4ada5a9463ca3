//! The two accounts that a price is the quotient of, followed event by event.

use super::flow::Flow;
use super::thinning::PriceBucket;
use ratchet_core::event::Event;
use ratchet_core::handle::Programme;
use ratchet_core::ledger::{FenAccount, PointsAccount, Posting, postings};
use ratchet_core::price::Price;
use ratchet_core::{Fen, Points, Time};

/// Reserve and supply of one programme.
#[derive(Debug)]
pub(super) struct Accounts {
    name: String,
    programme: Option<Programme>,
    reserve: Fen,
    supply: Points,
    /// The price that stands in while there is no supply.
    reference: Price,
}

impl Accounts {
    /// Those of the programme `name`, before it is opened.
    pub(super) fn of(name: &str) -> Self {
        let reference = Price::per_point(Fen::new(1));
        Self { name: name.to_owned(), programme: None, reserve: Fen::ZERO, supply: Points::ZERO, reference }
    }

    /// The programme, once it is open.
    pub(super) fn programme(&self) -> Option<Programme> {
        self.programme
    }

    pub(super) fn is_open(&self) -> bool {
        self.programme.is_some()
    }

    /// Follows an event, or nothing when an account would be below zero or beyond its bound: no engine wrote that.
    pub(super) fn apply(&mut self, event: &Event) -> Option<()> {
        match event {
            Event::ProgrammeOpened(opened) if opened.name == self.name => {
                self.programme = Some(opened.programme);
                self.reference = Price::per_point(opened.rules.initial_price_fen);
            }
            Event::Emptied(emptied) if self.programme == Some(emptied.programme) => self.reference = emptied.reference,
            _ => {}
        }
        let Some(programme) = self.programme else { return Some(()) };
        let followed: Result<(), ()> = postings(event, |posting| {
            match posting {
                // Money of a reserve is owed, and points in circulation are not: credit and debit.
                Posting::Fen(FenAccount::Reserve(of), amount) if of == programme => {
                    self.reserve = self.reserve.checked_add(-amount).ok_or(())?;
                }
                Posting::Points(PointsAccount::Issued(of), points) if of == programme => {
                    self.supply = self.supply.checked_add(points).ok_or(())?;
                }
                _ => {}
            }
            Ok(())
        });
        let is_sound = followed.is_ok() && !self.reserve.is_negative() && !self.supply.is_negative();
        is_sound.then_some(())
    }

    /// A bucket of what one command did, with the accounts as they are now.
    pub(super) fn bucket(&self, at: Time, flow: Flow) -> PriceBucket {
        let (reserve, supply) = (self.reserve, self.supply);
        let price = if supply.is_positive() { Price { reserve, supply } } else { self.reference };
        PriceBucket::of(at, price, (reserve, supply), flow)
    }
}
