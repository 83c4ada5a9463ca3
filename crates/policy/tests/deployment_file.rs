//! The deployment file: the example reads, and whatever is wrong is named in one line, all of it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use ratchet_core::Fen;
use ratchet_core::policy::{Clearing, Sold};
use ratchet_policy::{FactFault, PolicyError, parse};

const EXAMPLE: &str = include_str!("../../../examples/deployment.toml");
const DOCUMENT: &str = include_str!("../../../docs/policy.md");
const NEEDED: &str = "mode = \"live\"\noperator = \"x\"\n";

fn faults(text: &str) -> Vec<FactFault> {
    match parse(text) {
        Err(PolicyError::Invalid(faults)) => faults,
        Err(other) => panic!("{text}: {other}"),
        Ok(_) => panic!("{text} is taken"),
    }
}

/// The faults of a file with the needed keys and `line`.
fn faults_of(line: &str) -> Vec<(String, &'static str)> {
    faults(&format!("{NEEDED}{line}")).into_iter().map(|fault| (fault.place, fault.code)).collect()
}

#[test]
fn the_example_reads() {
    let file = parse(EXAMPLE).unwrap();
    assert_eq!(file.profile.map(|profile| profile.name), Some("cn-strict"));
    let facts = file.facts;
    assert_eq!(facts.clearing, Some(Clearing::Licensed));
    assert_eq!((facts.plans["store"].sold, facts.plans["own"].sold), (Sold::Till, Sold::Goods));
    assert_eq!(facts.plans["own"].typical_cost, Some(Fen::new(30_000)));
    assert_eq!((facts.withholding.len(), facts.texts.map(|texts| texts.len())), (5, Some(2)));
}

#[test]
fn every_key_stands_in_the_document() {
    // A key that does not exist makes each table list those that do.
    let unknown = "x = 0\n[custodian]\nx = 0\n[settle_after_days]\nx = 0\n[personal_data]\nx = 0\n[withholding]\nx = 0\n\
                   [joining]\nx = 0\n[points]\nx = 0\n[plans.p]\nx = 0\n[[opinions]]\nx = 0\n";
    let faults = faults(&format!("{NEEDED}{unknown}"));
    assert_eq!(faults.len(), 9);
    let mut keys = 0;
    for fault in faults {
        for key in fault.message.split_once("allowed are ").unwrap().1.split(", ") {
            assert!(DOCUMENT.contains(&format!("`{key}`")), "{key} is not in docs/policy.md");
            keys += 1;
        }
    }
    assert!(keys >= 40, "{keys}");
}

#[test]
fn every_check_stands_in_the_document() {
    for entry in ratchet_core::policy::PROFILES.iter().flat_map(|profile| profile.entries) {
        assert!(DOCUMENT.contains(&format!("| `{}` |", entry.check.id)), "{}", entry.check.id);
        for source in entry.check.sources.iter().filter(|source| !source.date.is_empty()) {
            assert!(
                DOCUMENT.contains(source.en) && DOCUMENT.contains(source.zh) && DOCUMENT.contains(source.date),
                "{source:?}"
            );
        }
    }
}

#[test]
fn the_needed_keys_are_enough_and_each_is_needed() {
    let facts = parse(NEEDED).unwrap().facts;
    assert_eq!((facts.texts, facts.opinions.len(), facts.records_years), (None, 0, None));
    let missing = |text| faults(text).into_iter().map(|fault| (fault.place, fault.code)).collect::<Vec<_>>();
    assert_eq!(missing(""), [("mode".to_owned(), "fact_missing"), ("operator".to_owned(), "fact_missing")]);
    assert_eq!(missing("mode = \"live\""), [("operator".to_owned(), "fact_missing")]);
    assert_eq!(missing("mode = \"live\"\noperator = \" \""), [("operator".to_owned(), "fact_malformed")]);
}

#[test]
fn what_no_key_can_have_is_named_by_place() {
    for (line, place, code) in [
        ("records_year = 3", "records_year", "fact_unknown"),
        ("records_years = \"3\"", "records_years", "fact_malformed"),
        ("records_years = 3.5", "records_years", "fact_malformed"),
        ("records_years = -1", "records_years", "fact_out_of_range"),
        ("records_years = 101", "records_years", "fact_out_of_range"),
        ("notice_days = 99999999999", "notice_days", "fact_out_of_range"),
        ("profile = \"cn\"", "profile", "fact_malformed"),
        ("clearing = true", "clearing", "fact_malformed"),
        ("identity_check = \"maybe\"", "identity_check", "fact_malformed"),
        ("custodian = \"bank\"", "custodian", "fact_malformed"),
        ("[custodian]\nnames = \"bank\"", "custodian.names", "fact_unknown"),
        ("[custodian]\nname = \"a\\nb\"", "custodian.name", "fact_malformed"),
        ("[settle_after_days]\ngoods = 3651", "settle_after_days.goods", "fact_out_of_range"),
        ("[withholding]\npoints = \"gift\"", "withholding.points", "fact_malformed"),
        ("[withholding]\nbonus = \"labour\"", "withholding.bonus", "fact_unknown"),
        ("[joining]\nfee_fen = -1", "joining.fee_fen", "fact_out_of_range"),
        ("[joining]\npurchase_required = 0", "joining.purchase_required", "fact_malformed"),
        ("[points]\npurchasable = \"no\"", "points.purchasable", "fact_malformed"),
        ("plans = 1", "plans", "fact_malformed"),
        ("[plans]\nstore = 1", "plans.store", "fact_malformed"),
        ("[plans.\"a b\"]", "plans.a b", "fact_unknown"),
        ("[plans.store]\nsold = \"both\"", "plans.store.sold", "fact_malformed"),
        ("[plans.\"a.b\"]\nsold = 1", "plans.\"a.b\".sold", "fact_malformed"),
        ("[plans.store]\nleast_cost_bp = 10001", "plans.store.least_cost_bp", "fact_out_of_range"),
        ("[plans.store]\ntypical_amount_fen = 0", "plans.store.typical_amount_fen", "fact_out_of_range"),
        ("[texts]\nhome = 1", "texts.home", "fact_malformed"),
        ("[opinions]\nfinding = \"x\"", "opinions", "fact_malformed"),
        ("[[opinions]]\nfindings = \"x\"", "opinions[0].findings", "fact_unknown"),
        ("[[opinions]]\ndate = 2026-01-31T00:00:00Z", "opinions[0].date", "fact_malformed"),
    ] {
        assert_eq!(faults_of(line), [(place.to_owned(), code)], "{line}");
    }
}

#[test]
fn each_fault_is_one_line_with_what_is_allowed() {
    let faults = faults(&format!("{NEEDED}records_years = \"ten\"\nnotice_days = -1\n\"a\\nb\" = 1\n"));
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines[..2],
        [
            "records_years: \"ten\" is not allowed here; allowed is a whole number from 0 to 100 [fact_malformed]",
            "notice_days: -1 is out of range; allowed is a whole number from 0 to 3650 [fact_out_of_range]",
        ]
    );
    assert_eq!(lines.len(), 3);
    assert!(lines[2].starts_with("a\u{fffd}b: there is no such key; allowed are mode, operator,"), "{}", lines[2]);
}

#[test]
fn what_is_no_toml_is_named_by_line() {
    for (text, line) in
        [("mode = ", 1), ("mode = \"live\"\noperator", 2), ("mode = \"live\"\n\nmode = \"live\"", 3), ("[[[", 1)]
    {
        let error = parse(text).err().unwrap();
        assert_eq!(error.code(), "deployment_file_malformed", "{text}");
        let said = error.to_string();
        assert!(said.starts_with(&format!("line {line}: ")) && !said.contains('\n'), "{text}: {said}");
    }
}

#[test]
fn days_are_written_either_way_and_gaps_are_for_the_check() {
    let opinion = |day: &str| parse(&format!("{NEEDED}[[opinions]]\ndate = {day}")).unwrap().facts.opinions.remove(0);
    assert_eq!(opinion("2026-01-31"), opinion("\"2026-01-31\""));
    assert_eq!(opinion("\"soon\"").date, "soon");
    assert_eq!(opinion("\"\"").reference, "");
}
