//! Signed legal opinions: what they clear, and when they are themselves reported.

use super::*;

fn opinion(finding: &str) -> Opinion {
    Opinion {
        finding: finding.to_owned(),
        reference: "2026-017".to_owned(),
        sha256: "0f".repeat(32),
        signed_by: "Counsel".to_owned(),
        date: TODAY.to_owned(),
    }
}

/// Rules with everything that an opinion can allow, except shares.
fn bold_rules() -> Rules {
    let mut rules = clean_rules();
    let awards = &mut store_of(&mut rules).awards;
    (awards.indirect_bp, awards.region_bp.city) = (bp(100), bp(100));
    set_multiple(&mut rules, 12_501);
    rules
}

fn under(profile: &Profile, rules: &Rules, opinions: Vec<Opinion>) -> Vec<Row> {
    let facts = Facts { opinions, ..clean_facts() };
    rows(&assessed(profile, rules, Some(&facts)))
}

const DEPTH: &str = "plans.store.awards.indirect_bp";
const REGION: &str = "plans.store.awards.region_bp";
const CAP: &str = "cap.multiple_bp";

#[test]
fn opinions_allow_what_the_table_says_and_nothing_else() {
    let opinions = || ["reward-depth", "team-pay", "static-return"].map(opinion).to_vec();
    let allowed = [("reward-depth", DEPTH), ("team-pay", REGION), ("static-return", CAP)];
    let allowed = allowed.map(|(id, place)| (id, Severity::Allowed, place.to_owned()));
    assert_eq!(under(&CN_COUNSEL, &bold_rules(), opinions()), allowed);
    let without = [blocks("team-pay", REGION), blocks("static-return", CAP), warns("reward-depth", DEPTH)].concat();
    assert_eq!(under(&CN_COUNSEL, &bold_rules(), vec![]), without);
    // Under the strict profile they have no effect, and that is said.
    let reported = [0, 1, 2].map(|place| warns("opinion", &format!("opinions[{place}].finding"))).concat();
    assert_eq!(under(&CN_STRICT, &bold_rules(), opinions()), [without, reported].concat());
}

#[test]
fn shares_can_be_allowed() {
    let mut facts = clean_facts();
    facts.points.exchangeable_for_shares = Some(true);
    facts.opinions = vec![opinion("shares-for-points")];
    let place = "points.exchangeable_for_shares".to_owned();
    let assessment = assessed(&CN_COUNSEL, &clean_rules(), Some(&facts));
    assert_eq!(rows(&assessment), [("shares-for-points", Severity::Allowed, place)]);
    assert_eq!(assessment.status(), Status::Clean);
    assert_eq!(assessment.findings[0].opinion.as_ref(), facts.opinions.first());
}

#[test]
fn an_opinion_that_is_none_clears_nothing_and_is_reported() {
    type Spoil = fn(&mut Opinion);
    let cases: [(Spoil, &str); 5] = [
        (|opinion| opinion.reference.clear(), "opinions[0].reference"),
        (|opinion| opinion.sha256 = "0f".repeat(31), "opinions[0].sha256"),
        (|opinion| opinion.signed_by.clear(), "opinions[0].signed_by"),
        (|opinion| opinion.date = "2026-02-30".to_owned(), "opinions[0].date"),
        (|opinion| opinion.date = "2026-07-01".to_owned(), "opinions[0].date"),
    ];
    let mut rules = clean_rules();
    set_multiple(&mut rules, 12_501);
    for (change, place) in cases {
        let mut opinion = opinion("static-return");
        change(&mut opinion);
        let expected = [blocks("static-return", CAP), warns("opinion", place)].concat();
        assert_eq!(under(&CN_COUNSEL, &rules, vec![opinion.clone()]), expected);
        // A good one beside it clears the finding all the same.
        let both = under(&CN_COUNSEL, &rules, vec![opinion, self::opinion("static-return")]);
        assert_eq!(
            both,
            [warns("opinion", place), vec![("static-return", Severity::Allowed, CAP.to_owned())]].concat()
        );
    }
}

#[test]
fn an_opinion_about_what_none_can_clear_is_reported() {
    for about in ["entry-fee", "promised-return", "notice", "opinion", "nothing-known", ""] {
        assert_eq!(
            under(&CN_COUNSEL, &clean_rules(), vec![opinion(about)]),
            warns("opinion", "opinions[0].finding"),
            "{about}"
        );
    }
    // One that is merely not needed is no fault.
    assert_eq!(under(&CN_COUNSEL, &clean_rules(), vec![opinion("team-pay")]), []);
}
