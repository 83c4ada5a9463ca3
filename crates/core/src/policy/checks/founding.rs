//! `founding`: a deposit that is large against one order, so that nobody owns the whole reserve.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject, plan_key};
use crate::policy::facts::PlanFacts;
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::{Margin, Plan, Rules};
use crate::units::Fen;

/// How many pool parts of a typical order the deposit has to be.
const ORDERS: i64 = 100;

/// The check.
pub static FOUNDING: Check = Check {
    id: "founding",
    demand: Text::fixed(
        "创始资金不少于一笔典型订单进池金额的 100 倍",
        "the founding deposit is at least 100 times the pool part of a typical order",
    ),
    sources: &[source::MODEL_FOUNDING],
    examine,
};

/// What a plan's typical order brings into the pool.
enum Typical {
    Pool(Fen),
    Unstated(&'static str),
    Impossible,
}

fn examine(subject: &Subject<'_>) -> Examination {
    let rules = subject.rules;
    let plan_facts = |name: &str| subject.facts.and_then(|facts| facts.plans.get(name));
    let typical: Vec<_> = rules.plans.iter().map(|(name, plan)| (name, typical_pool(plan, plan_facts(name)))).collect();
    let pools = typical.iter().filter_map(|(name, typical)| match typical {
        Typical::Pool(pool) => Some((*pool, name.as_str())),
        _ => None,
    });
    // The first of equal ones, so that reports do not waver.
    let largest = pools.reduce(|largest, next| if next.0 > largest.0 { next } else { largest });
    let mut breaches: Vec<Breach> = too_small(rules, largest).into_iter().collect();
    if subject.facts.is_some() {
        breaches.extend(typical.iter().filter_map(|(name, typical)| unknown(name, typical)));
    } else if breaches.is_empty() {
        return Examination::NeedsFacts;
    }
    Examination::of(breaches)
}

fn typical_pool(plan: &Plan, facts: Option<&PlanFacts>) -> Typical {
    let Some(amount) = facts.and_then(|facts| facts.typical_amount) else {
        return Typical::Unstated("typical_amount_fen");
    };
    let commission = match (plan.margin, facts.and_then(|facts| facts.typical_cost)) {
        (Margin::Take, _) => amount.share(plan.take_bp.unwrap_or_default()),
        (Margin::Cost, Some(cost)) if cost > amount => return Typical::Impossible,
        (Margin::Cost, Some(cost)) => amount - cost,
        (Margin::Cost, None) => return Typical::Unstated("typical_cost_fen"),
    };
    plan.pool_part(amount, commission).map_or(Typical::Impossible, Typical::Pool)
}

/// No deposit at all is grave, a small one slight.
fn too_small(rules: &Rules, largest: Option<(Fen, &str)>) -> Option<Breach> {
    let deposit = rules.founding_fen;
    let least = largest.map(|(pool, _)| u64::try_from(i128::from(pool.get()) * i128::from(ORDERS)).unwrap_or(u64::MAX));
    let is_none = !deposit.is_positive();
    if !is_none && least.is_none_or(|least| u64::try_from(deposit.get()).is_ok_and(|deposit| deposit >= least)) {
        return None;
    }
    let value = least.unwrap_or(0).max(least_founding(rules));
    let sentence = match largest {
        Some((pool, plan)) if !is_none => Text::computed(
            format!("创始资金 ¥{deposit}，不到计划 {plan} 一笔典型订单进池 ¥{pool} 的 {ORDERS} 倍"),
            format!(
                "the founding deposit of ¥{deposit} is less than {ORDERS} times the ¥{pool} that a typical order of plan {plan} brings into the pool"
            ),
        ),
        _ => Text::fixed(
            "没有创始资金：最早的会员可以独占整个盈利池",
            "there is no founding deposit: the first member can own the whole reserve",
        ),
    };
    let change = match least {
        Some(_) => {
            Text::computed(format!("把 founding_fen 设为至少 {value}"), format!("set founding_fen to at least {value}"))
        }
        None => Text::fixed(
            "设 founding_fen，不少于一笔典型订单进池金额的 100 倍",
            "set founding_fen to at least 100 times the pool part of a typical order",
        ),
    };
    let breach = Breach::in_rules("founding_fen", sentence, change).setting("founding_fen", Bound::AtLeast, value);
    Some(if is_none { breach } else { breach.slight() })
}

/// The least deposit that the rules themselves accept: one that issues a point.
fn least_founding(rules: &Rules) -> u64 {
    u64::try_from(rules.initial_price_fen.get()).unwrap_or(0)
}

fn unknown(plan: &str, typical: &Typical) -> Option<Breach> {
    let breach = match typical {
        Typical::Pool(_) => return None,
        Typical::Unstated(field) => Breach::not_stated(
            format!("{}.{field}", plan_key(plan)),
            Text::fixed(
                "写明一笔典型订单，以核对创始资金",
                "state a typical order, so that the founding deposit can be checked",
            ),
        ),
        Typical::Impossible => Breach::in_facts(
            format!("{}.typical_amount_fen", plan_key(plan)),
            Text::computed(
                format!("计划 {plan} 的典型订单付不起各项分账，会被拒收"),
                format!("the typical order of plan {plan} cannot pay the split lines: it would be refused"),
            ),
            Text::fixed("核对典型订单的金额和成本", "check the amount and the cost of the typical order"),
        ),
    };
    Some(breach.slight())
}
