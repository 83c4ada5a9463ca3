//! What happens on each day of five years, and at the end.

use crate::orders::{GOODS, price_of};
use crate::town::{DISTRICTS, MERCHANTS, SECOND, Town, member, merchant, rules};
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::campaigns;
use ratchet_core::event::LinkTerm;
use ratchet_core::month::Month;
use ratchet_core::operations::{
    AppointAgent, ApprovePayout, CloseProgramme, ConcludePayout, ConvertClaim, EndCampaign, EndContract, Fund,
    GrantAllotment, ImportClaim, Inject, LinkMember, LinkTo, OpenCampaign, OpenOffer, PayeeId, PayoutResult,
    PublishRules, Replace, RequestPayout, ReturnOrder, ReturnPayout, SendPayout, SetLinkTerms, SetShares, SignContract,
    Subscribe, TopUp,
};
use ratchet_core::payouts::{Evidence, Identity};
use ratchet_core::policy::Sha256;
use ratchet_core::{Fen, Points, Shares, Time};
use ratchet_deployment::month_in_zone;

const DAY: i64 = 86_400_000;
/// From 2022 to 2026.
const DAYS: u64 = 5 * 365 + 1;
const ORDERS_OF_A_DAY: u64 = 20;

impl Town {
    /// Five years, and then no more orders in the first programme: what is pending settles, and everybody is redeemed.
    pub fn live_and_close(&mut self) {
        let begins = self.now - self.now % DAY;
        for day in 0..DAYS {
            self.now = self.now.max(begins + DAY * i64::try_from(day).unwrap());
            self.register(Self::members_on(day, DAYS));
            self.office(day);
            for _ in 0..ORDERS_OF_A_DAY {
                self.order();
            }
            self.after_sales(ORDERS_OF_A_DAY);
            self.tick();
            self.commit();
        }
        let from = Time::from_milliseconds(self.now + DAY);
        assert!(self.ask(CloseProgramme { from }));
        for _ in 0..30 {
            self.now += DAY;
            self.give_back_what_is_held();
            self.tick();
            self.commit();
        }
    }

    /// What the operator does on this day, counted from the first.
    fn office(&mut self, day: u64) {
        match day {
            0 => self.first_day(),
            400 => self.publish("report"),
            800 => self.publish("pay"),
            600 => assert!(self.ask(SetLinkTerms { term: LinkTerm::Days(200) })),
            _ => {}
        }
        if (5..205).contains(&day) {
            self.import_claims(10);
        }
        if day % 30 == 1 {
            self.open_campaign(day);
        }
        if day % 30 == 26
            && let Some(campaign) = self.campaign.take_if(|_| day % 60 == 26)
        {
            assert!(self.ask(EndCampaign { campaign }));
        }
        if day % 45 == 2 {
            self.sign_contracts(day);
        }
        if day % 90 == 3 {
            assert!(self.ask(Fund { amount: Fen::new(3_000_000), source: format!("round-{day}"), document: None }));
            self.open_offers(day);
        }
        if day % 180 == 100 {
            assert!(self.ask(Inject::new(Fen::new(300_000))));
            let reference = Some(format!("in-{day}"));
            assert!(self.ask(TopUp { merchant: merchant(day % MERCHANTS), amount: Fen::new(50_000), reference }));
        }
        if day % 7 == 4 {
            self.allot(day);
            self.pay_out();
            self.relink();
        }
        self.close_a_month();
    }

    fn first_day(&mut self) {
        for holder in 0..40 {
            let shares = Shares::new(self.draw.between(1, 1_000));
            assert!(self.ask(SetShares { member: member(holder), shares, document: None }));
        }
        let region = vec!["330000".to_owned(), "330100".to_owned()];
        assert!(self.ask(AppointAgent { region, member: member(7) }));
        assert!(self.ask_in(SECOND, Fund { amount: Fen::new(1), source: "angel".to_owned(), document: None }));
    }

    fn publish(&mut self, levels: &str) {
        let from = Time::from_milliseconds(self.now + DAY);
        assert!(self.ask(PublishRules::new(rules(levels), from)));
    }

    /// The month that is next, as soon as it is over, with as many ticks as it takes.
    fn close_a_month(&mut self) {
        let closed = self.state().programmes[0].periods.closed.map(|closed| closed.month);
        let month = closed.map_or(Month::new(2022, 1).unwrap(), Month::next);
        let close = month_in_zone(month, self.state().terms.as_ref().unwrap()).unwrap();
        if close.ends.milliseconds() < self.now {
            assert!(self.ask(close));
            while self.state().programmes[0].periods.closing.is_some() {
                self.tick();
            }
        }
    }

    fn import_claims(&mut self, count: u64) {
        for _ in 0..count {
            let (owner, amount) = (self.somebody(), Fen::new(self.draw.between(5_000, 80_000)));
            let evidence = [u8::try_from(self.draw.below(200)).unwrap(); 32];
            if self.ask(ImportClaim { member: member(owner), amount, evidence }) {
                self.claimants.push(owner);
            }
            if self.draw.chance(700) {
                self.ask(ConvertClaim { member: member(owner), amount: Fen::new(amount.get() / 2) });
            }
        }
    }

    fn open_campaign(&mut self, day: u64) {
        let goods = (0..GOODS).map(|place| {
            let price = Fen::new(price_of(place));
            campaigns::Offer { sku: format!("g{place}"), name: "棉被".to_owned(), price, cost: price, stock: 60 }
        });
        let (from, id) = (Time::from_milliseconds(self.now), format!("k{day}"));
        let (plan, goods) = ("clearance".to_owned(), goods.collect());
        let until = from.plus_days(28);
        assert!(self.ask(OpenCampaign { id: id.clone(), plan, from, until, goods }));
        self.campaign = Some(id);
    }

    /// A district changes hands, and now and then an agent gives up before the time.
    fn sign_contracts(&mut self, day: u64) {
        for (place, division) in (0_u64..).zip(DISTRICTS) {
            let from = Time::from_milliseconds(self.now).day().plus(3);
            let (agent, fee) = (member(self.somebody()), Some(Fen::new(self.draw.between(0, 90_000))));
            let (division, document) = (division.to_owned(), Sha256([1; 32]));
            let (id, to) = (format!("c{day}-{place}"), from.plus(60));
            assert!(self.ask(SignContract { id: id.clone(), division, member: agent, from, to, document, fee }));
            if self.draw.chance(200) {
                assert!(self.ask(EndContract { contract: id, last_day: from.plus(20) }));
            }
        }
    }

    /// Units for points, to the reserve and to the issuer in turn, and units for contribution.
    fn open_offers(&mut self, day: u64) {
        let time = |days: i64| Time::from_milliseconds(self.now + days * DAY);
        let offer = |requires, proceeds| Offer {
            instrument: "share".to_owned(),
            units: 10_000,
            member_max: Some(500),
            requires,
            opens_at: time(0),
            closes_at: time(88),
            locked_until: time(900),
            proceeds,
            opinion: None,
        };
        let proceeds = if day % 180 == 3 { Proceeds::ToReserve } else { Proceeds::ToIssuer(Some(Fen::new(30))) };
        let for_points = offer(Requirement::Points(Points::new(20_000_000)), proceeds);
        let for_contribution = offer(Requirement::Contribution(Fen::new(10_000)), Proceeds::ToReserve);
        assert!(self.ask(OpenOffer { id: "points".to_owned() + &day.to_string(), offer: for_points }));
        assert!(self.ask(OpenOffer { id: "spend".to_owned() + &day.to_string(), offer: for_contribution }));
    }

    fn allot(&mut self, day: u64) {
        let opened = day - (day + 87) % 90;
        for _ in 0..3 {
            let (subscriber, units) = (member(self.somebody()), self.draw.below(20) + 1);
            self.ask(Subscribe { offer: format!("points{opened}"), member: subscriber, units });
            let (holder, contribution) = (member(self.somebody()), Fen::new(self.draw.between(10_000, 90_000)));
            let (offer, reason) = (format!("spend{opened}"), format!("r{day}"));
            self.ask(GrantAllotment { offer, member: holder, contribution, reason, document: None });
        }
        let (member, shares) = (member(self.draw.below(60)), Shares::new(self.draw.between(0, 1_000)));
        assert!(self.ask(SetShares { member, shares, document: None }));
    }

    /// Withdrawals and settlements; most of them arrive, and one now and then comes back.
    fn pay_out(&mut self) {
        for _ in 0..3 {
            let payee = match self.draw.below(3) {
                0 => PayeeId::Merchant(merchant(self.draw.below(MERCHANTS))),
                1 => PayeeId::Platform,
                _ => PayeeId::Member(member(self.somebody())),
            };
            let (id, amount) = (format!("b{}", self.number()), Fen::new(self.draw.between(1, 500)));
            if !self.ask(RequestPayout { id: id.clone(), payee, amount, identity: Identity::Verified })
                || self.draw.chance(50)
            {
                continue;
            }
            assert!(self.ask(ApprovePayout { id: id.clone() }));
            assert!(self.ask(SendPayout { id: id.clone(), provider: "bank".to_owned() }));
            let result = if self.draw.chance(100) { PayoutResult::Failed } else { PayoutResult::Paid };
            assert!(self.ask(ConcludePayout { id: id.clone(), result, evidence: Evidence::Query, reference: None }));
            if self.draw.chance(50) {
                self.ask(ReturnPayout { id, reference: None });
            }
        }
    }

    fn relink(&mut self) {
        let (below, above) = (self.somebody(), self.somebody());
        let to = LinkTo::Member(member(above));
        self.ask(LinkMember { member: member(below), to, replace: Some(Replace::InForce) });
    }

    /// An order that could not be booked holds the closing up until somebody returns it.
    fn give_back_what_is_held(&mut self) {
        let held = self.state().pending.iter().filter(|(_, row)| row.due.is_none());
        let held: Vec<_> = held.map(|(_, row)| (row.id.to_string(), row.whole())).collect();
        for (order, (whole, returned)) in held {
            assert!(self.ask(ReturnOrder { order, amount: whole - returned }));
        }
    }
}
