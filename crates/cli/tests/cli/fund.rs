//! The fund, closings and allotments through the binary: what each says, tried and done.

use crate::stage::{CANNOT, REFUSED, Stage, repository};
use serde_json::json;
use std::fs;

/// A sandbox under the example rules with a subsidy and a drip.
fn funded() -> Stage {
    let stage = Stage::empty();
    for name in ["fund.toml", "offer.toml"] {
        fs::copy(repository().join("examples").join(name), stage.path(name)).unwrap();
    }
    stage.ok("init shop --sandbox --rules fund.toml");
    stage.ok("add-member shop m1");
    stage.ok("add-merchant shop s1 --plan store");
    stage
}

/// The order that the example works through in its comment.
#[test]
fn a_financing_reaches_the_reserve_with_orders() {
    let stage = funded();
    let fund = "fund shop --amount 500000 --source round-a";
    assert_eq!(stage.json(&format!("{fund} --dry-run")), json!({ "fund": 50_000_000 }));
    assert_eq!(stage.json(fund), json!({ "fund": 50_000_000 }));
    let booked = stage.json("book shop o1 --member m1 --merchant s1 --amount 100");
    assert_eq!((&booked["pool"], &booked["subsidy"], &booked["drip"]), (&json!(1_600), &json!(200), &json!(80)));
    assert_eq!(booked["minted"], json!(1_260_000_000));
    let status = stage.json("status shop");
    assert_eq!((&status["price"], &status["fund"]), (&json!("1.00061921"), &json!(49_999_720)));
    assert!(stage.ok("status shop").contains("¥499,997.20"));
    stage.refused("fund shop --amount 1 --source 张三", REFUSED, "identifier_invalid");
    stage.refused("fund shop --amount 1 --source a --document abc", CANNOT, "argument_invalid");
    let explained = stage.json("explain shop --order o1");
    assert!(explained.to_string().contains("subsidy_bp"), "{explained}");
    stage.ok("verify shop");
}

#[test]
fn an_injection_is_shown_before_it_is_done() {
    let stage = funded();
    stage.ok("book shop o1 --member m1 --merchant s1 --amount 100");
    let seen = stage.json("inject shop --amount 500 --dry-run");
    assert_eq!((&seen["mode"], &seen["exits"], &seen["paid_fen"]), (&json!("sandbox"), &json!(0), &json!(0)));
    stage.json("inject shop --amount 500");
    assert_eq!(stage.json("status shop")["price"], seen["price_after"]);
}

#[test]
fn a_programme_is_closed_and_everybody_redeemed() {
    let stage = funded();
    stage.ok("book shop o1 --member m1 --merchant s1 --amount 100");
    // 11.20 points stand alone for 10016.00 once the founding points are burned.
    let seen = stage.json("closing shop --member m1");
    assert_eq!((&seen["fen"], &seen["closing"]["stage"]), (&json!(1_001_600), &json!("open")));
    stage.refused("close-programme shop --from 2020-01-01", REFUSED, "closing_too_early");
    stage.ok("close-programme shop");
    stage.refused("book shop o2 --member m1 --merchant s1 --amount 100", REFUSED, "programme_closing");
    assert!(stage.ok("status shop").contains("No orders are taken"));
    let ticked = stage.json("tick shop");
    assert_eq!((&ticked["redeemed"], &ticked["closed"]), (&json!(1), &json!(1)));
    assert_eq!(stage.json("member shop m1")["balance"], json!(1_001_600));
    assert!(stage.ok("closing shop").contains("closed"));
    assert_eq!(stage.json("explain shop --member m1")["running"]["redeemed"], json!(1_001_600));
    stage.ok("verify shop");
    stage.ok("books rebuild shop");
    stage.ok("books check shop");
}

#[test]
fn the_register_of_allotments_is_kept() {
    let stage = funded();
    for order in 0..20 {
        stage.ok(&format!("book shop o{order} --member m1 --merchant s1 --amount 1000"));
    }
    let offer = stage.read("offer.toml").replace("2027-01-01", "2020-01-01").replace("2027-04-01", "2999-01-01");
    stage.write("offer.toml", offer.replace("2030-01-01", "2999-01-01"));
    stage.ok("open-offer shop series-1 --offer offer.toml");
    stage.refused("open-offer shop series-1 --offer offer.toml", REFUSED, "offer_exists");
    stage.refused("subscribe shop --offer series-1 --member m1 --units 51", REFUSED, "offer_exhausted");
    let tried = stage.json("subscribe shop --offer series-1 --member m1 --units 2 --dry-run");
    assert_eq!((&tried["units"], &tried["burned"]), (&json!(2), &json!(20_000_000_000_i64)));
    assert_eq!(stage.json("subscribe shop --offer series-1 --member m1 --units 2"), tried);
    let grant = "grant-allotment shop --offer series-1 --member m1 --contribution 500 --reason r";
    stage.refused(grant, REFUSED, "offer_requires_otherwise");
    let register = stage.json("allotments shop");
    assert_eq!((&register["register"][0]["holder"], &register["offers"][0]["allotted"]), (&json!("m1"), &json!(2)));
    let csv = stage.ok("allotments shop --csv");
    assert!(csv.starts_with("mode,offer,") && csv.contains("sandbox,series-1,employee-plan-2027,m1,2,"), "{csv}");
    assert!(stage.ok("allotments shop").contains("no promise of a listing"));
    stage.ok("books rebuild shop");
    stage.ok("books check shop");
    stage.ok("verify shop");
}
