//! Opens a clearance campaign (清库存): goods, their prices and a plan of its own.

use crate::campaigns::Offer;
use crate::engine::Step;
use crate::event::{CampaignOpened, Event};
use crate::handle::Campaign;
use crate::identifier::{check_goods_name, check_identifier};
use crate::limits::{AMOUNT_MAX, CAMPAIGN_GOODS_MAX, CAMPAIGNS_MAX, STOCK_MAX};
use crate::rejection::Rejection;
use crate::rules::Margin;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct OpenCampaign {
    /// The campaign's own number.
    #[n(0)]
    pub id: String,
    /// The plan of the rules that its orders are booked under.
    #[n(1)]
    pub plan: String,
    /// From when its goods are on sale.
    #[n(2)]
    pub from: Time,
    /// From when they are not on sale any more.
    #[n(3)]
    pub until: Time,
    /// The goods.
    #[n(4)]
    pub goods: Vec<Offer>,
}

impl OpenCampaign {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        check_identifier(&self.id)?;
        if state.campaigns.find(&self.id).is_some() {
            return Err(Rejection::CampaignExists);
        }
        let plan = state.plan(&self.plan).ok_or(Rejection::PlanUnknown)?;
        let rules = state.plan_rules(state.version_at(self.from), plan).ok_or(Rejection::PlanUnknown)?;
        if self.until <= self.from || self.until <= step.asked.recorded_at {
            return Err(Rejection::CampaignWindowInvalid);
        }
        let goods = self.goods(rules.margin)?;
        if state.campaigns.len() >= CAMPAIGNS_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let campaign = Campaign::at(state.campaigns.len());
        let (id, from, until) = (self.id.clone(), self.from, self.until);
        step.emit(Event::CampaignOpened(CampaignOpened { programme, campaign, id, plan, from, until, goods }))
    }

    /// The goods by sku, each sku once.
    fn goods(&self, margin: Margin) -> Result<Vec<Offer>, Rejection> {
        if !(1..=CAMPAIGN_GOODS_MAX).contains(&self.goods.len()) {
            return Err(Rejection::GoodsCountOutOfRange);
        }
        let mut goods = self.goods.clone();
        goods.sort_by(|one, other| one.sku.cmp(&other.sku));
        if goods.windows(2).any(|pair| pair[0].sku == pair[1].sku) {
            return Err(Rejection::SkuRepeated);
        }
        for offer in &goods {
            offer.check()?;
            if margin == Margin::Cost && offer.cost > offer.price {
                return Err(Rejection::GoodsCostOutOfRange);
            }
        }
        Ok(goods)
    }
}

impl Offer {
    /// Refuses what no campaign can offer.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        check_identifier(&self.sku)?;
        check_goods_name(&self.name)?;
        let most = Fen::new(AMOUNT_MAX);
        if !self.price.is_positive() || self.price > most {
            return Err(Rejection::GoodsPriceOutOfRange);
        }
        if self.cost.is_negative() || self.cost > most {
            return Err(Rejection::GoodsCostOutOfRange);
        }
        if (1..=STOCK_MAX).contains(&self.stock) { Ok(()) } else { Err(Rejection::StockOutOfRange) }
    }
}
