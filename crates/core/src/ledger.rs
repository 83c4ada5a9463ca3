//! Double entry: every event maps to postings through one function, and postings sum to zero per unit.
//!
//! Debits are positive, credits negative. Cash and issued points are debits; what is owed (reserves, balances,
//! payables, the platform's own share) and held points are credits. Exports and audits use the same function as the
//! engine does.

use crate::event::{Corrected, Event, GivenBack, OrderBooked, Particulars, ProgrammeOpened, Refunded, Sold};
use crate::handle::{Member, Merchant, Position, Programme};
use crate::units::{Fen, Points};

/// An account in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FenAccount {
    /// Money held for everybody below (debit).
    Cash,
    /// Money that backs a programme's points (盈利池).
    Reserve(Programme),
    /// Money left of a reserve when its last unit left; it backs nobody's points.
    Unallocated(Programme),
    /// The operator's own share.
    Platform,
    /// Money a member owns (零钱).
    Balance(Member),
    /// Money owed to a merchant.
    Payable(Merchant),
    /// Money held for orders that are not booked yet, and what providers have to give back.
    Pending,
    /// Awards of a member that are not released yet.
    Frozen(Member),
}

/// An account in units of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointsAccount {
    /// The supply of a programme (debit).
    Issued(Programme),
    /// The founding units, owned by the programme and never sold.
    Founding(Programme),
    /// The points of one position.
    Held(Programme, Position),
}

/// One side of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// Money: positive is a debit.
    Fen(FenAccount, Fen),
    /// Points: positive is a debit.
    Points(PointsAccount, Points),
}

/// Calls `post` with every posting of `event`, debits and credits that sum to zero per unit.
pub fn postings<E>(event: &Event, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    match event {
        Event::ProgrammeOpened(opened) => founding(opened, post),
        Event::OrderBooked(booked) => order(booked, post),
        Event::Sold(sold) => sale(sold, post),
        Event::Emptied(emptied) => {
            post(Posting::Fen(FenAccount::Reserve(emptied.programme), emptied.remainder))?;
            post(Posting::Fen(FenAccount::Unallocated(emptied.programme), -emptied.remainder))
        }
        Event::Refunded(refunded) => refund(refunded, post),
        Event::Corrected(corrected) => correction(corrected, post),
        Event::Injected(injected) => {
            post(Posting::Fen(FenAccount::Cash, injected.amount))?;
            post(Posting::Fen(FenAccount::Reserve(injected.programme), -injected.amount))
        }
        Event::OrderPlaced(placed) => {
            post(Posting::Fen(FenAccount::Balance(placed.member), placed.from_balance))?;
            post(Posting::Fen(FenAccount::Cash, placed.amount - placed.from_balance))?;
            post(Posting::Fen(FenAccount::Pending, -placed.amount))
        }
        Event::OrderReturned(returned) => {
            post(Posting::Fen(FenAccount::Pending, returned.amount))?;
            give_back(returned.member, returned.amount, returned.given_back.as_ref(), post)
        }
        Event::AwardsReleased(released) => {
            post(Posting::Fen(FenAccount::Frozen(released.member), released.amount))?;
            post(Posting::Fen(FenAccount::Balance(released.member), -released.amount))
        }
        Event::PaymentConcluded(concluded) => {
            let Some(owed) = concluded.owed else { return Ok(()) };
            post(Posting::Fen(FenAccount::Cash, owed.amount))?;
            post(Posting::Fen(FenAccount::Pending, -owed.amount))
        }
        Event::RefundConcluded(concluded) => {
            post(Posting::Fen(FenAccount::Pending, concluded.owed.amount))?;
            post(Posting::Fen(FenAccount::Cash, -concluded.owed.amount))
        }
        Event::DeploymentOpened(_)
        | Event::OrderHeld(_)
        | Event::Ticked(_)
        | Event::LinkTermsSet(_)
        | Event::LinkMade(_)
        | Event::LinkEnded(_)
        | Event::PaymentOpened(_)
        | Event::RulesPublished(_)
        | Event::MemberAdded(_)
        | Event::MerchantAdded(_)
        | Event::AgentAppointed(_)
        | Event::BatchAdvanced(_) => Ok(()),
    }
}

fn founding<E>(opened: &ProgrammeOpened, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let (programme, deposit) = (opened.programme, opened.rules.founding_fen);
    post(Posting::Fen(FenAccount::Cash, deposit))?;
    post(Posting::Fen(FenAccount::Reserve(programme), -deposit))?;
    post(Posting::Points(PointsAccount::Issued(programme), opened.founding_units))?;
    post(Posting::Points(PointsAccount::Founding(programme), -opened.founding_units))
}

fn order<E>(booked: &OrderBooked, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    match &booked.particulars {
        None => post(Posting::Fen(FenAccount::Cash, booked.amount))?,
        Some(particulars) => tender(booked, particulars, &mut post)?,
    }
    post(Posting::Fen(FenAccount::Payable(booked.merchant), -(booked.amount - booked.commission)))?;
    let mut awarded = Fen::ZERO;
    for (place, award) in booked.awards.iter().enumerate() {
        awarded += award.amount;
        let frozen = booked.particulars.as_ref().is_some_and(|particulars| particulars.freezes_award(place));
        let account = if frozen { FenAccount::Frozen(award.member) } else { FenAccount::Balance(award.member) };
        post(Posting::Fen(account, -award.amount))?;
    }
    post(Posting::Fen(FenAccount::Platform, -(booked.commission - booked.pool - awarded)))?;
    post(Posting::Fen(FenAccount::Reserve(booked.programme), -booked.pool))?;
    issue(booked.programme, booked.position, booked.minted, post)
}

/// Where the money of an order comes from that was not simply paid.
fn tender<E>(
    booked: &OrderBooked,
    particulars: &Particulars,
    mut post: impl FnMut(Posting) -> Result<(), E>,
) -> Result<(), E> {
    if particulars.placed.is_some() {
        return post(Posting::Fen(FenAccount::Pending, booked.amount));
    }
    post(Posting::Fen(FenAccount::Balance(booked.member), particulars.from_balance))?;
    post(Posting::Fen(FenAccount::Cash, booked.amount - particulars.from_balance))
}

/// Where `amount` goes that a member receives: to the balance, into what a provider owes, and the rest out in cash.
fn give_back<E>(
    member: Member,
    amount: Fen,
    given_back: Option<&GivenBack>,
    mut post: impl FnMut(Posting) -> Result<(), E>,
) -> Result<(), E> {
    let Some(given_back) = given_back else { return post(Posting::Fen(FenAccount::Cash, -amount)) };
    let owed = given_back.owed.map_or(Fen::ZERO, |owed| owed.amount);
    post(Posting::Fen(FenAccount::Balance(member), -given_back.to_balance))?;
    post(Posting::Fen(FenAccount::Pending, -owed))?;
    post(Posting::Fen(FenAccount::Cash, -(amount - given_back.to_balance - owed)))
}

fn sale<E>(sold: &Sold, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Reserve(sold.programme), sold.net))?;
    post(Posting::Fen(FenAccount::Balance(sold.member), -sold.net))?;
    issue(sold.programme, Some(sold.position), -sold.points, post)
}

fn refund<E>(refunded: &Refunded, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Payable(refunded.merchant), refunded.amount))?;
    give_back(refunded.member, refunded.amount, refunded.given_back.as_ref(), &mut post)?;
    issue(refunded.programme, refunded.position, -refunded.burned, post)
}

fn correction<E>(corrected: &Corrected, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Payable(corrected.merchant), corrected.payable))?;
    let unfrozen = corrected.unfrozen.as_deref().unwrap_or_default();
    for (place, award) in corrected.awards.iter().enumerate() {
        let of_this = unfrozen.iter().filter(|unfrozen| usize::from(unfrozen.award) == place);
        let frozen: Fen = of_this.map(|unfrozen| unfrozen.amount).sum();
        if frozen != Fen::ZERO {
            post(Posting::Fen(FenAccount::Frozen(award.member), frozen))?;
        }
        post(Posting::Fen(FenAccount::Balance(award.member), award.amount - frozen))?;
    }
    give_back(corrected.member, corrected.amount, corrected.given_back.as_ref(), &mut post)?;
    post(Posting::Fen(FenAccount::Reserve(corrected.programme), corrected.from_reserve))?;
    post(Posting::Fen(FenAccount::Platform, corrected.from_platform))?;
    issue(corrected.programme, corrected.position, -corrected.burned, post)
}

/// Issues `points` to a position, or takes them out of circulation when negative.
fn issue<E>(
    programme: Programme,
    position: Option<Position>,
    points: Points,
    mut post: impl FnMut(Posting) -> Result<(), E>,
) -> Result<(), E> {
    let Some(position) = position else { return Ok(()) };
    post(Posting::Points(PointsAccount::Issued(programme), points))?;
    post(Posting::Points(PointsAccount::Held(programme, position), -points))
}
