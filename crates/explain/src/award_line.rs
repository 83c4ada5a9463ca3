//! The awards of an order one by one (model, section 6): who gets which rate, and where nobody does, why.

use crate::formulas;
use crate::step::member_name;
use crate::working::Working;
use ratchet_core::awards::AwardKind;
use ratchet_core::directory::MerchantRow;
use ratchet_core::event::OrderBooked;
use ratchet_core::handle::Member;
use ratchet_core::levels::LevelAward;
use ratchet_core::{BasisPoints, State, Time};
use ratchet_deployment::Moment;
use serde::Serialize;

/// Whether somebody received an award, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Paid.
    Paid,
    /// Nobody stands there: no referrer, no recruiter, no region, no agent.
    Nobody,
    /// An agent of a smaller region was already paid this rate or more.
    NotAboveSmallerRegion,
    /// It comes to less than a fen.
    LessThanAFen,
}

/// One award that the rules give a rate for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwardLine {
    /// `direct`, `indirect`, `recruiter`, `region:district`, `region:city`, `region:province`,
    /// `level:differential`, `level:same`.
    pub kind: &'static str,
    /// Who stands there.
    pub member: Option<String>,
    /// Whether it was paid.
    pub claim: Claim,
    /// What it comes to, where somebody stands there.
    pub working: Option<Working>,
}

/// Every award of `booked` that its plan has a rate for, in the order of the model; `state` is that before it.
pub(crate) fn lines(state: &State, booked: &OrderBooked, moment: &Moment<'_>) -> Vec<AwardLine> {
    let plan = state.programme(booked.programme).and_then(|of| of.plan_rules(booked.version, booked.plan));
    let Some((plan, merchant)) = plan.zip(state.directory.merchant_row(booked.merchant)) else { return Vec::new() };
    let of_its_own = booked.particulars.as_ref().and_then(|particulars| particulars.occurred_at);
    let at = of_its_own.unwrap_or(moment.command.occurred_at);
    let referrer_of = |member: Member| state.referrer_at(member, at);
    let direct = referrer_of(booked.member);
    let people = [
        (AwardKind::Direct, plan.awards.direct_bp, direct),
        (AwardKind::Indirect, plan.awards.indirect_bp, direct.and_then(referrer_of)),
        (AwardKind::Recruiter, plan.awards.recruiter_bp, merchant.recruiter),
    ];
    let mut lines = Vec::new();
    for (kind, rate, member) in people {
        if rate > BasisPoints::ZERO {
            lines.push(line(state, booked, kind, member, (rate, BasisPoints::ZERO)));
        }
    }
    let mut paid_below = BasisPoints::ZERO;
    for (kind, rate, agent) in agents(state, booked, merchant, at) {
        if rate > BasisPoints::ZERO {
            lines.push(line(state, booked, kind, agent, (rate, paid_below)));
        }
        if agent.is_some() {
            paid_below = paid_below.max(rate);
        }
    }
    let levels = booked.particulars.iter().flat_map(|particulars| particulars.level_awards());
    lines.extend(levels.map(|award| level(state, booked, award)));
    lines
}

/// What an upline earned by its level.
fn level(state: &State, booked: &OrderBooked, award: &LevelAward) -> AwardLine {
    let numbers = [("A", booked.amount.into()), ("rate", award.rate.into())];
    AwardLine {
        kind: award.kind.name(),
        member: Some(member_name(state, award.member)),
        claim: Claim::Paid,
        working: Some(formulas::LEVEL_AWARD.gives(award.amount, numbers).of(award.kind.name())),
    }
}

/// The agents of the merchant's region and of those around it, from the smallest up, with the rate of each level.
fn agents(
    state: &State,
    booked: &OrderBooked,
    merchant: &MerchantRow,
    at: Time,
) -> impl Iterator<Item = (AwardKind, BasisPoints, Option<Member>)> {
    let programme = state.programme(booked.programme);
    let plan = programme.and_then(|of| of.plan_rules(booked.version, booked.plan));
    let rates = plan.map(|plan| plan.awards.region_bp).unwrap_or_default();
    let [province, city, district] = merchant
        .regions
        .map(|region| region.and_then(|region| programme.and_then(|programme| programme.agent(region, || at.day()))));
    [
        (AwardKind::RegionDistrict, rates.district, district),
        (AwardKind::RegionCity, rates.city, city),
        (AwardKind::RegionProvince, rates.province, province),
    ]
    .into_iter()
}

fn line(
    state: &State,
    booked: &OrderBooked,
    kind: AwardKind,
    member: Option<Member>,
    (rate, paid_below): (BasisPoints, BasisPoints),
) -> AwardLine {
    let paid = booked.awards.iter().find(|award| award.kind == kind).map(|award| award.amount);
    let claim = match (member, paid) {
        (_, Some(_)) => Claim::Paid,
        (None, None) => Claim::Nobody,
        (Some(_), None) if rate <= paid_below => Claim::NotAboveSmallerRegion,
        (Some(_), None) => Claim::LessThanAFen,
    };
    let numbers = [("A", booked.amount.into()), ("bp", rate.into()), ("paid_below", paid_below.into())];
    let working = formulas::AWARD.gives(paid.unwrap_or_default(), numbers).of(kind.name());
    AwardLine {
        kind: kind.name(),
        member: member.map(|member| member_name(state, member)),
        claim,
        working: member.map(|_| working),
    }
}
