//! Clearance campaigns (清库存): opened, read as statements, ended. Orders for their goods are orders like any other.

use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Found, Id, Page, Problem, Problems, ProgrammeQuery, Query, default_programme, fen, limit,
    points_text,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::campaigns::{CampaignRow, Offer};
use ratchet_core::operations::{CampaignGoods, EndCampaign, OpenCampaign};
use ratchet_core::view::{CampaignView, GoodsView};
use ratchet_core::{Fen, Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Goods that a campaign offers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGoods {
    /// The seller's own number of them.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "quilt-150")]
    pub sku: String,
    /// What they are called.
    #[schema(example = "冬被 1.5 m")]
    pub name: String,
    /// What one piece is sold for, in fen.
    #[schema(minimum = 1, example = 8000)]
    pub price_fen: i64,
    /// What one piece cost, in fen.
    #[schema(minimum = 0, example = 6000)]
    pub cost_fen: i64,
    /// How many pieces there are.
    #[schema(minimum = 1, example = 200)]
    pub stock: i64,
}

impl From<NewGoods> for Offer {
    fn from(goods: NewGoods) -> Self {
        let NewGoods { sku, name, price_fen, cost_fen, stock } = goods;
        Self { sku, name, price: Fen::new(price_fen), cost: Fen::new(cost_fen), stock }
    }
}

/// A campaign to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// The campaign's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "winter-2026")]
    pub campaign_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The plan of the rules that its orders are booked under.
    #[schema(example = "clearance")]
    pub plan: String,
    /// From when its goods are on sale, UTC milliseconds.
    pub from: i64,
    /// From when they are not on sale any more, UTC milliseconds.
    pub until: i64,
    /// The goods, each sku once.
    #[schema(min_items = 1, max_items = 1000)]
    pub goods: Vec<NewGoods>,
}

/// Goods of a campaign and where their pieces are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GoodsBody {
    /// The seller's own number of them.
    pub sku: String,
    /// What they are called.
    pub name: String,
    /// What one piece is sold for.
    pub price_fen: i64,
    /// What one piece cost.
    pub cost_fen: i64,
    /// Pieces when the campaign was opened.
    pub stock: i64,
    /// Pieces that can be bought.
    pub left: u32,
    /// Pieces in orders that can still be returned.
    pub held: u32,
    /// Pieces cleared: sold, less what was put back.
    pub sold: u32,
}

impl From<GoodsView> for GoodsBody {
    fn from(view: GoodsView) -> Self {
        let GoodsView { sku, name, price, cost, stock, left, held, sold } = view;
        Self { sku, name, price_fen: fen(price), cost_fen: fen(cost), stock, left, held, sold }
    }
}

/// The statement of a campaign: stock cleared, money in, margin given up, reserve fed, points minted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignBody {
    /// Its number.
    pub campaign_no: String,
    /// The programme.
    pub programme: String,
    /// The plan that its orders are booked under.
    pub plan: String,
    /// `coming`, `on_sale`, `sold_out` or `over`.
    pub state: String,
    /// From when its goods are on sale, UTC milliseconds.
    pub from: i64,
    /// From when they are not on sale any more, UTC milliseconds.
    pub until: i64,
    /// Booked orders, less those that were taken back.
    pub orders: u64,
    /// What was paid for booked orders, less what was given back of it.
    pub money_in_fen: i64,
    /// What was given back of it.
    pub given_back_fen: i64,
    /// What the goods that were cleared had cost.
    pub cost_fen: i64,
    /// The margin given up: the commissions of its orders.
    pub margin_given_up_fen: i64,
    /// What entered the reserve.
    pub reserve_fed_fen: i64,
    /// Points minted.
    pub points_minted: String,
    /// Of them, burned by refunds and corrections.
    pub points_burned: String,
    /// The goods, by sku.
    pub goods: Vec<GoodsBody>,
}

impl From<CampaignView> for CampaignBody {
    fn from(view: CampaignView) -> Self {
        Self {
            campaign_no: view.campaign,
            programme: view.programme,
            plan: view.plan,
            state: view.state.to_owned(),
            from: view.from.milliseconds(),
            until: view.until.milliseconds(),
            orders: view.orders,
            money_in_fen: fen(view.money_in),
            given_back_fen: fen(view.given_back),
            cost_fen: fen(view.cost),
            margin_given_up_fen: fen(view.margin_given_up),
            reserve_fed_fen: fen(view.reserve_fed),
            points_minted: points_text(view.minted),
            points_burned: points_text(view.burned),
            goods: view.goods.into_iter().map(GoodsBody::from).collect(),
        }
    }
}

/// Goods of a campaign that an order is for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderedGoods {
    /// The campaign, of the order's programme.
    pub campaign_no: String,
    /// Which of its goods.
    pub sku: String,
    /// How many pieces.
    #[schema(minimum = 1)]
    pub quantity: i64,
}

impl From<OrderedGoods> for CampaignGoods {
    fn from(goods: OrderedGoods) -> Self {
        Self { campaign: goods.campaign_no, sku: goods.sku, quantity: goods.quantity }
    }
}

impl NewCampaign {
    fn operation(&self) -> OpenCampaign {
        let goods = self.goods.iter().cloned().map(Offer::from).collect();
        let (from, until) = (Time::from_milliseconds(self.from), Time::from_milliseconds(self.until));
        OpenCampaign { id: self.campaign_no.clone(), plan: self.plan.clone(), from, until, goods }
    }

    /// Whether a campaign was opened like this: one that was ended since has another end.
    fn is(&self, row: &CampaignRow, plan: Option<&String>) -> bool {
        let OpenCampaign { from, until, mut goods, .. } = self.operation();
        goods.sort_by(|one, other| one.sku.cmp(&other.sku));
        let is_end = until == row.until || (row.due.is_none() && row.until <= until);
        plan == Some(&self.plan)
            && from == row.from
            && is_end
            && goods.iter().eq(row.goods.iter().map(|own| &own.offer))
    }
}

/// Opens a clearance campaign
///
/// The number is the idempotency: the same campaign again gives the first answer again.
#[utoipa::path(post, path = "/v1/campaigns", tag = "programmes", request_body = NewCampaign, params(DryRun),
    security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried"), (status = 201, body = CampaignBody), Problems))]
pub async fn open(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewCampaign>,
) -> Result<Response, Problem> {
    let draft = Draft::by(caller.actor(), &new.programme, new.operation());
    let replayed = match api.execute(draft, dry_run).await {
        Ok(_) if dry_run => return Ok(StatusCode::OK.into_response()),
        Ok(_) => false,
        Err(problem) if problem.code == Rejection::CampaignExists.code() && !dry_run => true,
        Err(problem) => return Err(problem),
    };
    let (programme, campaign) = (new.programme.clone(), new.campaign_no.clone());
    let body = Json(view(&api, programme, campaign).await?);
    if !replayed {
        return Ok((StatusCode::CREATED, body).into_response());
    }
    let is_same = api.desk.look(move |engine| {
        let state = engine.state();
        let programme = state.programme_named(&new.programme).and_then(|programme| state.programme(programme))?;
        let (_, row) = programme.campaigns.find(&new.campaign_no)?;
        Some(new.is(row, programme.plan_names.get(row.plan.place())))
    });
    if is_same.await? != Some(true) {
        return Err(Problem::conflict("campaign_no"));
    }
    Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], body).into_response())
}

/// Which programme's campaign is ended, and whether only to try.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CampaignEndQuery {
    /// Of this programme.
    #[serde(default = "default_programme")]
    #[param(default = "main")]
    pub programme: String,
    /// The real path, nothing written.
    #[serde(default)]
    pub dry_run: bool,
}

/// Ends a clearance campaign before its time
///
/// Orders that were placed before are booked all the same.
#[utoipa::path(post, path = "/v1/campaigns/{campaign_no}/end", tag = "programmes",
    params(("campaign_no" = String, Path), CampaignEndQuery), security(("session" = ["programmes:write"])),
    responses((status = 200, body = CampaignBody), Problems))]
pub async fn end(
    State(api): State<Api>,
    caller: Caller,
    Id(campaign): Id,
    Query(CampaignEndQuery { programme, dry_run }): Query<CampaignEndQuery>,
) -> Result<Json<CampaignBody>, Problem> {
    let draft = Draft::by(caller.actor(), &programme, EndCampaign { campaign: campaign.clone() });
    let done = api.execute_seen(draft, dry_run, move |state| {
        CampaignView::of(state, state.programme_named(&programme)?, &campaign)
    });
    let (_, view) = done.await.map_err(|problem| problem.missing_in_path(Rejection::CampaignUnknown))?;
    view.map(|view| Json(view.into())).ok_or(Problem::unknown(Rejection::CampaignUnknown))
}

/// The statement of a clearance campaign
#[utoipa::path(get, path = "/v1/campaigns/{campaign_no}", tag = "programmes",
    params(("campaign_no" = String, Path), ProgrammeQuery),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = CampaignBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    Id(campaign): Id,
    Query(ProgrammeQuery { programme }): Query<ProgrammeQuery>,
) -> Result<Json<CampaignBody>, Problem> {
    Ok(Json(view(&api, programme, campaign).await?))
}

async fn view(api: &Api, programme: String, campaign: String) -> Result<CampaignBody, Problem> {
    let view = api.desk.look(move |engine| {
        let state = engine.state();
        CampaignView::of(state, state.programme_named(&programme)?, &campaign)
    });
    view.await?.map(CampaignBody::from).ok_or(Problem::unknown(Rejection::CampaignUnknown))
}

/// Which campaigns.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CampaignsQuery {
    /// Of this programme.
    #[serde(default = "default_programme")]
    #[param(default = "main")]
    pub programme: String,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<u32>,
}

/// Clearance campaigns, newest first
#[utoipa::path(get, path = "/v1/campaigns", tag = "programmes", params(CampaignsQuery),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = Page<CampaignBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Query(query): Query<CampaignsQuery>,
) -> Result<Json<Page<CampaignBody>>, Problem> {
    let count = limit(query.limit)? as usize;
    let found = api.desk.look(move |engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let all = CampaignView::all(state, programme);
        let behind = all.filter(|(campaign, _)| query.after.is_none_or(|after| campaign.0 < after));
        Ok::<_, Rejection>(Found::first_of(behind, count))
    });
    let found = found.await?.map_err(|refused| Problem::from(refused).at("programme"))?;
    Ok(Json(found.page(|(campaign, _)| campaign.0.to_string(), |(_, view)| view.into())))
}
