//! How orders are counted in months, how months are closed, and how the register of shares changes; and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::dividends::Dividends;
use crate::due::Due;
use crate::event::{
    Corrected, DividendBack, DividendBearer, Event, OrderBooked, PeriodAdvanced, PeriodClosed, PeriodClosing,
    PeriodStated, Refunded, SharesSet,
};
use crate::handle::{Member, Order, Programme};
use crate::levels::Levels;
use crate::periods::{ClosedMonth, Closing, PassedOrders, PeriodOrder, PeriodOrderUndo, Periods, Seen, Work};
use crate::units::{Fen, Shares};
use std::collections::BTreeMap;

/// How to take back one change.
#[derive(Clone, Debug)]
pub(super) enum PeriodChange {
    /// The first order was counted.
    CountedFrom(Programme),
    Order(Programme, PeriodOrderUndo),
    TakenOff(Programme, Member, Option<Fen>),
    Began(Programme),
    Advanced(Programme, u64),
    Stated(Programme, Member),
    Closed(Programme, Box<BeforeClosing>),
    /// All of the dividends but the register.
    Dividends(Programme, Dividends),
    Shares(Programme, Member, Shares),
}

/// What a month leaves behind when it is closed.
#[derive(Clone, Debug)]
pub(super) struct BeforeClosing {
    closed: Option<ClosedMonth>,
    closing: Option<Box<Closing>>,
    levels: Levels,
    passed: PassedOrders,
}

impl UndoLog {
    fn keep_period(&mut self, change: PeriodChange) {
        self.changes.push(Change::Period(Box::new(change)));
    }
}

const NOT_CLOSING: ApplyError = ApplyError::Inconsistent("no month is being closed");

impl State {
    /// Goes on with the closing of a month until `steps` are done in all, or everything is. Whether everything is done by
    /// then. Nothing but what is derived changes.
    pub(crate) fn advance_period(&mut self, programme: Programme, steps: u64) -> bool {
        let Some(state) = self.programmes.get_mut(programme.place()) else { return true };
        let work = state.periods.work.take();
        let Some(seen) = self.period_seen(programme) else { return true };
        let mut work = work.unwrap_or_else(|| Box::new(Work::begin(seen)));
        let done = work.advance(seen, steps);
        self.of(programme, |state| state.periods.work = Some(work));
        done
    }

    /// What the closing of a month looks at; none where none is closed.
    pub(crate) fn period_seen(&self, programme: Programme) -> Option<Seen<'_>> {
        let of = self.programme(programme)?;
        let closing = of.periods.closing.as_deref()?;
        Some(Seen { programme: of, directory: &self.directory, links: &self.links, closing })
    }

    /// Counts an order that was booked under rules with levels or dividends.
    pub(super) fn count_in_month(&mut self, booked: &OrderBooked, log: &mut UndoLog) -> Result<(), ApplyError> {
        let particulars = booked.particulars.as_deref();
        let recorded_at = self.clock;
        // Only by whom is above the buyer does it matter when it happened.
        let occurred_at = particulars.and_then(|particulars| particulars.occurred_at).unwrap_or(recorded_at);
        let order = PeriodOrder {
            order: booked.order,
            member: booked.member,
            version: booked.version,
            recorded_at,
            occurred_at,
            amount: booked.amount,
            dividend: particulars.and_then(|particulars| particulars.dividend).unwrap_or_default(),
        };
        let of = self.programme_mut(booked.programme)?;
        if of.periods.counted_from.is_none() {
            of.periods.counted_from = Some(booked.order);
            log.keep_period(PeriodChange::CountedFrom(booked.programme));
        }
        // Taken back with the order itself.
        of.periods.orders.push(order, particulars.and_then(|particulars| particulars.level_awards.as_ref()));
        if order.dividend != Fen::ZERO {
            let totals = &mut of.dividends.totals;
            let accrued = totals.accrued.checked_add(order.dividend).ok_or(ApplyError::Overflow)?;
            let before = without_register(&of.dividends);
            of.dividends.totals.accrued = accrued;
            log.keep_period(PeriodChange::Dividends(booked.programme, before));
        }
        Ok(())
    }

    /// Takes an order that is taken back itself out of its month.
    pub(super) fn uncount(&mut self, programme: Programme, order: Order) {
        self.of(programme, |state| state.periods.orders.pop(order));
    }

    /// A refund takes its amount off the month of the order, or off the next one to be closed.
    pub(super) fn refund_in_month(&mut self, refunded: &Refunded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Refunded { programme, order, member, amount, .. } = *refunded;
        let periods = &mut self.programme_mut(programme)?.periods;
        let Some(place) = periods.open_place(order) else {
            return self.take_off(programme, order, member, amount, log);
        };
        let row = *periods.orders.get(place).ok_or(NOT_CLOSING)?;
        let refunded = periods.orders.refunded(order).checked_add(amount).ok_or(ApplyError::Overflow)?;
        if refunded > row.amount {
            return Err(ApplyError::Inconsistent("more is refunded than was paid"));
        }
        let awards = Some(periods.orders.level_awards(order).to_vec()).filter(|awards| !awards.is_empty());
        let change = periods.orders.change(place, row, Some(refunded), awards).ok_or(NOT_CLOSING)?;
        log.keep_period(PeriodChange::Order(programme, change));
        Ok(())
    }

    /// A correction takes the order out of its month, or its amount off the next one to be closed.
    pub(super) fn correct_in_month(&mut self, corrected: &Corrected, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Corrected { programme, order, member, amount, dividend, .. } = *corrected;
        let state = self.programme_mut(programme)?;
        let place = state.periods.open_place(order);
        if let Some(back) = dividend {
            if (back.bearer == DividendBearer::Pot) != place.is_some() {
                return Err(ApplyError::Inconsistent(
                    "the pot gives back what it has, and is charged with what it has not",
                ));
            }
            self.give_dividend_back(programme, back, log)?;
        }
        let Some(place) = place else { return self.take_off(programme, order, member, amount, log) };
        let orders = &mut self.programme_mut(programme)?.periods.orders;
        let row = *orders.get(place).ok_or(NOT_CLOSING)?;
        let gone = PeriodOrder { amount: Fen::ZERO, dividend: Fen::ZERO, ..row };
        let change = orders.change(place, gone, None, None).ok_or(NOT_CLOSING)?;
        log.keep_period(PeriodChange::Order(programme, change));
        Ok(())
    }

    fn give_dividend_back(
        &mut self,
        programme: Programme,
        back: DividendBack,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let dividends = &mut self.programme_mut(programme)?.dividends;
        let before = without_register(dividends);
        if back.bearer == DividendBearer::NextPot {
            dividends.charge = dividends.charge.checked_add(back.amount).ok_or(ApplyError::Overflow)?;
        } else {
            dividends.totals.accrued -= back.amount;
        }
        log.keep_period(PeriodChange::Dividends(programme, before));
        Ok(())
    }

    fn take_off(
        &mut self,
        programme: Programme,
        order: Order,
        member: Member,
        amount: Fen,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let periods = &mut self.programme_mut(programme)?.periods;
        if periods.counted_before(order) {
            let before = periods.taken_off.get(&member).copied();
            let after = before.unwrap_or_default().checked_add(amount).ok_or(ApplyError::Overflow)?;
            periods.taken_off.insert(member, after);
            log.keep_period(PeriodChange::TakenOff(programme, member, before));
        }
        Ok(())
    }

    /// What an event of months and shares changes before its postings are entered.
    pub(super) fn apply_period(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::PeriodClosing(closing) => self.begin_closing(closing, log),
            Event::PeriodAdvanced(advanced) => self.advance_closing(*advanced, log),
            Event::PeriodStated(stated) => self.state_members(stated, log),
            Event::PeriodClosed(closed) => self.close_period(closed, log),
            Event::SharesSet(set) => self.set_shares(set, log),
            _ => Ok(()),
        }
    }

    fn begin_closing(&mut self, event: &PeriodClosing, log: &mut UndoLog) -> Result<(), ApplyError> {
        let (programme, now) = (event.programme, self.clock);
        let members = self.directory.members.len();
        let periods = &self.programme_mut(programme)?.periods;
        let orders = periods.orders.recorded_before(event.ends);
        let follows = periods.closed.is_none_or(|last| (event.month, event.begins) == (last.month.next(), last.ends));
        if periods.closing.is_some() || !follows || event.ends > now {
            return Err(ApplyError::Inconsistent("a month is closed out of order"));
        }
        if (orders, members) != (event.orders as usize, event.members as usize) {
            return Err(ApplyError::Inconsistent("a month has other orders or members"));
        }
        let due = self.queue(now, Due::Period(programme), log);
        let periods = &mut self.programme_mut(programme)?.periods;
        periods.closing = Some(Box::new(Closing {
            month: event.month,
            ends: event.ends,
            version: event.version,
            orders: event.orders,
            members: event.members,
            steps: 0,
            stated: Member(0),
            reached: Levels::default(),
            taken_off: std::mem::take(&mut periods.taken_off),
            due,
        }));
        periods.work = None;
        log.keep_period(PeriodChange::Began(programme));
        Ok(())
    }

    fn closing(&mut self, programme: Programme) -> Result<&mut Closing, ApplyError> {
        self.programme_mut(programme)?.periods.closing.as_deref_mut().ok_or(NOT_CLOSING)
    }

    fn advance_closing(&mut self, event: PeriodAdvanced, log: &mut UndoLog) -> Result<(), ApplyError> {
        let closing = self.closing(event.programme)?;
        let before = std::mem::replace(&mut closing.steps, event.steps);
        log.keep_period(PeriodChange::Advanced(event.programme, before));
        Ok(())
    }

    fn state_members(&mut self, event: &PeriodStated, log: &mut UndoLog) -> Result<(), ApplyError> {
        let closing = self.closing(event.programme)?;
        let first = closing.stated;
        let in_order = event.rows.is_sorted_by(|one, next| one.member < next.member)
            && event.rows.iter().all(|row| (first..event.next).contains(&row.member))
            && (first..=Member(closing.members)).contains(&event.next);
        if !in_order || event.month != closing.month {
            return Err(ApplyError::Inconsistent("a member is stated out of turn"));
        }
        for row in &event.rows {
            closing.reached.set(row.member, row.reached);
        }
        closing.stated = event.next;
        log.keep_period(PeriodChange::Stated(event.programme, first));
        Ok(())
    }

    fn close_period(&mut self, event: &PeriodClosed, log: &mut UndoLog) -> Result<(), ApplyError> {
        let programme = event.programme;
        let due = self.closing(programme)?.due;
        self.unqueue(Some(due), log);
        let state = self.programme_mut(programme)?;
        let dividends = without_register(&state.dividends);
        let Some(mut closing) = state.periods.closing.take_if(|closing| closing.month == event.month) else {
            return Err(NOT_CLOSING);
        };
        let levels = std::mem::replace(&mut state.periods.levels, std::mem::take(&mut closing.reached));
        let passed = state.periods.orders.pass(closing.orders as usize);
        let closed = state.periods.closed.replace(ClosedMonth { month: closing.month, ends: closing.ends });
        state.periods.work = None;
        let before = BeforeClosing { closed, closing: Some(closing), levels, passed };
        log.keep_period(PeriodChange::Closed(programme, Box::new(before)));
        log.keep_period(PeriodChange::Dividends(programme, dividends));
        let (shared, dividends) = (event.shared(), &mut state.dividends);
        let there = dividends.kept.checked_add(event.accrued).ok_or(ApplyError::Overflow)?;
        if event.charged > dividends.charge || event.charged + event.kept + shared != there {
            return Err(ApplyError::Inconsistent("another pot is shared than there is"));
        }
        dividends.kept = event.kept;
        dividends.charge -= event.charged;
        dividends.totals.shared += shared;
        dividends.totals.charged += event.charged;
        Ok(())
    }

    fn set_shares(&mut self, event: &SharesSet, log: &mut UndoLog) -> Result<(), ApplyError> {
        let dividends = &mut self.programme_mut(event.programme)?.dividends;
        if dividends.shares_of(event.member) != event.before {
            return Err(ApplyError::Inconsistent("other shares are held than are changed"));
        }
        set_holding(&mut dividends.shares, event.member, event.shares);
        log.keep_period(PeriodChange::Shares(event.programme, event.member, event.before));
        Ok(())
    }

    pub(super) fn undo_period(&mut self, change: PeriodChange) {
        match change {
            PeriodChange::CountedFrom(programme) => self.of(programme, |state| state.periods.counted_from = None),
            PeriodChange::Order(programme, change) => self.of(programme, |state| state.periods.orders.undo(change)),
            PeriodChange::TakenOff(programme, member, before) => self.of(programme, |state| {
                match before {
                    Some(before) => state.periods.taken_off.insert(member, before),
                    None => state.periods.taken_off.remove(&member),
                };
            }),
            PeriodChange::Began(programme) => self.of(programme, |state| {
                let closing = state.periods.closing.take();
                state.periods.taken_off = closing.map(|closing| closing.taken_off).unwrap_or_default();
                state.periods.work = None;
            }),
            PeriodChange::Advanced(programme, before) => self.undo_closing(programme, |closing| closing.steps = before),
            PeriodChange::Stated(programme, first) => self.undo_closing(programme, |closing| {
                closing.reached.forget_from(first);
                closing.stated = first;
            }),
            PeriodChange::Closed(programme, before) => self.of(programme, |state| before.restore(&mut state.periods)),
            PeriodChange::Dividends(programme, before) => self.of(programme, |state| {
                let shares = std::mem::take(&mut state.dividends.shares);
                let (pot, issued) = (state.dividends.pot, state.dividends.issued);
                state.dividends = Dividends { pot, issued, shares, ..before };
            }),
            PeriodChange::Shares(programme, member, before) => {
                self.of(programme, |state| set_holding(&mut state.dividends.shares, member, before));
            }
        }
    }

    fn undo_closing(&mut self, programme: Programme, undo: impl FnOnce(&mut Closing)) {
        self.of(programme, |state| {
            if let Some(closing) = state.periods.closing.as_deref_mut() {
                undo(closing);
            }
        });
    }
}

impl BeforeClosing {
    fn restore(self, periods: &mut Periods) {
        let reached = std::mem::replace(&mut periods.levels, self.levels);
        periods.closed = self.closed;
        periods.closing = self.closing.map(|closing| Box::new(Closing { reached, ..*closing }));
        periods.orders.restore(self.passed);
        periods.work = None;
    }
}

/// The account, the sums and the counts: the register changes holding by holding.
fn without_register(dividends: &Dividends) -> Dividends {
    Dividends { shares: BTreeMap::new(), ..*dividends }
}

fn set_holding(shares: &mut BTreeMap<Member, Shares>, member: Member, held: Shares) {
    if held == Shares::ZERO {
        shares.remove(&member);
    } else {
        shares.insert(member, held);
    }
}
