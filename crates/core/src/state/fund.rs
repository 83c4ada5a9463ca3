//! How the fund, closings and allotments change the state, and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::allotments::{Allotment, AllotmentUndo};
use crate::closing::{Closing, Redemption};
use crate::due::{Due, DueKey};
use crate::event::{ClosingPublished, Event, Granted, OrderBooked, Particulars, RedemptionBegun, Sold, Subscribed};
use crate::fund::FundDay;
use crate::handle::{Position, Programme};
use crate::positions::Holding;
use crate::price::Price;
use crate::units::{Fen, Points, Time};

/// How to take back one change.
#[derive(Clone, Debug)]
pub(super) enum FundChange {
    Day(FundDay),
    Closing(Option<Closing>),
    Allotment(AllotmentUndo),
}

impl UndoLog {
    fn keep_of(&mut self, programme: Programme, change: FundChange) {
        self.changes.push(Change::Fund(Box::new((programme, change))));
    }
}

const NO_SUCH_CLOSING: ApplyError = ApplyError::Inconsistent("no such closing is published");

impl State {
    /// What an event changes beside accounts, before its postings are entered.
    pub(super) fn begin_fund(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::ClosingPublished(published) => self.publish_closing(published, log),
            Event::ClosingDelayed(delayed) => self.delay_closing(delayed.programme, delayed.until, log),
            Event::RedemptionBegun(begun) => self.begin_redemption(begun, log),
            Event::ProgrammeClosed(closed) => self.close(closed.programme, log),
            Event::OfferOpened(opened) => {
                let exists = ApplyError::Inconsistent("an offer with this number exists");
                let allotments = &mut self.programme_mut(opened.programme)?.allotments;
                let change = allotments.open(&opened.id, &opened.offer).ok_or(exists)?;
                log.keep_of(opened.programme, FundChange::Allotment(change));
                Ok(())
            }
            Event::Subscribed(subscribed) => self.allot_subscribed(subscribed, log),
            Event::Granted(granted) => self.allot_granted(granted, log),
            _ => Ok(()),
        }
    }

    pub(super) fn undo_fund(&mut self, (programme, change): (Programme, FundChange)) {
        self.of(programme, |state| match change {
            FundChange::Day(before) => state.fund.day = before,
            FundChange::Closing(before) => state.closing = before,
            FundChange::Allotment(change) => state.allotments.undo(change),
        });
    }

    /// Counts what an order takes out of the fund towards the ceilings of its day.
    pub(super) fn take_from_fund(
        &mut self,
        booked: &OrderBooked,
        particulars: &Particulars,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        if particulars.from_fund() == Fen::ZERO {
            return Ok(());
        }
        let today = self.clock.day();
        let fund = &mut self.programme_mut(booked.programme)?.fund;
        let (before, gone) = (fund.day, fund.on(today));
        let subsidy = gone.subsidy.checked_add(particulars.subsidy()).ok_or(ApplyError::Overflow)?;
        let drip = gone.drip.checked_add(particulars.drip()).ok_or(ApplyError::Overflow)?;
        fund.day = FundDay { day: today, subsidy, drip };
        log.keep_of(booked.programme, FundChange::Day(before));
        Ok(())
    }

    fn publish_closing(&mut self, event: &ClosingPublished, log: &mut UndoLog) -> Result<(), ApplyError> {
        let before = self.programme_mut(event.programme)?.closing;
        if before.is_some_and(|closing| closing.redemption.is_some()) {
            return Err(ApplyError::Inconsistent("a programme is closed twice"));
        }
        self.unqueue(before.and_then(|closing| closing.due), log);
        let due = self.queue(event.from, Due::Closing(event.programme), log);
        let closing = Closing { from: event.from, due: Some(due), redemption: None, closed_at: None };
        self.set_closing(event.programme, closing, log)
    }

    fn delay_closing(&mut self, programme: Programme, until: Time, log: &mut UndoLog) -> Result<(), ApplyError> {
        let before = self.programme_mut(programme)?.closing.and_then(|closing| closing.due);
        self.unqueue(Some(before.ok_or(NO_SUCH_CLOSING)?), log);
        let due: DueKey = self.queue(until, Due::Closing(programme), log);
        self.change_closing(programme, |closing| closing.due = Some(due), log)
    }

    fn close(&mut self, programme: Programme, log: &mut UndoLog) -> Result<(), ApplyError> {
        let now = self.clock;
        let state = self.programme_mut(programme)?;
        let closing = state.closing.filter(|_| state.is_redeeming()).ok_or(NO_SUCH_CLOSING)?;
        if state.positions.open_count() > 0 {
            return Err(ApplyError::Inconsistent("a programme is closed while somebody holds points"));
        }
        self.unqueue(closing.due, log);
        self.change_closing(
            programme,
            |closing| {
                closing.due = None;
                closing.closed_at = Some(now);
            },
            log,
        )
    }

    /// Where nobody holds anything, the price of the founding units stands in from now on.
    fn begin_redemption(&mut self, begun: &RedemptionBegun, log: &mut UndoLog) -> Result<(), ApplyError> {
        if begun.price.is_none() {
            let price = self.programme_mut(begun.programme)?.price();
            self.refer_to(begun.programme, price, log)?;
        }
        let redemption = Some(Redemption { price: begun.price, next: Position(1) });
        self.change_closing(begun.programme, |closing| closing.redemption = redemption, log)
    }

    /// From now on `price` stands in while there is no supply.
    pub(super) fn refer_to(&mut self, of: Programme, price: Price, log: &mut UndoLog) -> Result<(), ApplyError> {
        let before = std::mem::replace(&mut self.programme_mut(of)?.reference, price);
        log.changes.push(Change::Reference { programme: of, before });
        Ok(())
    }

    /// Notes that everybody before this position is redeemed. After the postings: with the last one its price, which
    /// rounding raised a little, is what stands in.
    pub(super) fn redeem_in_turn(&mut self, sold: &Sold, log: &mut UndoLog) -> Result<(), ApplyError> {
        let state = self.programme_mut(sold.programme)?;
        let turn = state.closing.and_then(|closing| closing.redemption).map(|redemption| redemption.next);
        if turn.is_none_or(|next| sold.position < next) {
            return Err(ApplyError::Inconsistent("a position is redeemed out of turn"));
        }
        if !state.supply.is_positive() {
            let last = Price { reserve: state.reserve + sold.net, supply: sold.points };
            self.refer_to(sold.programme, last, log)?;
        }
        let next = Position(sold.position.0.saturating_add(1));
        self.change_closing(
            sold.programme,
            |closing| {
                if let Some(redemption) = &mut closing.redemption {
                    redemption.next = next;
                }
            },
            log,
        )
    }

    fn change_closing(
        &mut self,
        programme: Programme,
        change: impl FnOnce(&mut Closing),
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let mut closing = self.programme_mut(programme)?.closing.ok_or(NO_SUCH_CLOSING)?;
        change(&mut closing);
        self.set_closing(programme, closing, log)
    }

    fn set_closing(&mut self, programme: Programme, closing: Closing, log: &mut UndoLog) -> Result<(), ApplyError> {
        let before = self.programme_mut(programme)?.closing.replace(closing);
        log.keep_of(programme, FundChange::Closing(before));
        Ok(())
    }

    fn allot_subscribed(&mut self, event: &Subscribed, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Subscribed { programme, member, units, .. } = *event;
        let owned = event.burned.iter().all(|part| {
            let open = self.programme(programme).and_then(|state| state.positions.get(part.position));
            open.is_some_and(|open| open.member == member)
        });
        if !owned {
            return Err(ApplyError::Inconsistent("points of somebody else are burned"));
        }
        let more = Allotment { units, burned: event.points(), value: event.value(), contribution: Fen::ZERO };
        let change = self.programme_mut(programme)?.allotments.allot(&event.offer, member, more, None);
        let change = change.ok_or(ApplyError::Inconsistent("more is allotted than is offered"))?;
        log.keep_of(programme, FundChange::Allotment(change));
        Ok(())
    }

    fn allot_granted(&mut self, event: &Granted, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Granted { programme, member, units, contribution, .. } = *event;
        let more = Allotment { units, burned: Points::ZERO, value: Fen::ZERO, contribution };
        let change = self.programme_mut(programme)?.allotments.allot(&event.offer, member, more, Some(&event.reason));
        let change = change.ok_or(ApplyError::Inconsistent("more is granted than is offered, or twice"))?;
        log.keep_of(programme, FundChange::Allotment(change));
        Ok(())
    }

    /// Takes burned points off their positions. After the postings.
    pub(super) fn burn_subscribed(&mut self, event: &Subscribed, log: &mut UndoLog) -> Result<(), ApplyError> {
        for part in &event.burned {
            let burn = |holding: Holding| {
                let realised = holding.realised.checked_add(part.value)?;
                Some(Holding { points: holding.points - part.points, realised, ..holding })
            };
            self.change_position(event.programme, part.position, burn, log)?;
        }
        Ok(())
    }
}
