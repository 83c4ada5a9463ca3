//! The statement of a clearance campaign: what was cleared, and what came of it.

use crate::campaigns::{CampaignGoods, CampaignRow};
use crate::handle::{Campaign, Programme};
use crate::state::State;
use crate::units::{Fen, Points, Time};
use serde::Serialize;

/// A clearance campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CampaignView {
    /// Its own number.
    pub campaign: String,
    /// The programme.
    pub programme: String,
    /// The plan that its orders are booked under.
    pub plan: String,
    /// `coming`, `on_sale`, `sold_out` or `over`.
    pub state: &'static str,
    /// From when its goods are on sale, UTC milliseconds.
    pub from: Time,
    /// From when they are not on sale any more, UTC milliseconds.
    pub until: Time,
    /// Booked orders, less those that were taken back.
    pub orders: u64,
    /// What was paid for booked orders, less what was given back of it, in fen.
    pub money_in: Fen,
    /// What was given back of it, in fen.
    pub given_back: Fen,
    /// What the goods that were cleared had cost, in fen.
    pub cost: Fen,
    /// The margin given up: the commissions of its orders, in fen.
    pub margin_given_up: Fen,
    /// What entered the reserve, in fen.
    pub reserve_fed: Fen,
    /// Units minted.
    pub minted: Points,
    /// Units of them burned by refunds and corrections.
    pub burned: Points,
    /// The goods, by sku.
    pub goods: Vec<GoodsView>,
}

/// Goods of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoodsView {
    /// The seller's own number of them.
    pub sku: String,
    /// What they are called.
    pub name: String,
    /// What one piece is sold for, in fen.
    pub price: Fen,
    /// What one piece cost, in fen.
    pub cost: Fen,
    /// Pieces when the campaign was opened.
    pub stock: i64,
    /// Pieces that can be bought.
    pub left: u32,
    /// Pieces in orders that can still be returned.
    pub held: u32,
    /// Pieces cleared: sold, less what was put back.
    pub sold: u32,
}

impl CampaignView {
    /// The campaign of this number in `programme`; nothing when there is none.
    #[must_use]
    pub fn of(state: &State, programme: Programme, id: &str) -> Option<Self> {
        let (_, row) = state.programme(programme)?.campaigns.find(id)?;
        Some(Self::row(state, programme, row))
    }

    /// All campaigns of a programme, newest first.
    pub fn all(state: &State, programme: Programme) -> impl Iterator<Item = (Campaign, Self)> {
        let rows = state.programme(programme).into_iter().flat_map(|state| state.campaigns.iter());
        rows.rev().map(move |(campaign, row)| (campaign, Self::row(state, programme, row)))
    }

    fn row(state: &State, programme: Programme, row: &CampaignRow) -> Self {
        let of = state.programme(programme);
        let totals = row.totals;
        Self {
            campaign: row.id.clone(),
            programme: of.map(|of| of.name.clone()).unwrap_or_default(),
            plan: of.and_then(|of| of.plan_names.get(row.plan.place()).cloned()).unwrap_or_default(),
            state: standing(row, state.clock),
            from: row.from,
            until: row.until,
            orders: totals.orders,
            money_in: totals.paid - totals.given_back,
            given_back: totals.given_back,
            cost: cost_of_sold(&row.goods),
            margin_given_up: totals.commission,
            reserve_fed: totals.pool,
            minted: totals.minted,
            burned: totals.burned,
            goods: row.goods.iter().map(GoodsView::of).collect(),
        }
    }
}

impl GoodsView {
    fn of(goods: &CampaignGoods) -> Self {
        let CampaignGoods { offer, stock } = goods;
        Self {
            sku: offer.sku.clone(),
            name: offer.name.clone(),
            price: offer.price,
            cost: offer.cost,
            stock: offer.stock,
            left: stock.left,
            held: stock.held,
            sold: stock.sold,
        }
    }
}

/// What all pieces cost that were sold; the largest sum that there is where it is more.
fn cost_of_sold(goods: &[CampaignGoods]) -> Fen {
    let sum: u128 = goods.iter().map(|goods| goods.offer.cost.wide() * u128::from(goods.stock.sold)).sum();
    Fen::from_wide(sum).unwrap_or(Fen::new(i64::MAX))
}

fn standing(row: &CampaignRow, now: Time) -> &'static str {
    match (now >= row.until, now < row.from) {
        (true, _) => "over",
        (false, true) => "coming",
        (false, false) if row.is_sold_out() => "sold_out",
        (false, false) => "on_sale",
    }
}
