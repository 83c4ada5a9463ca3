//! What an operator looks at all day: a programme and the deployment around it, at one moment, and what needs somebody.

use super::programmes::PriceBody;
use crate::http::{Api, Id, Problem, Problems, fen};
use crate::runtime::Standing;
use axum::Json;
use axum::extract::State;
use ratchet_books::sql::Progress;
use ratchet_core::payouts::PayoutState;
use ratchet_core::view::{PriceView, StatusView};
use ratchet_core::{Engine, Rejection, State as Deployment, Time};
use ratchet_policy::monitors::{Raised, Unit};
use serde::Serialize;
use utoipa::ToSchema;

/// Records that the books may lag behind before somebody should look.
const LAG_MAX: u64 = 100_000;

/// How late what is due may be before somebody should look, in milliseconds.
const LATE_MAX: i64 = 60_000;

/// A programme and the deployment around it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardBody {
    /// The programme.
    pub programme: String,
    /// Of when this is, UTC milliseconds.
    pub at: i64,
    /// Sequence of the record that comes next.
    pub next_sequence: u64,
    /// Price, reserve and points.
    #[serde(flatten)]
    pub price: PriceBody,
    /// Money left when the last point left.
    pub unallocated_fen: i64,
    /// Orders booked.
    pub orders: u64,
    /// Orders of the deployment that can still be returned.
    pub pending_orders: u64,
    /// Members of the deployment.
    pub members: u64,
    /// Merchants of the deployment.
    pub merchants: u64,
    /// Positions open now.
    pub open_positions: u64,
    /// Positions that the system sold because they had reached their cap.
    pub exits: u64,
    /// What members spent in the end: orders less what was given back of them.
    pub spent_fen: i64,
    /// Of it, what entered the reserve.
    pub pool_fen: i64,
    /// Received by members who sold points.
    pub redeemed_fen: i64,
    /// Received by members whose position reached its cap.
    pub exited_fen: i64,
    /// Awards paid, less those taken back.
    pub awards_fen: i64,
    /// The operator's own share.
    pub platform_fen: i64,
    /// Awards of the deployment that are not released yet.
    pub frozen_awards_fen: i64,
    /// Money of the deployment that is being paid out.
    pub in_transit_fen: i64,
    /// Withdrawals by how they stand: those that are not over.
    pub withdrawals: Vec<WithdrawalsInState>,
    /// Requests that wait for a second person.
    pub open_requests: u64,
    /// What is due at a time.
    pub due: DueBody,
    /// What needs somebody.
    pub alarms: Vec<Alarm>,
}

/// Withdrawals that stand alike.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WithdrawalsInState {
    /// How they stand.
    #[schema(example = "requested")]
    pub state: String,
    /// How many.
    pub count: u64,
    /// What they come to.
    pub amount_fen: i64,
}

/// Orders to be booked, awards to be released, links and payments that end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueBody {
    /// How much is to be done at a time.
    pub items: u64,
    /// When the next of it is due, UTC milliseconds.
    pub next_at: Option<i64>,
}

/// Something that needs somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Alarm {
    /// `journal_stopped`, `books_fault`, `books_behind`, `due_late`, `orders_held`, `payouts_unknown` or `payouts_unsent`; or a
    /// monitor: `people_in_chains`, `payouts_from_recent_orders`, `merchants_buy_themselves`, `points_in_few_hands` or
    /// `platform_short`.
    #[schema(example = "orders_held")]
    pub code: &'static str,
    /// How many of them there are.
    pub count: u64,
    /// Of a monitor: how far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<MeasuredBody>,
}

/// How far a monitor is. It is raised before its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeasuredBody {
    /// The check of rules that it belongs to, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "reward-depth")]
    pub check: Option<&'static str>,
    /// How far it is.
    pub value: i64,
    /// What it must not come to.
    pub limit: i64,
    /// What both are counted in: `people`, `basis_points` or `fen`.
    #[schema(value_type = String, example = "basis_points")]
    pub unit: Unit,
}

impl From<Raised> for Alarm {
    fn from(raised: Raised) -> Self {
        let Raised { code, check, count, value, limit, unit } = raised;
        Self { code, count, measured: Some(MeasuredBody { check, value, limit, unit }) }
    }
}

/// A programme and the deployment around it
///
/// Everything is of one moment, except for what the monitors found, which is looked for once a minute. Orders that are held and
/// awards that are frozen are walked over: ask for it every few seconds, and follow the price by its stream.
#[utoipa::path(get, path = "/v1/programmes/{programme}/board", tag = "programmes", params(("programme" = String, Path)),
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = BoardBody), Problems))]
pub async fn read(State(api): State<Api>, Id(programme): Id) -> Result<Json<BoardBody>, Problem> {
    let (now, standing, progress) = (api.clock.now(), api.desk.durable().standing(), api.progress.borrow().clone());
    // The programme's own name is looked at afterwards: monitors of nobody's programme find nothing.
    let watched = api.monitors.of(&api, &programme).await?;
    let has_provider = api.payouts.provider().is_some();
    let look = move |engine: &mut Engine| {
        let mut board = of(engine, &programme, now, standing.next_sequence)?;
        let journal = of_service(&standing, &progress);
        let state = of_state(engine.state(), now, has_provider);
        board.alarms = journal.into_iter().chain(state).chain(watched.into_iter().map(Alarm::from)).collect();
        Ok(board)
    };
    api.desk.look(look).await?.map(Json).map_err(Problem::unknown)
}

fn of(engine: &Engine, programme: &str, now: Time, next_sequence: u64) -> Result<BoardBody, Rejection> {
    let state = engine.state();
    let handle = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let of = state.programme(handle).ok_or(Rejection::ProgrammeUnknown)?;
    let status = StatusView::of(state, handle, false).ok_or(Rejection::ProgrammeUnknown)?;
    Ok(BoardBody {
        programme: status.programme,
        at: now.milliseconds(),
        next_sequence,
        price: PriceView::of(of).into(),
        unallocated_fen: fen(of.unallocated),
        orders: status.orders,
        pending_orders: status.pending_orders,
        members: status.members,
        merchants: status.merchants,
        open_positions: status.open_positions,
        exits: of.exits,
        spent_fen: fen(of.totals.spent()),
        pool_fen: fen(of.totals.pool - of.totals.returned),
        redeemed_fen: fen(of.totals.redeemed),
        exited_fen: fen(of.totals.exited),
        awards_fen: fen(of.totals.awards),
        platform_fen: fen(state.platform),
        frozen_awards_fen: fen(status.frozen_awards),
        in_transit_fen: fen(state.in_transit),
        withdrawals: withdrawals(state),
        open_requests: ratchet_core::view::RequestView::all(state, true).count() as u64,
        due: DueBody { items: state.due.len() as u64, next_at: state.due.next_at().map(Time::milliseconds) },
        alarms: Vec::new(),
    })
}

/// The register forgets what has long been over, so this is a short walk.
fn withdrawals(state: &Deployment) -> Vec<WithdrawalsInState> {
    let unfinished = [PayoutState::Requested, PayoutState::Approved, PayoutState::Sending, PayoutState::Unknown];
    let counted = unfinished.into_iter().map(|of| {
        let alike = state.payouts.iter().filter(|(_, row)| row.state == of);
        let (count, amount) = alike.fold((0, 0), |(count, sum), (_, row)| (count + 1, sum + fen(row.amount)));
        WithdrawalsInState { state: of.name().to_owned(), count, amount_fen: amount }
    });
    counted.filter(|alike| alike.count > 0).collect()
}

fn of_service(standing: &Standing, progress: &Progress) -> Vec<Alarm> {
    let lag = standing.next_sequence.saturating_sub(progress.built);
    let found = [
        ("journal_stopped", u64::from(standing.stopped.is_some())),
        ("books_fault", u64::from(progress.fault.is_some())),
        ("books_behind", if lag > LAG_MAX { lag } else { 0 }),
    ];
    raised(found)
}

fn of_state(state: &Deployment, now: Time, has_provider: bool) -> Vec<Alarm> {
    let late = Time::from_milliseconds(now.milliseconds().saturating_sub(LATE_MAX));
    let in_state = |of| state.payouts.iter().filter(|(_, row)| row.state == of).count() as u64;
    let found = [
        ("due_late", u64::from(state.due.count_at(late, u32::MAX))),
        ("orders_held", state.pending.iter().filter(|(_, order)| order.held.is_some()).count() as u64),
        ("payouts_unknown", in_state(PayoutState::Unknown)),
        ("payouts_unsent", if has_provider { 0 } else { in_state(PayoutState::Approved) }),
    ];
    raised(found)
}

fn raised<const N: usize>(found: [(&'static str, u64); N]) -> Vec<Alarm> {
    found
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| Alarm { code, count, measured: None })
        .collect()
}
