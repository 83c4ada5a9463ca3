//! `headcount`: nobody is paid for registrations. The rules know only awards on orders; what is paid outside of the
//! programme is declared.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static HEADCOUNT: Check = Check {
    id: "headcount",
    demand: Text::fixed(
        "奖励和级别不得取决于注册人数或发展的人数",
        "no reward or rank depends on registrations or on the number of recruits",
    ),
    sources: &[source::PYRAMID_HEADCOUNT],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    match subject.facts.and_then(|facts| facts.joining.pays_for_recruits) {
        Some(true) => Examination::of(vec![Breach::in_facts(
            "joining.pays_for_recruits",
            Text::fixed("注册或拉人头就有奖励或级别", "registrations or recruits alone bring a reward or a rank"),
            Text::fixed("取消按人头的奖励和级别，只按真实订单计算", "end it: reward nothing but real orders"),
        )]),
        _ => Examination::Cannot,
    }
}
