//! A run in the making: the town, who is in it, and everything that behaviours can do there.

use crate::buyers::Buyers;
use crate::census::{Behaviour, Census};
use crate::draw::{Draw, Purpose};
use crate::futures::{PastOrder, Present};
use crate::merchants::{Place, Places};
use crate::parts::{ClosingPart, DebtsPart, FundPart, Parts};
use crate::referral::Referral;
use crate::scenario::Scenario;
use crate::selling::{Assignment, Selling};
use crate::town::Town;
use arrayvec::ArrayVec;
use ratchet_core::handle::{Member, Order};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::operations::KnownOrder;
use ratchet_core::{BasisPoints, Coins, Event, Fen, Points, Rejection};
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
    pub(crate) parts: Parts,
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
        let opened = Town::open(&scenario.rules, refundable_days, scenario.calendar.start());
        let mut town = opened.map_err(|rejection| ("rules".to_owned(), rejection))?;
        let places = scenario.merchants.settle(&mut town)?;
        let staff = town.state().directory.member_names.len();
        let draw = |purpose| Draw::of(scenario.seed, run, purpose);
        Ok(Self {
            town,
            census: Census::new(staff, scenario.behaviours().count()),
            buyers: scenario.buyers.clone(),
            parts: Parts::of(scenario, run),
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
        let parts = Parts::going_on(town.programme());
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
            parts,
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
        if self.parts.needs_ticks() {
            self.morning();
        }
    }

    /// What comes before a day's orders: months that are over, a closing, claims that become coins, whatever is due.
    fn morning(&mut self) {
        let day = self.day;
        self.close_months();
        if self.parts.closing.as_ref().is_some_and(|closing| closing.is_published_on(day))
            && let Some(on_day) = self.parts.closing.as_ref().map(ClosingPart::on_day)
        {
            let done = self.town.close_on(on_day);
            Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
        }
        if self.parts.closing.as_ref().is_some_and(|closing| closing.is_on(day)) {
            ClosingPart::look(self);
        }
        for (member, amount) in self.parts.debts.as_mut().map(DebtsPart::converting).unwrap_or_default() {
            let done = self.town.convert_claim(member, amount);
            Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
        }
        self.tick();
    }

    /// Closes the months that are over.
    fn close_months(&mut self) {
        let now = self.town.now();
        while let Some(over) = self.parts.months.as_mut().and_then(|months| months.over_at(now)) {
            let done = self.town.close_month(over);
            Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
            self.tick();
        }
    }

    /// Does whatever is due.
    fn tick(&mut self) {
        let mut is_left = true;
        while is_left {
            let done = self.town.tick();
            let left = |event: &Event| matches!(event, Event::Ticked(ticked) if ticked.left > 0);
            is_left = done.as_ref().is_ok_and(|events| events.iter().any(left));
            Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
        }
    }

    /// Takes note of how the fund stands at the end of the day.
    pub(crate) fn evening(&mut self) {
        if let Some(fund) = &mut self.parts.fund {
            fund.evening(self.day, self.town.programme());
        }
    }

    /// The run is over after so many days: a month that ends with it is closed.
    pub(crate) fn end(&mut self, days: u32) {
        if self.parts.months.is_some() {
            self.town.begin(days);
            self.close_months();
        }
    }

    /// Whether everybody was redeemed: nothing happens here any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.parts.closing.as_ref().is_some_and(ClosingPart::is_closed)
    }

    /// The founding deposit.
    pub(crate) fn founding(&self) -> Fen {
        self.town.programme().rules(0).map(|rules| rules.founding_fen).unwrap_or_default()
    }

    /// What of the founding deposit members can receive: nothing, unless the programme is closed.
    pub(crate) fn founding_given(&self) -> Fen {
        if self.is_closed() { self.founding() } else { Fen::ZERO }
    }

    /// Somebody joins and will buy again.
    pub(crate) fn join(&mut self) -> Result<Member, Rejection> {
        let referrer = self.referral.referrer(self.buyers.joined(), self.town.state(), &mut self.draws.referral);
        let behaviour = self.assignment.draw(&mut self.draws.assignment);
        let member = self.add(referrer, behaviour)?;
        self.buyers.join(member);
        if let Some(amount) = self.parts.debts.as_mut().and_then(DebtsPart::claim) {
            self.owe(member, amount);
        }
        Ok(member)
    }

    /// A member is owed something from before.
    fn owe(&mut self, member: Member, amount: Fen) {
        let done = self.town.import_claim(member, amount);
        let is_in = Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
        if let Some(debts) = self.parts.debts.as_mut().filter(|_| is_in) {
            debts.owe(member, amount);
        }
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
        let done = match self.coins_for(order) {
            None => self.town.book(order),
            Some(coins) => match self.town.book_with_coins(order, coins) {
                // The till says that coins cannot pay today, and the member pays money.
                Err(Rejection::PlatformFundsInsufficient) => {
                    self.parts.debts.as_mut().into_iter().for_each(DebtsPart::leave_unpaid);
                    self.town.book(order)
                }
                done => done,
            },
        };
        match done {
            Err(rejection) => self.refuse(rejection),
            Ok(events) => {
                if self.is_counted {
                    self.census.take(events);
                    self.parts.take(events);
                }
                if self.refundable_days > 0
                    && let Some(Event::OrderBooked(booked)) = events.first()
                {
                    self.recent.push_back(RecentOrder { day: self.day, order: booked.order, amount: booked.amount });
                }
            }
        }
    }

    /// The coins that pay of an order.
    fn coins_for(&self, order: &KnownOrder) -> Option<Coins> {
        let debts = self.parts.debts.as_ref()?;
        debts.coins_for(self.town.programme(), order.member, order.amount)
    }

    /// What stays in the reserve of a sale.
    pub(crate) fn fee(&self) -> BasisPoints {
        self.town.fee()
    }

    /// Sells points of a member; whether the engine did.
    pub(crate) fn sell(&mut self, member: Member, units: Points) -> bool {
        let done = self.town.sell(member, units);
        Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted)
    }

    /// Gives money of an order back.
    pub(crate) fn refund(&mut self, order: Order, amount: Fen) {
        let done = self.town.refund(order, amount);
        Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
    }

    /// Puts money into the reserve.
    pub(crate) fn inject(&mut self, amount: Fen) {
        let done = self.town.inject(amount);
        Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted);
    }

    /// Puts money into the fund.
    pub(crate) fn fund(&mut self, amount: Fen) {
        let done = self.town.fund(amount);
        if Self::note(done, &mut self.census, &mut self.parts, &mut self.refused, self.is_counted) {
            self.parts.fund.get_or_insert_with(FundPart::default).fund(amount);
        }
    }

    fn note(
        done: Result<&[Event], Rejection>,
        census: &mut Census,
        parts: &mut Parts,
        refused: &mut BTreeMap<&'static str, u64>,
        is_counted: bool,
    ) -> bool {
        match &done {
            Ok(events) if is_counted => {
                census.take(events);
                parts.take(events);
            }
            Ok(_) => {}
            Err(rejection) => *refused.entry(rejection.code()).or_default() += 1,
        }
        done.is_ok()
    }

    fn refuse(&mut self, rejection: Rejection) {
        *self.refused.entry(rejection.code()).or_default() += 1;
    }
}
