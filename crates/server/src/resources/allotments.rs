//! The register of allotments: offers, subscriptions with points, grants by contribution. No transfer, no quote.

use super::approvals::{Filing, RequestBody, file};
use super::debts::csv;
use super::fund::digest;
use super::orders::{DryRun, ExitBody};
use crate::http::{
    Api, Body, Caller, Found, Id, IdempotencyKey, Page, Problem, Problems, Query, Receipt, fen, limit, points_text,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::allotments::{Offer, Proceeds, Requirement, SHARES_FOR_POINTS};
use ratchet_core::operations::{GrantAllotment, OpenOffer, Subscribe};
use ratchet_core::outcome::Outcome;
use ratchet_core::policy::OpinionUsed;
use ratchet_core::view::{AllotmentView, OfferView};
use ratchet_core::{Engine, Fen, Points, Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Where the value of burned points goes.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProceedsBody {
    /// It stays in the reserve.
    ToReserve,
    /// To the issuer: the issue price, at most what the points are worth.
    ToIssuer,
}

/// A signed legal opinion about `shares-for-points`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionBody {
    /// By which counsel finds it.
    pub reference: String,
    /// SHA-256 of the signed document.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub sha256: String,
}

/// An offer to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOffer {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The offer's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "series-1")]
    pub offer_no: String,
    /// The code of the instrument.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub instrument: String,
    /// How many units there are.
    #[schema(minimum = 1)]
    pub units: u64,
    /// The most for one member.
    pub member_max: Option<u64>,
    /// Points that a unit requires, which are burned; this, or a contribution.
    #[schema(pattern = r"^[0-9]+(\.[0-9]{1,8})?$")]
    pub points_per_unit: Option<String>,
    /// Contribution that a unit requires; this, or points.
    pub contribution_per_unit_fen: Option<i64>,
    /// From when on, UTC milliseconds.
    pub opens_at: i64,
    /// Until when, exclusive, UTC milliseconds.
    pub closes_at: i64,
    /// Until when units are locked, UTC milliseconds.
    pub locked_until: i64,
    /// Where the value of burned points goes.
    pub proceeds: ProceedsBody,
    /// The price of a unit to the issuer; all that the points are worth where nothing is said.
    pub issue_price_fen: Option<i64>,
    /// The legal opinion; a live deployment needs it.
    pub opinion: Option<OpinionBody>,
}

impl NewOffer {
    fn offer(self) -> Result<Offer, Problem> {
        let invalid = |field: &'static str, detail: &'static str| {
            Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at(field)
        };
        let requires = match (self.points_per_unit, self.contribution_per_unit_fen) {
            (Some(text), None) => {
                let points: Points =
                    text.parse().map_err(|_| invalid("points_per_unit", "points have at most eight decimals"))?;
                Requirement::Points(points)
            }
            (None, Some(amount)) => Requirement::Contribution(Fen::new(amount)),
            _ => return Err(invalid("points_per_unit", "a unit requires either points or a contribution")),
        };
        let proceeds = match (self.proceeds, self.issue_price_fen) {
            (ProceedsBody::ToReserve, None) => Proceeds::ToReserve,
            (ProceedsBody::ToReserve, Some(_)) => {
                return Err(invalid("issue_price_fen", "an issue price goes with to_issuer"));
            }
            (ProceedsBody::ToIssuer, price) => Proceeds::ToIssuer(price.map(Fen::new)),
        };
        let opinion = |opinion: OpinionBody| -> Result<OpinionUsed, Problem> {
            let (finding, sha256) = (SHARES_FOR_POINTS.to_owned(), digest("opinion.sha256", &opinion.sha256)?);
            Ok(OpinionUsed { finding, reference: opinion.reference, sha256 })
        };
        Ok(Offer {
            instrument: self.instrument,
            units: self.units,
            member_max: self.member_max,
            requires,
            opens_at: Time::from_milliseconds(self.opens_at),
            closes_at: Time::from_milliseconds(self.closes_at),
            locked_until: Time::from_milliseconds(self.locked_until),
            proceeds,
            opinion: self.opinion.map(opinion).transpose()?,
        })
    }
}

/// An offer, and how much of it is allotted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OfferBody {
    /// The offer's own number.
    pub offer_no: String,
    /// The programme whose points it takes.
    pub programme: String,
    /// The code of the instrument.
    pub instrument: String,
    /// Units offered.
    pub units: u64,
    /// Units allotted so far.
    pub allotted: u64,
    /// Members who hold units.
    pub holders: u64,
    /// The most for one member.
    pub member_max: Option<u64>,
    /// Points that a unit requires, where they are burned.
    pub points_per_unit: Option<String>,
    /// Contribution that a unit requires, where it is granted.
    pub contribution_per_unit_fen: Option<i64>,
    /// From when on, UTC milliseconds.
    pub opens_at: i64,
    /// Until when, exclusive, UTC milliseconds.
    pub closes_at: i64,
    /// Until when units are locked, UTC milliseconds.
    pub locked_until: i64,
    /// `to_reserve` or `to_issuer`.
    pub proceeds: String,
    /// The price of a unit to the issuer.
    pub issue_price_fen: Option<i64>,
    /// The legal opinion.
    pub opinion: Option<OpinionBody>,
}

impl From<OfferView> for OfferBody {
    fn from(view: OfferView) -> Self {
        let opinion =
            |opinion: OpinionUsed| OpinionBody { reference: opinion.reference, sha256: opinion.sha256.to_string() };
        Self {
            offer_no: view.id,
            programme: view.programme,
            instrument: view.instrument,
            units: view.units,
            allotted: view.allotted,
            holders: view.holders,
            member_max: view.member_max,
            points_per_unit: view.points_per_unit.map(points_text),
            contribution_per_unit_fen: view.contribution_per_unit_fen.map(fen),
            opens_at: view.opens_at.milliseconds(),
            closes_at: view.closes_at.milliseconds(),
            locked_until: view.locked_until.milliseconds(),
            proceeds: view.proceeds.to_owned(),
            issue_price_fen: view.issue_price_fen.map(fen),
            opinion: view.opinion.map(opinion),
        }
    }
}

/// All offers of a programme
#[utoipa::path(get, path = "/v1/programmes/{programme}/offers", tag = "allotments", params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member"])),
    responses((status = 200, body = Vec<OfferBody>), Problems))]
pub async fn offers(State(api): State<Api>, Id(programme): Id) -> Result<Json<Vec<OfferBody>>, Problem> {
    let look = move |engine: &mut Engine| {
        let handle = engine.state().programme_named(&programme)?;
        Some(OfferView::all(engine.state(), handle))
    };
    let views = api.desk.look(look).await?.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    Ok(Json(views.into_iter().map(OfferBody::from).collect()))
}

/// Asks for an offer to be opened
///
/// Filed for a second person. Where money is real it rests on a signed legal opinion about `shares-for-points`.
#[utoipa::path(post, path = "/v1/programmes/{programme}/offers", tag = "operator", request_body = NewOffer,
    params(("programme" = String, Path), DryRun), security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn open(
    State(api): State<Api>,
    caller: Caller,
    Id(programme): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewOffer>,
) -> Result<Response, Problem> {
    let (request_no, id) = (new.request_no.clone(), new.offer_no.clone());
    let operation = OpenOffer { id, offer: new.offer()? }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// Units to be subscribed with points.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubscription {
    /// The offer.
    pub offer_no: String,
    /// Who subscribes.
    pub member_no: String,
    /// How many units.
    #[schema(minimum = 1)]
    pub units: u64,
}

/// What a subscription did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubscriptionBody {
    /// The offer.
    pub offer_no: String,
    /// Who subscribed.
    pub member_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Units allotted.
    pub units: u64,
    /// Points burned.
    pub points_burned: String,
    /// What they were worth.
    pub value_fen: i64,
    /// What of it the issuer received; the rest stays in the reserve.
    pub to_issuer_fen: i64,
    /// Until when the units are locked, UTC milliseconds.
    pub locked_until: i64,
    /// Positions that the system sells after it.
    pub exits: Vec<ExitBody>,
}

/// Subscribes an offer with points
///
/// The points are burned at the price of this moment. Under an `Idempotency-Key`, asking twice subscribes once.
#[utoipa::path(post, path = "/v1/programmes/{programme}/subscriptions", tag = "allotments",
    request_body = NewSubscription,
    params(("programme" = String, Path), DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["redemptions:write"]), ("session" = ["redemptions:write", "member"])),
    responses((status = 200, description = "Only tried", body = SubscriptionBody), (status = 201, body = SubscriptionBody), Problems))]
pub async fn subscribe(
    State(api): State<Api>,
    caller: Caller,
    key: IdempotencyKey,
    Id(programme): Id,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewSubscription>,
) -> Result<Response, Problem> {
    let NewSubscription { offer_no, member_no, units } = new;
    caller.must_be_member(&member_no)?;
    let operation = Subscribe { offer: offer_no.clone(), member: member_no.clone(), units };
    let draft = Draft::by(caller.actor(), &programme, operation);
    let once = api.execute_once(&caller, &key, draft, dry_run).await?;
    let Outcome::Allotted(allotted) = &once.tried.outcome else {
        return Err(Problem::internal(&"a subscription gave something else"));
    };
    let body = SubscriptionBody {
        offer_no,
        member_no,
        receipt: Receipt::tried(&once.tried),
        units: allotted.units,
        points_burned: points_text(allotted.burned),
        value_fen: fen(allotted.value),
        to_issuer_fen: fen(allotted.to_issuer),
        locked_until: allotted.locked_until.milliseconds(),
        exits: allotted.exits.iter().cloned().map(ExitBody::from).collect(),
    };
    Ok(once.answer(Json(body)))
}

/// Units to be granted by contribution.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The offer.
    pub offer_no: String,
    /// To whom.
    pub member_no: String,
    /// For which contribution, in fen.
    #[schema(minimum = 1)]
    pub contribution_fen: i64,
    /// The code of the reason; a member gets one grant for it.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub reason: String,
    /// SHA-256 of the document that says so.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub document_sha256: Option<String>,
}

/// Asks for a grant by contribution
#[utoipa::path(post, path = "/v1/programmes/{programme}/grants", tag = "operator", request_body = NewGrant,
    params(("programme" = String, Path), DryRun), security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn grant(
    State(api): State<Api>,
    caller: Caller,
    Id(programme): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewGrant>,
) -> Result<Response, Problem> {
    let NewGrant { request_no, offer_no, member_no, contribution_fen, reason, document_sha256 } = new;
    let document = document_sha256.map(|text| digest("document_sha256", &text)).transpose()?;
    let contribution = Fen::new(contribution_fen);
    let operation = GrantAllotment { offer: offer_no, member: member_no, contribution, reason, document }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// What one member holds of one offer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AllotmentBody {
    /// The offer.
    pub offer_no: String,
    /// The code of the instrument.
    pub instrument: String,
    /// Who.
    pub member_no: String,
    /// Units.
    pub units: u64,
    /// Until when they are locked, UTC milliseconds.
    pub locked_until: i64,
    /// Points burned for them.
    pub points_burned: String,
    /// What those were worth then.
    pub value_fen: i64,
    /// Contribution that they were granted for.
    pub contribution_fen: i64,
}

impl From<AllotmentView> for AllotmentBody {
    fn from(view: AllotmentView) -> Self {
        Self {
            offer_no: view.offer,
            instrument: view.instrument,
            member_no: view.holder,
            units: view.units,
            locked_until: view.locked_until.milliseconds(),
            points_burned: points_text(view.burned),
            value_fen: fen(view.value_fen),
            contribution_fen: fen(view.contribution_fen),
        }
    }
}

/// Which part of the register.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    /// Only of this offer.
    pub offer_no: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// The register of allotments
///
/// By offer, and within it by member in order of registration.
#[utoipa::path(get, path = "/v1/programmes/{programme}/allotments", tag = "allotments",
    params(("programme" = String, Path), RegisterQuery),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = Page<AllotmentBody>), Problems))]
pub async fn register(
    State(api): State<Api>,
    Id(programme): Id,
    Query(query): Query<RegisterQuery>,
) -> Result<Json<Page<AllotmentBody>>, Problem> {
    let RegisterQuery { offer_no, limit: asked, after } = query;
    let most = limit(asked)? as usize;
    let invalid = || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "after is the next of a page").at("after");
    let after = after.map(|text| text.split_once('/').map(|(offer, member)| (offer.to_owned(), member.to_owned())));
    let after = after.map(|after| after.ok_or_else(invalid)).transpose()?;
    let look = move |engine: &mut Engine| {
        let state = engine.state();
        let handle = state.programme_named(&programme).ok_or(Rejection::ProgrammeUnknown)?;
        let behind = match &after {
            Some((offer, member)) => {
                Some((offer.as_str(), state.directory.member(member).ok_or(Rejection::MemberUnknown)?))
            }
            None => None,
        };
        let rows = AllotmentView::rows(state, handle, offer_no.as_deref(), behind);
        Ok::<_, Rejection>(Found::first_of(rows, most))
    };
    let found = api.desk.look(look).await?.map_err(Problem::unknown)?;
    Ok(Json(found.page(|row| format!("{}/{}", row.offer, row.holder), AllotmentBody::from)))
}

/// The register of allotments as a table: one line a holder and offer, money in CNY
#[utoipa::path(get, path = "/v1/programmes/{programme}/allotments.csv", tag = "allotments",
    params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = String, content_type = "text/csv"), Problems))]
pub async fn table(State(api): State<Api>, Id(programme): Id) -> Result<Response, Problem> {
    // So many holders at a time that nobody else waits long.
    const HOLDERS_AT_ONCE: usize = 1_000;
    let mut text = String::from("offer,instrument,member,units,locked_until,points_burned,value,contribution\r\n");
    let mut after: Option<(String, String)> = None;
    loop {
        let (name, last) = (programme.clone(), after.take());
        let part = api.desk.look(move |engine| {
            let state = engine.state();
            let handle = state.programme_named(&name).ok_or(Rejection::ProgrammeUnknown)?;
            let behind =
                last.as_ref().and_then(|(offer, holder)| Some((offer.as_str(), state.directory.member(holder)?)));
            let rows = AllotmentView::rows(state, handle, None, behind);
            Ok::<Vec<AllotmentView>, Rejection>(rows.take(HOLDERS_AT_ONCE).collect())
        });
        let part = part.await?.map_err(Problem::unknown)?;
        text.extend(part.iter().map(row));
        let Some(last) = part.into_iter().last() else { break };
        after = Some((last.offer, last.holder));
    }
    Ok(csv(text))
}

/// Numbers and codes have no character that would need quotes.
fn row(view: &AllotmentView) -> String {
    let AllotmentView { offer, holder, instrument, units, burned, value_fen, contribution_fen, locked_until } = view;
    let until = jiff::Timestamp::from_millisecond(locked_until.milliseconds()).unwrap_or(jiff::Timestamp::MAX);
    format!("{offer},{instrument},{holder},{units},{until},{burned},{value_fen},{contribution_fen}\r\n")
}

/// What a member was allotted
#[utoipa::path(get, path = "/v1/members/{member_no}/allotments", tag = "allotments",
    params(("member_no" = String, Path), crate::http::ProgrammeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = Vec<AllotmentBody>), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(query): Query<crate::http::ProgrammeQuery>,
) -> Result<Json<Vec<AllotmentBody>>, Problem> {
    caller.must_be_member(&member_no)?;
    let look = move |engine: &mut Engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let member = state.directory.member(&member_no).ok_or(Rejection::MemberUnknown)?;
        Ok::<Vec<AllotmentView>, Rejection>(AllotmentView::of_member(state, programme, member))
    };
    let rows = api.desk.look(look).await?.map_err(Problem::unknown)?;
    Ok(Json(rows.into_iter().map(AllotmentBody::from).collect()))
}
