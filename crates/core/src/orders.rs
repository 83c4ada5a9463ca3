//! Orders: every id is known for ever by a fingerprint; what a refund or a correction needs stays while it is possible.

pub use crate::hot_orders::HotOrder;

use crate::chunks::Chunks;
use crate::handle::{Order, Position};
use crate::hot_orders::{HotOrders, Kept};
use crate::limits::HANDLES_MAX;
use crate::spread_table::SpreadTable;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use siphasher::sip128::SipHasher13;
use std::thread;

/// A keyed 128-bit fingerprint of an order id.
pub(crate) type Fingerprint = [u8; 16];

/// An order's id with its fingerprint, which is computed once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number<'a> {
    id: &'a str,
    fingerprint: Fingerprint,
}

impl<'a> Number<'a> {
    /// What stands for the number of an order that has none.
    pub(crate) const NONE: Number<'static> = Number { id: "", fingerprint: [0; 16] };

    /// The number with this id, whose fingerprint was computed before in the same deployment.
    pub(crate) fn of(id: &'a str, fingerprint: Fingerprint) -> Self {
        Self { id, fingerprint }
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn id(&self) -> &'a str {
        self.id
    }
}

/// All orders of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    key: [u8; 16],
    /// Whether orders have no ids: those of a simulation, which nobody asks for by id.
    nameless: bool,
    len: usize,
    /// By handle.
    fingerprints: Chunks<Fingerprint>,
    index: SpreadTable<u32>,
    hot: HotOrders,
}

impl Orders {
    /// No orders yet; ids are fingerprinted under `key`.
    #[must_use]
    pub fn new(key: [u8; 16]) -> Self {
        Self { key, ..Self::default() }
    }

    /// No orders yet, and none will be known by an id.
    pub(crate) fn nameless() -> Self {
        Self { nameless: true, ..Self::default() }
    }

    /// The key of the fingerprints.
    pub(crate) fn key(&self) -> &[u8; 16] {
        &self.key
    }

    /// A copy that forgot the numbers, which are most of it, and keeps what a refund may need.
    pub(crate) fn without_numbers(&self) -> Self {
        Self { len: self.len, hot: self.hot.clone(), ..Self::nameless() }
    }

    pub(crate) fn are_nameless(&self) -> bool {
        self.nameless
    }

    /// How many orders were ever booked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many can still be refunded.
    #[must_use]
    pub fn hot_count(&self) -> usize {
        self.hot.len()
    }

    /// The handle of the order `id`, booked at any time.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Order> {
        self.find_number(&self.number(id))
    }

    /// As [`Orders::find`], of a number known before.
    pub(crate) fn find_number(&self, number: &Number<'_>) -> Option<Order> {
        let Number { fingerprint, .. } = number;
        let found = self.index.find(hash(fingerprint), |&place| self.fingerprints[place as usize] == *fingerprint);
        found.copied().map(Order)
    }

    /// The number with this id, in this deployment.
    pub(crate) fn number<'a>(&self, id: &'a str) -> Number<'a> {
        Number { id, fingerprint: SipHasher13::new_with_key(&self.key).hash(id.as_bytes()).as_bytes() }
    }

    /// Looks at where an order of this fingerprint would be found, and keeps nothing.
    pub(crate) fn look_at(&self, fingerprint: &Fingerprint) {
        self.index.look_at(hash(fingerprint));
    }

    /// What is kept of `order`, while it can be refunded.
    #[must_use]
    pub fn hot(&self, order: Order) -> Option<HotOrder> {
        self.hot.get(order)
    }

    /// Adds a new order; its handle is [`Orders::len`]. Nothing when there is no more room.
    pub(crate) fn add(&mut self, number: &Number<'_>, order: &Kept<'_>) -> Option<Order> {
        if self.len >= HANDLES_MAX {
            return None;
        }
        let handle = Order::at(self.len);
        if !self.nameless {
            self.insert(handle, number.fingerprint);
        }
        self.hot.push(order);
        self.len += 1;
        Some(handle)
    }

    /// Counts a new order of which nothing is kept.
    pub(crate) fn add_settled(&mut self) -> Option<Order> {
        if self.len >= HANDLES_MAX {
            return None;
        }
        self.hot.pass_over();
        self.len += 1;
        Some(Order::at(self.len - 1))
    }

    /// Takes the last order back.
    pub(crate) fn remove_last(&mut self) {
        let Some(len) = self.len.checked_sub(1) else { return };
        self.len = len;
        if self.hot.len() == 0 {
            self.hot.passed_over();
            return;
        }
        self.hot.pop();
        if let Some(fingerprint) = self.fingerprints.pop() {
            let place = Order::at(len).0;
            self.index.remove(hash(&fingerprint), |&other| other == place);
        }
    }

    /// Sets what was refunded of a hot order; the figure before, or nothing when it is not hot.
    pub(crate) fn set_refunded(&mut self, order: Order, refunded: Fen) -> Option<Fen> {
        self.hot.set_refunded(order, refunded)
    }

    /// Where the points are that the coins of a hot order brought; nothing when it is not hot or has no coins.
    pub(crate) fn granted_mut(&mut self, order: Order) -> Option<&mut Option<Position>> {
        self.hot.granted_mut(order)
    }

    /// Lets orders recorded before `oldest` leave the hot state.
    pub(crate) fn settle_before(&mut self, oldest: Time) {
        self.hot.settle_before(oldest);
    }

    fn insert(&mut self, handle: Order, fingerprint: Fingerprint) {
        self.fingerprints.push(fingerprint);
        let fingerprints = &self.fingerprints;
        self.index.insert(hash(&fingerprint), handle.0, |&other| hash(&fingerprints[other as usize]));
    }
}

/// The place of each fingerprint in `fingerprints`; nothing where they are too many to be told apart.
fn index_of(fingerprints: &Chunks<Fingerprint>) -> Option<SpreadTable<u32>> {
    let hash_of = |&order: &u32| hash(&fingerprints[order as usize]);
    let orders = 0..u32::try_from(fingerprints.len()).ok()?;
    let mut index = SpreadTable::default();
    index.reserve(orders.clone().map(|order| hash_of(&order)), hash_of);
    for order in orders {
        index.insert(hash_of(&order), order, hash_of);
    }
    Some(index)
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
        out.array(3)?.bytes(&self.key)?.array(self.fingerprints.len() as u64)?;
        for fingerprint in self.fingerprints.iter() {
            out.bytes(fingerprint)?;
        }
        out.array(self.hot.len() as u64)?;
        for order in self.hot.iter() {
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
        for _ in 0..input.array()?.ok_or_else(bad)? {
            orders.fingerprints.push(input.bytes()?.try_into().map_err(|_| bad())?);
        }
        orders.len = orders.fingerprints.len();
        let hot = usize::try_from(input.array()?.ok_or_else(bad)?).map_err(|_| bad())?;
        orders.hot = HotOrders::starting_at(orders.len.checked_sub(hot).ok_or_else(bad)?);
        let Self { fingerprints, hot: kept, .. } = &mut orders;
        // Half of the work of a start: it does not need what is read meanwhile.
        let index = thread::scope(|scope| {
            let index = scope.spawn(|| index_of(fingerprints));
            for _ in 0..hot {
                kept.restore(&HotOrder::decode(input, context)?);
            }
            index.join().ok().flatten().ok_or_else(bad)
        })?;
        orders.index = index;
        Ok(orders)
    }
}
