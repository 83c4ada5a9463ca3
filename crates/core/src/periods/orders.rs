//! The orders that no closing has taken yet, in the order of their booking. Booking adds one at the end and looks at
//! nothing else: who is above the buyer is looked at when the month is closed.

use crate::handle::{Member, Order};
use crate::levels::LevelAward;
use crate::units::{Fen, Time};
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::collections::{BTreeMap, VecDeque};

/// Orders in one chunk.
const CHUNK: usize = 4_096;

/// What a closing needs of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PeriodOrder {
    /// Which.
    #[n(0)]
    pub order: Order,
    /// Who bought.
    #[n(1)]
    pub member: Member,
    /// The version of the rules that it was booked under.
    #[n(2)]
    pub version: u32,
    /// When it was recorded: its month goes by it.
    #[n(3)]
    pub recorded_at: Time,
    /// When it happened in business: the links in force then decide who is above the buyer.
    #[n(4)]
    pub occurred_at: Time,
    /// What was paid; nothing once it is corrected.
    #[n(5)]
    pub amount: Fen,
    /// What it brought into the pot of dividends; nothing once it is corrected.
    #[n(6)]
    pub dividend: Fen,
}

/// Orders by the order of their booking.
#[derive(Clone, Debug, Default)]
pub struct PeriodOrders {
    /// How many of the first chunk are gone.
    gone: usize,
    len: usize,
    /// Every chunk but the last is full.
    chunks: VecDeque<Vec<PeriodOrder>>,
    /// What was refunded of those of which anything was.
    refunded: BTreeMap<Order, Fen>,
    /// What was paid on them for levels.
    level_awards: BTreeMap<Order, Vec<LevelAward>>,
}

/// How to take a change of one order back.
#[derive(Clone, Debug)]
pub(crate) struct PeriodOrderUndo {
    place: usize,
    before: PeriodOrder,
    refunded: Option<Fen>,
    level_awards: Option<Vec<LevelAward>>,
}

/// Orders that a closing took.
#[derive(Clone, Debug)]
pub(crate) struct PassedOrders {
    gone: usize,
    len: usize,
    chunks: Vec<Vec<PeriodOrder>>,
    refunded: BTreeMap<Order, Fen>,
    level_awards: BTreeMap<Order, Vec<LevelAward>>,
}

impl PeriodOrders {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The order at `place`.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&PeriodOrder> {
        if place >= self.len {
            return None;
        }
        let place = place + self.gone;
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &PeriodOrder> {
        self.chunks.iter().flatten().skip(self.gone)
    }

    /// What was refunded of an order.
    #[must_use]
    pub fn refunded(&self, order: Order) -> Fen {
        self.refunded.get(&order).copied().unwrap_or_default()
    }

    /// What was paid on an order for levels.
    #[must_use]
    pub fn level_awards(&self, order: Order) -> &[LevelAward] {
        self.level_awards.get(&order).map_or(&[], Vec::as_slice)
    }

    /// Where `order` stands.
    pub(crate) fn find(&self, order: Order) -> Option<usize> {
        let place = self.first_where(|row| row.order >= order);
        self.get(place).filter(|row| row.order == order).map(|_| place)
    }

    /// How many were recorded before `moment`.
    pub(crate) fn recorded_before(&self, moment: Time) -> usize {
        self.first_where(|row| row.recorded_at >= moment)
    }

    /// The first place of which `holds` is true, as it is of all behind it.
    fn first_where(&self, holds: impl Fn(&PeriodOrder) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle).is_some_and(&holds) { high = middle } else { low = middle + 1 }
        }
        low
    }

    pub(crate) fn push(&mut self, order: PeriodOrder, level_awards: Option<&Vec<LevelAward>>) {
        if self.chunks.back().is_none_or(|chunk| chunk.len() == CHUNK) {
            self.chunks.push_back(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.back_mut() {
            chunk.push(order);
            self.len += 1;
        }
        if let Some(awards) = level_awards {
            self.level_awards.insert(order.order, awards.clone());
        }
    }

    /// Takes the last order back, if it is `order`.
    pub(crate) fn pop(&mut self, order: Order) {
        let Some(chunk) = self.chunks.back_mut().filter(|_| self.len > 0) else { return };
        if chunk.pop_if(|last| last.order == order).is_none() {
            return;
        }
        self.len -= 1;
        if chunk.is_empty() {
            self.chunks.pop_back();
        }
        if self.len == 0 {
            self.chunks.clear();
            self.gone = 0;
        }
        self.level_awards.remove(&order);
    }

    /// Changes the order at `place`, what was refunded of it and what was paid for levels on it.
    pub(crate) fn change(
        &mut self,
        place: usize,
        row: PeriodOrder,
        refunded: Option<Fen>,
        level_awards: Option<Vec<LevelAward>>,
    ) -> Option<PeriodOrderUndo> {
        let at = place + self.gone;
        let kept = self.chunks.get_mut(at / CHUNK)?.get_mut(at % CHUNK)?;
        let before = std::mem::replace(kept, row);
        let refunded = set(&mut self.refunded, row.order, refunded);
        let level_awards = set(&mut self.level_awards, row.order, level_awards);
        Some(PeriodOrderUndo { place, before, refunded, level_awards })
    }

    pub(crate) fn undo(&mut self, undo: PeriodOrderUndo) {
        self.change(undo.place, undo.before, undo.refunded, undo.level_awards);
    }

    /// Lets the first `count` go.
    pub(crate) fn pass(&mut self, count: usize) -> PassedOrders {
        let next = self.get(count).map_or(Order(u32::MAX), |row| row.order);
        let (gone, len) = (self.gone, self.len);
        let behind = gone + count.min(len);
        self.len -= count.min(len);
        let whole = if self.len == 0 { self.chunks.len() } else { behind / CHUNK };
        let chunks = self.chunks.drain(..whole).collect();
        self.gone = if self.len == 0 { 0 } else { behind % CHUNK };
        let level_awards = keep_behind(&mut self.level_awards, next);
        PassedOrders { gone, len, chunks, refunded: keep_behind(&mut self.refunded, next), level_awards }
    }

    /// Takes [`PeriodOrders::pass`] back.
    pub(crate) fn restore(&mut self, passed: PassedOrders) {
        let PassedOrders { gone, len, chunks, mut refunded, mut level_awards } = passed;
        for chunk in chunks.into_iter().rev() {
            self.chunks.push_front(chunk);
        }
        (self.gone, self.len) = (gone, len);
        self.refunded.append(&mut refunded);
        self.level_awards.append(&mut level_awards);
    }
}

/// Sets or removes; what was there before.
fn set<T>(map: &mut BTreeMap<Order, T>, order: Order, value: Option<T>) -> Option<T> {
    match value {
        Some(value) => map.insert(order, value),
        None => map.remove(&order),
    }
}

/// Keeps what belongs to orders from `next` on; what it was before them.
fn keep_behind<T>(map: &mut BTreeMap<Order, T>, next: Order) -> BTreeMap<Order, T> {
    let behind = map.split_off(&next);
    std::mem::replace(map, behind)
}

/// Canonical form: the orders, then the maps.
impl<C> Encode<C> for PeriodOrders {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(3)?.array(self.len as u64)?;
        for order in self.iter() {
            order.encode(out, context)?;
        }
        self.refunded.encode(out, context)?;
        self.level_awards.encode(out, context)
    }
}

impl<'b, C> Decode<'b, C> for PeriodOrders {
    fn decode(input: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        if input.array()? != Some(3) {
            return Err(minicbor::decode::Error::message("not a list of orders of a month"));
        }
        let mut orders = Self::default();
        for row in input.array_iter_with::<C, PeriodOrder>(context)? {
            orders.push(row?, None);
        }
        orders.refunded = Decode::decode(input, context)?;
        orders.level_awards = Decode::decode(input, context)?;
        Ok(orders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order(number: u32) -> PeriodOrder {
        PeriodOrder {
            order: Order(number * 3),
            member: Member(number % 7),
            version: 0,
            recorded_at: Time::from_milliseconds(i64::from(number / 5)),
            occurred_at: Time::BEGINNING,
            amount: Fen::new(i64::from(number)),
            dividend: Fen::ZERO,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Against the list that they stand for: orders come, are taken back, go by months, and come back.
        #[test]
        fn the_orders_are_a_list(steps in prop::collection::vec((0u8..6, 0usize..9_000), 1..40)) {
            let (mut kept, mut plain, mut next) = (PeriodOrders::default(), Vec::new(), 0);
            for (kind, number) in steps {
                match kind {
                    0 => if let Some(last) = plain.pop() {
                        let last: PeriodOrder = last;
                        kept.pop(Order(last.order.0 + 1));
                        kept.pop(last.order);
                    },
                    1 => {
                        let undone = kept.pass(number);
                        kept.restore(undone);
                        kept.pass(number);
                        plain.drain(..number.min(plain.len()));
                    }
                    _ => for _ in 0..number {
                        plain.push(order(next));
                        kept.push(order(next), None);
                        next += 1;
                    }
                }
                prop_assert_eq!(kept.len(), plain.len());
                prop_assert!(kept.iter().eq(&plain));
                for place in [0, plain.len() / 2, plain.len()] {
                    prop_assert_eq!(kept.get(place), plain.get(place));
                    if let Some(row) = plain.get(place) {
                        prop_assert_eq!(kept.find(row.order), Some(place));
                        prop_assert_eq!(kept.find(Order(row.order.0 + 1)), None);
                        let before = plain.iter().filter(|other| other.recorded_at < row.recorded_at).count();
                        prop_assert_eq!(kept.recorded_before(row.recorded_at), before);
                    }
                }
            }
        }
    }
}
