//! `reward-depth`: how far up the line of referrers a sale is rewarded.

use crate::policy::check::{Bound, Breach, Check, Examination, Grade, Subject, plan_key};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::{AwardRates, LevelMode, LevelRules};

/// Levels that are clean.
const LEVELS_CLEAN: u32 = 1;
/// Levels that are warned of.
const LEVELS_WARNED: u32 = 2;

/// The check.
pub static REWARD_DEPTH: Check = Check {
    id: "reward-depth",
    demand: Text::fixed(
        "每笔销售至多奖励一层上级",
        "a sale rewards at most one level of the referrers above the buyer",
    ),
    sources: &[source::PYRAMID_TEAM_PAY, source::PYRAMID_LEVELS],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let plans = subject.rules.plans.iter();
    let awards = plans.filter_map(|(name, plan)| breach(name, deepest_level(&plan.awards)));
    Examination::of(awards.chain(subject.rules.levels.as_ref().and_then(levels_breach)).collect())
}

/// Levels that are paid reach as far as an order is walked up.
fn levels_breach(levels: &LevelRules) -> Option<Breach> {
    let depth = if levels.mode == LevelMode::Pay { levels.depth } else { 0 };
    let grade = grade(depth)?;
    let breach = Breach::in_rules(
        "levels.depth",
        Text::computed(
            format!("级别奖励支付到第 {depth} 层上级"),
            format!("awards of levels are paid up to level {depth} above the buyer"),
        ),
        Text::fixed(
            "设 levels.mode = \"report\"，或 levels.depth = 1",
            "set levels.mode = \"report\", or levels.depth = 1",
        ),
    );
    Some(Breach { grade, ..breach }.setting("levels.depth", Bound::AtMost, u64::from(LEVELS_CLEAN)))
}

/// The deepest level of referrers that is paid. An award that skips a level reaches no less far.
fn deepest_level(awards: &AwardRates) -> u32 {
    match (awards.direct_bp.get(), awards.indirect_bp.get()) {
        (_, 1..) => 2,
        (1.., 0) => 1,
        (0, 0) => 0,
    }
}

fn grade(levels: u32) -> Option<Grade> {
    if levels <= LEVELS_CLEAN {
        None
    } else if levels <= LEVELS_WARNED {
        Some(Grade::Slight)
    } else {
        Some(Grade::Grave)
    }
}

fn breach(plan: &str, levels: u32) -> Option<Breach> {
    let grade = grade(levels)?;
    let key = format!("{}.awards.indirect_bp", plan_key(plan));
    let sentence = Text::computed(
        format!("计划 {plan} 奖励到第 {levels} 层上级；连组织者本人一层计入，就是 {} 层", levels + 1),
        format!(
            "plan {plan} rewards up to level {levels} above the buyer; with the organiser's own level counted, that \
             makes {}",
            levels + 1
        ),
    );
    let change = Text::computed(
        format!("取消间推（{key} = 0），或在 cn-counsel 下附上针对 reward-depth 的法律意见"),
        format!(
            "remove the indirect award ({key} = 0), or under cn-counsel attach a signed legal opinion for reward-depth"
        ),
    );
    Some(Breach { grade, ..Breach::in_rules(&key, sentence, change) }.setting(&key, Bound::Exactly, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_level_is_clean_two_are_warned_of_and_three_block() {
        assert_eq!(
            [0, 1, 2, 3, 4].map(grade),
            [None, None, Some(Grade::Slight), Some(Grade::Grave), Some(Grade::Grave)]
        );
    }
}
