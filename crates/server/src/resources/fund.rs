//! The fund of a programme: money that is meant for its reserve and not in it yet; and what an injection would do.

use super::approvals::{Filing, RequestBody, file};
use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, default_programme, fen, points_text};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::operations::{Fund, Inject};
use ratchet_core::policy::Sha256;
use ratchet_core::view::{BeforeInjection, FundView, InjectionView, OutflowView};
use ratchet_core::{Engine, Fen, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whoever approves in a preview: nobody can have this name.
const NOBODY: &str = "preview";

/// Money to be booked into a fund.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFunding {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "fund-2026-01")]
    pub request_no: String,
    /// How much, in fen.
    #[schema(minimum = 1)]
    pub amount_fen: i64,
    /// The name of the financing round.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "round-a")]
    pub source: String,
    /// SHA-256 of the document that says so.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub document_sha256: Option<String>,
}

/// A fund and what may still leave it today.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FundBody {
    /// The programme.
    pub programme: String,
    /// What is in the fund.
    pub fund_fen: i64,
    /// What left it as subsidy so far, less what corrections gave back.
    pub subsidy_total_fen: i64,
    /// What left it as drip so far.
    pub drip_total_fen: i64,
    /// The subsidy under the rules in force.
    pub subsidy: Option<OutflowBody>,
    /// The drip under the rules in force.
    pub drip: Option<OutflowBody>,
}

/// One way out of a fund.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutflowBody {
    /// Its rate in basis points.
    pub bp: u32,
    /// The most for one order.
    pub order_max_fen: i64,
    /// The most on one day.
    pub day_max_fen: i64,
    /// The last day on which anything flows, of UTC+08:00.
    #[schema(example = "2027-12-31")]
    pub last_day: String,
    /// What flowed today so far.
    pub used_today_fen: i64,
    /// What may still flow today by its ceiling and its end; the fund may hold less.
    pub left_today_fen: i64,
}

impl From<OutflowView> for OutflowBody {
    fn from(view: OutflowView) -> Self {
        Self {
            bp: view.bp.get(),
            order_max_fen: fen(view.order_max_fen),
            day_max_fen: fen(view.day_max_fen),
            last_day: view.last_day.to_string(),
            used_today_fen: fen(view.used_today_fen),
            left_today_fen: fen(view.left_today_fen),
        }
    }
}

impl From<FundView> for FundBody {
    fn from(view: FundView) -> Self {
        Self {
            programme: view.programme,
            fund_fen: fen(view.fund),
            subsidy_total_fen: fen(view.subsidy_total),
            drip_total_fen: fen(view.drip_total),
            subsidy: view.subsidy.map(OutflowBody::from),
            drip: view.drip.map(OutflowBody::from),
        }
    }
}

/// The digest of a document as 64 hexadecimal digits.
pub(super) fn digest(field: &'static str, text: &str) -> Result<Sha256, Problem> {
    let malformed = || Problem::new(StatusCode::BAD_REQUEST, "body_invalid", "64 hexadecimal digits").at(field);
    Sha256::from_hexadecimal(text).ok_or_else(malformed)
}

/// The fund of a programme
#[utoipa::path(get, path = "/v1/programmes/{programme}/fund", tag = "programmes", params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = FundBody), Problems))]
pub async fn read(State(api): State<Api>, Id(programme): Id) -> Result<Json<FundBody>, Problem> {
    let look = move |engine: &mut Engine| {
        let handle = engine.state().programme_named(&programme)?;
        FundView::of(engine.state(), handle)
    };
    let view = api.desk.look(look).await?.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    Ok(Json(view.into()))
}

/// Asks for money to be booked into a fund
#[utoipa::path(post, path = "/v1/programmes/{programme}/fund", tag = "operator", request_body = NewFunding,
    params(("programme" = String, Path), DryRun), security(("session" = ["injections:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(programme): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewFunding>,
) -> Result<Response, Problem> {
    let NewFunding { request_no, amount_fen, source, document_sha256 } = new;
    let document = document_sha256.map(|text| digest("document_sha256", &text)).transpose()?;
    let operation = Fund { amount: Fen::new(amount_fen), source, document }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// An injection to be tried.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriedInjection {
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// How much, in fen.
    #[schema(minimum = 1)]
    pub amount_fen: i64,
}

/// What an injection would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InjectionPreview {
    /// CNY per point before.
    pub price_before: String,
    /// CNY per point afterwards, with all exits.
    pub price_after: String,
    /// The same in 10⁻⁸ CNY, as the bounds of a request are.
    pub price_after_scaled: u64,
    /// Positions that it brings to their cap.
    pub exits: u64,
    /// Their points.
    pub points_leaving: String,
    /// Their share of all points, in basis points.
    pub leaving_bp: u64,
    /// What their holders receive.
    pub paid_fen: i64,
    /// Points that stay.
    pub supply_after: String,
    /// The reserve afterwards.
    pub reserve_after_fen: i64,
}

impl From<InjectionView> for InjectionPreview {
    fn from(view: InjectionView) -> Self {
        Self {
            price_before: view.price_before,
            price_after: view.price_after,
            price_after_scaled: view.price_after_scaled,
            exits: view.exits,
            points_leaving: points_text(view.points_leaving),
            leaving_bp: view.leaving_bp,
            paid_fen: fen(view.paid_fen),
            supply_after: points_text(view.supply_after),
            reserve_after_fen: fen(view.reserve_after),
        }
    }
}

/// What an injection would do now
///
/// The same path as the injection, taken back. One that would empty the programme is refused, as the injection itself is.
#[utoipa::path(post, path = "/v1/injections:preview", tag = "operator", request_body = TriedInjection,
    security(("session" = ["injections:write"])),
    responses((status = 200, body = InjectionPreview), Problems))]
pub async fn preview(
    State(api): State<Api>,
    caller: Caller,
    Body(asked): Body<TriedInjection>,
) -> Result<Json<InjectionPreview>, Problem> {
    let TriedInjection { programme, amount_fen } = asked;
    let (now, actor) = (api.clock.now(), caller.actor());
    let look = move |engine: &mut Engine| {
        let state = engine.state();
        let handle = state.programme_named(&programme).ok_or(Rejection::ProgrammeUnknown)?;
        let before = state.programme(handle).map(BeforeInjection::of).ok_or(Rejection::ProgrammeUnknown)?;
        let inject = Inject::sparing(Fen::new(amount_fen));
        let draft = Draft { approver: Some(NOBODY.to_owned()), ..Draft::by(actor, &programme, inject) };
        let command = draft.at(now.max(engine.state().clock));
        let seen = engine.dry_run(&command, |state, events| InjectionView::of(before, state, handle, events))?;
        seen.ok_or(Rejection::ProgrammeUnknown)
    };
    Ok(Json(api.desk.look(look).await??.into()))
}
