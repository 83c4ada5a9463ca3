//! The deployment file, strictly: `docs/policy.md` lists its keys.

use crate::section::{Section, shown};
use crate::{FactFault, PolicyError};
use ratchet_core::identifier::check_identifier;
use ratchet_core::limits::{AMOUNT_MAX, PLANS_MAX};
use ratchet_core::operations::Mode;
use ratchet_core::policy::{
    Clearing, Facts, IdentityCheck, Joining, Opinion, PROFILES, PayoutKind, PlanFacts, PointsUse, Profile, Sha256, Sold,
};
use ratchet_core::{BasisPoints, Fen};
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// Longest that records are said to be kept, in years.
const RECORDS_YEARS_MAX: u32 = 100;
/// Longest notice and settlement, in days.
const DAYS_MAX: u32 = 3_650;
/// Most texts and opinions.
const ROWS_MAX: usize = 1_000;

const MODES: &[(&str, Mode)] = &[("sandbox", Mode::Sandbox), ("live", Mode::Live)];
const CLEARINGS: &[(&str, Clearing)] = &[
    ("licensed", Clearing::Licensed),
    ("own_account", Clearing::OwnAccount),
    ("own_goods_only", Clearing::OwnGoodsOnly),
];
const IDENTITY_CHECKS: &[(&str, IdentityCheck)] = &[
    ("real_name", IdentityCheck::RealName),
    ("bank_account", IdentityCheck::BankAccount),
    ("none", IdentityCheck::None),
];
const SALES: &[(&str, Sold)] = &[("goods", Sold::Goods), ("till", Sold::Till)];
/// The nine kinds of income of the law.
const TAX_CATEGORIES: &[(&str, ())] = &[
    ("wages", ()),
    ("labour", ()),
    ("author", ()),
    ("royalties", ()),
    ("business", ()),
    ("interest", ()),
    ("rent", ()),
    ("transfer", ()),
    ("incidental", ()),
];

/// A deployment file that was read.
pub struct DeploymentFile {
    /// The profile that it asks for.
    pub profile: Option<&'static Profile>,
    /// What it declares.
    pub facts: Facts,
    /// SHA-256 of its text.
    pub sha256: Sha256,
}

/// Reads the text of a deployment file.
pub fn parse(text: &str) -> Result<DeploymentFile, PolicyError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        PolicyError::Malformed { line, message: error.message().replace('\n', ", ") }
    })?;
    let mut faults = Vec::new();
    let file = read(&table, &mut faults);
    match file {
        Some((profile, facts)) if faults.is_empty() => {
            Ok(DeploymentFile { profile, facts, sha256: Sha256(sha2::Sha256::digest(text).into()) })
        }
        _ => Err(PolicyError::Invalid(faults)),
    }
}

/// The profile and the facts, if the file has what every one needs; whatever else is wrong is among the faults.
fn read(table: &Table, faults: &mut Vec<FactFault>) -> Option<(Option<&'static Profile>, Facts)> {
    let empty = Table::new();
    let mut top = Section::new("", table, faults);
    let mode = top.choice("mode", MODES);
    let operator = top.text("operator");
    for key in ["mode", "operator"].into_iter().filter(|key| !table.contains_key(*key)) {
        top.fault(key, "fact_missing", "every deployment file needs this key".to_owned());
    }
    if operator.as_deref().is_some_and(|name| name.trim().is_empty()) {
        top.fault("operator", "fact_malformed", "it is blank; allowed is the operator's registered name".to_owned());
    }
    let profiles: Vec<(&str, &'static Profile)> = PROFILES.iter().map(|profile| (profile.name, *profile)).collect();
    let profile = top.choice("profile", &profiles);
    let clearing = top.choice("clearing", CLEARINGS);
    let identity_check = top.choice("identity_check", IDENTITY_CHECKS);
    let records_years = top.count("records_years", RECORDS_YEARS_MAX);
    let notice_days = top.count("notice_days", DAYS_MAX);
    let mut custodian = top.section("custodian", &empty);
    let (custodian_name, custodian_account) = (custodian.text("name"), custodian.text("account"));
    custodian.end();
    let mut settle = top.section("settle_after_days", &empty);
    let (settle_goods_days, settle_till_days) = (settle.count("goods", DAYS_MAX), settle.count("till", DAYS_MAX));
    settle.end();
    let mut personal = top.section("personal_data", &empty);
    let (ids_are_personal, erasable_store) = (personal.flag("ids_are_personal"), personal.flag("erasable_store"));
    personal.end();
    let withholding = withholding(top.section("withholding", &empty));
    let joining = joining(top.section("joining", &empty));
    let points = points(top.section("points", &empty));
    let plans = plans(&mut top);
    let texts = texts(&mut top);
    let opinions = opinions(&mut top);
    top.end();
    let facts = Facts {
        mode: mode?,
        operator: operator?,
        custodian_name,
        custodian_account,
        clearing,
        identity_check,
        withholding,
        records_years,
        notice_days,
        settle_goods_days,
        settle_till_days,
        plans,
        joining,
        points,
        ids_are_personal,
        erasable_store,
        texts,
        opinions,
    };
    Some((profile, facts))
}

fn fen(section: &mut Section<'_>, key: &'static str, least: i64) -> Option<Fen> {
    section.number(key, least, AMOUNT_MAX).map(Fen::new)
}

fn rate(section: &mut Section<'_>, key: &'static str) -> Option<BasisPoints> {
    section.count(key, ratchet_core::units::ONE_IN_BP).map(BasisPoints::new)
}

fn withholding(mut section: Section<'_>) -> BTreeSet<PayoutKind> {
    let stated = PayoutKind::ALL.into_iter().filter(|kind| section.choice(kind.name(), TAX_CATEGORIES).is_some());
    let stated = stated.collect();
    section.end();
    stated
}

fn joining(mut section: Section<'_>) -> Joining {
    let joining = Joining {
        fee: fen(&mut section, "fee_fen", 0),
        deposit: fen(&mut section, "deposit_fen", 0),
        region_fee: fen(&mut section, "region_fee_fen", 0),
        purchase_required: section.flag("purchase_required"),
        pays_for_recruits: section.flag("pays_for_recruits"),
    };
    section.end();
    joining
}

fn points(mut section: Section<'_>) -> PointsUse {
    let points = PointsUse {
        purchasable: section.flag("purchasable"),
        transferable: section.flag("transferable"),
        exchangeable_for_shares: section.flag("exchangeable_for_shares"),
    };
    section.end();
    points
}

/// The rows of a table whose keys are names of the operator's.
fn named<'a>(top: &mut Section<'a>, key: &'static str, most: usize) -> Option<Vec<(&'a String, &'a Value)>> {
    let table = top.table(key)?;
    if table.len() > most {
        top.fault(key, "fact_out_of_range", format!("{} rows are too many; allowed are {most}", table.len()));
        return None;
    }
    let (good, bad): (Vec<_>, Vec<_>) = table.iter().partition(|(name, _)| check_identifier(name).is_ok());
    for (name, _) in bad {
        let message = "this is no name; allowed are 1 to 64 characters of A-Z a-z 0-9 . _ : -".to_owned();
        top.fault(&format!("{key}.{}", shown(name)), "fact_unknown", message);
    }
    Some(good)
}

fn plans(top: &mut Section<'_>) -> BTreeMap<String, PlanFacts> {
    let mut plans = BTreeMap::new();
    for (name, value) in named(top, "plans", PLANS_MAX).unwrap_or_default() {
        let key = ratchet_core::policy::plan_key(name);
        let Some(table) = value.as_table() else {
            top.fault(&key, "fact_malformed", format!("allowed is a table [{key}]"));
            continue;
        };
        let mut section = top.other(key, table);
        let plan = PlanFacts {
            sold: section.choice("sold", SALES).unwrap_or_default(),
            typical_amount: fen(&mut section, "typical_amount_fen", 1),
            typical_cost: fen(&mut section, "typical_cost_fen", 0),
            largest_take: rate(&mut section, "largest_take_bp"),
            least_cost: rate(&mut section, "least_cost_bp"),
        };
        section.end();
        plans.insert(name.clone(), plan);
    }
    plans
}

fn texts(top: &mut Section<'_>) -> Option<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for (name, value) in named(top, "texts", ROWS_MAX)? {
        match value.as_str() {
            Some(text) => drop(texts.insert(name.clone(), text.to_owned())),
            None => top.fault(&format!("texts.{name}"), "fact_malformed", "allowed is a text".to_owned()),
        }
    }
    Some(texts)
}

/// What an opinion lacks is reported by the check `opinion`, not here.
fn opinions(top: &mut Section<'_>) -> Vec<Opinion> {
    let rows = top.tables("opinions");
    if rows.len() > ROWS_MAX {
        top.fault("opinions", "fact_out_of_range", format!("{} are too many; allowed are {ROWS_MAX}", rows.len()));
        return Vec::new();
    }
    let mut opinions = Vec::new();
    for (place, table) in rows.into_iter().enumerate() {
        let mut section = top.other(format!("opinions[{place}]"), table);
        opinions.push(Opinion {
            finding: section.text("finding").unwrap_or_default(),
            reference: section.text("reference").unwrap_or_default(),
            sha256: section.text("sha256").unwrap_or_default(),
            signed_by: section.text("signed_by").unwrap_or_default(),
            date: section.day("date").unwrap_or_default(),
        });
        section.end();
    }
    opinions
}
