//! `ratchet books` and `ratchet reconcile` from outside.

use crate::stage::{CANNOT, REFUSED, SOME_REJECTED, Stage, repository};
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn books_are_built_and_equal_and_damage_is_named() {
    let stage = Stage::played();
    assert_eq!(stage.run("books check shop --json").code(), "books_unusable");
    assert_eq!(stage.run("books check shop").status, CANNOT);
    let built = stage.run("books rebuild shop --json").json();
    let checked = stage.run("books check shop --json");
    assert_eq!((checked.status, &checked.json()["records"]), (0, &built["records"]));
    assert_eq!(checked.json()["differences"], serde_json::json!([]));
    assert!(stage.ok("books check shop").contains("say what the journal says"));
    // Books of another deployment.
    let other = Stage::new();
    std::fs::copy(stage.path("shop/books.sqlite"), other.path("shop/books.sqlite")).unwrap();
    let differ = other.run("books check shop --json");
    assert_eq!(differ.status, REFUSED);
    assert!(!differ.json()["differences"].as_array().unwrap().is_empty());
    other.ok("books rebuild shop");
    other.ok("books check shop");
}

#[test]
fn a_rebuild_that_is_killed_does_no_harm() {
    let stage = Stage::new();
    let mut orders = String::from("when,who,paid\n");
    for order in 0..20_000 {
        let (day, member, amount) = (order / 1_000 + 1, order % 500, order % 90 + 10);
        writeln!(orders, "2026-01-{day:02}T10:00:00+08:00,m{member},{amount}.50").unwrap();
    }
    stage.write("orders.csv", orders);
    stage.ok("import shop orders.csv --col time=when --col member=who --col amount=paid --merchant s1 --plan store");
    for milliseconds in [5, 60, 150, 300, 500] {
        let mut command = stage.command("books rebuild shop");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever is there now is a part of the right books.
        let part = stage.run("books check shop --json");
        if part.status != CANNOT {
            assert_eq!(part.json()["differences"], serde_json::json!([]), "after {milliseconds} ms");
        }
    }
    stage.ok("books rebuild shop");
    assert_eq!(stage.run("books check shop --json").json()["behind"], 0);
}

#[test]
fn a_statement_is_compared_in_both_formats() {
    let stage = Stage::new();
    for line in [
        "add-member shop m0",
        "add-merchant shop s1 --plan store",
        "book shop till-1-000001 --member m0 --merchant s1 --amount 58.50",
    ] {
        stage.ok(line);
    }
    for name in ["custodian.csv", "custodian.xml"] {
        std::fs::copy(repository().join("examples/statements").join(name), stage.path(name)).unwrap();
        let found = stage.run(&format!("reconcile shop --statement {name} --days 366 --json"));
        assert_eq!(found.status, SOME_REJECTED, "{found:?}");
        let found = found.json();
        assert_eq!(found["by_reference"], 1, "{name}");
        let kinds: Vec<&str> =
            found["differences"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["missing_here", "missing_here"], "{name}");
        assert!(stage.run(&format!("reconcile shop --statement {name}")).out.contains("Not in the ledger"));
    }
    stage.write("bad.xml", "<!DOCTYPE x><Document/>");
    let refused = stage.run("reconcile shop --statement bad.xml --json");
    assert_eq!((refused.status, refused.code().as_str()), (CANNOT, "statement_hostile"));
    assert_eq!(stage.run("reconcile shop --statement nothing.csv --json").code(), "statement_unreadable");
}
