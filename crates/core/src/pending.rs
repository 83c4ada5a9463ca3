//! Orders that can still be returned: placed, paid and not booked yet. No pool and no position knows of them.

use crate::due::DueKey;
use crate::event::{CoinPart, Goods};
use crate::handle::{Member, Merchant, Payment, Placed, Programme};
use crate::orders::{Fingerprint, Number};
use crate::units::{Coins, Fen, Time};
use compact_str::CompactString;
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};

/// A placed order while it is pending.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PendingOrder {
    /// The outside id.
    #[n(0)]
    #[cbor(with = "crate::short_text")]
    pub id: CompactString,
    /// Its programme.
    #[n(1)]
    pub programme: Programme,
    /// Who bought.
    #[n(2)]
    pub member: Member,
    /// Who sold.
    #[n(3)]
    pub merchant: Merchant,
    /// What was paid in all.
    #[n(4)]
    pub amount: Fen,
    /// What the goods cost in all, under a cost plan.
    #[n(5)]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance paid.
    #[n(6)]
    pub from_balance: Fen,
    /// What of the amount was returned so far.
    #[n(7)]
    pub returned: Fen,
    /// The payment that paid the rest of the amount, if one did.
    #[n(8)]
    pub payment: Option<Payment>,
    /// When it happened in business.
    #[n(9)]
    pub occurred_at: Time,
    /// Where it stands in the due queue; nowhere when it could not be booked.
    #[n(10)]
    pub due: Option<DueKey>,
    /// Why it could not be booked: a code of a rejection.
    #[n(11)]
    pub held: Option<String>,
    #[n(12)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) fingerprint: Fingerprint,
    /// What coins pay in all, beside the amount.
    #[n(13)]
    pub coins: Option<CoinPart>,
    /// Coins that came back so far.
    #[n(14)]
    pub coins_returned: Coins,
    /// The goods of a campaign that it was placed for.
    #[n(15)]
    pub goods: Option<Goods>,
}

/// What is left of a pending order: what booking it books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The amount less what was returned.
    pub amount: Fen,
    /// Its part of the cost, rounded up, so that no return makes the commission of the rest larger than its part.
    pub cost: Option<Fen>,
    /// What of it the balance paid.
    pub from_balance: Fen,
    /// What coins pay, beside the amount.
    pub coins: Option<CoinPart>,
    /// The goods of a campaign that were not put back.
    pub goods: Option<Goods>,
}

impl PendingOrder {
    /// What is left when `returned` of the amount went back.
    #[must_use]
    pub fn left_after(&self, returned: Fen) -> Left {
        let gone = |whole: Fen| whole.part(returned, self.amount);
        let (cost, coins) = match self.coins {
            None => (self.cost.map(|cost| cost - gone(cost)), None),
            Some(part) => self.left_with_coins(part, returned),
        };
        Left {
            amount: self.amount - returned,
            cost,
            from_balance: self.from_balance - gone(self.from_balance),
            coins: coins.filter(|part| part.coins.is_positive()),
            goods: self.goods.map(|goods| goods.kept(returned, self.amount)),
        }
    }

    /// The cost that the money bears, and the coins left with theirs: what is left of the cost of the whole order is parted
    /// anew, the coins' part rounded down. That is what the merchant gets for them.
    fn left_with_coins(&self, part: CoinPart, returned: Fen) -> (Option<Fen>, Option<CoinPart>) {
        let coins = part.coins - self.coins_returned;
        let (amount, gone) = (self.amount + part.coins.face(), returned + self.coins_returned.face());
        let costs = self.cost.zip(part.cost).map(|(of_money, of_coins)| {
            let whole = of_money + of_coins;
            let left = whole - whole.part(gone, amount);
            let of_coins = left.part(coins.face(), amount - gone);
            (left - of_coins, of_coins)
        });
        let (of_money, of_coins) = costs.unzip();
        (of_money, Some(CoinPart { coins, cost: of_coins, ..part }))
    }

    /// What the whole order came to, and what of that was returned: in money and in coins.
    #[must_use]
    pub fn whole(&self) -> (Fen, Fen) {
        let coins = self.coins.map_or(Coins::ZERO, |part| part.coins);
        (self.amount + coins.face(), self.returned + self.coins_returned.face())
    }

    /// What is left of it now.
    #[must_use]
    pub fn left(&self) -> Left {
        self.left_after(self.returned)
    }
}

/// The pending orders of a deployment.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct PendingOrders {
    /// How many orders were ever placed.
    #[n(0)]
    placed: u32,
    #[n(1)]
    rows: BTreeMap<Placed, PendingOrder>,
    /// Numbers of orders that were returned as a whole: they are known for ever, as those of booked orders are.
    #[n(2)]
    #[cbor(with = "crate::fingerprints")]
    returned: BTreeSet<Fingerprint>,
    /// Derived from the rows.
    #[cbor(skip)]
    by_number: BTreeMap<Fingerprint, Placed>,
    /// Derived from the rows.
    #[cbor(skip)]
    by_member: BTreeSet<(Member, Placed)>,
}

/// A change that can be taken back.
#[derive(Clone, Debug)]
pub(crate) enum PendingUndo {
    Placed,
    Changed(Placed, Box<PendingOrder>),
    Left(Placed, Box<PendingOrder>),
}

impl PendingOrders {
    /// Whether an order of this number is pending or was returned as a whole.
    pub(crate) fn knows(&self, number: &Number<'_>) -> bool {
        self.placed > 0
            && (self.by_number.contains_key(&number.fingerprint()) || self.returned.contains(&number.fingerprint()))
    }

    /// The pending order of this number.
    pub(crate) fn find(&self, number: &Number<'_>) -> Option<(Placed, &PendingOrder)> {
        let placed = *self.by_number.get(&number.fingerprint())?;
        Some((placed, self.rows.get(&placed)?))
    }

    /// A pending order.
    #[must_use]
    pub fn get(&self, placed: Placed) -> Option<&PendingOrder> {
        self.rows.get(&placed)
    }

    /// The handle of the next order that is placed.
    #[must_use]
    pub fn next_handle(&self) -> Placed {
        Placed(self.placed)
    }

    /// All pending orders, in order of placing.
    pub fn iter(&self) -> impl Iterator<Item = (Placed, &PendingOrder)> {
        self.rows.iter().map(|(placed, row)| (*placed, row))
    }

    /// The pending orders of a member, in order of placing.
    pub fn of(&self, member: Member) -> impl Iterator<Item = (Placed, &PendingOrder)> {
        let own = self.by_member.range((member, Placed(0))..=(member, Placed(u32::MAX)));
        own.filter_map(|(_, placed)| Some((*placed, self.rows.get(placed)?)))
    }

    /// How many orders are pending.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no order is pending.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn place(&mut self, row: PendingOrder) -> PendingUndo {
        let placed = Placed(self.placed);
        self.placed += 1;
        self.insert(placed, row);
        PendingUndo::Placed
    }

    pub(crate) fn change(&mut self, placed: Placed, change: impl FnOnce(&mut PendingOrder)) -> Option<PendingUndo> {
        let row = self.rows.get_mut(&placed)?;
        let before = Box::new(row.clone());
        change(row);
        Some(PendingUndo::Changed(placed, before))
    }

    /// Lets an order leave that is booked, or that was returned as a whole.
    pub(crate) fn leave(&mut self, placed: Placed, returned: bool) -> Option<PendingUndo> {
        let row = self.remove(placed)?;
        if returned {
            self.returned.insert(row.fingerprint);
        }
        Some(PendingUndo::Left(placed, Box::new(row)))
    }

    pub(crate) fn undo(&mut self, change: PendingUndo) {
        match change {
            PendingUndo::Placed => {
                self.placed -= 1;
                self.remove(Placed(self.placed));
            }
            PendingUndo::Changed(placed, before) => {
                self.rows.insert(placed, *before);
            }
            PendingUndo::Left(placed, before) => {
                self.returned.remove(&before.fingerprint);
                self.insert(placed, *before);
            }
        }
    }

    /// Derives what the canonical form leaves out.
    pub(crate) fn derive(&mut self) {
        self.by_number = self.rows.iter().map(|(placed, row)| (row.fingerprint, *placed)).collect();
        self.by_member = self.rows.iter().map(|(placed, row)| (row.member, *placed)).collect();
    }

    fn insert(&mut self, placed: Placed, row: PendingOrder) {
        self.by_number.insert(row.fingerprint, placed);
        self.by_member.insert((row.member, placed));
        self.rows.insert(placed, row);
    }

    fn remove(&mut self, placed: Placed) -> Option<PendingOrder> {
        let row = self.rows.remove(&placed)?;
        self.by_number.remove(&row.fingerprint);
        self.by_member.remove(&(row.member, placed));
        Some(row)
    }
}
