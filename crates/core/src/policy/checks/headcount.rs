//! `headcount`: nobody is paid, or ranked, for registrations or for the number of recruits. What is paid outside of the
//! programme is declared.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::LevelMode;

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
    let levels = subject.rules.levels.as_ref();
    let mut breaches: Vec<Breach> = levels.map_or_else(Vec::new, |levels| {
        let steps = levels.steps.iter().enumerate().filter(|(_, step)| step.direct.is_some());
        steps.map(|(place, _)| breach(place, levels.mode)).collect()
    });
    let declared = declared(subject);
    if breaches.is_empty() {
        return declared;
    }
    if let Examination::Breached(more) = declared {
        breaches.extend(more);
    }
    Examination::of(breaches)
}

/// A level that is only reported pays nothing for it, and still ranks people by whom they brought.
fn breach(place: usize, mode: LevelMode) -> Breach {
    let key = format!("levels.steps.{place}.direct");
    let breach = Breach::in_rules(
        &key,
        Text::computed(
            format!("V{} 级取决于直推会员的人数", place + 1),
            format!("level V{} depends on the number of direct members", place + 1),
        ),
        Text::computed(
            format!("去掉 {key}，改用本人消费或团队销售额"),
            format!("remove {key}: ask for own spend or turnover instead"),
        ),
    );
    if mode == LevelMode::Report { breach.slight() } else { breach }
}

fn declared(subject: &Subject<'_>) -> Examination {
    match subject.facts.and_then(|facts| facts.joining.pays_for_recruits) {
        Some(true) => Examination::of(vec![Breach::in_facts(
            "joining.pays_for_recruits",
            Text::fixed("注册或拉人头就有奖励或级别", "registrations or recruits alone bring a reward or a rank"),
            Text::fixed("取消按人头的奖励和级别，只按真实订单计算", "end it: reward nothing but real orders"),
        )]),
        _ => Examination::Cannot,
    }
}
