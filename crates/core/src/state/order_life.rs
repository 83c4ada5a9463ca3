//! How placed orders, frozen awards, links and payments change the state, and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::due::{Due, DueKey, DueUndo};
use crate::event::{
    AwardsReleased, CoinPart, Conclusion, Corrected, Event, GivenBack, LinkEnd, LinkEnded, LinkMade, LinkTerm,
    OrderBooked, OrderHeld, OrderPlaced, OrderReturned, Owed, Particulars, PaymentConcluded, PaymentOpened,
    RefundConcluded,
};
use crate::frozen::{FrozenUndo, Release};
use crate::handle::{Member, Payment};
use crate::links::{Link, LinkUndo};
use crate::payments::{PaidFor, PaymentRow, PaymentUndo, ProviderRefund};
use crate::pending::{PendingOrder, PendingUndo};
use crate::units::{Coins, Day, Fen, Time};

/// How to take back one change.
#[derive(Clone, Debug)]
pub(super) enum LifeChange {
    Due(DueUndo),
    Pending(PendingUndo),
    Frozen(FrozenUndo),
    Link(LinkUndo),
    Payment(PaymentUndo),
}

impl UndoLog {
    fn keep(&mut self, change: LifeChange) {
        self.changes.push(Change::OrderLife(Box::new(change)));
    }
}

const NO_SUCH_ORDER: ApplyError = ApplyError::Inconsistent("no such pending order");
const NO_SUCH_PAYMENT: ApplyError = ApplyError::Inconsistent("no such payment");

impl State {
    /// What an event changes beside accounts, before its postings are entered.
    pub(super) fn begin_order_life(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::OrderPlaced(placed) => self.place(placed, log),
            Event::OrderReturned(returned) => self.return_placed(returned, log),
            Event::OrderHeld(held) => self.hold(held, log),
            Event::LinkTermsSet(set) => {
                log.keep(LifeChange::Link(self.links.set_term(set.term)));
                Ok(())
            }
            Event::LinkMade(made) => self.make_link(made, log),
            Event::LinkEnded(ended) => self.end_link(ended, log),
            Event::PaymentOpened(opened) => self.open_payment(opened, log),
            Event::PaymentConcluded(concluded) => self.conclude_payment(concluded, log),
            Event::RefundConcluded(concluded) => self.conclude_refund(concluded, log),
            _ => Ok(()),
        }
    }

    pub(super) fn undo_order_life(&mut self, change: LifeChange) {
        match change {
            LifeChange::Due(change) => self.due.undo(change),
            LifeChange::Pending(change) => self.pending.undo(change),
            LifeChange::Frozen(change) => self.frozen.undo(change),
            LifeChange::Link(change) => self.links.undo(change),
            LifeChange::Payment(change) => self.payments.undo(change),
        }
    }

    /// Apart from the other accounts: hardly any posting is to one of these.
    #[cold]
    pub(super) fn frozen_account(&mut self, member: Member) -> Option<&mut Fen> {
        self.directory.member_row(member)?;
        Some(self.frozen.account(member))
    }

    pub(super) fn queue(&mut self, at: Time, due: Due, log: &mut UndoLog) -> DueKey {
        let key = self.due.add(at, due);
        log.keep(LifeChange::Due(DueUndo::Added(key)));
        key
    }

    pub(super) fn unqueue(&mut self, key: Option<DueKey>, log: &mut UndoLog) {
        if let Some(removed) = key.and_then(|key| self.due.remove(key)) {
            log.keep(LifeChange::Due(removed));
        }
    }

    fn place(&mut self, event: &OrderPlaced, log: &mut UndoLog) -> Result<(), ApplyError> {
        if event.placed != self.pending.next_handle() || event.placed.0 == u32::MAX {
            return Err(ApplyError::Inconsistent("handles of placed orders count up"));
        }
        let fingerprint = self.orders.number(&event.id).fingerprint();
        let due = self.queue(event.due_at, Due::Order(event.placed), log);
        let row = PendingOrder {
            id: event.id.clone(),
            programme: event.programme,
            member: event.member,
            merchant: event.merchant,
            amount: event.amount,
            cost: event.cost,
            from_balance: event.from_balance,
            returned: Fen::ZERO,
            payment: event.payment,
            occurred_at: event.occurred_at,
            due: Some(due),
            held: None,
            fingerprint,
            coins: event.coins,
            coins_returned: Coins::ZERO,
            goods: event.goods,
        };
        log.keep(LifeChange::Pending(self.pending.place(row)));
        self.hold_goods(event, log)?;
        self.pay_for(event.payment, PaidFor::Placed(event.placed), log)?;
        if !self.links.is_empty() {
            self.extend_link(event.member, log);
        }
        Ok(())
    }

    fn return_placed(&mut self, event: &OrderReturned, log: &mut UndoLog) -> Result<(), ApplyError> {
        let row = self.pending.get(event.placed).ok_or(NO_SUCH_ORDER)?;
        let (returned, due) = (row.returned + event.amount, row.due);
        if returned > row.amount || row.member != event.member {
            return Err(ApplyError::Inconsistent("more is returned than was paid, or to somebody else"));
        }
        let coins_returned = row.coins_returned + event.coins.map_or(Coins::ZERO, |back| back.coins);
        let is_whole = returned == row.amount;
        let (programme, kept) = (row.programme, row.left().goods.zip(row.left_after(returned).goods));
        self.put_back_returned(programme, kept, event.put_back, log)?;
        let change = if is_whole {
            self.unqueue(due, log);
            self.pending.leave(event.placed, true)
        } else {
            self.pending.change(event.placed, |row| (row.returned, row.coins_returned) = (returned, coins_returned))
        };
        log.keep(LifeChange::Pending(change.ok_or(NO_SUCH_ORDER)?));
        self.owe(event.given_back.as_ref(), log)
    }

    fn hold(&mut self, event: &OrderHeld, log: &mut UndoLog) -> Result<(), ApplyError> {
        let due = self.pending.get(event.placed).ok_or(NO_SUCH_ORDER)?.due;
        self.unqueue(due, log);
        let change = self.pending.change(event.placed, |row| {
            row.due = None;
            row.held = Some(event.code.clone());
        });
        log.keep(LifeChange::Pending(change.ok_or(NO_SUCH_ORDER)?));
        Ok(())
    }

    /// What is out of the ordinary about an order that is booked.
    pub(super) fn take_particulars(
        &mut self,
        booked: &OrderBooked,
        particulars: &Particulars,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        if let Some(placed) = particulars.placed {
            let row = self.pending.get(placed).ok_or(NO_SUCH_ORDER)?;
            let left = row.left();
            let same = (row.member, row.merchant, row.programme) == (booked.member, booked.merchant, booked.programme);
            let coins = particulars.coins.map(|part| CoinPart { to_merchant: Fen::ZERO, ..part });
            let terms = (left.amount, left.from_balance, left.goods, left.coins);
            if !same || terms != (booked.amount, particulars.from_balance, particulars.goods, coins) {
                return Err(ApplyError::Inconsistent("another order is booked than was placed"));
            }
            let due = row.due;
            self.unqueue(due, log);
            log.keep(LifeChange::Pending(self.pending.leave(placed, false).ok_or(NO_SUCH_ORDER)?));
        }
        self.pay_for(particulars.payment, PaidFor::Order(booked.order), log)?;
        self.sell_goods(booked, particulars, log)?;
        for freeze in &particulars.freezes {
            let award = booked.awards.get(usize::from(freeze.award));
            let award = award.ok_or(ApplyError::Inconsistent("an award is frozen that was not paid"))?;
            self.freeze(award.member, freeze.day, award.amount, log)?;
        }
        self.take_from_fund(booked, particulars, log)
    }

    fn freeze(&mut self, member: Member, day: Day, amount: Fen, log: &mut UndoLog) -> Result<(), ApplyError> {
        let release = match self.frozen.on(day, member) {
            Some(release) => {
                Release { amount: release.amount.checked_add(amount).ok_or(ApplyError::Overflow)?, ..release }
            }
            None => Release { amount, due: self.queue(day.begins(), Due::Release(day, member), log) },
        };
        log.keep(LifeChange::Frozen(self.frozen.set(day, member, Some(release))));
        Ok(())
    }

    /// Takes `amount` of what is released on `day` away; nothing stays where nothing is left.
    fn thaw(&mut self, member: Member, day: Day, amount: Fen, log: &mut UndoLog) -> Result<(), ApplyError> {
        let missing = ApplyError::Inconsistent("less is frozen than is taken");
        let release = self.frozen.on(day, member).filter(|release| release.amount >= amount).ok_or(missing)?;
        let left = Release { amount: release.amount - amount, ..release };
        if left.amount == Fen::ZERO {
            self.unqueue(Some(release.due), log);
        }
        let left = Some(left).filter(|left| left.amount.is_positive());
        log.keep(LifeChange::Frozen(self.frozen.set(day, member, left)));
        Ok(())
    }

    /// Removes what a tick has released. After the postings: an account that is empty then goes with it.
    pub(super) fn release(&mut self, event: &AwardsReleased, log: &mut UndoLog) -> Result<(), ApplyError> {
        if self.frozen.on(event.day, event.member).is_none_or(|release| release.amount != event.amount) {
            return Err(ApplyError::Inconsistent("another amount is released than was frozen"));
        }
        self.thaw(event.member, event.day, event.amount, log)
    }

    /// Removes what a correction took of frozen awards. After the postings.
    pub(super) fn unfreeze(&mut self, corrected: &Corrected, log: &mut UndoLog) -> Result<(), ApplyError> {
        for unfrozen in corrected.unfrozen.iter().flatten() {
            let award = corrected.awards.get(usize::from(unfrozen.award));
            let award = award.ok_or(ApplyError::Inconsistent("an award is unfrozen that is not taken back"))?;
            self.thaw(award.member, unfrozen.day, unfrozen.amount, log)?;
        }
        Ok(())
    }

    /// An order that was booked without being placed keeps its member's link alive; a placed one did so then.
    pub(super) fn keep_link_alive(&mut self, booked: &OrderBooked, log: &mut UndoLog) {
        if booked.particulars.as_ref().is_none_or(|particulars| particulars.placed.is_none()) {
            self.extend_link(booked.member, log);
        }
    }

    fn extend_link(&mut self, member: Member, log: &mut UndoLog) {
        let now = self.clock;
        let Some(link) = self.links.of(member).last().copied().filter(|link| link.covers(now)) else { return };
        let LinkTerm::UntilIdle(days) = link.term else { return };
        self.unqueue(link.due, log);
        let until = now.plus_days(days);
        let due = Some(self.queue(until, Due::Link(member), log));
        let change = self.links.change(member, |links| {
            if let Some(last) = links.last_mut() {
                *last = Link { until: Some(until), due, ..*last };
            }
        });
        log.keep(LifeChange::Link(change));
    }

    fn make_link(&mut self, event: &LinkMade, log: &mut UndoLog) -> Result<(), ApplyError> {
        let now = self.clock;
        if self.referrer_at(event.member, now).is_some() {
            return Err(ApplyError::Inconsistent("a member has two referrers"));
        }
        let until = match event.term {
            LinkTerm::Permanent => None,
            LinkTerm::Days(days) | LinkTerm::UntilIdle(days) => Some(event.from.plus_days(days)),
        };
        let due = until.map(|until| self.queue(until, Due::Link(event.member), log));
        let LinkMade { member, referrer, term, from, .. } = *event;
        let link = Link { referrer, term, from, until, ended: None, due };
        log.keep(LifeChange::Link(self.links.change(member, |links| links.push(link))));
        Ok(())
    }

    fn end_link(&mut self, event: &LinkEnded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let registered = self.directory.member_row(event.member).and_then(|row| row.referrer);
        let newest = self.links.of(event.member).last().copied();
        // Who registered with a referrer for good has no other link before this one ends.
        let link = newest.or(registered.map(|referrer| Link {
            referrer,
            term: LinkTerm::Permanent,
            from: Time::BEGINNING,
            until: None,
            ended: None,
            due: None,
        }));
        let link = link.filter(|link| link.ended.is_none() && link.referrer == event.referrer);
        let link = link.ok_or(ApplyError::Inconsistent("a link ends that is not there"))?;
        self.unqueue(link.due, log);
        let ended = Link { until: Some(event.at), ended: Some(event.why), due: None, ..link };
        let change = self.links.change(event.member, |links| {
            links.pop();
            links.push(ended);
        });
        log.keep(LifeChange::Link(change));
        Ok(())
    }

    fn open_payment(&mut self, event: &PaymentOpened, log: &mut UndoLog) -> Result<(), ApplyError> {
        if event.payment != self.payments.next_handle() || event.payment.0 == u32::MAX {
            return Err(ApplyError::Inconsistent("handles of payments count up"));
        }
        let due = self.queue(event.expires_at, Due::Payment(event.payment), log);
        let row = PaymentRow {
            id: event.id.clone(),
            provider: event.provider.clone(),
            programme: event.programme,
            order: event.order.clone(),
            amount: event.amount,
            occurred_at: event.occurred_at,
            expires_at: event.expires_at,
            due: Some(due),
            conclusion: None,
            reference: None,
            paid_for: None,
            refunds: Vec::new(),
            changed_at: self.clock,
            fingerprint: self.orders.number(&event.id).fingerprint(),
        };
        log.keep(LifeChange::Payment(self.payments.open(row)));
        Ok(())
    }

    fn change_payment(
        &mut self,
        payment: Payment,
        change: impl FnOnce(&mut PaymentRow),
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let now = self.clock;
        let change = self.payments.change(payment, |row| {
            row.changed_at = now;
            change(row);
        });
        log.keep(LifeChange::Payment(change.ok_or(NO_SUCH_PAYMENT)?));
        Ok(())
    }

    fn pay_for(&mut self, payment: Option<Payment>, paid_for: PaidFor, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Some(payment) = payment else { return Ok(()) };
        self.change_payment(payment, |row| row.paid_for = Some(paid_for), log)
    }

    fn conclude_payment(&mut self, event: &PaymentConcluded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let due = self.payments.get(event.payment).ok_or(NO_SUCH_PAYMENT)?.due;
        self.unqueue(due, log);
        let conclude = |row: &mut PaymentRow| {
            row.due = None;
            row.conclusion = Some(event.conclusion);
            row.reference.clone_from(&event.reference);
        };
        self.change_payment(event.payment, conclude, log)?;
        match &event.owed {
            Some(owed) if owed.payment == event.payment && event.conclusion == Conclusion::Paid => {
                self.owe_by_provider(owed, log)
            }
            Some(_) => Err(NO_SUCH_PAYMENT),
            None => Ok(()),
        }
    }

    /// Marks what a provider has to give back of what is given back.
    pub(super) fn owe(&mut self, given_back: Option<&GivenBack>, log: &mut UndoLog) -> Result<(), ApplyError> {
        match given_back.and_then(|given_back| given_back.owed.as_ref()) {
            Some(owed) => self.owe_by_provider(owed, log),
            None => Ok(()),
        }
    }

    fn owe_by_provider(&mut self, owed: &Owed, log: &mut UndoLog) -> Result<(), ApplyError> {
        if self.payments.get(owed.payment).is_none_or(|row| row.next_refund() != owed.refund) {
            return Err(ApplyError::Inconsistent("refunds of a payment count up"));
        }
        let refund = ProviderRefund { amount: owed.amount, done_at: None };
        self.change_payment(owed.payment, |row| row.refunds.push(refund), log)
    }

    fn conclude_refund(&mut self, event: &RefundConcluded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Owed { payment, refund, amount } = event.owed;
        let place = (refund as usize).wrapping_sub(1);
        let found = self.payments.get(payment).and_then(|row| row.refunds.get(place));
        if found != Some(&ProviderRefund { amount, done_at: None }) {
            return Err(ApplyError::Inconsistent("no such refund is due"));
        }
        let now = self.clock;
        let conclude = |row: &mut PaymentRow| {
            if let Some(refund) = row.refunds.get_mut(place) {
                refund.done_at = Some(now);
            }
        };
        self.change_payment(payment, conclude, log)
    }
}

impl LinkEnd {
    /// Why a link of this term ends by itself.
    pub(crate) fn of(term: LinkTerm) -> Self {
        match term {
            LinkTerm::UntilIdle(_) => Self::Idle,
            LinkTerm::Permanent | LinkTerm::Days(_) => Self::Expired,
        }
    }
}
