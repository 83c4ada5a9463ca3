//! The whole story on the real purchases in `examples/data`.

use crate::stage::{Run, SOME_REJECTED, Stage, repository, write_gzip};
use serde_json::Value;
use std::fs;

const IMPORT: &str = "import shop cdnow.csv --col time=date --col member=customer --col amount=amount \
                      --merchant cdnow --plan store";

/// A sandbox with the real file beside it.
fn stage() -> Stage {
    let stage = Stage::new();
    fs::copy(repository().join("examples/data/cdnow.csv"), stage.path("cdnow.csv")).unwrap();
    stage
}

fn assert_first_import(run: &Run) {
    assert_eq!(run.status, SOME_REJECTED, "{run:?}");
    for said in ["69,579", "¥2,500,315.63", "23,570", "line 409 [amount_not_positive] 0.00", "cdnow.csv.rejects.csv"] {
        assert!(run.out.contains(said), "{said}: {run:?}");
    }
}

#[test]
fn every_purchase_is_booked_once() {
    let stage = stage();
    assert_first_import(&stage.run(IMPORT));
    assert_rejects(&stage, &stage.read("cdnow.csv.rejects.csv"));
    assert_status(&stage.json("status shop"));
    assert_details(&stage.json("status shop --all"));
    let journal = stage.bytes_of("shop/journal");

    let again = stage.ok(IMPORT);
    assert!(again.contains("all 69,660 lines were taken before. Nothing to do."), "{again}");
    assert_eq!(stage.bytes_of("shop/journal"), journal);

    fs::create_dir(stage.path("packed")).unwrap();
    write_gzip(&stage.path("cdnow.csv"), &stage.path("packed/cdnow.csv.gz"));
    let packed = stage.json(&IMPORT.replace("cdnow.csv", "packed/cdnow.csv.gz"));
    assert_eq!((packed["booked"].as_u64(), packed["lines"].as_u64()), (Some(0), Some(69_660)), "{packed}");
    assert_eq!(packed["batch"], "cdnow.csv");
    assert_eq!(stage.bytes_of("shop/journal"), journal);

    assert_orders(&stage);
    assert_snapshot_is_only_an_aid(&stage);
    assert_history(&stage);
}

/// 80 purchases have no amount: each is refused with its line.
fn assert_rejects(stage: &Stage, rejects: &str) {
    let purchases = stage.read("cdnow.csv");
    let free = purchases.lines().enumerate().filter(|(_, purchase)| purchase.ends_with(",0.00"));
    let expected: Vec<String> =
        free.map(|(line, _)| format!("{},amount_not_positive,amount,0.00,", line + 1)).collect();
    assert_eq!(expected.len(), 80);
    let mut lines = rejects.lines();
    assert_eq!(lines.next(), Some("line,code,column,value,detail"));
    let found: Vec<&str> = lines.collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
}

fn assert_status(status: &Value) {
    let fields: Vec<&str> = status.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "mode",
        "programme",
        "reserve",
        "supply",
        "unallocated",
        "platform",
        "price",
        "payables",
        "exits",
        "orders",
        "pending_orders",
        "held_orders",
        "frozen_awards",
        "members",
        "merchants",
        "open_positions",
        "opened_positions",
        "versions",
        "totals",
        "most_back_per_hundred",
    ];
    assert_eq!(fields, expected);
    let number = |field: &str| status[field].as_u64().unwrap();
    assert_eq!((number("orders"), number("members"), number("merchants")), (69_579, 23_570, 1));
    assert_eq!(status["totals"]["orders"], 250_031_563);
    assert_eq!(status["mode"], "sandbox");
    // The reserve is the founding deposit and the pool's part of every order, the price their quotient, floored.
    assert_eq!(number("reserve"), 1_600_000 + status["totals"]["pool"].as_u64().unwrap() - redeemed(status));
    let price = u128::from(number("reserve")) * 100_000_000 * 1_000_000 / u128::from(number("supply"));
    assert_eq!(status["price"], format!("{}.{:08}", price / 100_000_000, price % 100_000_000));
    assert_eq!(status["payables"].as_object().unwrap().keys().collect::<Vec<_>>(), ["cdnow"]);
}

/// What members received from the reserve.
fn redeemed(status: &Value) -> u64 {
    let of = |field: &str| status["totals"][field].as_u64().unwrap();
    of("exited") + of("redeemed")
}

fn assert_details(status: &Value) {
    let positions = status["positions"].as_array().unwrap();
    assert_eq!(positions.len() as u64, status["open_positions"].as_u64().unwrap());
    let held: u64 = positions.iter().map(|position| position[3].as_u64().unwrap()).sum();
    // The rest is the founding deposit's: one point for each of its yuan.
    assert_eq!(held + 16_000 * 100_000_000, status["supply"].as_u64().unwrap());
    assert!(status["balances"].is_object(), "nobody was paid an award, but the field is there");
}

fn assert_orders(stage: &Stage) {
    let order = stage.json("order shop cdnow.csv:17");
    assert_eq!((&order["member"], &order["amount"]), (&Value::from("00020"), &Value::from(36_360)));
    let step = &order["steps"][0];
    assert_eq!(
        (&step["operation"], step["frame"].as_u64(), step["record"].as_u64()),
        (&Value::from("book"), Some(1), Some(34))
    );
    assert_eq!(step["outcome"]["pool"], 5_818);
    let text = stage.ok("order shop cdnow.csv:17");
    for said in ["SANDBOX", "cdnow.csv:17", "¥363.60", "1997-01-01 00:00:00 +08:00", "frame 1, record 34"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    stage.refused("order shop cdnow.csv:409", 1, "order_unknown");
    let member = stage.json("member shop 00020");
    assert_eq!(member["positions"].as_array().unwrap().len(), 1);
    assert_eq!(stage.json("merchant shop cdnow")["payable"], stage.json("status shop")["payables"]["cdnow"]);
}

/// A damaged or missing snapshot changes nothing but the time that a start takes.
fn assert_snapshot_is_only_an_aid(stage: &Stage) {
    let before = stage.json("status shop --all");
    let (path, mut bytes) = stage.bytes_of("shop/snapshots").pop_first().expect("a snapshot");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(stage.json("status shop --all"), before);
    fs::remove_file(path).unwrap();
    assert_eq!(stage.json("status shop --all"), before);
}

fn assert_history(stage: &Stage) {
    let head = stage.ok("head shop");
    stage.write("published.json", &head);
    stage.ok("redeem shop --member 07592 --points 1");
    let verified = stage.json("verify shop --against published.json");
    let published: Value = serde_json::from_str(&head).unwrap();
    assert_eq!(verified["extends"], published["head"]["frame"]);
    // Opening the deployment and the programme, the members, the merchant, the orders, 70 groups, and the sale.
    assert_eq!(verified["records"], 2 + 23_570 + 1 + 69_579 + 70 + 1);
    assert_eq!(verified["trial_balance"]["fen_debit"], verified["trial_balance"]["fen_credit"]);

    // The head of another deployment with the very same commands is not on this history.
    stage.ok("init other --sandbox --rules rules.toml");
    stage.write("foreign.json", stage.ok("head other"));
    let foreign = stage.refused("verify shop --against foreign.json", 1, "history_broken");
    assert!(foreign.json()["error"]["frame"].is_u64(), "{foreign:?}");
}
