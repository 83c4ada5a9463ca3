//! What happens to orders beside their booking: placed, returned, due; paid by balances and providers; links.

use super::action::{Names, amount, needs_cost};
use super::{Dice, Mode};
use ratchet_core::State;
use ratchet_core::handle::{Member, Order};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

/// Settles and freezes for every plan of `rules`.
pub fn roll_rules(rules: &mut Value, dice: &mut Dice<'_>) {
    for plan in rules["plans"].as_object_mut().unwrap().values_mut() {
        if dice.chance(60) {
            plan["settle_after_days"] = dice.between(0, 9).into();
        }
        if dice.chance(60) {
            let mut days = || dice.pick(&[0, 1, 3, 7]);
            plan["awards"]["freeze_days"] =
                json!({ "direct": days(), "indirect": days(), "recruiter": days(), "region": days() });
        }
    }
}

/// One thing to ask in `state`; `wait` is how many milliseconds pass before.
pub fn roll(mode: Mode, names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    match dice.below(100) {
        0..24 => place(mode, names, dice, state, "place"),
        24..38 => give_back(dice, state),
        38..56 => json!({ "op": "tick", "wait": dice.pick(&[1, DAY, 3 * DAY, 8 * DAY]) }),
        56..68 => place(mode, names, dice, state, "book"),
        68..75 => open_payment(mode, names, dice, state),
        75..86 => conclude(dice, state),
        86..90 => {
            let owing = state.payments.iter().filter(|(_, row)| !row.refunds.is_empty()).last();
            let id = match owing {
                Some((_, row)) if dice.chance(80) => row.id.clone(),
                _ => payment(dice, state),
            };
            json!({ "op": "conclude_refund", "payment": id, "refund": dice.pick(&[1, 1, 2, 0]) })
        }
        90..97 => link(names, dice),
        97..99 => {
            let days = dice.between(0, 6);
            let term = dice.pick(&[0, 1, 2]);
            let term = [json!("permanent"), json!({ "days": days }), json!({ "until_idle": days })][term].clone();
            json!({ "op": "set_link_terms", "term": term })
        }
        _ => json!({ "op": "book_held", "order": placed(dice, state) }),
    }
}

/// Placing or booking an order makes it larger.
pub fn next_number(state: &State) -> usize {
    state.pending.next_handle().0 as usize + state.orders.len()
}

/// The number of some order that is pending, or was.
fn placed(dice: &mut Dice<'_>, state: &State) -> String {
    let pending: Vec<_> = state.pending.iter().map(|(_, order)| order.id.to_string()).collect();
    if pending.is_empty() || dice.chance(10) {
        return format!("p{}", dice.place(next_number(state) + 1));
    }
    pending[dice.place(pending.len())].clone()
}

/// An order that a balance pays a part of, as `place` or `book` has it.
fn place(mode: Mode, names: &Names, dice: &mut Dice<'_>, state: &State, op: &str) -> Value {
    let (member, shop) = (dice.place(names.members), dice.place(names.merchants));
    let whole = if dice.chance(30) { amount(mode, dice) } else { dice.between(1, 5_000) };
    let row = state.directory.member_row(Member(u32::try_from(member).unwrap()));
    let balance = row.map_or(0, |row| row.balance.get());
    let part = dice.pick(&[0, balance.min(whole), balance.min(whole) / 3, balance + 1, whole]);
    let cost = needs_cost(state, shop).then(|| whole / 3 * 2);
    let id = if op == "book" { format!("o{}", state.orders.len()) } else { format!("p{}", next_number(state)) };
    let mut step = json!({
        "op": op, "id": id, "member": format!("m{member}"), "merchant": format!("s{shop}"), "amount": whole,
        "cost": cost,
    });
    if part > 0 {
        step["from_balance"] = part.into();
    }
    if op == "place" && dice.chance(50) {
        step["settle_after_days"] = dice.pick(&[0, 1, 2, 7, 7, 36_501]).into();
    }
    step
}

/// A return, or a refund or correction of an order that was placed once or paid by somebody else than by cash.
pub fn give_back(dice: &mut Dice<'_>, state: &State) -> Value {
    let paid: Vec<_> = state.payments.iter().filter(|(_, row)| row.paid_for.is_some()).collect();
    let id = match paid.last() {
        Some((_, row)) if dice.chance(40) => row.order.id.clone(),
        _ => placed(dice, state),
    };
    let pending = state.pending.iter().find(|(_, order)| order.id == *id).map(|(_, order)| order.left().amount.get());
    let hot = state.orders.find(&id).and_then(|order| state.orders.hot(order));
    let last = Order(u32::try_from(state.orders.len().saturating_sub(1)).unwrap());
    let left = pending.or(hot.map(|hot| (hot.amount - hot.refunded).get()));
    let left = left.or(state.orders.hot(last).map(|hot| (hot.amount - hot.refunded).get())).unwrap_or(7);
    let part = dice.pick(&[left, left / 3, 1, left + 1, left / 2]);
    match dice.below(if pending.is_some() { 5 } else { 3 }) {
        0 => json!({ "op": "refund", "order": id, "amount": part }),
        1 => json!({ "op": "correct", "order": id }),
        _ => json!({ "op": "return_order", "order": id, "amount": part }),
    }
}

fn payment(dice: &mut Dice<'_>, state: &State) -> String {
    format!("w{}", dice.place(state.payments.next_handle().0 as usize + 1))
}

fn open_payment(mode: Mode, names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    let mut order = place(mode, names, dice, state, "place");
    order.as_object_mut().unwrap().remove("op");
    let number = state.payments.next_handle().0;
    order["id"] = format!("q{number}").into();
    let expires_at = state.clock.milliseconds() + dice.pick(&[DAY, DAY / 24, 1]);
    json!({ "op": "open_payment", "id": format!("w{number}"), "provider": "card", "order": order, "expires_at": expires_at })
}

fn conclude(dice: &mut Dice<'_>, state: &State) -> Value {
    let open: Vec<_> = state.payments.iter().filter(|(_, row)| row.conclusion.is_none()).collect();
    let id = match open.last() {
        Some((_, row)) if dice.chance(80) => row.id.clone(),
        _ => payment(dice, state),
    };
    let conclusion = dice.pick(&["paid", "paid", "paid", "failed", "expired"]);
    let mut step = json!({ "op": "conclude_payment", "payment": id, "conclusion": conclusion });
    if dice.chance(25) {
        step["received"] = dice.pick(&[0, -1, 7]).into();
    }
    step
}

fn link(names: &Names, dice: &mut Dice<'_>) -> Value {
    let member = format!("m{}", dice.place(names.members));
    let mut step = json!({ "op": "link_member", "member": member, "replace": dice.chance(60) });
    if dice.chance(30) {
        step["merchant"] = format!("s{}", dice.place(names.merchants)).into();
    } else {
        step["referrer"] = format!("m{}", dice.place(names.members)).into();
    }
    step
}
