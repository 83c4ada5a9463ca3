//! The invariants of the model that a state alone can show. Each walks the whole state: for tests and audits.
//!
//! What compares two states (the price never falls, from which it follows that nobody is diluted) is asserted by the
//! engine at every event, and so is that the supply is what is held.

use crate::due::{Due, DueKey};
use crate::handle::{Member, Programme};
use crate::ledger::{FenAccount, PointsAccount};
use crate::positions::OpenPosition;
use crate::price::exit_key;
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::{Fen, Points};
use serde::Serialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Violation {
    /// Model, invariant 2.
    #[error("programme {programme}: the supply is {supply:?} units, founding and positions hold {held:?}")]
    Supply {
        /// Which programme.
        programme: String,
        /// What circulates.
        supply: i64,
        /// What is held.
        held: i128,
    },
    /// Model, invariant 3.
    #[error("cash is {cash} fen, owed are {owed} fen")]
    Cash {
        /// What is there.
        cash: i64,
        /// What is owed.
        owed: i128,
    },
    /// Money is held that is nobody's, or is not held that is somebody's.
    #[error("{account:?} does not hold what it is held for")]
    Held {
        /// Which account.
        account: FenAccount,
    },
    /// The due queue and what is due disagree.
    #[error("the due queue and what is due disagree")]
    Unqueued,
    /// Model, invariant 3: what is in transit is what payouts on their way come to.
    #[error("in transit are {account} fen, payouts on their way come to {payouts} fen")]
    InTransit {
        /// What the account holds.
        account: i64,
        /// What the payouts come to.
        payouts: i128,
    },
    /// Model, invariant 3.
    #[error("{account:?} is below zero")]
    Negative {
        /// Which account.
        account: FenAccount,
    },
    /// Model, invariant 4.
    #[error("programme {programme}: all sales together could pay {worth} fen, the reserve is {reserve} fen")]
    Insolvent {
        /// Which programme.
        programme: String,
        /// What everyone's points are worth together.
        worth: i128,
        /// What there is.
        reserve: i64,
    },
    /// A reserve without points, or points without a reserve.
    #[error("programme {programme}: a reserve and a supply are there together or not at all")]
    Unbacked {
        /// Which programme.
        programme: String,
    },
    /// Model, invariant 7.
    #[error("programme {programme}: position {position} is due and still open")]
    StillDue {
        /// Which programme.
        programme: String,
        /// Which position.
        position: u32,
    },
    /// The list of a member and its positions disagree.
    #[error("programme {programme}: the lists of members and the open positions disagree")]
    Unlisted {
        /// Which programme.
        programme: String,
    },
}

/// Checks every invariant that the state alone can show.
pub fn check(state: &State) -> Result<(), Violation> {
    for account in fen_balances(state) {
        if account.balance.is_negative() {
            return Err(Violation::Negative { account: account.account });
        }
    }
    let owed: i128 = fen_balances(state)
        .filter(|line| line.account != FenAccount::Cash)
        .map(|line| i128::from(line.balance.get()))
        .sum();
    if owed != i128::from(state.cash.get()) {
        return Err(Violation::Cash { cash: state.cash.get(), owed });
    }
    check_held(state)?;
    if state.payouts.in_transit() != i128::from(state.in_transit.get()) {
        return Err(Violation::InTransit { account: state.in_transit.get(), payouts: state.payouts.in_transit() });
    }
    state.programmes.iter().try_for_each(|programme| check_programme(programme, state.directory.member_names.len()))
}

/// What is held in the pending account and in the frozen ones is owed to somebody, and what is due stands in the queue.
fn check_held(state: &State) -> Result<(), Violation> {
    let wide = |amount: Fen| i128::from(amount.get());
    let orders: i128 = state.pending.iter().map(|(_, row)| wide(row.left().amount)).sum();
    let refunds: i128 = state.payments.iter().map(|(_, row)| wide(row.refund_due())).sum();
    if orders + refunds != wide(state.pending_money) {
        return Err(Violation::Held { account: FenAccount::Pending });
    }
    let mut frozen: BTreeMap<Member, i128> = BTreeMap::new();
    for (_, member, release) in state.frozen.releases() {
        *frozen.entry(member).or_default() += wide(release.amount);
    }
    let accounts: BTreeMap<Member, i128> = state.frozen.accounts().map(|(member, sum)| (member, wide(sum))).collect();
    if let Some((member, _)) = frozen.iter().find(|(member, sum)| accounts.get(member) != Some(sum)) {
        return Err(Violation::Held { account: FenAccount::Frozen(*member) });
    }
    if frozen.len() != accounts.len() {
        return Err(Violation::Unqueued);
    }
    let orders = state.pending.iter().filter_map(|(placed, row)| Some((row.due?, Due::Order(placed))));
    let payments = state.payments.iter().filter_map(|(payment, row)| Some((row.due?, Due::Payment(payment))));
    let links = state.links.newest().filter_map(|(member, link)| Some((link.due?, Due::Link(member))));
    let releases = state.frozen.releases().map(|(day, member, release)| (release.due, Due::Release(day, member)));
    let expected: BTreeMap<DueKey, Due> = orders.chain(payments).chain(links).chain(releases).collect();
    if expected.into_iter().eq(state.due.items()) { Ok(()) } else { Err(Violation::Unqueued) }
}

fn check_programme(programme: &ProgrammeState, members: usize) -> Result<(), Violation> {
    let name = || programme.name.clone();
    let supply = programme.supply.get();
    let positions = programme.positions.iter().map(|open| i128::from(open.holding.points.get())).sum::<i128>();
    let held = i128::from(programme.founding_units.get()) + positions;
    if held != i128::from(supply) {
        return Err(Violation::Supply { programme: name(), supply, held });
    }
    if programme.supply.is_positive() != programme.reserve.is_positive() {
        return Err(Violation::Unbacked { programme: name() });
    }
    if !programme.supply.is_positive() {
        return Ok(());
    }
    let price = programme.price();
    let worth = programme.positions.iter().map(|open| i128::from(price.value_of(open.holding.points).get())).sum();
    if worth > i128::from(programme.reserve.get()) {
        return Err(Violation::Insolvent { programme: name(), worth, reserve: programme.reserve.get() });
    }
    programme.positions.iter().try_for_each(|open| check_position(programme, open))?;
    check_lists(programme, members)
}

fn check_position(programme: &ProgrammeState, open: &OpenPosition) -> Result<(), Violation> {
    let holding = open.holding;
    let due = open.left().is_some_and(|left| programme.price().reaches(exit_key(left, holding.points)));
    if due || !holding.points.is_positive() {
        return Err(Violation::StillDue { programme: programme.name.clone(), position: open.id.0 });
    }
    Ok(())
}

/// Every open position stands in the list of its member, and nothing else does.
fn check_lists(programme: &ProgrammeState, members: usize) -> Result<(), Violation> {
    let positions = &programme.positions;
    let mut listed = 0;
    for member in (0..members).map(Member::at) {
        let mut points = Points::ZERO;
        for open in positions.of(member) {
            if open.member != member || positions.get(open.id) != Some(open) {
                return Err(Violation::Unlisted { programme: programme.name.clone() });
            }
            points += open.holding.points;
            listed += 1;
        }
        if points != positions.points_of(member) {
            return Err(Violation::Unlisted { programme: programme.name.clone() });
        }
    }
    if listed == positions.open_count() {
        Ok(())
    } else {
        Err(Violation::Unlisted { programme: programme.name.clone() })
    }
}

/// An account in fen and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct FenBalance {
    /// Which account.
    pub account: FenAccount,
    /// What it holds, as a positive number.
    pub balance: Fen,
}

/// Every account in fen.
pub fn fen_balances(state: &State) -> impl Iterator<Item = FenBalance> {
    let of = |account, balance| FenBalance { account, balance };
    let own = [
        of(FenAccount::Cash, state.cash),
        of(FenAccount::Platform, state.platform),
        of(FenAccount::Pending, state.pending_money),
        of(FenAccount::InTransit, state.in_transit),
        of(FenAccount::Withheld, state.withheld),
    ];
    let programmes = state.programmes.iter().enumerate().flat_map(move |(place, programme)| {
        let handle = Programme::at(place);
        [of(FenAccount::Reserve(handle), programme.reserve), of(FenAccount::Unallocated(handle), programme.unallocated)]
    });
    let members = state.directory.members().map(move |(member, _, row)| of(FenAccount::Balance(member), row.balance));
    let merchants =
        state.directory.merchants().map(move |(merchant, _, row)| of(FenAccount::Payable(merchant), row.payable));
    let frozen = state.frozen.accounts().map(move |(member, amount)| of(FenAccount::Frozen(member), amount));
    own.into_iter().chain(programmes).chain(members).chain(merchants).chain(frozen)
}

/// Every account in units of points, issued points as debits and held ones as credits.
pub fn points_balances(state: &State) -> impl Iterator<Item = (PointsAccount, Points)> {
    state.programmes.iter().enumerate().flat_map(|(place, programme)| {
        let handle = Programme::at(place);
        let held = move |open: &OpenPosition| (PointsAccount::Held(handle, open.id), -open.holding.points);
        let own = [
            (PointsAccount::Issued(handle), programme.supply),
            (PointsAccount::Founding(handle), -programme.founding_units),
        ];
        own.into_iter().chain(programme.positions.iter().map(held))
    })
}

/// The trial balance: what all accounts of a unit come to, debits against credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TrialBalance {
    /// Debits in fen.
    pub fen_debit: i128,
    /// Credits in fen.
    pub fen_credit: i128,
    /// Debits in units.
    pub points_debit: i128,
    /// Credits in units.
    pub points_credit: i128,
}

impl TrialBalance {
    /// Of a state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let mut balance = Self { fen_debit: 0, fen_credit: 0, points_debit: 0, points_credit: 0 };
        for line in fen_balances(state) {
            let side = if line.account == FenAccount::Cash { &mut balance.fen_debit } else { &mut balance.fen_credit };
            *side += i128::from(line.balance.get());
        }
        for (_, points) in points_balances(state) {
            let side = if points.is_negative() { &mut balance.points_credit } else { &mut balance.points_debit };
            *side += i128::from(points.get().unsigned_abs());
        }
        balance
    }

    /// Whether both units balance.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.fen_debit == self.fen_credit && self.points_debit == self.points_credit
    }
}
