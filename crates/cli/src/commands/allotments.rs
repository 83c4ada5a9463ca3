//! Commands for the register of allotments.

use super::filing::filed;
use super::fund::document_hash;
use super::reads::{engine, programme_in};
use super::rules;
use super::values;
use super::writes::Asked;
use crate::arguments::{Allotments, GrantAllotment, OpenOffer, Subscribe};
use crate::failure::Failure;
use crate::output::{self, line, moment, money, points, rows, watermark};
use ratchet_core::allotments::{Offer, Proceeds, Requirement, SHARES_FOR_POINTS};
use ratchet_core::operations;
use ratchet_core::policy::{OpinionUsed, Sha256};
use ratchet_core::view::{AllotmentView, OfferView};
use ratchet_core::{Fen, Rejection, State};
use rust_i18n::t;
use serde::Deserialize;
use std::path::Path;

/// An offer as its file writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferFile {
    instrument: String,
    units: u64,
    member_max: Option<u64>,
    points_per_unit: Option<String>,
    contribution_per_unit_fen: Option<i64>,
    opens_at: String,
    closes_at: String,
    locked_until: String,
    proceeds: ProceedsName,
    issue_price_fen: Option<i64>,
    opinion: Option<OpinionFile>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProceedsName {
    ToReserve,
    ToIssuer,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionFile {
    reference: String,
    sha256: String,
}

impl OfferFile {
    fn read(path: &Path) -> Result<Self, Failure> {
        let malformed = |message| Failure::Toml { path: path.to_path_buf(), message };
        let text = rules::small_text(path, malformed)?;
        toml::from_str(&text).map_err(|error| malformed(error.to_string()))
    }

    fn offer(self, state: &State) -> Result<Offer, Failure> {
        let requires = match (&self.points_per_unit, self.contribution_per_unit_fen) {
            (Some(points), None) => Requirement::Points(values::points("points_per_unit", points)?),
            (None, Some(fen)) => Requirement::Contribution(Fen::new(fen)),
            _ => {
                let message = "an offer has either points_per_unit or contribution_per_unit_fen".to_owned();
                return Err(Failure::argument("--offer", message));
            }
        };
        let proceeds = match (self.proceeds, self.issue_price_fen) {
            (ProceedsName::ToReserve, None) => Proceeds::ToReserve,
            (ProceedsName::ToIssuer, price) => Proceeds::ToIssuer(price.map(Fen::new)),
            (ProceedsName::ToReserve, Some(_)) => {
                let message = "issue_price_fen goes with proceeds = \"to_issuer\"".to_owned();
                return Err(Failure::argument("--offer", message));
            }
        };
        let opinion = |opinion: OpinionFile| -> Result<OpinionUsed, Failure> {
            let sha256 = Sha256(values::hash("opinion.sha256", &opinion.sha256)?);
            Ok(OpinionUsed { finding: SHARES_FOR_POINTS.to_owned(), reference: opinion.reference, sha256 })
        };
        Ok(Offer {
            instrument: self.instrument,
            units: self.units,
            member_max: self.member_max,
            requires,
            opens_at: values::time("opens_at", &self.opens_at, state)?,
            closes_at: values::time("closes_at", &self.closes_at, state)?,
            locked_until: values::time("locked_until", &self.locked_until, state)?,
            proceeds,
            opinion: self.opinion.map(opinion).transpose()?,
        })
    }
}

pub(crate) fn open_offer(asked: &OpenOffer, json: bool) -> Result<(), Failure> {
    let OpenOffer { dir, id, offer: path, filing, programme, writing, trial } = asked;
    let file = OfferFile::read(path)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|state| filed(filing, operations::OpenOffer { id: id.clone(), offer: file.offer(state)? }))
}

pub(crate) fn subscribe(asked: &Subscribe, json: bool) -> Result<(), Failure> {
    let Subscribe { dir, offer, member, units, programme, writing, trial } = asked;
    let subscribe = operations::Subscribe { offer: offer.clone(), member: member.clone(), units: *units };
    Asked { dir, programme: &programme.name, writing, trial, json }.run(|_| Ok(subscribe.into()))
}

pub(crate) fn grant_allotment(asked: &GrantAllotment, json: bool) -> Result<(), Failure> {
    let GrantAllotment { dir, offer, member, contribution, reason, document, filing, programme, writing, trial } =
        asked;
    let contribution = values::amount("--contribution", contribution)?;
    let document = document_hash(document.as_deref())?;
    let (offer, member, reason) = (offer.clone(), member.clone(), reason.clone());
    let grant = operations::GrantAllotment { offer, member, contribution, reason, document };
    Asked { dir, programme: &programme.name, writing, trial, json }.run(|_| filed(filing, grant))
}

pub(crate) fn allotments(asked: &Allotments, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = programme_in(state, &asked.programme.name)?;
    let of_offer = |row: &AllotmentView| asked.offer.as_ref().is_none_or(|id| *id == row.offer);
    let register: Vec<AllotmentView> = match &asked.member {
        None => AllotmentView::rows(state, programme, asked.offer.as_deref(), None).collect(),
        Some(id) => {
            let member = state.directory.member(id).ok_or(Rejection::MemberUnknown)?;
            AllotmentView::of_member(state, programme, member).into_iter().filter(of_offer).collect()
        }
    };
    let wanted = |offer: &OfferView| asked.offer.as_ref().is_none_or(|id| *id == offer.id);
    let offers: Vec<OfferView> = OfferView::all(state, programme).into_iter().filter(wanted).collect();
    if json {
        return output::json_of(state, &serde_json::json!({ "offers": offers, "register": register }));
    }
    if asked.csv {
        return csv(state, &register);
    }
    watermark(state)?;
    if offers.is_empty() {
        return line(t!("allotments.none"));
    }
    show(state, &offers, &register)
}

fn show(state: &State, offers: &[OfferView], register: &[AllotmentView]) -> Result<(), Failure> {
    let offer = |offer: &OfferView| {
        let requires = match (offer.points_per_unit, offer.contribution_per_unit_fen) {
            (Some(each), _) => points(each),
            (None, each) => money(each.unwrap_or_default()),
        };
        let (allotted, units) = (offer.allotted.to_string(), offer.units.to_string());
        vec![offer.id.clone(), offer.instrument.clone(), allotted, units, requires, moment(state, offer.locked_until)]
    };
    let heading = ["offer", "instrument", "allotted", "units", "requires", "locked_until"];
    rows(
        &heading.map(|key| format!("allotments.{key}")).each_ref().map(String::as_str),
        offers.iter().map(offer).collect(),
    )?;
    line("")?;
    let row = |row: &AllotmentView| {
        let until = moment(state, row.locked_until);
        vec![
            row.holder.clone(),
            row.offer.clone(),
            row.units.to_string(),
            until,
            points(row.burned),
            money(row.value_fen),
        ]
    };
    let heading = ["holder", "offer", "units", "locked_until", "burned", "value"];
    rows(
        &heading.map(|key| format!("allotments.{key}")).each_ref().map(String::as_str),
        register.iter().map(row).collect(),
    )?;
    line(t!("allotments.no_market"))
}

/// The register as CSV: ids and codes have no character that would need quotes.
fn csv(state: &State, register: &[AllotmentView]) -> Result<(), Failure> {
    line("mode,offer,instrument,holder,units,locked_until,points_burned,value_fen,contribution_fen")?;
    let mode = ratchet_core::view::mode_name(state);
    register.iter().try_for_each(|row| {
        let AllotmentView { offer, holder, instrument, units, burned, value_fen, contribution_fen, .. } = row;
        let until = moment(state, row.locked_until);
        let (value, contribution) = (value_fen.get(), contribution_fen.get());
        line(format!("{mode},{offer},{instrument},{holder},{units},{until},{burned},{value},{contribution}"))
    })
}
