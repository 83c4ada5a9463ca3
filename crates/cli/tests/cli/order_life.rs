//! Orders that can still be returned, links and payments through the binary: what each says, tried and done.

use crate::stage::{CANNOT, REFUSED, Stage};
use serde_json::json;

#[test]
fn an_order_is_placed_returned_and_not_due_yet() {
    let stage = Stage::played();
    let place = "place shop p1 --member m1 --merchant s1 --amount 100 --settle-after-days 7";
    let tried = stage.json(&format!("{place} --dry-run"));
    assert_eq!((&tried["pending"], &tried["from_balance"]), (&json!(10_000), &json!(0)));
    stage.ok(place);
    stage.refused(place, REFUSED, "order_exists");
    stage.refused("refund shop --order p1 --amount 1", REFUSED, "order_pending");
    stage.refused("return shop --order p1 --amount 100.01", REFUSED, "refund_exceeds_order");
    assert_eq!(stage.json("return shop --order p1 --amount 40"), json!({ "to_member": 4_000, "left": 6_000 }));
    let status = stage.json("status shop");
    assert_eq!((&status["pending"], &status["pending_orders"]), (&json!(6_000), &json!(1)));
    assert_eq!(stage.json("member shop m1")["pending"], 6_000);
    let order = stage.json("order shop p1");
    assert_eq!((&order["state"], &order["refunded"]), (&json!("pending"), &json!(4_000)));
    let explained = stage.json("explain shop --order p1");
    assert_eq!(explained["steps"].as_array().unwrap().len(), 2);
    assert_eq!(stage.json("tick shop")["booked"], 0);
    stage.refused("book-held shop --order p1", REFUSED, "order_not_held");
    stage.ok("return shop --order p1 --amount 60");
    stage.refused(place, REFUSED, "order_exists");
    stage.ok("verify shop");
}

#[test]
fn a_balance_pays_a_part() {
    let stage = Stage::played();
    stage.ok("redeem shop --member m1 --points 50");
    let balance = stage.json("member shop m1")["balance"].as_i64().unwrap();
    assert!(balance > 1_000, "{balance}");
    stage.refused(
        "book shop b1 --member m1 --merchant s1 --amount 50 --from-balance 50.01",
        REFUSED,
        "balance_part_out_of_range",
    );
    stage.ok("book shop b1 --member m1 --merchant s1 --amount 50 --from-balance 10");
    assert_eq!(stage.json("member shop m1")["balance"], balance - 1_000);
    assert_eq!(stage.json("refund shop --order b1 --amount 25")["to_balance"], 500);
    assert_eq!(stage.json("explain shop --member m1")["balance"]["value"], balance - 500);
    stage.ok("verify shop");
}

#[test]
fn a_payment_is_opened_concluded_and_given_back() {
    let stage = Stage::played();
    let open = "open-payment shop w1 --provider card --order p1 --member m1 --merchant s1 --amount 100";
    stage.refused(&format!("{open} --expires-at 2001-01-01"), REFUSED, "expiry_passed");
    stage.ok(&format!("{open} --settle-after-days 7 --expires-at 2990-01-01"));
    assert_eq!(stage.run("conclude-payment shop --payment w1").status, CANNOT);
    assert_eq!(stage.json("conclude-payment shop --payment w1 --paid --reference t-1")["pending"], 10_000);
    stage.refused("conclude-payment shop --payment w1 --paid", REFUSED, "payment_concluded");
    stage.refused("conclude-payment shop --payment w1 --failed", REFUSED, "payment_concluded_otherwise");
    assert_eq!(stage.json("return shop --order p1 --amount 100")["by_provider"], 10_000);
    stage.ok("conclude-refund shop --payment w1");
    stage.refused("conclude-refund shop --payment w1", REFUSED, "refund_concluded");
    stage.refused("conclude-refund shop --payment w2", REFUSED, "payment_unknown");
    stage.ok("verify shop");
}

#[test]
fn a_member_is_linked() {
    let stage = Stage::played();
    stage.ok("add-member shop m9");
    stage.ok("link-terms shop --days 30");
    stage.refused("link-terms shop --days 0", REFUSED, "link_days_out_of_range");
    stage.ok("link shop --member m9 --referrer m1");
    assert_eq!(stage.json("member shop m9")["referrer"], "m1");
    stage.refused("link shop --member m9 --referrer m0", REFUSED, "member_linked");
    stage.ok("link shop --member m9 --referrer m0 --replace");
    stage.refused("link shop --member m9 --referrer m9 --replace", REFUSED, "link_circular");
    stage.ok("verify shop");
}
