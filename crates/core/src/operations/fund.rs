//! Books money that is meant for a reserve and not in it yet (融资): a programme's fund.

use crate::engine::Step;
use crate::event::{Event, Funded};
use crate::identifier::check_identifier;
use crate::limits::{AMOUNT_MAX, RESERVE_MAX};
use crate::policy::Sha256;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Fund {
    /// How much.
    #[n(0)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// Where it comes from: the name of a financing round, as an identifier.
    #[n(1)]
    pub source: String,
    /// The document that says so.
    #[n(2)]
    pub document: Option<Sha256>,
}

impl Fund {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        step.before_redemption(programme)?;
        check_identifier(&self.source)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        // What is in the fund can all end up in the reserve, so the same bound holds for it.
        if self.amount.get() > AMOUNT_MAX || (state.fund.balance + self.amount).get() > RESERVE_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let (amount, source, document) = (self.amount, self.source.clone(), self.document);
        step.emit(Event::Funded(Funded { programme, amount, source, document }))
    }
}
