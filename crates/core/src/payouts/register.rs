//! The payouts of a deployment: every number is known for ever; the rest is kept while something can still happen to it.

use super::{MoneyTerms, Payee, PayoutState};
use crate::directory::{decode_names, encode_names};
use crate::event::{PayoutChanged, PayoutRequested};
use crate::handle::Payout;
use crate::names::Names;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PayoutRow {
    /// Who is paid.
    #[n(0)]
    pub payee: Payee,
    /// Where it stands.
    #[n(1)]
    pub state: PayoutState,
    /// What left the account: paid out, fee and withheld together.
    #[n(2)]
    pub amount: Fen,
    /// What the platform takes of it once it is paid.
    #[n(3)]
    pub fee: Fen,
    /// What is held back of it once it is paid.
    #[n(4)]
    pub withheld: Fen,
    /// Who asked.
    #[n(5)]
    pub requester: String,
    /// When that was recorded.
    #[n(6)]
    pub requested_at: Time,
    /// When its state changed last.
    #[n(7)]
    pub changed_at: Time,
    /// The provider that it was handed to.
    #[n(8)]
    pub provider: Option<String>,
}

impl PayoutRow {
    /// What the payee receives.
    #[must_use]
    pub fn net(&self) -> Fen {
        self.amount - self.fee - self.withheld
    }
}

/// What one party asked for on one day and did not get back at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfDay {
    /// How many payouts.
    pub count: u32,
    /// How much money.
    pub amount: Fen,
}

/// All payouts of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Payouts {
    /// Their own numbers, for ever.
    numbers: Names,
    rows: BTreeMap<Payout, PayoutRow>,
    /// Derived: the rows of each payee.
    of_payee: BTreeSet<(Payee, Payout)>,
    /// Derived: the rows with nothing in transit, by the time of their last change.
    ended: BTreeSet<(Time, Payout)>,
}

impl Payouts {
    /// None yet; their numbers are hashed under `key`.
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self { numbers: Names::new(key), ..Self::default() }
    }

    /// How many were ever requested.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The payout of this number, requested at any time.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Payout> {
        self.numbers.find(id).map(Payout)
    }

    /// The number of a payout.
    #[must_use]
    pub fn id(&self, payout: Payout) -> &str {
        self.numbers.name(payout.0)
    }

    /// What is known of a payout, while something can still happen to it.
    #[must_use]
    pub fn get(&self, payout: Payout) -> Option<&PayoutRow> {
        self.rows.get(&payout)
    }

    /// All payouts to which something can still happen, in order of request.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Payout, &PayoutRow)> {
        self.rows.iter().map(|(payout, row)| (*payout, row))
    }

    /// Those of one payee, newest first.
    pub fn of(&self, payee: Payee) -> impl Iterator<Item = (Payout, &PayoutRow)> {
        let range = (payee, Payout(0))..=(payee, Payout(u32::MAX));
        self.of_payee.range(range).rev().filter_map(|(_, payout)| Some((*payout, self.rows.get(payout)?)))
    }

    /// What `payee` asked for on the day of `now`, as far as it counts for limits.
    #[must_use]
    pub fn of_day(&self, payee: Payee, terms: &MoneyTerms, now: Time) -> OfDay {
        let today = terms.day_of(now);
        let of_today = self.of(payee).take_while(|(_, row)| terms.day_of(row.requested_at) == today);
        of_today.filter(|(_, row)| row.state.counts_for_limits()).fold(OfDay::default(), |day, (_, row)| OfDay {
            count: day.count + 1,
            amount: day.amount.checked_add(row.amount).unwrap_or(Fen::new(i64::MAX)),
        })
    }

    /// What is on its way to `payee`.
    #[must_use]
    pub fn in_transit_to(&self, payee: Payee) -> Fen {
        self.of(payee).filter(|(_, row)| row.state.is_in_transit()).map(|(_, row)| row.amount).sum()
    }

    /// Adds the next payout, recorded at `at`; nothing when there is no more room.
    pub(crate) fn add(&mut self, requested: &PayoutRequested, at: Time) -> Option<Payout> {
        let payout = Payout(self.numbers.add(&requested.id)?);
        let row = PayoutRow {
            payee: requested.payee,
            state: PayoutState::Requested,
            amount: requested.amount,
            fee: requested.fee,
            withheld: requested.withheld,
            requester: requested.requester.clone(),
            requested_at: at,
            changed_at: at,
            provider: None,
        };
        self.put(payout, row);
        Some(payout)
    }

    /// Takes the last payout back.
    pub(crate) fn remove_last(&mut self) {
        let Some(last) = self.numbers.len().checked_sub(1) else { return };
        self.take(Payout::at(last));
        self.numbers.remove_last();
    }

    /// Changes a payout at `at`; the row before, or nothing when there is none.
    pub(crate) fn change(&mut self, changed: &PayoutChanged, at: Time) -> Option<PayoutRow> {
        let before = self.take(changed.payout)?;
        let provider = changed.provider.clone().or_else(|| before.provider.clone());
        self.put(changed.payout, PayoutRow { state: changed.to, changed_at: at, provider, ..before.clone() });
        Some(before)
    }

    /// Puts a row back as it was.
    pub(crate) fn restore(&mut self, payout: Payout, before: PayoutRow) {
        self.take(payout);
        self.put(payout, before);
    }

    /// Forgets all but the numbers of payouts that ended before `oldest`.
    pub(crate) fn forget_before(&mut self, oldest: Time) {
        while let Some((_, payout)) = self.ended.first().copied().filter(|(at, _)| *at < oldest) {
            self.take(payout);
        }
    }

    /// When the one that ended first did so.
    pub(crate) fn oldest_end(&self) -> Option<Time> {
        self.ended.first().map(|(at, _)| *at)
    }

    /// What all payouts in transit come to.
    pub(crate) fn in_transit(&self) -> i128 {
        let rows = self.rows.values().filter(|row| row.state.is_in_transit());
        rows.map(|row| i128::from(row.amount.get())).sum()
    }

    fn put(&mut self, payout: Payout, row: PayoutRow) {
        self.of_payee.insert((row.payee, payout));
        if !row.state.is_in_transit() {
            self.ended.insert((row.changed_at, payout));
        }
        self.rows.insert(payout, row);
    }

    fn take(&mut self, payout: Payout) -> Option<PayoutRow> {
        let row = self.rows.remove(&payout)?;
        self.of_payee.remove(&(row.payee, payout));
        self.ended.remove(&(row.changed_at, payout));
        Some(row)
    }

    /// Writes the canonical form.
    pub(crate) fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encode_names(&self.numbers, out)?;
        out.encode(&self.rows)?;
        Ok(())
    }

    /// Reads the canonical form; numbers are hashed under `key`.
    pub(crate) fn decode(input: &mut minicbor::Decoder<'_>, key: [u8; 16]) -> Result<Self, minicbor::decode::Error> {
        let mut payouts = Self::new(key);
        decode_names(&mut payouts.numbers, input)?;
        let rows: BTreeMap<Payout, PayoutRow> = input.decode()?;
        for (payout, row) in rows {
            if payout.place() >= payouts.numbers.len() {
                return Err(minicbor::decode::Error::message("a payout without a number"));
            }
            payouts.put(payout, row);
        }
        Ok(payouts)
    }
}
