//! How claims, coins and the points that came with coins change the state, and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::debts::{DebtsUndo, Evidence, Grant};
use crate::due::Due;
use crate::event::{ClaimImported, CoinsTakenBack, Event, PointsGranted, TrancheReleased};
use crate::handle::{Order, Position, Programme};
use crate::ledger::CoinsAccount;
use crate::positions::Holding;
use crate::units::Coins;

const NO_SUCH_GRANT: ApplyError = ApplyError::Inconsistent("no points that came with coins are there");

impl UndoLog {
    fn keep_debts(&mut self, programme: Programme, change: DebtsUndo) {
        self.changes.push(Change::Debts(Box::new((programme, change))));
    }
}

impl State {
    /// What an event changes beside accounts, before its postings are entered.
    pub(super) fn begin_debts(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::ClaimImported(imported) => self.import_claim(imported, log),
            Event::PointsGranted(granted) => self.open_granted(granted, log),
            Event::TrancheReleased(released) => self.release_tranche(released, log),
            _ => Ok(()),
        }
    }

    /// What an event changes once its postings are entered.
    pub(super) fn end_debts(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::PointsGranted(granted) => self.fill_granted(granted, log),
            Event::CoinsTakenBack(taken) => self.take_granted_back(taken, log),
            _ => Ok(()),
        }
    }

    fn import_claim(&mut self, event: &ClaimImported, log: &mut UndoLog) -> Result<(), ApplyError> {
        let evidence = Evidence { sha256: event.evidence, amount: event.amount };
        let change = self.programme_mut(event.programme)?.debts.import(event.member, evidence);
        log.keep_debts(event.programme, change);
        Ok(())
    }

    /// Opens the position and queues its first tranche.
    fn open_granted(&mut self, event: &PointsGranted, log: &mut UndoLog) -> Result<(), ApplyError> {
        let positions = &mut self.programme_mut(event.programme)?.positions;
        if event.position != positions.next_id() {
            return Err(ApplyError::Inconsistent("ids of positions count up"));
        }
        let opened = positions.open(event.member, Some(event.cap)).ok_or(ApplyError::Overflow)?;
        log.changes.push(Change::Position(event.programme, opened));
        let at = self.clock.plus_days(event.tranche_days);
        let due = self.queue(at, Due::Tranche(event.programme, event.position), log);
        self.set_grant(event.programme, event.position, Some(Grant::of(event, due)), log)?;
        self.mark_granted(event.order, Some(event.position), log);
        Ok(())
    }

    fn fill_granted(&mut self, event: &PointsGranted, log: &mut UndoLog) -> Result<(), ApplyError> {
        let spend = event.coins.face();
        let fill = |holding: Holding| Some(Holding { spend, points: event.points, ..holding });
        self.change_position(event.programme, event.position, fill, log)
    }

    fn release_tranche(&mut self, event: &TrancheReleased, log: &mut UndoLog) -> Result<(), ApplyError> {
        let TrancheReleased { programme, position, points } = *event;
        let grant = *self.programme_mut(programme)?.debts.grant(position).ok_or(NO_SUCH_GRANT)?;
        let due = grant.due.filter(|_| grant.next_tranche() == points);
        let due = due.ok_or(ApplyError::Inconsistent("another tranche is released than was due"))?;
        self.unqueue(Some(due), log);
        let released = grant.released + 1;
        let next = (released < grant.tranches)
            .then(|| self.queue(due.at.plus_days(grant.tranche_days), Due::Tranche(programme, position), log));
        let grant = Grant { locked: grant.locked - points, released, due: next, ..grant };
        self.set_grant(programme, position, Some(grant), log)
    }

    /// The position closes; what is known of its points goes with it.
    fn take_granted_back(&mut self, event: &CoinsTakenBack, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Some(position) = event.position else { return Ok(()) };
        let grant = self.programme_mut(event.programme)?.debts.grant(position).ok_or(NO_SUCH_GRANT)?;
        if (grant.order, grant.points) != (event.order, event.burned) {
            return Err(NO_SUCH_GRANT);
        }
        let burn = |holding: Holding| Some(Holding { points: holding.points - event.burned, ..holding });
        self.change_position(event.programme, position, burn, log)
    }

    /// Forgets what came with coins once its position closes, and takes its next tranche out of the queue.
    pub(super) fn end_grant(
        &mut self,
        programme: Programme,
        position: Position,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let Some(grant) = self.programme_mut(programme)?.debts.grant(position).copied() else { return Ok(()) };
        self.unqueue(grant.due, log);
        self.set_grant(programme, position, None, log)
    }

    fn set_grant(
        &mut self,
        programme: Programme,
        position: Position,
        grant: Option<Grant>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let change = self.programme_mut(programme)?.debts.set_grant(position, grant);
        log.keep_debts(programme, change);
        Ok(())
    }

    /// Lets the order know where the points are that its coins brought, for a correction.
    fn mark_granted(&mut self, order: Order, position: Option<Position>, log: &mut UndoLog) {
        if let Some(place) = self.orders.granted_mut(order) {
            let before = std::mem::replace(place, position);
            log.changes.push(Change::Granted { order, before });
        }
    }

    /// Enters one posting in coins. What is owed to members is kept as a positive number, so a credit raises it.
    #[cold]
    pub(super) fn post_coins(&mut self, account: CoinsAccount, amount: Coins) -> Result<(), ApplyError> {
        let amount = if matches!(account, CoinsAccount::Owed(_)) { amount } else { -amount };
        let balance = self.coins_account(account).ok_or(ApplyError::Inconsistent("no such claim"))?;
        let after = balance.checked_add(amount).ok_or(ApplyError::Overflow)?;
        if after.is_negative() {
            return Err(ApplyError::Inconsistent("coins below zero"));
        }
        *balance = after;
        Ok(())
    }

    /// The opposite of a posting that was entered before.
    pub(super) fn unpost_coins(&mut self, account: CoinsAccount, amount: Coins) {
        let amount = if matches!(account, CoinsAccount::Owed(_)) { -amount } else { amount };
        if let Some(balance) = self.coins_account(account) {
            *balance += amount;
        }
    }

    fn coins_account(&mut self, account: CoinsAccount) -> Option<&mut Coins> {
        let (CoinsAccount::Owed(of)
        | CoinsAccount::Unconverted(of, _)
        | CoinsAccount::Coins(of, _)
        | CoinsAccount::Held(of, _)) = account;
        let debts = &mut self.programmes.get_mut(of.place())?.debts;
        Some(match account {
            CoinsAccount::Owed(_) => debts.owed_mut(),
            CoinsAccount::Unconverted(_, member) => &mut debts.claim_mut(member)?.unconverted,
            CoinsAccount::Coins(_, member) => &mut debts.claim_mut(member)?.coins,
            CoinsAccount::Held(_, member) => &mut debts.claim_mut(member)?.held,
        })
    }
}
