//! Whether a recorded event can come from any decision at all: its amounts, and whom it names.
//!
//! Events that the engine decides itself are right by construction. A journal may have been written by somebody else:
//! its events are checked before anything is done with them, so that no bytes can bring an operator to overflow or a
//! table to grow for somebody who does not exist.

mod debts;
mod fund;
mod money_out;
mod months;
mod regions;

use crate::event::{Corrected, Event, GivenBack, LinkTerm, OrderBooked, OrderPlaced, Particulars, Sold};
use crate::handle::{Member, Merchant, Programme};
use crate::identifier::check_region;
use crate::limits::{AMOUNT_MAX, DAYS_HELD_MAX, RESERVE_MAX};
use crate::payouts::Payee;
use crate::state::{ApplyError, State};
use crate::units::{Fen, Points};

/// Refuses an event that names somebody who is not registered, or whose amounts are negative, over their bounds, or
/// more than what they are part of.
pub fn check(state: &State, event: &Event) -> Result<(), ApplyError> {
    if !parties_exist(state, event) {
        return Err(ApplyError::Inconsistent("somebody is named who is not registered"));
    }
    if !regions::continues(state, event) {
        return Err(ApplyError::Inconsistent("a contract or a campaign that cannot come to this"));
    }
    if !money_out::continues(state, event) {
        return Err(ApplyError::Inconsistent("a payout or a request that cannot come to this"));
    }
    if !debts::continues(state, event) {
        return Err(ApplyError::Inconsistent("claims or coins that are not there"));
    }
    if !amounts_are_sound(event) {
        return Err(ApplyError::Inconsistent("amounts that no decision brings"));
    }
    Ok(())
}

fn parties_exist(state: &State, event: &Event) -> bool {
    let member = |member: Member| state.directory.member_row(member).is_some();
    let member_or_none = |found: Option<Member>| found.is_none_or(member);
    let merchant = |merchant: Merchant| state.directory.merchant_row(merchant).is_some();
    let programme = |programme: Programme| state.programme(programme).is_some();
    match event {
        Event::MemberAdded(added) => member_or_none(added.referrer),
        Event::MerchantAdded(added) => {
            programme(added.programme)
                && member_or_none(added.owner)
                && member_or_none(added.recruiter)
                && (added.region.is_empty() || check_region(&added.region).is_ok())
        }
        Event::AgentAppointed(appointed) => member(appointed.member) && check_region(&appointed.region).is_ok(),
        Event::OrderBooked(booked) => {
            let levels = booked.particulars.as_deref().map_or(&[][..], Particulars::level_awards);
            let position = booked.position.is_some() == booked.minted.is_positive();
            levels.iter().all(|award| member(award.member))
                && position
                && programme(booked.programme)
                && member(booked.member)
                && merchant(booked.merchant)
        }
        Event::OrderPlaced(placed) => programme(placed.programme) && member(placed.member) && merchant(placed.merchant),
        Event::AwardsReleased(released) => member(released.member),
        Event::LinkMade(made) => member(made.member) && member(made.referrer) && made.merchant.is_none_or(merchant),
        Event::LinkEnded(ended) => member(ended.member),
        Event::PaymentOpened(opened) => programme(opened.programme),
        Event::PayoutRequested(requested) => match requested.payee {
            Payee::Member(of) => member(of),
            Payee::Merchant(of) => merchant(of),
            Payee::Platform => true,
        },
        Event::ToppedUp(paid_in) => merchant(paid_in.merchant),
        Event::UnallocatedReleased(released) => programme(released.programme),
        Event::ContractSigned(signed) => programme(signed.programme) && member(signed.member),
        Event::ContractCutShort(cut) => programme(cut.programme) && member(cut.member),
        Event::CampaignOpened(opened) => programme(opened.programme),
        event => months::parties_exist(state, event) && fund::parties_exist(state, event),
    }
}

/// Whether the amounts of an event are within their bounds and no more than what they are part of.
#[must_use]
pub fn amounts_are_sound(event: &Event) -> bool {
    match event {
        Event::OrderBooked(booked) => order_is_sound(booked),
        Event::Sold(sold) => sale_is_sound(sold),
        Event::Corrected(corrected) => correction_is_sound(corrected),
        Event::OrderPlaced(placed) => placing_is_sound(placed),
        Event::OrderReturned(returned) => {
            // A return of some fen can be all coins.
            let least = i64::from(returned.coins.is_none());
            (least..=AMOUNT_MAX).contains(&returned.amount.get())
                && goes_back(returned.given_back.as_ref(), returned.amount)
        }
        Event::AwardsReleased(released) => released.amount.is_positive(),
        Event::LinkMade(made) => made.member != made.referrer && is_term(made.term),
        Event::LinkTermsSet(set) => is_term(set.term),
        Event::PaymentOpened(opened) => is_amount(opened.amount) && is_amount(opened.order.amount),
        Event::PaymentConcluded(concluded) => concluded.owed.is_none_or(|owed| is_amount(owed.amount)),
        Event::RefundConcluded(concluded) => is_amount(concluded.owed.amount),
        Event::Refunded(refunded) => {
            goes_back(refunded.given_back.as_ref(), refunded.amount)
                && is_amount(refunded.amount)
                && is_part(refunded.spend, Fen::new(AMOUNT_MAX))
                && is_points(refunded.burned)
        }
        Event::Emptied(emptied) => {
            is_reserve(emptied.remainder)
                && is_reserve(emptied.reference.reserve)
                && emptied.reference.reserve.is_positive()
                && emptied.reference.supply.is_positive()
        }
        Event::Injected(injected) => is_amount(injected.amount),
        Event::ToppedUp(paid_in) => is_amount(paid_in.amount),
        Event::UnallocatedReleased(released) => released.amount.is_positive() && is_reserve(released.amount),
        Event::WithheldRemitted(remitted) => remitted.amount.is_positive(),
        Event::PayoutRequested(requested) => is_payout(requested.amount, requested.fee, requested.withheld),
        Event::PayoutChanged(changed) => is_payout(changed.amount, changed.fee, changed.withheld),
        Event::MoneyTermsPublished(published) => published.terms.are_sound(),
        Event::ProgrammeOpened(opened) => is_points(opened.founding_units) && opened.rules.faults().is_empty(),
        Event::RulesPublished(published) => published.rules.faults().is_empty(),
        event => {
            fund::amounts_are_sound(event)
                && regions::amounts_are_sound(event)
                && months::amounts_are_sound(event)
                && debts::amounts_are_sound(event)
        }
    }
}

fn order_is_sound(booked: &OrderBooked) -> bool {
    let lines: i128 = booked.lines.iter().map(|line| i128::from(line.get())).sum();
    let awarded: i128 = booked.awards.iter().map(|award| i128::from(award.amount.get())).sum();
    let beside = booked.particulars.as_deref().map_or(0, months::beside_the_platform);
    is_amount(booked.amount)
        && is_part(booked.commission, booked.amount)
        && is_part(booked.pool, booked.commission)
        && booked.lines.iter().all(|line| is_part(*line, booked.commission))
        && lines + i128::from(booked.pool.get()) == i128::from(booked.commission.get())
        && booked.awards.iter().all(|award| is_amount(award.amount))
        && awarded + beside <= i128::from((booked.commission - booked.pool).get())
        && is_points(booked.minted)
        && booked.particulars.as_ref().is_none_or(|particulars| particulars_are_sound(booked, particulars))
}

/// Each award is frozen once at most.
fn particulars_are_sound(booked: &OrderBooked, particulars: &Particulars) -> bool {
    is_part(particulars.from_balance, booked.amount)
        && particulars.level_awards().iter().all(|award| is_amount(award.amount))
        && particulars.dividend.is_none_or(is_amount)
        && fund::takes_from_fund(particulars)
        && particulars.freezes.is_sorted_by(|one, next| one.award < next.award)
        && particulars.freezes.iter().all(|freeze| usize::from(freeze.award) < booked.awards.len())
        && particulars.coins.is_none_or(|part| debts::part_is_sound(&part, booked.amount))
}

fn placing_is_sound(placed: &OrderPlaced) -> bool {
    is_amount(placed.amount)
        && is_part(placed.from_balance, placed.amount)
        && placed.cost.is_none_or(|cost| is_part(cost, placed.amount))
        && debts::placing_is_sound(placed)
}

/// Whether what goes elsewhere than out in cash is a part of what is given back.
fn goes_back(given_back: Option<&GivenBack>, amount: Fen) -> bool {
    given_back.is_none_or(|given_back| {
        let owed = given_back.owed.map_or(Fen::ZERO, |owed| owed.amount);
        is_part(given_back.to_balance, amount) && is_part(owed, amount - given_back.to_balance)
    })
}

fn is_term(term: LinkTerm) -> bool {
    match term {
        LinkTerm::Permanent => true,
        LinkTerm::Days(days) | LinkTerm::UntilIdle(days) => (1..=DAYS_HELD_MAX).contains(&days),
    }
}

fn sale_is_sound(sold: &Sold) -> bool {
    is_reserve(sold.gross) && is_part(sold.net, sold.gross) && sold.points.is_positive()
}

fn correction_is_sound(corrected: &Corrected) -> bool {
    let parts = [corrected.payable, corrected.from_reserve, corrected.from_platform];
    let awards = corrected.awards.iter().map(|award| award.amount);
    let awards = awards.chain(corrected.level_awards.iter().flatten().map(|award| award.amount));
    let awards = awards.chain(corrected.dividend.map(|dividend| dividend.from_pot()));
    let all: i128 = parts.into_iter().chain(awards.clone()).map(|part| i128::from(part.get())).sum();
    is_amount(corrected.amount)
        && parts.into_iter().chain(awards).all(|part| is_part(part, corrected.amount))
        && all == i128::from(corrected.amount.get())
        && corrected.dividend.is_none_or(|dividend| is_part(dividend.amount, corrected.amount))
        && is_part(corrected.spend, corrected.amount)
        && corrected.to_fund.is_none_or(|to_fund| is_part(to_fund, Fen::new(AMOUNT_MAX)))
        && is_points(corrected.burned)
        && goes_back(corrected.given_back.as_ref(), corrected.amount)
        && corrected.unfrozen.iter().flatten().all(|unfrozen| {
            let award = corrected.awards.get(usize::from(unfrozen.award));
            award.is_some_and(|award| is_part(unfrozen.amount, award.amount))
        })
        && corrected.unfrozen.iter().flatten().is_sorted_by(|one, next| one.award < next.award)
}

/// Something is left for the payee.
fn is_payout(amount: Fen, fee: Fen, withheld: Fen) -> bool {
    is_amount(amount) && is_part(fee, amount) && is_part(withheld, amount) && (amount - fee - withheld).is_positive()
}

fn is_amount(amount: Fen) -> bool {
    (1..=AMOUNT_MAX).contains(&amount.get())
}

fn is_reserve(amount: Fen) -> bool {
    (0..=RESERVE_MAX).contains(&amount.get())
}

fn is_part(part: Fen, whole: Fen) -> bool {
    !part.is_negative() && part <= whole
}

fn is_points(points: Points) -> bool {
    !points.is_negative()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::event::MemberAdded;
    use crate::handle::{Order, Plan, Position};
    use crate::operations::DeploymentTerms;
    use crate::units::Time;

    fn refused(events: &[Event]) -> ApplyError {
        let mut engine = Engine::new();
        let before = engine.state().hash();
        let error = engine.replay(Time::from_milliseconds(0), events).unwrap_err();
        assert_eq!(engine.state().hash(), before);
        error
    }

    #[test]
    fn nobody_is_named_who_is_not_registered() {
        let nobody = ApplyError::Inconsistent("somebody is named who is not registered");
        let opened = Event::DeploymentOpened(DeploymentTerms::sandbox());
        let referred = MemberAdded { member: Member(0), id: "m".to_owned(), referrer: Some(Member(u32::MAX)) };
        assert_eq!(refused(&[opened.clone(), Event::MemberAdded(referred)]), nobody);
        // A table of four thousand million holders must not be made for this one.
        let booked = OrderBooked {
            order: Order(0),
            id: "o".into(),
            programme: Programme(0),
            version: 0,
            plan: Plan(0),
            member: Member(u32::MAX),
            merchant: Merchant(0),
            amount: Fen::new(100),
            commission: Fen::new(20),
            lines: crate::event::Lines::new(),
            pool: Fen::new(20),
            minted: Points::new(1),
            position: Some(Position(1)),
            awards: crate::awards::Awards::new(),
            particulars: None,
        };
        assert_eq!(refused(&[opened, Event::OrderBooked(booked)]), nobody);
    }
}
