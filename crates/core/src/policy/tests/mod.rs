//! Each check: a clean case, a failing one, and the boundary. Beside them opinions, profiles and what all have in common.

mod clearance;
mod facts_checks;
mod opinions;
mod profiles;
mod rules_checks;

use super::*;
use crate::operations::Mode;
use crate::rules::{
    AwardRates, Basis, Cap, CoinPoints, CoinRules, DISTRIBUTION, DirectMembers, DividendRules, LevelMode, LevelRules,
    LevelStep, Line, Margin, Overshoot, Plan, RegionRates, Rules, Scope, ShareWeight,
};
use crate::units::{BasisPoints, Fen};
use std::collections::BTreeMap;

const TODAY: &str = "2026-06-30";

fn bp(count: u32) -> BasisPoints {
    BasisPoints::new(count)
}

/// A take plan of 20 % with a distribution line of 4 % on the amount and one level of referrers.
fn store() -> Plan {
    let line = Line { basis: Basis::Amount, bp: bp(400) };
    Plan {
        margin: Margin::Take,
        take_bp: Some(bp(2_000)),
        split: BTreeMap::from([(DISTRIBUTION.to_owned(), line)]),
        awards: AwardRates { direct_bp: bp(100), ..AwardRates::default() },
        settle_after_days: None,
    }
}

/// A cost plan with a distribution line of 40 % on the amount.
fn own() -> Plan {
    let line = Line { basis: Basis::Amount, bp: bp(4_000) };
    Plan {
        margin: Margin::Cost,
        take_bp: None,
        split: BTreeMap::from([(DISTRIBUTION.to_owned(), line)]),
        awards: AwardRates { direct_bp: bp(100), ..AwardRates::default() },
        settle_after_days: None,
    }
}

/// Rules without any finding.
fn clean_rules() -> Rules {
    Rules {
        initial_price_fen: Fen::new(100),
        mint_bp: bp(7_000),
        redemption_fee_bp: bp(2_000),
        founding_fen: Fen::new(1_600_000),
        cap: Some(Cap { multiple_bp: bp(12_000), scope: Scope::Member, overshoot: Overshoot::Pay }),
        plans: BTreeMap::from([("store".to_owned(), store())]),
        fund: None,
        levels: None,
        dividends: None,
        coins: None,
        contracts: None,
    }
}

/// Facts without any finding, of a live deployment.
fn clean_facts() -> Facts {
    let plan = PlanFacts { sold: Sold::Till, typical_amount: Some(Fen::new(100_000)), ..PlanFacts::default() };
    Facts {
        mode: Mode::Live,
        operator: "Operator Ltd".to_owned(),
        custodian_name: Some("Bank".to_owned()),
        custodian_account: Some("reserve-1".to_owned()),
        clearing: Some(Clearing::Licensed),
        identity_check: Some(IdentityCheck::RealName),
        withholding: PayoutKind::ALL.into_iter().collect(),
        records_years: Some(3),
        notice_days: Some(7),
        settle_goods_days: Some(7),
        settle_till_days: Some(1),
        plans: BTreeMap::from([("store".to_owned(), plan)]),
        joining: Joining {
            fee: Some(Fen::ZERO),
            deposit: Some(Fen::ZERO),
            region_fee: Some(Fen::ZERO),
            purchase_required: Some(false),
            pays_for_recruits: Some(false),
        },
        points: PointsUse { purchasable: Some(false), transferable: Some(false), exchangeable_for_shares: Some(false) },
        ids_are_personal: Some(false),
        erasable_store: Some(true),
        texts: Some(BTreeMap::from([("home".to_owned(), "积分不是存款，不保本，不承诺收益".to_owned())])),
        opinions: Vec::new(),
    }
}

fn assessed(profile: &Profile, rules: &Rules, facts: Option<&Facts>) -> Assessment {
    assert_eq!(rules.faults(), [], "these rules can never work");
    assess(profile, &Subject { rules, facts, today: TODAY }, &[])
}

/// Id, severity and place of each finding.
type Row = (&'static str, Severity, String);

fn rows(assessment: &Assessment) -> Vec<Row> {
    assessment.findings.iter().map(|finding| (finding.id, finding.severity, finding.place.clone())).collect()
}

/// Under `cn-strict`, of clean rules and facts after `change`.
fn found(change: impl FnOnce(&mut Rules, &mut Facts)) -> Vec<Row> {
    let (mut rules, mut facts) = (clean_rules(), clean_facts());
    change(&mut rules, &mut facts);
    rows(&assessed(&CN_STRICT, &rules, Some(&facts)))
}

fn blocks(id: &'static str, place: &str) -> Vec<Row> {
    vec![(id, Severity::Block, place.to_owned())]
}

fn warns(id: &'static str, place: &str) -> Vec<Row> {
    vec![(id, Severity::Warn, place.to_owned())]
}

fn store_of(rules: &mut Rules) -> &mut Plan {
    rules.plans.get_mut("store").unwrap()
}

fn set_multiple(rules: &mut Rules, multiple: u32) {
    rules.cap.as_mut().unwrap().multiple_bp = bp(multiple);
}

/// The figures that clear the first finding.
fn settings(change: impl FnOnce(&mut Rules, &mut Facts)) -> Vec<(String, Bound, u64)> {
    let (mut rules, mut facts) = (clean_rules(), clean_facts());
    change(&mut rules, &mut facts);
    let finding = assessed(&CN_STRICT, &rules, Some(&facts)).findings.remove(0);
    finding.settings.into_iter().map(|setting| (setting.key, setting.bound, setting.value)).collect()
}
