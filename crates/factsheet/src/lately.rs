//! The days up to a programme's latest order, by business time: what a simulation takes pace and habits of.

use ratchet_core::event::{OrderBooked, Sold};
use ratchet_core::handle::Order;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::rules::Margin;
use ratchet_core::{Command, Points, Time};
use ratchet_sim::futures;
use std::collections::VecDeque;

/// How many days.
pub(crate) const DAYS: u32 = 30;

/// Orders and sales of the last days, while the journal is read.
#[derive(Debug)]
pub(crate) struct RecentTrade {
    first_order: Option<Time>,
    /// Business time of the latest order.
    latest: Time,
    /// When an order was last recorded.
    recorded: Time,
    /// By handle; some are older, where an order was entered late.
    orders: VecDeque<RecentOrder>,
    sales: VecDeque<(Time, Points)>,
}

#[derive(Clone, Copy, Debug)]
struct RecentOrder {
    at: Time,
    order: Order,
    is_first: bool,
    past: futures::PastOrder,
}

impl Default for RecentTrade {
    fn default() -> Self {
        let (latest, recorded) = (Time::BEGINNING, Time::BEGINNING);
        Self { first_order: None, latest, recorded, orders: VecDeque::new(), sales: VecDeque::new() }
    }
}

impl RecentTrade {
    /// The order of `command`, the first of its buyer or not, under the rules of `of`.
    pub(crate) fn book(&mut self, of: &ProgrammeState, booked: &OrderBooked, command: &Command, is_first: bool) {
        let at = command.occurred_at;
        self.recorded = command.recorded_at;
        self.first_order = Some(self.first_order.map_or(at, |first| first.min(at)));
        let margin = of.plan_rules(booked.version, booked.plan).map(|plan| plan.margin);
        let cost = (margin == Some(Margin::Cost)).then(|| booked.amount - booked.commission);
        let OrderBooked { order, member, merchant, amount, .. } = *booked;
        let past = futures::PastOrder { member, merchant, amount, cost };
        self.orders.push_back(RecentOrder { at, order, is_first, past });
        self.pass(at);
    }

    /// A sale by a member.
    pub(crate) fn sell(&mut self, sold: &Sold, at: Time) {
        self.sales.push_back((at, sold.points));
    }

    /// An order of which money was given back is nothing to go by.
    pub(crate) fn take_back(&mut self, order: Order) {
        if let Ok(place) = self.orders.binary_search_by_key(&order, |recent| recent.order) {
            self.orders.remove(place);
        }
    }

    fn pass(&mut self, at: Time) {
        self.latest = self.latest.max(at);
        let begin = self.begin();
        while self.orders.front().is_some_and(|recent| recent.at <= begin) {
            self.orders.pop_front();
        }
        while self.sales.front().is_some_and(|(at, _)| *at <= begin) {
            self.sales.pop_front();
        }
    }

    /// The days are after this moment.
    fn begin(&self) -> Time {
        self.latest.minus_days(DAYS)
    }

    /// From when to when the days are, the first not in them; nothing before the first order.
    pub(crate) fn window(&self) -> Option<[Time; 2]> {
        self.first_order.map(|_| [self.begin(), self.latest])
    }

    /// Why there is no pace to go by at `now`, if there is none: no order was recorded for as many days, or none is left
    /// that was not given back, or they began later than the days do.
    pub(crate) fn unknown(&self, lately: &futures::Lately, now: Time) -> Option<&'static str> {
        if lately.orders.is_empty() || self.recorded <= now.minus_days(DAYS) {
            return Some("no_recent_orders");
        }
        self.first_order.is_some_and(|first| first > self.begin()).then_some("history_too_short")
    }

    /// What happened in these days.
    pub(crate) fn lately(&self) -> futures::Lately {
        let begin = self.begin();
        let orders = || self.orders.iter().filter(|recent| recent.at > begin);
        futures::Lately {
            days: DAYS,
            orders: orders().map(|recent| recent.past).collect(),
            first_orders: orders().filter(|recent| recent.is_first).count() as u64,
            // The same points can be sold, minted and sold again: what is beyond any supply is told as the largest one.
            sold: self
                .sales
                .iter()
                .filter(|(at, _)| *at > begin && *at <= self.latest)
                .fold(Points::ZERO, |sum, (_, points)| sum.checked_add(*points).unwrap_or(Points::new(i64::MAX))),
        }
    }
}
