//! What accounts and points are called in the books, so that every id can be read back from its name.

use ratchet_core::State;
use ratchet_core::handle::Programme;
use ratchet_core::invariants::{coins_balances, fen_balances, points_balances, shares_balances};
use ratchet_core::ledger::{CoinsAccount, FenAccount, PointsAccount, Posting, SharesAccount};
use ratchet_core::units::UNITS_PER_POINT;
use ratchet_core::{Coins, Fen, Points, Shares};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// An account of either unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Account {
    Money(FenAccount),
    Points(PointsAccount),
    Shares(SharesAccount),
    Coins(CoinsAccount),
}

/// How much of which unit. Positive is a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Money(Fen),
    Points(Programme, Points),
    Shares(Programme, Shares),
    Coins(Programme, Coins),
}

/// Shares as a figure with the decimals of points.
pub(crate) const fn whole(shares: Shares) -> Points {
    Points::new(shares.get() * UNITS_PER_POINT)
}

/// The account and the amount of a posting.
pub(crate) const fn sides(posting: Posting) -> (Account, Amount) {
    match posting {
        Posting::Fen(account, fen) => (Account::Money(account), Amount::Money(fen)),
        Posting::Points(account, points) => {
            let (PointsAccount::Issued(of) | PointsAccount::Founding(of) | PointsAccount::Held(of, _)) = account;
            (Account::Points(account), Amount::Points(of, points))
        }
        Posting::Shares(account, shares) => {
            let (SharesAccount::Issued(of) | SharesAccount::Held(of, _)) = account;
            (Account::Shares(account), Amount::Shares(of, shares))
        }
        Posting::Coins(account, coins) => {
            let (CoinsAccount::Owed(of)
            | CoinsAccount::Unconverted(of, _)
            | CoinsAccount::Coins(of, _)
            | CoinsAccount::Held(of, _)) = account;
            (Account::Coins(account), Amount::Coins(of, coins))
        }
    }
}

/// Every account of a state with what it holds, debits positive. Accounts that hold nothing are left out.
pub(crate) fn balances(state: &State) -> impl Iterator<Item = (Account, Amount)> {
    let money = fen_balances(state).filter(|line| line.balance != Fen::ZERO).map(|line| {
        let balance = if line.account == FenAccount::Cash { line.balance } else { -line.balance };
        Posting::Fen(line.account, balance)
    });
    let points = points_balances(state).filter(|(_, points)| *points != Points::ZERO);
    let shares = shares_balances(state).filter(|(_, shares)| *shares != Shares::ZERO);
    let coins = coins_balances(state).filter(|(_, coins)| *coins != Coins::ZERO);
    let points = points.map(|(account, points)| Posting::Points(account, points));
    let shares = shares.map(|(account, shares)| Posting::Shares(account, shares));
    let coins = coins.map(|(account, coins)| Posting::Coins(account, coins));
    money.chain(points).chain(shares).chain(coins).map(sides)
}

/// How a program wants names spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// hledger, and every table: `liabilities:balances:07592`. A colon in an id is `%3A`.
    Plain,
    /// Beancount: `Liabilities:Balances:N07592`. Letters and digits stay, everything else is `-` and two hexadecimal
    /// digits; the `N` is there because a component must begin with a capital or a digit.
    Beancount,
}

impl Spelling {
    /// The name of an account.
    pub(crate) fn account(self, account: Account, state: &State) -> String {
        let root = self.root(account);
        match account {
            Account::Money(
                FenAccount::Cash
                | FenAccount::Platform
                | FenAccount::Pending
                | FenAccount::InTransit
                | FenAccount::Withheld
                | FenAccount::DeferredIncome,
            ) => root.to_owned(),
            Account::Money(
                FenAccount::Reserve(of)
                | FenAccount::Unallocated(of)
                | FenAccount::Dividends(of)
                | FenAccount::Fund(of),
            )
            | Account::Points(PointsAccount::Issued(of) | PointsAccount::Founding(of))
            | Account::Shares(SharesAccount::Issued(of))
            | Account::Coins(CoinsAccount::Owed(of)) => {
                format!("{root}:{}", self.id(programme_name(state, of)))
            }
            Account::Money(FenAccount::Balance(member) | FenAccount::Frozen(member)) => {
                format!("{root}:{}", self.id(state.directory.member_names.name(member.0)))
            }
            Account::Money(FenAccount::Payable(merchant)) => {
                format!("{root}:{}", self.id(state.directory.merchant_names.name(merchant.0)))
            }
            Account::Points(PointsAccount::Held(of, position)) => {
                format!("{root}:{}:{}", self.id(programme_name(state, of)), position.0)
            }
            Account::Shares(SharesAccount::Held(of, member))
            | Account::Coins(
                CoinsAccount::Unconverted(of, member)
                | CoinsAccount::Coins(of, member)
                | CoinsAccount::Held(of, member),
            ) => {
                let member = self.id(state.directory.member_names.name(member.0));
                format!("{root}:{}:{member}", self.id(programme_name(state, of)))
            }
        }
    }

    const fn root(self, account: Account) -> &'static str {
        let (plain, beancount) = match account {
            Account::Money(FenAccount::Cash) => ("assets:cash", "Assets:Cash"),
            Account::Money(FenAccount::Reserve(_)) => ("liabilities:reserve", "Liabilities:Reserve"),
            Account::Money(FenAccount::Unallocated(_)) => ("liabilities:unallocated", "Liabilities:Unallocated"),
            Account::Money(FenAccount::Platform) => ("equity:platform", "Equity:Platform"),
            Account::Money(FenAccount::Balance(_)) => ("liabilities:balances", "Liabilities:Balances"),
            Account::Money(FenAccount::Payable(_)) => ("liabilities:payables", "Liabilities:Payables"),
            Account::Money(FenAccount::Pending) => ("liabilities:pending", "Liabilities:Pending"),
            Account::Money(FenAccount::Frozen(_)) => ("liabilities:frozen", "Liabilities:Frozen"),
            Account::Money(FenAccount::InTransit) => ("liabilities:in-transit", "Liabilities:InTransit"),
            Account::Money(FenAccount::Withheld) => ("liabilities:withheld", "Liabilities:Withheld"),
            Account::Money(FenAccount::Fund(_)) => ("liabilities:fund", "Liabilities:Fund"),
            Account::Coins(CoinsAccount::Owed(_)) => ("coins:owed", "Equity:Coins:Owed"),
            Account::Coins(CoinsAccount::Unconverted(..)) => ("coins:unconverted", "Liabilities:Coins:Unconverted"),
            Account::Coins(CoinsAccount::Coins(..)) => ("coins:members", "Liabilities:Coins:Members"),
            Account::Coins(CoinsAccount::Held(..)) => ("coins:held", "Liabilities:Coins:Held"),
            Account::Money(FenAccount::DeferredIncome) => ("liabilities:deferred-income", "Liabilities:DeferredIncome"),
            Account::Money(FenAccount::Dividends(_)) => ("liabilities:dividends", "Liabilities:Dividends"),
            Account::Shares(SharesAccount::Issued(_)) => ("shares:issued", "Assets:Shares:Issued"),
            Account::Shares(SharesAccount::Held(..)) => ("shares:holders", "Liabilities:Shares:Holders"),
            Account::Points(PointsAccount::Issued(_)) => ("points:issued", "Assets:Points:Issued"),
            Account::Points(PointsAccount::Founding(_)) => ("points:founding", "Equity:Points:Founding"),
            Account::Points(PointsAccount::Held(..)) => ("points:positions", "Liabilities:Points:Positions"),
        };
        match self {
            Self::Plain => plain,
            Self::Beancount => beancount,
        }
    }

    fn id(self, id: &str) -> String {
        match self {
            Self::Plain => id.replace(':', "%3A"),
            Self::Beancount => format!("N{}", escaped(id, '-', char::is_alphanumeric, false)),
        }
    }

    /// The commodity of a programme's points. In beancount small letters become capitals, and everything but small
    /// letters and digits is `'` and two hexadecimal digits.
    pub(crate) fn points(self, programme: &str) -> String {
        self.unit("POINTS", programme)
    }

    /// The commodity of a programme's coins, spelt as that of its points.
    pub(crate) fn coins(self, programme: &str) -> String {
        self.unit("COINS", programme)
    }

    fn unit(self, unit: &str, programme: &str) -> String {
        match self {
            Self::Plain => format!("{programme}.{unit}"),
            Self::Beancount => {
                let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
                format!("{unit}.{}", escaped(programme, '\'', plain, true))
            }
        }
    }

    /// The commodity of a programme's shares.
    pub(crate) fn shares(self, programme: &str) -> String {
        match self {
            Self::Plain => format!("{programme}.SHARES"),
            Self::Beancount => self.points(programme).replacen("POINTS", "SHARES", 1),
        }
    }

    /// The commodity of an amount.
    pub(crate) fn commodity(self, amount: Amount, state: &State) -> String {
        match amount {
            Amount::Money(_) => "CNY".to_owned(),
            Amount::Points(of, _) => self.points(programme_name(state, of)),
            Amount::Shares(of, _) => self.shares(programme_name(state, of)),
            Amount::Coins(of, _) => self.coins(programme_name(state, of)),
        }
    }
}

/// `text` with everything that is not `plain` as `mark` and two hexadecimal digits.
fn escaped(text: &str, mark: char, plain: impl Fn(char) -> bool, capitals: bool) -> String {
    let mut name = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if plain(character) {
            name.push(if capitals { character.to_ascii_uppercase() } else { character });
        } else {
            // A `String` takes every text.
            let _ = write!(name, "{mark}{:02X}", u32::from(character));
        }
    }
    name
}

/// The name of a programme.
pub(crate) fn programme_name(state: &State, programme: Programme) -> &str {
    state.programme(programme).map_or("", |programme| programme.name.as_str())
}

/// Which accounts were already declared. Positions open in order of their ids, so that of them only the newest is kept.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    others: BTreeSet<Account>,
    /// The newest position of each programme.
    positions: Vec<u32>,
}

impl Declared {
    /// Whether `account` is new; it is not the next time.
    pub(crate) fn is_new(&mut self, account: Account) -> bool {
        let Account::Points(PointsAccount::Held(programme, position)) = account else {
            return self.others.insert(account);
        };
        if self.positions.len() <= programme.place() {
            self.positions.resize(programme.place() + 1, 0);
        }
        let newest = &mut self.positions[programme.place()];
        let is_new = position.0 > *newest;
        *newest = position.0.max(*newest);
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_can_be_read_back() {
        assert_eq!(Spelling::Plain.id("a:b-c"), "a%3Ab-c");
        assert_eq!(Spelling::Beancount.id("07592"), "N07592");
        assert_eq!(Spelling::Beancount.id("a.b_c:d-e"), "Na-2Eb-5Fc-3Ad-2De");
        assert_eq!(Spelling::Plain.points("main"), "main.POINTS");
        assert_eq!(Spelling::Beancount.points("main"), "POINTS.MAIN");
        assert_eq!(Spelling::Beancount.points("Mall-2"), "POINTS.'4DALL'2D2");
    }
}
