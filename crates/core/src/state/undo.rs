//! How each change is taken back.

use super::fund::FundChange;
use super::order_life::LifeChange;
use super::periods::PeriodChange;
use super::{BatchState, State};
use crate::campaigns::CampaignUndo;
use crate::contracts::ContractUndo;
use crate::debts::DebtsUndo;
use crate::directory::{Directory, DirectoryUndo};
use crate::event::Event;
use crate::handle::{Member, Order, Payout, Position, Programme, Region};
use crate::keys::Keys;
use crate::ledger::{FenAccount, PointsAccount, Posting, SharesAccount, postings};
use crate::orders::Orders;
use crate::payouts::{MoneyTerms, PayoutRow, Payouts};
use crate::positions::PositionUndo;
use crate::price::Price;
use crate::programme::ProgrammeState;
use crate::totals::programme_of;
use crate::units::Fen;
use std::borrow::Borrow;

/// How to take back one change.
#[derive(Clone, Debug)]
pub(super) enum Change {
    DeploymentOpened,
    ProgrammeOpened,
    RulesPublished {
        programme: Programme,
        plans: usize,
    },
    Directory(DirectoryUndo),
    Agent {
        programme: Programme,
        region: Region,
        before: Option<Member>,
    },
    /// All postings and totals of the event with this number.
    Entered(u32),
    Position(Programme, PositionUndo),
    OrderAdded(Programme),
    Refunded {
        order: Order,
        before: Fen,
    },
    Reference {
        programme: Programme,
        before: Price,
    },
    ForcedExit(Programme),
    Batch(Box<(String, Option<BatchState>)>),
    /// Boxed: hardly any booking has one, and all of them are kept in one list.
    OrderLife(Box<LifeChange>),
    Period(Box<PeriodChange>),
    MoneyTerms(Option<Box<MoneyTerms>>),
    PayoutAdded,
    Payout(Box<(Payout, PayoutRow)>),
    KeyUsed,
    /// Boxed, as all but the changes of ordinary orders are.
    Debts(Box<(Programme, DebtsUndo)>),
    Granted {
        order: Order,
        before: Option<Position>,
    },
    RequestMade(Box<str>),
    RequestEnded(Box<str>),
    Contract(Programme, ContractUndo),
    /// Boxed: hardly any booking has one, and all of them are kept in one list.
    Campaign(Box<(Programme, CampaignUndo)>),
    Fund(Box<(Programme, FundChange)>),
}

/// Changes since the command began, oldest first.
#[derive(Debug, Default)]
pub(crate) struct UndoLog {
    pub(super) changes: Vec<Change>,
    /// How many events were applied.
    pub(super) events: u32,
    /// Scratch space of the part that keeps its own kind of change.
    pub(super) directory: Vec<DirectoryUndo>,
}

impl UndoLog {
    /// Forgets all changes: they stay.
    pub(crate) fn clear(&mut self) {
        self.changes.clear();
        self.events = 0;
    }

    /// Where the log stands, to take back only what comes after.
    pub(crate) fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), events: self.events }
    }

    pub(super) fn keep_directory(&mut self) {
        let Self { changes, directory, .. } = self;
        changes.extend(directory.drain(..).map(Change::Directory));
    }
}

/// A place in the log.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    changes: usize,
    events: u32,
}

impl State {
    /// Takes back every change in `log`; `events` are those that were applied since it was cleared.
    pub(crate) fn take_back<E: Borrow<Event>>(&mut self, log: &mut UndoLog, events: &[E]) {
        self.take_back_to(Mark::default(), log, events);
        log.clear();
    }

    /// Takes back every change behind `mark`; `events` are those that were applied since the log was cleared.
    pub(crate) fn take_back_to<E: Borrow<Event>>(&mut self, mark: Mark, log: &mut UndoLog, events: &[E]) {
        while log.changes.len() > mark.changes {
            let Some(change) = log.changes.pop() else { break };
            match change {
                Change::Entered(number) => {
                    if let Some(event) = events.get(number as usize) {
                        self.leave(event.borrow(), usize::MAX);
                        self.take_from_totals(event.borrow());
                    }
                }
                change => self.undo(change),
            }
        }
        log.events = mark.events;
    }

    fn undo(&mut self, change: Change) {
        match change {
            Change::DeploymentOpened => {
                self.terms = None;
                self.directory = Directory::default();
                self.payouts = Payouts::default();
                self.keys = Keys::default();
                if !self.orders.are_nameless() {
                    self.orders = Orders::default();
                }
            }
            Change::ProgrammeOpened => {
                self.programmes.pop();
            }
            Change::RulesPublished { programme, plans } => self.of(programme, |state| state.unpublish(plans)),
            Change::Directory(change) => self.directory.undo(change),
            Change::Agent { programme, region, before } => self.of(programme, |state| {
                state.agents.set(region, before);
            }),
            Change::Position(programme, change) => self.of(programme, |state| state.positions.undo(change)),
            Change::OrderAdded(programme) => {
                self.orders.remove_last();
                self.of(programme, |state| state.orders -= 1);
                self.uncount(programme, Order::at(self.orders.len()));
            }
            Change::Refunded { order, before } => {
                self.orders.set_refunded(order, before);
            }
            Change::Reference { programme, before } => self.of(programme, |state| state.reference = before),
            Change::ForcedExit(programme) => self.of(programme, |state| state.exits -= 1),
            Change::Entered(_) => {}
            Change::OrderLife(change) => self.undo_order_life(*change),
            Change::Period(change) => self.undo_period(*change),
            Change::MoneyTerms(before) => self.money_terms = before.map(|terms| *terms),
            Change::PayoutAdded => self.payouts.remove_last(),
            Change::Payout(payout) => {
                let (payout, before) = *payout;
                self.payouts.restore(payout, before);
            }
            Change::Debts(change) => {
                let (programme, change) = *change;
                self.of(programme, |state| state.debts.undo(change));
            }
            Change::Granted { order, before } => {
                if let Some(position) = self.orders.granted_mut(order) {
                    *position = before;
                }
            }
            Change::KeyUsed => self.keys.remove_last(),
            Change::RequestMade(id) => self.requests.remove(&id),
            Change::RequestEnded(id) => self.requests.reopen(&id),
            Change::Contract(programme, change) => self.of(programme, |state| state.contracts.undo(change)),
            Change::Campaign(change) => {
                let (programme, change) = *change;
                self.of(programme, |state| state.campaigns.undo(change));
            }
            Change::Fund(change) => self.undo_fund(*change),
            Change::Batch(batch) => {
                let (name, before) = *batch;
                match before {
                    Some(batch) => self.batches.insert(name, batch),
                    None => self.batches.remove(&name),
                };
            }
        }
    }

    pub(super) fn of(&mut self, programme: Programme, change: impl FnOnce(&mut ProgrammeState)) {
        if let Some(state) = self.programmes.get_mut(programme.place()) {
            change(state);
        }
    }

    /// Takes what `event` added to the totals of its programme back.
    pub(super) fn take_from_totals(&mut self, event: &Event) {
        if let Some(programme) = programme_of(event) {
            self.of(programme, |state| state.totals.take_back(event, usize::MAX));
        }
    }

    /// Takes the first `count` postings of `event` back.
    pub(super) fn leave(&mut self, event: &Event, count: usize) {
        let mut left = count;
        let _: Result<(), ()> = postings(event, |posting| {
            left = left.checked_sub(1).ok_or(())?;
            self.unpost(posting);
            Ok(())
        });
    }

    /// The opposite of a posting that was entered before.
    fn unpost(&mut self, posting: Posting) {
        match posting {
            Posting::Fen(account, amount) => {
                let amount = if account == FenAccount::Cash { -amount } else { amount };
                if let Some(balance) = self.fen_account(account) {
                    *balance += amount;
                }
            }
            Posting::Points(PointsAccount::Issued(programme), amount) => {
                self.of(programme, |state| state.supply -= amount);
            }
            Posting::Points(PointsAccount::Founding(programme), amount) => {
                self.of(programme, |state| state.founding_units += amount);
            }
            Posting::Points(PointsAccount::Held(..), _) | Posting::Shares(SharesAccount::Held(..), _) => {}
            Posting::Shares(SharesAccount::Issued(programme), amount) => {
                self.of(programme, |state| state.dividends.issued -= amount);
            }
            Posting::Coins(account, amount) => self.unpost_coins(account, amount),
        }
    }
}
