//! Orders, and what becomes of them.

use crate::town::{MERCHANTS, SECOND, Town, member, merchant};
use ratchet_core::event::Conclusion;
use ratchet_core::operations::{
    Book, CampaignGoods, ConcludePayment, ConcludeRefund, Correct, OpenPayment, Place, Redeem, Refund, ReturnOrder,
};
use ratchet_core::{Coins, Fen, Points, Time};

/// The price of the goods of this place in every campaign.
pub const fn price_of(place: u64) -> i64 {
    1_000 + 500 * place.cast_signed()
}

/// The kinds of goods of a campaign.
pub const GOODS: u64 = 5;

impl Town {
    /// An order of any kind.
    pub fn order(&mut self) {
        match self.draw.below(100) {
            0..55 => self.buy(),
            55..80 => self.place(),
            80..85 => self.buy_cleared_goods(),
            85..91 => self.buy_with_coins(),
            91..95 => self.pay_through_a_provider(),
            _ => {
                let (id, member) = (format!("o{}", self.number()), member(self.somebody()));
                let (merchant, amount) = (format!("t{}", self.draw.below(MERCHANTS)), self.amount());
                let order = Book { id, member, merchant, amount, cost: None, from_balance: None, coins: None };
                self.ask_in(SECOND, order);
            }
        }
    }

    fn amount(&mut self) -> Fen {
        Fen::new(self.draw.between(500, 30_000))
    }

    /// Somebody at some merchant, with what the goods cost where they are its own.
    fn plain_order(&mut self) -> Place {
        let (buyer, shop, amount) = (self.somebody(), self.draw.below(MERCHANTS), self.amount());
        let cost = (shop % 3 == 2).then(|| Fen::new(amount.get() * 7 / 10));
        Place {
            id: format!("o{}", self.number()),
            member: member(buyer),
            merchant: merchant(shop),
            amount,
            cost,
            from_balance: None,
            settle_after_days: None,
            coins: None,
            goods: None,
        }
    }

    /// In so many of a thousand cases paid with what the buyer has, as far as it goes.
    fn with_balance(&mut self, order: Place, of_thousand: u64) -> Place {
        if !self.draw.chance(of_thousand) {
            return order;
        }
        let buyer = self.state().directory.member(&order.member).unwrap();
        let balance = self.state().directory.member_row(buyer).unwrap().balance;
        let from_balance = Some(balance.min(order.amount)).filter(|part| part.is_positive());
        Place { from_balance, ..order }
    }

    fn buy(&mut self) {
        let order = self.plain_order();
        let Place { id, member, merchant, amount, cost, from_balance, .. } = self.with_balance(order, 100);
        self.ask(Book { id, member, merchant, amount, cost, from_balance, coins: None });
    }

    fn place(&mut self) {
        let order = self.plain_order();
        let order = self.with_balance(order, 200);
        self.ask(order);
    }

    fn buy_cleared_goods(&mut self) {
        let Some(campaign) = self.campaign.clone() else { return };
        let (order, place, quantity) = (self.plain_order(), self.draw.below(GOODS), self.draw.between(1, 3));
        let goods = Some(CampaignGoods { campaign, sku: format!("g{place}"), quantity });
        let settle_after_days = if self.draw.chance(500) { Some(7) } else { None };
        self.ask(Place { amount: Fen::new(price_of(place) * quantity), cost: None, goods, settle_after_days, ..order });
    }

    /// An order of somebody who is owed something, with as many coins as they have, up to the ceiling.
    fn buy_with_coins(&mut self) {
        let count = u64::try_from(self.claimants.len()).unwrap();
        if count == 0 {
            return;
        }
        let buyer = self.claimants[usize::try_from(self.draw.below(count)).unwrap()];
        let main = &self.state().programmes[0];
        let held = self.state().directory.member(&member(buyer)).and_then(|buyer| main.debts.claim(buyer));
        let held = held.map_or(Coins::ZERO, |claim| claim.coins);
        let order = self.plain_order();
        let coins = held.min(Coins::of(Fen::new(order.amount.get() * 3 / 10)));
        let settle_after_days = Some(if self.draw.chance(300) { 7 } else { 0 });
        if coins.is_positive() {
            self.ask(Place { member: member(buyer), coins: Some(coins), settle_after_days, ..order });
        }
    }

    /// Paid, most likely; what came too late or was given back leaves through the provider.
    fn pay_through_a_provider(&mut self) {
        let (number, order) = (self.number(), self.plain_order());
        let id = format!("w{number}");
        let expires_at = Time::from_milliseconds(self.now + 3_600_000);
        let order_id = order.id.clone();
        if !self.ask(OpenPayment { id: id.clone(), provider: "card".to_owned(), order, expires_at }) {
            return;
        }
        let conclusion = match self.draw.below(10) {
            0 => return,
            1 => Conclusion::Failed,
            _ => Conclusion::Paid,
        };
        let received = self.draw.chance(30).then(|| Fen::new(1));
        self.ask(ConcludePayment { payment: id.clone(), conclusion, reference: None, received });
        if self.draw.chance(100) {
            self.ask(ReturnOrder { order: order_id.clone(), amount: Fen::new(300) });
            self.ask(Refund { order: order_id, amount: Fen::new(300) });
        }
        if self.draw.chance(900) {
            self.ask(ConcludeRefund { payment: id, refund: 1, reference: None });
        }
    }

    /// One of the orders that came lately.
    fn recent_order(&mut self) -> String {
        format!("o{}", self.numbers.saturating_sub(self.draw.below(1_500)))
    }

    /// Returns, refunds, corrections and sales of points of a day.
    pub fn after_sales(&mut self, orders: u64) {
        for _ in 0..orders.div_ceil(10) {
            let (order, amount) = (self.recent_order(), Fen::new(self.draw.between(1, 2_000)));
            if !self.ask(ReturnOrder { order: order.clone(), amount }) {
                self.ask(Refund { order, amount });
            }
            if self.draw.chance(100) {
                let order = self.recent_order();
                self.ask(Correct { order });
            }
            let seller = member(self.somebody());
            let main = &self.state().programmes[0];
            let free = self.state().directory.member(&seller).map_or(Points::ZERO, |seller| main.free_points(seller));
            if free.is_positive() {
                let units = if self.draw.chance(500) { free } else { Points::new(free.get() / 2 + 1) };
                self.ask(Redeem { member: seller, units });
            }
        }
    }
}
