//! What every account must hold by the engine, and what hledger says.

use ratchet_core::State;
use ratchet_core::handle::{Member, Programme};
use ratchet_core::invariants::{coins_balances, fen_balances, points_balances, shares_balances};
use ratchet_core::ledger::{CoinsAccount, FenAccount, PointsAccount, SharesAccount};
use std::collections::BTreeMap;

/// By account and commodity, debits positive, in the smallest unit of each.
pub type Balances = BTreeMap<(String, String), i128>;

/// What the engine's accounts hold, by the names that exports give them.
pub fn expected(state: &State) -> Balances {
    let member = |member: Member| state.directory.member_names.name(member.0);
    let name = |of: Programme| state.programme(of).unwrap().name.as_str();
    let mut balances = Balances::new();
    let mut put = |account: String, commodity: String, amount: i64| {
        if amount != 0 {
            assert_eq!(balances.insert((account, commodity), amount.into()), None);
        }
    };
    for line in fen_balances(state) {
        let account = match line.account {
            FenAccount::Cash => "assets:cash".to_owned(),
            FenAccount::Platform => "equity:platform".to_owned(),
            FenAccount::Pending => "liabilities:pending".to_owned(),
            FenAccount::InTransit => "liabilities:in-transit".to_owned(),
            FenAccount::Withheld => "liabilities:withheld".to_owned(),
            FenAccount::DeferredIncome => "liabilities:deferred-income".to_owned(),
            FenAccount::Reserve(of) => format!("liabilities:reserve:{}", name(of)),
            FenAccount::Unallocated(of) => format!("liabilities:unallocated:{}", name(of)),
            FenAccount::Dividends(of) => format!("liabilities:dividends:{}", name(of)),
            FenAccount::Fund(of) => format!("liabilities:fund:{}", name(of)),
            FenAccount::Balance(of) => format!("liabilities:balances:{}", member(of)),
            FenAccount::Frozen(of) => format!("liabilities:frozen:{}", member(of)),
            FenAccount::Payable(of) => {
                format!("liabilities:payables:{}", state.directory.merchant_names.name(of.0))
            }
        };
        let is_debit = line.account == FenAccount::Cash;
        put(account, "CNY".to_owned(), if is_debit { line.balance.get() } else { -line.balance.get() });
    }
    for (account, points) in points_balances(state) {
        let (of, account) = match account {
            PointsAccount::Issued(of) => (of, format!("points:issued:{}", name(of))),
            PointsAccount::Founding(of) => (of, format!("points:founding:{}", name(of))),
            PointsAccount::Held(of, position) => (of, format!("points:positions:{}:{}", name(of), position.0)),
        };
        put(account, format!("{}.POINTS", name(of)), points.get());
    }
    for (account, shares) in shares_balances(state) {
        let (of, account) = match account {
            SharesAccount::Issued(of) => (of, format!("shares:issued:{}", name(of))),
            SharesAccount::Held(of, holder) => (of, format!("shares:holders:{}:{}", name(of), member(holder))),
        };
        put(account, format!("{}.SHARES", name(of)), shares.get());
    }
    for (account, coins) in coins_balances(state) {
        let (of, account) = match account {
            CoinsAccount::Owed(of) => (of, format!("coins:owed:{}", name(of))),
            CoinsAccount::Unconverted(of, owner) => (of, format!("coins:unconverted:{}:{}", name(of), member(owner))),
            CoinsAccount::Coins(of, owner) => (of, format!("coins:members:{}:{}", name(of), member(owner))),
            CoinsAccount::Held(of, owner) => (of, format!("coins:held:{}:{}", name(of), member(owner))),
        };
        put(account, format!("{}.COINS", name(of)), coins.get());
    }
    balances
}

/// Reads the table of `hledger balance`.
pub fn read_balances(table: &str) -> Balances {
    let mut balances = Balances::new();
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.unwrap();
        let (amount, commodity) = row[1].split_once(' ').unwrap_or_else(|| panic!("{row:?}"));
        let amount = amount.replace(['.', ','], "").parse().unwrap();
        balances.insert((row[0].to_owned(), commodity.trim_matches('"').to_owned()), amount);
    }
    balances
}
