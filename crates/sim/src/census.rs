//! What each member paid and received so far: the running figures of a run, from the events of the engine.

use crate::futures::Past;
use ratchet_core::event::{OrderBooked, SaleCause};
use ratchet_core::handle::Member;
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{BasisPoints, Event, Fen, Points};

/// No day: it has not happened.
const NEVER: u32 = u32::MAX;

/// How a member behaves: a number that the scenario gives to each way.
pub(crate) type Behaviour = u16;

/// A member: one line of memory.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct MemberRow {
    joined: u32,
    broke_even: u32,
    capped: u32,
    /// How they sell.
    pub(crate) behaviour: Behaviour,
    /// Paid for orders.
    ordered: Fen,
    /// Of that, what entered the reserve.
    pub(crate) pool: Fen,
    /// Received for points that they sold.
    pub(crate) sold: Fen,
    /// Received when the system sold.
    pub(crate) exited: Fen,
    /// Received as awards.
    pub(crate) awards: Fen,
    /// Given back by merchants.
    refunded: Fen,
}

impl MemberRow {
    /// What was spent in the end.
    pub(crate) fn spent(&self) -> Fen {
        self.ordered - self.refunded
    }

    /// Received for points.
    pub(crate) fn received(&self) -> Fen {
        self.sold + self.exited
    }

    /// Days from joining until they could have what they spent.
    pub(crate) fn days_to_break_even(&self) -> Option<u32> {
        (self.broke_even != NEVER).then(|| self.broke_even.saturating_sub(self.joined))
    }

    /// Days from joining to the first cap.
    pub(crate) fn days_to_cap(&self) -> Option<u32> {
        (self.capped != NEVER).then(|| self.capped.saturating_sub(self.joined))
    }

    /// Whether what was received, with what `points` are worth before the fee, is `multiple` of the spend or more.
    pub(crate) fn is_worth(&self, points: Points, price: Price, multiple: BasisPoints) -> bool {
        covers(price, points, self.spent().share(multiple) - self.received())
    }

    /// Whether what was received, with what selling `points` would bring, is the spend or more.
    pub(crate) fn is_even(&self, points: Points, price: Price, fee: BasisPoints) -> bool {
        let needed = self.spent() - self.received();
        covers(price, points, needed) && gross_for(needed, fee).is_some_and(|gross| covers(price, points, gross))
    }
}

/// Whether points are worth `money`: `⌊q·R/S⌋ ≥ money`, without a division.
fn covers(price: Price, points: Points, money: Fen) -> bool {
    let wide = |count: i64| u128::from(count.unsigned_abs());
    !money.is_positive()
        || wide(points.get()) * wide(price.reserve.get()) >= wide(money.get()) * wide(price.supply.get())
}

/// The least worth of a sale of which `net` is left after the fee; nothing when no sale leaves anything.
fn gross_for(net: Fen, fee: BasisPoints) -> Option<Fen> {
    if !net.is_positive() {
        return Some(Fen::ZERO);
    }
    let kept = u128::from(10_000_u32.saturating_sub(fee.get()));
    let gross = (u128::from(net.get().unsigned_abs()) * 10_000).checked_div(kept)?;
    let exact = gross * kept == u128::from(net.get().unsigned_abs()) * 10_000;
    i64::try_from(gross + u128::from(!exact)).ok().map(Fen::new)
}

/// All members of a run by handle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census {
    rows: Vec<MemberRow>,
    /// People who never buy: the first ones.
    staff: usize,
    /// What merchants gave up of the orders of each behaviour.
    commissions: Vec<Fen>,
    day: u32,
}

impl Census {
    /// Whoever is there before anybody joins never buys.
    pub(crate) fn new(staff: usize, behaviours: usize) -> Self {
        let mut census = Self { commissions: vec![Fen::ZERO; behaviours], ..Self::default() };
        for _ in 0..staff {
            census.join(0);
        }
        census.staff = staff;
        census
    }

    pub(crate) fn begin(&mut self, day: u32) {
        self.day = day;
    }

    /// The next member joins.
    pub(crate) fn join(&mut self, behaviour: Behaviour) {
        self.rows.push(MemberRow {
            joined: self.day,
            broke_even: NEVER,
            capped: NEVER,
            behaviour,
            ordered: Fen::ZERO,
            pool: Fen::ZERO,
            sold: Fen::ZERO,
            exited: Fen::ZERO,
            awards: Fen::ZERO,
            refunded: Fen::ZERO,
        });
    }

    /// The next member is somebody who was there before.
    pub(crate) fn resume(&mut self, past: Past, behaviour: Behaviour) {
        self.join(behaviour);
        if let Some(row) = self.rows.last_mut() {
            (row.ordered, row.sold) = (past.spent, past.received);
            row.capped = if past.reached_cap { 0 } else { NEVER };
        }
    }

    /// Everybody, by handle.
    pub(crate) fn rows(&self) -> &[MemberRow] {
        &self.rows
    }

    /// Recruiters and agents.
    pub(crate) fn staff(&self) -> &[MemberRow] {
        &self.rows[..self.staff]
    }

    /// Everybody who buys, in order of joining.
    pub(crate) fn buyers(&self) -> &[MemberRow] {
        &self.rows[self.staff..]
    }

    /// The handle of the buyer at `place`.
    pub(crate) fn handle(&self, place: usize) -> Member {
        Member(u32::try_from(self.staff + place).unwrap_or(u32::MAX))
    }

    /// What merchants gave up of the orders of a behaviour.
    pub(crate) fn commission(&self, behaviour: usize) -> Fen {
        self.commissions.get(behaviour).copied().unwrap_or_default()
    }

    /// Looks at the row of a member to whom something is about to happen, so that the waits for many rows overlap.
    pub(crate) fn look_at(&self, member: Member) {
        std::hint::black_box(self.rows.get(member.place()).map(|row| row.ordered));
    }

    /// Takes note of what the engine did.
    pub(crate) fn take(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::OrderBooked(booked) => self.book(booked),
                Event::Sold(sold) => {
                    let day = self.day;
                    let Some(row) = self.rows.get_mut(sold.member.place()) else { continue };
                    match sold.cause {
                        SaleCause::Redemption | SaleCause::Closing => row.sold += sold.net,
                        SaleCause::ForcedExit => {
                            row.exited += sold.net;
                            row.capped = row.capped.min(day);
                        }
                    }
                }
                Event::Refunded(refunded) => {
                    if let Some(row) = self.rows.get_mut(refunded.member.place()) {
                        row.refunded += refunded.amount;
                    }
                }
                _ => {}
            }
        }
    }

    fn book(&mut self, booked: &OrderBooked) {
        if let Some(row) = self.rows.get_mut(booked.member.place()) {
            row.ordered += booked.amount;
            row.pool += booked.pool;
            if let Some(commission) = self.commissions.get_mut(usize::from(row.behaviour)) {
                *commission += booked.commission;
            }
        }
        for (member, _, amount) in booked.every_award() {
            if let Some(row) = self.rows.get_mut(member.place()) {
                row.awards += amount;
            }
        }
    }

    /// Takes note of whoever could have what they spent at the end of `days`.
    pub(crate) fn note_break_even(&mut self, programme: &ProgrammeState, fee: BasisPoints, days: u32) {
        let price = programme.price();
        for (place, row) in self.rows.iter_mut().enumerate().skip(self.staff) {
            if row.broke_even == NEVER && row.spent().is_positive() {
                let member = Member(u32::try_from(place).unwrap_or(u32::MAX));
                if row.is_even(programme.positions.points_of(member), price, fee) {
                    row.broke_even = days;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn even_is_what_a_sale_would_bring(
            points in 0i64..1_000_000_000_000,
            reserve in 1i64..1_000_000_000_000,
            supply in 1i64..1_000_000_000_000,
            spent in 1i64..1_000_000_000,
            fee in 0u32..=10_000,
        ) {
            let mut census = Census::new(0, 1);
            census.join(0);
            let row = MemberRow { ordered: Fen::new(spent), ..census.rows()[0] };
            let price = Price { reserve: Fen::new(reserve), supply: Points::new(supply) };
            let gross = price.value_of(Points::new(points));
            let net = gross - gross.share_rounded_up(BasisPoints::new(fee));
            prop_assert_eq!(row.is_even(Points::new(points), price, BasisPoints::new(fee)), net >= Fen::new(spent));
        }
    }
}
