//! Vector files: rules, and steps with what each must return.

use crate::features::FeatureRequest;
use ratchet_core::debts::digest_of;
use ratchet_core::event::{Conclusion, LinkTerm};
use ratchet_core::operations::{
    AddMember, AddMerchant, AppointAgent, Book, BookHeld, CampaignGoods, ConcludePayment, ConcludeRefund, ConvertClaim,
    Correct, ImportClaim, Inject, LinkMember, LinkTo, OpenPayment, Operation, Place, Redeem, Refund, Replace,
    ReturnOrder, SetLinkTerms, Tick,
};
use ratchet_core::{BasisPoints, Coins, Fen, Points, Rules, Time};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A vector file.
#[derive(Clone, Debug, Deserialize)]
pub struct VectorFile {
    /// Its name.
    pub name: String,
    /// The rules of the programme.
    pub rules: Rules,
    /// The steps.
    pub steps: Vec<Value>,
}

/// What a step must bring.
#[derive(Clone, Debug)]
pub enum Expected {
    /// This result.
    Outcome(Value),
    /// This code, with the state unchanged.
    Rejected(String),
}

/// A step that asks something of the engine.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Register a member.
    AddMember {
        /// Outside id.
        id: String,
        /// Who referred the member.
        #[serde(default)]
        referrer: Option<String>,
    },
    /// Register a merchant.
    AddMerchant {
        /// Outside id.
        id: String,
        /// The plan that it sells under.
        plan: String,
        /// Its own take rate.
        #[serde(default, deserialize_with = "rate_or_none")]
        take_bp: Option<BasisPoints>,
        /// The member who owns it.
        #[serde(default)]
        owner: Option<String>,
        /// The member who recruited it.
        #[serde(default)]
        recruiter: Option<String>,
        /// `[province, city, district]`.
        #[serde(default)]
        region: Option<RegionPath>,
    },
    /// Appoint the agent of a region.
    AppointAgent {
        /// `province/city/district` or its beginning.
        region: RegionPath,
        /// The agent.
        member: String,
    },
    /// Book an order.
    Book {
        /// The order's number.
        id: String,
        /// Who bought.
        member: String,
        /// Who sold.
        merchant: String,
        /// What was paid.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
        /// What the goods cost.
        #[serde(default, deserialize_with = "clamped_or_none")]
        cost: Option<Fen>,
        /// What the member's balance pays of it.
        #[serde(default, deserialize_with = "clamped_or_none")]
        from_balance: Option<Fen>,
        /// What coins pay of it.
        #[serde(default)]
        coins: Option<Coins>,
    },
    /// Take a debt to a member into the books.
    ImportClaim {
        /// Who is owed.
        member: String,
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
        /// SHA-256 of the document, in hexadecimal digits.
        evidence: String,
    },
    /// Make coins of a claim.
    ConvertClaim {
        /// Whose.
        member: String,
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
    },
    /// Take an order and hold it.
    Place(PlaceRequest),
    /// Give money of an order back that is not booked yet.
    ReturnOrder {
        /// The order.
        order: String,
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
    },
    /// Book an order that could not be booked when it was due.
    BookHeld {
        /// The order.
        order: String,
    },
    /// Do what is due.
    Tick {},
    /// Set how long links last.
    SetLinkTerms {
        /// `"permanent"`, `{"days": n}` or `{"until_idle": n}`.
        term: LinkTerm,
    },
    /// Link a member to a referrer.
    LinkMember {
        /// Who is linked.
        member: String,
        /// To this member.
        #[serde(default)]
        referrer: Option<String>,
        /// To the owner of this merchant.
        #[serde(default)]
        merchant: Option<String>,
        /// Whether a link in force ends.
        #[serde(default)]
        replace: bool,
    },
    /// Begin a payment.
    OpenPayment {
        /// Its number.
        id: String,
        /// The provider.
        provider: String,
        /// The order.
        order: PlaceRequest,
        /// When it expires, UTC milliseconds.
        expires_at: i64,
    },
    /// Say what became of a payment.
    ConcludePayment {
        /// Its number.
        payment: String,
        /// `paid`, `failed` or `expired`.
        conclusion: String,
        /// What the provider received.
        #[serde(default, deserialize_with = "clamped_or_none")]
        received: Option<Fen>,
    },
    /// Say that a provider gave money back.
    ConcludeRefund {
        /// The payment's number.
        payment: String,
        /// The number of the refund.
        refund: u32,
    },
    /// Sell points.
    Redeem {
        /// Who sells.
        member: String,
        /// How many units.
        #[serde(deserialize_with = "clamped")]
        units: Points,
    },
    /// Give money of an order back.
    Refund {
        /// The order.
        order: String,
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
    },
    /// Take an order back.
    Correct {
        /// The order.
        order: String,
    },
    /// Put money into the reserve.
    Inject {
        /// How much.
        #[serde(deserialize_with = "clamped")]
        amount: Fen,
        /// Whether it is refused where it would bring every position to its cap.
        #[serde(default)]
        must_not_empty: Option<bool>,
    },
}

/// An order that is held until it can no longer be returned.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRequest {
    /// The order's number.
    pub id: String,
    /// Who bought.
    pub member: String,
    /// Who sold.
    pub merchant: String,
    /// What was paid.
    #[serde(deserialize_with = "clamped")]
    pub amount: Fen,
    /// What the goods cost.
    #[serde(default, deserialize_with = "clamped_or_none")]
    pub cost: Option<Fen>,
    /// What the member's balance pays of it.
    #[serde(default, deserialize_with = "clamped_or_none")]
    pub from_balance: Option<Fen>,
    /// For how many days it can be returned.
    #[serde(default)]
    pub settle_after_days: Option<u32>,
    /// What coins pay of it.
    #[serde(default)]
    pub coins: Option<Coins>,
    /// What it takes of a campaign.
    #[serde(default)]
    pub goods: Option<GoodsRequest>,
}

/// Goods of a campaign.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsRequest {
    /// The campaign.
    pub campaign: String,
    /// Which of its goods.
    pub sku: String,
    /// How many pieces.
    pub quantity: i64,
}

impl From<PlaceRequest> for Place {
    fn from(request: PlaceRequest) -> Self {
        let PlaceRequest { id, member, merchant, amount, cost, from_balance, settle_after_days, coins, goods } =
            request;
        let goods = goods.map(|GoodsRequest { campaign, sku, quantity }| CampaignGoods { campaign, sku, quantity });
        Self { id, member, merchant, amount, cost, from_balance, settle_after_days, coins, goods }
    }
}

/// A number at or beyond 2⁶³ is over every bound of the model, and so is the largest that fits: the engine refuses both
/// with the same code.
pub(crate) fn clamped<'de, D: Deserializer<'de>, Q: From<Quantity>>(deserializer: D) -> Result<Q, D::Error> {
    Quantity::deserialize(deserializer).map(Q::from)
}

pub(crate) fn clamped_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
    Option::<Quantity>::deserialize(deserializer).map(|quantity| quantity.map(Fen::from))
}

/// A rate below zero is too low for any plan, and so is none at all; one beyond 32 bits is too high.
fn rate_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BasisPoints>, D::Error> {
    let rate = |quantity: Quantity| BasisPoints::new(u32::try_from(quantity.count().max(0)).unwrap_or(u32::MAX));
    Option::<Quantity>::deserialize(deserializer).map(|quantity| quantity.map(rate))
}

/// A region as a list of its parts or joined by `/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum RegionPath {
    /// `["P", "C", "D"]`.
    Parts(Vec<String>),
    /// `"P/C/D"`.
    Joined(String),
}

impl RegionPath {
    fn into_parts(self) -> Vec<String> {
        match self {
            Self::Parts(parts) => parts,
            Self::Joined(path) => path.split('/').map(str::to_owned).collect(),
        }
    }
}

/// A count of fen, units or basis points as JSON writes it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Quantity {
    Fits(i64),
    TooLarge(u64),
    FarBeyond(f64),
}

impl Quantity {
    fn count(self) -> i64 {
        match self {
            Self::Fits(count) => count,
            Self::TooLarge(count) => i64::try_from(count).unwrap_or(i64::MAX),
            Self::FarBeyond(count) if count < 0.0 => i64::MIN,
            Self::FarBeyond(_) => i64::MAX,
        }
    }
}

impl From<Quantity> for Fen {
    fn from(quantity: Quantity) -> Self {
        Self::new(quantity.count())
    }
}

impl From<Quantity> for Points {
    fn from(quantity: Quantity) -> Self {
        Self::new(quantity.count())
    }
}

impl From<Request> for Operation {
    fn from(request: Request) -> Self {
        match request {
            Request::AddMember { id, referrer } => AddMember { id, referrer }.into(),
            Request::AddMerchant { id, plan, take_bp, owner, recruiter, region } => {
                let region = region.map(RegionPath::into_parts).filter(|parts| !parts.is_empty());
                AddMerchant { id, plan, take_bp, owner, recruiter, region }.into()
            }
            Request::AppointAgent { region, member } => AppointAgent { region: region.into_parts(), member }.into(),
            Request::Book { id, member, merchant, amount, cost, from_balance, coins } => {
                Book { id, member, merchant, amount, cost, from_balance, coins }.into()
            }
            Request::ImportClaim { member, amount, evidence } => {
                let evidence = digest_of(&evidence).unwrap_or_default();
                ImportClaim { member, amount, evidence }.into()
            }
            Request::ConvertClaim { member, amount } => ConvertClaim { member, amount }.into(),
            Request::Place(place) => Place::from(place).into(),
            Request::ReturnOrder { order, amount } => ReturnOrder { order, amount }.into(),
            Request::BookHeld { order } => BookHeld { order }.into(),
            Request::Tick {} => Tick {}.into(),
            Request::SetLinkTerms { term } => SetLinkTerms { term }.into(),
            Request::LinkMember { member, referrer, merchant, replace } => {
                let to = merchant.map_or(LinkTo::Member(referrer.unwrap_or_default()), LinkTo::Merchant);
                LinkMember { member, to, replace: replace.then_some(Replace::InForce) }.into()
            }
            Request::OpenPayment { id, provider, order, expires_at } => {
                let expires_at = Time::from_milliseconds(expires_at);
                OpenPayment { id, provider, order: order.into(), expires_at }.into()
            }
            Request::ConcludePayment { payment, conclusion, received } => {
                let conclusion = match conclusion.as_str() {
                    "paid" => Conclusion::Paid,
                    "failed" => Conclusion::Failed,
                    _ => Conclusion::Expired,
                };
                ConcludePayment { payment, conclusion, reference: None, received }.into()
            }
            Request::ConcludeRefund { payment, refund } => ConcludeRefund { payment, refund, reference: None }.into(),
            Request::Redeem { member, units } => Redeem { member, units }.into(),
            Request::Refund { order, amount } => Refund { order, amount }.into(),
            Request::Correct { order } => Correct { order }.into(),
            Request::Inject { amount, must_not_empty } => Inject { amount, must_not_empty }.into(),
        }
    }
}

/// A step, read.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // one is read and done before the next
pub enum Step {
    /// Ask, and compare what comes back.
    Ask {
        /// When.
        at: Time,
        /// What.
        operation: Operation,
        /// What must come.
        expected: Expected,
    },
    /// Compare the state.
    State(Value),
}

impl Step {
    /// Reads one step.
    pub fn read(step: &Value) -> Result<Self, String> {
        let mut fields = step.as_object().cloned().ok_or("a step is an object")?;
        if fields.get("op").and_then(Value::as_str) == Some("state") {
            return fields.remove("expect").map(Self::State).ok_or_else(|| "a state step has `expect`".to_owned());
        }
        let expected = match (fields.remove("ok"), fields.remove("rejected")) {
            (Some(outcome), None) => Expected::Outcome(outcome),
            (None, Some(Value::String(code))) => Expected::Rejected(code),
            _ => return Err("a step has either `ok` or `rejected`".to_owned()),
        };
        let at = fields.remove("at").and_then(|at| at.as_i64()).ok_or("a step has `at`, UTC milliseconds")?;
        let is_feature = fields.get("op").and_then(Value::as_str).is_some_and(|op| FeatureRequest::NAMES.contains(&op));
        let fields = Value::Object(fields);
        let operation = if is_feature {
            serde_json::from_value::<FeatureRequest>(fields).map(Operation::from)
        } else {
            serde_json::from_value::<Request>(fields).map(Operation::from)
        };
        let operation = operation.map_err(|error| error.to_string())?;
        Ok(Self::Ask { at: Time::from_milliseconds(at), operation, expected })
    }
}
