//! hledger and beancount accept what is written for them, and come to the same balances.

use crate::shop::{Balances, SHOP, add, assert_same, expected, integer};
use crate::tools::{beancount, hledger, run};
use std::process::Command;

#[test]
fn hledger_accepts_the_journal_and_comes_to_the_same_balances() {
    let said = SHOP.ok("export shop --format hledger -o shop.journal");
    assert!(said.contains("shop.journal"), "{said}");
    let text = SHOP.read("shop.journal");
    assert!(text.starts_with("; SANDBOX"), "{}", &text[..200]);
    assert_eq!(SHOP.ok("export shop --format hledger"), text, "standard output and file differ");

    let on_journal = || {
        let mut command = hledger();
        command.env("LANG", "C.UTF-8").arg("-f").arg(SHOP.path("shop.journal"));
        command
    };
    run(on_journal().args(["check", "--strict"]));
    run(on_journal().args(["check", "ordereddates", "parseable", "assertions", "commodities", "accounts"]));
    let table = run(on_journal().args(["balance", "--flat", "--no-total", "--empty", "-O", "csv"]));
    let mut found = Balances::new();
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.unwrap();
        if &row[1] == "0" {
            continue;
        }
        let (amount, commodity) = row[1].split_once(' ').unwrap_or_else(|| panic!("{row:?}"));
        add(&mut found, &row[0], commodity.trim_matches('"'), integer(amount));
    }
    assert_same(&found, &expected());
}

#[test]
fn hledger_would_notice_a_wrong_fen() {
    SHOP.ok("export shop --format hledger -o right.journal");
    let right = SHOP.read("right.journal");
    let (before, after) = right.split_once("    assets:cash  1000.00 CNY").expect("no such posting");
    for wrong in ["    assets:cash  1000.01 CNY", "    assets:cahs  1000.00 CNY"] {
        SHOP.write("wrong.journal", format!("{before}{wrong}{after}"));
        let mut check = hledger();
        check.env("LANG", "C.UTF-8").arg("-f").arg(SHOP.path("wrong.journal")).args(["check", "--strict"]);
        assert!(!check.output().unwrap().status.success(), "{wrong} passed");
    }
}

/// Sums the postings of a ledger: account, commodity, sum.
const SUMS: &str = "
import sys
from collections import defaultdict
from beancount import loader
from beancount.core.data import Transaction
entries, errors, options = loader.load_file(sys.argv[1])
assert not errors, errors[:3]
sums = defaultdict(int)
for entry in entries:
    if isinstance(entry, Transaction):
        for posting in entry.postings:
            sums[posting.account, posting.units.currency] += posting.units.number
for (account, currency), number in sums.items():
    print(account, currency, f'{number:f}')
";

#[test]
fn beancount_accepts_the_ledger_and_comes_to_the_same_balances() {
    SHOP.ok("export shop --format beancount -o shop.beancount");
    let (programs, ledger) = (beancount(), SHOP.path("shop.beancount"));
    run(Command::new(programs.join("bean-check")).arg("--no-cache").arg(&ledger));
    let sums = run(Command::new(programs.join("python3")).args(["-c", SUMS]).arg(&ledger));
    let mut found = Balances::new();
    for line in sums.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        add(&mut found, &plain_account(fields[0]), &plain_commodity(fields[1]), integer(fields[2]));
    }
    assert_same(&found, &expected());

    // One fen, or one unit, is not tolerated.
    let right = SHOP.read("shop.beancount");
    let wrong = right.replacen("Assets:Cash  1000.00 CNY", "Assets:Cash  1000.01 CNY", 1);
    assert_ne!(right, wrong);
    SHOP.write("wrong.beancount", wrong);
    let check = Command::new(programs.join("bean-check")).arg("--no-cache").arg(SHOP.path("wrong.beancount")).output();
    assert!(!check.unwrap().status.success());
}

/// Reads an escaped id back, as the documents say.
fn unescaped(text: &str, mark: char) -> String {
    let mut parts = text.split(mark);
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        plain.push_str(&part[2..]);
    }
    plain
}

fn plain_account(account: &str) -> String {
    let roots = [
        ("Assets:Points:Issued", "points:issued"),
        ("Equity:Points:Founding", "points:founding"),
        ("Liabilities:Points:Positions", "points:positions"),
    ];
    let root = roots.iter().find_map(|(from, to)| Some((*to, account.strip_prefix(from)?)));
    let (root, rest) =
        root.unwrap_or_else(|| account.find(":N").map_or((account, ""), |place| account.split_at(place)));
    let mut plain = root.to_lowercase();
    for part in rest.split(':').skip(1) {
        let id = part.strip_prefix('N').map_or_else(|| part.to_owned(), |id| unescaped(id, '-'));
        plain = format!("{plain}:{}", id.replace(':', "%3A"));
    }
    plain
}

fn plain_commodity(commodity: &str) -> String {
    let Some(name) = commodity.strip_prefix("POINTS.") else { return commodity.to_owned() };
    // Small letters were made capitals, and capitals escaped.
    let mut parts = name.split('\'');
    let mut plain = parts.next().unwrap().to_lowercase();
    for part in parts {
        plain.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        plain.push_str(&part[2..].to_lowercase());
    }
    format!("{plain}.POINTS")
}
