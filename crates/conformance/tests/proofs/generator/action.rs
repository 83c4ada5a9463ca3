//! What happens next in a random programme, relative to the state: "all but one unit", "the last order".

use super::{Dice, Mode, Script, features, life};
use ratchet_core::handle::{Member, Order};
use ratchet_core::{DEFAULT_PROGRAMME, State};
use serde_json::{Value, json};

/// Part of what somebody has, in basis points, and units more or less.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    bp: i64,
    more: i64,
}

impl Part {
    const ALL: Self = Self { bp: 10_000, more: 0 };
    const ONE: Self = Self { bp: 0, more: 1 };
    const ALL_BUT_ONE: Self = Self { bp: 10_000, more: -1 };
    const TOO_MUCH: Self = Self { bp: 10_000, more: 1 };

    fn roll(dice: &mut Dice<'_>) -> Self {
        let some = Self { bp: dice.between(0, 10_000), more: 0 };
        dice.pick(&[Self::ALL, some, Self::ALL_BUT_ONE, Self::ONE, some, Self::ALL, some, Self::TOO_MUCH])
    }

    fn of(self, whole: i64) -> i64 {
        let part = i128::from(whole) * i128::from(self.bp) / 10_000;
        i64::try_from(part).unwrap().saturating_add(self.more)
    }
}

/// One thing to ask. What depends on the state is worked out when its turn comes.
#[derive(Clone, Debug)]
pub enum Action {
    /// This step.
    Ask(Value),
    /// The member of this place sells.
    Sell(usize, Part),
    /// So much of what is left of the order of this place is refunded.
    Return(usize, Part),
}

impl Action {
    /// The step that it comes to in `state`.
    pub fn step(self, state: &State) -> Value {
        match self {
            Self::Ask(step) => step,
            Self::Sell(place, part) => {
                let member = Member(u32::try_from(place).unwrap());
                let held = programme(state).positions.points_of(member).get();
                json!({ "op": "redeem", "member": format!("m{place}"), "units": part.of(held) })
            }
            Self::Return(place, part) => {
                let order = state.orders.hot(Order(u32::try_from(place).unwrap()));
                let left = order.map_or(7, |order| (order.amount - order.refunded).get());
                json!({ "op": "refund", "order": format!("o{place}"), "amount": part.of(left) })
            }
        }
    }
}

fn programme(state: &State) -> &ratchet_core::programme::ProgrammeState {
    state.programme(state.programme_named(DEFAULT_PROGRAMME).unwrap()).unwrap()
}

/// Everyone and everything that can be named, by count: `m0`…, `s0`…, `o0`….
pub struct Names {
    pub members: usize,
    pub merchants: usize,
    orders: usize,
    pub plans: usize,
}

/// Weights of the kinds of action: member, merchant, agent, book, sell, return, correct, inject, wrong, everyone sells,
/// a storm of refunds.
fn weights(mode: Mode) -> [i64; 11] {
    match mode {
        Mode::Ordinary => [6, 3, 5, 45, 14, 9, 6, 4, 6, 1, 1],
        Mode::Dust => [4, 3, 3, 60, 12, 8, 4, 4, 2, 1, 1],
        Mode::Whales => [4, 2, 3, 50, 16, 10, 6, 6, 2, 1, 1],
        Mode::Bounds => [3, 2, 2, 55, 14, 8, 5, 10, 1, 1, 1],
        Mode::Drain => [3, 2, 2, 50, 20, 6, 5, 4, 2, 6, 1],
        Mode::Refunds => [3, 3, 3, 45, 8, 20, 10, 2, 2, 1, 4],
        Mode::LowCaps => [5, 3, 3, 60, 9, 7, 4, 6, 2, 1, 1],
    }
}

/// What the dice say in `state`: usually one action, for a storm many.
pub fn roll(script: &Script, plans: usize, dice: &mut Dice<'_>, state: &State) -> Vec<Action> {
    let mode = script.mode;
    let names = Names {
        members: state.directory.members().count(),
        merchants: state.directory.merchants().count(),
        orders: state.orders.len(),
        plans,
    };
    if script.has_features && dice.chance(60) {
        // An order for goods, paid with coins and a balance, takes more dice than an action has.
        return vec![Action::Ask(features::roll(mode, &names, &mut Dice::new(&dice.spread(4)), state))];
    }
    if script.has_life && dice.chance(50) {
        return vec![Action::Ask(life::roll(mode, &names, &mut Dice::new(&dice.spread(2)), state))];
    }
    let weights = weights(mode);
    let mut rest = dice.below(weights.iter().sum());
    let mut kind = 0;
    while rest >= weights[kind] {
        rest -= weights[kind];
        kind += 1;
    }
    match kind {
        0 => vec![Action::Ask(names.new_member(dice))],
        1 => vec![Action::Ask(names.new_merchant(dice))],
        2 => vec![Action::Ask(names.new_agent(dice))],
        3 => vec![Action::Ask(names.order(mode, dice, state))],
        4 => vec![Action::Sell(dice.place(names.members), Part::roll(dice))],
        5 => vec![Action::Return(names.some_order(dice), Part::roll(dice))],
        6 => vec![Action::Ask(json!({ "op": "correct", "order": format!("o{}", names.some_order(dice)) }))],
        7 => vec![Action::Ask(json!({ "op": "inject", "amount": amount(mode, dice) }))],
        8 => vec![Action::Ask(names.wrong(dice, state))],
        9 => {
            let first = dice.place(names.members);
            let part = dice.pick(&[Part::ALL, Part::ALL, Part::ALL_BUT_ONE]);
            (0..names.members).map(|place| Action::Sell((first + place) % names.members, part)).collect()
        }
        _ => {
            let (part, every) = (Part::roll(dice), 1 + dice.place(3));
            (0..names.orders).rev().step_by(every).take(25).map(|place| Action::Return(place, part)).collect()
        }
    }
}

impl Names {
    fn some_order(&self, dice: &mut Dice<'_>) -> usize {
        if dice.chance(50) { self.orders.saturating_sub(1) } else { dice.place(self.orders) }
    }

    fn member(&self, dice: &mut Dice<'_>) -> String {
        format!("m{}", dice.place(self.members))
    }

    fn member_or_nobody(&self, dice: &mut Dice<'_>) -> Value {
        let member = self.member(dice);
        if dice.chance(70) { member.into() } else { Value::Null }
    }

    fn new_member(&self, dice: &mut Dice<'_>) -> Value {
        json!({ "op": "add_member", "id": format!("m{}", self.members), "referrer": self.member_or_nobody(dice) })
    }

    fn new_merchant(&self, dice: &mut Dice<'_>) -> Value {
        let take = if dice.chance(50) { Value::from(dice.between(0, 10_000)) } else { Value::Null };
        let plan = format!("p{}", dice.place(self.plans));
        let (owner, recruiter) = (self.member_or_nobody(dice), self.member_or_nobody(dice));
        let depth = dice.place(4);
        let path = region(dice.below(8));
        let region = if depth == 0 { Value::Null } else { json!(path[..depth]) };
        let id = format!("s{}", self.merchants);
        json!({
            "op": "add_merchant", "id": id, "plan": plan, "take_bp": take, "owner": owner, "recruiter": recruiter,
            "region": region,
        })
    }

    fn new_agent(&self, dice: &mut Dice<'_>) -> Value {
        let depth = 1 + dice.place(3);
        let region = region(dice.below(8))[..depth].join("/");
        json!({ "op": "appoint_agent", "region": region, "member": self.member(dice) })
    }

    fn order(&self, mode: Mode, dice: &mut Dice<'_>, state: &State) -> Value {
        let (member, place) = (self.member(dice), dice.place(self.merchants));
        let amount = amount(mode, dice);
        let part = dice.pick(&[7_000, 0, 10_000, 9_990, 5_000, 9_000]);
        let cost = if needs_cost(state, place) {
            Value::from(i64::try_from(i128::from(amount) * part / 10_000).unwrap())
        } else {
            Value::Null
        };
        let (id, merchant) = (format!("o{}", self.orders), format!("s{place}"));
        json!({ "op": "book", "id": id, "member": member, "merchant": merchant, "amount": amount, "cost": cost })
    }

    /// Something that cannot be accepted, or hardly.
    fn wrong(&self, dice: &mut Dice<'_>, state: &State) -> Value {
        let member = self.member(dice);
        let place = dice.place(self.merchants);
        let (id, merchant) = (format!("o{}", self.orders), format!("s{place}"));
        let cost = if needs_cost(state, place) { json!(1) } else { Value::Null };
        let no_cost = if needs_cost(state, place) { Value::Null } else { json!(0) };
        let order = format!("o{}", dice.place(self.orders));
        let book = json!({
            "op": "book", "id": id, "member": member, "merchant": merchant, "amount": 5_000, "cost": cost,
        });
        let merchant = json!({
            "op": "add_merchant", "id": format!("s{}", self.merchants), "plan": format!("p{}", dice.place(self.plans)),
            "take_bp": null, "owner": null, "recruiter": null, "region": null,
        });
        let but = |step: &Value, field: &str, value: Value| {
            let mut step = step.clone();
            step[field] = value;
            step
        };
        match dice.below(27) {
            0 => but(&book, "id", "o0".into()),
            1 => but(&book, "member", "nobody".into()),
            2 => but(&book, "merchant", "nobody".into()),
            3 => but(&book, "amount", json!(0)),
            4 => but(&book, "amount", json!(-1)),
            5 => but(&book, "amount", json!(10_000_000_000_001_i64)),
            6 => but(&book, "cost", no_cost),
            7 => but(&book, "cost", json!(5_001)),
            8 => but(&book, "cost", json!(-1)),
            9 => json!({ "op": "redeem", "member": "nobody", "units": 1 }),
            10 => json!({ "op": "redeem", "member": member, "units": dice.between(-1, 0) }),
            11 => json!({ "op": "redeem", "member": member, "units": i64::MAX }),
            12 => json!({ "op": "refund", "order": "none", "amount": 1 }),
            13 => json!({ "op": "refund", "order": order, "amount": dice.between(-1, 0) }),
            14 => json!({ "op": "refund", "order": order, "amount": 10_000_000_000_001_i64 }),
            15 => json!({ "op": "correct", "order": "none" }),
            16 => json!({ "op": "inject", "amount": dice.between(-1, 0) }),
            17 => json!({ "op": "inject", "amount": 10_000_000_000_001_i64 }),
            18 => json!({ "op": "add_member", "id": member, "referrer": null }),
            19 => json!({ "op": "add_member", "id": format!("m{}", self.members), "referrer": "nobody" }),
            20 => but(&merchant, "id", "s0".into()),
            21 => but(&merchant, "plan", "none".into()),
            22 => but(&merchant, "take_bp", json!(1)),
            23 => but(&merchant, "owner", "nobody".into()),
            24 => but(&merchant, "recruiter", "nobody".into()),
            25 => json!({ "op": "appoint_agent", "region": "P0", "member": "nobody" }),
            // Somebody who is not known yet refers to themselves.
            _ => json!({
                "op": "add_member", "id": format!("m{}", self.members), "referrer": format!("m{}", self.members),
            }),
        }
    }
}

pub fn needs_cost(state: &State, merchant: usize) -> bool {
    let merchant = state.directory.merchants().nth(merchant);
    let plan = merchant.and_then(|(_, _, row)| programme(state).plan_rules(0, row.plan));
    plan.is_some_and(|plan| plan.take_bp.is_none())
}

/// Two provinces of two cities of two districts.
fn region(place: i64) -> [String; 3] {
    [format!("P{}", place / 4), format!("C{}", place / 2), format!("D{place}")]
}

pub fn amount(mode: Mode, dice: &mut Dice<'_>) -> i64 {
    let most = 10_000_000_000_000;
    match mode {
        Mode::Ordinary | Mode::Refunds | Mode::LowCaps | Mode::Drain => {
            if dice.chance(50) {
                dice.pick(&[100_000, 10_000, 50_000])
            } else {
                dice.scaled(2_000_000)
            }
        }
        Mode::Dust => dice.between(1, 20),
        Mode::Whales => dice.scaled(most),
        Mode::Bounds => match dice.below(6) {
            0 => dice.scaled(1_000_000),
            1 | 2 => dice.scaled(most),
            3 => most + dice.between(-2, 2),
            4 => most,
            _ => most - dice.scaled(most / 2),
        },
    }
}
