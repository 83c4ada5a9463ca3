//! What a programme can have beside the core of the model, switched on at random: the fund, old debts, campaigns, contracts,
//! levels, dividends and months, allotments, and the end of it.

use super::action::{Names, amount, needs_cost};
use super::life::{give_back, next_number};
use super::{Dice, Mode};
use ratchet_core::handle::Member;
use ratchet_core::month::Month;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Day, Rules, State};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// Midnight of UTC+08:00.
const MIDNIGHT: i64 = 8 * 3_600_000;
/// Two districts of a city, one of another, and a county without a city.
const DISTRICTS: [&str; 4] = ["330106", "330108", "330203", "429004"];

/// Rules with features; what validation refuses is made smaller or left out.
pub fn roll_rules(rules: &mut Value, dice: &mut Dice<'_>) {
    if dice.chance(70) {
        rules["fund"] = json!({ "drip": way(10_000, dice), "subsidy": way(3_000, dice) });
        while !is_valid(rules) && rules["fund"]["subsidy"]["bp"].as_i64().is_some_and(|bp| bp > 1) {
            rules["fund"]["subsidy"]["bp"] = (rules["fund"]["subsidy"]["bp"].as_i64().unwrap() / 2).into();
        }
        if !is_valid(rules) {
            rules["fund"]["subsidy"] = Value::Null;
        }
    }
    if dice.chance(70) {
        let grant = dice.between(1, 9_999);
        // Most of them are reached sooner or later.
        let target = grant + dice.scaled(10_000);
        rules["coins"] = json!({ "coin_max_bp": dice.between(1, 9_999) });
        if dice.chance(80) {
            rules["coins"]["points"] = json!({
                "grant_bp": grant, "target_bp": target, "tranches": dice.between(1, 5), "tranche_days": dice.pick(&[1, 3, 10]),
            });
        }
    }
    if dice.chance(70) {
        rules["contracts"] = json!({ "fee_max_fen": dice.scaled(1_000_000) });
    }
    if dice.chance(60) {
        roll_levels(rules, dice);
    }
    if dice.chance(60) {
        let weight = dice.pick(&["fixed", "turnover"]);
        rules["dividends"] = json!({ "dividend_bp": dice.between(1, 10_000), "weight": weight });
        if weight == "turnover" && rules["levels"].is_null() {
            rules["dividends"]["team_depth"] = dice.between(1, 3).into();
        }
        if !is_valid(rules) {
            rules["dividends"] = Value::Null;
        }
    }
}

fn is_valid(rules: &Value) -> bool {
    serde_json::from_value::<Rules>(rules.clone()).is_ok_and(|rules| rules.faults().is_empty())
}

fn way(most: i64, dice: &mut Dice<'_>) -> Value {
    let of_order = dice.scaled(1_000_000);
    json!({
        "bp": dice.between(1, most), "order_max_fen": of_order, "day_max_fen": of_order * dice.between(1, 4),
        "last_day": dice.pick(&["2999-12-31", "2999-12-31", "1970-01-02", "1970-01-20"]),
    })
}

/// Three levels; paid where the distribution line has room for them.
fn roll_levels(rules: &mut Value, dice: &mut Dice<'_>) {
    let step = |dice: &mut Dice<'_>| json!({ "own_spend_fen": dice.scaled(2_000), "team_turnover_fen": dice.pick(&[0, 0, 1, 50_000]) });
    let mut steps = [step(dice), step(dice), step(dice)];
    steps[1]["direct"] = json!({ "count": dice.between(1, 2), "level": dice.between(0, 1) });
    let (mut rate, mut peer) = (dice.between(1, 1_000), dice.between(0, 300));
    let mut levels = json!({
        "mode": dice.pick(&["pay", "pay", "report"]), "depth": dice.between(1, 5), "team_depth": dice.between(1, 3),
    });
    loop {
        for (place, step) in (1..).zip(&mut steps) {
            step["rate_bp"] = (rate * place).into();
        }
        levels["steps"] = json!(steps);
        levels["peer_bp"] = peer.into();
        rules["levels"] = levels.clone();
        if is_valid(rules) {
            return;
        }
        if rate == 1 {
            levels["mode"] = "report".into();
        }
        (rate, peer) = ((rate / 2).max(1), peer / 2);
    }
}

/// One thing to ask in `state`; `wait` is how many milliseconds pass before.
pub fn roll(mode: Mode, names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    let main = &state.programmes[0];
    let somebody = dice.place(names.members);
    let member = format!("m{somebody}");
    match dice.below(100) {
        0..7 => json!({ "op": "fund", "amount": amount(mode, dice), "source": "round" }),
        7..12 => {
            let evidence = format!("{:064x}", dice.place(6));
            json!({ "op": "import_claim", "member": member, "amount": amount(mode, dice), "evidence": evidence })
        }
        12..17 => convert(names, dice, state),
        17..32 => {
            let order = order(mode, with_coins_left(dice, main).unwrap_or(somebody), names, dice, state);
            wrapped(with_coins(order, dice, state), dice, state)
        }
        32..36 => open_campaign(names, dice, state),
        36..37 => json!({ "op": "end_campaign", "campaign": campaign(dice, main) }),
        37..52 => {
            let pays_with_coins = with_coins_left(dice, main).filter(|_| dice.chance(30));
            let order = order(mode, pays_with_coins.unwrap_or(somebody), names, dice, state);
            let bought = with_goods(order, dice, state);
            let bought = if pays_with_coins.is_some() { with_coins(bought, dice, state) } else { bought };
            wrapped(bought, dice, state)
        }
        52..54 => give_back(dice, state),
        54..57 => take_back_of_late(dice, state),
        57..61 => sign(&member, dice, state),
        61..63 => {
            let contract = format!("c{}", dice.place(main.contracts.iter().count() + 1));
            let last_day = state.clock.day().plus(dice.raw() % 12);
            json!({ "op": "end_contract", "contract": contract, "last_day": last_day.to_string() })
        }
        63..66 => settle_in(&member, names, dice),
        66..69 => json!({ "op": "set_shares", "member": member, "shares": dice.pick(&[0, 1, 3, 10, 1_000]) }),
        69..74 => close_month(dice, state),
        74..77 => open_offer(dice, state),
        77..81 => {
            let holder = holder(dice, main).unwrap_or(somebody);
            json!({ "op": "subscribe", "offer": offer(dice), "member": format!("m{holder}"), "units": dice.below(5) })
        }
        81..83 => {
            let reason = format!("r{}", dice.place(3));
            json!({
                "op": "grant_allotment", "offer": offer(dice), "member": member, "contribution": dice.between(1, 10_000),
                "reason": reason,
            })
        }
        83..85 => json!({ "op": "inject", "amount": amount(mode, dice), "must_not_empty": true }),
        85 => {
            json!({ "op": "close_programme", "from": state.clock.milliseconds() + 1 + dice.pick(&[0, 0, DAY, 3 * DAY, -DAY]) })
        }
        86 => {
            let held = state.pending.iter().find(|(_, row)| row.due.is_none()).map(|(_, row)| row.id.to_string());
            let order = held.unwrap_or_else(|| format!("p{}", dice.place(next_number(state) + 1)));
            json!({ "op": "book_held", "order": order })
        }
        _ => json!({ "op": "tick", "wait": dice.pick(&[DAY, 1, 3 * DAY, 8 * DAY, 35 * DAY]) }),
    }
}

/// A refund or a correction of one of the orders that were placed last, most of which were booked at once.
fn take_back_of_late(dice: &mut Dice<'_>, state: &State) -> Value {
    let order = format!("p{}", next_number(state).saturating_sub(1 + dice.place(4)));
    if dice.chance(40) {
        return json!({ "op": "correct", "order": order });
    }
    json!({ "op": "refund", "order": order, "amount": dice.between(1, 2_000) })
}

/// Somebody who has coins to spend, if anybody has, most likely.
fn with_coins_left(dice: &mut Dice<'_>, main: &ProgrammeState) -> Option<usize> {
    let owners: Vec<_> = main.debts.claims().filter(|(_, claim)| claim.coins.is_positive()).collect();
    let chosen = owners.get(dice.place(owners.len().max(1))).filter(|_| dice.chance(90));
    chosen.map(|(member, _)| member.0 as usize)
}

/// Somebody who holds points, if anybody does, most likely.
fn holder(dice: &mut Dice<'_>, main: &ProgrammeState) -> Option<usize> {
    let holders: Vec<_> = main.positions.iter().map(|open| open.member.0 as usize).collect();
    holders.get(dice.place(holders.len().max(1))).filter(|_| dice.chance(90)).copied()
}

/// A plain order of `member` that is placed.
fn order(mode: Mode, member: usize, names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    let shop = dice.place(names.merchants);
    let whole = if dice.chance(30) { amount(mode, dice) } else { dice.between(1, 20_000) };
    let row = state.directory.member_row(Member(u32::try_from(member).unwrap()));
    let balance = row.map_or(0, |row| row.balance.get());
    let part = dice.pick(&[0, 0, 0, balance.min(whole / 2), balance.min(whole)]);
    let mut step = json!({
        "op": "place", "id": format!("p{}", next_number(state)), "member": format!("m{member}"),
        "merchant": format!("s{shop}"), "amount": whole, "cost": needs_cost(state, shop).then(|| whole / 3 * 2),
        "settle_after_days": dice.pick(&[0, 0, 1, 3]),
    });
    if part > 0 {
        step["from_balance"] = part.into();
    }
    step
}

/// The same with coins, as far as there are any, or with some more.
fn with_coins(mut order: Value, dice: &mut Dice<'_>, state: &State) -> Value {
    let main = &state.programmes[0];
    let member = state.directory.member(order["member"].as_str().unwrap()).unwrap();
    let held = main.debts.claim(member).map_or(0, |claim| claim.coins.get());
    let amount = order["amount"].as_i64().unwrap();
    let most = main.versions[0].rules.coins.map_or(1, |rules| rules.most(ratchet_core::Fen::new(amount)).get());
    let most = most.min(held);
    let coins = dice.pick(&[most, most, most / 2, most / 3, most + 1]);
    if coins > 0 || dice.chance(3) {
        order["coins"] = coins.into();
    }
    order
}

/// The same for pieces of a campaign, at their price: of the newest one that goes on, most likely.
fn with_goods(mut order: Value, dice: &mut Dice<'_>, state: &State) -> Value {
    let (main, now) = (&state.programmes[0], state.clock);
    let goes_on = main.campaigns.iter().rev().find(|(_, row)| row.from <= now && now < row.until);
    let Some((_, row)) = goes_on.or(main.campaigns.iter().last()) else { return order };
    let goods = &row.goods[dice.place(row.goods.len())];
    let quantity = dice.pick(&[1, 1, 2, 3, 7, 0]);
    let sku = if dice.chance(2) { "none" } else { &goods.offer.sku };
    let id = if dice.chance(95) { row.id.clone() } else { campaign(dice, main) };
    order["goods"] = json!({ "campaign": id, "sku": sku, "quantity": quantity });
    order["amount"] = (goods.offer.price.get() * quantity + dice.pick(&[0, 0, 0, 0, 0, 0, 0, 1])).into();
    order.as_object_mut().unwrap().remove("from_balance");
    if !dice.chance(3) {
        order["cost"] = Value::Null;
    }
    order
}

/// Placed, booked at once, or paid through a provider.
fn wrapped(mut order: Value, dice: &mut Dice<'_>, state: &State) -> Value {
    match dice.below(10) {
        0..3 if order["goods"].is_null() => {
            let fields = order.as_object_mut().unwrap();
            fields.remove("settle_after_days");
            order["op"] = "book".into();
            order["id"] = format!("o{}", state.orders.len()).into();
            order
        }
        3 => {
            order.as_object_mut().unwrap().remove("op");
            let number = state.payments.next_handle().0;
            order["id"] = format!("q{number}").into();
            let expires_at = state.clock.milliseconds() + DAY;
            json!({ "op": "open_payment", "id": format!("w{number}"), "provider": "card", "order": order, "expires_at": expires_at })
        }
        _ => order,
    }
}

/// Coins out of some of the claims there are.
fn convert(names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    let claims: Vec<_> = state.programmes[0].debts.claims().collect();
    let Some((member, claim)) = claims.get(dice.place(claims.len().max(1))) else {
        return json!({ "op": "convert_claim", "member": format!("m{}", dice.place(names.members)), "amount": 1 });
    };
    let left = claim.unconverted.get();
    let amount = dice.pick(&[left, left, left / 2, left + 1]);
    json!({ "op": "convert_claim", "member": state.directory.member_names.name(member.0), "amount": amount })
}

/// Most likely the newest campaign.
fn campaign(dice: &mut Dice<'_>, main: &ProgrammeState) -> String {
    let count = main.campaigns.iter().count();
    let place = if dice.chance(90) { count.saturating_sub(1) } else { dice.place(count + 1) };
    format!("k{place}")
}

fn open_campaign(names: &Names, dice: &mut Dice<'_>, state: &State) -> Value {
    let count = dice.between(1, 3);
    let goods = (0..count).map(|number| {
        let price = if dice.chance(95) { dice.between(2, 3_000) } else { 0 };
        let (cost, stock) = (price / dice.between(1, 3), if dice.chance(95) { dice.between(1, 20) } else { 0 });
        let sku = format!("g{}", if dice.chance(5) { 0 } else { number });
        json!({ "sku": sku, "name": "goods", "price": price, "cost": cost, "stock": stock })
    });
    let goods: Vec<_> = goods.collect();
    let now = state.clock.milliseconds();
    let from = now + dice.pick(&[0, 0, 0, -DAY, DAY]);
    let until = from + dice.pick(&[30 * DAY, 5 * DAY, DAY, 0]);
    let some = usize::from(dice.chance(3));
    let plan = format!("p{}", dice.place(names.plans + some));
    let id = format!("k{}", state.programmes[0].campaigns.iter().count());
    json!({ "op": "open_campaign", "id": id, "plan": plan, "from": from, "until": until, "goods": goods })
}

fn division(dice: &mut Dice<'_>) -> String {
    let district = dice.pick(&DISTRICTS);
    let digits = dice.pick(&[6, 6, 4, 2]);
    format!("{:0<6}", &district[..digits])
}

/// A contract for a division of which there is one, most likely.
fn sign(member: &str, dice: &mut Dice<'_>, state: &State) -> Value {
    let code = division(dice);
    // The county lies in no city, so that its four digits name nothing.
    let division = if code == "429000" { "990000".to_owned() } else { code };
    let from = state.clock.day().plus(dice.raw() % 6);
    let to = from.plus(dice.raw() % 40);
    let fee = dice.pick(&[0, 1, 999, 12_345, 1_000_001]);
    let id = format!("c{}", state.programmes[0].contracts.iter().count());
    let mut step = json!({
        "op": "sign_contract", "id": id, "division": division, "member": member, "from": from.to_string(), "to": to.to_string(),
    });
    if fee > 0 {
        step["fee"] = fee.into();
    }
    step
}

/// A merchant in a division, or an agent of one without a contract.
fn settle_in(member: &str, names: &Names, dice: &mut Dice<'_>) -> Value {
    let code = dice.pick(&DISTRICTS[..3]);
    let path = [2, 4, 6].map(|digits| format!("{:0<6}", &code[..digits]));
    if dice.chance(50) {
        let region = path[..=dice.place(3)].join("/");
        return json!({ "op": "appoint_agent", "region": region, "member": member });
    }
    json!({
        "op": "add_merchant", "id": format!("s{}", names.merchants), "plan": format!("p{}", dice.place(names.plans)),
        "take_bp": null, "owner": member, "recruiter": null, "region": path,
    })
}

/// The next month to be closed, or another one.
fn close_month(dice: &mut Dice<'_>, state: &State) -> Value {
    let closed = state.programmes[0].periods.closed;
    let next = closed.map_or(1_970 * 12, |closed| i64::from(closed.month.year() * 12 + closed.month.of_year()));
    let number = next + dice.pick(&[0, 0, 0, 0, 0, 1, -1]);
    let first = |number: i64| {
        let (year, month) = (i32::try_from(number / 12).unwrap(), u32::try_from(number % 12 + 1).unwrap());
        let epoch = Day::from_date(1_970, 1, 1).unwrap();
        i64::from(Day::from_date(year, month, 1).unwrap().days_since(epoch)) * DAY - MIDNIGHT
    };
    let number = number.max(1_970 * 12);
    let of_year = u32::try_from(number % 12 + 1).unwrap();
    let month = Month::new(u32::try_from(number / 12).unwrap(), of_year).unwrap();
    let ends = first(number + 1) + dice.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 40 * DAY]);
    let mut step = json!({ "op": "close_period", "month": month.to_string(), "begins": first(number), "ends": ends });
    // Months are long: most likely it is waited for, though not for years.
    let wait = ends - state.clock.milliseconds();
    if (1..70 * DAY).contains(&wait) && dice.chance(80) {
        step["wait"] = wait.into();
    }
    step
}

fn offer(dice: &mut Dice<'_>) -> String {
    format!("x{}", dice.pick(&[0, 1, 0, 0, 0, 1, 2]))
}

fn open_offer(dice: &mut Dice<'_>, state: &State) -> Value {
    let main = &state.programmes[0];
    let now = state.clock.milliseconds();
    let opens_at = now + dice.pick(&[0, 0, 0, DAY]);
    let closes_at = opens_at + dice.pick(&[400 * DAY, 400 * DAY, DAY, 0]);
    let mut step = json!({
        "op": "open_offer", "id": offer(dice), "units": dice.between(0, 30), "opens_at": opens_at, "closes_at": closes_at,
        "locked_until": now + 500 * DAY, "proceeds": dice.pick(&["to_reserve", "to_issuer"]),
    });
    if dice.chance(30) {
        step["contribution_per_unit"] = dice.between(0, 3_000).into();
    } else {
        // What somebody has is enough for some units.
        let most = holder(dice, main).map(|place| main.free_points(Member(u32::try_from(place).unwrap())).get());
        step["points_per_unit"] = dice.scaled(most.unwrap_or(0).max(100)).into();
    }
    if dice.chance(30) {
        step["member_max"] = dice.between(1, 30).into();
    }
    if dice.chance(40) && step["proceeds"] == "to_issuer" {
        step["issue_price"] = dice.scaled(10_000).into();
    }
    step
}
