//! Exports from outside: other people's programs accept them, and every balance in them is that of `ratchet status`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod shop;
#[allow(dead_code, unused_imports)] // shared with the tests of the other commands, which use more of it
#[path = "../cli/stage/mod.rs"]
mod stage;
mod tables;
mod texts;
mod tools;

use shop::SHOP;
use stage::CANNOT;

#[test]
fn an_export_needs_a_place_outside_of_the_deployment() {
    for line in ["export shop --format csv", "export shop --format xlsx", "export shop --format parquet"] {
        SHOP.refused(line, CANNOT, "export_path_missing");
    }
    SHOP.refused("export shop --format hledger", CANNOT, "export_path_missing");
    let before = SHOP.bytes_of("shop");
    for place in ["shop", "shop/journal", "shop/head.json", "shop/new/deep"] {
        SHOP.refused(&format!("export shop --format csv -o {place}"), CANNOT, "export_inside_deployment");
        SHOP.refused(&format!("export shop --format xlsx -o {place}"), CANNOT, "export_inside_deployment");
    }
    SHOP.refused("export shop --format xlsx -o missing/shop.xlsx", CANNOT, "export_unwritable");
    SHOP.refused("export nothing --format hledger -o nothing.journal", CANNOT, "journal_missing");
    assert!(!SHOP.path("nothing.journal").exists() && !SHOP.path("nothing.journal.part").exists());
    assert_eq!(SHOP.bytes_of("shop"), before);
}
