//! Double entry: every event maps to postings through one function, and postings sum to zero per unit.
//!
//! Debits are positive, credits negative. Cash and issued points are debits; what is owed (reserves, balances,
//! payables, the platform's own share) and held points are credits. Exports and audits use the same function as the
//! engine does.

mod coins;
mod fund;

use crate::event::{
    Corrected, Event, GivenBack, OrderBooked, Particulars, PayoutChanged, PeriodClosed, ProgrammeOpened, Refunded, Sold,
};
use crate::handle::{Member, Merchant, Position, Programme};
use crate::payouts::{Payee, PayoutState};
use crate::units::{Coins, Fen, Points, Shares};

/// An account in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FenAccount {
    /// Money held for everybody below (debit).
    Cash,
    /// Money that backs a programme's points (盈利池).
    Reserve(Programme),
    /// Money meant for a programme's reserve and not in it yet (融资).
    Fund(Programme),
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
    /// Money that waits to be shared among the shareholders of a programme.
    Dividends(Programme),
    /// Money held back of payouts for whom it is owed, mostly the tax authority.
    Withheld,
    /// Fees of region agents for days that are not over yet.
    DeferredIncome,
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

/// An account in shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharesAccount {
    /// The shares of a programme (debit).
    Issued(Programme),
    /// What a member holds.
    Held(Programme, Member),
}

/// An account in coins: what is owed of old debts, and how members hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoinsAccount {
    /// What a programme owes of old debts (debit): a liability that no reserve backs.
    Owed(Programme),
    /// A member's claim, not converted yet.
    Unconverted(Programme, Member),
    /// Coins that a member can spend.
    Coins(Programme, Member),
    /// Coins of a member's placed orders that are not booked yet.
    Held(Programme, Member),
}

/// One side of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// Money: positive is a debit.
    Fen(FenAccount, Fen),
    /// Points: positive is a debit.
    Points(PointsAccount, Points),
    /// Shares: positive is a debit.
    Shares(SharesAccount, Shares),
    /// Coins: positive is a debit.
    Coins(CoinsAccount, Coins),
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
            post(Posting::Fen(FenAccount::Pending, -placed.amount))?;
            coins::hold(placed, post)
        }
        Event::OrderReturned(returned) => {
            post(Posting::Fen(FenAccount::Pending, returned.amount))?;
            give_back(returned.member, returned.amount, returned.given_back.as_ref(), &mut post)?;
            coins::give_back(returned, post)
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
            between(FenAccount::of_payee(requested.payee), FenAccount::InTransit, requested.amount, post)
        }
        Event::PayoutChanged(changed) => payout(changed, post),
        Event::ToppedUp(paid_in) => {
            between(FenAccount::Cash, FenAccount::Payable(paid_in.merchant), paid_in.amount, post)
        }
        Event::UnallocatedReleased(released) => {
            post(Posting::Fen(FenAccount::Unallocated(released.programme), released.amount))?;
            post(Posting::Fen(FenAccount::Reserve(released.programme), -released.amount))
        }
        Event::WithheldRemitted(remitted) => between(FenAccount::Withheld, FenAccount::Cash, remitted.amount, post),
        Event::ClaimImported(_) | Event::ClaimConverted(_) | Event::PointsGranted(_) | Event::CoinsTakenBack(_) => {
            coins::postings(event, post)
        }
        Event::Funded(_) | Event::RedemptionBegun(_) | Event::ProgrammeClosed(_) | Event::Subscribed(_) => {
            fund::postings(event, post)
        }
        Event::ContractSigned(signed) => between(FenAccount::Cash, FenAccount::DeferredIncome, signed.fee, post),
        Event::ContractCutShort(cut) => {
            between(FenAccount::DeferredIncome, FenAccount::Balance(cut.member), cut.given_back, post)
        }
        Event::ContractFeeEarned(earned) => {
            between(FenAccount::DeferredIncome, FenAccount::Platform, earned.amount, post)
        }
        Event::PeriodClosed(closed) => dividends(closed, post),
        Event::SharesSet(set) => {
            let change = set.shares - set.before;
            post(Posting::Shares(SharesAccount::Issued(set.programme), change))?;
            post(Posting::Shares(SharesAccount::Held(set.programme, set.member), -change))
        }
        Event::ContractExpired(_)
        | Event::CampaignOpened(_)
        | Event::CampaignEnded(_)
        | Event::TrancheReleased(_)
        | Event::ClosingPublished(_)
        | Event::ClosingDelayed(_)
        | Event::OfferOpened(_)
        | Event::Granted(_)
        | Event::MoneyTermsPublished(_)
        | Event::PeriodClosing(_)
        | Event::PeriodAdvanced(_)
        | Event::PeriodStated(_)
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

/// `amount` on the debit side of one account and on the credit side of another.
fn between<E>(
    debit: FenAccount,
    credit: FenAccount,
    amount: Fen,
    mut post: impl FnMut(Posting) -> Result<(), E>,
) -> Result<(), E> {
    post(Posting::Fen(debit, amount))?;
    post(Posting::Fen(credit, -amount))
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
    if let Some(particulars) = &booked.particulars {
        awarded += beside_the_platform(booked.programme, particulars, &mut ledger)?;
    }
    ledger.post(Posting::Fen(FenAccount::Platform, -(booked.commission - booked.pool - awarded)))?;
    ledger.post(Posting::Fen(FenAccount::Reserve(booked.programme), -booked.pool))?;
    if let Some(particulars) = &booked.particulars {
        fund::with_order(booked.programme, particulars, &mut ledger)?;
        coins::spend(booked, particulars, &mut ledger)?;
    }
    issue(booked.programme, booked.position, booked.minted, ledger)
}

/// Where the money of an order comes from that was not simply paid.
#[inline(never)]
fn tender<E>(booked: &OrderBooked, particulars: &Particulars, ledger: &mut impl Ledger<E>) -> Result<(), E> {
    if particulars.placed.is_some() {
        return ledger.post(Posting::Fen(FenAccount::Pending, booked.amount));
    }
    ledger.post(Posting::Fen(FenAccount::Balance(booked.member), particulars.from_balance))?;
    ledger.post(Posting::Fen(FenAccount::Cash, booked.amount - particulars.from_balance))
}

/// What goes to uplines for their levels and into the pot of dividends.
#[inline(never)]
fn beside_the_platform<E>(
    programme: Programme,
    particulars: &Particulars,
    ledger: &mut impl Ledger<E>,
) -> Result<Fen, E> {
    for award in particulars.level_awards() {
        ledger.post(Posting::Fen(FenAccount::Balance(award.member), -award.amount))?;
    }
    if let Some(dividend) = particulars.dividend {
        ledger.post(Posting::Fen(FenAccount::Dividends(programme), -dividend))?;
    }
    Ok(particulars.not_the_platforms())
}

/// What the pot gives to holders, and back to the platform.
fn dividends<E>(closed: &PeriodClosed, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Dividends(closed.programme), closed.shared() + closed.charged))?;
    for part in &closed.parts {
        post(Posting::Fen(FenAccount::Balance(part.member), -part.amount))?;
    }
    post(Posting::Fen(FenAccount::Platform, -closed.charged))
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
    for award in corrected.level_awards.iter().flatten() {
        post(Posting::Fen(FenAccount::Balance(award.member), award.amount))?;
    }
    if let Some(dividend) = corrected.dividend {
        post(Posting::Fen(FenAccount::Dividends(corrected.programme), dividend.from_pot()))?;
    }
    give_back(corrected.member, corrected.amount, corrected.given_back.as_ref(), &mut post)?;
    post(Posting::Fen(FenAccount::Reserve(corrected.programme), corrected.from_reserve))?;
    post(Posting::Fen(FenAccount::Platform, corrected.from_platform))?;
    if let Some(to_fund) = corrected.to_fund {
        post(Posting::Fen(FenAccount::Reserve(corrected.programme), to_fund))?;
        post(Posting::Fen(FenAccount::Fund(corrected.programme), -to_fund))?;
    }
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
