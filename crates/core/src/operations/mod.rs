//! Operations: one file for each thing that can be asked of the engine.

pub(crate) mod add_member;
mod add_merchant;
mod advance_batch;
mod appoint_agent;
mod book;
mod correct;
mod inject;
mod known_order;
mod open_deployment;
mod open_programme;
mod publish_rules;
pub(crate) mod redeem;
pub(crate) mod refund;

pub use add_member::AddMember;
pub use add_merchant::AddMerchant;
pub use advance_batch::AdvanceBatch;
pub use appoint_agent::AppointAgent;
pub use book::Book;
pub use correct::Correct;
pub use inject::Inject;
pub use known_order::KnownOrder;
pub use open_deployment::{DeploymentTerms, Mode};
pub use open_programme::OpenProgramme;
pub use publish_rules::PublishRules;
pub use redeem::Redeem;
pub use refund::Refund;

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

impl Operation {
    /// What it is about: the number of an order, a member or a merchant.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::AddMember(AddMember { id, .. })
            | Self::AddMerchant(AddMerchant { id, .. })
            | Self::Book(Book { id, .. }) => Some(id),
            Self::AppointAgent(AppointAgent { member, .. }) | Self::Redeem(Redeem { member, .. }) => Some(member),
            Self::Refund(Refund { order, .. }) | Self::Correct(Correct { order }) => Some(order),
            Self::AdvanceBatch(AdvanceBatch { batch, .. }) => Some(batch),
            Self::OpenDeployment(_) | Self::OpenProgramme(_) | Self::PublishRules(_) | Self::Inject(_) => None,
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
}
