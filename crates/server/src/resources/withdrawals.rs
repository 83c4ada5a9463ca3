//! Withdrawals: money on its way out, to a member, a merchant or the operator itself.

use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Id, Page, PageQuery, Problem, Problems, Query, Receipt, default_programme, fen, tagged,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ratchet_books::sql::{PayoutFilter, PayoutRow};
use ratchet_core::operations::{PayeeId, RequestPayout};
use ratchet_core::outcome::Outcome;
use ratchet_core::payouts::{Identity, PayoutState};
use ratchet_core::{Fen, Rejection};
use ratchet_office::{Party, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Money to be paid out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWithdrawal {
    /// The withdrawal's own number, for ever: it is also the payout provider's.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "w-2026-000017")]
    pub withdrawal_no: String,
    /// The member who is paid, from the balance. Exactly one payee is named.
    pub member_no: Option<String>,
    /// The merchant that is paid, from what it is owed.
    pub merchant_no: Option<String>,
    /// The operator itself, from its own share.
    #[serde(default)]
    pub platform: bool,
    /// What leaves the account, fee and withholding included, in fen.
    #[schema(minimum = 1, example = 10000)]
    pub amount_fen: i64,
}

/// A withdrawal that was asked for, as it was answered first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RequestedWithdrawal {
    /// Its number.
    pub withdrawal_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// The member who is paid.
    pub member_no: Option<String>,
    /// The merchant that is paid; without either it is the platform.
    pub merchant_no: Option<String>,
    /// What left the account.
    pub amount_fen: i64,
    /// What the platform takes of it once it is paid.
    pub fee_fen: i64,
    /// What is held back of it once it is paid.
    pub withheld_fen: i64,
    /// What the payee receives.
    pub net_fen: i64,
}

/// A withdrawal as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WithdrawalBody {
    /// What was asked for.
    #[serde(flatten)]
    pub requested: RequestedWithdrawal,
    /// `requested`, `approved`, `rejected`, `cancelled`, `sending`, `paid`, `failed`, `unknown` or `returned`.
    #[schema(example = "paid")]
    pub state: String,
    /// The category under which what is held back is reported.
    pub withholding: Option<String>,
    /// Who asked.
    pub requester: String,
    /// The provider that it was handed to.
    pub provider: Option<String>,
    /// What the provider or the bank calls it, or the code of a reason.
    pub reference: Option<String>,
    /// When it changed last, UTC milliseconds.
    pub changed_at: i64,
    /// The code of why it does not go on by itself, where something is missing.
    #[schema(example = "payout_provider_missing")]
    pub held_by: Option<&'static str>,
}

impl From<PayoutRow> for RequestedWithdrawal {
    fn from(row: PayoutRow) -> Self {
        Self {
            withdrawal_no: row.id,
            receipt: Receipt { sequence: Some(row.sequence), recorded_at: row.recorded_at.milliseconds() },
            member_no: row.member,
            merchant_no: row.merchant,
            amount_fen: fen(row.amount),
            fee_fen: fen(row.fee),
            withheld_fen: fen(row.withheld),
            net_fen: fen(row.amount - row.fee - row.withheld),
        }
    }
}

impl WithdrawalBody {
    fn of(row: PayoutRow, api: &Api) -> Self {
        let provider = api.payouts.provider().map(|provider| provider.name());
        let is_held = match row.state.as_str() {
            "approved" => provider.is_none(),
            "sending" | "unknown" => provider != row.provider.as_deref(),
            _ => false,
        };
        Self {
            state: row.state.clone(),
            withholding: row.withholding.clone(),
            requester: row.requester.clone(),
            provider: row.provider.clone(),
            reference: row.reference.clone(),
            changed_at: row.changed_at.milliseconds(),
            held_by: is_held.then_some("payout_provider_missing"),
            requested: row.into(),
        }
    }

    /// Whether it is whoever asks who is paid. To those who work for the operator, and to their systems, the scope of the
    /// operation has said yes already.
    fn is_of(&self, caller: &Caller) -> bool {
        match caller {
            Caller::Member(own) => self.requested.member_no.as_ref() == Some(own),
            Caller::Merchant(own) => self.requested.merchant_no.as_ref() == Some(own),
            _ => true,
        }
    }
}

impl NewWithdrawal {
    /// The one payee; members and merchants withdraw what is their own.
    fn payee(&self, caller: &Caller) -> Result<PayeeId, Problem> {
        match (&self.member_no, &self.merchant_no, self.platform) {
            (Some(member), None, false) => {
                caller.must_be_member(member)?;
                Ok(PayeeId::Member(member.clone()))
            }
            (None, Some(merchant), false) => {
                caller.must_be_merchant(merchant)?;
                Ok(PayeeId::Merchant(merchant.clone()))
            }
            (None, None, true) => match caller {
                Caller::Key { .. } | Caller::Person { .. } => Ok(PayeeId::Platform),
                _ => Err(Problem::of(StatusCode::FORBIDDEN, "forbidden")),
            },
            _ => Err(Problem::of(StatusCode::BAD_REQUEST, "payee_invalid").at("member_no")),
        }
    }

    fn is(&self, row: &PayoutRow) -> bool {
        self.member_no == row.member && self.merchant_no == row.merchant && self.amount_fen == fen(row.amount)
    }
}

/// Asks for money to be paid out
///
/// It leaves the account at once and is in transit until the withdrawal ends. The number is the idempotency: the same
/// withdrawal again gives the first answer again, another one under its number is `idempotency_conflict`. Somebody else
/// must approve it.
#[utoipa::path(post, path = "/v1/withdrawals", tag = "withdrawals", request_body = NewWithdrawal, params(DryRun),
    security(("key" = ["withdrawals:write"]), ("session" = ["withdrawals:write", "member", "merchant"])),
    responses((status = 200, description = "Only tried", body = RequestedWithdrawal),
        (status = 201, body = RequestedWithdrawal), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewWithdrawal>,
) -> Result<Response, Problem> {
    let payee = new.payee(&caller)?;
    let identity = identity(&api, &payee).await?;
    let operation = RequestPayout { id: new.withdrawal_no.clone(), payee, amount: Fen::new(new.amount_fen), identity };
    let draft = Draft::by(caller.actor(), &default_programme(), operation);
    let tried = match api.execute(draft, dry_run).await {
        Ok(tried) => tried,
        Err(problem) if problem.code == Rejection::PayoutExists.code() && !dry_run => {
            let first = first_answer(&api, &new).await?;
            return Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], Json(first)).into_response());
        }
        Err(problem) => return Err(problem),
    };
    let receipt = Receipt::tried(&tried);
    let Outcome::PayoutRequested(requested) = tried.outcome else {
        return Err(Problem::internal(&"a withdrawal gave something else"));
    };
    let body = RequestedWithdrawal {
        withdrawal_no: new.withdrawal_no,
        receipt,
        member_no: new.member_no,
        merchant_no: new.merchant_no,
        amount_fen: fen(requested.amount),
        fee_fen: fen(requested.fee),
        withheld_fen: fen(requested.withheld),
        net_fen: fen(requested.net),
    };
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(body)).into_response())
}

/// What the office knows of the payee, which the journal then keeps as a fact. The operator knows itself.
async fn identity(api: &Api, payee: &PayeeId) -> Result<Identity, Problem> {
    let party = match payee {
        PayeeId::Member(number) => Party::member(number),
        PayeeId::Merchant(number) => Party::merchant(number),
        PayeeId::Platform => return Ok(Identity::Verified),
    };
    let contact = api.office.contact(&Subject::Party(party)).await?;
    let is_verified = contact.is_some_and(|contact| contact.identity_verified_at.is_some());
    Ok(if is_verified { Identity::Verified } else { Identity::Unverified })
}

/// What the same withdrawal was answered with first; a conflict where another one has its number.
async fn first_answer(api: &Api, new: &NewWithdrawal) -> Result<RequestedWithdrawal, Problem> {
    api.wait_for_all_books().await?;
    let first = api.books.payout(&new.withdrawal_no).await?.filter(|row| new.is(row));
    first.map(Into::into).ok_or(Problem::conflict("withdrawal_no"))
}

/// Which withdrawals.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithdrawalsQuery {
    /// To this member.
    pub member_no: Option<String>,
    /// To this merchant.
    pub merchant_no: Option<String>,
    /// Only those to the platform itself.
    #[serde(default)]
    pub platform: bool,
    /// How they stand.
    pub state: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

/// Withdrawals, newest first
#[utoipa::path(get, path = "/v1/withdrawals", tag = "withdrawals", params(WithdrawalsQuery),
    security(("key" = ["withdrawals:read"]), ("session" = ["withdrawals:read", "member", "merchant"])),
    responses((status = 200, body = Page<WithdrawalBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<WithdrawalsQuery>,
) -> Result<Response, Problem> {
    match &caller {
        Caller::Merchant(_) => caller.must_be_merchant(query.merchant_no.as_deref().unwrap_or_default())?,
        _ => caller.must_be_member(query.member_no.as_deref().unwrap_or_default())?,
    }
    let unknown = || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "no state of a withdrawal").at("state");
    let named = |name: &str| PayoutState::ALL.into_iter().find(|state| state.name() == name);
    let state = query.state.as_deref().map(|name| named(name).ok_or_else(unknown)).transpose()?;
    let page = PageQuery { limit: query.limit, after: query.after, min_sequence: query.min_sequence };
    let page = page.of_books(&api).await?;
    let filter = PayoutFilter {
        member: query.member_no.as_deref(),
        merchant: query.merchant_no.as_deref(),
        to_platform: query.platform,
        state,
    };
    let built = api.built();
    let listing = api.books.payouts(&filter, page).await?;
    let body = match listing {
        None => Page { items: Vec::new(), next: None },
        Some(listing) => Page {
            next: listing.next.map(|cursor| cursor.to_string()),
            items: listing.items.into_iter().map(|row| WithdrawalBody::of(row, &api)).collect(),
        },
    };
    Ok(tagged(built, &headers, &body))
}

/// A withdrawal as it stands
#[utoipa::path(get, path = "/v1/withdrawals/{withdrawal_no}", tag = "withdrawals",
    params(("withdrawal_no" = String, Path)),
    security(("key" = ["withdrawals:read"]), ("session" = ["withdrawals:read", "member", "merchant"])),
    responses((status = 200, body = WithdrawalBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
) -> Result<Json<WithdrawalBody>, Problem> {
    found(&api, &caller, &withdrawal_no).await.map(Json)
}

/// The withdrawal of this number. Another one's is as unknown as one that does not exist.
pub(super) async fn found(api: &Api, caller: &Caller, withdrawal_no: &str) -> Result<WithdrawalBody, Problem> {
    api.wait_for_all_books().await?;
    let row = api.books.payout(withdrawal_no).await?.map(|row| WithdrawalBody::of(row, api));
    row.filter(|body| body.is_of(caller)).ok_or(Problem::unknown(Rejection::PayoutUnknown))
}
