//! `docs/campaigns.md`: stock at prices of its own, under a plan of its own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::MAX_AMOUNT;
use crate::model::{Merchant, Model, Order};
use crate::registry::{int, text};
use crate::rules::Margin;
use crate::view::num;

const PIECES_MAX: i128 = 1_000_000_000;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Campaign {
    id: String,
    plan: String,
    from: i64,
    until: i64,
    goods: Vec<Goods>,
    /// Its orders, money paid, commission, pool; units minted and burned; money given back.
    orders: u64,
    paid: u128,
    given_back: u128,
    commission: u128,
    pool: u128,
    minted: u128,
    burned: u128,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Goods {
    sku: String,
    price: u128,
    cost: u128,
    stock: u128,
    left: u128,
    held: u128,
    sold: u128,
}

/// Pieces that an order takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    pub(crate) campaign: usize,
    pub(crate) goods: usize,
    pub(crate) quantity: u128,
}

/// Where pieces go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    ToHeld,
    ToSold,
    HeldToSold,
    HeldBack,
    SoldBack,
}

impl Model {
    pub(crate) fn open_campaign(&mut self, step: &Value) -> Result<Value, String> {
        let (id, plan) = (text(step, "id")?, text(step, "plan")?);
        if self.campaigns.iter().any(|campaign| campaign.id == id) {
            return Err("campaign_exists".into());
        }
        let margin = self.rules.plans.get(plan).ok_or("plan_unknown")?.margin;
        let time = |name| int(step, name).and_then(|at| i64::try_from(at).map_err(|_| "malformed".into()));
        let (from, until) = (time("from")?, time("until")?);
        if until <= from || until <= self.life.now {
            return Err("campaign_window_invalid".into());
        }
        let rows = step["goods"].as_array().ok_or("malformed")?;
        if rows.is_empty() || rows.len() > 1_000 {
            return Err("goods_count_out_of_range".into());
        }
        let skus: BTreeSet<&str> = rows.iter().filter_map(|row| row["sku"].as_str()).collect();
        if skus.len() < rows.len() {
            return Err("sku_repeated".into());
        }
        let mut goods = Vec::new();
        for row in rows {
            let within = |name: &str, range: std::ops::RangeInclusive<i128>, code: &str| {
                let number = Some(int(row, name)?).filter(|number| range.contains(number));
                number.and_then(|number| u128::try_from(number).ok()).ok_or_else(|| code.to_owned())
            };
            let most = i128::try_from(MAX_AMOUNT).unwrap_or(i128::MAX);
            let price = within("price", 1..=most, "goods_price_out_of_range")?;
            let most = if margin == Margin::Cost { i128::try_from(price).unwrap_or(most) } else { most };
            let cost = within("cost", 0..=most, "goods_cost_out_of_range")?;
            let stock = within("stock", 1..=PIECES_MAX, "stock_out_of_range")?;
            goods.push(Goods { sku: text(row, "sku")?.into(), price, cost, stock, left: stock, held: 0, sold: 0 });
        }
        let (id, plan) = (id.into(), plan.into());
        let [paid, given_back, commission, pool, minted, burned] = [0; 6];
        let orders = 0;
        self.campaigns.push(Campaign {
            id,
            plan,
            from,
            until,
            goods,
            orders,
            paid,
            given_back,
            commission,
            pool,
            minted,
            burned,
        });
        Ok(json!({}))
    }

    pub(crate) fn end_campaign(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "campaign")?;
        let now = self.life.now;
        let campaign = self.campaigns.iter_mut().find(|campaign| campaign.id == id).ok_or("campaign_unknown")?;
        if campaign.until <= now {
            return Err("campaign_ended".into());
        }
        campaign.until = now;
        Ok(json!({}))
    }

    /// The pieces that a step asks for, with what they cost, when they can be sold at the business time.
    pub(crate) fn pieces_of(
        &self,
        step: &Value,
        amount: u128,
        occurred_at: i64,
    ) -> Result<Option<(Pieces, Option<i128>)>, String> {
        let asked = &step["goods"];
        if asked.is_null() {
            return Ok(None);
        }
        let (id, sku) = (text(asked, "campaign")?, text(asked, "sku")?);
        let place = self.campaigns.iter().position(|campaign| campaign.id == id).ok_or("campaign_unknown")?;
        let campaign = &self.campaigns[place];
        if occurred_at < campaign.from {
            return Err("campaign_not_begun".into());
        }
        if campaign.until <= self.life.now {
            return Err("campaign_ended".into());
        }
        let goods = campaign.goods.iter().position(|goods| goods.sku == sku).ok_or("sku_unknown")?;
        let quantity = int(asked, "quantity")?;
        if !(1..=PIECES_MAX).contains(&quantity) {
            return Err("quantity_out_of_range".into());
        }
        let quantity = quantity.unsigned_abs();
        let row = &campaign.goods[goods];
        if quantity > row.left {
            return Err("stock_insufficient".into());
        }
        if row.price * quantity > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        if !step["cost"].is_null() {
            return Err("cost_unexpected".into());
        }
        if row.price * quantity != amount {
            return Err("price_differs".into());
        }
        let margin = self.rules.plans[&campaign.plan].margin;
        let cost = Some(row.cost * quantity).filter(|_| margin == Margin::Cost);
        let pieces = Pieces { campaign: place, goods, quantity };
        Ok(Some((pieces, cost.and_then(|cost| i128::try_from(cost).ok()))))
    }

    /// The merchant as the seller of an order: goods of a campaign are sold under its plan, at that plan's own rate.
    pub(crate) fn seller(&self, shop: &str, pieces: Option<&Pieces>) -> Merchant {
        let merchant = self.merchants[shop].clone();
        match pieces {
            Some(pieces) => Merchant { plan: self.campaigns[pieces.campaign].plan.clone(), take_bp: None, ..merchant },
            None => merchant,
        }
    }

    pub(crate) fn move_pieces(&mut self, pieces: &Pieces, count: u128, to: Move) {
        let goods = &mut self.campaigns[pieces.campaign].goods[pieces.goods];
        let (from, to) = match to {
            Move::ToHeld => (&mut goods.left, &mut goods.held),
            Move::ToSold => (&mut goods.left, &mut goods.sold),
            Move::HeldToSold => (&mut goods.held, &mut goods.sold),
            Move::HeldBack => (&mut goods.held, &mut goods.left),
            Move::SoldBack => (&mut goods.sold, &mut goods.left),
        };
        *from -= count;
        *to += count;
    }

    /// What a booked order adds to the statement of its campaign.
    pub(crate) fn count_in_campaign(&mut self, order: &Order) {
        let Some(pieces) = &order.pieces else { return };
        let campaign = &mut self.campaigns[pieces.campaign];
        campaign.orders += 1;
        campaign.paid += order.amount;
        campaign.commission += order.commission;
        campaign.pool += order.pool;
        campaign.minted += order.minted;
    }

    /// A refund that brings what was given back of an order from `before` to `after`.
    pub(crate) fn refund_in_campaign(&mut self, order: &Order, before: u128, after: u128, burned: u128) {
        let Some(pieces) = order.pieces.clone() else { return };
        let back = pieces.quantity * after / order.amount - pieces.quantity * before / order.amount;
        self.move_pieces(&pieces, back, Move::SoldBack);
        let campaign = &mut self.campaigns[pieces.campaign];
        campaign.given_back += after - before;
        campaign.burned += burned;
    }

    /// A correction: everything of it goes back.
    pub(crate) fn correct_in_campaign(&mut self, order: &Order, from_reserve: u128) {
        let Some(pieces) = order.pieces.clone() else { return };
        self.move_pieces(&pieces, pieces.quantity, Move::SoldBack);
        let campaign = &mut self.campaigns[pieces.campaign];
        campaign.orders -= 1;
        campaign.given_back += order.amount;
        campaign.commission -= order.commission;
        campaign.pool -= from_reserve;
        campaign.burned += order.minted;
    }

    /// The statements of all campaigns.
    #[must_use]
    pub fn campaigns(&self) -> Vec<Value> {
        let statement = |campaign: &Campaign| {
            let goods = campaign.goods.iter().map(|goods| {
                json!({ "sku": goods.sku, "left": num(goods.left), "held": num(goods.held), "sold": num(goods.sold), "stock": num(goods.stock) })
            });
            json!({
                "campaign": campaign.id, "orders": campaign.orders, "money_in": num(campaign.paid - campaign.given_back),
                "cost": num(campaign.goods.iter().map(|goods| goods.cost * goods.sold).sum()),
                "margin_given_up": num(campaign.commission), "reserve_fed": num(campaign.pool),
                "minted": num(campaign.minted), "burned": num(campaign.burned), "goods": goods.collect::<Vec<_>>(),
            })
        };
        self.campaigns.iter().map(statement).collect()
    }
}
