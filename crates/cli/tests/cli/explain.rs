//! `ratchet explain` from outside: what it is asked, and what it says where there is nothing to explain.

use crate::stage::{CANNOT, REFUSED, Stage};

#[test]
fn an_order_is_explained_to_the_fen() {
    let stage = Stage::played();
    let text = stage.ok("explain shop --order o2");
    for said in
        ["SANDBOX", "⌊A·take_bp/10⁴⌋ = ⌊25050·2000/10⁴⌋", "[model 2.1]", "Refunded", "frame", "Award direct to m0"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let json = stage.json("explain shop --order o2");
    assert_eq!(json["steps"][0]["workings"][0]["value"], 5_010);
    assert_eq!(json["steps"][1]["what"], "refunded");
    assert_eq!(json["refunded"], 5_050);
}

#[test]
fn a_member_is_explained_and_a_long_history_is_cut_by_name() {
    let stage = Stage::played();
    for order in 0..12 {
        stage.ok(&format!("book shop n{order} --member m1 --merchant s1 --amount 10"));
    }
    let steps = stage.json("explain shop --member m1")["steps"].as_array().unwrap().len();
    let text = stage.ok("explain shop --member m1");
    assert!(text.contains(&format!("{} earlier of {steps} steps are left out", steps - 10)), "{text}");
    let all = stage.ok("explain shop --member m1 --all");
    assert!(!all.contains("left out") && all.lines().count() > text.lines().count());
    assert_eq!(all.matches("(frame ").count(), steps);
    let json = stage.json("explain shop --member m1");
    assert_eq!(json["balance"]["value"], stage.json("member shop m1")["balance"]);
    assert_eq!(json["sale_now"]["net"], stage.json("member shop m1")["sale_now"]["net"]);
}

#[test]
fn a_price_is_explained_as_of_any_time() {
    let stage = Stage::played();
    let json = stage.json("explain shop --price-at 2999-12-31");
    let price = stage.json("price shop");
    for field in ["price", "is_reference"] {
        assert_eq!(json[field], price[field]);
    }
    assert_eq!(json["reserve"]["value"], price["reserve"]);
    assert_eq!(json["last_change"]["what"], "injected");
    assert!(stage.ok("explain shop --price-at 2999-12-31").contains("Injections"));
}

#[test]
fn what_cannot_be_explained_is_named() {
    let stage = Stage::played();
    stage.refused("explain shop --order none", REFUSED, "order_unknown");
    stage.refused("explain shop --order o1 --programme none", REFUSED, "order_unknown");
    stage.refused("explain shop --member nobody", REFUSED, "member_unknown");
    stage.refused("explain shop --member m1 --programme none", REFUSED, "programme_unknown");
    stage.refused("explain shop --price-at soon", CANNOT, "argument_invalid");
    stage.refused("explain shop --price-at 2001-01-01", CANNOT, "argument_invalid");
    for wrong in ["explain shop", "explain shop --order o1 --member m1"] {
        assert_eq!(stage.run(wrong).status, CANNOT, "{wrong}");
    }
}
