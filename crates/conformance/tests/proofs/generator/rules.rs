//! Rules that pass validation: the rates are parts of what there is, so nothing has to be thrown away.

use super::{Dice, Mode};
use serde_json::{Map, Value, json};

const LINES: [&str; 4] = ["distribution", "platform", "service", "welfare"];

/// Rates of a plan with what the cap and the awards may take of it.
struct PlanRoll {
    plan: Value,
    /// The pool share of a take plan, in basis points, rounded up.
    pool_share: i64,
}

/// Rolls rules for `mode`.
pub fn roll(mode: Mode, dice: &mut Dice<'_>) -> Value {
    let price = match dice.below(6) {
        0 | 1 => 100,
        2 => 1,
        3 => dice.between(1, 100_000),
        4 => dice.scaled(100_000_000),
        _ => dice.scaled(if mode == Mode::Bounds { 10_000_000_000_000 } else { 10_000 }),
    };
    let mint = dice.between(1, 10_000);
    let mint = dice.pick(&[7_000, 10_000, mint, mint, 1]);
    let fee = dice.between(0, 10_000);
    let fee = dice.pick(&[2_000, 0, fee, fee, 10_000]);
    let mut plans = Map::new();
    let mut pool_share = 0;
    for place in 0..dice.between(1, 3) {
        let rolled = roll_plan(dice);
        pool_share = pool_share.max(rolled.pool_share);
        plans.insert(format!("p{place}"), rolled.plan);
    }
    let cap = roll_cap(mode, pool_share, dice);
    let founding = roll_founding(mode, price, dice);
    json!({
        "initial_price_fen": price, "mint_bp": mint, "redemption_fee_bp": fee, "founding_fen": founding,
        "cap": cap, "plans": plans,
    })
}

/// None, or enough for 10⁸ units and less than 2⁶³.
fn roll_founding(mode: Mode, price: i64, dice: &mut Dice<'_>) -> i64 {
    let most = 9_000_000_000_000_000_i64;
    let founded = dice.chance(50);
    let points = dice.scaled(90_000_000_000);
    let nearly = dice.chance(50);
    match mode {
        Mode::Drain => 0,
        Mode::Bounds if founded && nearly => {
            // As near to either bound as the price allows.
            let units_bound = i64::try_from(i128::from(price) * 92_233_720_368).unwrap_or(most);
            units_bound.min(most - dice.scaled(20_000_000_000_000)).max(price)
        }
        _ if founded => price.saturating_mul(points).min(most).max(price),
        _ => 0,
    }
}

fn roll_cap(mode: Mode, pool_share: i64, dice: &mut Dice<'_>) -> Value {
    if mode != Mode::LowCaps && !dice.chance(75) {
        return Value::Null;
    }
    let multiple = match mode {
        Mode::LowCaps => pool_share + dice.between(1, 2_000),
        _ => match dice.below(4) {
            0 => pool_share + dice.between(1, 200),
            1 => 1_000_000,
            _ => pool_share + dice.between(1, 40_000),
        },
    };
    let scope = dice.pick(&["member", "order"]);
    match dice.below(3) {
        0 => json!({ "multiple_bp": multiple, "scope": scope }),
        1 => json!({ "multiple_bp": multiple, "scope": scope, "overshoot": "pay" }),
        _ => json!({ "multiple_bp": multiple, "scope": scope, "overshoot": "retain" }),
    }
}

fn roll_plan(dice: &mut Dice<'_>) -> PlanRoll {
    let of_cost = dice.chance(35);
    let take = match dice.below(5) {
        0 | 1 => 3_000,
        2 => dice.between(1, 50),
        _ => dice.between(1, 10_000),
    };
    let commission = if of_cost { 10_000 } else { take };
    let used = dice.pick(&[3_000, 0, 6_000, 9_000, 10_000]);
    let count = dice.place(LINES.len() + 1);
    let weights: Vec<i64> = (0..count).map(|_| dice.between(1, 10)).collect();
    let whole = weights.iter().sum::<i64>().max(1);
    let mut split = Map::new();
    let (mut taken, mut distribution) = (0, 0);
    for (name, weight) in LINES.iter().zip(weights) {
        let part = used * weight / whole;
        let (basis, rate, scaled) = if dice.chance(50) {
            ("commission", part, part * commission)
        } else {
            ("amount", part * commission / 10_000, part * commission / 10_000 * 10_000)
        };
        split.insert((*name).to_owned(), json!({ "basis": basis, "bp": rate }));
        taken += scaled;
        if *name == "distribution" {
            distribution = scaled / 10_000;
        }
    }
    let pool_share = if of_cost { 0 } else { (commission * 10_000 - taken + 9_999) / 10_000 };
    let mut plan =
        json!({ "margin": "take", "take_bp": take, "split": split, "awards": roll_awards(distribution, dice) });
    if of_cost {
        plan["margin"] = "cost".into();
        plan.as_object_mut().unwrap().remove("take_bp");
    }
    PlanRoll { plan, pool_share }
}

/// Awards that take at most `distribution` basis points together.
fn roll_awards(distribution: i64, dice: &mut Dice<'_>) -> Value {
    let mut left = distribution;
    let mut some = |dice: &mut Dice<'_>| {
        let rate = if dice.chance(70) { dice.between(0, left) } else { 0 };
        left -= rate;
        rate
    };
    let (region, direct, indirect, recruiter) = (some(dice), some(dice), some(dice), some(dice));
    let (district, city) = (dice.between(0, region), dice.between(0, region));
    let levels = match dice.below(3) {
        0 => [district.min(city), district.max(city), region],
        1 => [region, district, city],
        _ => [district, region, city],
    };
    json!({
        "direct_bp": direct, "indirect_bp": indirect, "recruiter_bp": recruiter,
        "region_bp": { "district": levels[0], "city": levels[1], "province": levels[2] },
    })
}
