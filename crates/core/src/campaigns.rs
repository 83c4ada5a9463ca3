//! Clearance campaigns (清库存): goods at a price of their own, sold under a plan of their own while there is any left.
//!
//! A piece is on the shelf, held for an order that can still be returned, or sold; it goes from one to another and never
//! is anywhere else.

use crate::due::DueKey;
use crate::event::{Corrected, Goods, OrderBooked, Refunded};
use crate::handle::{Campaign, Plan};
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Goods that a campaign offers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The seller's own number of them.
    #[n(0)]
    pub sku: String,
    /// What they are called.
    #[n(1)]
    pub name: String,
    /// What one piece is sold for, in fen.
    #[n(2)]
    #[serde(rename = "price_fen")]
    pub price: Fen,
    /// What one piece cost, in fen.
    #[n(3)]
    #[serde(rename = "cost_fen")]
    pub cost: Fen,
    /// How many pieces there are when the campaign is opened.
    #[n(4)]
    pub stock: i64,
}

/// Where the pieces of one kind of goods are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Stock {
    /// Can be bought.
    #[n(0)]
    pub left: u32,
    /// In orders that can still be returned.
    #[n(1)]
    pub held: u32,
    /// In booked orders, less what was put back.
    #[n(2)]
    pub sold: u32,
}

/// One of the places in which a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shelf {
    Left,
    Held,
    Sold,
}

impl Stock {
    /// Moves `quantity` pieces, or nothing when there are not so many.
    pub(crate) fn moved(mut self, quantity: u32, from: Shelf, to: Shelf) -> Option<Self> {
        let taken = self.on(from).checked_sub(quantity)?;
        *self.on(from) = taken;
        let put = self.on(to).checked_add(quantity)?;
        *self.on(to) = put;
        Some(self)
    }

    fn on(&mut self, place: Shelf) -> &mut u32 {
        match place {
            Shelf::Left => &mut self.left,
            Shelf::Held => &mut self.held,
            Shelf::Sold => &mut self.sold,
        }
    }
}

/// Goods of a campaign and where their pieces are.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CampaignGoods {
    /// What was offered.
    #[n(0)]
    pub offer: Offer,
    /// Where it is now.
    #[n(1)]
    pub stock: Stock,
}

/// What a campaign brought so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct CampaignTotals {
    /// Booked orders, less those that were taken back.
    #[n(0)]
    pub orders: u64,
    /// Paid for booked orders.
    #[n(1)]
    pub paid: Fen,
    /// Given back of that, by refunds and corrections.
    #[n(2)]
    pub given_back: Fen,
    /// The margin given up: commissions of its orders, less those of orders that were taken back.
    #[n(3)]
    pub commission: Fen,
    /// What entered the reserve, less what the reserve paid for orders that were taken back.
    #[n(4)]
    pub pool: Fen,
    /// Units minted.
    #[n(5)]
    pub minted: Points,
    /// Units burned by refunds and corrections.
    #[n(6)]
    pub burned: Points,
}

impl CampaignTotals {
    /// The totals after an order of the campaign was booked; nothing when one would exceed its bound.
    pub(crate) fn booked(self, order: &OrderBooked) -> Option<Self> {
        Some(Self {
            orders: self.orders + 1,
            paid: self.paid.checked_add(order.amount)?,
            commission: self.commission.checked_add(order.commission)?,
            pool: self.pool.checked_add(order.pool)?,
            minted: self.minted.checked_add(order.minted)?,
            ..self
        })
    }

    /// After something of one of its orders was given back.
    pub(crate) fn refunded(self, refund: &Refunded) -> Option<Self> {
        let given_back = self.given_back.checked_add(refund.amount)?;
        Some(Self { given_back, burned: self.burned.checked_add(refund.burned)?, ..self })
    }

    /// After one of its orders was taken back.
    pub(crate) fn corrected(self, corrected: &Corrected) -> Option<Self> {
        Some(Self {
            orders: self.orders.checked_sub(1)?,
            given_back: self.given_back.checked_add(corrected.amount)?,
            commission: self.commission - (corrected.amount - corrected.payable),
            pool: self.pool - corrected.from_reserve,
            burned: self.burned.checked_add(corrected.burned)?,
            ..self
        })
    }
}

/// A clearance campaign.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CampaignRow {
    /// Its own number.
    #[n(0)]
    pub id: String,
    /// The plan that its orders are booked under.
    #[n(1)]
    pub plan: Plan,
    /// From when its goods are on sale.
    #[n(2)]
    pub from: Time,
    /// From when they are not on sale any more.
    #[n(3)]
    pub until: Time,
    /// The goods, by sku.
    #[n(4)]
    pub goods: Vec<CampaignGoods>,
    /// What it brought so far.
    #[n(5)]
    pub totals: CampaignTotals,
    /// Where its end stands in the due queue; nowhere once that is journaled.
    #[n(6)]
    pub due: Option<DueKey>,
}

impl CampaignRow {
    /// The goods of this sku, with their place.
    #[must_use]
    pub fn find(&self, sku: &str) -> Option<(u16, &CampaignGoods)> {
        let place = self.goods.binary_search_by(|goods| goods.offer.sku.as_str().cmp(sku)).ok()?;
        Some((u16::try_from(place).ok()?, self.goods.get(place)?))
    }

    /// Whether no piece is left to be bought.
    #[must_use]
    pub fn is_sold_out(&self) -> bool {
        self.goods.iter().all(|goods| goods.stock.left == 0)
    }
}

/// The campaigns of a programme.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Campaigns {
    /// By handle.
    #[n(0)]
    rows: Vec<CampaignRow>,
    /// Derived from the rows.
    #[cbor(skip)]
    by_id: BTreeMap<String, Campaign>,
}

/// A change that can be taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CampaignUndo {
    Opened,
    Moved { goods: Goods, stock: Stock, totals: CampaignTotals },
    Ended { campaign: Campaign, until: Time, due: Option<DueKey> },
}

impl Campaigns {
    /// A campaign.
    #[must_use]
    pub fn get(&self, campaign: Campaign) -> Option<&CampaignRow> {
        self.rows.get(campaign.place())
    }

    /// The campaign of this number.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(Campaign, &CampaignRow)> {
        let campaign = *self.by_id.get(id)?;
        Some((campaign, self.get(campaign)?))
    }

    /// The goods that are named, where the campaign has them.
    #[must_use]
    pub fn goods(&self, goods: Goods) -> Option<&CampaignGoods> {
        self.get(goods.campaign)?.goods.get(usize::from(goods.place))
    }

    /// All campaigns, in order of opening.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Campaign, &CampaignRow)> {
        self.rows.iter().enumerate().map(|(place, row)| (Campaign::at(place), row))
    }

    /// How many campaigns were ever opened.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn open(&mut self, row: CampaignRow) -> CampaignUndo {
        self.by_id.insert(row.id.clone(), Campaign::at(self.rows.len()));
        self.rows.push(row);
        CampaignUndo::Opened
    }

    /// Moves pieces from one place to another, and sets what the campaign brought; nothing when there are not so many.
    pub(crate) fn shift(
        &mut self,
        goods: Goods,
        (from, to): (Shelf, Shelf),
        totals: CampaignTotals,
    ) -> Option<CampaignUndo> {
        let row = self.rows.get_mut(goods.campaign.place())?;
        let own = row.goods.get_mut(usize::from(goods.place))?;
        let stock = own.stock.moved(goods.quantity, from, to)?;
        let stock = std::mem::replace(&mut own.stock, stock);
        Some(CampaignUndo::Moved { goods, stock, totals: std::mem::replace(&mut row.totals, totals) })
    }

    /// Ends a campaign at `until`; its end is not due any more.
    pub(crate) fn end(&mut self, campaign: Campaign, until: Time) -> Option<CampaignUndo> {
        let row = self.rows.get_mut(campaign.place())?;
        let (until, due) = (std::mem::replace(&mut row.until, until), row.due.take());
        Some(CampaignUndo::Ended { campaign, until, due })
    }

    pub(crate) fn undo(&mut self, change: CampaignUndo) {
        match change {
            CampaignUndo::Opened => {
                if let Some(row) = self.rows.pop() {
                    self.by_id.remove(&row.id);
                }
            }
            CampaignUndo::Moved { goods, stock, totals } => {
                let Some(row) = self.rows.get_mut(goods.campaign.place()) else { return };
                row.totals = totals;
                if let Some(own) = row.goods.get_mut(usize::from(goods.place)) {
                    own.stock = stock;
                }
            }
            CampaignUndo::Ended { campaign, until, due } => {
                if let Some(row) = self.rows.get_mut(campaign.place()) {
                    (row.until, row.due) = (until, due);
                }
            }
        }
    }

    /// Derives what the canonical form leaves out.
    pub(crate) fn derive(&mut self) {
        self.by_id = self.iter().map(|(campaign, row)| (row.id.clone(), campaign)).collect();
    }
}
