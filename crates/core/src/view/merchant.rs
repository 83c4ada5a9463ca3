//! A merchant: the terms it sells under and what it is owed.

use crate::handle::Member;
use crate::payouts::Payee;
use crate::state::State;
use crate::units::{BasisPoints, Fen};
use serde::Serialize;

/// A merchant as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MerchantView {
    /// Its id.
    pub merchant: String,
    /// The programme that it sells in.
    pub programme: String,
    /// The plan that it sells under.
    pub plan: String,
    /// The take rate of its orders now; none under a cost plan.
    pub take_bp: Option<BasisPoints>,
    /// Whether that rate is its own.
    pub own_take_rate: bool,
    /// The member who owns it.
    pub owner: Option<String>,
    /// The member who recruited it.
    pub recruiter: Option<String>,
    /// `province/city/district`, or its beginning.
    pub region: Option<String>,
    /// What it is owed, in fen.
    pub payable: Fen,
    /// What left that and is being paid out to it, in fen.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub in_transit: Fen,
}

impl MerchantView {
    /// The merchant of this id; nothing when there is none.
    #[must_use]
    pub fn of(state: &State, id: &str) -> Option<Self> {
        let handle = state.directory.merchant(id)?;
        let row = state.directory.merchant_row(handle)?;
        let programme = state.programme(row.programme)?;
        let plan = programme.plan_rules(programme.version_at(state.clock), row.plan);
        let member = |member: Option<Member>| Some(state.directory.member_names.name(member?.0).to_owned());
        let smallest = row.regions.iter().flatten().last();
        Some(Self {
            merchant: id.to_owned(),
            programme: programme.name.clone(),
            plan: programme.plan_names.get(row.plan.place()).cloned().unwrap_or_default(),
            take_bp: row.take_bp.or(plan.and_then(|plan| plan.take_bp)),
            own_take_rate: row.take_bp.is_some(),
            owner: member(row.owner),
            recruiter: member(row.recruiter),
            region: smallest.map(|region| state.directory.region_names.name(region.0).to_owned()),
            payable: row.payable,
            in_transit: state.payouts.in_transit_to(Payee::Merchant(handle)),
        })
    }
}
