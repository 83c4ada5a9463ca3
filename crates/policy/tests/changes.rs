//! The change that a finding states clears it: applied as written, the finding is gone from its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use proptest::prelude::*;
use ratchet_core::Rules;
use ratchet_core::policy::{Bound, CN_STRICT, File, Finding, Setting};
use ratchet_policy::{DeploymentFile, check, parse};
use std::collections::BTreeSet;
use toml::{Table, Value};

const TODAY: &str = "2026-06-30";

fn percent() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(10_000), 0_u32..=10_000, 0_u32..=400]
}

/// The share `part` of `whole`, both in basis points.
fn share(whole: u32, part: u32) -> u32 {
    whole * part / 10_000
}

/// A plan that can work: each line is a share of what the ones before leave, each award one of its line.
fn plan() -> impl Strategy<Value = String> {
    let awards = (percent(), percent(), percent(), (percent(), percent(), percent()));
    (any::<bool>(), 1_u32..=10_000, percent(), percent(), awards).prop_map(
        |(is_take, take, platform, distribution, (direct, indirect, recruiter, region))| {
            let (margin, take) = if is_take {
                (format!("margin = \"take\"\ntake_bp = {take}"), take)
            } else {
                ("margin = \"cost\"".to_owned(), 10_000)
            };
            let line = share(share(take, 10_000 - platform), distribution);
            let [half, quarter, eighth] = [2, 4, 8].map(|parts| move |rate| share(line / parts, rate));
            format!(
                "{margin}\nsplit.platform = {{ basis = \"commission\", bp = {platform} }}\n\
                 split.distribution = {{ basis = \"amount\", bp = {line} }}\n\
                 awards = {{ direct_bp = {}, indirect_bp = {}, recruiter_bp = {}, \
                 region_bp = {{ district = {}, city = {}, province = {} }} }}\n",
                half(direct),
                quarter(indirect),
                eighth(recruiter),
                eighth(region.0),
                eighth(region.1),
                eighth(region.2)
            )
        },
    )
}

fn rules() -> impl Strategy<Value = String> {
    let cap = prop_oneof![Just(None), (1_u32..=40_000).prop_map(Some), (1_u32..=1_000_000).prop_map(Some)];
    (1_u32..=10_000, percent(), cap, prop_oneof![Just(0), 100_u32..3_000_000], plan(), plan()).prop_map(
        |(mint, fee, cap, founding, first, second)| {
            let cap = cap.map_or(String::new(), |multiple| format!("[cap]\nmultiple_bp = {multiple}\n"));
            format!(
                "initial_price_fen = 100\nmint_bp = {mint}\nredemption_fee_bp = {fee}\nfounding_fen = {founding}\n{cap}\
                 [plans.first]\n{first}\n[plans.\"second.one\"]\n{second}"
            )
        },
    )
}

/// A deployment file that states some facts and not others.
fn facts() -> impl Strategy<Value = String> {
    let small = 0_i64..12;
    (small.clone(), small.clone(), small.clone(), small, 1_i64..200_000, 0_i64..200_000, percent(), any::<bool>())
        .prop_map(|(records, notice, goods, till, amount, cost, rate, is_till)| {
            let sold = if is_till { "till" } else { "goods" };
            let plan = format!(
                "sold = \"{sold}\"\ntypical_amount_fen = {amount}\ntypical_cost_fen = {}\nlargest_take_bp = {rate}\n\
                 least_cost_bp = {rate}\n",
                cost % (amount + 1)
            );
            format!(
                "mode = \"live\"\noperator = \"x\"\nrecords_years = {records}\nnotice_days = {notice}\n\
                 [settle_after_days]\ngoods = {goods}\ntill = {till}\n[joining]\nfee_fen = {records}\n\
                 [plans.first]\n{plan}[plans.\"second.one\"]\n{plan}"
            )
        })
}

fn read(rules: &str) -> Option<Rules> {
    let rules: Rules = toml::from_str(rules).unwrap();
    rules.faults().is_empty().then_some(rules)
}

fn findings(rules: &str, facts: &DeploymentFile) -> Vec<Finding> {
    check(&CN_STRICT, &toml::from_str(rules).unwrap(), Some(facts), TODAY).findings
}

/// The parts of a key as TOML writes it.
fn parts(key: &str) -> Vec<&str> {
    match key.split_once('"') {
        None => key.split('.').collect(),
        Some((before, rest)) => {
            let (name, after) = rest.split_once('"').unwrap();
            before
                .trim_end_matches('.')
                .split('.')
                .chain([name])
                .chain(after.trim_start_matches('.').split('.'))
                .collect()
        }
    }
}

/// A text with `key` set, and what it was.
fn set(text: &str, key: &str, value: u64) -> (String, Option<i64>) {
    let mut table: Table = text.parse().unwrap();
    let parts = parts(key);
    let (last, tables) = parts.split_last().unwrap();
    let mut place = &mut table;
    for part in tables {
        place = place.entry(*part).or_insert_with(|| Value::Table(Table::new())).as_table_mut().unwrap();
    }
    let before = place.insert((*last).to_owned(), Value::Integer(value.try_into().unwrap()));
    (table.to_string(), before.and_then(|value| value.as_integer()))
}

/// A text with a setting applied, which it needs.
fn applied(text: &str, setting: &Setting) -> String {
    let (after, before) = set(text, &setting.key, setting.value);
    let value = i64::try_from(setting.value).unwrap();
    let is_needed = match setting.bound {
        Bound::AtMost => before.is_none_or(|before| before > value),
        Bound::AtLeast => before.is_none_or(|before| before < value),
        Bound::Exactly => before != Some(value),
    };
    assert!(is_needed, "{setting:?} changes nothing: {before:?}");
    after
}

/// Applies the figures of `finding`; the texts afterwards.
fn after(finding: &Finding, rules: &str, facts: &str) -> (String, String) {
    let mut texts = (rules.to_owned(), facts.to_owned());
    for setting in &finding.settings {
        let text = if finding.file == File::Rules { &mut texts.0 } else { &mut texts.1 };
        *text = applied(text, setting);
    }
    texts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::with_source_file(file!()) })]

    #[test]
    fn applying_a_change_clears_its_finding(rules in rules(), facts in facts()) {
        prop_assume!(read(&rules).is_some());
        let file = parse(&facts).unwrap();
        for finding in findings(&rules, &file) {
            if finding.settings.is_empty() {
                continue;
            }
            let (rules, facts) = after(&finding, &rules, &facts);
            let left = findings(&rules, &parse(&facts).unwrap());
            let same = |other: &&Finding| (other.id, &other.place) == (finding.id, &finding.place);
            prop_assert!(!left.iter().any(|other| same(&other)), "{finding:?} stays in {rules}");
        }
    }

    /// One less would not do: the stated figure is the boundary itself.
    #[test]
    fn the_stated_figure_is_the_boundary(rules in rules(), facts in facts()) {
        prop_assume!(read(&rules).is_some());
        for finding in findings(&rules, &parse(&facts).unwrap()) {
            let [setting] = finding.settings.as_slice() else { continue };
            // A founding deposit also has to issue a point: the larger of two bounds.
            let is_boundary = finding.is_stated && setting.key != "founding_fen" && setting.bound != Bound::Exactly;
            let short = match setting.bound {
                Bound::AtMost => setting.value + 1,
                _ => setting.value.saturating_sub(1),
            };
            // The largest multiple that rules can have is no boundary of the check.
            if !is_boundary || short == 0 || short > 1_000_000 {
                continue;
            }
            let (rules, facts) = match finding.file {
                File::Rules => (set(&rules, &setting.key, short).0, facts.clone()),
                File::Deployment => (rules.clone(), set(&facts, &setting.key, short).0),
            };
            let left = findings(&rules, &parse(&facts).unwrap());
            prop_assert!(left.iter().any(|other| (other.id, &other.place) == (finding.id, &finding.place)), "{finding:?}");
        }
    }
}

#[test]
fn every_check_with_figures_is_met() {
    let rules = "initial_price_fen = 100\nmint_bp = 7000\nredemption_fee_bp = 2000\n[cap]\nmultiple_bp = 30000\n\
                 [plans.first]\nmargin = \"cost\"\nsplit.distribution = { basis = \"amount\", bp = 9000 }\n\
                 awards = { direct_bp = 3000, indirect_bp = 1000, region_bp = { city = 10 } }\n";
    let facts =
        parse("mode = \"live\"\noperator = \"x\"\nrecords_years = 1\n[plans.first]\nsold = \"till\"\n").unwrap();
    let with_figures = findings(rules, &facts).into_iter().filter(|finding| !finding.settings.is_empty());
    let ids: BTreeSet<&str> = with_figures.map(|finding| finding.id).collect();
    let expected = [
        "awards-ceiling",
        "entry-fee",
        "founding",
        "notice",
        "records",
        "return-window",
        "reward-depth",
        "static-return",
        "team-pay",
    ];
    assert_eq!(ids, BTreeSet::from(expected));
}

/// A margin below the safe one warns, one at it does not.
#[test]
fn the_margin_is_warned_of() {
    // 16 % of an order enters, 70 % of it as points, 20 % fee: 1.1 × 0.7 × 0.16 × e^(1/0.7 − 0.8) = 0.23099…
    let at = |multiple: u32| {
        let rules = format!(
            "initial_price_fen = 100\nmint_bp = 7000\nredemption_fee_bp = 2000\nfounding_fen = 1600000\n[cap]\n\
             multiple_bp = {multiple}\n[plans.store]\nmargin = \"take\"\ntake_bp = 1600\n"
        );
        let report = check(&CN_STRICT, &toml::from_str(&rules).unwrap(), None, TODAY);
        report.findings.into_iter().map(|finding| (finding.id, finding.settings[0].value)).collect::<Vec<_>>()
    };
    assert_eq!(at(1_601), [("can-run-away", 2_310)]);
    assert_eq!(at(2_309), [("can-run-away", 2_310)]);
    assert_eq!(at(2_310), []);
}
