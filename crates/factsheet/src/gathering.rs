//! The one pass over the journal: a row for each member, a row for each plan, and sums.

use crate::lately::RecentTrade;
use crate::price_change::PriceParts;
use crate::spending::PlanSums;
use crate::withdrawals::WithdrawalsSoFar;
use ratchet_core::event::{Event, OrderBooked, SaleCause};
use ratchet_core::handle::{Member, Programme};
use ratchet_core::totals::programme_of;
use ratchet_core::{Command, Fen, State, Time};
use ratchet_deployment::{Moment, Watch};

/// What is kept of one member.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MemberRow {
    /// Business time of the first order booked.
    pub(crate) first_order: Option<Time>,
    pub(crate) held_a_position: bool,
    /// Milliseconds from the first order to the first exit at the cap.
    pub(crate) time_to_cap: Option<i64>,
    pub(crate) was_awarded: bool,
    /// Awards received, less those taken back.
    pub(crate) awards: Fen,
    /// Paid for orders, less refunds and corrections.
    pub(crate) spent: Fen,
    /// Received for points, after fees.
    pub(crate) received: Fen,
}

/// Follows one programme.
#[derive(Debug)]
pub struct Gathering {
    pub(crate) name: String,
    pub(crate) programme: Option<Programme>,
    pub(crate) members: Vec<MemberRow>,
    pub(crate) plans: Vec<PlanSums>,
    pub(crate) price: PriceParts,
    pub(crate) trade: RecentTrade,
    pub(crate) withdrawals: WithdrawalsSoFar,
}

impl Gathering {
    /// Gathers what there is to tell of `programme`.
    #[must_use]
    pub fn new(programme: &str) -> Self {
        Self {
            name: programme.to_owned(),
            programme: None,
            members: Vec::new(),
            plans: Vec::new(),
            price: PriceParts::default(),
            trade: RecentTrade::default(),
            withdrawals: WithdrawalsSoFar::default(),
        }
    }

    fn member(&mut self, member: Member) -> &mut MemberRow {
        if self.members.len() <= member.place() {
            self.members.resize(member.place() + 1, MemberRow::default());
        }
        &mut self.members[member.place()]
    }

    fn book(&mut self, state: &State, booked: &OrderBooked, command: &Command) {
        let row = self.member(booked.member);
        let is_first = row.first_order.is_none();
        row.spent += booked.amount;
        row.first_order = row.first_order.or(Some(command.occurred_at));
        row.held_a_position |= booked.position.is_some();
        for (member, _, amount) in booked.every_award() {
            let row = self.member(member);
            row.was_awarded = true;
            row.awards += amount;
        }
        if self.plans.len() <= booked.plan.place() {
            self.plans.resize_with(booked.plan.place() + 1, PlanSums::default);
        }
        let Some(of) = state.programme(booked.programme) else { return };
        if let Some(plan) = of.plan_rules(booked.version, booked.plan) {
            self.plans[booked.plan.place()].add(booked, plan);
        }
        self.trade.book(of, booked, command, is_first);
    }
}

impl Watch for Gathering {
    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        self.withdrawals.take(moment.event, moment.command.recorded_at);
        if self.programme.is_none() || programme_of(moment.event) != self.programme {
            return;
        }
        match moment.event {
            Event::OrderBooked(booked) => self.book(state, booked, moment.command),
            Event::Sold(sold) if sold.cause == SaleCause::Redemption => {
                self.member(sold.member).received += sold.net;
                self.trade.sell(sold, moment.command.occurred_at);
            }
            Event::Sold(sold) if sold.cause == SaleCause::Closing => {
                self.member(sold.member).received += sold.net;
            }
            Event::Sold(sold) => {
                let row = self.member(sold.member);
                row.received += sold.net;
                let since = row.first_order.map_or(0, Time::milliseconds);
                // An order entered late may be older than the one that it follows.
                let time = (moment.command.occurred_at.milliseconds() - since).max(0);
                row.time_to_cap = row.time_to_cap.or(Some(time));
            }
            Event::Refunded(refunded) => {
                self.member(refunded.member).spent -= refunded.amount;
                self.trade.take_back(refunded.order);
            }
            Event::Corrected(corrected) => {
                self.member(corrected.member).spent -= corrected.amount;
                self.trade.take_back(corrected.order);
                for (member, _, amount) in corrected.every_award() {
                    self.member(member).awards -= amount;
                }
            }
            _ => {}
        }
    }

    fn after(&mut self, state: &State, moment: &Moment<'_>) {
        if let Event::ProgrammeOpened(opened) = moment.event
            && opened.name == self.name
        {
            self.programme = Some(opened.programme);
            self.price.open(opened.rules.initial_price_fen);
        } else if programme_of(moment.event) != self.programme {
            return;
        }
        if let Some(programme) = self.programme.and_then(|programme| state.programme(programme)) {
            self.price.settle(programme, moment.event);
        }
    }
}
