//! Who pays: a bank, a payment company, or the one of a sandbox that moves nothing.

use ratchet_core::Fen;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::mpsc::UnboundedReceiver;

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The payout's number, which is also the provider's: the same number is the same payment, however often it is sent.
    pub number: String,
    /// `member`, `merchant` or `platform`.
    pub kind: &'static str,
    /// The member or the merchant.
    pub payee: Option<String>,
    /// What the payee receives.
    pub amount: Fen,
}

/// How a payment stands at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The money has left.
    Paid,
    /// The money has not left and will not.
    Failed,
    /// It was taken, and what becomes of it will be told or can be asked later.
    Accepted,
    /// The provider itself cannot say.
    Unknown,
    /// The provider never heard of this number. Only a query says so.
    Missing,
}

/// What a provider answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How the payment stands.
    pub standing: Standing,
    /// The provider's own reference, or the code of its reason.
    pub reference: Option<String>,
}

impl From<Standing> for Answer {
    fn from(standing: Standing) -> Self {
        Self { standing, reference: None }
    }
}

/// A provider that tells by itself how a payment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// The payout's number.
    pub number: String,
    /// What became of it.
    pub answer: Answer,
}

/// An answer to come, which may never do so.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Pays.
///
/// An implementation answers [`Standing::Unknown`] where it cannot tell, such as on a broken connection, and
/// [`Standing::Failed`] only where it is certain that the money stays.
pub trait PayoutProvider: Send + Sync + fmt::Debug {
    /// Its name in the journal: an identifier.
    fn name(&self) -> &str;

    /// Whether it moves no money at all. Such a one, and no other, serves a sandbox.
    fn is_sandbox(&self) -> bool {
        false
    }

    /// Pays. The provider must take the same number as the same payment.
    fn send<'a>(&'a self, payment: &'a Payment) -> Answering<'a>;

    /// How the payment of this number stands.
    fn query<'a>(&'a self, number: &'a str) -> Answering<'a>;

    /// What it tells by itself, where it does. Asked for once.
    fn call_backs(&self) -> Option<UnboundedReceiver<CallBack>> {
        None
    }
}
