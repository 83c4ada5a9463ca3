//! `ratchet factsheet` from outside: a summary, JSON, and a page that needs nothing else.

use crate::stage::{CANNOT, REFUSED, Stage};
use std::fs;

#[test]
fn the_page_is_whole_and_loads_nothing() {
    let stage = Stage::played();
    for (language, said) in [("en", "nothing is guaranteed"), ("zh", "中位持有者卖出能得多少")] {
        stage.ok(&format!("factsheet shop -o sheet.html --lang {language}"));
        let page = stage.read("sheet.html");
        for said in [said, "沙盒 / SANDBOX", "积分不是存款，不保本，不承诺收益", "</html>"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        for foreign in ["http:", "https:", "src=", "<script", "url(", "@import", "<link"] {
            assert!(!page.contains(foreign), "{foreign}: {page}");
        }
        assert!(!page.contains("factsheet."), "a text is missing: {page}");
        assert!(!page.contains("%{"), "a figure is missing: {page}");
    }
    assert!(!stage.path("sheet.html.part").exists());
}

#[test]
fn the_json_belongs_to_one_signed_head() {
    let stage = Stage::played();
    let sheet = stage.json("factsheet shop");
    let head = stage.json("head shop");
    assert_eq!(sheet["head"]["hash"], head["head"]["hash"]);
    assert_eq!(sheet["head"]["frame"], head["head"]["frame"]);
    assert_eq!(sheet["head"]["signature"][0], head["public_key"]);
    let status = stage.json("status shop");
    assert_eq!(sheet["account"]["price"], status["price"]);
    assert_eq!(sheet["most_back"]["per_hundred"], status["most_back_per_hundred"]);
    assert_eq!(sheet["withdrawals"]["failures"], 0);
    assert_eq!(sheet["withdrawals"]["reason"], "none_paid");
    assert_eq!(sheet["scenarios"]["outcomes"][0]["reason"], "history_too_short");
    assert_eq!(sheet["scenarios"]["outcomes"][3]["figures"]["queue"]["sellers"], sheet["everyone_sells"]["sellers"]);
    assert_eq!(sheet["median_quote"]["holders"], 2);
}

#[test]
fn each_programme_has_a_sheet_of_its_own() {
    let stage = Stage::played();
    let figures = |sheet: serde_json::Value| {
        let blocks =
            ["account", "most_back", "everyone_sells", "spending", "median_quote", "cap", "price_change", "awards"];
        blocks.map(|block| sheet[block].clone())
    };
    let before = figures(stage.json("factsheet shop"));
    stage.ok("open-programme shop mall --rules rules.toml");
    let fresh = stage.json("factsheet shop --programme mall");
    assert_eq!((&fresh["orders"], &fresh["most_back"]["per_hundred"]), (&0.into(), &serde_json::Value::Null));
    stage.ok("add-merchant shop s2 --plan store --programme mall");
    stage.ok("book shop p1 --member m1 --merchant s2 --amount 500 --programme mall");
    assert_eq!(figures(stage.json("factsheet shop")), before);
    let mall = stage.json("factsheet shop --programme mall");
    assert_eq!((&mall["orders"], &mall["most_back"]["spent"]), (&1.into(), &50_000.into()));
    // The balance is of the deployment: the award of the other programme's order is a step of it, the order is not.
    let told = stage.json("explain shop --member m0");
    assert_eq!(told["balance"]["value"], stage.json("member shop m0")["balance"]);
    assert!(
        told["steps"].as_array().unwrap().iter().any(|step| step["programme"] == "mall" && step["what"] == "awarded")
    );
    assert_eq!(stage.json("explain shop --order p1 --programme mall")["programme"], "mall");
}

#[test]
fn making_one_changes_nothing() {
    let stage = Stage::played();
    let before = stage.bytes_of("shop");
    stage.ok("factsheet shop");
    stage.ok("factsheet shop -o sheet.html");
    assert_eq!(stage.bytes_of("shop"), before);
}

#[test]
fn what_cannot_be_written_is_named() {
    let stage = Stage::played();
    stage.refused("factsheet shop --programme none", REFUSED, "programme_unknown");
    stage.refused("factsheet shop -o nowhere/sheet.html", CANNOT, "output_unwritable");
    stage.refused("factsheet shop -o shop/head.key", CANNOT, "export_inside_deployment");
    fs::create_dir(stage.path("taken")).unwrap();
    stage.refused("factsheet shop -o taken", CANNOT, "output_unwritable");
}
