//! The trial balance: what the accounts of each kind hold, debits against credits.

use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::account::AccountKind;
use ratchet_core::Fen;
use serde::Serialize;

/// The accounts of one kind together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AccountsOfKind {
    /// The kind.
    pub kind: &'static str,
    /// How many there are.
    pub accounts: u64,
    /// What they hold: what is owed is positive, and so is cash.
    pub balance: Fen,
}

/// What all accounts hold after some record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrialBalance {
    /// Sequence of the first record that is not in it.
    pub next_sequence: u64,
    /// By kind; kinds of which there is no account are left out.
    pub kinds: Vec<AccountsOfKind>,
    /// What there is: cash.
    pub debit: Fen,
    /// What is owed, or backs points.
    pub credit: Fen,
}

impl TrialBalance {
    /// Whether everything that there is belongs to somebody, and nothing belongs to anybody that is not there.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.debit == self.credit
    }
}

impl BooksReader {
    /// The trial balance of the books as they are.
    pub async fn trial_balance(&self) -> Result<TrialBalance, BooksError> {
        // One transaction: what is built meanwhile is not half in it.
        let mut still = self.pool.begin().await?;
        let next_sequence: Option<i64> =
            sqlx::query_scalar("SELECT next_sequence FROM built").fetch_optional(&mut *still).await?;
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT MIN(account), COUNT(*), CAST(SUM(balance) AS BIGINT) FROM accounts \
             GROUP BY account / 4294967296 ORDER BY 1",
        )
        .fetch_all(&mut *still)
        .await?;
        still.rollback().await?;
        let (mut kinds, mut debit, mut credit) = (Vec::new(), Fen::ZERO, Fen::ZERO);
        for (account, accounts, balance) in rows {
            let Some((kind, _)) = AccountKind::of_number(account) else { continue };
            let balance = Fen::new(balance);
            *(if kind == AccountKind::Cash { &mut debit } else { &mut credit }) += balance;
            kinds.push(AccountsOfKind { kind: kind.name(), accounts: accounts.cast_unsigned(), balance });
        }
        Ok(TrialBalance { next_sequence: next_sequence.unwrap_or_default().cast_unsigned(), kinds, debit, credit })
    }
}
