//! A file that comes again: the same, longer, or changed.

use crate::stage::Stage;
use crate::stage::order_file::{import, mapping, run};
use ratchet_core::BasisPoints;
use ratchet_deployment::Import;
use std::fs;

const HEAD: &str = "date,customer,amount\n";
const FIRST: &str = "2023-01-01,c1,10.00\n2023-01-02,c2,20.00\n";

/// Imports `first`, then `second` under the same name and batch: orders booked by the second run, or its code.
fn taken_again(first: &str, second: &str) -> Result<u64, &'static str> {
    taken_again_by(first, second, |_| ())
}

fn taken_again_by(first: &str, second: &str, change: impl FnOnce(&mut Import)) -> Result<u64, &'static str> {
    let stage = Stage::new();
    let mut import = import(&stage, "orders.csv");
    let mut deployment = stage.open();
    fs::write(&import.file, first).unwrap();
    run(&import, &mut deployment).unwrap();
    deployment.close().unwrap();
    let (mut deployment, before) = (stage.open(), stage.head());
    fs::write(&import.file, second).unwrap();
    change(&mut import);
    let result = run(&import, &mut deployment).map_err(|error| error.code());
    if let Ok(report) = &result {
        assert_eq!(report.lines, second.lines().count() as u64);
    }
    if result.as_ref().is_err() || second == first {
        assert_eq!(deployment.pending(), 0);
        assert_eq!(stage.head(), before, "nothing was written");
    }
    deployment.close().unwrap();
    stage.verify().unwrap();
    result.map(|report| report.booked)
}

#[test]
fn the_same_file_again_does_nothing() {
    let text = format!("{HEAD}{FIRST}");
    assert_eq!(taken_again(&text, &text), Ok(0));
    assert_eq!(taken_again(HEAD, HEAD), Ok(0));
    assert_eq!(taken_again(&text, &text.replace('\n', "\r\n")), Ok(0));
    assert_eq!(taken_again(&text, &format!("\u{feff}{text}")), Ok(0));
    assert_eq!(taken_again(&text, text.trim_end()), Ok(0));
}

#[test]
fn a_longer_file_goes_on() {
    let text = format!("{HEAD}{FIRST}");
    assert_eq!(taken_again(&text, &format!("{text}2023-01-03,c1,5.00\n2023-01-03,c3,5.00\n")), Ok(2));
    assert_eq!(taken_again(HEAD, &text), Ok(2));
    assert_eq!(taken_again(&text, &format!("{text}\n\n2023-01-03,c1,5.00\n")), Ok(1));
    assert_eq!(taken_again(&format!("{text}\n"), &format!("{text}\n2023-01-03,c1,5.00")), Ok(1));
}

#[test]
fn a_last_line_may_get_its_newline_later() {
    let text = format!("{HEAD}{FIRST}");
    let open = text.trim_end();
    assert_eq!(taken_again(open, &text), Ok(0));
    assert_eq!(taken_again(open, &format!("{text}2023-01-03,c1,5.00\n2023-01-04,c4,5.00")), Ok(2));
}

#[test]
fn a_last_line_that_was_cut_is_another_line() {
    let text = format!("{HEAD}{FIRST}");
    for cut in 2..8 {
        let torn = &text[..text.len() - cut];
        assert_eq!(taken_again(torn, &text), Err("batch_changed"), "{torn}");
    }
    // A quoted field that was open at the end of the file reaches further once it is closed.
    let torn = format!("{HEAD}2023-01-01,\"c1");
    assert_eq!(taken_again(&torn, &format!("{torn}\nc2\",10.00\n")), Err("batch_changed"));
}

#[test]
fn changed_lines_are_refused() {
    let text = format!("{HEAD}{FIRST}");
    let changed = [
        text.replace("10.00", "10.01"),
        text.replace("10.00", "10.0"),
        text.replace("amount", " amount"),
        text.replace("c1", "c9"),
        format!("{HEAD}\n{FIRST}"),
        HEAD.to_owned(),
        format!("{HEAD}2023-01-01,c1,10.00\n"),
    ];
    for changed in changed {
        assert_eq!(taken_again(&text, &changed), Err("batch_changed"), "{changed}");
        let longer = format!("{changed}2023-01-03,c3,5.00\n2023-01-03,c3,6.00\n2023-01-03,c3,7.00\n");
        assert_eq!(taken_again(&text, &longer), Err("batch_changed"), "{longer}");
    }
}

#[test]
fn a_file_read_in_another_way_is_another_batch() {
    let text = "date,customer,amount,other\n2023-01-01,c1,10.00,c1\n";
    let others: [fn(&mut Import); 7] = [
        |import| import.mapping.member = "other".to_owned(),
        |import| import.mapping.order = Some("other".to_owned()),
        |import| import.mapping.referrer = Some("other".to_owned()),
        |import| import.zone = "Europe/Paris".to_owned(),
        |import| import.cost_bp = Some(BasisPoints::new(5_000)),
        |import| import.merchant = Some("corner".to_owned()),
        |import| {
            import.mapping.merchant = Some("other".to_owned());
            import.merchant = None;
        },
    ];
    for (number, other) in others.into_iter().enumerate() {
        assert_eq!(taken_again_by(text, text, other), Err("batch_changed"), "{number}");
    }
    // Whoever imports, wherever refused lines go, and a plan that is known already, change nothing.
    assert_eq!(taken_again_by(text, text, |import| import.actor = "finance-2".to_owned()), Ok(0));
    assert_eq!(taken_again_by(text, text, |import| import.plan = None), Ok(0));
}

#[test]
fn another_batch_takes_the_same_lines_as_other_orders() {
    let stage = Stage::new();
    let first = import(&stage, "orders.csv");
    fs::write(&first.file, format!("{HEAD}{FIRST}")).unwrap();
    let mut deployment = stage.open();
    assert_eq!(run(&first, &mut deployment).unwrap().booked, 2);
    let second = Import { batch: "second".to_owned(), ..first };
    let report = run(&second, &mut deployment).unwrap();
    assert_eq!((report.booked, report.members, report.merchants), (2, 0, 0));
    let orders = &deployment.state().orders;
    for order in ["orders:2", "orders:3", "second:2", "second:3"] {
        assert!(orders.find(order).is_some(), "{order}");
    }
    let numbered = Import {
        batch: "third".to_owned(),
        mapping: mapping("time=date member=customer amount=amount order=customer"),
        ..second
    };
    assert_eq!(run(&numbered, &mut deployment).unwrap().booked, 2);
    assert!(deployment.state().orders.find("c2").is_some());
}
