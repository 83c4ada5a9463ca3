//! What is true of a deployment beside its rules, as its operator declares it. Absent is not stated.

use super::opinion::Opinion;
use crate::operations::Mode;
use crate::units::{BasisPoints, Fen};
use std::collections::{BTreeMap, BTreeSet};

/// The declared facts of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether its money is real.
    pub mode: Mode,
    /// Who operates it, the registered name.
    pub operator: String,
    /// Who holds the reserve: a name.
    pub custodian_name: Option<String>,
    /// In which account.
    pub custodian_account: Option<String>,
    /// How money owed to merchants reaches them.
    pub clearing: Option<Clearing>,
    /// How identity is verified before a withdrawal.
    pub identity_check: Option<IdentityCheck>,
    /// The kinds of payouts that have a category of income tax to withhold under.
    pub withholding: BTreeSet<PayoutKind>,
    /// For how many years records of orders are kept.
    pub records_years: Option<u32>,
    /// How many days before they take effect rules are published.
    pub notice_days: Option<u32>,
    /// After how many days an order of goods is booked.
    pub settle_goods_days: Option<u32>,
    /// After how many days an order at a till is booked.
    pub settle_till_days: Option<u32>,
    /// What is said about single plans, by name.
    pub plans: BTreeMap<String, PlanFacts>,
    /// What joining costs, and what it pays.
    pub joining: Joining,
    /// What else can be done with points.
    pub points: PointsUse,
    /// Whether ids carry personal data.
    pub ids_are_personal: Option<bool>,
    /// Whether names, numbers and documents lie in a store that can be erased.
    pub erasable_store: Option<bool>,
    /// The texts that members are shown, by name.
    pub texts: Option<BTreeMap<String, String>>,
    /// Signed legal opinions.
    pub opinions: Vec<Opinion>,
}

/// How money owed to merchants reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// A licensed payment institution or bank splits each payment.
    Licensed,
    /// Through an account of the operator (二清).
    OwnAccount,
    /// There is no money of others: the operator sells only its own goods.
    OwnGoodsOnly,
}

/// How identity is verified before a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityCheck {
    /// Name and identity number against the register.
    RealName,
    /// Only to a bank account in the member's verified name.
    BankAccount,
    /// Not at all.
    None,
}

/// Why somebody is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayoutKind {
    /// Points sold, by the member or at the cap.
    Points,
    /// The award to the referrer (直推).
    Direct,
    /// The award to the referrer's referrer (间推).
    Indirect,
    /// The award to whoever recruited the merchant (招商).
    Recruiter,
    /// The award to region agents (区域代理).
    Region,
}

impl PayoutKind {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Points, Self::Direct, Self::Indirect, Self::Recruiter, Self::Region];

    /// The name in the deployment file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Recruiter => "recruiter",
            Self::Region => "region",
        }
    }
}

/// What is sold under a plan: the legal return window goes by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sold {
    /// Goods that are sent.
    #[default]
    Goods,
    /// At a till, over the counter.
    Till,
}

/// What is said about one plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanFacts {
    /// What is sold under it; goods unless it is said.
    pub sold: Sold,
    /// The amount of a typical order.
    pub typical_amount: Option<Fen>,
    /// What the goods of a typical order cost, under a cost plan.
    pub typical_cost: Option<Fen>,
    /// The largest take rate of a merchant's own, under a take plan; the plan's own unless it is said.
    pub largest_take: Option<BasisPoints>,
    /// The least that goods cost, as a share of the amount, under a cost plan; nothing unless it is said.
    pub least_cost: Option<BasisPoints>,
}

/// What joining costs, and what it pays. Each of these is none of the programme's own means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joining {
    /// A fee for joining or recruiting.
    pub fee: Option<Fen>,
    /// A deposit for joining or recruiting.
    pub deposit: Option<Fen>,
    /// A fee, deposit or purchase for holding a region.
    pub region_fee: Option<Fen>,
    /// Whether one has to buy something before one may join or recruit.
    pub purchase_required: Option<bool>,
    /// Whether anything is paid, or a rank given, for registrations.
    pub pays_for_recruits: Option<bool>,
}

/// What can be done with points outside of the programme, which has no means for any of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointsUse {
    /// Whether they can be bought for money.
    pub purchasable: Option<bool>,
    /// Whether members can give them to each other.
    pub transferable: Option<bool>,
    /// Whether they can be exchanged for shares or securities.
    pub exchangeable_for_shares: Option<bool>,
}
