//! The price, the reserve and the supply after each record that moved a programme.

use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::levels::{ONE_ORDER, flow_text};
use crate::sql::standing::Standing;
use ratchet_core::Time;
use ratchet_core::event::Emptied;
use ratchet_core::handle::Programme;
use ratchet_core::totals;
use ratchet_deployment::{Flow, PriceBucket};
use std::collections::BTreeMap;

/// The last unit left: from now on this price stands in.
pub(super) fn emptied(standing: &mut Standing, taken: &Taken<'_>, emptied: &Emptied) -> Result<(), BooksError> {
    let unopened = || taken.broken("a programme that is not open was emptied");
    standing.programmes.get_mut(emptied.programme.place()).ok_or_else(unopened)?.reference = emptied.reference;
    Ok(())
}

/// A point for each programme that the record moved.
pub(super) fn rows(standing: &mut Standing, taken: &Taken<'_>, rows: &mut Rows) -> Result<(), BooksError> {
    let sums = || taken.broken("sums that no decision brings");
    let mut flows: BTreeMap<Programme, Flow> = BTreeMap::new();
    for event in taken.events {
        let Some(of) = totals::programme_of(event) else { continue };
        let programme = standing.programmes.get_mut(of.place()).ok_or_else(sums)?;
        programme.totals = programme.totals.after(event).ok_or_else(sums)?;
        programme.has_moved = true;
        flows.entry(of).or_default().count(event).ok_or_else(sums)?;
    }
    for (of, flow) in flows {
        let Some(programme) = standing.programmes.get_mut(of.place()) else { continue };
        // Business time that never goes back: what is booked late could not move the price before.
        let at = programme.clock.unwrap_or(Time::BEGINNING).max(taken.command.occurred_at);
        programme.clock = Some(at);
        let (price, accounts) = (programme.price(), (programme.reserve, programme.supply));
        let row = &mut rows.price_points;
        row.put(i64::from(of.0))?.count(taken.sequence)?.put(at.milliseconds())?;
        row.put(accounts.0.get())?.put(accounts.1.get())?.put(price.reserve.get())?.put(price.supply.get())?;
        row.put(if flow == ONE_ORDER { None } else { Some(flow_text(&flow)) })?;
        programme.levels.push(of.0, &PriceBucket::of(at, price, accounts, flow), &mut rows.price_levels)?;
    }
    Ok(())
}
