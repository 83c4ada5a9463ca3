//! Orders: every id is known for ever by a fingerprint; what a refund or a correction needs stays while it is possible.

use crate::awards::Award;
use crate::event::OrderBooked;
use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::limits::HANDLES_MAX;
use crate::units::{Fen, Points, Time};
use hashbrown::HashTable;
use minicbor::{Decode, Encode};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::collections::VecDeque;
use std::hash::Hasher;

/// A keyed 128-bit fingerprint of an order id.
type Fingerprint = [u8; 16];

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
    pub awards: Box<[Award]>,
}

impl HotOrder {
    /// What a booking leaves behind.
    #[must_use]
    pub fn booked(event: &OrderBooked, recorded_at: Time) -> Self {
        Self {
            recorded_at,
            programme: event.programme,
            member: event.member,
            merchant: event.merchant,
            amount: event.amount,
            commission: event.commission,
            pool: event.pool,
            minted: event.minted,
            position: event.position,
            refunded: Fen::ZERO,
            awards: event.awards.clone().into_boxed_slice(),
        }
    }
}

/// All orders of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    key: [u8; 16],
    fingerprints: Vec<Fingerprint>,
    index: HashTable<u32>,
    /// The handle of the oldest hot order.
    first_hot: usize,
    hot: VecDeque<HotOrder>,
}

impl Orders {
    /// No orders yet; ids are fingerprinted under `key`.
    #[must_use]
    pub fn new(key: [u8; 16]) -> Self {
        Self { key, ..Self::default() }
    }

    /// How many orders were ever booked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// How many can still be refunded.
    #[must_use]
    pub fn hot_count(&self) -> usize {
        self.hot.len()
    }

    /// The handle of the order `id`, booked at any time.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Order> {
        let fingerprint = self.fingerprint(id);
        let found = self.index.find(hash(&fingerprint), |&place| self.fingerprints[place as usize] == fingerprint);
        found.copied().map(Order)
    }

    /// Looks at where the order `id` would be found, and keeps nothing.
    pub(crate) fn look_at(&self, id: &str) {
        std::hint::black_box(self.index.find(hash(&self.fingerprint(id)), |_| true));
    }

    /// What is kept of `order`, while it can be refunded.
    #[must_use]
    pub fn hot(&self, order: Order) -> Option<&HotOrder> {
        self.hot.get(order.place().checked_sub(self.first_hot)?)
    }

    /// Adds a new order; its handle is [`Orders::len`]. Nothing when there is no more room.
    pub(crate) fn add(&mut self, id: &str, order: HotOrder) -> Option<Order> {
        if self.len() >= HANDLES_MAX {
            return None;
        }
        let handle = Order::at(self.len());
        let fingerprint = self.fingerprint(id);
        self.insert(handle, fingerprint);
        self.hot.push_back(order);
        Some(handle)
    }

    /// Takes the last order back.
    pub(crate) fn remove_last(&mut self) {
        let Some(fingerprint) = self.fingerprints.pop() else { return };
        self.hot.pop_back();
        let place = Order::at(self.fingerprints.len()).0;
        if let Ok(entry) = self.index.find_entry(hash(&fingerprint), |&other| other == place) {
            entry.remove();
        }
    }

    /// Sets what was refunded of a hot order; the figure before, or nothing when it is not hot.
    pub(crate) fn set_refunded(&mut self, order: Order, refunded: Fen) -> Option<Fen> {
        let hot = self.hot.get_mut(order.place().checked_sub(self.first_hot)?)?;
        Some(std::mem::replace(&mut hot.refunded, refunded))
    }

    /// Lets orders recorded before `oldest` leave the hot state. Orders are recorded in order of time.
    pub(crate) fn settle_before(&mut self, oldest: Time) {
        while self.hot.front().is_some_and(|order| order.recorded_at < oldest) {
            self.hot.pop_front();
            self.first_hot += 1;
        }
    }

    fn insert(&mut self, handle: Order, fingerprint: Fingerprint) {
        self.fingerprints.push(fingerprint);
        let fingerprints = &self.fingerprints;
        self.index.insert_unique(hash(&fingerprint), handle.0, |&other| hash(&fingerprints[other as usize]));
    }

    fn fingerprint(&self, id: &str) -> Fingerprint {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(id.as_bytes());
        hasher.finish128().as_bytes()
    }
}

/// A fingerprint is already a keyed hash: its beginning serves the table.
fn hash(fingerprint: &Fingerprint) -> u64 {
    let mut start = [0; 8];
    start.copy_from_slice(&fingerprint[..8]);
    u64::from_le_bytes(start)
}

/// Canonical form: all fingerprints by handle, then the hot orders, oldest first.
impl<C> Encode<C> for Orders {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(3)?.bytes(&self.key)?.array(self.len() as u64)?;
        for fingerprint in &self.fingerprints {
            out.bytes(fingerprint)?;
        }
        out.array(self.hot.len() as u64)?;
        for order in &self.hot {
            order.encode(out, context)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Orders {
    fn decode(input: &mut minicbor::Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bad = || minicbor::decode::Error::message("not a list of orders");
        if input.array()? != Some(3) {
            return Err(bad());
        }
        let mut orders = Self::new(input.bytes()?.try_into().map_err(|_| bad())?);
        for place in 0..input.array()?.ok_or_else(bad)? {
            let fingerprint = input.bytes()?.try_into().map_err(|_| bad())?;
            orders.insert(Order(u32::try_from(place).map_err(|_| bad())?), fingerprint);
        }
        for _ in 0..input.array()?.ok_or_else(bad)? {
            orders.hot.push_back(HotOrder::decode(input, context)?);
        }
        orders.first_hot = orders.len().checked_sub(orders.hot.len()).ok_or_else(bad)?;
        Ok(orders)
    }
}
