//! How each change is taken back.

use super::{BatchState, State};
use crate::directory::{Directory, DirectoryUndo};
use crate::handle::{Member, Order, Programme, Region};
use crate::ledger::{FenAccount, PointsAccount, Posting};
use crate::orders::Orders;
use crate::positions::PositionUndo;
use crate::price::Price;
use crate::programme::ProgrammeState;
use crate::totals::Totals;
use crate::units::Fen;

/// How to take back one change.
#[derive(Clone, Debug)]
pub(super) enum Change {
    DeploymentOpened,
    ProgrammeOpened,
    RulesPublished { programme: Programme, plans: usize },
    Directory(DirectoryUndo),
    Agent { programme: Programme, region: Region, before: Option<Member> },
    Posted(Posting),
    Position(Programme, PositionUndo),
    OrderAdded(Programme),
    Refunded { order: Order, before: Fen },
    Reference { programme: Programme, before: Price },
    ForcedExit(Programme),
    Batch { name: String, before: Option<BatchState> },
    Totals { programme: Programme, before: Totals },
}

/// Changes since the command began, oldest first.
#[derive(Debug, Default)]
pub(crate) struct UndoLog {
    pub(super) changes: Vec<Change>,
    /// Scratch space of the parts that keep their own kind of change.
    pub(super) positions: Vec<PositionUndo>,
    pub(super) directory: Vec<DirectoryUndo>,
}

impl UndoLog {
    /// Forgets all changes: they stay.
    pub(crate) fn clear(&mut self) {
        self.changes.clear();
    }
}

impl UndoLog {
    pub(super) fn keep_positions(&mut self, programme: Programme) {
        let Self { changes, positions, .. } = self;
        changes.extend(positions.drain(..).map(|change| Change::Position(programme, change)));
    }

    pub(super) fn keep_directory(&mut self) {
        let Self { changes, directory, .. } = self;
        changes.extend(directory.drain(..).map(Change::Directory));
    }
}

impl State {
    /// Takes back every change in `log`.
    pub(crate) fn take_back(&mut self, log: &mut UndoLog) {
        while let Some(change) = log.changes.pop() {
            self.undo(change);
        }
    }

    fn undo(&mut self, change: Change) {
        match change {
            Change::DeploymentOpened => {
                self.terms = None;
                self.directory = Directory::default();
                self.orders = Orders::default();
            }
            Change::ProgrammeOpened => {
                self.programmes.pop();
            }
            Change::RulesPublished { programme, plans } => self.of(programme, |state| state.unpublish(plans)),
            Change::Directory(change) => self.directory.undo(change),
            Change::Agent { programme, region, before } => self.of(programme, |state| {
                state.agents.set(region, before);
            }),
            Change::Posted(posting) => self.unpost(posting),
            Change::Position(programme, change) => self.of(programme, |state| state.positions.undo(change)),
            Change::OrderAdded(programme) => {
                self.orders.remove_last();
                self.of(programme, |state| state.orders -= 1);
            }
            Change::Refunded { order, before } => {
                self.orders.set_refunded(order, before);
            }
            Change::Reference { programme, before } => self.of(programme, |state| state.reference = before),
            Change::ForcedExit(programme) => self.of(programme, |state| state.exits -= 1),
            Change::Totals { programme, before } => self.of(programme, |state| state.totals = before),
            Change::Batch { name, before } => {
                match before {
                    Some(batch) => self.batches.insert(name, batch),
                    None => self.batches.remove(&name),
                };
            }
        }
    }

    fn of(&mut self, programme: Programme, change: impl FnOnce(&mut ProgrammeState)) {
        if let Some(state) = self.programmes.get_mut(programme.place()) {
            change(state);
        }
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
            Posting::Points(PointsAccount::Held(..), _) => {}
        }
    }
}
