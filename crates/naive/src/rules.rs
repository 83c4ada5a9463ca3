//! Section 1: the rules of a programme, as they stand in vector files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contracts::ContractRules;
use crate::debts::CoinRules;
use crate::fund::FundRules;
use crate::months::{DividendRules, LevelRules};

/// The rules of a programme. They are taken as given: validation is not this crate's business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Fen per point when nothing has been minted yet.
    pub initial_price_fen: u128,
    /// Share of the pool contribution given back as points.
    pub mint_bp: u128,
    /// Share of a sale that stays in the reserve.
    pub redemption_fee_bp: u128,
    /// Founding deposit; zero or absent is none.
    #[serde(default)]
    pub founding_fen: u128,
    /// The cap; null or absent is none.
    #[serde(default)]
    pub cap: Option<Cap>,
    /// The ways of selling, by name.
    pub plans: BTreeMap<String, Plan>,
    /// The ways out of the fund.
    #[serde(default)]
    pub fund: Option<FundRules>,
    /// What coins can pay.
    #[serde(default)]
    pub coins: Option<CoinRules>,
    /// What contracts of region agents may ask for.
    #[serde(default)]
    pub contracts: Option<ContractRules>,
    /// Levels of members.
    #[serde(default)]
    pub levels: Option<LevelRules>,
    /// Dividends of shareholders.
    #[serde(default)]
    pub dividends: Option<DividendRules>,
}

/// When the system sells a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// A position is sold when it is worth this multiple of its spend.
    pub multiple_bp: u128,
    /// What one position covers.
    pub scope: Scope,
    /// What happens with value above the cap.
    #[serde(default)]
    pub overshoot: Overshoot,
}

/// What one position covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All orders of a member, until the position closes.
    Member,
    /// One order.
    Order,
}

/// What a forced exit does with value above the cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overshoot {
    /// The holder gets it.
    #[default]
    Pay,
    /// It stays in the reserve.
    Retain,
}

/// One way of selling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Where the commission comes from.
    pub margin: Margin,
    /// The take rate of a take plan, unless the merchant has its own.
    #[serde(default)]
    pub take_bp: Option<u128>,
    /// Named lines of the commission.
    #[serde(default)]
    pub split: BTreeMap<String, Line>,
    /// Award rates on the order amount.
    #[serde(default)]
    pub awards: Awards,
    /// Days that a placed order is held.
    #[serde(default)]
    pub settle_after_days: Option<u64>,
}

/// Where the commission comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Margin {
    /// A take rate on the amount.
    Take,
    /// The amount less the cost of the goods.
    Cost,
}

/// One split line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the rate applies to.
    pub basis: Basis,
    /// The rate.
    pub bp: u128,
}

/// What the rate of a split line applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The order amount.
    Amount,
    /// The commission.
    Commission,
}

/// Award rates, all on the order amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Awards {
    /// To the member's referrer.
    pub direct_bp: u128,
    /// To the referrer's referrer.
    pub indirect_bp: u128,
    /// To whoever recruited the merchant.
    pub recruiter_bp: u128,
    /// To the agents of the merchant's region, differential.
    pub region_bp: RegionRates,
    /// Days that awards are frozen, by kind.
    pub freeze_days: Option<FreezeDays>,
}

/// Days that awards are frozen, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FreezeDays {
    /// Of `direct`.
    pub direct: i64,
    /// Of `indirect`.
    pub indirect: i64,
    /// Of `recruiter`.
    pub recruiter: i64,
    /// Of all three of the regions.
    pub region: i64,
}

/// The full rate of each level of agents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegionRates {
    /// The smallest region.
    pub district: u128,
    /// The middle one.
    pub city: u128,
    /// The largest region.
    pub province: u128,
}
