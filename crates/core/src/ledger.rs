//! Double entry: every event maps to postings through one function, and postings sum to zero per unit.
//!
//! Debits are positive, credits negative. Cash and issued points are debits; what is owed (reserves, balances,
//! payables, the platform's own share) and held points are credits. Exports and audits use the same function as the
//! engine does.

use crate::event::{Corrected, Event, OrderBooked, PayoutChanged, ProgrammeOpened, Refunded, Sold};
use crate::handle::{Member, Merchant, Position, Programme};
use crate::payouts::{Payee, PayoutState};
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
    /// Money that left an account and is being paid out: it is on its way to somebody, but not gone yet.
    InTransit,
    /// Money held back of payouts for whom it is owed, mostly the tax authority.
    Withheld,
}

impl FenAccount {
    /// The account that a payout to `payee` is taken from.
    #[must_use]
    pub const fn of_payee(payee: Payee) -> Self {
        match payee {
            Payee::Member(member) => Self::Balance(member),
            Payee::Merchant(merchant) => Self::Payable(merchant),
            Payee::Platform => Self::Platform,
        }
    }
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

/// What takes postings: any function, or the accounts themselves.
pub(crate) trait Ledger<E> {
    /// Takes one posting, or says why no more are wanted.
    fn post(&mut self, posting: Posting) -> Result<(), E>;
}

impl<E, F: FnMut(Posting) -> Result<(), E>> Ledger<E> for F {
    fn post(&mut self, posting: Posting) -> Result<(), E> {
        self(posting)
    }
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
        Event::PayoutRequested(requested) => {
            post(Posting::Fen(FenAccount::of_payee(requested.payee), requested.amount))?;
            post(Posting::Fen(FenAccount::InTransit, -requested.amount))
        }
        Event::PayoutChanged(changed) => payout(changed, post),
        Event::ToppedUp(paid_in) => {
            post(Posting::Fen(FenAccount::Cash, paid_in.amount))?;
            post(Posting::Fen(FenAccount::Payable(paid_in.merchant), -paid_in.amount))
        }
        Event::UnallocatedReleased(released) => {
            post(Posting::Fen(FenAccount::Unallocated(released.programme), released.amount))?;
            post(Posting::Fen(FenAccount::Reserve(released.programme), -released.amount))
        }
        Event::WithheldRemitted(remitted) => {
            post(Posting::Fen(FenAccount::Withheld, remitted.amount))?;
            post(Posting::Fen(FenAccount::Cash, -remitted.amount))
        }
        Event::MoneyTermsPublished(_)
        | Event::KeyUsed(_)
        | Event::ApprovalRequested(_)
        | Event::RequestConcluded(_)
        | Event::DeploymentOpened(_)
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

/// As [`postings`], of an order.
pub(crate) fn order<E>(booked: &OrderBooked, mut ledger: impl Ledger<E>) -> Result<(), E> {
    ledger.post(Posting::Fen(FenAccount::Cash, booked.amount))?;
    ledger.post(Posting::Fen(FenAccount::Payable(booked.merchant), -(booked.amount - booked.commission)))?;
    let mut awarded = Fen::ZERO;
    for award in &booked.awards {
        awarded += award.amount;
        ledger.post(Posting::Fen(FenAccount::Balance(award.member), -award.amount))?;
    }
    ledger.post(Posting::Fen(FenAccount::Platform, -(booked.commission - booked.pool - awarded)))?;
    ledger.post(Posting::Fen(FenAccount::Reserve(booked.programme), -booked.pool))?;
    issue(booked.programme, booked.position, booked.minted, ledger)
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

/// Money in transit goes out, or back to where it came from; money that the bank sent back goes there too.
fn payout<E>(changed: &PayoutChanged, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let PayoutChanged { payee, amount, fee, withheld, .. } = *changed;
    let account = FenAccount::of_payee(payee);
    match changed.to {
        PayoutState::Requested | PayoutState::Approved | PayoutState::Sending | PayoutState::Unknown => Ok(()),
        PayoutState::Rejected | PayoutState::Cancelled | PayoutState::Failed => {
            post(Posting::Fen(FenAccount::InTransit, amount))?;
            post(Posting::Fen(account, -amount))
        }
        PayoutState::Paid => {
            post(Posting::Fen(FenAccount::InTransit, amount))?;
            post(Posting::Fen(FenAccount::Platform, -fee))?;
            post(Posting::Fen(FenAccount::Withheld, -withheld))?;
            post(Posting::Fen(FenAccount::Cash, -changed.net()))
        }
        PayoutState::Returned => {
            post(Posting::Fen(FenAccount::Cash, changed.net()))?;
            post(Posting::Fen(FenAccount::Withheld, withheld))?;
            post(Posting::Fen(account, -amount))
        }
    }
}

/// Issues `points` to a position, or takes them out of circulation when negative.
fn issue<E>(
    programme: Programme,
    position: Option<Position>,
    points: Points,
    mut ledger: impl Ledger<E>,
) -> Result<(), E> {
    let Some(position) = position else { return Ok(()) };
    ledger.post(Posting::Points(PointsAccount::Issued(programme), points))?;
    ledger.post(Posting::Points(PointsAccount::Held(programme, position), -points))
}
