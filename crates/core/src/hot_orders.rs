//! What a refund or a correction needs of each order, while one is possible.
//!
//! Every order is kept here for months and hardly any is asked for again. So they are packed, a few dozen bytes each,
//! and unpacked when somebody asks. They come and go in order of time: full chunks are dropped whole, and nothing is
//! ever copied to make room.

use crate::awards::{Award, AwardKind, Awards};
use crate::event::OrderBooked;
use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::packed::{GROUP, pack, unpack};
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, VecDeque};

/// Orders in one chunk.
const CHUNK: usize = 4_096;

/// What is kept of an order while it can still be refunded or corrected.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct HotOrder {
    /// When it was recorded.
    #[n(0)]
    pub recorded_at: Time,
    /// Its programme.
    #[n(1)]
    pub programme: Programme,
    /// Who bought.
    #[n(2)]
    pub member: Member,
    /// Who sold.
    #[n(3)]
    pub merchant: Merchant,
    /// What was paid.
    #[n(4)]
    pub amount: Fen,
    /// What the merchant gave up of it.
    #[n(5)]
    pub commission: Fen,
    /// What entered the reserve.
    #[n(6)]
    pub pool: Fen,
    /// Units minted.
    #[n(7)]
    pub minted: Points,
    /// The position that took them.
    #[n(8)]
    pub position: Option<Position>,
    /// What was refunded of it so far; the whole amount once it is corrected.
    #[n(9)]
    pub refunded: Fen,
    /// The awards that it paid.
    #[n(10)]
    #[cbor(with = "crate::few")]
    pub awards: Awards,
}

/// An order that is about to be kept, where it stands.
pub(crate) struct Kept<'a> {
    recorded_at: Time,
    programme: Programme,
    member: Member,
    merchant: Merchant,
    amount: Fen,
    commission: Fen,
    pool: Fen,
    minted: Points,
    position: Option<Position>,
    awards: &'a [Award],
}

macro_rules! kept {
    ($of:expr, $recorded_at:expr) => {
        Kept {
            recorded_at: $recorded_at,
            programme: $of.programme,
            member: $of.member,
            merchant: $of.merchant,
            amount: $of.amount,
            commission: $of.commission,
            pool: $of.pool,
            minted: $of.minted,
            position: $of.position,
            awards: &$of.awards,
        }
    };
}

impl<'a> Kept<'a> {
    /// What a booking leaves behind.
    pub(crate) fn booked(event: &'a OrderBooked, recorded_at: Time) -> Self {
        kept!(event, recorded_at)
    }

    fn hot(order: &'a HotOrder) -> Self {
        kept!(order, order.recorded_at)
    }

    /// Appends the packed order: the count of its awards, what there is one of, then two numbers for each award.
    fn pack(&self, out: &mut Vec<u8>) -> Option<()> {
        out.push(u8::try_from(self.awards.len()).ok()?);
        let position = self.position.map_or(0, |position| u64::from(position.0) + 1);
        let single = [
            self.recorded_at.milliseconds().cast_unsigned(),
            u64::from(self.programme.0),
            u64::from(self.member.0),
            u64::from(self.merchant.0),
            self.amount.get().cast_unsigned(),
            self.commission.get().cast_unsigned(),
            self.pool.get().cast_unsigned(),
            self.minted.get().cast_unsigned(),
            position,
        ];
        pack(&single, out);
        for awards in self.awards.chunks(GROUP / 2) {
            let mut pairs = [[0; 2]; GROUP / 2];
            for (pair, award) in pairs.iter_mut().zip(awards) {
                let who = u64::from(award.member.0) << 8 | u64::from(award.kind.number());
                *pair = [who, award.amount.get().cast_unsigned()];
            }
            pack(pairs[..awards.len()].as_flattened(), out);
        }
        Some(())
    }
}

impl HotOrder {
    /// The order that was packed into `bytes`.
    fn unpack(bytes: &[u8], refunded: Fen) -> Option<Self> {
        let (&awards, mut rest) = bytes.split_first()?;
        let single = unpack(&mut rest, 9)?;
        let pairs = unpack(&mut rest, 2 * usize::from(awards))?;
        Self::from_numbers(&single, &pairs, refunded)
    }

    fn from_numbers(single: &[u64], pairs: &[u64], refunded: Fen) -> Option<Self> {
        let &[recorded_at, programme, member, merchant, amount, commission, pool, minted, position] = single else {
            return None;
        };
        let handle = |number: u64| u32::try_from(number).ok();
        let fen = |number: u64| Fen::new(number.cast_signed());
        let award = |pair: &[u64; 2]| {
            let kind = AwardKind::of_number((pair[0] & 0xFF) as u8)?;
            Some(Award { member: Member(handle(pair[0] >> 8)?), kind, amount: fen(pair[1]) })
        };
        Some(Self {
            recorded_at: Time::from_milliseconds(recorded_at.cast_signed()),
            programme: Programme(handle(programme)?),
            member: Member(handle(member)?),
            merchant: Merchant(handle(merchant)?),
            amount: fen(amount),
            commission: fen(commission),
            pool: fen(pool),
            minted: Points::new(minted.cast_signed()),
            position: match position.checked_sub(1) {
                Some(position) => Some(Position(handle(position)?)),
                None => None,
            },
            refunded,
            awards: pairs.as_chunks::<2>().0.iter().map(award).collect::<Option<_>>()?,
        })
    }
}

/// Up to [`CHUNK`] packed orders, one behind the other.
#[derive(Clone, Debug, Default)]
struct Chunk {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Chunk {
    fn push(&mut self, order: &Kept<'_>) -> Option<()> {
        order.pack(&mut self.bytes)?;
        self.ends.push(u32::try_from(self.bytes.len()).ok()?);
        Some(())
    }

    fn pop(&mut self) {
        self.ends.pop();
        self.bytes.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    fn packed(&self, place: usize) -> Option<&[u8]> {
        let end = *self.ends.get(place)?;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        self.bytes.get(start as usize..end as usize)
    }
}

/// The orders that can still be refunded, by handle.
#[derive(Clone, Debug, Default)]
pub(crate) struct HotOrders {
    /// The handle of the oldest one.
    first: usize,
    /// How many of the first chunk have left.
    left: usize,
    len: usize,
    /// Every chunk but the last is full.
    chunks: VecDeque<Chunk>,
    /// What was refunded of those of which anything was.
    refunded: BTreeMap<Order, Fen>,
    /// When the oldest one was recorded.
    oldest: Option<Time>,
}

impl HotOrders {
    /// No orders; the next one has the handle `first`.
    pub(crate) fn starting_at(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// What is kept of `order`.
    pub(crate) fn get(&self, order: Order) -> Option<HotOrder> {
        let place = self.place(order)?;
        let packed = self.chunks.get(place / CHUNK)?.packed(place % CHUNK)?;
        let refunded = self.refunded.get(&order).copied().unwrap_or_default();
        HotOrder::unpack(packed, refunded)
    }

    /// Adds the next order.
    pub(crate) fn push(&mut self, order: &Kept<'_>) -> Option<()> {
        if self.chunks.back().is_none_or(|chunk| chunk.ends.len() == CHUNK) {
            self.chunks.push_back(Chunk::default());
        }
        self.chunks.back_mut()?.push(order)?;
        self.len += 1;
        self.oldest = self.oldest.or(Some(order.recorded_at));
        Some(())
    }

    /// Puts an order back that was read from a snapshot.
    pub(crate) fn restore(&mut self, order: &HotOrder) -> Option<()> {
        self.push(&Kept::hot(order))?;
        self.set_refunded(Order::at(self.first + self.len - 1), order.refunded)?;
        Some(())
    }

    /// Takes the last order back.
    pub(crate) fn pop(&mut self) {
        let Some(chunk) = self.chunks.back_mut() else { return };
        chunk.pop();
        if chunk.ends.is_empty() {
            self.chunks.pop_back();
        }
        self.len -= 1;
        self.refunded.remove(&Order::at(self.first + self.len));
        if self.len == 0 {
            self.oldest = None;
        }
    }

    /// Sets what was refunded of `order`; the figure before, or nothing when it is not here.
    pub(crate) fn set_refunded(&mut self, order: Order, refunded: Fen) -> Option<Fen> {
        self.place(order)?;
        let before =
            if refunded == Fen::ZERO { self.refunded.remove(&order) } else { self.refunded.insert(order, refunded) };
        Some(before.unwrap_or_default())
    }

    /// Lets orders recorded before `moment` leave. Orders are recorded in order of time.
    pub(crate) fn settle_before(&mut self, moment: Time) {
        while self.oldest.is_some_and(|oldest| oldest < moment) {
            self.refunded.remove(&Order::at(self.first));
            self.first += 1;
            self.left += 1;
            self.len -= 1;
            if self.left == CHUNK || self.len == 0 {
                self.chunks.pop_front();
                self.left = 0;
            }
            self.oldest = self.oldest_left();
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = HotOrder> {
        (self.first..self.first + self.len).filter_map(|place| self.get(Order::at(place)))
    }

    fn oldest_left(&self) -> Option<Time> {
        self.get(Order::at(self.first)).map(|order| order.recorded_at)
    }

    /// Where `order` stands, counted from the beginning of the first chunk.
    fn place(&self, order: Order) -> Option<usize> {
        let behind = order.place().checked_sub(self.first)?;
        (behind < self.len).then_some(behind + self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order(number: i64, recorded_at: i64) -> HotOrder {
        HotOrder {
            recorded_at: Time::from_milliseconds(recorded_at),
            programme: Programme(0),
            member: Member(7),
            merchant: Merchant(9),
            amount: Fen::new(number),
            commission: Fen::ZERO,
            pool: Fen::ZERO,
            minted: Points::new(i64::MAX - number),
            position: None,
            refunded: Fen::ZERO,
            awards: Awards::new(),
        }
    }

    proptest! {
        /// Against the list that they stand for: orders come, are refunded, are taken back and leave by age.
        #[test]
        fn packed_orders_are_the_orders(steps in prop::collection::vec((0u8..8, 0u32..6_000), 1..400)) {
            let mut packed = HotOrders::starting_at(3);
            let (mut plain, mut first, mut count) = (VecDeque::<HotOrder>::new(), 3, 0);
            for (kind, number) in steps {
                match kind {
                    0 => {
                        plain.pop_back();
                        packed.pop();
                    }
                    1 if !plain.is_empty() => {
                        let place = number as usize % plain.len();
                        let refunded = Fen::new(i64::from(number % 3));
                        let before = std::mem::replace(&mut plain[place].refunded, refunded);
                        prop_assert_eq!(packed.set_refunded(Order::at(first + place), refunded), Some(before));
                    }
                    2 => {
                        let moment = Time::from_milliseconds(count / 10 - i64::from(number));
                        packed.settle_before(moment);
                        while plain.front().is_some_and(|order| order.recorded_at < moment) {
                            plain.pop_front();
                            first += 1;
                        }
                    }
                    _ => for _ in 0..number {
                        count += 1;
                        plain.push_back(order(count, count / 10));
                        packed.restore(&order(count, count / 10)).unwrap();
                    }
                }
                prop_assert_eq!(packed.len(), plain.len());
                for place in [0, plain.len() / 2, plain.len().saturating_sub(1), plain.len()] {
                    prop_assert_eq!(packed.get(Order::at(first + place)), plain.get(place).cloned());
                }
                prop_assert_eq!(packed.get(Order::at(first - 1)), None);
            }
            prop_assert!(packed.iter().eq(plain));
        }
    }
}
