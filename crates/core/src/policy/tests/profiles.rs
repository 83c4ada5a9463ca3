//! What all profiles and checks have in common.

use super::*;

/// The ids of the table, in its order.
const TABLE: [&str; 20] = [
    "headcount",
    "entry-fee",
    "reward-depth",
    "team-pay",
    "static-return",
    "promised-return",
    "buy-points",
    "reserve-source",
    "awards-ceiling",
    "payable-from-reserve",
    "can-run-away",
    "return-window",
    "founding",
    "notice",
    "records",
    "custody",
    "tax",
    "identity",
    "personal-data",
    "shares-for-points",
];

#[test]
fn both_chinese_profiles_have_every_row_of_the_table() {
    for profile in [&CN_STRICT, &CN_COUNSEL] {
        let ids: Vec<_> = profile.entries.iter().map(|entry| entry.check.id).collect();
        assert_eq!(ids, [TABLE.as_slice(), &["opinion"]].concat(), "{}", profile.name);
    }
}

#[test]
fn the_strict_profile_takes_no_opinion_and_counsel_takes_those_of_the_table() {
    let taking = |profile: &Profile| {
        let taking = profile.entries.iter().filter(|entry| entry.takes_opinion());
        taking.map(|entry| entry.check.id).collect::<Vec<_>>()
    };
    assert_eq!(taking(&CN_STRICT), Vec::<&str>::new());
    assert_eq!(taking(&CN_COUNSEL), ["reward-depth", "team-pay", "static-return", "shares-for-points"]);
    let depth = CN_COUNSEL.entries.iter().find(|entry| entry.check.id == "reward-depth").unwrap();
    assert_eq!(
        (depth.grave, depth.slight),
        (Verdict::Block, Verdict::WarnUnlessOpinion),
        "three levels are never allowed"
    );
}

#[test]
fn every_check_is_said_in_both_languages_and_has_a_source() {
    let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    for entry in PROFILES.iter().flat_map(|profile| profile.entries) {
        let check = entry.check;
        assert!(is_chinese(&check.demand.zh) && !is_chinese(&check.demand.en), "{}", check.id);
        assert!(!check.sources.is_empty(), "{}", check.id);
        for source in check.sources {
            assert!(is_chinese(source.zh) || source.zh.contains("docs"), "{}", check.id);
            assert!(!source.en.is_empty() && !is_chinese(source.en) && source.date <= "2026-12", "{}", check.id);
        }
    }
}

#[test]
fn profiles_are_found_by_name() {
    for known in PROFILES {
        assert!(std::ptr::eq(profile(known.name).unwrap(), known));
    }
    assert!(profile("cn").is_none());
}

#[test]
fn without_checks_only_a_sandbox_may_run() {
    let mut rules = clean_rules();
    set_multiple(&mut rules, 1_000_000);
    let under_none = |mode| rows(&assessed(&NONE, &rules, Some(&Facts { mode, ..clean_facts() })));
    assert_eq!(under_none(Mode::Sandbox), []);
    assert_eq!(under_none(Mode::Live), blocks("profile", "mode"));
    assert_eq!(assessed(&NONE, &rules, None).not_examined.len(), 1);
}

#[test]
fn an_estimate_warns_by_itself_and_widens_the_change_of_a_finding() {
    let (mut rules, text) = (clean_rules(), Text::fixed("估计", "estimate"));
    let breach = Breach::in_rules("cap.multiple_bp", text.clone(), text.clone()).slight();
    let estimate = [(CAN_RUN_AWAY.id, breach.setting("cap.multiple_bp", Bound::AtLeast, 20_000))];
    let assessed = |rules: &Rules| assess(&CN_STRICT, &Subject { rules, facts: None, today: TODAY }, &estimate);
    assert_eq!(rows(&assessed(&rules)), warns("can-run-away", "cap.multiple_bp"));
    rules.plans.insert("own".to_owned(), own());
    set_multiple(&mut rules, 6_000);
    let blocked = assessed(&rules);
    assert_eq!(rows(&blocked), blocks("can-run-away", "cap.multiple_bp"));
    assert_eq!((blocked.findings[0].settings[0].value, &blocked.findings[0].change), (20_000, &text));
    assert_ne!(blocked.findings[0].sentence, text);
}
