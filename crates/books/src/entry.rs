//! One record of the journal on its way into the books.

use crate::error::BooksError;
use jiff::civil::Date;
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::Programme;
use ratchet_core::ledger::{Posting, postings};
use ratchet_core::operations::Operation;
use ratchet_core::payouts::PayoutState;
use ratchet_core::{Coins, Command, Fen, Points, Shares};

/// A record with its place and its days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// Sequence of the record in the journal.
    pub(crate) sequence: u64,
    /// Frame in which it begins.
    pub(crate) frame: u64,
    /// Day on which it was recorded, never before that of the entry before.
    pub(crate) date: Date,
    /// Day on which it happened in business.
    pub(crate) occurred_on: Date,
    pub(crate) command: &'a Command,
    pub(crate) events: &'a [Event],
}

impl Entry<'_> {
    /// The order that it is about.
    pub(crate) fn order(&self) -> Option<&str> {
        match &self.command.operation {
            Operation::Book(book) => Some(&book.id),
            Operation::Refund(refund) => Some(&refund.order),
            Operation::Correct(correct) => Some(&correct.order),
            Operation::Place(place) => Some(&place.id),
            Operation::ReturnOrder(returned) => Some(&returned.order),
            Operation::BookHeld(held) => Some(&held.order),
            _ => None,
        }
    }

    /// What it is about, in a word: an order, a member or a programme.
    pub(crate) fn subject(&self) -> &str {
        match &self.command.operation {
            Operation::Redeem(redeem) => &redeem.member,
            Operation::LinkMember(link) => &link.member,
            Operation::SetShares(set) => &set.member,
            Operation::OpenPayment(open) => &open.id,
            Operation::ConcludePayment(conclude) => &conclude.payment,
            Operation::ConcludeRefund(conclude) => &conclude.payment,
            Operation::RequestPayout(payout) => &payout.id,
            Operation::RejectPayout(payout) => &payout.id,
            Operation::CancelPayout(payout) => &payout.id,
            Operation::ConcludePayout(payout) => &payout.id,
            Operation::ReturnPayout(payout) => &payout.id,
            Operation::TopUp(paid_in) => &paid_in.merchant,
            Operation::ImportClaim(claim) => &claim.member,
            Operation::ConvertClaim(claim) => &claim.member,
            Operation::SignContract(signed) => &signed.id,
            Operation::EndContract(ended) => &ended.contract,
            Operation::OpenCampaign(opened) => &opened.id,
            Operation::EndCampaign(ended) => &ended.campaign,
            _ => self.order().unwrap_or(&self.command.programme),
        }
    }

    /// Whether money or points moved.
    pub(crate) fn moves_anything(&self) -> bool {
        let mut moves = false;
        // Looking never fails.
        let _ = self.each_posting(|_, _| {
            moves = true;
            Ok(())
        });
        moves
    }

    /// Calls `take` with every posting that is not of nothing, and the event that made it.
    pub(crate) fn each_posting(
        &self,
        mut take: impl FnMut(&Event, Posting) -> Result<(), BooksError>,
    ) -> Result<(), BooksError> {
        for event in self.events {
            postings(event, |posting| match posting {
                Posting::Fen(_, Fen::ZERO)
                | Posting::Points(_, Points::ZERO)
                | Posting::Shares(_, Shares::ZERO)
                | Posting::Coins(_, Coins::ZERO) => Ok(()),
                posting => take(event, posting),
            })?;
        }
        Ok(())
    }
}

/// The name of an event in exports and feeds.
#[must_use]
pub const fn event_name(event: &Event) -> &'static str {
    match event {
        Event::DeploymentOpened(_) => "deployment_opened",
        Event::ProgrammeOpened(_) => "programme_opened",
        Event::RulesPublished(_) => "rules_published",
        Event::MemberAdded(_) => "member_added",
        Event::MerchantAdded(_) => "merchant_added",
        Event::AgentAppointed(_) => "agent_appointed",
        Event::OrderBooked(_) => "order_booked",
        Event::Sold(sold) => cause_name(sold.cause),
        Event::Emptied(_) => "emptied",
        Event::Refunded(_) => "refunded",
        Event::Corrected(_) => "corrected",
        Event::Injected(_) => "injected",
        Event::BatchAdvanced(_) => "batch_advanced",
        Event::OrderPlaced(_) => "order_placed",
        Event::OrderReturned(_) => "order_returned",
        Event::OrderHeld(_) => "order_held",
        Event::AwardsReleased(_) => "awards_released",
        Event::Ticked(_) => "ticked",
        Event::LinkTermsSet(_) => "link_terms_set",
        Event::LinkMade(_) => "link_made",
        Event::LinkEnded(_) => "link_ended",
        Event::PaymentOpened(_) => "payment_opened",
        Event::PaymentConcluded(_) => "payment_concluded",
        Event::RefundConcluded(_) => "refund_concluded",
        Event::MoneyTermsPublished(_) => "money_terms_published",
        Event::PayoutRequested(_) => "payout_requested",
        Event::PayoutChanged(changed) => payout_name(changed.to),
        Event::ToppedUp(_) => "topped_up",
        Event::UnallocatedReleased(_) => "unallocated_released",
        Event::WithheldRemitted(_) => "withheld_remitted",
        Event::PeriodClosing(_) => "period_closing",
        Event::PeriodAdvanced(_) => "period_advanced",
        Event::PeriodStated(_) => "period_stated",
        Event::PeriodClosed(_) => "period_closed",
        Event::SharesSet(_) => "shares_set",
        Event::Funded(_) => "funded",
        Event::ClosingPublished(_) => "closing_published",
        Event::ClosingDelayed(_) => "closing_delayed",
        Event::RedemptionBegun(_) => "redemption_begun",
        Event::ProgrammeClosed(_) => "programme_closed",
        Event::OfferOpened(_) => "offer_opened",
        Event::Subscribed(_) => "subscribed",
        Event::Granted(_) => "granted",
        Event::KeyUsed(_) => "key_used",
        Event::ApprovalRequested(_) => "approval_requested",
        Event::RequestConcluded(_) => "request_concluded",
        Event::ClaimImported(_) => "claim_imported",
        Event::ClaimConverted(_) => "claim_converted",
        Event::PointsGranted(_) => "points_granted",
        Event::TrancheReleased(_) => "tranche_released",
        Event::CoinsTakenBack(_) => "coins_taken_back",
        Event::ContractSigned(_) => "contract_signed",
        Event::ContractCutShort(_) => "contract_cut_short",
        Event::ContractFeeEarned(_) => "contract_fee_earned",
        Event::ContractExpired(_) => "contract_expired",
        Event::CampaignOpened(_) => "campaign_opened",
        Event::CampaignEnded(_) => "campaign_ended",
    }
}

/// The name of what a payout has become.
const fn payout_name(to: PayoutState) -> &'static str {
    match to {
        PayoutState::Requested => "payout_requested",
        PayoutState::Approved => "payout_approved",
        PayoutState::Rejected => "payout_rejected",
        PayoutState::Cancelled => "payout_cancelled",
        PayoutState::Sending => "payout_sending",
        PayoutState::Paid => "payout_paid",
        PayoutState::Failed => "payout_failed",
        PayoutState::Unknown => "payout_unknown",
        PayoutState::Returned => "payout_returned",
    }
}

/// The name of a sale's cause in exports.
pub(crate) const fn cause_name(cause: SaleCause) -> &'static str {
    match cause {
        SaleCause::Redemption => "redemption",
        SaleCause::ForcedExit => "forced_exit",
        SaleCause::Closing => "closing",
    }
}

/// The programme that an event with postings is of.
pub(crate) const fn programme_of(event: &Event) -> Option<Programme> {
    match event {
        Event::ProgrammeOpened(opened) => Some(opened.programme),
        Event::OrderBooked(booked) => Some(booked.programme),
        Event::Sold(sold) => Some(sold.programme),
        Event::Emptied(emptied) => Some(emptied.programme),
        Event::Refunded(refunded) => Some(refunded.programme),
        Event::Corrected(corrected) => Some(corrected.programme),
        Event::Injected(injected) => Some(injected.programme),
        Event::OrderPlaced(placed) => Some(placed.programme),
        Event::UnallocatedReleased(released) => Some(released.programme),
        Event::ContractSigned(signed) => Some(signed.programme),
        Event::ContractCutShort(cut) => Some(cut.programme),
        Event::ContractFeeEarned(earned) => Some(earned.programme),
        Event::PeriodClosed(closed) => Some(closed.programme),
        Event::SharesSet(set) => Some(set.programme),
        Event::ClaimImported(imported) => Some(imported.programme),
        Event::ClaimConverted(converted) => Some(converted.programme),
        Event::PointsGranted(granted) => Some(granted.programme),
        Event::TrancheReleased(released) => Some(released.programme),
        Event::CoinsTakenBack(taken) => Some(taken.programme),
        Event::Funded(funded) => Some(funded.programme),
        Event::RedemptionBegun(begun) => Some(begun.programme),
        Event::ProgrammeClosed(closed) => Some(closed.programme),
        Event::Subscribed(subscribed) => Some(subscribed.programme),
        _ => None,
    }
}
