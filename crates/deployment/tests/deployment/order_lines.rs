//! What single lines of a file become: orders, members, merchants, or a refusal with its code.

use crate::stage::order_file::{import, mapping, refused_of, run};
use crate::stage::{Stage, rules};
use ratchet_core::handle::Member;
use ratchet_core::{BasisPoints, Fen, State};
use ratchet_deployment::{Deployment, Import, ImportReport};
use std::fs;

/// Imports `text` by these columns into an open deployment.
fn take(stage: &Stage, deployment: &mut Deployment, text: &str, change: impl FnOnce(&mut Import)) -> ImportReport {
    let mut import = import(stage, "orders.csv");
    fs::write(&import.file, text).unwrap();
    change(&mut import);
    run(&import, deployment).unwrap()
}

fn codes(report: &ImportReport) -> Vec<(u64, &str)> {
    report.first_rejected.iter().map(|line| (line.line, line.code)).collect()
}

#[test]
fn lines_are_refused_one_by_one() {
    let text = "date,customer,amount\n\
                2023-01-01,c1,0\n\
                2023-01-01,13812345678,1\n\
                2024-01-01,c2,1\n\
                2023-01-01,c 3,1\n\
                2023-01-01,c4,100000000000.01\n\
                2023-01-01,c5,1\n";
    let refused = refused_of(text, |_| ());
    assert_eq!(
        refused,
        [
            "2 amount_not_positive amount 0.00",
            "3 identifier_personal id 13812345678",
            "4 occurred_in_future occurred_at 2023-12-31T16:00:00Z",
            "5 identifier_invalid id c 3",
            "6 limit_exceeded amount 100000000000.01",
        ]
    );
}

#[test]
fn who_is_seen_first_is_registered_even_if_the_order_is_refused() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    let text = "date,customer,amount\n2023-01-01,c1,0\n2023-01-01,c2,1\n2024-01-01,c3,1\n";
    let report = take(&stage, &mut deployment, text, |_| ());
    assert_eq!((report.booked, report.rejected, report.members, report.merchants), (1, 2, 2, 1));
    let directory = &deployment.state().directory;
    assert!(directory.member("c1").is_some() && directory.member("c2").is_some());
    assert!(directory.member("c3").is_none(), "nobody registers in the future");
}

#[test]
fn an_order_number_is_taken_once() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    let text =
        "date,customer,amount,number\n2023-01-01,c1,1,A1\n2023-01-01,c2,2,A1\n2023-01-01,c2,2,\n2023-01-01,c2,2,A 2\n";
    let columns = mapping("time=date member=customer amount=amount order=number");
    let report = take(&stage, &mut deployment, text, |import| import.mapping = columns.clone());
    assert_eq!(report.booked, 1);
    assert_eq!(codes(&report), [(3, "order_exists"), (4, "field_missing"), (5, "identifier_invalid")]);
    assert_eq!(report.first_rejected[0].value, "A1");
    // In another file too.
    let report = take(&stage, &mut deployment, text, |import| {
        import.mapping = columns;
        import.batch = "second".to_owned();
    });
    assert_eq!(report.booked, 0);
    assert_eq!(codes(&report)[0], (2, "order_exists"));
    assert_eq!(deployment.state().orders.len(), 1);
    // Without the column, batch and line are the number.
    let report = take(&stage, &mut deployment, text, |import| import.batch = "third".to_owned());
    assert_eq!(report.booked, 4);
    assert!(deployment.state().orders.find("third:5").is_some());
}

fn hot(state: &State, id: &str) -> ratchet_core::orders::HotOrder {
    state.orders.hot(state.orders.find(id).unwrap()).unwrap()
}

#[test]
fn a_cost_comes_from_the_column_or_from_a_rate() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    let text = "date,customer,amount,cost\n\
                2023-01-01,c1,10.00,6.00\n\
                2023-01-01,c1,10.00,\n\
                2023-01-01,c1,10.00,10.01\n\
                2023-01-01,c1,10.00,six\n\
                2023-01-01,c1,10.00,0\n\
                2023-01-01,c1,0.03,\n\
                2023-01-01,c1,-1,\n";
    let with_cost = |import: &mut Import| {
        import.plan = Some("own".to_owned());
        import.mapping = mapping("time=date member=customer amount=amount cost=cost");
    };
    let report = take(&stage, &mut deployment, text, with_cost);
    let expected = [
        (3, "cost_missing"),
        (4, "cost_out_of_range"),
        (5, "cost_malformed"),
        (7, "cost_missing"),
        (8, "amount_not_positive"),
    ];
    assert_eq!(codes(&report), expected);
    assert_eq!(hot(deployment.state(), "orders:2").commission, Fen::new(400));
    assert_eq!(hot(deployment.state(), "orders:6").commission, Fen::new(1_000));

    let report = take(&stage, &mut deployment, text, |import| {
        with_cost(import);
        import.cost_bp = Some(BasisPoints::new(5_001));
        import.batch = "rate".to_owned();
    });
    assert_eq!(codes(&report), [(4, "cost_out_of_range"), (5, "cost_malformed"), (8, "amount_not_positive")]);
    // The column goes first; the rate is floored: 50.01 % of 10.00 is 5.00, of 0.03 it is 0.01.
    for (line, commission) in [(2, 400), (3, 500), (6, 1_000), (7, 2)] {
        let id = format!("rate:{line}");
        assert_eq!(hot(deployment.state(), &id).commission, Fen::new(commission), "{id}");
    }
}

#[test]
fn a_store_has_no_cost() {
    let text = "date,customer,amount,cost\n2023-01-01,c1,10.00,6.00\n2023-01-01,c1,10.00,\n";
    let columns = mapping("time=date member=customer amount=amount cost=cost");
    assert_eq!(refused_of(text, |import| import.mapping = columns), ["2 cost_unexpected cost 6.00"]);
}

#[test]
fn a_referrer_is_registered_first_and_locked() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    let columns = mapping("time=date member=customer amount=amount referrer=by");
    let mut batch = 0;
    let mut lines = |deployment: &mut Deployment, rows: &[&str]| {
        batch += 1;
        let text = format!("date,customer,by,amount\n{}\n", rows.join("\n"));
        let report = take(&stage, deployment, &text, |import| {
            import.mapping = columns.clone();
            import.batch = format!("file{batch}");
        });
        codes(&report).iter().map(|(line, code)| format!("{line} {code}")).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    let chain = ["2023-01-01,a,,100", "2023-01-01,b,a,100", "2023-01-01,c,b,100", "2023-01-01,d,,100"];
    assert_eq!(lines(&mut deployment, &chain), none);
    let directory = &deployment.state().directory;
    let referrer = |id: &str| directory.member_row(directory.member(id).unwrap()).unwrap().referrer;
    assert_eq!(
        [referrer("a"), referrer("b"), referrer("c"), referrer("d")],
        [None, Some(Member(0)), Some(Member(1)), None]
    );
    // Awards of the third order: 1 % to b, 0.5 % to a.
    let third = hot(deployment.state(), "file1:4");
    let paid: Vec<(u32, i64)> = third.awards.iter().map(|award| (award.member.0, award.amount.get())).collect();
    assert_eq!(paid, [(1, 100), (0, 50)]);

    // The same again, or nothing said, is consistent.
    assert_eq!(lines(&mut deployment, &["2023-01-02,b,a,1", "2023-01-02,b,,1", "2023-01-02,c,b,1"]), none);
    let refused = lines(
        &mut deployment,
        &["2023-01-03,a,c,1", "2023-01-03,b,d,1", "2023-01-03,c,a,1", "2023-01-03,d,a,1", "2023-01-03,a,b,1"],
    );
    let expected =
        ["2 referrer_cycle", "3 referrer_conflict", "4 referrer_conflict", "5 referrer_conflict", "6 referrer_cycle"];
    assert_eq!(refused, expected);
    let refused = lines(
        &mut deployment,
        &["2023-01-03,e,e,1", "2023-01-03,e,nobody,1", "2023-01-03,a,nobody,1", "2023-01-03,a,a,1"],
    );
    assert_eq!(refused, ["2 referrer_self", "3 referrer_unknown", "4 referrer_unknown", "5 referrer_self"]);
    assert!(deployment.state().directory.member("e").is_none(), "not registered without its referrer");
    // After the refused links nothing has changed: a referrer that comes in time is taken.
    assert_eq!(lines(&mut deployment, &["2023-01-04,e,a,1", "2023-01-04,f,e,1"]), none);
    let directory = &deployment.state().directory;
    assert_eq!(directory.member_row(directory.member("f").unwrap()).unwrap().referrer, directory.member("e"));
    deployment.close().unwrap();
    stage.verify().unwrap();
}

#[test]
fn a_merchant_column_names_who_sold() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    let text = "date,customer,amount,seller\n\
                2023-01-01,c1,10.00,north\n2023-01-01,c1,10.00,south\n2023-01-01,c1,10.00,north\n\
                2023-01-01,c1,10.00,\n2023-01-01,c1,10.00,13812345678\n";
    let by_column = |import: &mut Import| {
        import.mapping = mapping("time=date member=customer amount=amount merchant=seller");
        import.merchant = None;
    };
    // Without a plan nobody new is registered.
    let report = take(&stage, &mut deployment, text, |import| {
        by_column(import);
        import.plan = None;
        import.batch = "planless".to_owned();
    });
    let expected =
        [(2, "plan_missing"), (3, "plan_missing"), (4, "plan_missing"), (5, "field_missing"), (6, "plan_missing")];
    assert_eq!((codes(&report).as_slice(), report.booked, report.merchants), (&expected[..], 0, 0));
    assert_eq!(report.first_rejected[0].value, "north");

    let report = take(&stage, &mut deployment, text, by_column);
    assert_eq!((report.booked, report.merchants), (3, 2));
    assert_eq!(codes(&report), [(5, "field_missing"), (6, "identifier_personal")]);
    let owed: Vec<(&str, i64)> =
        deployment.state().directory.merchants().map(|(_, id, row)| (id, row.payable.get())).collect();
    assert_eq!(owed, [("north", 1_600), ("south", 800)]);

    // Known by now: no plan needed.
    let report = take(&stage, &mut deployment, text, |import| {
        by_column(import);
        import.plan = None;
        import.batch = "known".to_owned();
    });
    assert_eq!((report.booked, report.merchants), (3, 0));
    assert_eq!(codes(&report), [(5, "field_missing"), (6, "plan_missing")]);
}

#[test]
fn times_without_a_zone_are_those_of_the_import() {
    let text = "date,customer,amount\n2023-11-15 06:13:20,c1,1\n2023-11-15 06:13:21,c1,1\n";
    // NOW is 06:13:20 in Shanghai and 22:13:20 of the day before in UTC.
    assert_eq!(refused_of(text, |_| ()), ["3 occurred_in_future occurred_at 2023-11-14T22:13:21Z"]);
    let refused = refused_of(text, |import| import.zone = "UTC".to_owned());
    assert_eq!(
        refused,
        [
            "2 occurred_in_future occurred_at 2023-11-15T06:13:20Z",
            "3 occurred_in_future occurred_at 2023-11-15T06:13:21Z"
        ]
    );
    assert_eq!(rules().plans.len(), 3);
}
