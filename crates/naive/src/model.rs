//! The state of a programme, sections 1 (founding), 2 (booking) and 7 (injection).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::allotments::Offer;
use crate::campaigns::{Campaign, Move, Pieces};
use crate::closing::Closing;
use crate::contracts::Contract;
use crate::debts::{Claim, CoinPart, Grant};
use crate::fund::Fund;
use crate::life::{Life, Paid};
use crate::money_out::MoneyOut;
use crate::months::Months;
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
    /// Where it came with coins.
    pub grant: Option<Grant>,
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
    /// What the fund added to its pool contribution.
    pub subsidy: u128,
    /// What of its platform line is in the pot of dividends.
    pub dividend: u128,
    /// What coins paid beside.
    pub coin_part: Option<CoinPart>,
    /// The pieces of a campaign that it took.
    pub pieces: Option<Pieces>,
}

/// What a step asks for, checked.
pub(crate) struct Asked {
    pub(crate) amount: u128,
    pub(crate) coins: u128,
    pub(crate) cost: Option<i128>,
    pub(crate) pieces: Option<Pieces>,
}

/// An order whose parties are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sold<'a> {
    pub(crate) id: &'a str,
    pub(crate) member: &'a str,
    pub(crate) shop: &'a str,
    pub(crate) amount: u128,
    pub(crate) cost: Option<i128>,
    pub(crate) coins: u128,
    pub(crate) pieces: Option<&'a Pieces>,
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
    /// Members in the order in which they registered.
    pub(crate) registered: Vec<String>,
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
    pub(crate) fund: Fund,
    pub(crate) claims: BTreeMap<String, Claim>,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) contracts: Vec<Contract>,
    pub(crate) closing: Option<Closing>,
    pub(crate) months: Months,
    pub(crate) offers: BTreeMap<String, Offer>,
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
            registered: Vec::new(),
            merchants: BTreeMap::new(),
            agents: BTreeMap::new(),
            orders: BTreeMap::new(),
            positions: Vec::new(),
            opened: 0,
            exits: 0,
            life: Life::beginning_with(rules.founding_fen),
            money_out: MoneyOut::default(),
            fund: Fund::default(),
            claims: BTreeMap::new(),
            campaigns: Vec::new(),
            contracts: Vec::new(),
            closing: None,
            months: Months::default(),
            offers: BTreeMap::new(),
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
            "fund" => self.fund(step),
            "import_claim" => self.import_claim(step),
            "convert_claim" => self.convert_claim(step),
            "open_campaign" => self.open_campaign(step),
            "end_campaign" => self.end_campaign(step),
            "sign_contract" => self.sign_contract(step),
            "end_contract" => self.end_contract(step),
            "close_programme" => self.close_programme(step),
            "set_shares" => self.set_shares(step),
            "close_period" => self.close_period(step),
            "open_offer" => self.open_offer(step),
            "subscribe" => self.subscribe(step),
            "grant_allotment" => self.grant_allotment(step),
            _ => self.apply_money_out(step),
        }
    }

    /// Section 2: booking an order.
    fn book(&mut self, step: &Value) -> Result<Value, String> {
        let occurred_at = self.life.now;
        let asked = self.check_order(step, occurred_at)?;
        let (id, member, shop) = (text(step, "id")?, text(step, "member")?, text(step, "merchant")?);
        let paid = Paid { from_balance: int_or_null(step, "from_balance")?.unwrap_or(0), ..Paid::default() };
        let Asked { amount, coins, cost, pieces } = asked;
        let pieces = pieces.as_ref();
        self.sell_goods(&Sold { id, member, shop, amount, cost, coins, pieces, occurred_at }, &paid)
    }

    /// Section 2, from the amount on: an order whose parties are known.
    pub(crate) fn sell_goods(&mut self, sold: &Sold<'_>, paid: &Paid) -> Result<Value, String> {
        let Sold { id, member, shop, coins, occurred_at, .. } = *sold;
        // What coins pay is no part of the order that this page is about.
        let amount = sold.amount - coins;
        let from_balance = self.tender(member, amount, paid)?;
        let merchant = self.seller(shop, sold.pieces);
        let plan = self.rules.plans.get(&merchant.plan).ok_or("plan_unknown")?.clone();
        let (cost, coins_cost) = sold.cost_by_part();
        let (commission, lines) = self.split(&merchant, amount, cost)?;
        let in_lines: u128 = lines.values().sum();
        let pool = commission.checked_sub(in_lines).ok_or("margin_too_small")?;
        let line = |name: &str| lines.get(name).copied().unwrap_or(0);
        let distribution = line("distribution");
        let dividend = self.dividend(line("platform"));

        // 3. The awards, and behind them those of levels.
        let mut awards = self.awards(&plan.awards, member, &merchant, amount, occurred_at);
        awards.extend(self.level_awards(member, amount, occurred_at));
        let awarded: u128 = awards.iter().map(|award| award.2).sum();
        let unclaimed = distribution.checked_sub(awarded).ok_or("awards_exceed_distribution")?;

        // 4. The points, at the price before this order.
        let (subsidy, drip) = self.subsidy_and_drip(amount, pool, commission, awarded);
        let (fen, units) = self.price();
        let minted = ((pool + subsidy) * self.rules.mint_bp * units).checked_div(BP * fen).ok_or("limit_exceeded")?;
        if pool + subsidy > 0 && minted == 0 {
            return Err("mint_rounds_to_zero".into());
        }

        // 5. The reserve and the supply.
        self.reserve += pool + subsidy + drip;
        self.supply += minted;
        if self.reserve > MAX_RESERVE || self.supply >= SUPPLY_BOUND {
            return Err("limit_exceeded".into());
        }
        *self.payables.entry(shop.into()).or_default() += amount - commission;
        self.platform += in_lines - distribution + unclaimed - dividend;
        self.collect(member, amount, from_balance, paid.is_placed);
        self.pay_awards(id, &plan.awards, &awards);

        // 6. The position.
        let position = if minted > 0 { Some(self.take_up(member, amount, minted)?) } else { None };
        let order = Order {
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
            subsidy,
            dividend,
            coin_part: Some(CoinPart { coins, ..CoinPart::default() }).filter(|_| coins > 0),
            pieces: sold.pieces.cloned(),
        };
        self.orders.insert(id.into(), order.clone());
        self.count_in_month(id, &order, occurred_at);
        self.count_in_campaign(&order);
        if let Some(pieces) = sold.pieces {
            self.move_pieces(pieces, pieces.quantity, if paid.is_placed { Move::HeldToSold } else { Move::ToSold });
        }
        if coins > 0 {
            let to_merchant = self.merchants_part(&merchant, coins, coins_cost);
            self.spend_coins(id, shop, to_merchant, paid.is_placed)?;
            self.grant_points(id)?;
        }
        if !paid.is_placed {
            self.ordered(member);
        }

        // 7. Forced exits.
        let exits = self.forced_exits();
        let rows: Vec<Value> = awards.iter().map(|(who, kind, award)| json!([who, kind, num(*award)])).collect();
        let lines: serde_json::Map<String, Value> = lines.into_iter().map(|(k, v)| (k, num(v))).collect();
        let mut told = json!({
            "commission": num(commission), "pool": num(pool), "minted": num(minted),
            "lines": lines, "awards": rows, "unclaimed": num(unclaimed), "exits": exit_rows(&exits),
        });
        for (name, fen) in [("subsidy", subsidy), ("drip", drip), ("dividend", dividend)] {
            if fen > 0 {
                told[name] = num(fen);
            }
        }
        self.tell_coins(id, &mut told);
        Ok(told)
    }

    /// Section 2, point 6: the position that takes the spend and the points of an order.
    fn take_up(&mut self, member: &str, amount: u128, minted: u128) -> Result<u64, String> {
        let by_order = matches!(&self.rules.cap, Some(cap) if cap.scope == Scope::Order);
        // What came with coins is a position of its own.
        let open = self.positions.iter().position(|p| p.member == member && p.grant.is_none());
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
                    grant: None,
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
        self.takes_changes()?;
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
        if step["must_not_empty"] == json!(true) && !exits.is_empty() && self.positions.is_empty() {
            return Err("injection_empties".into());
        }
        Ok(json!({ "exits": exit_rows(&exits) }))
    }
}

impl Sold<'_> {
    /// Under a cost plan the coins bear their part of the cost, floored, and the money the rest.
    pub(crate) fn cost_by_part(&self) -> (Option<i128>, u128) {
        let Some(cost) = self.cost else { return (None, 0) };
        let of_coins = u128::try_from(cost).map_or(0, |cost| cost * self.coins / self.amount);
        (Some(cost - i128::try_from(of_coins).unwrap_or(0)), of_coins)
    }
}

/// The number as a positive amount, or the code.
pub(crate) fn positive(number: i128, code: &str) -> Result<u128, String> {
    match u128::try_from(number) {
        Ok(amount) if amount > 0 => Ok(amount),
        _ => Err(code.into()),
    }
}
