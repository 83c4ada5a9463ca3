//! What a refund or a correction needs of each order, while one is possible.
//!
//! Every order is kept here for months and hardly any is asked for again. So nearly all of them are kept in a small form,
//! whose fields take half the bytes of those of an order; the few that do not fit it are kept whole. They come and go
//! in order of time: full chunks are dropped, and nothing is ever copied to make room.

use crate::awards::{Award, AwardKind, Awards};
use crate::event::{Goods, OrderBooked, Particulars};
use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, VecDeque};

/// Orders in one chunk: as many as 384 KiB hold, which allocators give out as they are, and not more.
const CHUNK: usize = 384 * 1024 / size_of::<SmallOrder>();

/// Kinds of awards.
const KINDS: usize = AwardKind::ALL.len();

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
    /// What is out of the ordinary about it.
    #[n(11)]
    pub particulars: Option<Box<Particulars>>,
}

impl HotOrder {
    /// The goods of a campaign that are put back when `amount` more is given back.
    pub(crate) fn put_back(&self, amount: Fen) -> Option<Goods> {
        let goods = self.particulars.as_deref()?.goods?;
        let kept = |given_back| goods.kept(given_back, self.amount);
        kept(self.refunded).less(kept(self.refunded + amount))
    }
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
    particulars: Option<&'a Particulars>,
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
            particulars: $of.particulars.as_deref(),
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
}

impl Kept<'_> {
    fn to_order(&self) -> HotOrder {
        HotOrder {
            recorded_at: self.recorded_at,
            programme: self.programme,
            member: self.member,
            merchant: self.merchant,
            amount: self.amount,
            commission: self.commission,
            pool: self.pool,
            minted: self.minted,
            position: self.position,
            refunded: Fen::ZERO,
            awards: self.awards.into(),
            particulars: None,
        }
    }
}

/// An order as nearly all are: amounts below 2³² fen, awards of different kinds in the order of the model.
#[derive(Clone, Copy, Debug, Default)]
struct SmallOrder {
    /// In two halves, so that all fields have four bytes or less and none is lost to alignment.
    recorded_at: [u32; 2],
    minted: [u32; 2],
    member: u32,
    merchant: u32,
    /// 0 for none.
    position: u32,
    amount: u32,
    commission: u32,
    pool: u32,
    /// Who was awarded, by kind.
    awarded: [u32; KINDS],
    /// How much, by kind.
    awards: [u32; KINDS],
    programme: u16,
    /// A bit for each kind of award that was paid.
    kinds: u16,
}

impl SmallOrder {
    /// Becomes the small form of an order; nothing when the order does not fit it.
    ///
    /// Written where it stays: made elsewhere and copied, its bytes would be read before their halves have reached the
    /// cache, behind everything else that the booking wrote.
    fn fill(&mut self, order: &Kept<'_>) -> Option<()> {
        let fen = |amount: Fen| u32::try_from(amount.get()).ok();
        self.recorded_at = halves(order.recorded_at.milliseconds());
        self.minted = halves(order.minted.get());
        self.member = order.member.0;
        self.merchant = order.merchant.0;
        self.position = order.position.map_or(0, |position| position.0);
        self.amount = fen(order.amount)?;
        self.commission = fen(order.commission)?;
        self.pool = fen(order.pool)?;
        self.programme = u16::try_from(order.programme.0).ok()?;
        let mut kinds = 0;
        for award in order.awards {
            let (place, bit) = (award.kind.number(), 1 << award.kind.number());
            // A kind twice, or behind a later one, would not come back as it was.
            if kinds >= bit {
                return None;
            }
            kinds |= bit;
            self.awarded[place] = award.member.0;
            self.awards[place] = fen(award.amount)?;
        }
        self.kinds = kinds;
        Some(())
    }

    /// What stands in the place of an order that does not fit.
    fn in_place_of(order: &Kept<'_>) -> Self {
        Self { recorded_at: halves(order.recorded_at.milliseconds()), ..Self::default() }
    }

    fn recorded_at(&self) -> Time {
        Time::from_milliseconds(whole(self.recorded_at))
    }

    fn to_order(self) -> HotOrder {
        let fen = |amount: u32| Fen::new(i64::from(amount));
        let paid = |kind: &AwardKind| self.kinds & 1 << kind.number() != 0;
        let award = |kind: AwardKind| {
            let place = kind.number();
            Award { member: Member(self.awarded[place]), kind, amount: fen(self.awards[place]) }
        };
        HotOrder {
            recorded_at: self.recorded_at(),
            programme: Programme(u32::from(self.programme)),
            member: Member(self.member),
            merchant: Merchant(self.merchant),
            amount: fen(self.amount),
            commission: fen(self.commission),
            pool: fen(self.pool),
            minted: Points::new(whole(self.minted)),
            position: (self.position != 0).then_some(Position(self.position)),
            refunded: Fen::ZERO,
            awards: AwardKind::ALL.into_iter().filter(paid).map(award).collect(),
            particulars: None,
        }
    }
}

fn halves(number: i64) -> [u32; 2] {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // each half takes its 32 bits
    let halves = [number as u32, (number >> 32) as u32];
    halves
}

fn whole([low, high]: [u32; 2]) -> i64 {
    (u64::from(high) << 32 | u64::from(low)).cast_signed()
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
    chunks: VecDeque<Vec<SmallOrder>>,
    /// Orders that do not fit the small form; each has its place in a chunk too.
    large: BTreeMap<Order, HotOrder>,
    /// What was refunded of those of which anything was.
    refunded: BTreeMap<Order, Fen>,
    /// What is out of the ordinary, of those of which anything is.
    particulars: BTreeMap<Order, Box<Particulars>>,
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
        let kept = match self.large.get(&order) {
            Some(large) => large.clone(),
            None => self.chunks.get(place / CHUNK)?.get(place % CHUNK)?.to_order(),
        };
        let refunded = self.refunded.get(&order).copied().unwrap_or_default();
        let particulars = self.particulars.get(&order).cloned();
        Some(HotOrder { refunded, particulars, ..kept })
    }

    /// Adds the next order.
    pub(crate) fn push(&mut self, order: &Kept<'_>) {
        if let Some(particulars) = order.particulars {
            self.particulars.insert(Order::at(self.first + self.len), Box::new(particulars.clone()));
        }
        if self.chunks.back().is_none_or(|chunk| chunk.len() == CHUNK) {
            self.chunks.push_back(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.back_mut() {
            chunk.push(SmallOrder::default());
            if let Some(small) = chunk.last_mut()
                && small.fill(order).is_none()
            {
                *small = SmallOrder::in_place_of(order);
                self.large.insert(Order::at(self.first + self.len), order.to_order());
            }
        }
        self.len += 1;
        self.oldest = self.oldest.or(Some(order.recorded_at));
    }

    /// Passes over the next order: it is kept no moment. Only where none is kept.
    pub(crate) fn pass_over(&mut self) {
        debug_assert_eq!(self.len, 0);
        self.first += 1;
    }

    /// Takes [`HotOrders::pass_over`] back.
    pub(crate) fn passed_over(&mut self) {
        self.first -= 1;
    }

    /// Puts an order back that was read from a snapshot.
    pub(crate) fn restore(&mut self, order: &HotOrder) {
        self.push(&Kept::hot(order));
        self.set_refunded(Order::at(self.first + self.len - 1), order.refunded);
    }

    /// Takes the last order back.
    pub(crate) fn pop(&mut self) {
        let Some(chunk) = self.chunks.back_mut() else { return };
        chunk.pop();
        if chunk.is_empty() {
            self.chunks.pop_back();
        }
        self.len -= 1;
        self.forget(Order::at(self.first + self.len));
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

    /// Where the points are that the coins of `order` brought; nothing when no coins are kept of it.
    pub(crate) fn granted_mut(&mut self, order: Order) -> Option<&mut Option<Position>> {
        Some(&mut self.particulars.get_mut(&order)?.coins.as_mut()?.position)
    }

    /// Lets orders recorded before `moment` leave. Orders are recorded in order of time.
    pub(crate) fn settle_before(&mut self, moment: Time) {
        while self.oldest.is_some_and(|oldest| oldest < moment) {
            self.forget(Order::at(self.first));
            self.first += 1;
            self.left += 1;
            self.len -= 1;
            if self.left == CHUNK || self.len == 0 {
                self.chunks.pop_front();
                self.left = 0;
            }
            self.oldest = self.chunks.front().and_then(|chunk| chunk.get(self.left)).map(SmallOrder::recorded_at);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = HotOrder> {
        (self.first..self.first + self.len).filter_map(|place| self.get(Order::at(place)))
    }

    /// Forgets what stands beside the chunks.
    fn forget(&mut self, order: Order) {
        if !self.large.is_empty() {
            self.large.remove(&order);
        }
        if !self.refunded.is_empty() {
            self.refunded.remove(&order);
        }
        if !self.particulars.is_empty() {
            self.particulars.remove(&order);
        }
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

    /// Every third order is too large for the small form, or has awards that are.
    fn order(number: i64, recorded_at: i64) -> HotOrder {
        let award = |kind, amount| Award { member: Member(u32::MAX), kind, amount: Fen::new(amount) };
        let mut awards = vec![award(AwardKind::Direct, number), award(AwardKind::RegionCity, 1 << (number % 40))];
        if number % 5 == 0 {
            awards.reverse();
        }
        HotOrder {
            recorded_at: Time::from_milliseconds(recorded_at),
            programme: Programme(0),
            member: Member(7),
            merchant: Merchant(9),
            amount: Fen::new(number << (number % 3 * 20)),
            commission: Fen::ZERO,
            pool: Fen::ZERO,
            minted: Points::new(i64::MAX - number),
            position: (number % 2 == 0).then_some(Position(7)),
            refunded: Fen::ZERO,
            awards: awards.into(),
            particulars: (number % 4 == 0)
                .then(|| Box::new(Particulars { from_balance: Fen::new(number), ..Particulars::default() })),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Against the list that they stand for: orders come, are refunded, are taken back and leave by age.
        #[test]
        fn small_orders_are_the_orders(steps in prop::collection::vec((0u8..8, 0u32..6_000), 1..400)) {
            let mut kept = HotOrders::starting_at(3);
            let (mut plain, mut first, mut count) = (VecDeque::<HotOrder>::new(), 3, 0);
            for (kind, number) in steps {
                match kind {
                    0 => {
                        plain.pop_back();
                        kept.pop();
                    }
                    1 if !plain.is_empty() => {
                        let place = number as usize % plain.len();
                        let refunded = Fen::new(i64::from(number % 3));
                        let before = std::mem::replace(&mut plain[place].refunded, refunded);
                        prop_assert_eq!(kept.set_refunded(Order::at(first + place), refunded), Some(before));
                    }
                    2 => {
                        let moment = Time::from_milliseconds(count / 10 - i64::from(number));
                        kept.settle_before(moment);
                        while plain.front().is_some_and(|order| order.recorded_at < moment) {
                            plain.pop_front();
                            first += 1;
                        }
                    }
                    _ => for _ in 0..number {
                        count += 1;
                        plain.push_back(order(count, count / 10));
                        kept.restore(&order(count, count / 10));
                    }
                }
                prop_assert_eq!(kept.len(), plain.len());
                for place in [0, plain.len() / 2, plain.len().saturating_sub(1), plain.len()] {
                    prop_assert_eq!(kept.get(Order::at(first + place)), plain.get(place).cloned());
                }
                prop_assert_eq!(kept.get(Order::at(first - 1)), None);
            }
            prop_assert!(kept.iter().eq(plain));
        }
    }
}
