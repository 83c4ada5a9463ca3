//! Imports that are refused before their first line.

use crate::stage::order_file::{import, mapping, run};
use crate::stage::{Stage, command, live, rules};
use ratchet_core::operations::{AddMerchant, OpenProgramme};
use ratchet_deployment::{Deployment, Import};
use ratchet_journal::OpenOptions;
use std::fs;

/// Expects the code, and that nothing was booked or written.
fn assert_refused(change: impl FnOnce(&mut Import), code: &str) {
    let stage = Stage::new();
    let mut import = import(&stage, "orders.csv");
    fs::write(&import.file, "date,customer,amount,seller\n2023-01-01,c1,10.00,shop\n").unwrap();
    change(&mut import);
    let mut deployment = stage.open();
    let hash = deployment.state().hash();
    let error = run(&import, &mut deployment).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!((deployment.pending(), deployment.state().hash()), (0, hash));
    assert!(!import.rejects.exists());
}

#[test]
fn settings_that_cannot_work_are_refused() {
    assert_refused(|import| import.programme = "other".to_owned(), "programme_unknown");
    assert_refused(|import| import.plan = Some("other".to_owned()), "plan_unknown");
    assert_refused(|import| import.plan = None, "plan_missing");
    assert_refused(|import| import.merchant = None, "merchant_missing");
    assert_refused(|import| import.mapping.merchant = Some("seller".to_owned()), "merchant_missing");
    assert_refused(|import| import.zone = "Mars/Olympus".to_owned(), "zone_unknown");
    assert_refused(|import| import.mapping.amount = "price".to_owned(), "column_unknown");
    assert_refused(|import| import.file.push("missing"), "file_unreadable");
    for batch in ["", "two words", "订单", &"x".repeat(49)] {
        assert_refused(|import| import.batch = batch.to_owned(), "batch_invalid");
    }
    for actor in ["13812345678", "张三"] {
        assert_refused(|import| import.actor = actor.to_owned(), "actor_invalid");
    }
}

#[test]
fn the_longest_batch_name_still_makes_an_order_number() {
    let stage = Stage::new();
    let mut import = import(&stage, "orders.csv");
    fs::write(&import.file, "date,customer,amount\n2023-01-01,c1,10.00\n").unwrap();
    import.batch = "x".repeat(48);
    assert_eq!(run(&import, &mut stage.open()).unwrap().booked, 1);
}

#[test]
fn a_merchant_keeps_its_plan_and_its_programme() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    deployment.execute(&command(0, OpenProgramme::new(rules())).in_programme("second")).unwrap();
    deployment.execute(&command(0, AddMerchant::new("shop", "own"))).unwrap();
    deployment.execute(&command(0, AddMerchant::new("far", "store")).in_programme("second")).unwrap();
    deployment.commit().unwrap();
    let import = import(&stage, "orders.csv");
    fs::write(&import.file, "date,customer,amount\n2023-01-01,c1,10.00\n").unwrap();
    let error = run(&import, &mut deployment).unwrap_err();
    assert_eq!(error.code(), "plan_mismatch");
    assert!(error.to_string().contains("`own`"), "{error}");
    let far = Import { merchant: Some("far".to_owned()), ..import.clone() };
    assert_eq!(run(&far, &mut deployment).unwrap_err().code(), "plan_mismatch");
    let second = Import { programme: "second".to_owned(), ..far };
    assert_eq!(run(&second, &mut deployment).unwrap().booked, 1);
    assert_eq!(deployment.state().programmes[1].orders, 1);
}

#[test]
fn a_live_deployment_imports_as_a_sandbox_does() {
    let stage = Stage::new();
    let root = stage.path("live");
    ratchet_deployment::create(&root, &live(), crate::stage::NOW).unwrap();
    let (mut deployment, _) = Deployment::open(&root, OpenOptions::default()).unwrap();
    let columns = mapping("time=date member=customer amount=amount");
    let import = Import { mapping: columns, ..import(&stage, "orders.csv") };
    fs::write(&import.file, "date,customer,amount\n2023-01-01,c1,10.00\n").unwrap();
    assert_eq!(run(&import, &mut deployment).unwrap().booked, 1);
}
