//! Merchants: the terms that they sell under, and what they are owed.

use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, default_programme, fen};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::divisions::Division;
use ratchet_core::operations::AddMerchant;
use ratchet_core::view::MerchantView;
use ratchet_core::{BasisPoints, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A merchant to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerchant {
    /// The platform's own number of the merchant.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "shop-7")]
    pub merchant_no: String,
    /// The programme that it sells in.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The plan that it sells under.
    #[schema(example = "store")]
    pub plan: String,
    /// Its own take rate, instead of the plan's: 100 are 1 %.
    #[schema(maximum = 10000)]
    pub take_bp: Option<u32>,
    /// The member who owns it.
    pub owner_no: Option<String>,
    /// The member who recruited it.
    pub recruiter_no: Option<String>,
    /// Its region, from the largest part to the smallest.
    pub region: Option<Vec<String>>,
    /// The same by its code, instead: contracts of region agents go by it.
    #[schema(pattern = "^[0-9]{6}$", example = "330106")]
    pub division: Option<String>,
}

/// A merchant as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MerchantBody {
    /// The merchant's number.
    pub merchant_no: String,
    /// The programme that it sells in.
    pub programme: String,
    /// The plan that it sells under.
    pub plan: String,
    /// The take rate of its orders now; none under a cost plan.
    pub take_bp: Option<u32>,
    /// Whether that rate is its own.
    pub own_take_rate: bool,
    /// The member who owns it.
    pub owner_no: Option<String>,
    /// The member who recruited it.
    pub recruiter_no: Option<String>,
    /// `province/city/district`, or its beginning.
    pub region: Option<String>,
    /// What it is owed.
    pub payable_fen: i64,
}

impl From<MerchantView> for MerchantBody {
    fn from(view: MerchantView) -> Self {
        Self {
            merchant_no: view.merchant,
            programme: view.programme,
            plan: view.plan,
            take_bp: view.take_bp.map(BasisPoints::get),
            own_take_rate: view.own_take_rate,
            owner_no: view.owner,
            recruiter_no: view.recruiter,
            region: view.region,
            payable_fen: fen(view.payable),
        }
    }
}

impl NewMerchant {
    /// The path of its region, in whichever way it is given.
    fn region(&self) -> Result<Option<Vec<String>>, Problem> {
        match (&self.region, &self.division) {
            (Some(_), Some(_)) => {
                let detail = "give either region or division";
                Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("division"))
            }
            (None, Some(code)) => Ok(Some(code.parse::<Division>()?.region())),
            (path, None) => Ok(path.clone()),
        }
    }

    /// Whether a merchant was registered like this.
    fn is(&self, view: &MerchantBody, region: Option<&Vec<String>>) -> bool {
        let region = region.map(|path| path.join("/"));
        self.programme == view.programme
            && self.plan == view.plan
            && self.take_bp == view.take_bp.filter(|_| view.own_take_rate)
            && self.owner_no == view.owner_no
            && self.recruiter_no == view.recruiter_no
            && region == view.region
    }
}

/// Registers a merchant
#[utoipa::path(post, path = "/v1/merchants", tag = "merchants", request_body = NewMerchant, params(DryRun),
    security(("key" = ["merchants:write"]), ("session" = ["merchants:write"])),
    responses((status = 200, description = "Only tried", body = MerchantBody), (status = 201, body = MerchantBody), Problems))]
pub async fn register(
    State(api): State<Api>,
    caller: Caller,
    Query(tried): Query<DryRun>,
    Body(new): Body<NewMerchant>,
) -> Result<Response, Problem> {
    let region = new.region()?;
    let operation = AddMerchant {
        id: new.merchant_no.clone(),
        plan: new.plan.clone(),
        take_bp: new.take_bp.map(BasisPoints::new),
        owner: new.owner_no.clone(),
        recruiter: new.recruiter_no.clone(),
        region: region.clone(),
    };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let number = new.merchant_no.clone();
    match api.execute_seen(draft, tried.dry_run, move |state| MerchantView::of(state, &number)).await {
        Ok((_, view)) => {
            let merchant = view.map(MerchantBody::from).ok_or(Problem::unknown(Rejection::MerchantUnknown))?;
            return Ok((tried.status(), Json(merchant)).into_response());
        }
        Err(problem) if problem.code == Rejection::MerchantExists.code() && !tried.dry_run => {}
        Err(problem) => return Err(problem),
    }
    let merchant = view(&api, new.merchant_no.clone()).await?;
    if !new.is(&merchant, region.as_ref()) {
        return Err(Problem::conflict("merchant_no"));
    }
    Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], Json(merchant)).into_response())
}

/// A merchant's terms and what it is owed
#[utoipa::path(get, path = "/v1/merchants/{merchant_no}", tag = "merchants", params(("merchant_no" = String, Path)),
    security(("key" = ["merchants:read"]), ("session" = ["merchants:read", "merchant"])),
    responses((status = 200, body = MerchantBody), Problems))]
pub async fn read(State(api): State<Api>, caller: Caller, Id(merchant_no): Id) -> Result<Json<MerchantBody>, Problem> {
    caller.must_be_merchant(&merchant_no)?;
    Ok(Json(view(&api, merchant_no).await?))
}

async fn view(api: &Api, merchant_no: String) -> Result<MerchantBody, Problem> {
    let view = api.desk.look(move |engine| MerchantView::of(engine.state(), &merchant_no)).await?;
    view.map(MerchantBody::from).ok_or(Problem::unknown(Rejection::MerchantUnknown))
}
