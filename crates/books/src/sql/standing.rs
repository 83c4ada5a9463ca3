//! What the builder knows without asking the tables: balances, and where each programme stands.

use crate::error::BooksError;
use crate::sql::account::{as_read, kind_and_owner};
use crate::sql::derive::Rows;
use crate::sql::levels::Levels;
use ratchet_core::event::ProgrammeOpened;
use ratchet_core::ledger::FenAccount;
use ratchet_core::price::Price;
use ratchet_core::totals::Totals;
use ratchet_core::{Fen, Points, Time};
use std::collections::{BTreeSet, HashMap};

/// Where everything stands after the records so far.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    pub(crate) next_sequence: u64,
    /// By number of the account.
    pub(crate) balances: HashMap<i64, Fen>,
    /// Accounts whose rows are behind.
    pub(crate) moved: BTreeSet<i64>,
    /// By handle.
    pub(crate) programmes: Vec<ProgrammeStanding>,
}

/// Where one programme stands.
#[derive(Debug)]
pub(crate) struct ProgrammeStanding {
    pub(crate) name: String,
    pub(crate) sequence: u64,
    pub(crate) recorded_at: Time,
    pub(crate) plan_names: Vec<String>,
    pub(crate) reserve: Fen,
    pub(crate) supply: Points,
    pub(crate) reference: Price,
    pub(crate) orders: u64,
    pub(crate) exits: u64,
    pub(crate) totals: Totals,
    pub(crate) clock: Option<Time>,
    pub(crate) levels: Levels,
    /// Whether its row is behind.
    pub(crate) has_moved: bool,
}

impl ProgrammeStanding {
    /// A programme before its founding deposit.
    pub(crate) fn opened(opened: &ProgrammeOpened, sequence: u64, recorded_at: Time) -> Self {
        Self {
            name: opened.name.clone(),
            sequence,
            recorded_at,
            plan_names: Vec::new(),
            reserve: Fen::ZERO,
            supply: Points::ZERO,
            reference: Price::per_point(opened.rules.initial_price_fen),
            orders: 0,
            exits: 0,
            totals: Totals::default(),
            clock: None,
            levels: Levels::default(),
            has_moved: true,
        }
    }

    /// The price: of the accounts, or the one that stands in while there is no supply.
    pub(crate) fn price(&self) -> Price {
        if self.supply.is_positive() { Price { reserve: self.reserve, supply: self.supply } } else { self.reference }
    }
}

impl Standing {
    /// Moves an account: what it moved by and what it holds now, both as people read them; nothing when it would be
    /// beyond its bound, which no engine wrote.
    pub(crate) fn post(&mut self, account: FenAccount, posted: Fen) -> Option<(Fen, Fen)> {
        let (kind, owner) = kind_and_owner(account);
        let (number, amount) = (kind.number(owner), as_read(kind, posted));
        let balance = self.balances.entry(number).or_default();
        *balance = balance.checked_add(amount)?;
        let balance = *balance;
        self.moved.insert(number);
        if let FenAccount::Reserve(of) = account
            && let Some(programme) = self.programmes.get_mut(of.place())
        {
            programme.reserve = balance;
            programme.has_moved = true;
        }
        Some((amount, balance))
    }

    /// Adds the rows of everything that moved since the last call.
    pub(crate) fn write_moved(&mut self, rows: &mut Rows) -> Result<(), BooksError> {
        for account in std::mem::take(&mut self.moved) {
            let balance = self.balances.get(&account).copied().unwrap_or_default();
            rows.accounts.put(account)?.put(balance.get())?;
        }
        for (place, programme) in (0..).zip(&mut self.programmes) {
            if std::mem::take(&mut programme.has_moved) {
                rows.programme(place, programme)?;
            }
        }
        Ok(())
    }
}
