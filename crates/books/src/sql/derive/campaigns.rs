//! Clearance campaigns, their goods, and which of them went with which order.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::event::{
    CampaignEnded, CampaignOpened, Corrected, Goods, OrderBooked, OrderPlaced, OrderReturned, Refunded,
};

pub(super) fn opened(taken: &Taken<'_>, opened: &CampaignOpened, rows: &mut Rows) -> Result<(), BooksError> {
    let (programme, campaign) = (i64::from(opened.programme.0), i64::from(opened.campaign.0));
    let row = &mut rows.campaigns;
    row.put(programme)?.put(campaign)?.put(opened.id.as_str())?.put(i64::from(opened.plan.0))?;
    row.put(opened.from.milliseconds())?.put(opened.until.milliseconds())?.count(taken.sequence)?;
    row.put(taken.recorded_at().milliseconds())?;
    for (place, offer) in (0_i64..).zip(&opened.goods) {
        let row = &mut rows.campaign_goods;
        row.put(programme)?.put(campaign)?.put(place)?.put(offer.sku.as_str())?.put(offer.name.as_str())?;
        row.put(offer.price.get())?.put(offer.cost.get())?.put(offer.stock)?;
    }
    Ok(())
}

pub(super) fn ended(ended: CampaignEnded, rows: &mut Rows) {
    let CampaignEnded { programme, campaign, at } = ended;
    rows.changes.push(Change::CampaignEnded { programme: programme.0, campaign: campaign.0, at });
}

/// The goods of an order that is held.
pub(super) fn placed(taken: &Taken<'_>, placed: &OrderPlaced, rows: &mut Rows) -> Result<(), BooksError> {
    placed.goods.map_or(Ok(()), |goods| bought(taken, placed.programme.0, goods, rows))
}

/// The goods of an order that was not held before.
pub(super) fn booked(taken: &Taken<'_>, booked: &OrderBooked, rows: &mut Rows) -> Result<(), BooksError> {
    let at_once = booked.particulars.as_deref().filter(|particulars| particulars.placed.is_none());
    let goods = at_once.and_then(|particulars| particulars.goods);
    goods.map_or(Ok(()), |goods| bought(taken, booked.programme.0, goods, rows))
}

fn bought(taken: &Taken<'_>, programme: u32, goods: Goods, rows: &mut Rows) -> Result<(), BooksError> {
    let Goods { campaign, place, quantity } = goods;
    let row = &mut rows.order_goods;
    row.count(taken.sequence)?.put(i64::from(programme))?.put(i64::from(campaign.0))?.put(i64::from(place))?;
    row.put(i64::from(quantity))?.put(0_i64)?;
    Ok(())
}

pub(super) fn returned(returned: &OrderReturned, rows: &mut Rows) {
    if let Some(Goods { quantity, .. }) = returned.put_back {
        rows.changes.push(Change::GoodsReturned { placed: returned.placed.0, quantity });
    }
}

pub(super) fn refunded(refunded: &Refunded, rows: &mut Rows) {
    put_back(refunded.order.0, refunded.put_back, rows);
}

pub(super) fn corrected(corrected: &Corrected, rows: &mut Rows) {
    put_back(corrected.order.0, corrected.put_back, rows);
}

fn put_back(order: u32, goods: Option<Goods>, rows: &mut Rows) {
    if let Some(Goods { quantity, .. }) = goods {
        rows.changes.push(Change::GoodsPutBack { order, quantity });
    }
}
