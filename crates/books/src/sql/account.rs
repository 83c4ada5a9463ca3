//! How an account of the ledger is called in the tables: one number for each, made of its kind and its owner.

use ratchet_core::Fen;
use ratchet_core::ledger::FenAccount;

/// The kinds of accounts in fen. The numbers are part of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKind {
    /// Money held for everybody.
    Cash = 0,
    /// The operator's own share.
    Platform = 1,
    /// What backs a programme's points.
    Reserve = 2,
    /// What was left of a reserve.
    Unallocated = 3,
    /// A member's balance.
    Balance = 4,
    /// What a merchant is owed.
    Payable = 5,
    /// Money that is being paid out.
    InTransit = 6,
    /// Money withheld from payouts.
    Withheld = 7,
    /// Money held for orders that are not booked yet, and what providers have to give back.
    Pending = 8,
    /// A member's awards that are not released yet.
    Frozen = 9,
    /// Fees of region agents for days that are not over yet.
    DeferredIncome = 12,
    /// Money that waits to be shared among the shareholders of a programme.
    Dividends = 11,
    /// Money meant for a reserve and not in it yet.
    Fund = 10,
}

impl AccountKind {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Platform => "platform",
            Self::Reserve => "reserve",
            Self::Unallocated => "unallocated",
            Self::Balance => "balance",
            Self::Payable => "payable",
            Self::InTransit => "in_transit",
            Self::Withheld => "withheld",
            Self::Pending => "pending",
            Self::Frozen => "frozen",
            Self::DeferredIncome => "deferred_income",
            Self::Dividends => "dividends",
            Self::Fund => "fund",
        }
    }

    /// Whether it is somebody's own, who is given a statement of it.
    pub(crate) const fn has_statement(self) -> bool {
        matches!(self, Self::Balance | Self::Payable | Self::Frozen)
    }

    /// All kinds.
    const ALL: [Self; 13] = [
        Self::Cash,
        Self::Platform,
        Self::Reserve,
        Self::Unallocated,
        Self::Balance,
        Self::Payable,
        Self::InTransit,
        Self::Withheld,
        Self::Pending,
        Self::Frozen,
        Self::DeferredIncome,
        Self::Dividends,
        Self::Fund,
    ];

    /// The kind and the owner of the account of this number.
    pub(crate) fn of_number(number: i64) -> Option<(Self, u32)> {
        let kind = Self::ALL.into_iter().find(|kind| *kind as i64 == number >> 32)?;
        Some((kind, u32::try_from(number & i64::from(u32::MAX)).ok()?))
    }

    /// The number of the account of this kind that `owner` has.
    pub(crate) const fn number(self, owner: u32) -> i64 {
        ((self as i64) << 32) | owner as i64
    }
}

/// The kind and the owner of an account; accounts that there are once have owner 0.
pub(crate) const fn kind_and_owner(account: FenAccount) -> (AccountKind, u32) {
    match account {
        FenAccount::Cash => (AccountKind::Cash, 0),
        FenAccount::Platform => (AccountKind::Platform, 0),
        FenAccount::Reserve(of) => (AccountKind::Reserve, of.0),
        FenAccount::Unallocated(of) => (AccountKind::Unallocated, of.0),
        FenAccount::Balance(of) => (AccountKind::Balance, of.0),
        FenAccount::Payable(of) => (AccountKind::Payable, of.0),
        FenAccount::InTransit => (AccountKind::InTransit, 0),
        FenAccount::Withheld => (AccountKind::Withheld, 0),
        FenAccount::Pending => (AccountKind::Pending, 0),
        FenAccount::Frozen(of) => (AccountKind::Frozen, of.0),
        FenAccount::DeferredIncome => (AccountKind::DeferredIncome, 0),
        FenAccount::Dividends(of) => (AccountKind::Dividends, of.0),
        FenAccount::Fund(of) => (AccountKind::Fund, of.0),
    }
}

/// What a posting adds to the balance of its account as people read it: what is owed is positive, and so is cash.
pub(crate) fn as_read(kind: AccountKind, posted: Fen) -> Fen {
    if kind == AccountKind::Cash { posted } else { -posted }
}
