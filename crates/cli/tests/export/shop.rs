//! A deployment in which everything happened, and what its accounts must hold by `ratchet status`.

use crate::stage::{SOME_REJECTED, Stage, local_life, repository};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

/// A programme with a name that no other program would take as it is.
pub const MALL: &str = "Mall:v-1.x";

/// Made once for all tests, which only read it.
pub static SHOP: LazyLock<Stage> = LazyLock::new(play);

/// What accounts hold, in fen or units, debits positive, by name and commodity.
pub type Balances = BTreeMap<(String, String), i128>;

fn play() -> Stage {
    let stage = Stage::new();
    let orders = fs::read_to_string(repository().join("examples/data/cdnow.csv")).unwrap();
    let head: Vec<&str> = orders.lines().take(3_001).collect();
    stage.write("cdnow.csv", head.join("\n") + "\n");
    let rules = fs::read_to_string(local_life()).unwrap().replace("founding_fen = 1_600_000", "founding_fen = 0");
    stage.write("mall.toml", rules);
    let import = "import shop cdnow.csv --col time=date --col member=customer --col amount=amount --merchant cdnow \
                  --plan store";
    let status = stage.run(import).status;
    assert!(status == 0 || status == SOME_REJECTED, "{status}");
    let mall = format!("--programme {MALL}");
    for line in [
        "add-member shop a",
        "add-member shop a:b --referrer a",
        "add-member shop .c_d-e --referrer a:b",
        "add-merchant shop s:1 --plan store --recruiter a --region 33/3301/330106",
        "appoint-agent shop 33/3301/330106 a",
        "book shop o1 --member .c_d-e --merchant s:1 --amount 1000",
        "book shop o2 --member a:b --merchant s:1 --amount 250.50",
        "book shop o3 --member a:b --merchant s:1 --amount 80.07 --occurred-at 2024-02-29",
        "refund shop --order o2 --amount 50.49",
        "redeem shop --member a:b --points 10.00000001",
        "correct shop --order o1 --by cashier-2 --approved-by finance-1",
        "book shop o4 --member .c_d-e --merchant s:1 --amount 4321.09",
        "inject shop --amount 300000",
        "book shop o5 --member a --merchant s:1 --amount 77777.77",
        &format!("open-programme shop {MALL} --rules mall.toml"),
        &format!("add-merchant shop s-2 --plan store {mall}"),
        &format!("book shop p1 --member a --merchant s-2 --amount 99.99 {mall}"),
        &format!("redeem shop --member a --everything {mall}"),
        &format!("book shop p2 --member a:b --merchant s-2 --amount 500 {mall}"),
    ] {
        stage.ok(line);
    }
    let main = stage.json("status shop");
    assert!(main["exits"].as_u64().unwrap() > 100, "{main}");
    let mall = stage.json(&format!("status shop {mall}"));
    assert!(mall["unallocated"].as_i64().unwrap() > 0, "{mall}");
    stage
}

/// The status of a programme, with everything.
pub fn status(programme: &str) -> Value {
    SHOP.json(&format!("status shop --all --programme {programme}"))
}

/// What every account must hold.
pub fn expected() -> Balances {
    let mut balances = Balances::new();
    let plain = |id: &str| id.replace(':', "%3A");
    let mut credit = |account: String, commodity: &str, amount: i128| {
        if amount != 0 {
            balances.insert((account, commodity.to_owned()), -amount);
        }
    };
    let figure = |value: &Value| i128::from(value.as_i64().unwrap());
    for programme in ["main", MALL] {
        let (status, name, points) = (status(programme), plain(programme), format!("{programme}.POINTS"));
        credit(format!("liabilities:reserve:{name}"), "CNY", figure(&status["reserve"]));
        credit(format!("liabilities:unallocated:{name}"), "CNY", figure(&status["unallocated"]));
        credit("equity:platform".to_owned(), "CNY", figure(&status["platform"]));
        for (id, fen) in status["balances"].as_object().unwrap() {
            credit(format!("liabilities:balances:{}", plain(id)), "CNY", figure(fen));
        }
        for (id, fen) in status["payables"].as_object().unwrap() {
            credit(format!("liabilities:payables:{}", plain(id)), "CNY", figure(fen));
        }
        let supply = figure(&status["supply"]);
        let mut held = 0;
        for position in status["positions"].as_array().unwrap() {
            held += figure(&position[3]);
            credit(format!("points:positions:{name}:{}", position[0]), &points, figure(&position[3]));
        }
        credit(format!("points:founding:{name}"), &points, supply - held);
        credit(format!("points:issued:{name}"), &points, -supply);
    }
    let owed: i128 = balances.iter().filter(|((_, unit), _)| unit == "CNY").map(|(_, amount)| amount).sum();
    balances.insert(("assets:cash".to_owned(), "CNY".to_owned()), -owed);
    balances
}

/// An amount with a fixed number of decimals as an integer.
pub fn integer(decimal: &str) -> i128 {
    decimal.replace(['.', ','], "").parse().unwrap_or_else(|error| panic!("`{decimal}`: {error}"))
}

/// Adds an amount to an account.
pub fn add(balances: &mut Balances, account: &str, commodity: &str, amount: i128) {
    let key = (account.to_owned(), commodity.to_owned());
    let balance = balances.entry(key.clone()).or_default();
    *balance += amount;
    if *balance == 0 {
        balances.remove(&key);
    }
}

/// Compares, and names the first difference.
pub fn assert_same(found: &Balances, expected: &Balances) {
    for (account, amount) in expected {
        assert_eq!(found.get(account), Some(amount), "{account:?}");
    }
    for (account, amount) in found {
        assert_eq!(expected.get(account), Some(amount), "{account:?}");
    }
    assert!(found.len() > 300, "{}", found.len());
}
