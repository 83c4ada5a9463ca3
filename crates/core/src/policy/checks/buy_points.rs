//! `buy-points`: points come from orders alone. The engine has no command that sells or moves them.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static BUY_POINTS: Check = Check {
    id: "buy-points",
    demand: Text::fixed(
        "积分不可用钱购买，会员之间不可转让",
        "points cannot be bought for money, nor given by one member to another",
    ),
    sources: &[source::GREEN_CONSUMPTION_NOTICE],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::Cannot };
    let ways = [
        ("points.purchasable", facts.points.purchasable, "积分可以用钱购买", "points can be bought for money"),
        (
            "points.transferable",
            facts.points.transferable,
            "会员之间可以转让积分",
            "members can give points to each other",
        ),
    ];
    let open = ways.into_iter().filter(|(_, declared, ..)| *declared == Some(true)).map(|(key, _, zh, en)| {
        Breach::in_facts(key, Text::fixed(zh, en), Text::fixed("关闭这个功能", "close this way"))
    });
    let breaches: Vec<Breach> = open.collect();
    if breaches.is_empty() { Examination::Cannot } else { Examination::Breached(breaches) }
}
