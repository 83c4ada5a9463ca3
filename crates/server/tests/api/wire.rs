//! Outcomes as vector files write them, in the form in which the API answers them.

use ratchet_core::Points;
use serde_json::{Value, json};

/// What a booking that brought `ok` is answered with, but for its receipt.
pub fn booked(step: &Value, ok: &Value) -> Value {
    let award = |award: &Value| json!({ "member_no": award[0], "kind": award[1], "amount_fen": award[2] });
    let awards: Vec<Value> = ok["awards"].as_array().into_iter().flatten().map(award).collect();
    json!({
        "state": "booked", "order_no": step["id"], "commission_fen": ok["commission"], "pool_fen": ok["pool"],
        "points": points(&ok["minted"]), "lines_fen": ok["lines"], "awards": awards,
        "unclaimed_fen": ok["unclaimed"], "exits": exits(ok),
    })
}

/// The same for a sale.
pub fn redeemed(step: &Value, ok: &Value) -> Value {
    json!({
        "member_no": step["member"], "gross_fen": ok["gross"], "fee_fen": ok["fee"], "net_fen": ok["net"],
        "exits": exits(ok),
    })
}

/// The same for a refund.
pub fn refunded(step: &Value, ok: &Value) -> Value {
    json!({
        "order_no": step["order"], "to_member_fen": ok["to_member"], "points": points(&ok["burned"]),
        "exits": exits(ok),
    })
}

/// Positions that the system sold.
pub fn exits(ok: &Value) -> Vec<Value> {
    let exit = |exit: &Value| {
        json!({
            "position": exit["position"], "member_no": exit["member"], "points": points(&exit["points"]),
            "gross_fen": exit["gross"], "net_fen": exit["net"],
        })
    };
    ok["exits"].as_array().into_iter().flatten().map(exit).collect()
}

/// An answer without its receipt.
pub fn figures(body: &Value) -> Value {
    let mut figures = body.clone();
    if let Some(fields) = figures.as_object_mut() {
        fields.remove("sequence");
        fields.remove("recorded_at");
        // What a member is shown beside a sale, which no vector knows of.
        for beside in ["fee_bp", "spend_fen", "net_of_spend_bp"] {
            fields.remove(beside);
        }
    }
    figures
}

/// Units as points on the wire.
pub fn points(units: &Value) -> Value {
    units.as_i64().map(|units| Points::new(units).to_string()).into()
}

/// Points on the wire as units.
pub fn units(points: &Value) -> i64 {
    points.as_str().unwrap().parse::<Points>().unwrap().get()
}

/// A field that is text.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}
