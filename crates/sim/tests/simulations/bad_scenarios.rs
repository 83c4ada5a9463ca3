//! Whatever is wrong with a scenario is said in one line: the file, the key, what is allowed.

use crate::stage::{EQUAL, RULES, source};
use ratchet_sim::{Bounds, CODES, SimError, Simulation, Source};
use std::collections::BTreeSet;
use std::fs;

const GOOD: &str = "
    seed = 1
    runs = 2
    days = 10
    [arrivals]
    kind = 'constant'
    orders_per_day = 5
    [[selling]]
    kind = 'hazard'
    share_bp = 6000
    bp_per_day = 10
    [[shocks]]
    kind = 'injection'
    on_day = 1
    amount_fen = 100
";

fn plan(text: &str) -> Result<Simulation, SimError> {
    source(text).and_then(Simulation::plan)
}

/// The good scenario with `part` replaced by `by`, or with `by` behind it.
fn fault(part: &str, by: &str) -> SimError {
    let good = format!("{GOOD}{RULES}{EQUAL}");
    let bad = if part.is_empty() { format!("{good}\n{by}") } else { good.replacen(part, by, 1) };
    assert_ne!(good, bad, "nothing is replaced by {by}");
    plan(&bad).err().unwrap_or_else(|| panic!("accepted: {by}"))
}

#[test]
fn each_fault_names_file_key_and_range() {
    plan(&format!("{GOOD}{RULES}{EQUAL}")).unwrap();
    let cases = [
        ("days = 10", "days = 0", "scenario_value_invalid", "days: 0 is not allowed", "from 1 to 36500"),
        ("days = 10", "days = 'ten'", "scenario_value_invalid", "days:", "a whole number from 1"),
        ("days = 10", "", "scenario_key_missing", "days: is needed", "from 1 to 36500"),
        ("seed = 1", "seed = -1", "scenario_value_invalid", "seed: -1", "from 0 to"),
        ("runs = 2", "runs = 1000000", "scenario_value_invalid", "runs:", "to 100000"),
        ("runs = 2", "runs = 90000", "scenario_too_large", "runs:", "at most 5000000"),
        ("seed = 1", "sede = 1", "scenario_key_unknown", "sede: means nothing", "seed"),
        ("kind = 'constant'", "kind = 'explosive'", "scenario_value_invalid", "arrivals.kind:", "constant, growth"),
        (
            "orders_per_day = 5",
            "orders_per_day = -5",
            "scenario_value_invalid",
            "arrivals.orders_per_day:",
            "from 0 to",
        ),
        (
            "orders_per_day = 5",
            "orders_per_day = 1e12",
            "scenario_value_invalid",
            "arrivals.orders_per_day:",
            "1000000000",
        ),
        (
            "orders_per_day = 5",
            "orders_per_day = 5e8",
            "scenario_too_large",
            "arrivals: 5000000000 orders",
            "1000000000",
        ),
        ("orders_per_day = 5", "orders_per_day = nan", "scenario_value_invalid", "arrivals.orders_per_day:", "from 0"),
        ("orders_per_day = 5", "orders = 5", "scenario_key_missing", "arrivals.orders_per_day: is needed", "from 0"),
        ("bp_per_day = 10", "bp_per_day = 10001", "scenario_value_invalid", "selling.0.bp_per_day:", "from 0 to 10000"),
        ("bp_per_day = 10", "bp_per_day = 10\nmood = 1", "scenario_key_unknown", "selling.0.mood:", "portion_bp"),
        ("share_bp = 6000", "share_bp = 60000", "scenario_value_invalid", "selling.0.share_bp:", "from 0 to 10000"),
        ("", "[[selling]]\nkind = 'never'\nshare_bp = 5000", "scenario_value_invalid", "selling:", "at most 10000"),
        ("amount_fen = 100\n", "amount_fen = 0\n", "scenario_value_invalid", "shocks.0.amount_fen:", "from 1 to"),
        ("amount_fen = 100\n", "", "scenario_key_missing", "shocks.0.amount_fen: is needed", "from 1 to"),
        ("plan = 'own'", "plan = 'shop'", "scenario_value_invalid", "merchants.0.plan:", "own"),
        (
            "",
            "[[shocks]]\nkind = 'funding'\non_day = 0\namount_fen = 1",
            "scenario_value_invalid",
            "shocks.1.kind:",
            "[fund.subsidy]",
        ),
        ("seed = 1", "starts_on = 'soon'", "scenario_value_invalid", "starts_on: \"soon\"", "from 1970-01-01"),
        ("", "[old_debts]\nshare_bp = 1", "scenario_value_invalid", "old_debts:", "[coins]"),
        ("", "[closing]\nnotice_days = 1", "scenario_key_missing", "closing.on_day: is needed", "from 1 to"),
        ("", "[closing]\non_day = 10", "scenario_value_invalid", "closing.on_day: 10", "before the end, day 10"),
        (
            "",
            "[closing]\non_day = 5\nnotice_days = 6",
            "scenario_value_invalid",
            "closing.notice_days: 6",
            "from 0 to 5",
        ),
        ("", "[agents]\nshareholders = 1", "scenario_value_invalid", "agents.shareholders:", "[dividends]"),
        ("cost_bp = 7000", "", "scenario_key_missing", "merchants.0.cost_bp:", "from 0 to 10000"),
        ("new_bp = 10000", "", "scenario_key_missing", "members.new_bp:", "from 0 to 10000"),
        ("new_bp = 10000", "fit = 'trace'", "scenario_value_invalid", "members.fit:", "[trace]"),
        ("mint_bp = 7000", "mint_bp = 70000", "scenario_value_invalid", "rules.mint_bp:", "between 1 and 10000"),
        ("mint_bp = 7000", "mint = 7000", "scenario_value_invalid", "rules:", "mint_bp"),
        ("kind = 'constant'\n    orders_per_day = 5", "kind = 'trace'", "scenario_key_missing", "trace:", "kind trace"),
        ("", "[trace]\nfile = 'no.csv'", "trace_unusable", "trace.file:", "no.csv"),
        ("", "[trace]\nfile = '../data/cdnow.csv'", "trace_unusable", "trace.file:", "time"),
        ("", "[trace]\nfile = 'x'\ncolumns = ['when=date']", "trace_unusable", "trace.columns:", "referrer"),
        ("", "[[sweep]]\nkey = 'arrivals.kind'\nvalues = [1]", "scenario_value_invalid", "key:", "arrivals.kind"),
        ("", "[[sweep]]\nkey = 'selling.7.share_bp'\nvalues = [1]", "scenario_value_invalid", "key:", "selling.7"),
        ("", "[[sweep]]\nkey = 'days'\nvalues = [5, 0]", "scenario_value_invalid", "days: 0", "from 1 to 36500"),
        (
            "",
            "[[sweep]]\nkey = 'days'\nvalues = []",
            "scenario_value_invalid",
            "sweep.0.values:",
            "at least one number",
        ),
        ("", "[sensitivity]\nruns = 1", "scenario_key_missing", "sensitivity.vary:", "low and high"),
        ("", "[sensitivity]\nmeasures = ['luck']", "scenario_value_invalid", "sensitivity.measures:", "back_per_100"),
        (
            "",
            "[sobol]\nsamples = 8\n[[sobol.vary]]\nkey = 'days'\nlow = 5\nhigh = 4",
            "scenario_value_invalid",
            "sobol.vary.0.high: 4",
            "from 5",
        ),
    ];
    for (part, by, code, key, allowed) in cases {
        let error = fault(part, by);
        let text = error.to_string();
        assert_eq!(error.code(), code, "{by}: {text}");
        assert!(text.contains("test.toml: ") && text.contains(key) && text.contains(allowed), "{by}: {text}");
        assert_eq!(text.lines().count(), 1, "{by}: {text}");
    }
}

#[test]
fn each_missing_or_broken_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scenario.toml");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        let error = Source::read(&path).unwrap_err();
        (error.code(), error.to_string())
    };
    let missing = Source::read(&dir.path().join("none.toml")).unwrap_err();
    assert_eq!(missing.code(), "scenario_unreadable");
    assert!(missing.to_string().contains("none.toml"), "{missing}");
    let (code, text) = read("days = 1\nseed = = 2");
    assert!(code == "scenario_malformed" && text.contains("scenario.toml: line 2: "), "{text}");
    let (code, text) = read("rules = 'gone.toml'\ndays = 1");
    assert!(code == "scenario_unreadable" && text.contains("gone.toml"), "{text}");
    fs::write(dir.path().join("rules.toml"), "mint_bp 5").unwrap();
    let (code, text) = read("rules = 'rules.toml'\ndays = 1");
    assert!(code == "scenario_malformed" && text.contains("rules.toml: line 1: "), "{text}");
    fs::write(dir.path().join("orders.csv"), "time,member,amount\n2026-01-01,a,0.00\n").unwrap();
    let (code, text) = read("rules = 'rules.toml'\n[trace]\nfile = 'orders.csv'");
    assert_eq!(code, "scenario_malformed", "{text}");
    let (code, text) = read("[trace]\nfile = 'orders.csv'");
    assert!(code == "trace_unusable" && text.contains("no order in it can be used"), "{text}");
    let (code, text) = read(&"# nothing\n".repeat(200_000));
    assert!(code == "scenario_unreadable" && text.contains("1048576"), "{text}");
    fs::create_dir(dir.path().join("results")).unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
}

#[test]
fn results_that_cannot_be_written_say_where() {
    let dir = tempfile::tempdir().unwrap();
    let results = crate::stage::simulate(&format!("{GOOD}{RULES}{EQUAL}").replace("runs = 2", "runs = 1"));
    fs::write(dir.path().join("file"), "").unwrap();
    let error = ratchet_sim::files::write(&results, &dir.path().join("file")).unwrap_err();
    assert!(error.code() == "simulation_unwritable" && error.to_string().contains("file"), "{error}");
}

#[test]
fn codes_are_unique_and_sorted() {
    let codes: Vec<_> = CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, codes.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
}

/// What comes over a network names no file, and keeps within what its machine is given.
#[test]
fn a_scenario_alone_names_no_file_and_keeps_within_bounds() {
    let rules = toml::from_str(&RULES.replace("[rules.", "[").replace("[rules]", "")).unwrap();
    let text = format!("{GOOD}{EQUAL}");
    let alone = Source::alone("scenario", &text, &rules).unwrap();
    let bounds = Bounds { days: 10, orders: 100, runs: 2, merchants: 1, behaviours: 3 };
    alone.clone().within(&bounds).unwrap();
    let narrower = [
        ("days", Bounds { days: 9, ..bounds }),
        ("arrivals", Bounds { orders: 99, ..bounds }),
        ("runs", Bounds { runs: 1, ..bounds }),
        ("merchants", Bounds { merchants: 0, ..bounds }),
        ("selling", Bounds { behaviours: 0, ..bounds }),
    ];
    for (key, bounds) in narrower {
        let error = alone.clone().within(&bounds).unwrap_err();
        assert_eq!(error.code(), "scenario_too_large");
        assert!(error.to_string().contains(&format!("{key}:")), "{error}");
    }
    for more in ["rules = '/etc/passwd'\n", "trace = { file = '/etc/passwd' }\n"] {
        let error = Source::alone("scenario", &format!("{more}{text}"), &rules).unwrap_err();
        assert_eq!(error.code(), "scenario_value_invalid", "{error}");
    }
}

/// JSON, where it begins with a brace, is the same scenario.
#[test]
fn a_scenario_alone_is_the_same_as_json() {
    let rules = toml::from_str(&RULES.replace("[rules.", "[").replace("[rules]", "")).unwrap();
    let text = format!("{GOOD}{EQUAL}");
    let table: toml::Table = text.parse().unwrap();
    let json = serde_json::to_string(&table).unwrap();
    let hash = |text: &str| {
        let simulation = Simulation::plan(Source::alone("scenario", text, &rules).unwrap()).unwrap();
        let results = simulation.run(1, &|_| (), &std::sync::atomic::AtomicBool::new(false)).unwrap();
        (results.summary.about.scenario.clone(), results.runs)
    };
    assert_eq!(hash(&text), hash(&json));
}
