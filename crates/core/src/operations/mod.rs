//! Operations: one file for each thing that can be asked of the engine.

mod add_member;
mod add_merchant;
mod advance_batch;
mod appoint_agent;
mod book;
mod book_held;
mod conclude_payment;
mod conclude_refund;
mod correct;
mod giving_back;
mod inject;
mod known_order;
mod link_member;
mod open_deployment;
mod open_payment;
mod open_programme;
mod place;
mod publish_rules;
pub(crate) mod redeem;
pub(crate) mod refund;
mod return_order;
mod set_link_terms;
mod tick;

pub use add_member::AddMember;
pub use add_merchant::AddMerchant;
pub use advance_batch::AdvanceBatch;
pub use appoint_agent::AppointAgent;
pub use book::Book;
pub use book_held::BookHeld;
pub use conclude_payment::ConcludePayment;
pub use conclude_refund::ConcludeRefund;
pub use correct::Correct;
pub use inject::Inject;
pub use known_order::KnownOrder;
pub use link_member::{LinkMember, LinkTo, Replace};
pub use open_deployment::{DeploymentTerms, Mode};
pub use open_payment::OpenPayment;
pub use open_programme::OpenProgramme;
pub use place::Place;
pub use publish_rules::PublishRules;
pub use redeem::Redeem;
pub use refund::Refund;
pub use return_order::ReturnOrder;
pub use set_link_terms::SetLinkTerms;
pub use tick::Tick;

use crate::engine::Step;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};

macro_rules! operations {
    ($($number:literal $name:ident($argument:ident), $text:literal, $doc:literal;)*) => {
        /// What is asked of the engine.
        #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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
                match self { $(Self::$name(argument) => argument.decide(step),)* }
            }
        }
    };
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
}
