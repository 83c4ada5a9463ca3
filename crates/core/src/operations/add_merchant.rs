//! Registers a merchant, who sells in one programme under one of its plans.

use crate::engine::Step;
use crate::event::{Event, MerchantAdded};
use crate::handle::{Member, Merchant};
use crate::identifier::{check_party_identifier, check_region};
use crate::rejection::Rejection;
use crate::rules::Margin;
use crate::units::{BasisPoints, ONE_IN_BP};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct AddMerchant {
    /// The outside id.
    #[n(0)]
    pub id: String,
    /// The plan that it sells under.
    #[n(1)]
    pub plan: String,
    /// Its own take rate, instead of the plan's.
    #[n(2)]
    pub take_bp: Option<BasisPoints>,
    /// The member who owns it.
    #[n(3)]
    pub owner: Option<String>,
    /// The member who recruited it.
    #[n(4)]
    pub recruiter: Option<String>,
    /// Its region, from the largest part to the smallest.
    #[n(5)]
    pub region: Option<Vec<String>>,
}

impl AddMerchant {
    /// A merchant with nothing but a plan.
    #[must_use]
    pub fn new(id: &str, plan: &str) -> Self {
        let (id, plan) = (id.to_owned(), plan.to_owned());
        Self { id, plan, take_bp: None, owner: None, recruiter: None, region: None }
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (handle, programme) = step.programme()?;
        let directory = &step.state().directory;
        if directory.merchant(&self.id).is_some() {
            return Err(Rejection::MerchantExists);
        }
        check_party_identifier(&self.id)?;
        let version = step.version(handle);
        let plan = programme.plan(&self.plan).ok_or(Rejection::PlanUnknown)?;
        let rules = programme.plan_rules(version, plan).ok_or(Rejection::PlanUnknown)?;
        if let Some(take) = self.take_bp {
            if rules.margin != Margin::Take {
                return Err(Rejection::TakeRateUnexpected);
            }
            if take.get() > ONE_IN_BP {
                return Err(Rejection::TakeRateOutOfRange);
            }
            if rules.lines_exceed(take) {
                return Err(Rejection::TakeRateTooLow);
            }
        }
        let named = |id: &Option<String>, unknown| -> Result<Option<Member>, Rejection> {
            id.as_ref().map(|id| directory.member(id).ok_or(unknown)).transpose()
        };
        let owner = named(&self.owner, Rejection::OwnerUnknown)?;
        let recruiter = named(&self.recruiter, Rejection::RecruiterUnknown)?;
        if let Some(region) = &self.region {
            check_region(region)?;
        }
        let added = MerchantAdded {
            merchant: Merchant::at(directory.merchant_names.len()),
            id: self.id.clone(),
            programme: handle,
            plan,
            take_bp: self.take_bp,
            owner,
            recruiter,
            region: self.region.clone().unwrap_or_default(),
        };
        step.emit(Event::MerchantAdded(added))
    }
}
