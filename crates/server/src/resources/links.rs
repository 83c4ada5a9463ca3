//! Links of members to those who referred them (锁客), and the codes by which they come about: what a store prints (收款码),
//! what a member shares.

use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, Receipt, default_programme};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use qrcode::QrCode;
use qrcode::render::svg;
use ratchet_core::Rejection;
use ratchet_core::operations::{LinkMember, LinkTo, Replace};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::{IntoParams, ToSchema};

/// Pixels of a code, at least.
const QR_PIXELS: u32 = 240;

/// Bytes of an origin at most: a longer one makes a code that is hard to scan.
const ORIGIN_BYTES_MAX: usize = 128;

/// To whom a member is linked: exactly one of both.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// To this member.
    pub referrer_no: Option<String>,
    /// To the owner of this merchant.
    pub merchant_no: Option<String>,
    /// Whether a link in force ends for this one.
    #[serde(default)]
    pub replace: bool,
}

/// A link that was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LinkBody {
    /// Who is linked.
    pub member_no: String,
    /// To whom.
    pub referrer_no: Option<String>,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// Links a member to a referrer
///
/// For as long as the deployment's terms say: for good, for some days, or until some days have passed without an order.
/// Where money is real, a link in force is ended for another one only by two people.
#[utoipa::path(post, path = "/v1/members/{member_no}/link", tag = "members", request_body = NewLink,
    params(("member_no" = String, Path), DryRun),
    security(("key" = ["members:write"]), ("session" = ["members:write"])),
    responses((status = 200, description = "Only tried", body = LinkBody), (status = 201, body = LinkBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(tried): Query<DryRun>,
    Body(new): Body<NewLink>,
) -> Result<(StatusCode, Json<LinkBody>), Problem> {
    let to = match (new.referrer_no, new.merchant_no) {
        (Some(member), None) => LinkTo::Member(member),
        (None, Some(merchant)) => LinkTo::Merchant(merchant),
        _ => {
            let detail = "give either referrer_no or merchant_no";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("referrer_no"));
        }
    };
    let replace = new.replace.then_some(Replace::InForce);
    let operation = LinkMember { member: member_no.clone(), to, replace };
    let draft = Draft::by(caller.actor(), &default_programme(), operation);
    let linked = member_no.clone();
    let done = api.execute_seen(draft, tried.dry_run, move |state| {
        let referrer = state.referrer_at(state.directory.member(&linked)?, state.clock)?;
        Some(state.directory.member_names.name(referrer.0).to_owned())
    });
    let (done, referrer_no) = done.await.map_err(|problem| problem.missing_in_path(Rejection::MemberUnknown))?;
    Ok((tried.status(), Json(LinkBody { member_no, referrer_no, receipt: Receipt::tried(&done) })))
}

impl CodeQuery {
    /// The origin, if it is one: scheme, host and perhaps a port. A code that says more leads members elsewhere.
    fn checked(&self) -> Result<&str, Problem> {
        let Some(origin) = self.origin.as_deref() else { return Ok("") };
        let parsed = Url::parse(origin).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let is_bare = parsed.is_some_and(|url| url.origin().ascii_serialization() == origin);
        let invalid =
            || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "origin is such as https://points.example");
        if is_bare && origin.len() <= ORIGIN_BYTES_MAX { Ok(origin) } else { Err(invalid().at("origin")) }
    }
}

/// A code to be printed or shared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodeBody {
    /// What the code says. Whoever registers by it is linked to its member, or to the merchant's owner.
    #[schema(example = "/i/m/m-1001")]
    pub payload: String,
    /// The code as a picture.
    pub svg: String,
}

/// Where the pages of the deployment are.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CodeQuery {
    /// The address under which members open the pages: with it, the camera of a phone opens what the code says. Without it
    /// the code has the path alone.
    #[param(example = "https://points.example")]
    pub origin: Option<String>,
}

/// A store's code
///
/// It names the store and nothing else: no amount, no earnings.
#[utoipa::path(get, path = "/v1/merchants/{merchant_no}/code", tag = "merchants",
    params(("merchant_no" = String, Path), CodeQuery),
    security(("key" = ["merchants:read"]), ("session" = ["merchants:read", "merchant"])),
    responses((status = 200, body = CodeBody), Problems))]
pub async fn of_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
    Query(query): Query<CodeQuery>,
) -> Result<Json<CodeBody>, Problem> {
    caller.must_be_merchant(&merchant_no)?;
    let known = merchant_no.clone();
    let exists = api.desk.look(move |engine| engine.state().directory.merchant(&known).is_some()).await?;
    if exists {
        code(&query, &format!("/i/s/{merchant_no}"))
    } else {
        Err(Problem::unknown(Rejection::MerchantUnknown))
    }
}

/// A member's invitation
///
/// It names the member and nothing else: no earnings.
#[utoipa::path(get, path = "/v1/members/{member_no}/invitation", tag = "members",
    params(("member_no" = String, Path), CodeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = CodeBody), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(query): Query<CodeQuery>,
) -> Result<Json<CodeBody>, Problem> {
    caller.must_be_member(&member_no)?;
    let known = member_no.clone();
    let exists = api.desk.look(move |engine| engine.state().directory.member(&known).is_some()).await?;
    if exists { code(&query, &format!("/i/m/{member_no}")) } else { Err(Problem::unknown(Rejection::MemberUnknown)) }
}

fn code(query: &CodeQuery, path: &str) -> Result<Json<CodeBody>, Problem> {
    let payload = format!("{}{path}", query.checked()?);
    let code = QrCode::new(payload.as_bytes()).map_err(|error| Problem::internal(&error))?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(QR_PIXELS, QR_PIXELS).build();
    Ok(Json(CodeBody { payload, svg }))
}
