//! Operations: one file for each thing that can be asked of the engine.

pub(crate) mod add_member;
mod add_merchant;
mod advance_batch;
mod appoint_agent;
mod approve_payout;
mod approve_request;
mod book;
mod book_held;
mod campaign_goods;
mod cancel_payout;
mod cancel_request;
mod close_period;
mod close_programme;
mod coin_part;
mod conclude_payment;
mod conclude_payout;
mod conclude_refund;
mod convert_claim;
mod correct;
mod end_campaign;
mod end_contract;
mod fund;
mod giving_back;
mod grant_allotment;
mod import_claim;
mod inject;
mod known_contract;
mod known_order;
mod known_payout;
mod known_request;
mod link_member;
mod months_part;
mod open_campaign;
mod open_deployment;
mod open_offer;
mod open_payment;
mod open_programme;
mod place;
mod publish_money_terms;
mod publish_rules;
pub(crate) mod redeem;
pub(crate) mod refund;
mod reject_payout;
mod reject_request;
mod release_unallocated;
mod remit_withheld;
mod request_approval;
mod request_payout;
mod return_order;
mod return_payout;
mod send_payout;
mod set_link_terms;
mod set_shares;
mod sign_contract;
mod subscribe;
mod tick;
mod top_up;

pub use add_member::AddMember;
pub use add_merchant::AddMerchant;
pub use advance_batch::AdvanceBatch;
pub use appoint_agent::AppointAgent;
pub use approve_payout::ApprovePayout;
pub use approve_request::ApproveRequest;
pub use book::Book;
pub use book_held::BookHeld;
pub use campaign_goods::CampaignGoods;
pub use cancel_payout::CancelPayout;
pub use cancel_request::CancelRequest;
pub use close_period::ClosePeriod;
pub use close_programme::CloseProgramme;
pub use conclude_payment::ConcludePayment;
pub use conclude_payout::{ConcludePayout, PayoutResult};
pub use conclude_refund::ConcludeRefund;
pub use convert_claim::ConvertClaim;
pub use correct::Correct;
pub use end_campaign::EndCampaign;
pub use end_contract::EndContract;
pub use fund::Fund;
pub use grant_allotment::GrantAllotment;
pub use import_claim::ImportClaim;
pub use inject::Inject;
pub use known_order::KnownOrder;
pub use link_member::{LinkMember, LinkTo, Replace};
pub use open_campaign::OpenCampaign;
pub use open_deployment::{DeploymentTerms, Mode};
pub use open_offer::OpenOffer;
pub use open_payment::OpenPayment;
pub use open_programme::OpenProgramme;
pub use place::Place;
pub use publish_money_terms::PublishMoneyTerms;
pub use publish_rules::PublishRules;
pub use redeem::Redeem;
pub use refund::Refund;
pub use reject_payout::RejectPayout;
pub use reject_request::RejectRequest;
pub use release_unallocated::ReleaseUnallocated;
pub use remit_withheld::RemitWithheld;
pub use request_approval::RequestApproval;
pub use request_payout::{PayeeId, RequestPayout};
pub use return_order::ReturnOrder;
pub use return_payout::ReturnPayout;
pub use send_payout::SendPayout;
pub use set_link_terms::SetLinkTerms;
pub use set_shares::SetShares;
pub use sign_contract::SignContract;
pub use subscribe::Subscribe;
pub use tick::Tick;
pub use top_up::TopUp;

use crate::engine::Step;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

macro_rules! operations {
    ($($number:literal $name:ident($argument:ident), $text:literal, $doc:literal;)*) => {
        /// What is asked of the engine. In JSON its arguments, with outside ids and units in their names.
        #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
        #[serde(untagged)]
        pub enum Operation {
            $(#[doc = $doc] #[n($number)] $name(#[n(0)] $argument),)*
        }

        $(impl From<$argument> for Operation {
            fn from(argument: $argument) -> Self {
                Self::$name(argument)
            }
        })*

        impl Operation {
            /// The name in journals, results and vector files.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => $text,)* }
            }

            pub(crate) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
                match self {
                    Self::Book(book) => book.decide(step),
                    other => other.decide_any(step),
                }
            }

            /// Nearly all operations book an order: the code of the others stays out of the way.
            #[inline(never)]
            fn decide_any(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
                match self { $(Self::$name(argument) => argument.decide(step),)* }
            }
        }
    };
}

impl Operation {
    /// What it is about: the number of an order, a payout, a request, a member or a merchant.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::AddMember(AddMember { id, .. })
            | Self::AddMerchant(AddMerchant { id, .. })
            | Self::Book(Book { id, .. })
            | Self::RequestPayout(RequestPayout { id, .. })
            | Self::OpenOffer(OpenOffer { id, .. })
            | Self::ApprovePayout(ApprovePayout { id, .. })
            | Self::RejectPayout(RejectPayout { id, .. })
            | Self::CancelPayout(CancelPayout { id, .. })
            | Self::SendPayout(SendPayout { id, .. })
            | Self::ConcludePayout(ConcludePayout { id, .. })
            | Self::ReturnPayout(ReturnPayout { id, .. })
            | Self::RequestApproval(RequestApproval { id, .. })
            | Self::ApproveRequest(ApproveRequest { id, .. })
            | Self::RejectRequest(RejectRequest { id, .. })
            | Self::CancelRequest(CancelRequest { id, .. })
            | Self::Place(Place { id, .. })
            | Self::OpenPayment(OpenPayment { id, .. })
            | Self::SignContract(SignContract { id, .. })
            | Self::OpenCampaign(OpenCampaign { id, .. }) => Some(id),
            Self::EndContract(EndContract { contract, .. }) => Some(contract),
            Self::EndCampaign(EndCampaign { campaign }) => Some(campaign),
            Self::Refund(Refund { order, .. })
            | Self::Correct(Correct { order })
            | Self::ReturnOrder(ReturnOrder { order, .. })
            | Self::BookHeld(BookHeld { order }) => Some(order),
            Self::AppointAgent(AppointAgent { member, .. })
            | Self::Redeem(Redeem { member, .. })
            | Self::Subscribe(Subscribe { member, .. })
            | Self::GrantAllotment(GrantAllotment { member, .. })
            | Self::LinkMember(LinkMember { member, .. })
            | Self::SetShares(SetShares { member, .. }) => Some(member),
            Self::ImportClaim(ImportClaim { member, .. }) | Self::ConvertClaim(ConvertClaim { member, .. }) => {
                Some(member)
            }
            Self::ConcludePayment(ConcludePayment { payment, .. })
            | Self::ConcludeRefund(ConcludeRefund { payment, .. }) => Some(payment),
            Self::AdvanceBatch(AdvanceBatch { batch, .. }) => Some(batch),
            Self::TopUp(TopUp { merchant, .. }) => Some(merchant),
            Self::OpenDeployment(_)
            | Self::OpenProgramme(_)
            | Self::PublishRules(_)
            | Self::Inject(_)
            | Self::Fund(_)
            | Self::CloseProgramme(_)
            | Self::PublishMoneyTerms(_)
            | Self::ReleaseUnallocated(_)
            | Self::RemitWithheld(_)
            | Self::Tick(_)
            | Self::ClosePeriod(_)
            | Self::SetLinkTerms(_) => None,
        }
    }
}

operations! {
    0 OpenDeployment(DeploymentTerms), "open_deployment", "Open the deployment.";
    1 OpenProgramme(OpenProgramme), "open_programme", "Open a programme.";
    2 PublishRules(PublishRules), "publish_rules", "Publish a new version of a programme's rules.";
    3 AddMember(AddMember), "add_member", "Register a member.";
    4 AddMerchant(AddMerchant), "add_merchant", "Register a merchant.";
    5 AppointAgent(AppointAgent), "appoint_agent", "Appoint the agent of a region.";
    6 Book(Book), "book", "Book an order.";
    7 Redeem(Redeem), "redeem", "Sell points.";
    8 Refund(Refund), "refund", "Give money of an order back.";
    9 Correct(Correct), "correct", "Take back an order that should not exist.";
    10 Inject(Inject), "inject", "Put money into a reserve.";
    11 AdvanceBatch(AdvanceBatch), "advance_batch", "Note how far a file of orders was taken.";
    12 Place(Place), "place", "Take an order with its payment and hold it until it can no longer be returned.";
    13 ReturnOrder(ReturnOrder), "return_order", "Give money of an order back that is not booked yet.";
    14 BookHeld(BookHeld), "book_held", "Book a placed order that could not be booked when it was due.";
    15 Tick(Tick), "tick", "Do what is due.";
    16 SetLinkTerms(SetLinkTerms), "set_link_terms", "Set for how long links of members to referrers last.";
    17 LinkMember(LinkMember), "link_member", "Link a member to a referrer.";
    18 OpenPayment(OpenPayment), "open_payment", "Begin a payment through a provider.";
    19 ConcludePayment(ConcludePayment), "conclude_payment", "Say what became of a payment.";
    20 ConcludeRefund(ConcludeRefund), "conclude_refund", "Say that a provider gave money back.";
    30 PublishMoneyTerms(PublishMoneyTerms), "publish_money_terms", "Publish the rules of money out.";
    31 RequestPayout(RequestPayout), "request_payout", "Ask for money to be paid out.";
    32 ApprovePayout(ApprovePayout), "approve_payout", "Agree to a payout.";
    33 RejectPayout(RejectPayout), "reject_payout", "Refuse a payout.";
    34 CancelPayout(CancelPayout), "cancel_payout", "Call a payout off.";
    35 SendPayout(SendPayout), "send_payout", "Hand a payout to a provider.";
    36 ConcludePayout(ConcludePayout), "conclude_payout", "Note what became of a payout.";
    37 ReturnPayout(ReturnPayout), "return_payout", "Note that a payout came back.";
    38 TopUp(TopUp), "top_up", "Take a deposit of a merchant.";
    39 ReleaseUnallocated(ReleaseUnallocated), "release_unallocated", "Put unallocated money back behind the points.";
    40 RemitWithheld(RemitWithheld), "remit_withheld", "Pay on what was withheld.";
    41 RequestApproval(RequestApproval), "request_approval", "File something for a second person to approve.";
    42 ApproveRequest(ApproveRequest), "approve_request", "Approve a request and do it.";
    43 RejectRequest(RejectRequest), "reject_request", "Refuse a request.";
    44 CancelRequest(CancelRequest), "cancel_request", "Take a request back.";
    50 Fund(Fund), "fund", "Book money that is meant for a reserve.";
    51 CloseProgramme(CloseProgramme), "close_programme", "Publish from when on a programme takes no orders.";
    52 OpenOffer(OpenOffer), "open_offer", "Open an offer of allotments.";
    53 Subscribe(Subscribe), "subscribe", "Subscribe an offer with points.";
    54 GrantAllotment(GrantAllotment), "grant_allotment", "Grant units of an offer by contribution.";
    70 SignContract(SignContract), "sign_contract", "Give a region to an agent by contract.";
    71 EndContract(EndContract), "end_contract", "End a contract of a region agent before its last day.";
    72 OpenCampaign(OpenCampaign), "open_campaign", "Open a clearance campaign.";
    73 EndCampaign(EndCampaign), "end_campaign", "End a clearance campaign before its time.";
    60 ClosePeriod(ClosePeriod), "close_period", "Close a month.";
    61 SetShares(SetShares), "set_shares", "Set what a member holds in the register of shares.";
    80 ImportClaim(ImportClaim), "import_claim", "Take a debt to a member into the books.";
    81 ConvertClaim(ConvertClaim), "convert_claim", "Make coins of a claim.";
}
