//! How contracts of region agents change the state, and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::contracts::ContractRow;
use crate::due::Due;
use crate::event::{ContractCutShort, ContractExpired, ContractFeeEarned, ContractSigned, Event};
use crate::handle::{Contract, Programme};
use crate::units::Fen;

const NO_SUCH_CONTRACT: ApplyError = ApplyError::Inconsistent("no such contract");

impl State {
    /// What an event changes beside accounts, before its postings are entered.
    pub(super) fn apply_contract(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::ContractSigned(signed) => self.sign_contract(signed, log),
            Event::ContractCutShort(cut) => self.cut_contract_short(cut, log),
            Event::ContractFeeEarned(earned) => self.earn_fee(earned, log),
            Event::ContractExpired(expired) => self.expire_contract(*expired, log),
            _ => Ok(()),
        }
    }

    fn sign_contract(&mut self, event: &ContractSigned, log: &mut UndoLog) -> Result<(), ApplyError> {
        let region = self.directory.intern_region(&event.division.region(), &mut log.directory);
        log.keep_directory();
        let row = ContractRow {
            id: event.id.clone(),
            division: event.division,
            region: region.ok_or(ApplyError::Overflow)?,
            member: event.member,
            from: event.from,
            days: event.days,
            days_in_force: event.days,
            document: event.document,
            fee: event.fee,
            earned: Fen::ZERO,
            given_back: Fen::ZERO,
            cut_short: None,
            due: None,
        };
        let contracts = &mut self.programme_mut(event.programme)?.contracts;
        if event.contract != Contract::at(contracts.len()) {
            return Err(ApplyError::Inconsistent("contract handles count up"));
        }
        log.changes.push(Change::Contract(event.programme, contracts.sign(row)));
        self.queue_contract(event.programme, event.contract, log)
    }

    fn cut_contract_short(&mut self, event: &ContractCutShort, log: &mut UndoLog) -> Result<(), ApplyError> {
        let row = self.contract(event.programme, event.contract)?;
        let given_back = row.given_back.checked_add(event.given_back).ok_or(ApplyError::Overflow)?;
        let left = row.fee - row.earned;
        if row.due.is_none()
            || row.member != event.member
            || event.days_in_force > row.days_in_force
            || given_back > left
        {
            return Err(ApplyError::Inconsistent("a contract cannot be cut short like this"));
        }
        let cut = |row: &mut ContractRow| {
            row.days_in_force = event.days_in_force;
            row.given_back = given_back;
            row.cut_short = Some(event.why);
        };
        self.change_contract(event.programme, event.contract, cut, log)?;
        self.queue_contract(event.programme, event.contract, log)
    }

    fn earn_fee(&mut self, event: &ContractFeeEarned, log: &mut UndoLog) -> Result<(), ApplyError> {
        let row = self.contract(event.programme, event.contract)?;
        let earned = row.earned.checked_add(event.amount).ok_or(ApplyError::Overflow)?;
        if row.due.is_none() || earned != row.earned_after(event.passed) {
            return Err(ApplyError::Inconsistent("another fee is earned than these days are worth"));
        }
        self.change_contract(event.programme, event.contract, |row| row.earned = earned, log)?;
        self.queue_contract(event.programme, event.contract, log)
    }

    fn expire_contract(&mut self, event: ContractExpired, log: &mut UndoLog) -> Result<(), ApplyError> {
        let ContractExpired { programme, contract } = event;
        let row = self.contract(programme, contract)?;
        if row.due.is_none() || row.earned != row.fee - row.given_back {
            return Err(ApplyError::Inconsistent("a contract is over before its fee is earned"));
        }
        self.unqueue(row.due, log);
        self.change_contract(programme, contract, |row| row.due = None, log)
    }

    /// Puts a contract where it is due next.
    fn queue_contract(
        &mut self,
        programme: Programme,
        contract: Contract,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let row = self.contract(programme, contract)?;
        let (before, at) = (row.due, row.next_due().begins());
        self.unqueue(before, log);
        let due = self.queue(at, Due::Contract(programme, contract), log);
        self.change_contract(programme, contract, |row| row.due = Some(due), log)
    }

    fn contract(&self, programme: Programme, contract: Contract) -> Result<&ContractRow, ApplyError> {
        self.programme(programme).and_then(|state| state.contracts.get(contract)).ok_or(NO_SUCH_CONTRACT)
    }

    fn change_contract(
        &mut self,
        programme: Programme,
        contract: Contract,
        change: impl FnOnce(&mut ContractRow),
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let change = self.programme_mut(programme)?.contracts.change(contract, change).ok_or(NO_SUCH_CONTRACT)?;
        log.changes.push(Change::Contract(programme, change));
        Ok(())
    }
}
