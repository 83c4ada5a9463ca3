//! Any bytes as a file of orders: an import or an error, never a panic, and a sound state after it.

use crate::stage::Stage;
use crate::stage::order_file::{import, mapping, rejected_lines, run};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ratchet_core::invariants;
use ratchet_deployment::Import;
use std::cell::{Cell, RefCell};
use std::fs;

/// Pieces of which files are made, good and bad ones.
const PIECES: [&str; 34] = [
    "2023-01-01,",
    "2023-05-05 10:00,",
    "2024-01-01,",
    "c1,",
    "c2,",
    "c3,",
    "13812345678,",
    "c 4,",
    ",",
    ",,",
    "10.00,",
    "0,",
    "-3,",
    "0.001,",
    "1e9,",
    "99999999999999999999,",
    "100000000000,",
    "0.01,",
    "A1",
    "A2",
    "shop",
    "north",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\n\n",
    "\"",
    "\"\"",
    "\"a,b\"",
    "\u{feff}",
    "会员",
    "\0",
    "\t",
];

fn line() -> impl Strategy<Value = String> {
    let order = (1..28_u32, 0..6_u32, -50..50_000_i64, 0..200_u32, 0..4_u32, 0..6_u32);
    order.prop_map(|(day, member, fen, number, merchant, referrer)| {
        let referrer = if referrer == 0 { String::new() } else { format!("c{referrer}") };
        let (yuan, rest) = (fen / 100, fen.abs() % 100);
        format!("2023-01-{day:02},c{member},{yuan}.{rest:02},A{number},s{merchant},{referrer}\n")
    })
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = || prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60).prop_map(|all| all.concat());
    let mixed = prop_oneof![4 => line(), 1 => pieces()];
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..300),
        1 => pieces().prop_map(String::into_bytes),
        6 => prop::collection::vec(mixed, 0..30).prop_map(|all| all.concat().into_bytes()),
    ]
}

#[test]
fn any_bytes_are_imported_or_refused() {
    let stage = Stage::new();
    let deployment = RefCell::new(stage.open());
    let (batch, booked) = (Cell::new(0_u64), Cell::new(0));
    let cases = (bytes(), any::<bool>(), any::<bool>(), 0..8_u8);
    let mut runner = TestRunner::new(ProptestConfig { cases: 600, ..ProptestConfig::with_source_file(file!()) });
    runner
        .run(&cases, |(bytes, header, by_column, columns)| {
            batch.set(batch.get() + 1);
            let mut deployment = deployment.borrow_mut();
            let mut pairs = String::from("time=date member=customer amount=amount");
            for (bit, pair) in [(1, " order=number"), (2, " referrer=by")] {
                pairs.push_str(if columns & bit == 0 { "" } else { pair });
            }
            pairs.push_str(if by_column { " merchant=seller" } else { "" });
            let import = Import {
                mapping: mapping(&pairs),
                merchant: (!by_column).then(|| "shop".to_owned()),
                plan: (columns & 4 == 0 || !by_column).then(|| "store".to_owned()),
                batch: format!("b{}", batch.get()),
                ..import(&stage, "orders.csv")
            };
            let header = if header { &b"date,customer,amount,number,seller,by\n"[..] } else { b"" };
            fs::write(&import.file, [header, &bytes].concat()).unwrap();
            let _ = fs::remove_file(&import.rejects);
            let orders = deployment.state().orders.len();
            if let Ok(report) = run(&import, &mut deployment) {
                booked.set(booked.get() + report.booked);
                prop_assert_eq!(deployment.state().orders.len() - orders, usize::try_from(report.booked).unwrap());
                let refused = if import.rejects.exists() { rejected_lines(&import.rejects) } else { Vec::new() };
                prop_assert_eq!(refused.len() as u64, report.rejected);
                prop_assert!(refused.is_sorted_by(|left, right| left < right));
                // Once more: nothing is left to take.
                let again = run(&import, &mut deployment).unwrap();
                prop_assert_eq!((again.booked, again.rejected, again.lines), (0, 0, report.lines));
            }
            prop_assert_eq!(deployment.pending(), 0);
            invariants::check(deployment.state()).map_err(|violation| TestCaseError::fail(violation.to_string()))
        })
        .unwrap();
    assert!(booked.get() > 500, "only {booked:?} orders were booked");
    let hash = deployment.borrow().state().hash();
    deployment.into_inner().close().unwrap();
    assert_eq!(stage.loaded_hash(), hash);
    stage.verify().unwrap();
}
