//! A programme's fund: what is in it, and what may still leave it today.

use crate::handle::Programme;
use crate::rules::Outflow;
use crate::state::State;
use crate::units::{BasisPoints, Day, Fen};
use serde::Serialize;

/// The fund of a programme, with the ways out under the rules in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundView {
    /// The programme.
    pub programme: String,
    /// What is in the fund, in fen.
    pub fund: Fen,
    /// What left it as subsidy so far, less what corrections gave back.
    pub subsidy_total: Fen,
    /// What left it as drip so far.
    pub drip_total: Fen,
    /// The subsidy under the rules in force, if any.
    pub subsidy: Option<OutflowView>,
    /// The drip under the rules in force, if any.
    pub drip: Option<OutflowView>,
}

/// One way out of the fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OutflowView {
    /// Its rate.
    pub bp: BasisPoints,
    /// The most for one order, in fen.
    pub order_max_fen: Fen,
    /// The most on one day, in fen.
    pub day_max_fen: Fen,
    /// The last day on which anything flows.
    #[serde(serialize_with = "crate::day::serialize")]
    pub last_day: Day,
    /// What flowed today so far, in fen.
    pub used_today_fen: Fen,
    /// What may still flow today, as far as its ceiling and its end say: the fund may hold less.
    pub left_today_fen: Fen,
}

impl FundView {
    /// The fund of `programme` as of the state's clock; nothing when there is no such programme.
    #[must_use]
    pub fn of(state: &State, programme: Programme) -> Option<Self> {
        let of = state.programme(programme)?;
        let today = state.clock.day();
        let gone = of.fund.on(today);
        let rules = of.rules(of.version_at(state.clock)).and_then(|rules| rules.fund).unwrap_or_default();
        // Nothing flows once a closing is published.
        let open = |rule: Option<Outflow>, gone| {
            rule.map(|rule| OutflowView::of(rule, gone, today)).map(|view| match of.closing {
                None => view,
                Some(_) => OutflowView { left_today_fen: Fen::ZERO, ..view },
            })
        };
        Some(Self {
            programme: of.name.clone(),
            fund: of.fund.balance,
            subsidy_total: of.totals.subsidy,
            drip_total: of.totals.drip,
            subsidy: open(rules.subsidy, gone.subsidy),
            drip: open(rules.drip, gone.drip),
        })
    }
}

impl OutflowView {
    fn of(rule: Outflow, gone: Fen, today: Day) -> Self {
        let Outflow { bp, order_max_fen, day_max_fen, last_day } = rule;
        let flows = today <= last_day && day_max_fen > gone;
        let left_today_fen = if flows { day_max_fen - gone } else { Fen::ZERO };
        Self { bp, order_max_fen, day_max_fen, last_day, used_today_fen: gone, left_today_fen }
    }
}
