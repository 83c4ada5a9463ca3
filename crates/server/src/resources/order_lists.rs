//! Orders as the books have them: lists, and one with everything that it did.

use super::orders::BookedOrder;
use crate::http::{Api, Caller, Id, Page, PageQuery, Problem, Problems, Query, Receipt, fen, points_text, tagged};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ratchet_books::sql::{Order, OrderDetails, OrderFilter, OrderReturn, OrderState};
use ratchet_core::{Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An order as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderBody {
    /// The order's number.
    pub order_no: String,
    /// The programme.
    pub programme: String,
    /// How it stands.
    #[schema(example = "booked")]
    pub state: String,
    /// Who bought.
    pub member_no: String,
    /// Who sold.
    pub merchant_no: String,
    /// The plan that it was booked under.
    pub plan: String,
    /// Version of the rules, counted from 1.
    pub version: u32,
    /// What was paid.
    pub amount_fen: i64,
    /// What the goods cost, where that was said.
    pub cost_fen: Option<i64>,
    /// What was given back of it.
    pub refunded_fen: i64,
    /// What the merchant gave up.
    pub commission_fen: i64,
    /// What entered the reserve.
    pub pool_fen: i64,
    /// Awards together.
    pub awards_fen: i64,
    /// Points minted.
    pub points: String,
    /// The position that took them.
    pub position: Option<u32>,
    /// Sequence of the record that brought it.
    pub sequence: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// When it happened in business, UTC milliseconds.
    pub occurred_at: i64,
}

impl From<Order> for OrderBody {
    fn from(order: Order) -> Self {
        Self {
            order_no: order.order,
            programme: order.programme,
            state: order.state.name().to_owned(),
            member_no: order.member,
            merchant_no: order.merchant,
            plan: order.plan,
            version: order.version,
            amount_fen: fen(order.amount),
            cost_fen: order.cost.map(fen),
            refunded_fen: fen(order.refunded),
            commission_fen: fen(order.commission),
            pool_fen: fen(order.pool),
            awards_fen: fen(order.awards),
            points: points_text(order.minted),
            position: order.position,
            sequence: order.sequence,
            recorded_at: order.recorded_at.milliseconds(),
            occurred_at: order.occurred_at.milliseconds(),
        }
    }
}

/// An order with everything that it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderDetailsBody {
    /// The order.
    #[serde(flatten)]
    pub order: OrderBody,
    /// What its booking returned, as it was told then.
    pub booked: BookedOrder,
    /// What was given back of it, oldest first.
    pub returns: Vec<OrderReturnBody>,
}

/// Money of an order given back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderReturnBody {
    /// Sequence of its record.
    pub sequence: u64,
    /// What was asked.
    #[schema(example = "refund")]
    pub operation: String,
    /// How much.
    pub amount_fen: i64,
    /// What the merchant paid of it.
    pub from_merchant_fen: i64,
    /// Awards taken back.
    pub from_awards_fen: i64,
    /// What the reserve paid.
    pub from_reserve_fen: i64,
    /// What the platform bore.
    pub from_platform_fen: i64,
    /// Points taken back without payment.
    pub points: String,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// Who asked.
    pub actor: String,
    /// Who approved.
    pub approver: Option<String>,
}

impl From<OrderReturn> for OrderReturnBody {
    fn from(given: OrderReturn) -> Self {
        Self {
            sequence: given.sequence,
            operation: given.operation,
            amount_fen: fen(given.amount),
            from_merchant_fen: fen(given.from_merchant),
            from_awards_fen: fen(given.from_awards),
            from_reserve_fen: fen(given.from_reserve),
            from_platform_fen: fen(given.from_platform),
            points: points_text(given.burned),
            recorded_at: given.recorded_at.milliseconds(),
            actor: given.actor,
            approver: given.approver,
        }
    }
}

impl From<OrderDetails> for OrderDetailsBody {
    fn from(details: OrderDetails) -> Self {
        let OrderDetails { order, booked, returns } = details;
        let receipt = Receipt { sequence: Some(order.sequence), recorded_at: order.recorded_at.milliseconds() };
        Self {
            booked: BookedOrder::of(order.order.clone(), receipt, booked),
            order: order.into(),
            returns: returns.into_iter().map(OrderReturnBody::from).collect(),
        }
    }
}

/// Which orders.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// Who bought.
    pub member_no: Option<String>,
    /// Who sold.
    pub merchant_no: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// How they stand.
    pub state: Option<String>,
    /// Recorded at this moment or later, UTC milliseconds.
    pub from: Option<i64>,
    /// Recorded at this moment or before, UTC milliseconds.
    pub to: Option<i64>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

/// Orders, newest first
#[utoipa::path(get, path = "/v1/orders", tag = "orders", params(OrdersQuery),
    security(("key" = ["orders:read"]), ("session" = ["orders:read", "member", "merchant"])),
    responses((status = 200, body = Page<OrderBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<OrdersQuery>,
) -> Result<Response, Problem> {
    match &caller {
        Caller::Merchant(_) => caller.must_be_merchant(query.merchant_no.as_deref().unwrap_or_default())?,
        _ => caller.must_be_member(query.member_no.as_deref().unwrap_or_default())?,
    }
    let unknown = || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "no state of an order").at("state");
    let state = query.state.as_deref().map(|name| OrderState::named(name).ok_or_else(unknown)).transpose()?;
    let page = PageQuery { limit: query.limit, after: query.after, min_sequence: query.min_sequence };
    let page = page.of_books(&api).await?;
    let filter = OrderFilter {
        member: query.member_no.as_deref(),
        merchant: query.merchant_no.as_deref(),
        programme: query.programme.as_deref(),
        state,
        from: query.from.map(Time::from_milliseconds),
        to: query.to.map(Time::from_milliseconds),
    };
    let built = api.built();
    let listing = api.books.orders(&filter, page).await?;
    let body = listing.map_or(Page { items: Vec::new(), next: None }, Page::<OrderBody>::of);
    Ok(tagged(built, &headers, &body))
}

/// An order with everything that it did
#[utoipa::path(get, path = "/v1/orders/{order_no}", tag = "orders", params(("order_no" = String, Path)),
    security(("key" = ["orders:read"]), ("session" = ["orders:read", "member", "merchant"])),
    responses((status = 200, body = OrderDetailsBody), Problems))]
pub async fn read(State(api): State<Api>, caller: Caller, Id(order_no): Id) -> Result<Json<OrderDetailsBody>, Problem> {
    own_order(&api, &caller, &order_no).await.map(|details| Json(details.into()))
}

/// The order of this number. Another one's is as unknown as one that does not exist.
pub(super) async fn own_order(api: &Api, caller: &Caller, order_no: &str) -> Result<OrderDetails, Problem> {
    api.wait_for_all_books().await?;
    let details = api.books.order(order_no).await?.ok_or(Problem::unknown(Rejection::OrderUnknown))?;
    let is_own = match caller {
        Caller::Member(own) => *own == details.order.member,
        Caller::Merchant(own) => *own == details.order.merchant,
        _ => true,
    };
    if is_own { Ok(details) } else { Err(Problem::unknown(Rejection::OrderUnknown)) }
}
