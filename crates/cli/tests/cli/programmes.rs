//! Several programmes in one deployment, each with a reserve of its own, and new versions of rules.

use crate::stage::{CANNOT, REFUSED, Stage, repository};
use serde_json::Value;
use std::fs;

/// `shop` with the programmes `main` and `mall`.
fn stage() -> Stage {
    let stage = Stage::new();
    fs::copy(repository().join("examples/own-goods-mall.toml"), stage.path("mall.toml")).unwrap();
    let opened = stage.ok("open-programme shop mall --rules mall.toml");
    assert!(opened.contains("Done."), "{opened}");
    stage.ok("add-member shop m0");
    stage
}

/// The first plan of a rules file.
fn plan_of(stage: &Stage, rules: &str) -> String {
    let text = stage.read(rules);
    let plan = text.lines().find_map(|line| line.strip_prefix("[plans.")?.strip_suffix(']')).unwrap();
    plan.to_owned()
}

#[test]
fn programmes_stand_side_by_side() {
    let stage = stage();
    let plan = plan_of(&stage, "mall.toml");
    stage.ok(&format!("add-merchant shop shelf --plan {plan} --programme mall"));
    let main = stage.json("status shop --all");
    stage.ok("book shop g1 --member m0 --merchant shelf --amount 100 --cost 40 --programme mall");
    let mall = stage.json("status shop --programme mall --all");
    assert_eq!((&mall["programme"], &mall["orders"]), (&Value::from("mall"), &Value::from(1)));
    let main_after = stage.json("status shop --all");
    for field in ["reserve", "supply", "price", "positions", "orders", "totals"] {
        assert_eq!(main_after[field], main[field], "{field}");
    }
    stage.refused("book shop g2 --member m0 --merchant shelf --amount 100 --cost 40", REFUSED, "merchant_unknown");
    stage.refused("refund shop --order g1 --amount 1", REFUSED, "order_unknown");
    stage.ok("refund shop --order g1 --amount 1 --programme mall");
    stage.ok("inject shop --amount 10 --programme mall");
    stage.ok("redeem shop --member m0 --points 1 --programme mall");
    assert_eq!(
        stage.json("price shop --programme mall")["reserve"],
        stage.json("status shop --programme mall")["reserve"]
    );
    assert_eq!(stage.json("member shop m0")["points"], 0);
    assert!(stage.json("member shop m0 --programme mall")["points"].as_u64() > Some(0));
    stage.ok("verify shop");
}

#[test]
fn an_import_goes_into_the_programme_it_names() {
    let stage = stage();
    stage.write("mall.csv", "t,who,paid\n2024-01-31,a,100\n2024-01-31,b,50.5\n");
    let plan = plan_of(&stage, "mall.toml");
    let report = stage.json(&format!(
        "import shop mall.csv --col time=t --col member=who --col amount=paid --merchant shelf --plan {plan} \
         --cost-bp 4000 --programme mall"
    ));
    assert_eq!((&report["booked"], &report["amount"]), (&Value::from(2), &Value::from(15_050)));
    assert_eq!(stage.json("status shop --programme mall")["orders"], 2);
    assert_eq!(stage.json("status shop")["orders"], 0);
}

#[test]
fn programmes_can_be_named_at_the_beginning() {
    let stage = stage();
    stage.ok("init both --sandbox --rules rules.toml --rules mall=mall.toml --zone UTC --refundable-days 7");
    assert_eq!(stage.json("status both")["programme"], "main");
    assert_eq!(stage.json("status both --programme mall")["programme"], "mall");
    stage.refused("init again --sandbox --rules rules.toml --rules rules.toml", CANNOT, "argument_invalid");
    stage.refused("open-programme both mall --rules mall.toml", REFUSED, "programme_exists");
    assert!(!stage.path("again").exists());
}

#[test]
fn new_rules_hold_from_their_time_on() {
    let stage = stage();
    stage.ok("add-merchant shop s1 --plan store");
    let lower = stage.read("rules.toml").replace("take_bp = 2000", "take_bp = 1000");
    stage.write("lower.toml", lower);
    stage.refused("publish-rules shop --rules lower.toml --effective-at 2001-01-01", REFUSED, "effective_too_early");
    stage.ok("publish-rules shop --rules lower.toml --effective-at 2500-01-01T09:00:00+08:00");
    assert_eq!(stage.json("status shop")["versions"], 2);
    let booked = stage.json("book shop o1 --member m0 --merchant s1 --amount 100");
    assert_eq!(booked["commission"], 2_000, "the new version is not in force yet");
    stage.refused("publish-rules shop --rules lower.toml --effective-at 2499-01-01", REFUSED, "effective_too_early");
    stage.write("renamed.toml", stage.read("rules.toml").replace("plans.store", "plans.shop"));
    stage.refused("publish-rules shop --rules renamed.toml --effective-at 2600-01-01", REFUSED, "plan_changed");
    let moved = stage.read("rules.toml").replace("initial_price_fen = 100", "initial_price_fen = 200");
    stage.write("moved.toml", moved);
    stage.refused("publish-rules shop --rules moved.toml --effective-at 2600-01-01", REFUSED, "rules_fixed");
    stage.ok("verify shop");
}
