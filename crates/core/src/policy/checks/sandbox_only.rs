//! `profile`: the profile without checks is for sandboxes.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::operations::Mode;

/// The check.
pub static SANDBOX_ONLY: Check = Check {
    id: "profile",
    demand: Text::fixed("profile none 仅限沙盒", "the profile none is for sandboxes only"),
    sources: &[source::THIS_DOCUMENT],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    match subject.facts.map(|facts| facts.mode) {
        None => Examination::NeedsFacts,
        Some(Mode::Sandbox) => Examination::Holds,
        Some(Mode::Live) => Examination::of(vec![Breach::in_facts(
            "mode",
            Text::fixed("正式部署不能不经检查", "a live deployment cannot go without checks"),
            Text::fixed(
                "改用 cn-strict 或 cn-counsel，或写一份自己的 profile（docs/policy.md）",
                "use cn-strict or cn-counsel, or write a profile of your own (docs/policy.md)",
            ),
        )]),
    }
}
