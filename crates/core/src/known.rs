//! Operations on parties that are known by handle: what a simulation asks millions of times.
//!
//! The decisions are those of the commands, in the same files; only the search for outside ids is left out.

use crate::engine::{Asked, Engine, Step};
use crate::event::Event;
use crate::handle::{Member, Order, Programme};
use crate::operations::redeem::redeem;
use crate::operations::refund::refund;
use crate::operations::{KnownOrder, add_member};
use crate::orders::Number;
use crate::rejection::Rejection;
use crate::units::{Coins, Fen, Points, Time};

impl Engine {
    /// Books an order that has no number, in an engine made by [`Engine::nameless`]; any other answers
    /// `identifier_invalid`. Its handle is in the event.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn book_known(&mut self, at: Time, order: &KnownOrder) -> Result<&[Event], Rejection> {
        self.book_nameless(at, order, |step| order.decide(step, &Number::NONE))
    }

    /// The same with `coins` for a part of the amount, as [`crate::operations::Book`] takes them.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn book_known_with_coins(&mut self, at: Time, order: &KnownOrder, coins: Coins) -> Result<&[Event], Rejection> {
        self.book_nameless(at, order, |step| order.decide_with_coins(step, &Number::NONE, coins))
    }

    fn book_nameless(
        &mut self,
        at: Time,
        order: &KnownOrder,
        decide: impl FnOnce(&mut Step<'_>) -> Result<(), Rejection>,
    ) -> Result<&[Event], Rejection> {
        let KnownOrder { programme, member, merchant, .. } = *order;
        if !self.state().orders.are_nameless() {
            return Err(Rejection::IdentifierInvalid);
        }
        self.keep(known(at), |step| {
            check_programme(step, programme)?;
            let directory = &step.state().directory;
            directory.member_row(member).ok_or(Rejection::MemberUnknown)?;
            let sells_here = directory.merchant_row(merchant).is_some_and(|row| row.programme == programme);
            if sells_here { decide(step) } else { Err(Rejection::MerchantUnknown) }
        })
    }

    /// Registers a member, as [`crate::operations::AddMember`] does. The handle is in the event.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn add_member_known(&mut self, at: Time, id: String, referrer: Option<Member>) -> Result<&[Event], Rejection> {
        self.keep(known(at), |step| {
            if step.state().terms.is_none() {
                return Err(Rejection::DeploymentMissing);
            }
            add_member::check_new(step, &id)?;
            if referrer.is_some_and(|referrer| step.state().directory.member_row(referrer).is_none()) {
                return Err(Rejection::ReferrerUnknown);
            }
            add_member::add(step, id, referrer)
        })
    }

    /// Sells points of a member, as [`crate::operations::Redeem`] does.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn redeem_known(
        &mut self,
        at: Time,
        programme: Programme,
        member: Member,
        units: Points,
    ) -> Result<&[Event], Rejection> {
        self.keep(known(at), |step| {
            check_programme(step, programme)?;
            step.state().directory.member_row(member).ok_or(Rejection::MemberUnknown)?;
            redeem(step, programme, member, units)
        })
    }

    /// Gives money of an order back, as [`crate::operations::Refund`] does.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn refund_known(
        &mut self,
        at: Time,
        programme: Programme,
        order: Order,
        amount: Fen,
    ) -> Result<&[Event], Rejection> {
        self.keep(known(at), |step| {
            check_programme(step, programme)?;
            if order.place() >= step.state().orders.len() {
                return Err(Rejection::OrderUnknown);
            }
            refund(step, programme, order, amount)
        })
    }
}

/// Asked now, by nobody in particular.
fn known(at: Time) -> Asked<'static> {
    Asked { recorded_at: at, occurred_at: at, actor: "", approver: None, programme: "", key: None }
}

fn check_programme(step: &Step<'_>, programme: Programme) -> Result<(), Rejection> {
    step.state().programme(programme).map(|_| ()).ok_or(Rejection::ProgrammeUnknown)
}
