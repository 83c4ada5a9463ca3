//! How clearance campaigns and their goods change the state, and back.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::campaigns::{CampaignGoods, CampaignRow, CampaignTotals, CampaignUndo, Shelf, Stock};
use crate::due::Due;
use crate::event::{
    CampaignEnded, CampaignOpened, Corrected, Event, Goods, OrderBooked, OrderPlaced, Particulars, Refunded,
};
use crate::handle::{Campaign, Programme};

const NO_SUCH_CAMPAIGN: ApplyError = ApplyError::Inconsistent("no such campaign");
const NO_SUCH_GOODS: ApplyError = ApplyError::Inconsistent("goods are moved that are not there");
const OTHER_GOODS: ApplyError = ApplyError::Inconsistent("other goods are put back than were sold");

impl UndoLog {
    fn keep_campaign(&mut self, programme: Programme, change: CampaignUndo) {
        self.changes.push(Change::Campaign(Box::new((programme, change))));
    }
}

impl State {
    pub(super) fn apply_campaign(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        match event {
            Event::CampaignOpened(opened) => self.open_campaign(opened, log),
            Event::CampaignEnded(ended) => self.end_campaign(*ended, log),
            _ => Ok(()),
        }
    }

    fn open_campaign(&mut self, event: &CampaignOpened, log: &mut UndoLog) -> Result<(), ApplyError> {
        if event.campaign != Campaign::at(self.programme_mut(event.programme)?.campaigns.len()) {
            return Err(ApplyError::Inconsistent("campaign handles count up"));
        }
        let due = self.queue(event.until, Due::Campaign(event.programme, event.campaign), log);
        let mut goods = Vec::with_capacity(event.goods.len());
        for offer in &event.goods {
            let left = u32::try_from(offer.stock).map_err(|_| ApplyError::Overflow)?;
            goods.push(CampaignGoods { offer: offer.clone(), stock: Stock { left, ..Stock::default() } });
        }
        let row = CampaignRow {
            id: event.id.clone(),
            plan: event.plan,
            from: event.from,
            until: event.until,
            goods,
            totals: CampaignTotals::default(),
            due: Some(due),
        };
        let change = self.programme_mut(event.programme)?.campaigns.open(row);
        log.keep_campaign(event.programme, change);
        Ok(())
    }

    fn end_campaign(&mut self, event: CampaignEnded, log: &mut UndoLog) -> Result<(), ApplyError> {
        let CampaignEnded { programme, campaign, at } = event;
        let row = self.programme(programme).and_then(|state| state.campaigns.get(campaign)).ok_or(NO_SUCH_CAMPAIGN)?;
        if row.due.is_none() || at > row.until {
            return Err(ApplyError::Inconsistent("a campaign ends twice, or later than it was opened for"));
        }
        self.unqueue(row.due, log);
        let change = self.programme_mut(programme)?.campaigns.end(campaign, at).ok_or(NO_SUCH_CAMPAIGN)?;
        log.keep_campaign(programme, change);
        Ok(())
    }

    /// Holds the goods of an order that can still be returned.
    pub(super) fn hold_goods(&mut self, placed: &OrderPlaced, log: &mut UndoLog) -> Result<(), ApplyError> {
        let Some(goods) = placed.goods else { return Ok(()) };
        self.shift(placed.programme, goods, (Shelf::Left, Shelf::Held), Some, log)
    }

    /// Sells the goods of an order that is booked, held for it before or not.
    pub(super) fn sell_goods(
        &mut self,
        booked: &OrderBooked,
        particulars: &Particulars,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let Some(goods) = particulars.goods else { return Ok(()) };
        let from = if particulars.placed.is_some() { Shelf::Held } else { Shelf::Left };
        self.shift(booked.programme, goods, (from, Shelf::Sold), |totals| totals.booked(booked), log)
    }

    /// Puts goods back that were held; `goods` are those before and after the return.
    pub(super) fn put_back_returned(
        &mut self,
        programme: Programme,
        goods: Option<(Goods, Goods)>,
        put_back: Option<Goods>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        if put_back != goods.and_then(|(before, after)| before.less(after)) {
            return Err(OTHER_GOODS);
        }
        let Some(goods) = put_back else { return Ok(()) };
        self.shift(programme, goods, (Shelf::Held, Shelf::Left), Some, log)
    }

    /// Puts goods back whose money was given back; `particulars` are those of the order.
    pub(super) fn put_back_refunded(
        &mut self,
        refunded: &Refunded,
        particulars: Option<&Particulars>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let sold = particulars.and_then(|particulars| particulars.goods);
        let totals = |totals: CampaignTotals| totals.refunded(refunded);
        self.put_back_sold(refunded.programme, sold, refunded.put_back, totals, log)
    }

    /// Puts the goods of an order back that is taken back.
    pub(super) fn put_back_corrected(
        &mut self,
        corrected: &Corrected,
        particulars: Option<&Particulars>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let sold = particulars.and_then(|particulars| particulars.goods);
        if corrected.put_back != sold.filter(|goods| goods.quantity > 0) {
            return Err(OTHER_GOODS);
        }
        let totals = |totals: CampaignTotals| totals.corrected(corrected);
        self.put_back_sold(corrected.programme, sold, corrected.put_back, totals, log)
    }

    fn put_back_sold(
        &mut self,
        programme: Programme,
        sold: Option<Goods>,
        put_back: Option<Goods>,
        totals: impl FnOnce(CampaignTotals) -> Option<CampaignTotals>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let Some(sold) = sold else { return if put_back.is_none() { Ok(()) } else { Err(OTHER_GOODS) } };
        // What is not a whole piece puts nothing back, and counts all the same.
        let goods = put_back.unwrap_or(Goods { quantity: 0, ..sold });
        if (goods.campaign, goods.place) != (sold.campaign, sold.place) || goods.quantity > sold.quantity {
            return Err(OTHER_GOODS);
        }
        self.shift(programme, goods, (Shelf::Sold, Shelf::Left), totals, log)
    }

    fn shift(
        &mut self,
        programme: Programme,
        goods: Goods,
        (from, to): (Shelf, Shelf),
        totals: impl FnOnce(CampaignTotals) -> Option<CampaignTotals>,
        log: &mut UndoLog,
    ) -> Result<(), ApplyError> {
        let campaigns = &mut self.programme_mut(programme)?.campaigns;
        let before = campaigns.get(goods.campaign).ok_or(NO_SUCH_CAMPAIGN)?.totals;
        // A sum over all orders has a bound of its own: reaching it is no contradiction.
        let after = totals(before).ok_or(ApplyError::Overflow)?;
        let change = campaigns.shift(goods, (from, to), after).ok_or(NO_SUCH_GOODS)?;
        log.keep_campaign(programme, change);
        Ok(())
    }
}
