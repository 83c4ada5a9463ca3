//! What happens to orders beside their booking: placed and returned, paid by balance or provider; frozen awards, links.
//!
//! Sections 2, 5 and 6 with what the page says below them. Nothing is summed and nothing is queued: everything that is
//! due is looked for among all there is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::calendar::{DAY, day_of, midnight};
use crate::campaigns::{Move, Pieces};
use crate::model::{Asked, Model, Sold, positive};
use crate::registry::{int, int_or_null, text, text_or_null};
use crate::rules::Awards;
use crate::view::num;
use crate::{BP, MAX_AMOUNT};

/// An order that can still be returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    id: String,
    member: String,
    merchant: String,
    amount: u128,
    cost: Option<u128>,
    coins: u128,
    pieces: Option<Pieces>,
    from_balance: u128,
    returned: u128,
    payment: Option<String>,
    occurred_at: i64,
    due_at: i64,
    /// Of what is due at one time, what was queued first comes first.
    number: u64,
    held: bool,
}

/// An award that is not released yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrozenAward {
    pub(crate) order: String,
    pub(crate) place: usize,
    pub(crate) member: String,
    pub(crate) fen: u128,
    pub(crate) until: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Link {
    member: String,
    referrer: String,
    from: i64,
    until: Option<i64>,
    idle_days: Option<i64>,
    told: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Payment {
    order: Value,
    amount: u128,
    expires_at: i64,
    occurred_at: i64,
    conclusion: Option<String>,
    /// Amounts that the provider has to give back, and whether it did.
    refunds: Vec<(u128, bool)>,
}

/// What there is beside the programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) now: i64,
    queued: u64,
    /// All money that came less all that left, by what the operations say.
    pub(crate) cash: u128,
    pub(crate) pending_money: u128,
    pub(crate) placed: Vec<Placed>,
    pub(crate) frozen: Vec<FrozenAward>,
    /// Numbers of orders that were ever placed.
    numbers: BTreeSet<String>,
    term: (Option<i64>, bool),
    links: Vec<Link>,
    payments: BTreeMap<String, Payment>,
}

impl Life {
    /// A life before anything happened, with the founding deposit in cash.
    pub(crate) fn beginning_with(cash: u128) -> Self {
        Self { cash, ..Self::default() }
    }
}

/// What is due at a time.
enum Due {
    Order(usize),
    Fee(usize),
    Tranche(u64),
    Closing,
}

/// How an order is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) from_balance: i128,
    pub(crate) payment: Option<String>,
    /// Its money is in the pending account.
    pub(crate) is_placed: bool,
}

impl Model {
    /// Whether an order of this number was placed.
    pub(crate) fn was_placed(&self, id: &str) -> bool {
        self.life.numbers.contains(id)
    }

    pub(crate) fn is_pending(&self, id: &str) -> bool {
        self.life.placed.iter().any(|order| order.id == id)
    }

    /// The part that the balance pays, when it can.
    pub(crate) fn tender(&self, member: &str, amount: u128, paid: &Paid) -> Result<u128, String> {
        let part = u128::try_from(paid.from_balance).ok().filter(|part| *part <= amount);
        let part = part.ok_or("balance_part_out_of_range")?;
        let balance = self.balances.get(member).copied().unwrap_or(0);
        if !paid.is_placed && part > balance {
            return Err("balance_insufficient".into());
        }
        Ok(part)
    }

    /// Where the money of an order comes from.
    pub(crate) fn collect(&mut self, member: &str, amount: u128, part: u128, is_placed: bool) {
        if is_placed {
            self.life.pending_money -= amount;
        } else {
            *self.balances.entry(member.into()).or_default() -= part;
            self.life.cash += amount - part;
        }
    }

    /// Where `amount` goes of an order of `whole` that `part` of was paid by the balance, when `before` went back before:
    /// to the balance, and to the provider.
    pub(crate) fn give_back(
        &mut self,
        member: &str,
        (whole, part, before): (u128, u128, u128),
        amount: u128,
        payment: Option<&str>,
    ) -> (u128, u128) {
        let to_balance = part * (before + amount) / whole - part * before / whole;
        *self.balances.entry(member.into()).or_default() += to_balance;
        let rest = amount - to_balance;
        match payment.and_then(|payment| self.life.payments.get_mut(payment)) {
            Some(payment) if rest > 0 => {
                payment.refunds.push((rest, false));
                self.life.pending_money += rest;
                (to_balance, rest)
            }
            _ => {
                self.life.cash -= rest;
                (to_balance, 0)
            }
        }
    }

    /// Section 2: an order that can still be returned.
    pub(crate) fn place(&mut self, step: &Value, payment: Option<&str>, occurred_at: i64) -> Result<Value, String> {
        let Asked { amount, coins, cost, pieces } = self.check_order(step, occurred_at)?;
        let (id, member, shop) = (text(step, "id")?, text(step, "member")?, text(step, "merchant")?);
        let plan = self.seller(shop, pieces.as_ref()).plan;
        let rule = self.rules.plans[&plan].settle_after_days.map(i128::from);
        let days = int_or_null(step, "settle_after_days")?.or(rule).unwrap_or(0);
        if days > 36_500 {
            return Err("settle_after_out_of_range".into());
        }
        let paid = Paid {
            from_balance: int_or_null(step, "from_balance")?.unwrap_or(0),
            payment: payment.map(String::from),
            is_placed: false,
        };
        let sold = Sold { id, member, shop, amount, cost, coins, pieces: pieces.as_ref(), occurred_at };
        if days == 0 {
            return self.sell_goods(&sold, &paid);
        }
        let money = amount - coins;
        let part = self.tender(member, money, &paid)?;
        self.check_split(&sold)?;
        self.collect(member, money, part, false);
        self.life.pending_money += money;
        self.hold_coins(member, coins);
        if let Some(pieces) = &pieces {
            self.move_pieces(pieces, pieces.quantity, Move::ToHeld);
        }
        let due_at = self.life.now + i64::try_from(days).map_err(|_| "malformed")? * DAY;
        let number = self.next_number();
        self.life.numbers.insert(id.into());
        self.life.placed.push(Placed {
            id: id.into(),
            member: member.into(),
            merchant: shop.into(),
            amount,
            cost: cost.and_then(|cost| u128::try_from(cost).ok()),
            coins,
            pieces,
            from_balance: part,
            returned: 0,
            payment: paid.payment,
            occurred_at,
            due_at,
            number,
            held: false,
        });
        self.ordered(member);
        let mut told = json!({ "due_at": due_at, "pending": num(money), "from_balance": num(part) });
        if coins > 0 {
            told["coins"] = num(coins);
        }
        Ok(told)
    }

    /// Counts up with everything that is ever queued.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.life.queued += 1;
        self.life.queued
    }

    /// What every order is checked for, in the order of the pages.
    pub(crate) fn check_order(&self, step: &Value, occurred_at: i64) -> Result<Asked, String> {
        let id = text(step, "id")?;
        if self.orders.contains_key(id) || self.was_placed(id) {
            return Err("order_exists".into());
        }
        if !self.members.contains_key(text(step, "member")?) {
            return Err("member_unknown".into());
        }
        if !self.merchants.contains_key(text(step, "merchant")?) {
            return Err("merchant_unknown".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        self.takes_orders()?;
        let (pieces, cost) = match self.pieces_of(step, amount, occurred_at)? {
            Some((pieces, cost)) => (Some(pieces), cost),
            None => (None, int_or_null(step, "cost")?),
        };
        let coins = self.coins_of(step, amount)?;
        Ok(Asked { amount, coins, cost, pieces })
    }

    fn check_split(&self, sold: &Sold<'_>) -> Result<(), String> {
        let (cost, _) = sold.cost_by_part();
        let (commission, lines) = self.split(&self.seller(sold.shop, sold.pieces), sold.amount - sold.coins, cost)?;
        if lines.values().sum::<u128>() > commission { Err("margin_too_small".into()) } else { Ok(()) }
    }

    /// Section 5: returned before booking.
    pub(crate) fn return_order(&mut self, step: &Value) -> Result<Value, String> {
        let place = self.pending_place(text(step, "order")?)?;
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        let order = self.life.placed[place].clone();
        let (before, after) = (order.returned, order.returned + amount);
        if after > order.amount {
            return Err("refund_exceeds_order".into());
        }
        // Of the whole order, money and coins.
        let money = order.amount - order.coins;
        let part = |whole: u128| whole * after / order.amount - whole * before / order.amount;
        let in_money = part(money);
        self.life.pending_money -= in_money;
        let of = (money, order.from_balance, money * before / order.amount);
        let ways = self.give_back(&order.member, of, in_money, order.payment.as_deref());
        self.return_coins(&order.member, amount - in_money);
        if let Some(pieces) = &order.pieces {
            self.move_pieces(pieces, part(pieces.quantity), Move::HeldBack);
        }
        self.life.placed[place].returned = after;
        if after == order.amount {
            self.life.placed.remove(place);
        }
        let mut told = json!({ "to_member": num(in_money), "left": num(money - money * after / order.amount) });
        if amount > in_money {
            told["coins"] = num(amount - in_money);
        }
        tell_ways(&mut told, ways);
        Ok(told)
    }

    fn pending_place(&self, id: &str) -> Result<usize, String> {
        let place = self.life.placed.iter().position(|order| order.id == id);
        let code = if self.orders.contains_key(id) { "order_booked" } else { "order_unknown" };
        place.ok_or_else(|| code.into())
    }

    fn book_placed(&mut self, place: usize) -> Result<Value, String> {
        let order = self.life.placed.remove(place);
        let gone = |whole: u128| whole * order.returned / order.amount;
        let cost = order.cost.map(|cost| i128::try_from(cost - gone(cost)).unwrap_or(i128::MAX));
        let money = order.amount - order.coins;
        let (amount, left) = (order.amount - order.returned, money - gone(money));
        let part = order.from_balance - order.from_balance * gone(money) / money;
        let paid = Paid {
            from_balance: i128::try_from(part).unwrap_or(i128::MAX),
            payment: order.payment.clone(),
            is_placed: true,
        };
        let pieces = order.pieces.map(|pieces| Pieces { quantity: pieces.quantity - gone(pieces.quantity), ..pieces });
        let sold = Sold {
            id: &order.id,
            member: &order.member,
            shop: &order.merchant,
            amount,
            cost,
            coins: amount - left,
            pieces: pieces.as_ref(),
            occurred_at: order.occurred_at,
        };
        self.sell_goods(&sold, &paid)
    }

    /// An order that could not be booked when it was due, tried again.
    pub(crate) fn book_held(&mut self, step: &Value) -> Result<Value, String> {
        let place = self.pending_place(text(step, "order")?)?;
        if !self.life.placed[place].held {
            return Err("order_not_held".into());
        }
        self.book_placed(place)
    }

    /// What is due first of what touches the reserve, the points or the platform account.
    fn first_queued(&self) -> Option<(i64, u64, Due)> {
        let orders = self.life.placed.iter().enumerate().filter(|(_, order)| !order.held);
        let orders = orders.map(|(place, order)| (order.due_at, order.number, Due::Order(place)));
        let fee = self.next_fee().map(|(at, number, place)| (at, number, Due::Fee(place)));
        let tranche = self.next_tranche().map(|(at, number, position)| (at, number, Due::Tranche(position)));
        let closing = self.closing.as_ref().filter(|closing| !closing.is_closed);
        let closing = closing.map(|closing| (closing.due_at, closing.number, Due::Closing));
        let all = orders.chain(fee).chain(tranche).chain(closing).filter(|(at, _, _)| *at <= self.life.now);
        all.min_by_key(|(at, number, _)| (*at, *number))
    }

    /// When the last pending order can no longer be returned; one that is held is looked for again after a day.
    pub(crate) fn settled_at(&self) -> Option<i64> {
        self.life.placed.iter().map(|order| if order.held { self.life.now + DAY } else { order.due_at }).max()
    }

    /// Everything that is due.
    pub(crate) fn tick(&mut self) -> Value {
        let now = self.life.now;
        let (mut booked, mut held, mut exits) = (0, 0, Vec::new());
        let (mut fees, mut tranches, mut redeemed, mut closed) = (0, 0, 0, 0);
        while let Some((_, _, due)) = self.first_queued() {
            match due {
                Due::Order(place) => {
                    let before = self.clone();
                    if let Ok(outcome) = self.book_placed(place) {
                        booked += 1;
                        exits.extend(outcome["exits"].as_array().cloned().unwrap_or_default());
                    } else {
                        *self = before;
                        self.life.placed[place].held = true;
                        held += 1;
                    }
                }
                Due::Fee(place) => fees += self.earn_fee(place),
                Due::Tranche(position) => {
                    self.release_tranche(position);
                    tranches += 1;
                }
                Due::Closing => {
                    if let Some(count) = self.close_when_settled() {
                        redeemed += count;
                        closed += 1;
                    }
                }
            }
        }
        let mut released = 0;
        for award in std::mem::take(&mut self.life.frozen) {
            if award.until <= now {
                released += award.fen;
                *self.balances.entry(award.member).or_default() += award.fen;
            } else {
                self.life.frozen.push(award);
            }
        }
        let mut links_ended = 0;
        for link in &mut self.life.links {
            if !link.told && link.until.is_some_and(|until| until <= now) {
                link.told = true;
                links_ended += 1;
            }
        }
        let mut payments_expired = 0;
        for payment in self.life.payments.values_mut() {
            if payment.conclusion.is_none() && payment.expires_at <= now {
                payment.conclusion = Some("expired".into());
                payments_expired += 1;
            }
        }
        let mut told = json!({
            "booked": booked, "held": held, "released": num(released), "links_ended": links_ended,
            "payments_expired": payments_expired, "exits": exits, "left": 0,
        });
        for (name, figure) in [
            ("fees_earned", num(fees)),
            ("tranches", tranches.into()),
            ("redeemed", redeemed.into()),
            ("closed", closed.into()),
        ] {
            if figure != json!(0) {
                told[name] = figure;
            }
        }
        told
    }

    /// Pays all awards of an order, or freezes them; what levels earn is never frozen.
    pub(crate) fn pay_awards(&mut self, order: &str, rates: &Awards, awards: &[(String, String, u128)]) {
        for (place, (member, kind, fen)) in awards.iter().enumerate() {
            let days = rates.freeze_days.as_ref().map_or(0, |days| match kind.as_str() {
                "direct" => days.direct,
                "indirect" => days.indirect,
                "recruiter" => days.recruiter,
                kind if kind.starts_with("region:") => days.region,
                _ => 0,
            });
            self.pay_award(order, place, member, *fen, days);
        }
    }

    /// Pays an award, or freezes it for its days and to the end of the day.
    fn pay_award(&mut self, order: &str, place: usize, member: &str, fen: u128, days: i64) {
        if days == 0 {
            *self.balances.entry(member.into()).or_default() += fen;
        } else {
            let until = midnight(day_of(self.life.now) + days + 1);
            let (order, member) = (order.into(), member.into());
            self.life.frozen.push(FrozenAward { order, place, member, fen, until });
        }
    }

    /// Who refers a member at a time.
    pub(crate) fn referrer(&self, member: &str, at: i64) -> Option<&str> {
        let in_force =
            |link: &&Link| link.member == member && link.from <= at && link.until.is_none_or(|until| at < until);
        self.life.links.iter().rev().find(in_force).map(|link| link.referrer.as_str())
    }

    /// A member registers with a referrer.
    pub(crate) fn register_link(&mut self, member: &str, referrer: &str) {
        if self.life.term.0.is_none() {
            self.life.links.push(Link {
                member: member.into(),
                referrer: referrer.into(),
                from: i64::MIN,
                until: None,
                idle_days: None,
                told: false,
            });
        } else {
            self.link(member, referrer);
        }
    }

    fn link(&mut self, member: &str, referrer: &str) {
        let (days, is_idle) = self.life.term;
        let from = self.life.now;
        self.life.links.push(Link {
            member: member.into(),
            referrer: referrer.into(),
            from,
            until: days.map(|days| from + days * DAY),
            idle_days: days.filter(|_| is_idle),
            told: false,
        });
    }

    /// Somebody ordered: a link that lasts until they have not ordered for some days lasts longer.
    pub(crate) fn ordered(&mut self, member: &str) {
        let now = self.life.now;
        for link in self.life.links.iter_mut().filter(|link| link.member == member) {
            if let Some(days) = link.idle_days
                && link.until.is_some_and(|until| now < until)
            {
                link.until = Some(now + days * DAY);
            }
        }
    }

    /// How long links last from now on.
    pub(crate) fn set_link_terms(&mut self, step: &Value) -> Result<Value, String> {
        let term = &step["term"];
        self.life.term = match (term["days"].as_i64(), term["until_idle"].as_i64()) {
            (Some(days), _) => (Some(days), false),
            (_, Some(days)) => (Some(days), true),
            _ => (None, false),
        };
        match self.life.term.0 {
            Some(days) if !(1..=36_500).contains(&days) => Err("link_days_out_of_range".into()),
            _ => Ok(json!({})),
        }
    }

    /// A link to a member, or to the owner of a merchant.
    pub(crate) fn link_member(&mut self, step: &Value) -> Result<Value, String> {
        let member = text(step, "member")?;
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        let referrer = match text_or_null(step, "merchant")? {
            Some(shop) => self.merchants.get(shop).ok_or("merchant_unknown")?.owner.clone().ok_or("owner_unknown")?,
            None => text(step, "referrer")?.to_owned(),
        };
        if !self.members.contains_key(&referrer) {
            return Err("referrer_unknown".into());
        }
        let now = self.life.now;
        if self.referrer(member, now).is_some() && step["replace"] != json!(true) {
            return Err("member_linked".into());
        }
        for link in self.life.links.iter_mut().filter(|link| link.member == member && !link.told) {
            link.told = true;
            if link.until.is_none_or(|until| now < until) {
                link.until = Some(now);
            }
        }
        let mut above = Some(referrer.clone());
        while let Some(next) = above {
            if next == member {
                return Err("link_circular".into());
            }
            above = self.referrer(&next, now).map(String::from);
        }
        self.link(member, &referrer);
        Ok(json!({}))
    }

    /// A payment through a provider.
    pub(crate) fn open_payment(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "id")?;
        if self.life.payments.contains_key(id) {
            return Err("payment_exists".into());
        }
        let order = &step["order"];
        let occurred_at = self.life.now;
        let Asked { amount, coins, cost, pieces } = self.check_order(order, occurred_at)?;
        let (number, member, shop) = (text(order, "id")?, text(order, "member")?, text(order, "merchant")?);
        let whole = amount - coins;
        let from_balance = int_or_null(order, "from_balance")?.unwrap_or(0);
        let part = self.tender(member, whole, &Paid { from_balance, ..Paid::default() })?;
        let pieces = pieces.as_ref();
        self.check_split(&Sold { id: number, member, shop, amount, cost, coins, pieces, occurred_at })?;
        if part == whole {
            return Err("payment_not_needed".into());
        }
        let expires_at = i64::try_from(int(step, "expires_at")?).map_err(|_| "malformed")?;
        if expires_at <= self.life.now {
            return Err("expiry_passed".into());
        }
        let payment = Payment {
            order: order.clone(),
            amount: whole - part,
            expires_at,
            occurred_at: self.life.now,
            conclusion: None,
            refunds: Vec::new(),
        };
        self.life.payments.insert(id.into(), payment);
        Ok(json!({}))
    }

    /// What became of it.
    pub(crate) fn conclude_payment(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "payment")?;
        let payment = self.life.payments.get(id).ok_or("payment_unknown")?.clone();
        let conclusion = text(step, "conclusion")?;
        match payment.conclusion.as_deref() {
            Some(before) if before == conclusion => return Err("payment_concluded".into()),
            Some(before) if before == "paid" || conclusion != "paid" => {
                return Err("payment_concluded_otherwise".into());
            }
            _ => {}
        }
        if conclusion != "paid" {
            self.concluded(id, conclusion);
            return Ok(json!({ "conclusion": conclusion, "refund_due": 0 }));
        }
        let asked = i128::try_from(payment.amount).unwrap_or(i128::MAX);
        let received = positive(int_or_null(step, "received")?.unwrap_or(asked), "amount_not_positive")?;
        if received > MAX_AMOUNT {
            return Err("amount_not_positive".into());
        }
        let refused = if payment.conclusion.is_some() || payment.expires_at <= self.life.now {
            "payment_late".to_owned()
        } else if received != payment.amount {
            "payment_amount_differs".to_owned()
        } else {
            let before = self.clone();
            match self.place(&payment.order, Some(id), payment.occurred_at) {
                Ok(outcome) => {
                    self.concluded(id, conclusion);
                    return Ok(outcome);
                }
                Err(code) => {
                    *self = before;
                    code
                }
            }
        };
        self.concluded(id, conclusion);
        self.life.cash += received;
        self.life.pending_money += received;
        if let Some(payment) = self.life.payments.get_mut(id) {
            payment.refunds.push((received, false));
        }
        Ok(json!({ "conclusion": "paid", "refund_due": num(received), "code": refused }))
    }

    fn concluded(&mut self, id: &str, conclusion: &str) {
        if let Some(payment) = self.life.payments.get_mut(id) {
            payment.conclusion = Some(conclusion.into());
        }
    }

    /// The provider gave money back.
    pub(crate) fn conclude_refund(&mut self, step: &Value) -> Result<Value, String> {
        let payment = self.life.payments.get_mut(text(step, "payment")?).ok_or("payment_unknown")?;
        let place = usize::try_from(int(step, "refund")? - 1).map_err(|_| "refund_unknown")?;
        let (amount, done) = payment.refunds.get_mut(place).ok_or("refund_unknown")?;
        if std::mem::replace(done, true) {
            return Err("refund_concluded".into());
        }
        self.life.cash -= *amount;
        self.life.pending_money -= *amount;
        Ok(json!({}))
    }

    /// All cash there should be, by what the operations say.
    #[must_use]
    pub fn cash(&self) -> u128 {
        let (paid_in, paid_out) = self.money_flow();
        self.life.cash + paid_in - paid_out
    }

    /// What of awards is not released yet, by member.
    #[must_use]
    pub fn frozen(&self) -> BTreeMap<String, u128> {
        let mut sums = BTreeMap::new();
        for award in &self.life.frozen {
            *sums.entry(award.member.clone()).or_default() += award.fen;
        }
        sums
    }

    /// Commission and lines of an order.
    pub(crate) fn split(
        &self,
        merchant: &crate::Merchant,
        amount: u128,
        cost: Option<i128>,
    ) -> Result<(u128, BTreeMap<String, u128>), String> {
        use crate::rules::{Basis, Margin};
        let plan = self.rules.plans.get(&merchant.plan).ok_or("plan_unknown")?;
        // 1. The commission.
        let commission = match (plan.margin, cost) {
            (Margin::Cost, None) => return Err("cost_missing".into()),
            (Margin::Take, Some(_)) => return Err("cost_unexpected".into()),
            (Margin::Cost, Some(cost)) => {
                u128::try_from(cost).ok().and_then(|cost| amount.checked_sub(cost)).ok_or("cost_out_of_range")?
            }
            (Margin::Take, None) => amount * merchant.take_bp.or(plan.take_bp).unwrap_or_default() / BP,
        };
        // 2. The lines.
        let mut lines = BTreeMap::new();
        for (name, line) in &plan.split {
            let base = match line.basis {
                Basis::Amount => amount,
                Basis::Commission => commission,
            };
            lines.insert(name.clone(), base * line.bp / BP);
        }
        Ok((commission, lines))
    }
}

/// Adds what went to the balance and what a provider has to give back, where anything did.
pub(crate) fn tell_ways(told: &mut Value, (to_balance, by_provider): (u128, u128)) {
    if to_balance > 0 {
        told["to_balance"] = num(to_balance);
    }
    if by_provider > 0 {
        told["by_provider"] = num(by_provider);
    }
}
