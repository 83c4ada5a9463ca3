//! Sections of the parts of the mechanism that not every scenario uses: figures against the files, and what is uncomfortable.

use crate::stage::{EVERYTHING, Tables, example, integer, section, simulate, table};
use ratchet_report::{Language, page, sections};
use ratchet_sim::Results;

/// The figure behind a name, in a table of names and figures.
fn figure(results: &Results, id: &str, name: &str) -> i64 {
    let rows = table(results, id);
    let row = rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("no {name}: {rows:?}"));
    integer(row.last().unwrap())
}

fn sum(tables: &Tables, table: &str, column: &str) -> i64 {
    tables.sum(table, column, &[])
}

#[test]
fn a_scenario_without_them_does_not_name_them() {
    let results = simulate(EVERYTHING, 2);
    for id in ["fund", "levels", "dividends", "debts", "closing"] {
        assert!(sections(&results, Language::English).iter().all(|section| section.id != id), "{id}");
    }
    assert!(!page(&results, Language::English).unwrap().contains("Old debts"));
}

#[test]
fn the_fund_is_told_as_the_files_have_it() {
    let results = example("fund.toml");
    let tables = Tables::of(&results);
    assert_eq!(figure(&results, "fund", "Booked to the fund"), sum(&tables, "fund", "funded_fen"));
    assert_eq!(figure(&results, "fund", "Of that, from the fund"), sum(&tables, "fund", "of_fund_fen"));
    let most = figure(&results, "fund", "At most ever, without the fund");
    assert_eq!(most, sum(&tables, "fund", "most_back_without_per_100_fen"));
    assert_eq!(figure(&results, "fund", "Day on which it was used up"), sum(&tables, "fund", "ran_out_day"));
    let [english, chinese] = [Language::English, Language::Chinese].map(|language| page(&results, language).unwrap());
    assert!(english.contains("Without the money of the fund they could at most ever receive"));
    assert!(english.contains("brought by nobody's spending, and it ends") && chinese.contains("用完就没有了"));
}

#[test]
fn levels_say_to_how_few_they_go_and_that_nothing_is_paid() {
    let results = example("levels.toml");
    let tables = Tables::of(&results);
    let rows = table(&results, "levels");
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap().clone();
    let by_level = |level: &str| {
        let sum = |column| tables.sum("levels", column, &[("level", level)]);
        sum("differential_reported_fen") + sum("same_level_reported_fen")
    };
    assert_eq!(integer(&row("V1")[2]), by_level("1"));
    assert_eq!(integer(&row("all members")[2]), sum(&tables, "concentration", "reported_fen"));
    assert_eq!(integer(&row("the hundredth who get most")[2]), sum(&tables, "concentration", "top_fen"));
    let sections = sections(&results, Language::English);
    assert!(section(&sections, "levels").exhibits[0].sentence.starts_with("Nothing was paid for levels."));
    assert_eq!(figure(&results, "dividends", "Shared"), sum(&tables, "dividends", "shared_fen"));
    assert!(page(&results, Language::Chinese).unwrap().contains("归得到最多的百分之一会员"));
}

#[test]
fn what_is_owed_and_backed_by_nothing_is_said() {
    let results = example("old-debts.toml");
    let tables = Tables::of(&results);
    for (name, column) in [
        ("Still owed at the end", "owed_fen"),
        ("Settled in goods", "goods_fen"),
        ("Received for points that came with coins", "points_received_fen"),
        ("Orders that coins could not pay: the platform had too little", "unpaid_orders"),
    ] {
        assert_eq!(figure(&results, "debts", name), sum(&tables, "debts", column), "{name}");
    }
    let [english, chinese] = [Language::English, Language::Chinese].map(|language| page(&results, language).unwrap());
    assert!(english.contains("still owed in the end; no reserve backs it") && chinese.contains("没有盈利池担保"));
}

#[test]
fn a_closing_is_told_beside_those_who_sold_before() {
    let results = example("closing.toml");
    let tables = Tables::of(&results);
    let rows = table(&results, "closing");
    for (name, group) in [("still held points", "held"), ("had sold before", "sold")] {
        let row = rows.iter().find(|row| row[1] == name).unwrap();
        let of = |column| tables.sum("closing", column, &[("group", group)]);
        let [members, spent, before, closing, back] = [2, 3, 4, 5, 6].map(|cell: usize| integer(&row[cell]));
        assert_eq!((members, spent), (of("members"), of("spent_fen")));
        assert_eq!((before, closing), (of("before_fen"), of("closing_fen")));
        assert_eq!(back, of("back_per_100_fen"));
    }
    let english = page(&results, Language::English).unwrap();
    assert!(english.contains("One price for all is not what was spent."));
    assert!(english.contains("Who still held points when the programme closed received"));
}
