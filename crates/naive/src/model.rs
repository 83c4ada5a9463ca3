//! The state of a programme, sections 1 (founding), 2 (booking) and 7 (injection).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::life::{Life, Paid};
use crate::money_out::MoneyOut;
use crate::registry::{int, int_or_null, text};
use crate::rules::{Rules, Scope};
use crate::view::{exit_rows, num};
use crate::{BP, MAX_AMOUNT, MAX_RESERVE, SUPPLY_BOUND, UNITS_PER_POINT};

/// A merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// The plan it sells under.
    pub plan: String,
    /// Its own take rate.
    pub take_bp: Option<u128>,
    /// The member who owns it.
    pub owner: Option<String>,
    /// The member who recruited it.
    pub recruiter: Option<String>,
    /// Province, city, district.
    pub region: Option<Vec<String>>,
}

/// An open position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counts from 1 in order of opening.
    pub id: u64,
    /// Whose it is.
    pub member: String,
    /// Spend of the cycle, in fen.
    pub spend: u128,
    /// Units held.
    pub points: u128,
    /// Gross value sold so far, in fen.
    pub realised: u128,
}

/// A booked order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who bought.
    pub member: String,
    /// Where.
    pub merchant: String,
    /// The amount `A`.
    pub amount: u128,
    /// The commission `C`.
    pub commission: u128,
    /// The pool contribution `a`.
    pub pool: u128,
    /// The units minted, `m`.
    pub minted: u128,
    /// Member, kind and fen of each award.
    pub awards: Vec<(String, String, u128)>,
    /// The position that took the points.
    pub position: Option<u64>,
    /// Refunded so far.
    pub refunded: u128,
    /// What the balance paid of it.
    pub from_balance: u128,
    /// The payment that paid the rest.
    pub payment: Option<String>,
}

/// An order whose parties are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sold<'a> {
    pub(crate) id: &'a str,
    pub(crate) member: &'a str,
    pub(crate) shop: &'a str,
    pub(crate) amount: u128,
    pub(crate) cost: Option<i128>,
    pub(crate) occurred_at: i64,
}

/// A programme: the whole state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub(crate) rules: Rules,
    pub(crate) reserve: u128,
    pub(crate) supply: u128,
    pub(crate) founding_units: u128,
    /// The price at which the last unit left, or the initial one: fen and units.
    pub(crate) reference: (u128, u128),
    pub(crate) unallocated: u128,
    pub(crate) platform: u128,
    pub(crate) balances: BTreeMap<String, u128>,
    pub(crate) payables: BTreeMap<String, u128>,
    /// Referrer by member.
    pub(crate) members: BTreeMap<String, Option<String>>,
    pub(crate) merchants: BTreeMap<String, Merchant>,
    /// Member by region path.
    pub(crate) agents: BTreeMap<String, String>,
    pub(crate) orders: BTreeMap<String, Order>,
    /// Open positions by id.
    pub(crate) positions: Vec<Position>,
    pub(crate) opened: u64,
    pub(crate) exits: u64,
    pub(crate) life: Life,
    pub(crate) money_out: MoneyOut,
}

impl Model {
    /// Section 1: opens a programme; founding points are minted at par and never sold.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        let par = (rules.founding_fen * UNITS_PER_POINT).checked_div(rules.initial_price_fen);
        let founding_units = par.unwrap_or(0);
        Self {
            reserve: rules.founding_fen,
            supply: founding_units,
            founding_units,
            reference: (rules.initial_price_fen, UNITS_PER_POINT),
            unallocated: 0,
            platform: 0,
            balances: BTreeMap::new(),
            payables: BTreeMap::new(),
            members: BTreeMap::new(),
            merchants: BTreeMap::new(),
            agents: BTreeMap::new(),
            orders: BTreeMap::new(),
            positions: Vec::new(),
            opened: 0,
            exits: 0,
            life: Life::beginning_with(rules.founding_fen),
            money_out: MoneyOut::default(),
            rules,
        }
    }

    /// One step of a vector file; a rejection leaves the state as it was.
    ///
    /// Steps that are not operations of section 10 are rejected as `malformed`.
    pub fn step(&mut self, step: &Value) -> Result<Value, String> {
        let before = self.clone();
        let done = self.once(step);
        match &done {
            Ok(_) => self.forget(step),
            Err(_) => *self = before,
        }
        done
    }

    pub(crate) fn apply(&mut self, step: &Value) -> Result<Value, String> {
        // Steps without a time are steps of the same moment.
        self.life.now = step["at"].as_i64().unwrap_or(self.life.now);
        match text(step, "op")? {
            "add_member" => self.add_member(step),
            "add_merchant" => self.add_merchant(step),
            "appoint_agent" => self.appoint_agent(step),
            "book" => self.book(step),
            "redeem" => self.redeem(step),
            "refund" => self.refund(step),
            "correct" => self.correct(step),
            "inject" => self.inject(step),
            "place" => self.place(step, None, self.life.now),
            "return_order" => self.return_order(step),
            "book_held" => self.book_held(step),
            "tick" => Ok(self.tick()),
            "set_link_terms" => self.set_link_terms(step),
            "link_member" => self.link_member(step),
            "open_payment" => self.open_payment(step),
            "conclude_payment" => self.conclude_payment(step),
            "conclude_refund" => self.conclude_refund(step),
            _ => self.apply_money_out(step),
        }
    }

    /// Section 2: booking an order.
    fn book(&mut self, step: &Value) -> Result<Value, String> {
        let (id, member, shop) = (text(step, "id")?, text(step, "member")?, text(step, "merchant")?);
        if self.orders.contains_key(id) || self.was_placed(id) {
            return Err("order_exists".into());
        }
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        if !self.merchants.contains_key(shop) {
            return Err("merchant_unknown".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        let cost = int_or_null(step, "cost")?;
        let paid = Paid { from_balance: int_or_null(step, "from_balance")?.unwrap_or(0), ..Paid::default() };
        let occurred_at = self.life.now;
        self.sell_goods(&Sold { id, member, shop, amount, cost, occurred_at }, &paid)
    }

    /// Section 2, from the amount on: an order whose parties are known.
    pub(crate) fn sell_goods(&mut self, sold: &Sold<'_>, paid: &Paid) -> Result<Value, String> {
        let Sold { id, member, shop, amount, cost, occurred_at } = *sold;
        let from_balance = self.tender(member, amount, paid)?;
        let merchant = self.merchants.get(shop).ok_or("merchant_unknown")?.clone();
        let plan = self.rules.plans.get(&merchant.plan).ok_or("plan_unknown")?.clone();
        let (commission, lines) = self.split(&merchant, amount, cost)?;
        let in_lines: u128 = lines.values().sum();
        let pool = commission.checked_sub(in_lines).ok_or("margin_too_small")?;
        let distribution = lines.get("distribution").copied().unwrap_or(0);

        // 3. The awards.
        let awards = self.awards(&plan.awards, member, &merchant, amount, occurred_at);
        let awarded: u128 = awards.iter().map(|award| award.2).sum();
        let unclaimed = distribution.checked_sub(awarded).ok_or("awards_exceed_distribution")?;

        // 4. The points, at the price before this order.
        let (fen, units) = self.price();
        let minted = (pool * self.rules.mint_bp * units).checked_div(BP * fen).ok_or("limit_exceeded")?;
        if pool > 0 && minted == 0 {
            return Err("mint_rounds_to_zero".into());
        }

        // 5. The reserve and the supply.
        self.reserve += pool;
        self.supply += minted;
        if self.reserve > MAX_RESERVE || self.supply >= SUPPLY_BOUND {
            return Err("limit_exceeded".into());
        }
        *self.payables.entry(shop.into()).or_default() += amount - commission;
        self.platform += in_lines - distribution + unclaimed;
        self.collect(member, amount, from_balance, paid.is_placed);
        for (place, (who, kind, award)) in awards.iter().enumerate() {
            let days = plan.awards.freeze_days.as_ref().map_or(0, |days| match kind.as_str() {
                "direct" => days.direct,
                "indirect" => days.indirect,
                "recruiter" => days.recruiter,
                _ => days.region,
            });
            self.pay_award(id, place, who, *award, days);
        }

        // 6. The position.
        let position = if minted > 0 { Some(self.take_up(member, amount, minted)?) } else { None };
        self.orders.insert(
            id.into(),
            Order {
                member: member.into(),
                merchant: shop.into(),
                amount,
                commission,
                pool,
                minted,
                awards: awards.clone(),
                position,
                refunded: 0,
                from_balance,
                payment: paid.payment.clone(),
            },
        );

        if !paid.is_placed {
            self.ordered(member);
        }

        // 7. Forced exits.
        let exits = self.forced_exits();
        let rows: Vec<Value> = awards.iter().map(|(who, kind, award)| json!([who, kind, num(*award)])).collect();
        let lines: serde_json::Map<String, Value> = lines.into_iter().map(|(k, v)| (k, num(v))).collect();
        Ok(json!({
            "commission": num(commission), "pool": num(pool), "minted": num(minted),
            "lines": lines, "awards": rows, "unclaimed": num(unclaimed), "exits": exit_rows(&exits),
        }))
    }

    /// Section 2, point 6: the position that takes the spend and the points of an order.
    fn take_up(&mut self, member: &str, amount: u128, minted: u128) -> Result<u64, String> {
        let by_order = matches!(&self.rules.cap, Some(cap) if cap.scope == Scope::Order);
        let open = self.positions.iter().position(|p| p.member == member);
        let index = match open {
            Some(index) if !by_order => index,
            _ => {
                self.opened += 1;
                self.positions.push(Position {
                    id: self.opened,
                    member: member.into(),
                    spend: 0,
                    points: 0,
                    realised: 0,
                });
                self.positions.len() - 1
            }
        };
        let position = &mut self.positions[index];
        position.spend += amount;
        position.points += minted;
        if position.spend > MAX_RESERVE {
            return Err("limit_exceeded".into());
        }
        Ok(position.id)
    }

    /// Section 7: injection.
    fn inject(&mut self, step: &Value) -> Result<Value, String> {
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if self.supply == 0 {
            return Err("no_points_in_circulation".into());
        }
        if amount > MAX_AMOUNT || self.reserve + amount > MAX_RESERVE {
            return Err("limit_exceeded".into());
        }
        self.reserve += amount;
        self.life.cash += amount;
        let exits = self.forced_exits();
        Ok(json!({ "exits": exit_rows(&exits) }))
    }
}

/// The number as a positive amount, or the code.
pub(crate) fn positive(number: i128, code: &str) -> Result<u128, String> {
    match u128::try_from(number) {
        Ok(amount) if amount > 0 => Ok(amount),
        _ => Err(code.into()),
    }
}
