//! Commands about clearance campaigns.

use super::reads::engine;
use super::writes::Asked;
use super::{rules, values};
use crate::arguments::{Campaign, Campaigns, EndCampaign, GoodsChosen, OpenCampaign};
use crate::failure::Failure;
use crate::output::{self, Figures, count, line, moment, money, points, rows, watermark};
use ratchet_core::campaigns::Offer;
use ratchet_core::view::{CampaignView, GoodsView};
use ratchet_core::{Rejection, operations};
use rust_i18n::t;
use serde::Deserialize;

/// A campaign as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CampaignFile {
    plan: String,
    from: String,
    until: String,
    goods: Vec<Offer>,
}

pub(crate) fn open_campaign(asked: &OpenCampaign, json: bool) -> Result<(), Failure> {
    let OpenCampaign { dir, id, campaign: path, programme, writing, trial } = asked;
    let malformed = |message| Failure::Toml { path: path.clone(), message };
    let text = rules::small_text(path, malformed)?;
    let CampaignFile { plan, from, until, goods } =
        toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|state| {
        let (from, until) = (values::time("from", &from, state)?, values::time("until", &until, state)?);
        Ok(operations::OpenCampaign { id: id.clone(), plan, from, until, goods }.into())
    })
}

pub(crate) fn end_campaign(asked: &EndCampaign, json: bool) -> Result<(), Failure> {
    let EndCampaign { dir, id, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::EndCampaign { campaign: id.clone() }.into()))
}

/// The goods of a campaign that an order is for.
pub(super) fn goods(chosen: &GoodsChosen) -> Option<operations::CampaignGoods> {
    let GoodsChosen { campaign, sku, quantity } = chosen;
    Some(operations::CampaignGoods { campaign: campaign.clone()?, sku: sku.clone()?, quantity: (*quantity)? })
}

pub(crate) fn campaigns(asked: &Campaigns, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = state.programme_named(&asked.programme.name).ok_or(Rejection::ProgrammeUnknown)?;
    let views: Vec<CampaignView> = CampaignView::all(state, programme).map(|(_, view)| view).collect();
    if json {
        return output::json_of(state, &serde_json::json!({ "campaigns": views }));
    }
    watermark(state)?;
    if views.is_empty() {
        return line(t!("campaign.none"));
    }
    let row = |view: &CampaignView| {
        let left: u64 = view.goods.iter().map(|goods| u64::from(goods.left)).sum();
        let standing = t!(format!("campaign.{}", view.state)).into_owned();
        let until = moment(state, view.until);
        vec![view.campaign.clone(), until, count(left), count(view.orders), money(view.money_in), standing]
    };
    let heading =
        ["campaign.id", "campaign.until", "campaign.left", "campaign.orders", "campaign.money_in", "campaign.state"];
    rows(&heading, views.iter().map(row).collect())
}

pub(crate) fn campaign(asked: &Campaign, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = state.programme_named(&asked.programme.name).ok_or(Rejection::ProgrammeUnknown)?;
    let view = CampaignView::of(state, programme, &asked.id).ok_or(Rejection::CampaignUnknown)?;
    if json {
        return output::json_of(state, &view);
    }
    if asked.csv {
        return output::csv(&HEADING, view.goods.iter().map(cells));
    }
    watermark(state)?;
    Figures::new()
        .row("campaign.id", &view.campaign)
        .row("campaign.state", t!(format!("campaign.{}", view.state)))
        .row("campaign.plan", &view.plan)
        .row("campaign.from", moment(state, view.from))
        .row("campaign.until", moment(state, view.until))
        .row("campaign.orders", count(view.orders))
        .row("campaign.money_in", money(view.money_in))
        .row("campaign.given_back", money(view.given_back))
        .row("campaign.cost", money(view.cost))
        .row("campaign.margin_given_up", money(view.margin_given_up))
        .row("campaign.reserve_fed", money(view.reserve_fed))
        .row("campaign.minted", points(view.minted))
        .row("campaign.burned", points(view.burned))
        .print()?;
    let row = |goods: &GoodsView| {
        let pieces = [goods.left, goods.held, goods.sold].map(|pieces| count(pieces.into()));
        [vec![format!("{} {}", goods.sku, goods.name), money(goods.price)], pieces.to_vec()].concat()
    };
    let heading = ["campaign.goods", "campaign.price", "campaign.left", "campaign.held", "campaign.sold"];
    rows(&heading, view.goods.iter().map(row).collect())
}

/// The columns of a campaign's goods as CSV; money in fen.
const HEADING: [&str; 8] = ["sku", "name", "price_fen", "cost_fen", "stock", "left", "held", "sold"];

fn cells(goods: &GoodsView) -> Vec<String> {
    let GoodsView { sku, name, price, cost, stock, left, held, sold } = goods;
    let figures = [price.get(), cost.get(), *stock, (*left).into(), (*held).into(), (*sold).into()];
    let figures = figures.iter().map(i64::to_string);
    [sku.clone(), name.clone()].into_iter().chain(figures).collect()
}
