//! Goods of a clearance campaign that an order is for: the campaign says their price, their cost and the plan.

use crate::engine::Step;
use crate::event::Goods;
use crate::handle::{Plan, Programme};
use crate::limits::{AMOUNT_MAX, STOCK_MAX};
use crate::rejection::Rejection;
use crate::rules::Margin;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Goods as an order names them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct CampaignGoods {
    /// The campaign.
    #[n(0)]
    pub campaign: String,
    /// Which of its goods.
    #[n(1)]
    pub sku: String,
    /// How many pieces.
    #[n(2)]
    pub quantity: i64,
}

/// Goods that are there, and what an order for them comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) sale: CampaignSale,
    /// The price of all pieces.
    pub(super) amount: Fen,
    /// What they cost, under a cost plan.
    pub(super) cost: Option<Fen>,
}

/// Goods that an order sells, and the plan of their campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CampaignSale {
    pub(crate) goods: Goods,
    pub(crate) plan: Plan,
}

impl CampaignSale {
    /// Of goods that were found before.
    pub(super) fn of(step: &Step<'_>, programme: Programme, goods: Goods) -> Option<Self> {
        let plan = step.of(programme).campaigns.get(goods.campaign)?.plan;
        Some(Self { goods, plan })
    }
}

impl CampaignGoods {
    /// The goods, if so many of them are on sale now and were when the order happened.
    pub(super) fn find(&self, step: &Step<'_>, programme: Programme) -> Result<Found, Rejection> {
        let state = step.of(programme);
        let (campaign, row) = state.campaigns.find(&self.campaign).ok_or(Rejection::CampaignUnknown)?;
        if step.asked.occurred_at < row.from {
            return Err(Rejection::CampaignNotBegun);
        }
        // By the time of recording: whether a tick has said so makes no difference.
        let now: Time = step.asked.recorded_at;
        if now >= row.until {
            return Err(Rejection::CampaignEnded);
        }
        let (place, goods) = row.find(&self.sku).ok_or(Rejection::SkuUnknown)?;
        let quantity = u32::try_from(self.quantity).ok().filter(|_| (1..=STOCK_MAX).contains(&self.quantity));
        let quantity = quantity.ok_or(Rejection::QuantityOutOfRange)?;
        if goods.stock.left < quantity {
            return Err(Rejection::StockInsufficient);
        }
        let rules = state.plan_rules(step.version(programme), row.plan).ok_or(Rejection::PlanUnknown)?;
        let all = |one: Fen| Fen::from_wide(one.wide() * u128::from(quantity)).filter(|sum| sum.get() <= AMOUNT_MAX);
        let amount = all(goods.offer.price).ok_or(Rejection::LimitExceeded)?;
        let cost = match rules.margin {
            Margin::Cost => Some(all(goods.offer.cost).ok_or(Rejection::LimitExceeded)?),
            Margin::Take => None,
        };
        let goods = Goods { campaign, place, quantity };
        Ok(Found { sale: CampaignSale { goods, plan: row.plan }, amount, cost })
    }
}
