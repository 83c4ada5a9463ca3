//! Money out: its rules, payouts, deposits, what is released and what is passed on.

use crate::handle::{Merchant, Payout, Programme};
use crate::payouts::{Evidence, Identity, MoneyTerms, Payee, PayoutState};
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// See [`super::Event::MoneyTermsPublished`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MoneyTermsPublished {
    /// The rules of money out.
    #[n(0)]
    pub terms: Box<MoneyTerms>,
}

/// See [`super::Event::PayoutRequested`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PayoutRequested {
    /// The next payout handle.
    #[n(0)]
    pub payout: Payout,
    /// Its own number.
    #[n(1)]
    pub id: String,
    /// Who is paid.
    #[n(2)]
    pub payee: Payee,
    /// What left the account: paid out, fee and withheld together.
    #[n(3)]
    pub amount: Fen,
    /// What the platform takes of it once it is paid.
    #[n(4)]
    pub fee: Fen,
    /// What is held back of it once it is paid.
    #[n(5)]
    pub withheld: Fen,
    /// The category under which that is reported.
    #[n(6)]
    pub withholding: Option<String>,
    /// What the office knew of the payee's identity.
    #[n(7)]
    pub identity: Identity,
    /// Who asked.
    #[n(8)]
    pub requester: String,
}

/// See [`super::Event::PayoutChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PayoutChanged {
    /// The payout.
    #[n(0)]
    pub payout: Payout,
    /// Who is paid.
    #[n(1)]
    pub payee: Payee,
    /// What it has become.
    #[n(2)]
    pub to: PayoutState,
    /// What it is about: cash, fee and withheld together. Of a returned one, what goes back to the payee.
    #[n(3)]
    pub amount: Fen,
    /// What the platform takes of a paid one; nothing of it goes back with a returned one.
    #[n(4)]
    pub fee: Fen,
    /// What is held back of a paid one, and given back of that with a returned one.
    #[n(5)]
    pub withheld: Fen,
    /// The provider that it was handed to.
    #[n(6)]
    pub provider: Option<String>,
    /// How its end became known.
    #[n(7)]
    pub evidence: Option<Evidence>,
    /// The provider's or the bank's own reference, or the code of a reason.
    #[n(8)]
    pub reference: Option<String>,
}

impl PayoutChanged {
    /// What of the amount is cash to or from the payee.
    #[must_use]
    pub fn net(&self) -> Fen {
        self.amount - self.fee - self.withheld
    }
}

/// See [`super::Event::ToppedUp`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ToppedUp {
    /// Who paid in.
    #[n(0)]
    pub merchant: Merchant,
    /// How much.
    #[n(1)]
    pub amount: Fen,
    /// The number of the payment on the bank's statement.
    #[n(2)]
    pub reference: Option<String>,
}

/// See [`super::Event::UnallocatedReleased`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct UnallocatedReleased {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// What entered its reserve.
    #[n(1)]
    pub amount: Fen,
}

/// See [`super::Event::WithheldRemitted`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WithheldRemitted {
    /// How much.
    #[n(0)]
    pub amount: Fen,
    /// The number of the payment on the bank's statement.
    #[n(1)]
    pub reference: Option<String>,
}
