//! The rules of a programme as an operator writes them (TOML or JSON), and what can never work about them.

mod coins;
mod contracts;
mod dividends;
mod fund;
mod levels;

pub use coins::{CoinPoints, CoinRules};
pub use contracts::ContractRules;
pub use dividends::{DividendRules, ShareWeight};
pub use fund::{FundRules, Outflow};
pub use levels::{DirectMembers, LevelMode, LevelRules, LevelStep};

use crate::identifier::check_identifier;
use crate::limits::{
    AMOUNT_MAX, CAP_MULTIPLE_MAX_BP, DAYS_HELD_MAX, FOUNDING_UNITS_MIN, PLANS_MAX, RESERVE_MAX, SPLIT_LINES_MAX,
    SUPPLY_MAX,
};
use crate::units::{BasisPoints, Fen, ONE_IN_BP, Points, UNITS_PER_POINT};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The split line that pays awards; every other line goes to the platform.
pub const DISTRIBUTION: &str = "distribution";

/// The split line of which dividends take their share.
pub const PLATFORM: &str = "platform";

/// One version of a programme's rules.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Price of the first points, in fen per point.
    #[n(0)]
    pub initial_price_fen: Fen,
    /// Share of the pool contribution given back as points.
    #[n(1)]
    pub mint_bp: BasisPoints,
    /// Share of a sale that stays in the reserve.
    #[n(2)]
    pub redemption_fee_bp: BasisPoints,
    /// Deposit that opens the programme, in fen; 0 for none.
    #[n(3)]
    #[serde(default, deserialize_with = "absent_or_null")]
    pub founding_fen: Fen,
    /// When the system sells a position; none for never.
    #[n(4)]
    #[serde(default)]
    pub cap: Option<Cap>,
    /// The ways of selling, by name.
    #[n(5)]
    pub plans: BTreeMap<String, Plan>,
    /// What contracts of region agents may ask for; none: no fee.
    #[n(10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contracts: Option<ContractRules>,
    /// Levels of members; none: nobody has one.
    #[n(7)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelRules>,
    /// Dividends of shareholders; none: no pot.
    #[n(8)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dividends: Option<DividendRules>,
    /// What leaves the fund with each order; none: nothing does.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fund: Option<FundRules>,
    /// How old debts are settled; none: not at all.
    #[n(9)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coins: Option<CoinRules>,
}

/// The cap at which the system sells a whole position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Value at which the position is sold, in basis points of its spend.
    #[n(0)]
    pub multiple_bp: BasisPoints,
    /// What makes up one position.
    #[n(1)]
    #[serde(default)]
    pub scope: Scope,
    /// What happens to the value above the cap.
    #[n(2)]
    #[serde(default)]
    pub overshoot: Overshoot,
}

/// What makes up one position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All orders of a member until the position closes.
    #[default]
    #[n(0)]
    Member,
    /// Each order by itself.
    #[n(1)]
    Order,
}

/// What happens to the value above the cap when a position is sold by the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Overshoot {
    /// It is paid with the rest.
    #[default]
    #[n(0)]
    Pay,
    /// It stays in the reserve.
    #[n(1)]
    Retain,
}

/// One way of selling.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Where the commission comes from.
    #[n(0)]
    pub margin: Margin,
    /// The take rate of a take plan.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_bp: Option<BasisPoints>,
    /// Named lines taken out of the commission before the pool.
    #[n(2)]
    #[serde(default, deserialize_with = "absent_or_null")]
    pub split: BTreeMap<String, Line>,
    /// Rates of the awards, on the amount of the order.
    #[n(3)]
    #[serde(default, deserialize_with = "absent_or_null")]
    pub awards: AwardRates,
    /// For how many days (24 hours each) a placed order can be returned before it is booked; none: it is booked at once.
    #[n(4)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle_after_days: Option<u32>,
}

/// Where the commission of a plan comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Margin {
    /// The merchant gives up a rate of the amount.
    #[n(0)]
    Take,
    /// The operator sells own goods: amount minus cost.
    #[n(1)]
    Cost,
}

/// One split line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the rate is taken of.
    #[n(0)]
    pub basis: Basis,
    /// The rate.
    #[n(1)]
    pub bp: BasisPoints,
}

/// What the rate of a split line is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The amount of the order.
    #[n(0)]
    Amount,
    /// The commission of the order.
    #[n(1)]
    Commission,
}

/// Rates of the awards, all on the amount of the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AwardRates {
    /// To the member's referrer (直推).
    #[n(0)]
    pub direct_bp: BasisPoints,
    /// To the referrer's referrer (间推).
    #[n(1)]
    pub indirect_bp: BasisPoints,
    /// To whoever recruited the merchant (招商).
    #[n(2)]
    pub recruiter_bp: BasisPoints,
    /// To the agents of the merchant's region, differential (级差).
    #[n(3)]
    #[serde(deserialize_with = "absent_or_null")]
    pub region_bp: RegionRates,
    /// For how long awards are frozen before they reach balances; none: not at all.
    #[n(4)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze_days: Option<FreezeDays>,
}

/// For how many days (24 hours each, and to the end of the day) awards are frozen, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FreezeDays {
    /// To the member's referrer (直推).
    #[n(0)]
    pub direct: u32,
    /// To the referrer's referrer (间推).
    #[n(1)]
    pub indirect: u32,
    /// To whoever recruited the merchant (招商).
    #[n(2)]
    pub recruiter: u32,
    /// To the agents of the merchant's region (级差).
    #[n(3)]
    pub region: u32,
}

/// Rates of the region agents by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegionRates {
    /// 区代.
    #[n(0)]
    pub district: BasisPoints,
    /// 市代.
    #[n(1)]
    pub city: BasisPoints,
    /// 省代.
    #[n(2)]
    pub province: BasisPoints,
}

/// JSON writes what is absent as null.
fn absent_or_null<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// One thing about the rules that can never work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleFault {
    /// Where: `plans.store.split.platform.bp`.
    pub place: String,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// The codes of [`RuleFault`], each with a sentence.
pub const RULE_FAULT_CODES: &[(&str, &str)] = &[
    ("rule_awards_above_distribution", "the awards' worst case exceeds the distribution line"),
    ("rule_cap_below_pool", "the cap multiple must be above the largest pool share of a take plan"),
    (
        "rule_coin_target_below_grant",
        "the points that come with coins must be worth more at their target than when they are granted",
    ),
    ("rule_days_out_of_range", "an order is held, and an award frozen, for at most 36500 days"),
    ("rule_fee_out_of_range", "the most that a contract may ask for is between nothing and 10^13 fen"),
    ("rule_dividends_without_platform", "dividends need a plan with a split line `platform`"),
    ("rule_founding_out_of_range", "the founding deposit must issue between 10^8 and 2^63 - 1 units"),
    ("rule_level_amount_out_of_range", "what a level asks for is between 0 and 9*10^15 fen"),
    ("rule_level_depth_out_of_range", "a depth is between 1 and 100 levels of referrers"),
    ("rule_level_direct_not_below", "a level asks for direct members at a level below it"),
    ("rule_level_rates_do_not_rise", "each level has a higher rate than the one below it"),
    ("rule_level_without_condition", "each level asks for something"),
    ("rule_levels_above_distribution", "awards and levels together exceed the distribution line"),
    ("rule_levels_out_of_range", "a programme has between 1 and 20 levels"),
    (
        "rule_fund_ceiling_out_of_range",
        "what leaves the fund has a ceiling for an order, and one for a day that is no smaller",
    ),
    ("rule_name_invalid", "names of plans and lines are 1 to 64 characters of A-Z a-z 0-9 . _ : -"),
    ("rule_plans_out_of_range", "a programme has between 1 and 1000 plans of at most 64 lines"),
    ("rule_price_out_of_range", "the initial price must be between 1 fen and 10^13 fen"),
    ("rule_rate_out_of_range", "a rate is out of its range"),
    ("rule_split_above_commission", "the split lines exceed the commission"),
    ("rule_subsidy_pays_buyers", "the subsidy would pay people for buying from themselves"),
    ("rule_take_missing", "a take plan needs take_bp"),
    ("rule_take_unexpected", "a cost plan has no take_bp"),
    ("rule_tranches_out_of_range", "points are released in 1 to 1000 tranches, over at most 36500 days"),
];

impl Rules {
    /// Everything about these rules that can never work; empty for rules that can.
    #[must_use]
    pub fn faults(&self) -> Vec<RuleFault> {
        let mut faults = Faults::default();
        if (1..=AMOUNT_MAX).contains(&self.initial_price_fen.get()) {
            self.check_founding(&mut faults);
        } else {
            let message = format!("{} is not between 1 and {AMOUNT_MAX} fen", self.initial_price_fen.get());
            faults.add("initial_price_fen", "rule_price_out_of_range", message);
        }
        faults.check_rate("mint_bp", self.mint_bp, 1);
        faults.check_rate("redemption_fee_bp", self.redemption_fee_bp, 0);
        if self.plans.is_empty() || self.plans.len() > PLANS_MAX {
            faults.add(
                "plans",
                "rule_plans_out_of_range",
                format!("{} plans: 1 to {PLANS_MAX} work", self.plans.len()),
            );
        }
        for (name, plan) in &self.plans {
            faults.check_name("plans", name);
            plan.check(&format!("plans.{name}"), &mut faults);
        }
        self.check_cap(&mut faults);
        if let Some(contracts) = self.contracts {
            contracts.check(&mut faults);
        }
        if let Some(levels) = &self.levels {
            levels.check(&mut faults);
            self.check_level_awards(levels, &mut faults);
        }
        if let Some(dividends) = self.dividends {
            dividends.check(&self.plans, self.levels.is_some(), &mut faults);
        }
        if let Some(coins) = &self.coins {
            coins.check(&mut faults);
        }
        self.check_fund(&mut faults);
        faults.found
    }

    /// Units that the founding deposit issues at par: `⌊founding_fen·10⁸/initial_price_fen⌋`; none without one.
    #[must_use]
    pub fn founding_units(&self) -> Option<Points> {
        let price = self.initial_price_fen.wide().max(1);
        Points::from_wide(self.founding_fen.wide() * u128::from(UNITS_PER_POINT.unsigned_abs()) / price)
    }

    fn check_founding(&self, faults: &mut Faults) {
        let founding = self.founding_fen;
        if founding == Fen::ZERO {
            return;
        }
        let in_range = !founding.is_negative() && founding.get() <= RESERVE_MAX;
        let units = self.founding_units().filter(|_| in_range);
        if units.is_none_or(|units| units.get() < FOUNDING_UNITS_MIN) {
            faults.add(
                "founding_fen",
                "rule_founding_out_of_range",
                format!(
                    "{} fen: give 0 for none, or a deposit of at most {RESERVE_MAX} fen that issues {FOUNDING_UNITS_MIN} to \
                     {SUPPLY_MAX} units at the initial price",
                    founding.get()
                ),
            );
        }
    }

    /// Levels that are paid draw on the distribution line, behind the awards.
    fn check_level_awards(&self, levels: &LevelRules, faults: &mut Faults) {
        let paid = levels.most_paid();
        for (name, plan) in self.plans.iter().filter(|_| paid > 0) {
            let Some(commission) = plan.most_commission() else { continue };
            let awards = plan.awards.worst_case();
            // What the awards alone exceed is told of them.
            let exceeds = |worst: u64| u128::from(worst) * u128::from(ONE_IN_BP) > plan.distribution_at(commission);
            if !exceeds(awards) && exceeds(awards + paid) {
                faults.add(
                    "levels",
                    "rule_levels_above_distribution",
                    format!(
                        "in mode `pay` levels take up to {paid} bp of the amount, beside {awards} bp of awards; the line \
                         `{DISTRIBUTION}` of plan {name} gives less"
                    ),
                );
            }
        }
    }

    fn check_cap(&self, faults: &mut Faults) {
        let Some(cap) = self.cap else { return };
        if !(1..=CAP_MULTIPLE_MAX_BP).contains(&cap.multiple_bp.get()) {
            faults.add(
                "cap.multiple_bp",
                "rule_rate_out_of_range",
                format!("{} is not between 1 and {CAP_MULTIPLE_MAX_BP}", cap.multiple_bp.get()),
            );
        }
        for (name, plan) in &self.plans {
            let Some(pool) = plan.pool_share_scaled() else { continue };
            // What the fund adds to an order enters the pool with it.
            let pool = pool + i128::from(self.subsidy_bp().get()) * i128::from(ONE_IN_BP);
            if i128::from(cap.multiple_bp.get()) * i128::from(ONE_IN_BP) <= pool {
                faults.add(
                    "cap.multiple_bp",
                    "rule_cap_below_pool",
                    format!(
                        "{} is not above the pool share of plan {name}: every order would be sold at once",
                        cap.multiple_bp.get()
                    ),
                );
            }
        }
    }
}

impl Plan {
    /// The sums of the split rates, on the amount and on the commission, in basis points.
    fn split_sums(&self) -> (u64, u64) {
        self.split.values().fold((0, 0), |(amount, commission), line| match line.basis {
            Basis::Amount => (amount + u64::from(line.bp.get()), commission),
            Basis::Commission => (amount, commission + u64::from(line.bp.get())),
        })
    }

    /// Whether the split lines exceed what the take rate `take` gives.
    #[must_use]
    pub fn lines_exceed(&self, take: BasisPoints) -> bool {
        let (amount, commission) = self.split_sums();
        let lines = u128::from(amount) * u128::from(ONE_IN_BP) + u128::from(commission) * take.wide();
        lines > take.wide() * u128::from(ONE_IN_BP)
    }

    /// The pool's share of the amount in units of 10⁻⁸, of a take plan.
    fn pool_share_scaled(&self) -> Option<i128> {
        self.take_bp.map(|take| self.pool_share_at(take))
    }

    /// The pool's share of the amount in units of 10⁻⁸, when the commission is the share `commission` of it; negative
    /// where the lines exceed it.
    #[must_use]
    pub fn pool_share_at(&self, commission: BasisPoints) -> i128 {
        let (on_amount, on_commission) = self.split_sums();
        let one = i128::from(ONE_IN_BP);
        i128::from(commission.get()) * (one - i128::from(on_commission)) - i128::from(on_amount) * one
    }

    /// What an order brings into the pool, in fen: the commission less every line, each floored; none where the lines
    /// exceed it.
    #[must_use]
    pub fn pool_part(&self, amount: Fen, commission: Fen) -> Option<Fen> {
        let pool = commission - self.split.values().map(|line| line.value(amount, commission)).sum::<Fen>();
        (!pool.is_negative()).then_some(pool)
    }

    fn check(&self, place: &str, faults: &mut Faults) {
        if self.split.len() > SPLIT_LINES_MAX {
            let message = format!("{} lines: at most {SPLIT_LINES_MAX} work", self.split.len());
            faults.add(&format!("{place}.split"), "rule_plans_out_of_range", message);
        }
        for (name, line) in &self.split {
            faults.check_name(&format!("{place}.split"), name);
            faults.check_rate(&format!("{place}.split.{name}.bp"), line.bp, 0);
        }
        // The most that the commission can be, as a rate of the amount: all of it for own goods without a cost.
        let commission = match (self.margin, self.take_bp) {
            (Margin::Take, None) => {
                faults.add(&format!("{place}.take_bp"), "rule_take_missing", "a take plan needs take_bp".to_owned());
                return;
            }
            (Margin::Cost, Some(_)) => {
                let message = "a cost plan has no take_bp: its commission is amount minus cost".to_owned();
                faults.add(&format!("{place}.take_bp"), "rule_take_unexpected", message);
                return;
            }
            (Margin::Take, Some(take)) => {
                faults.check_rate(&format!("{place}.take_bp"), take, 1);
                take
            }
            (Margin::Cost, None) => BasisPoints::new(ONE_IN_BP),
        };
        if self.lines_exceed(commission) {
            let message = format!("the lines together exceed the commission of {commission}");
            faults.add(&format!("{place}.split"), "rule_split_above_commission", message);
        }
        self.check_awards(place, commission, faults);
        faults.check_days(&format!("{place}.settle_after_days"), self.settle_after_days.unwrap_or_default());
        if let Some(days) = self.awards.freeze_days {
            let kinds = [
                ("direct", days.direct),
                ("indirect", days.indirect),
                ("recruiter", days.recruiter),
                ("region", days.region),
            ];
            for (kind, days) in kinds {
                faults.check_days(&format!("{place}.awards.freeze_days.{kind}"), days);
            }
        }
    }

    /// The distribution line's share of the amount in units of 10⁻⁸, when the commission is the share `commission` of it.
    fn distribution_at(&self, commission: BasisPoints) -> u128 {
        self.split.get(DISTRIBUTION).map_or(0, |line| match line.basis {
            Basis::Amount => line.bp.wide() * u128::from(ONE_IN_BP),
            Basis::Commission => line.bp.wide() * commission.wide(),
        })
    }

    /// The most that the commission can be, as a rate of the amount; none of a take plan without a rate.
    fn most_commission(&self) -> Option<BasisPoints> {
        match self.margin {
            Margin::Take => self.take_bp,
            Margin::Cost => Some(BasisPoints::new(ONE_IN_BP)),
        }
    }

    fn check_awards(&self, place: &str, commission: BasisPoints, faults: &mut Faults) {
        let worst = self.awards.worst_case();
        if u128::from(worst) * u128::from(ONE_IN_BP) > self.distribution_at(commission) {
            faults.add(
                &format!("{place}.awards"),
                "rule_awards_above_distribution",
                format!("the awards take up to {worst} bp of the amount; the line `{DISTRIBUTION}` gives less"),
            );
        }
    }
}

impl Line {
    /// What an order brings on this line, in fen: `⌊base·bp/10⁴⌋`.
    #[must_use]
    pub fn value(&self, amount: Fen, commission: Fen) -> Fen {
        match self.basis {
            Basis::Amount => amount.share(self.bp),
            Basis::Commission => commission.share(self.bp),
        }
    }
}

impl AwardRates {
    /// The most that all awards of one order can take, in basis points: the region levels are differential, so their
    /// highest rate stands for all of them.
    #[must_use]
    pub fn worst_case(&self) -> u64 {
        let region = self.region_bp.district.max(self.region_bp.city).max(self.region_bp.province);
        [self.direct_bp, self.indirect_bp, self.recruiter_bp, region].iter().map(|rate| u64::from(rate.get())).sum()
    }
}

/// Collects faults in the order of the page.
#[derive(Default)]
struct Faults {
    found: Vec<RuleFault>,
}

impl Faults {
    fn add(&mut self, place: &str, code: &'static str, message: String) {
        self.found.push(RuleFault { place: place.to_owned(), code, message });
    }

    fn check_rate(&mut self, place: &str, rate: BasisPoints, least: u32) {
        if !(least..=ONE_IN_BP).contains(&rate.get()) {
            let message = format!("{} is not between {least} and {ONE_IN_BP} basis points", rate.get());
            self.add(place, "rule_rate_out_of_range", message);
        }
    }

    fn check_days(&mut self, place: &str, days: u32) {
        if days > DAYS_HELD_MAX {
            self.add(place, "rule_days_out_of_range", format!("{days} days: at most {DAYS_HELD_MAX} work"));
        }
    }

    fn check_name(&mut self, place: &str, name: &str) {
        if check_identifier(name).is_err() {
            let message = format!("`{name}` is not 1 to 64 characters of A-Z a-z 0-9 . _ : -");
            self.add(place, "rule_name_invalid", message);
        }
    }
}
