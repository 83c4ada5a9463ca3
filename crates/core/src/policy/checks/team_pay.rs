//! `team-pay`: nobody is paid for the sales of a team or a region, neither with an order nor by a share of a pot.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject, plan_key};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::{DividendRules, LevelMode, LevelRules, RegionRates, ShareWeight};

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
    let regions = plans.filter_map(|(name, plan)| breach(name, &plan.awards.region_bp));
    let levels = subject.rules.levels.as_ref().and_then(levels_breach);
    let dividends = subject.rules.dividends.and_then(dividends_breach);
    Examination::of(regions.chain(levels).chain(dividends).collect())
}

fn levels_breach(levels: &LevelRules) -> Option<Breach> {
    let breach = Breach::in_rules(
        "levels.mode",
        Text::fixed(
            "级差奖和平级奖按团队销售支付",
            "differential and same-level awards are paid for the sales of a team",
        ),
        Text::fixed(
            "设 levels.mode = \"report\"：只出对账单，不支付；或在 cn-counsel 下附上针对 team-pay 的法律意见",
            "set levels.mode = \"report\": stated, not paid; or under cn-counsel attach a signed legal opinion for team-pay",
        ),
    );
    (levels.mode == LevelMode::Pay).then_some(breach)
}

fn dividends_breach(dividends: DividendRules) -> Option<Breach> {
    let breach = Breach::in_rules(
        "dividends.weight",
        Text::fixed("分红按持有人团队的销售额加权", "dividends are weighed by the sales of a holder's team"),
        Text::fixed(
            "设 dividends.weight = \"fixed\"：只按持股；或在 cn-counsel 下附上针对 team-pay 的法律意见",
            "set dividends.weight = \"fixed\": by shares alone; or under cn-counsel attach a signed legal opinion for team-pay",
        ),
    );
    (dividends.weight == ShareWeight::Turnover).then_some(breach)
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
