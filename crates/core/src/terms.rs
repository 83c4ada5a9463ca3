//! What a version of the rules says about one order, ready to compute with: plans by handle, no names.

use crate::fund::FundTerms;
use crate::handle::Plan as PlanHandle;
use crate::rules::{
    AwardRates, Cap, CoinRules, DISTRIBUTION, DividendRules, LevelMode, LevelRules, Line, Margin, PLATFORM, Plan, Rules,
};
use crate::units::{BasisPoints, Fen};

/// One version of a programme's rules.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) mint_bp: BasisPoints,
    pub(crate) cap: Option<Cap>,
    /// Levels that are paid with each order.
    pub(crate) paid_levels: Option<LevelRules>,
    pub(crate) dividends: Option<DividendRules>,
    /// Whether orders are counted in months.
    pub(crate) counts_months: bool,
    pub(crate) coins: Option<CoinRules>,
    /// Where anything flows out of the fund.
    pub(crate) fund: Option<FundTerms>,
    /// By handle; none where this version does not have the plan.
    plans: Vec<Option<PlanTerms>>,
}

/// One plan of a version.
#[derive(Clone, Debug)]
pub(crate) struct PlanTerms {
    pub(crate) margin: Margin,
    /// The take rate of a take plan, for merchants without one of their own.
    pub(crate) take_bp: BasisPoints,
    /// In the order of their names.
    pub(crate) lines: Vec<Line>,
    /// Which of them pays awards.
    pub(crate) distribution: Option<usize>,
    /// Which of them feeds the pot of dividends.
    pub(crate) platform: Option<usize>,
    pub(crate) awards: AwardRates,
    pub(crate) settle_after_days: u32,
}

impl Terms {
    /// The terms of `rules`; `plan_names` gives each plan its handle.
    pub(crate) fn of(rules: &Rules, plan_names: &[String]) -> Self {
        let plans = plan_names.iter().map(|name| rules.plans.get(name).map(PlanTerms::of)).collect();
        let redemption_fee_bp = rules.redemption_fee_bp;
        let fund = rules.fund.map(|rules| FundTerms { rules, redemption_fee_bp });
        Self {
            mint_bp: rules.mint_bp,
            cap: rules.cap,
            paid_levels: rules.levels.clone().filter(|levels| levels.mode == LevelMode::Pay),
            dividends: rules.dividends,
            counts_months: rules.levels.is_some() || rules.dividends.is_some(),
            coins: rules.coins,
            fund,
            plans,
        }
    }

    /// Whether any plan pays awards.
    pub(crate) fn pay_awards(&self) -> bool {
        self.plans.iter().flatten().any(|plan| plan.awards != AwardRates::default())
    }

    pub(crate) fn plan(&self, handle: PlanHandle) -> Option<&PlanTerms> {
        self.plans.get(handle.place())?.as_ref()
    }

    /// What an order of `plan` with these `lines` brings into the pot: `⌊platform line·dividend_bp/10⁴⌋`.
    pub(crate) fn dividend_of(&self, plan: &PlanTerms, lines: &[Fen]) -> Fen {
        let line = plan.platform.and_then(|place| lines.get(place)).copied().unwrap_or_default();
        self.dividends.map_or(Fen::ZERO, |dividends| line.share(dividends.dividend_bp))
    }
}

impl PlanTerms {
    fn of(plan: &Plan) -> Self {
        Self {
            margin: plan.margin,
            take_bp: plan.take_bp.unwrap_or_default(),
            lines: plan.split.values().copied().collect(),
            distribution: plan.split.keys().position(|name| name == DISTRIBUTION),
            platform: plan.split.keys().position(|name| name == PLATFORM),
            awards: plan.awards,
            settle_after_days: plan.settle_after_days.unwrap_or_default(),
        }
    }
}
