//! `awards-ceiling`: all awards of an order together.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject, plan_key};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::{AwardRates, LevelRules};

/// The most that all awards of an order may come to, in basis points of its amount.
const CEILING_BP: u64 = 3_000;

/// The check.
pub static AWARDS_CEILING: Check = Check {
    id: "awards-ceiling",
    demand: Text::fixed(
        "每笔订单的各项奖励合计不超过订单金额的 30 %",
        "all awards of an order together are at most 30 % of its amount",
    ),
    sources: &[source::DIRECT_SELLING_CEILING],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let plans = subject.rules.plans.iter();
    let levels = subject.rules.levels.as_ref().map_or(0, LevelRules::most_paid);
    Examination::of(plans.filter_map(|(name, plan)| breach(name, &plan.awards, levels)).collect())
}

/// `levels` is the most that levels are paid beside the awards of the plan, in basis points.
fn breach(plan: &str, awards: &AwardRates, levels: u64) -> Option<Breach> {
    let worst = awards.worst_case() + levels;
    let excess = worst.checked_sub(CEILING_BP).filter(|excess| *excess > 0)?;
    let place = format!("{}.awards", plan_key(plan));
    let breach = Breach::in_rules(
        &place,
        Text::computed(
            format!("计划 {plan} 的奖励合计最多 {worst} 基点，超过订单金额的 30 %"),
            format!("the awards of plan {plan} take up to {worst} basis points of an order: more than 30 %"),
        ),
        Text::fixed("", ""),
    );
    let lowered = lowered(awards, excess).into_iter();
    let breach =
        lowered.fold(breach, |breach, (key, rate)| breach.setting(format!("{place}.{key}"), Bound::AtMost, rate));
    let rates = breach.settings.iter().map(|setting| format!("{} ≤ {}", setting.key, setting.value));
    let rates = rates.collect::<Vec<_>>().join(", ");
    let change = Text::computed(
        format!("奖励合计降低 {excess} 基点，例如 {rates}"),
        format!("lower the awards by {excess} basis points altogether, for example {rates}"),
    );
    Some(Breach { change, ..breach })
}

/// The rates that are too high once `excess` is taken off, the largest award first; region agents share one rate.
fn lowered(awards: &AwardRates, excess: u64) -> Vec<(&'static str, u64)> {
    let region = awards.region_bp;
    let regions = [
        ("region_bp.district", region.district),
        ("region_bp.city", region.city),
        ("region_bp.province", region.province),
    ];
    let mut kinds = [
        vec![("direct_bp", awards.direct_bp)],
        vec![("indirect_bp", awards.indirect_bp)],
        vec![("recruiter_bp", awards.recruiter_bp)],
        regions.to_vec(),
    ]
    .map(|rates| (rates.iter().map(|(_, rate)| u64::from(rate.get())).max().unwrap_or(0), rates));
    kinds.sort_by_key(|(highest, _)| std::cmp::Reverse(*highest));
    let mut left = excess;
    let mut lowered = Vec::new();
    for (highest, rates) in kinds {
        let off = left.min(highest);
        left -= off;
        let above = rates.into_iter().filter(|(_, rate)| u64::from(rate.get()) > highest - off);
        lowered.extend(above.map(|(key, _)| (key, highest - off)));
    }
    lowered
}
