//! What left a fund with orders, closings, and the register of allotments.

use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::standing::Standing;
use ratchet_core::allotments::{Proceeds, Requirement};
use ratchet_core::event::{
    ClosingPublished, Event, Granted, OfferOpened, OrderBooked, ProgrammeClosed, RedemptionBegun, SaleCause, Sold,
    Subscribed,
};
use ratchet_core::handle::Programme;
use ratchet_core::price::Price;

/// A row only where the fund gave something: hardly any order has one.
pub(super) fn outflow(taken: &Taken<'_>, place: u64, booked: &OrderBooked, rows: &mut Rows) -> Result<(), BooksError> {
    let Some(particulars) = booked.particulars.as_deref() else { return Ok(()) };
    let (subsidy, drip) = (particulars.subsidy().get(), particulars.drip().get());
    if (subsidy, drip) == (0, 0) {
        return Ok(());
    }
    let row = &mut rows.fund_outflows;
    row.count(taken.sequence)?.count(place)?.put(i64::from(booked.programme.0))?.put(i64::from(booked.order.0))?;
    row.put(subsidy)?.put(drip)?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

/// Where nobody holds anything, the price of the founding units stands in from now on. Before the postings.
pub(super) fn beginning(standing: &mut Standing, taken: &Taken<'_>, begun: &RedemptionBegun) -> Result<(), BooksError> {
    if begun.price.is_none() {
        let unopened = || taken.broken("a programme that is not open is closed");
        let programme = standing.programmes.get_mut(begun.programme.place()).ok_or_else(unopened)?;
        programme.reference = programme.price();
    }
    Ok(())
}

/// With the last position that a closing redeems, its price stands in. After the postings.
pub(super) fn redeemed(standing: &mut Standing, sold: &Sold) {
    let Some(programme) = standing.programmes.get_mut(sold.programme.place()) else { return };
    if sold.cause == SaleCause::Closing && !programme.supply.is_positive() {
        programme.reference = Price { reserve: programme.reserve + sold.net, supply: sold.points };
    }
}

/// The rows of what happens to a closing and to the register.
pub(super) fn rows(taken: &Taken<'_>, (place, event): (u64, &Event), rows: &mut Rows) -> Result<(), BooksError> {
    match event {
        Event::ClosingPublished(event) => published(taken, (place, event), rows),
        Event::RedemptionBegun(event) => begun(taken, (place, event), rows),
        Event::ProgrammeClosed(event) => closed(taken, (place, event), rows),
        Event::OfferOpened(event) => offer(taken, event, rows),
        Event::Subscribed(event) => subscription(taken, (place, event), rows),
        Event::Granted(event) => grant(taken, (place, event), rows),
        _ => Ok(()),
    }
}

/// A step of a closing: what happened, and until when or what it came to.
fn step(
    taken: &Taken<'_>,
    (place, programme): (u64, Programme),
    what: &'static str,
    from: Option<i64>,
    amounts: [i64; 3],
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let row = &mut rows.closings;
    row.count(taken.sequence)?.count(place)?.put(i64::from(programme.0))?.put(what)?.put(from)?;
    for amount in amounts {
        row.put(amount)?;
    }
    row.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

fn published(taken: &Taken<'_>, (place, event): (u64, &ClosingPublished), rows: &mut Rows) -> Result<(), BooksError> {
    step(taken, (place, event.programme), "published", Some(event.from.milliseconds()), [0; 3], rows)
}

fn begun(taken: &Taken<'_>, (place, event): (u64, &RedemptionBegun), rows: &mut Rows) -> Result<(), BooksError> {
    let (reserve, supply) = event.price.map_or((0, 0), |price| (price.reserve.get(), price.supply.get()));
    step(taken, (place, event.programme), "redemption_begun", None, [reserve, supply, event.founding.get()], rows)
}

fn closed(taken: &Taken<'_>, (place, event): (u64, &ProgrammeClosed), rows: &mut Rows) -> Result<(), BooksError> {
    let amounts = [event.from_reserve.get(), event.from_fund.get(), event.from_unallocated.get()];
    step(taken, (place, event.programme), "closed", None, amounts, rows)
}

fn offer(taken: &Taken<'_>, opened: &OfferOpened, rows: &mut Rows) -> Result<(), BooksError> {
    let offer = &opened.offer;
    let counted = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    let (points, contribution) = match offer.requires {
        Requirement::Points(points) => (Some(points.get()), None),
        Requirement::Contribution(fen) => (None, Some(fen.get())),
    };
    let (proceeds, price) = match offer.proceeds {
        Proceeds::ToReserve => ("to_reserve", None),
        Proceeds::ToIssuer(price) => ("to_issuer", price.map(ratchet_core::Fen::get)),
    };
    let row = &mut rows.offers;
    row.put(i64::from(opened.programme.0))?.put(opened.id.as_str())?.put(offer.instrument.as_str())?;
    row.put(counted(offer.units))?.put(offer.member_max.map(counted))?.put(points)?.put(contribution)?;
    row.put(offer.opens_at.milliseconds())?.put(offer.closes_at.milliseconds())?;
    row.put(offer.locked_until.milliseconds())?.put(proceeds)?.put(price)?;
    row.put(offer.opinion.as_ref().map(|opinion| opinion.reference.clone()))?;
    row.count(taken.sequence)?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

fn subscription(taken: &Taken<'_>, (place, event): (u64, &Subscribed), rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.allotments;
    row.count(taken.sequence)?.count(place)?.put(i64::from(event.programme.0))?.put(event.offer.as_str())?;
    row.put(i64::from(event.member.0))?.count(event.units)?.put(event.points().get())?.put(event.value().get())?;
    row.put(event.to_issuer.get())?.put(0_i64)?.put(None::<String>)?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

fn grant(taken: &Taken<'_>, (place, event): (u64, &Granted), rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.allotments;
    row.count(taken.sequence)?.count(place)?.put(i64::from(event.programme.0))?.put(event.offer.as_str())?;
    row.put(i64::from(event.member.0))?.count(event.units)?.put(0_i64)?.put(0_i64)?.put(0_i64)?;
    row.put(event.contribution.get())?.put(Some(event.reason.clone()))?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}
