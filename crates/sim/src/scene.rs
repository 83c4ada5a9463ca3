//! A run in the making: the town, who is in it, and everything that behaviours can do there.

use crate::buyers::Buyers;
use crate::census::{Behaviour, Census};
use crate::draw::{Draw, Purpose};
use crate::futures::{PastOrder, Present};
use crate::merchants::{Place, Places};
use crate::referral::Referral;
use crate::scenario::Scenario;
use crate::selling::{Assignment, Selling};
use crate::town::Town;
use arrayvec::ArrayVec;
use ratchet_core::handle::{Member, Order};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::operations::KnownOrder;
use ratchet_core::{BasisPoints, Event, Fen, Points, Rejection};
use std::collections::{BTreeMap, VecDeque};

/// What a refund wave may give back: the orders of the last days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecentOrder {
    pub(crate) day: u32,
    pub(crate) order: Order,
    /// What can be given back of it: all of it, or nothing more.
    pub(crate) amount: Fen,
}

/// The draws of a run that scenes make, each from a stream of its own.
#[derive(Debug)]
struct Draws {
    referral: Draw,
    merchants: Draw,
    assignment: Draw,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) town: Town,
    pub(crate) census: Census,
    pub(crate) buyers: Buyers,
    places: Places,
    referral: Referral,
    assignment: Assignment,
    draws: Draws,
    /// Orders that are placed and not booked yet.
    placed: ArrayVec<KnownOrder, LOOK_AHEAD_MAX>,
    /// Whether the census is kept: without it a run is the engine and its draws.
    is_counted: bool,
    /// Orders that a refund wave may give back; kept for so many days.
    refundable_days: u32,
    pub(crate) recent: VecDeque<RecentOrder>,
    pub(crate) refused: BTreeMap<&'static str, u64>,
    day: u32,
}

impl Scene {
    /// The beginning of a run, before anybody buys.
    pub(crate) fn open(scenario: &Scenario, run: u32) -> Result<Self, (String, Rejection)> {
        let refundable_days = scenario.shocks.iter().map(crate::shocks::Shock::refundable_days).max().unwrap_or(0);
        let opened = Town::open(&scenario.rules, refundable_days);
        let mut town = opened.map_err(|rejection| ("rules".to_owned(), rejection))?;
        let places = scenario.merchants.settle(&mut town)?;
        let staff = town.state().directory.member_names.len();
        let draw = |purpose| Draw::of(scenario.seed, run, purpose);
        Ok(Self {
            town,
            census: Census::new(staff, scenario.behaviours().count()),
            buyers: scenario.buyers.clone(),
            places,
            referral: scenario.referral,
            assignment: scenario.assignment.clone(),
            draws: Draws {
                referral: draw(Purpose::Referral),
                merchants: draw(Purpose::Merchants),
                assignment: draw(Purpose::Assignment),
            },
            placed: ArrayVec::new(),
            is_counted: scenario.is_counted,
            refundable_days,
            recent: VecDeque::new(),
            refused: BTreeMap::new(),
            day: 0,
        })
    }

    /// Goes on from where a programme stands: members there behave as `selling` says, and new ones have no referrer.
    /// Nothing when there is no such programme.
    pub(crate) fn resume(present: &Present<'_>, buyers: Buyers, selling: &Selling, seed: u64) -> Option<Self> {
        let town = Town::resume(present.state, present.programme, present.at)?;
        let (assignment, members) = (selling.assignment(), town.state().directory.member_names.len());
        let draw = |purpose| Draw::of(seed, 0, purpose);
        let mut draws = Draws {
            referral: draw(Purpose::Referral),
            merchants: draw(Purpose::Merchants),
            assignment: draw(Purpose::Assignment),
        };
        let mut census = Census::new(0, selling.names().count());
        for place in 0..members {
            let past = present.members.get(place).copied().unwrap_or_default();
            census.resume(past, assignment.draw(&mut draws.assignment));
        }
        Some(Self {
            town,
            census,
            buyers,
            places: Places::default(),
            referral: Referral::NONE,
            assignment,
            draws,
            placed: ArrayVec::new(),
            is_counted: true,
            refundable_days: 0,
            recent: VecDeque::new(),
            refused: BTreeMap::new(),
            day: 0,
        })
    }

    /// The day that is played.
    pub(crate) fn day(&self) -> u32 {
        self.day
    }

    pub(crate) fn begin(&mut self, day: u32) {
        self.day = day;
        self.town.begin(day);
        self.census.begin(day);
        let oldest = day.saturating_sub(self.refundable_days);
        while self.recent.front().is_some_and(|order| order.day < oldest) {
            self.recent.pop_front();
        }
    }

    /// Somebody joins and will buy again.
    pub(crate) fn join(&mut self) -> Result<Member, Rejection> {
        let referrer = self.referral.referrer(self.buyers.joined(), self.town.state(), &mut self.draws.referral);
        let behaviour = self.assignment.draw(&mut self.draws.assignment);
        let member = self.add(referrer, behaviour)?;
        self.buyers.join(member);
        Ok(member)
    }

    /// Somebody joins who only does what a shock makes them do.
    pub(crate) fn join_apart(&mut self, behaviour: Behaviour) -> Result<Member, Rejection> {
        self.add(None, behaviour)
    }

    fn add(&mut self, referrer: Option<Member>, behaviour: Behaviour) -> Result<Member, Rejection> {
        let member = self.town.add_member(referrer)?;
        if self.is_counted {
            self.census.join(behaviour);
        }
        Ok(member)
    }

    /// Places an ordinary order of `buyer`, or of somebody new.
    pub(crate) fn order(&mut self, buyer: Option<Member>, amount: Fen) {
        if let Some(member) = self.buyer(buyer) {
            let place = self.places.next(&mut self.draws.merchants);
            self.place(self.order_at(place, member, amount));
        }
    }

    /// Places an order of `buyer`, or of somebody new, like one of the past.
    pub(crate) fn order_like(&mut self, buyer: Option<Member>, past: &PastOrder) {
        if let Some(member) = self.buyer(buyer) {
            let PastOrder { merchant, amount, cost, .. } = *past;
            self.place(self.town.order(member, merchant, amount, cost));
        }
    }

    /// Keeps an order until a group is booked: who buys where does not depend on the orders before, and what a whole
    /// group needs from memory is waited for together.
    fn place(&mut self, order: KnownOrder) {
        self.placed.push(order);
        if self.placed.is_full() {
            self.book_placed();
        }
    }

    /// Books what is placed, in the order in which it was placed. Before anything else happens on a day.
    pub(crate) fn book_placed(&mut self) {
        let placed = std::mem::take(&mut self.placed);
        self.town.look_ahead(&placed);
        if self.is_counted {
            let members = placed.iter().flat_map(|order| self.town.upline(order.member));
            members.for_each(|member| self.census.look_at(member));
        }
        placed.iter().for_each(|order| self.book(order));
    }

    /// Whoever buys next; nobody where the engine takes nobody more.
    fn buyer(&mut self, buyer: Option<Member>) -> Option<Member> {
        match buyer.map_or_else(|| self.join(), Ok) {
            Ok(member) => {
                self.buyers.note(member);
                Some(member)
            }
            Err(rejection) => {
                self.refuse(rejection);
                None
            }
        }
    }

    /// An order at the first merchant.
    pub(crate) fn order_at_first(&mut self, member: Member, amount: Fen) {
        self.book(&self.order_at(self.places.first(), member, amount));
    }

    fn order_at(&self, place: Place, member: Member, amount: Fen) -> KnownOrder {
        self.town.order(member, place.merchant, amount, place.cost(amount))
    }

    fn book(&mut self, order: &KnownOrder) {
        match self.town.book(order) {
            Err(rejection) => self.refuse(rejection),
            Ok(events) => {
                if self.is_counted {
                    self.census.take(events);
                }
                if self.refundable_days > 0
                    && let Some(Event::OrderBooked(booked)) = events.first()
                {
                    self.recent.push_back(RecentOrder { day: self.day, order: booked.order, amount: booked.amount });
                }
            }
        }
    }

    /// What stays in the reserve of a sale.
    pub(crate) fn fee(&self) -> BasisPoints {
        self.town.fee()
    }

    /// Sells points of a member; whether the engine did.
    pub(crate) fn sell(&mut self, member: Member, units: Points) -> bool {
        let done = self.town.sell(member, units);
        Self::note(done, &mut self.census, &mut self.refused, self.is_counted)
    }

    /// Gives money of an order back.
    pub(crate) fn refund(&mut self, order: Order, amount: Fen) {
        let done = self.town.refund(order, amount);
        Self::note(done, &mut self.census, &mut self.refused, self.is_counted);
    }

    /// Puts money into the reserve.
    pub(crate) fn inject(&mut self, amount: Fen) {
        let done = self.town.inject(amount);
        Self::note(done, &mut self.census, &mut self.refused, self.is_counted);
    }

    fn note(
        done: Result<&[Event], Rejection>,
        census: &mut Census,
        refused: &mut BTreeMap<&'static str, u64>,
        is_counted: bool,
    ) -> bool {
        match &done {
            Ok(events) if is_counted => census.take(events),
            Ok(_) => {}
            Err(rejection) => *refused.entry(rejection.code()).or_default() += 1,
        }
        done.is_ok()
    }

    fn refuse(&mut self, rejection: Rejection) {
        *self.refused.entry(rejection.code()).or_default() += 1;
    }
}
