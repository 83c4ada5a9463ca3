//! Where money goes that is given back: to where it came from, in proportion, and exactly so in the end.

use crate::event::{GivenBack, Owed, Particulars};
use crate::handle::Payment;
use crate::orders::HotOrder;
use crate::state::State;
use crate::units::Fen;

/// How an order was paid, and how much of it is given back.
pub(super) struct Paid {
    /// The whole order.
    pub(super) amount: Fen,
    /// The part that the balance paid.
    pub(super) from_balance: Fen,
    /// The payment that paid the rest, if one did.
    pub(super) payment: Option<Payment>,
    /// What of the whole was given back before.
    pub(super) before: Fen,
}

impl Paid {
    /// How a booked order was paid; nothing where all of it was simply paid.
    pub(super) fn of(order: &HotOrder) -> Option<Self> {
        let &Particulars { from_balance, payment, .. } = order.particulars.as_deref()?;
        Some(Self { amount: order.amount, from_balance, payment, before: order.refunded })
    }

    /// Where `amount` goes: `⌊F·after/A⌋ − ⌊F·before/A⌋` to the balance, the rest through the provider or out in cash.
    /// Nothing where all of it goes out in cash.
    pub(super) fn give_back(&self, state: &State, amount: Fen) -> Option<GivenBack> {
        let up_to = |given: Fen| self.from_balance.part(given, self.amount);
        let to_balance = up_to(self.before + amount) - up_to(self.before);
        let row = self.payment.and_then(|payment| Some((payment, state.payments.get(payment)?)));
        let owed = row.map(|(payment, row)| Owed { payment, refund: row.next_refund(), amount: amount - to_balance });
        let given_back = GivenBack { to_balance, owed: owed.filter(|owed| owed.amount.is_positive()) };
        (given_back != GivenBack::default()).then_some(given_back)
    }
}
