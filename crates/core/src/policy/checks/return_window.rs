//! `return-window`: an order is booked when it can no longer be returned.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::facts::{Facts, Sold};
use crate::policy::source;
use crate::policy::text::Text;

/// The legal window for goods, in days.
const GOODS_DAYS: u32 = 7;
/// The window at a till, in days.
const TILL_DAYS: u32 = 1;

/// The check.
pub static RETURN_WINDOW: Check = Check {
    id: "return-window",
    demand: Text::fixed(
        "过了法定退货期才入账：商品至少 7 天，门店至少 1 天",
        "orders are booked after the legal return window: at least 7 days for goods, 1 day at a till",
    ),
    sources: &[source::CONSUMER_LAW, source::PREPAID_INTERPRETATION, source::MODEL_RETURNS],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let sells = |sold: Sold| subject.rules.plans.keys().any(|plan| sold_under(plan, facts) == sold);
    let windows = [
        (Sold::Goods, "settle_after_days.goods", facts.settle_goods_days, GOODS_DAYS, "商品", "goods"),
        (Sold::Till, "settle_after_days.till", facts.settle_till_days, TILL_DAYS, "门店", "at a till"),
    ];
    let of_use = windows.into_iter().filter(|(sold, ..)| sells(*sold));
    Examination::of(of_use.filter_map(|(_, key, days, least, zh, en)| breach(key, days, least, zh, en)).collect())
}

/// What is sold under a plan: goods, unless it is said.
fn sold_under(plan: &str, facts: &Facts) -> Sold {
    facts.plans.get(plan).map(|plan| plan.sold).unwrap_or_default()
}

fn breach(key: &'static str, days: Option<u32>, least: u32, zh: &str, en: &str) -> Option<Breach> {
    let change = Text::computed(format!("把 {key} 设为至少 {least}"), format!("set {key} to at least {least}"));
    let breach = match days {
        Some(days) if days >= least => return None,
        Some(days) => Breach::in_facts(
            key,
            Text::computed(
                format!("{zh}订单 {days} 天后入账，短于 {least} 天的退货期"),
                format!("orders ({en}) are booked after {days} days, within the return window of {least}"),
            ),
            change,
        ),
        None => Breach::not_stated(key, change),
    };
    Some(breach.setting(key, Bound::AtLeast, least.into()))
}
