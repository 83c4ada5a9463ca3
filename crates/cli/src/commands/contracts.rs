//! Commands about contracts of region agents and about divisions.

use super::filing::filed;
use super::reads::engine;
use super::values;
use super::writes::Asked;
use crate::arguments::{Contracts, Divisions, EndContract, SignContract};
use crate::failure::Failure;
use crate::output::{self, line, money, rows, watermark};
use ratchet_core::divisions::Division;
use ratchet_core::policy::Sha256;
use ratchet_core::view::ContractView;
use ratchet_core::{Rejection, operations};
use rust_i18n::t;

pub(crate) fn sign_contract(asked: &SignContract, json: bool) -> Result<(), Failure> {
    let SignContract { dir, id, division, member, from, to, document, fee, filing, programme, writing, trial } = asked;
    let contract = operations::SignContract {
        id: id.clone(),
        division: division.clone(),
        member: member.clone(),
        from: values::day("--from", from)?,
        to: values::day("--to", to)?,
        document: Sha256(values::hash("--document", document)?),
        fee: fee.as_deref().map(|fee| values::amount("--fee", fee)).transpose()?,
    };
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, contract))
}

pub(crate) fn end_contract(asked: &EndContract, json: bool) -> Result<(), Failure> {
    let EndContract { dir, contract, last_day, filing, programme, writing, trial } = asked;
    let last_day = values::day("--last-day", last_day)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::EndContract { contract: contract.clone(), last_day }))
}

pub(crate) fn contracts(asked: &Contracts, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = state.programme_named(&asked.programme.name).ok_or(Rejection::ProgrammeUnknown)?;
    let all = ContractView::all(state, programme).map(|(_, view)| view);
    let views: Vec<ContractView> = all.filter(|view| asked.all || view.state != "over").collect();
    if json {
        return output::json_of(state, &serde_json::json!({ "contracts": views }));
    }
    if asked.csv {
        return output::csv(&HEADING, views.iter().map(cells));
    }
    watermark(state)?;
    if views.is_empty() {
        return line(t!("contract.none"));
    }
    let row = |view: &ContractView| {
        let region = format!("{} {}", view.division, view.name.as_deref().unwrap_or_default());
        let to = view.to.clone().unwrap_or_else(|| "–".to_owned());
        let standing = t!(format!("contract.{}", view.state)).into_owned();
        vec![view.contract.clone(), region, view.member.clone(), view.from.clone(), to, money(view.fee), standing]
    };
    let heading = ["id", "region", "member", "from", "to", "fee", "state"].map(|key| format!("contract.{key}"));
    rows(&heading.each_ref().map(String::as_str), views.iter().map(row).collect())
}

/// The columns of contracts as CSV; money in fen.
const HEADING: [&str; 13] = [
    "contract",
    "division",
    "name",
    "level",
    "member",
    "state",
    "from",
    "to",
    "document",
    "fee_fen",
    "earned_fen",
    "given_back_fen",
    "deferred_fen",
];

fn cells(view: &ContractView) -> Vec<String> {
    // The text of a level and of a digest is that of their JSON.
    let text = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let json = serde_json::to_value(view).unwrap_or_default();
    let fen = |amount: ratchet_core::Fen| amount.get().to_string();
    vec![
        view.contract.clone(),
        view.division.to_string(),
        view.name.clone().unwrap_or_default(),
        text(json["level"].clone()),
        view.member.clone(),
        view.state.to_owned(),
        view.from.clone(),
        view.to.clone().unwrap_or_default(),
        text(json["document"].clone()),
        fen(view.fee),
        fen(view.earned),
        fen(view.given_back),
        fen(view.deferred),
    ]
}

pub(crate) fn divisions(asked: &Divisions, json: bool) -> Result<(), Failure> {
    let found: Vec<Division> = match asked.search.as_deref() {
        None => Division::all().filter(|division| division.path().count() == 1).collect(),
        Some(text) => match text.parse::<Division>() {
            Ok(within) => Division::all().filter(|division| division.path().any(|part| part == within)).collect(),
            Err(_) => Division::all().filter(|division| division.full_name().contains(text)).collect(),
        },
    };
    if found.is_empty() {
        return Err(Rejection::DivisionUnknown.into());
    }
    if json {
        let division =
            |code: &Division| serde_json::json!({ "division": code, "name": code.full_name(), "level": code.level() });
        return output::json(&serde_json::json!({ "divisions": found.iter().map(division).collect::<Vec<_>>() }));
    }
    found.iter().try_for_each(|division| line(format!("{division} {}", division.full_name())))
}
