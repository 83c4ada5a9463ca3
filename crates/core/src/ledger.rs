//! Double entry: every event maps to postings through one function, and postings sum to zero per unit.
//!
//! Debits are positive, credits negative. Cash and issued points are debits; what is owed (reserves, balances,
//! payables, the platform's own share) and held points are credits. Exports and audits use the same function as the
//! engine does.

use crate::event::{Corrected, Event, OrderBooked, ProgrammeOpened, Refunded, Sold};
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
        Event::DeploymentOpened(_)
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
    post(Posting::Fen(FenAccount::Cash, booked.amount))?;
    post(Posting::Fen(FenAccount::Payable(booked.merchant), -(booked.amount - booked.commission)))?;
    let mut awarded = Fen::ZERO;
    for award in &booked.awards {
        awarded += award.amount;
        post(Posting::Fen(FenAccount::Balance(award.member), -award.amount))?;
    }
    post(Posting::Fen(FenAccount::Platform, -(booked.commission - booked.pool - awarded)))?;
    post(Posting::Fen(FenAccount::Reserve(booked.programme), -booked.pool))?;
    issue(booked.programme, booked.position, booked.minted, post)
}

fn sale<E>(sold: &Sold, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Reserve(sold.programme), sold.net))?;
    post(Posting::Fen(FenAccount::Balance(sold.member), -sold.net))?;
    issue(sold.programme, Some(sold.position), -sold.points, post)
}

fn refund<E>(refunded: &Refunded, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Payable(refunded.merchant), refunded.amount))?;
    post(Posting::Fen(FenAccount::Cash, -refunded.amount))?;
    issue(refunded.programme, refunded.position, -refunded.burned, post)
}

fn correction<E>(corrected: &Corrected, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Cash, -corrected.amount))?;
    post(Posting::Fen(FenAccount::Payable(corrected.merchant), corrected.payable))?;
    for award in &corrected.awards {
        post(Posting::Fen(FenAccount::Balance(award.member), award.amount))?;
    }
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
