//! What a version of the rules says about one order, ready to compute with: plans by handle, no names.

use crate::handle::Plan as PlanHandle;
use crate::rules::{AwardRates, Cap, DISTRIBUTION, Line, Margin, Plan, Rules};
use crate::units::BasisPoints;

/// One version of a programme's rules.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) mint_bp: BasisPoints,
    pub(crate) cap: Option<Cap>,
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
    pub(crate) awards: AwardRates,
    pub(crate) settle_after_days: u32,
}

impl Terms {
    /// The terms of `rules`; `plan_names` gives each plan its handle.
    pub(crate) fn of(rules: &Rules, plan_names: &[String]) -> Self {
        let plans = plan_names.iter().map(|name| rules.plans.get(name).map(PlanTerms::of)).collect();
        Self { mint_bp: rules.mint_bp, cap: rules.cap, plans }
    }

    /// Whether any plan pays awards.
    pub(crate) fn pay_awards(&self) -> bool {
        self.plans.iter().flatten().any(|plan| plan.awards != AwardRates::default())
    }

    pub(crate) fn plan(&self, handle: PlanHandle) -> Option<&PlanTerms> {
        self.plans.get(handle.place())?.as_ref()
    }
}

impl PlanTerms {
    fn of(plan: &Plan) -> Self {
        Self {
            margin: plan.margin,
            take_bp: plan.take_bp.unwrap_or_default(),
            lines: plan.split.values().copied().collect(),
            distribution: plan.split.keys().position(|name| name == DISTRIBUTION),
            awards: plan.awards,
            settle_after_days: plan.settle_after_days.unwrap_or_default(),
        }
    }
}
