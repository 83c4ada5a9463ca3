//! `notice`: rules change with notice.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The least notice, in days.
const LEAST: u32 = 7;

/// The check.
pub static NOTICE: Check = Check {
    id: "notice",
    demand: Text::fixed(
        "修改规则须至少提前 7 天公示",
        "a change of the rules is published at least 7 days before it takes effect",
    ),
    sources: &[source::ECOMMERCE_NOTICE],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let change =
        Text::computed(format!("把 notice_days 设为至少 {LEAST}"), format!("set notice_days to at least {LEAST}"));
    let breach = match facts.notice_days {
        Some(days) if days >= LEAST => return Examination::Holds,
        Some(days) => Breach::in_facts(
            "notice_days",
            Text::computed(format!("修改规则只提前 {days} 天公示"), format!("rules change with {days} days' notice")),
            change,
        ),
        None => Breach::not_stated("notice_days", change),
    };
    Examination::Breached(vec![breach.setting("notice_days", Bound::AtLeast, LEAST.into())])
}
