//! Orders: booked one by one or in batches.

use super::campaigns::OrderedGoods;
use crate::http::{
    Api, Body, Caller, Problem, Problems, Query, Receipt, default_programme, fen, points_text, read, read_json,
};
use crate::runtime::{Answer, Draft};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_books::sql::{Order, OrderDetails};
use ratchet_core::operations::{CampaignGoods, Place};
use ratchet_core::outcome::{Booked, CoinPart, Exit, Outcome, PaidAward};
use ratchet_core::{Coins, Fen, Rejection, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Items of a batch at most.
pub const BATCH_ITEMS_MAX: usize = 10_000;

/// An order that can no longer be returned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// The order's own number, which is never booked twice.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "2026-000123")]
    pub order_no: String,
    /// The programme that it is booked in.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// Who bought.
    #[schema(example = "m-1001")]
    pub member_no: String,
    /// Who sold.
    #[schema(example = "shop-7")]
    pub merchant_no: String,
    /// What was paid, in fen.
    #[schema(minimum = 1, example = 12800)]
    pub amount_fen: i64,
    /// What the goods cost, in fen, under a plan that gives up a margin.
    pub cost_fen: Option<i64>,
    /// When it happened in business, UTC milliseconds; now, where nothing is said.
    pub occurred_at: Option<i64>,
    /// What of the amount the member's balance pays, in fen; the rest was taken at the till.
    #[schema(minimum = 0)]
    pub from_balance_fen: Option<i64>,
    /// What of the amount coins pay, in the fen that they settle.
    #[schema(minimum = 1)]
    pub coins_fen: Option<i64>,
    /// For how many days it can be returned and is held, so that no return ever touches the reserve; what the plan says,
    /// where nothing is said. After 0 days it is booked at once.
    pub settle_after_days: Option<u32>,
    /// The goods of a clearance campaign that it is for: the amount must be their price, and the campaign says what they
    /// cost and under which plan they are sold.
    pub goods: Option<OrderedGoods>,
}

/// A position that the system sold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExitBody {
    /// Its number in the programme.
    pub position: u32,
    /// Whose it was.
    pub member_no: String,
    /// Points sold.
    pub points: String,
    /// What they were worth.
    pub gross_fen: i64,
    /// What the member received.
    pub net_fen: i64,
}

impl From<Exit> for ExitBody {
    fn from(exit: Exit) -> Self {
        Self {
            position: exit.position,
            member_no: exit.member,
            points: points_text(exit.points),
            gross_fen: fen(exit.gross),
            net_fen: fen(exit.net),
        }
    }
}

/// An award that was paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardBody {
    /// Who received it.
    pub member_no: String,
    /// Why.
    #[schema(example = "direct")]
    pub kind: String,
    /// How much.
    pub amount_fen: i64,
}

impl From<PaidAward> for AwardBody {
    fn from(award: PaidAward) -> Self {
        Self { member_no: award.member, kind: award.kind.to_owned(), amount_fen: fen(award.amount) }
    }
}

/// An order that is booked, and what it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BookedOrder {
    /// The order's number.
    pub order_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What the merchant gave up.
    pub commission_fen: i64,
    /// What entered the reserve.
    pub pool_fen: i64,
    /// What the fund added to that before minting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsidy_fen: Option<i64>,
    /// What entered the reserve from the fund after minting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drip_fen: Option<i64>,
    /// Points minted.
    pub points: String,
    /// What each split line took.
    pub lines_fen: BTreeMap<String, i64>,
    /// Awards paid.
    pub awards: Vec<AwardBody>,
    /// What nobody claimed of the distribution line.
    pub unclaimed_fen: i64,
    /// What coins paid beside, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coin_part: Option<CoinPartBody>,
    /// Positions that the system sold after it.
    pub exits: Vec<ExitBody>,
}

/// What coins paid of an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoinPartBody {
    /// How many, by the fen that they settle.
    pub coins_fen: i64,
    /// What the merchant got for them from the platform account.
    pub to_merchant_fen: i64,
    /// What the fund put into the reserve for points.
    pub from_fund_fen: i64,
    /// Points that came with the coins, locked at first.
    pub points: String,
    /// Their position, if there are any.
    pub position: Option<u32>,
}

impl From<CoinPart> for CoinPartBody {
    fn from(part: CoinPart) -> Self {
        Self {
            coins_fen: fen(part.coins.face()),
            to_merchant_fen: fen(part.to_merchant),
            from_fund_fen: fen(part.from_fund),
            points: points_text(part.points),
            position: part.position,
        }
    }
}

impl BookedOrder {
    /// What a booking did.
    #[must_use]
    pub fn of(order_no: String, receipt: Receipt, booked: Booked) -> Self {
        Self {
            order_no,
            receipt,
            commission_fen: fen(booked.commission),
            pool_fen: fen(booked.pool),
            subsidy_fen: booked.subsidy.is_positive().then(|| fen(booked.subsidy)),
            drip_fen: booked.drip.is_positive().then(|| fen(booked.drip)),
            points: points_text(booked.minted),
            lines_fen: booked.lines.into_iter().map(|(name, amount)| (name, fen(amount))).collect(),
            awards: booked.awards.into_iter().map(AwardBody::from).collect(),
            unclaimed_fen: fen(booked.unclaimed),
            coin_part: booked.coin_part.map(CoinPartBody::from),
            exits: booked.exits.into_iter().map(ExitBody::from).collect(),
        }
    }
}

/// An order that is held until it can no longer be returned; then it is booked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HeldOrder {
    /// The order's number.
    pub order_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// When it is booked, UTC milliseconds.
    pub due_at: i64,
    /// What is held for it.
    pub pending_fen: i64,
    /// What of that the member's balance paid.
    pub from_balance_fen: i64,
    /// Coins that are held beside, by the fen that they settle.
    pub coins_fen: i64,
}

/// An order that was taken: booked, or held.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TakenOrder {
    /// It is booked.
    Booked(BookedOrder),
    /// It is held.
    Pending(HeldOrder),
}

impl TakenOrder {
    fn number(&self) -> &str {
        match self {
            Self::Booked(order) => &order.order_no,
            Self::Pending(order) => &order.order_no,
        }
    }
}

/// Until when an order is held that can be returned for so many days; not at all without one.
fn held_until(order: &Order, days: u32) -> Option<Time> {
    (days > 0).then(|| order.recorded_at.plus_days(days))
}

/// Whether only to try.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// The real path, nothing written.
    #[serde(default)]
    pub dry_run: bool,
}

impl DryRun {
    /// The status of something that was done, or only tried.
    pub(super) const fn status(self) -> StatusCode {
        if self.dry_run { StatusCode::OK } else { StatusCode::CREATED }
    }
}

impl NewOrder {
    /// Whether this order was booked by the same request.
    fn is(&self, order: &Order) -> bool {
        let occurred_at = self.occurred_at.map_or(order.recorded_at, Time::from_milliseconds);
        self.programme == order.programme
            && self.member_no == order.member
            && self.merchant_no == order.merchant
            && self.amount_fen == fen(order.amount) + fen(order.coins.face())
            && self.coins_fen.unwrap_or_default() == fen(order.coins.face())
            && self.is_for(order)
            && self.from_balance_fen.unwrap_or_default() == fen(order.from_balance)
            && order.payment.is_none()
            && self.settle_after_days.is_none_or(|days| held_until(order, days) == order.due_at)
            && occurred_at == order.occurred_at
    }

    /// Refuses what is not for members or merchants to say: when it happened, for how long it can be returned, and of a
    /// merchant what a member's balance pays, of a member what the goods cost.
    pub(super) fn must_be_for(&self, caller: &Caller) -> Result<(), Problem> {
        let (by_member, by_merchant) = (matches!(caller, Caller::Member(_)), matches!(caller, Caller::Merchant(_)));
        let said = [
            ("occurred_at", self.occurred_at.is_some() && (by_member || by_merchant)),
            ("settle_after_days", self.settle_after_days.is_some() && (by_member || by_merchant)),
            ("from_balance_fen", self.from_balance_fen.is_some() && by_merchant),
            ("cost_fen", self.cost_fen.is_some() && by_member),
        ];
        match said.into_iter().find(|(_, is_wrong)| *is_wrong) {
            Some((field, _)) => Err(Problem::of(StatusCode::FORBIDDEN, "forbidden").at(field)),
            None => Ok(()),
        }
    }

    /// Whether it is for the same goods. Those of a campaign cost what the campaign says.
    fn is_for(&self, order: &Order) -> bool {
        match (&self.goods, &order.goods) {
            (None, None) => self.cost_fen == order.cost.map(fen),
            (Some(asked), Some(sold)) => {
                self.cost_fen.is_none()
                    && (&asked.campaign_no, &asked.sku) == (&sold.campaign, &sold.sku)
                    && asked.quantity == i64::from(sold.quantity)
            }
            _ => false,
        }
    }

    /// The order, to be held or booked as its plan says.
    pub(crate) fn place(&self) -> Place {
        Place {
            id: self.order_no.clone(),
            member: self.member_no.clone(),
            merchant: self.merchant_no.clone(),
            amount: Fen::new(self.amount_fen),
            cost: self.cost_fen.map(Fen::new),
            from_balance: self.from_balance_fen.map(Fen::new),
            settle_after_days: self.settle_after_days,
            coins: self.coins_fen.map(Coins::new),
            goods: self.goods.clone().map(CampaignGoods::from),
        }
    }

    fn draft(&self, actor: String) -> Draft {
        let place = self.place();
        let occurred_at = self.occurred_at.map(Time::from_milliseconds);
        Draft::by(actor, &self.programme, place).occurred(occurred_at)
    }
}

/// Takes an order: books it, or holds it until it can no longer be returned
///
/// The number is the idempotency: the same order again gives the first answer again, another one under its number is
/// `idempotency_conflict`.
#[utoipa::path(post, path = "/v1/orders", tag = "orders", request_body = NewOrder, params(DryRun),
    security(("key" = ["orders:write"]), ("session" = ["orders:write", "merchant"])),
    responses((status = 200, description = "Only tried", body = TakenOrder), (status = 201, body = TakenOrder), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewOrder>,
) -> Result<Response, Problem> {
    caller.must_be_merchant(&new.merchant_no)?;
    new.must_be_for(&caller)?;
    let tried = match api.execute(new.draft(caller.actor()), dry_run).await {
        Ok(tried) => tried,
        Err(problem) if is_known(&problem) && !dry_run => {
            let first = first_answer(&api, &new).await?;
            return Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], Json(first)).into_response());
        }
        Err(problem) => return Err(problem),
    };
    let receipt = Receipt { sequence: tried.sequence, recorded_at: tried.recorded_at.milliseconds() };
    let body = taken(new.order_no, receipt, tried.outcome)?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(body)).into_response())
}

fn taken(order_no: String, receipt: Receipt, outcome: Outcome) -> Result<TakenOrder, Problem> {
    match outcome {
        Outcome::Booked(booked) => Ok(TakenOrder::Booked(BookedOrder::of(order_no, receipt, booked))),
        Outcome::Placed(placed) => Ok(TakenOrder::Pending(HeldOrder {
            order_no,
            receipt,
            due_at: placed.due_at.milliseconds(),
            pending_fen: fen(placed.pending),
            from_balance_fen: fen(placed.from_balance),
            coins_fen: fen(placed.coins.face()),
        })),
        other => Err(Problem::internal(&format!("an order gave {other:?}"))),
    }
}

fn is_known(problem: &Problem) -> bool {
    problem.code == Rejection::OrderExists.code()
}

/// What the same order was answered with when it was taken; a conflict where another one has its number. The engine has
/// settled that this number is taken, and by now durably; what it was taken for, the books know.
async fn first_answer(api: &Api, new: &NewOrder) -> Result<TakenOrder, Problem> {
    api.wait_for_all_books().await?;
    let conflict = || Problem::conflict("order_no");
    let OrderDetails { order, booked, .. } = api.books.order(&new.order_no).await?.ok_or_else(conflict)?;
    if !new.is(&order) {
        return Err(conflict());
    }
    let receipt = Receipt { sequence: Some(order.sequence), recorded_at: order.recorded_at.milliseconds() };
    Ok(match order.due_at {
        // Whatever became of it since, it was held at first.
        Some(due_at) => TakenOrder::Pending(HeldOrder {
            order_no: order.order,
            receipt,
            due_at: due_at.milliseconds(),
            pending_fen: fen(order.amount),
            from_balance_fen: fen(order.from_balance),
            coins_fen: fen(order.coins.face()),
        }),
        None => TakenOrder::Booked(BookedOrder::of(order.order, receipt, booked)),
    })
}

/// What became of one item of a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchLine {
    /// The order's number; none where the item could not be read.
    pub order_no: Option<String>,
    /// What a single request would have been answered with: 201 when it was booked.
    pub status: u16,
    /// Whether it was booked before by the same request, and this is the first answer again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// The order, when it was booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<TakenOrder>,
    /// The stable code, when it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The field that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
}

impl BatchLine {
    fn refused(order_no: Option<String>, problem: Problem) -> Self {
        Self {
            order_no,
            status: problem.status.as_u16(),
            replayed: false,
            order: None,
            code: Some(problem.code.to_owned()),
            detail: Some(problem.detail),
            param: problem.param,
        }
    }

    fn taken(order: TakenOrder, replayed: bool) -> Self {
        Self {
            order_no: Some(order.number().to_owned()),
            status: StatusCode::CREATED.as_u16(),
            replayed,
            order: Some(order),
            code: None,
            detail: None,
            param: None,
        }
    }

    async fn of(api: &Api, new: NewOrder, answer: Answer) -> Self {
        let found = match answer {
            Ok(done) => taken(new.order_no.clone(), Receipt::of(&done), done.outcome).map(|order| (order, false)),
            Err(error) => match Problem::from(error) {
                problem if is_known(&problem) => first_answer(api, &new).await.map(|order| (order, true)),
                problem => Err(problem),
            },
        };
        match found {
            Ok((order, replayed)) => Self::taken(order, replayed),
            Err(problem) => Self::refused(Some(new.order_no), problem),
        }
    }
}

/// Books up to 10,000 orders
///
/// As NDJSON (one order a line) or as an array. Each order is atomic by itself; the answer has one line an order, in the
/// same order, as NDJSON. Only tried, each order is looked at as if the others were not there.
#[utoipa::path(post, path = "/v1/orders:batch", tag = "orders", params(DryRun),
    request_body(content((NewOrder = "application/x-ndjson"), (Vec<NewOrder> = "application/json"))),
    security(("key" = ["orders:write"]), ("session" = ["orders:write"])),
    responses((status = 200, body = BatchLine, content_type = "application/x-ndjson"), Problems))]
pub async fn create_many(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    request: Request,
) -> Result<Response, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    let kind = kind.unwrap_or_default();
    let bytes = read(request, &()).await?;
    let items = if kind.starts_with(b"application/x-ndjson") {
        lines(&bytes)
    } else if kind.starts_with(b"application/json") {
        read_json::<Vec<NewOrder>>(&bytes)?.into_iter().map(Ok).collect()
    } else {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"));
    };
    if items.len() > BATCH_ITEMS_MAX {
        return Err(Problem::of(StatusCode::PAYLOAD_TOO_LARGE, "batch_too_large"));
    }
    let actor = caller.actor();
    if dry_run {
        return try_many(&api, &actor, items).await;
    }
    let drafts = items.iter().flatten().map(|order| order.draft(actor.clone())).collect();
    let mut answers = api.desk.execute_all(drafts).await?.into_iter();
    let mut body = Vec::with_capacity(items.len() * 256);
    for item in items {
        let line = match item {
            Err(problem) => BatchLine::refused(None, problem),
            Ok(order) => match answers.next() {
                Some(answer) => BatchLine::of(&api, order, answer).await,
                None => break,
            },
        };
        write_line(&mut body, &line)?;
    }
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// Tries orders one by one: whatever else waits comes in between.
async fn try_many(api: &Api, actor: &str, items: Vec<Result<NewOrder, Problem>>) -> Result<Response, Problem> {
    let mut body = Vec::with_capacity(items.len() * 256);
    for item in items {
        let tried = match item {
            Err(problem) => Err((None, problem)),
            Ok(order) => {
                let draft = order.draft(actor.to_owned());
                let order_no = order.order_no;
                let tried = api.execute(draft, true).await.and_then(|tried| {
                    let receipt = Receipt::tried(&tried);
                    taken(order_no.clone(), receipt, tried.outcome)
                });
                tried.map_err(|problem| (Some(order_no), problem))
            }
        };
        let line = match tried {
            Ok(order) => BatchLine { status: StatusCode::OK.as_u16(), ..BatchLine::taken(order, false) },
            Err((order_no, problem)) => BatchLine::refused(order_no, problem),
        };
        write_line(&mut body, &line)?;
    }
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

fn write_line(body: &mut Vec<u8>, line: &BatchLine) -> Result<(), Problem> {
    serde_json::to_writer(&mut *body, line).map_err(|error| Problem::internal(&error))?;
    body.push(b'\n');
    Ok(())
}

/// The items of NDJSON, each good or not by itself; empty lines are none.
fn lines(bytes: &[u8]) -> Vec<Result<NewOrder, Problem>> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    lines.map(read_json).collect()
}
