//! Explanations of paid levels, dividends, contracts of agents and old debts: every formula comes to its figure, and every
//! figure is what the independent model has.

use crate::explanations::check;
use crate::history::History;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DAY: i64 = 86_400_000;
/// Midnight of UTC+08:00.
const MIDNIGHT: i64 = 8 * 3_600_000;

/// A store that gives up 20 %: 5 % for the platform, a fifth of it for shareholders, 5 % for awards, 10 % for the pool. The fund
/// adds nearly as much again, so that what an order minted is worth more than its own part.
fn rules() -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 100_000,
        "plans": { "store": {
            "margin": "take", "take_bp": 2_000,
            "split": {
                "distribution": { "basis": "amount", "bp": 500 }, "platform": { "basis": "amount", "bp": 500 },
            },
            "awards": { "direct_bp": 100, "region_bp": { "district": 50 } },
        } },
        "fund": { "subsidy": { "bp": 870, "order_max_fen": 10_000, "day_max_fen": 50_000, "last_day": "2999-12-31" } },
        "coins": {
            "coin_max_bp": 5_000,
            "points": { "grant_bp": 3_000, "target_bp": 6_000, "tranches": 3, "tranche_days": 5 },
        },
        "contracts": { "fee_max_fen": 10_000 },
        "levels": {
            "mode": "pay", "depth": 5, "team_depth": 3, "peer_bp": 50,
            "steps": [
                { "rate_bp": 100, "own_spend_fen": 5_000 },
                { "rate_bp": 300, "own_spend_fen": 20_000, "team_turnover_fen": 20_000 },
            ],
        },
        "dividends": { "dividend_bp": 2_000, "weight": "fixed" },
    })
}

fn book(id: &str, member: &str, amount: i64) -> Value {
    json!({ "op": "book", "id": id, "member": member, "merchant": "s", "amount": amount })
}

fn with_coins(mut order: Value, coins: i64) -> Value {
    order["coins"] = coins.into();
    order
}

fn contract(id: &str, member: &str, (from, to): (&str, &str), fee: i64) -> Value {
    json!({
        "op": "sign_contract", "id": id, "division": "330106", "member": member, "from": from, "to": to, "fee": fee,
    })
}

/// A line of four members, of whom the upper three reach levels in January; what the last one buys then earns all of them.
/// The district goes from one agent to another and is given up. Coins bring points, once for good and once until the order
/// is taken back. Orders of an open and of a closed month are corrected.
fn history() -> History {
    let member = |id: &str, referrer: Option<&str>| json!({ "op": "add_member", "id": id, "referrer": referrer });
    let correct = |order: &str| json!({ "op": "correct", "order": order });
    let shares = |member: &str, shares: i64| json!({ "op": "set_shares", "member": member, "shares": shares });
    let tick = || json!({ "op": "tick" });
    let close = |month: &str, first: i64, next: i64| {
        let (begins, ends) = (first * DAY - MIDNIGHT, next * DAY - MIDNIGHT);
        json!({ "op": "close_period", "month": month, "begins": begins, "ends": ends })
    };
    let steps = [
        (0, member("a", None)),
        (0, member("b", Some("a"))),
        (0, member("c", Some("b"))),
        (0, member("d", Some("c"))),
        (0, json!({ "op": "add_merchant", "id": "s", "plan": "store", "region": ["330000", "330100", "330106"] })),
        (0, json!({ "op": "fund", "amount": 100_000, "source": "round-a" })),
        (0, contract("c1", "a", ("1970-01-01", "1970-01-31"), 3_100)),
        (0, shares("a", 3)),
        (0, shares("b", 2)),
        (1, book("o1", "a", 30_000)),
        (1, book("o2", "b", 10_000)),
        (1, book("o3", "c", 10_001)),
        (2, book("o4", "d", 9_999)),
        (2, correct("o4")),
        (2, json!({ "op": "import_claim", "member": "c", "amount": 50_000, "evidence": "00".repeat(32) })),
        (2, json!({ "op": "convert_claim", "member": "c", "amount": 20_000 })),
        (3, with_coins(book("o5", "c", 4_000), 2_000)),
        (3, with_coins(book("o6", "c", 1_000), 400)),
        (3, correct("o6")),
        (9, tick()),
        (10, contract("c2", "b", ("1970-01-15", "1970-02-28"), 500)),
        (12, json!({ "op": "end_contract", "contract": "c2", "last_day": "1970-01-20" })),
        (32, tick()),
        (32, close("1970-01", 0, 31)),
        (33, book("o7", "d", 10_001)),
        (33, correct("o7")),
        (34, book("o8", "d", 20_003)),
        (34, json!({ "op": "redeem", "member": "c", "units": 100_000_000 })),
        (35, correct("o2")),
        (60, close("1970-02", 31, 59)),
        (61, book("o9", "d", 1_000)),
    ];
    let steps: Vec<(i64, Value)> =
        (1..).zip(steps).map(|(second, (day, step))| (day * DAY + second * 1_000, step)).collect();
    History::of_steps_at(&rules(), &steps)
}

/// All formulas that the explanations of this history cite.
pub fn formulas() -> BTreeSet<String> {
    check(&history(), 1)
}

#[test]
fn levels_dividends_contracts_and_old_debts_are_explained() {
    let history = history();
    let outcome = |op: &str, id: &str| {
        let is_it =
            |step: &Value| step["op"] == op && [&step["id"], &step["order"], &step["month"]].contains(&&json!(id));
        history.told.iter().find(|told| is_it(&told.step)).map(|told| &told.outcome).unwrap()
    };
    // January's levels: a reached the second, b and c the first. Of 100.01 c earns 1 %, b as much by the same level, at half
    // the rate, and a the difference.
    let awards = json!([
        ["c", "direct", 100],
        ["c", "level:differential", 100],
        ["b", "level:same", 50],
        ["a", "level:differential", 200]
    ]);
    assert_eq!(outcome("book", "o7")["awards"], awards);
    assert!(outcome("correct", "o4")["to_fund"].as_i64().unwrap() > 0);
    assert!(outcome("close_period", "1970-01")["shared"].as_i64().unwrap() > 0);
    assert!(outcome("close_period", "1970-02")["charged"].as_i64().unwrap() > 0);
    assert!(outcome("book", "o5")["coin_part"]["points"].as_i64().unwrap() > 0);
    assert!(outcome("sign_contract", "c2")["given_back"].as_i64().unwrap() > 0);
    check(&history, 1);
}
