//! Double entry: every event maps to postings through one function, and postings sum to zero per unit.
//!
//! Debits are positive, credits negative. Cash and issued points are debits; what is owed (reserves, balances,
//! payables, the platform's own share) and held points are credits. Exports and audits use the same function as the
//! engine does.

use crate::event::{
    Corrected, Event, GivenBack, OrderBooked, Particulars, PayoutChanged, ProgrammeOpened, Refunded, Sold,
};
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
    /// Money held for orders that are not booked yet, and what providers have to give back.
    Pending,
    /// Awards of a member that are not released yet.
    Frozen(Member),
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
        | Event::OrderHeld(_)
        | Event::Ticked(_)
        | Event::LinkTermsSet(_)
        | Event::LinkMade(_)
        | Event::LinkEnded(_)
        | Event::PaymentOpened(_)
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
    match &booked.particulars {
        None => ledger.post(Posting::Fen(FenAccount::Cash, booked.amount))?,
        Some(particulars) => tender(booked, particulars, &mut ledger)?,
    }
    ledger.post(Posting::Fen(FenAccount::Payable(booked.merchant), -(booked.amount - booked.commission)))?;
    let mut awarded = Fen::ZERO;
    for (place, award) in booked.awards.iter().enumerate() {
        awarded += award.amount;
        let frozen = booked.particulars.as_ref().is_some_and(|particulars| particulars.freezes_award(place));
        let account = if frozen { FenAccount::Frozen(award.member) } else { FenAccount::Balance(award.member) };
        ledger.post(Posting::Fen(account, -award.amount))?;
    }
    ledger.post(Posting::Fen(FenAccount::Platform, -(booked.commission - booked.pool - awarded)))?;
    ledger.post(Posting::Fen(FenAccount::Reserve(booked.programme), -booked.pool))?;
    issue(booked.programme, booked.position, booked.minted, ledger)
}

/// Where the money of an order comes from that was not simply paid.
fn tender<E>(booked: &OrderBooked, particulars: &Particulars, ledger: &mut impl Ledger<E>) -> Result<(), E> {
    if particulars.placed.is_some() {
        return ledger.post(Posting::Fen(FenAccount::Pending, booked.amount));
    }
    ledger.post(Posting::Fen(FenAccount::Balance(booked.member), particulars.from_balance))?;
    ledger.post(Posting::Fen(FenAccount::Cash, booked.amount - particulars.from_balance))
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
