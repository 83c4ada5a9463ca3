//! `team-pay`: nobody is paid for the sales of a team or a region.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject, plan_key};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::RegionRates;

/// The check.
pub static TEAM_PAY: Check = Check {
    id: "team-pay",
    demand: Text::fixed(
        "级差、平级和区域提成只可统计，不可支付",
        "level differentials, same-level awards and region overrides are reported, never paid",
    ),
    sources: &[source::PYRAMID_TEAM_PAY],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let plans = subject.rules.plans.iter();
    Examination::of(plans.filter_map(|(name, plan)| breach(name, &plan.awards.region_bp)).collect())
}

fn breach(plan: &str, rates: &RegionRates) -> Option<Breach> {
    let rates = [("district", rates.district), ("city", rates.city), ("province", rates.province)];
    if rates.iter().all(|(_, rate)| rate.get() == 0) {
        return None;
    }
    let place = format!("{}.awards.region_bp", plan_key(plan));
    let breach = Breach::in_rules(
        &place,
        Text::computed(
            format!("计划 {plan} 按级差向区域代理支付区域内销售的提成"),
            format!("plan {plan} pays region agents a differential share of the sales of their region"),
        ),
        Text::computed(
            format!("去掉 {place}（全部为 0），或在 cn-counsel 下附上针对 team-pay 的法律意见"),
            format!("remove {place} (0 for all), or under cn-counsel attach a signed legal opinion for team-pay"),
        ),
    );
    let paid = rates.iter().filter(|(_, rate)| rate.get() > 0);
    Some(paid.fold(breach, |breach, (level, _)| breach.setting(format!("{place}.{level}"), Bound::Exactly, 0)))
}
