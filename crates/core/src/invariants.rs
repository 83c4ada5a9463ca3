//! The invariants of the model that a state alone can show. Each walks the whole state: for tests and audits.
//!
//! What compares two states (the price never falls, from which it follows that nobody is diluted) is asserted by the
//! engine at every event, and so is that the supply is what is held.

mod debts;

pub use debts::coins_balances;
mod regions;

use crate::due::{Due, DueKey};
use crate::handle::{Member, Programme};
use crate::ledger::{FenAccount, PointsAccount, SharesAccount};
use crate::positions::OpenPosition;
use crate::price::exit_key;
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::{Fen, Points, Shares};
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
    /// The pot of dividends is not what is left of closed months and what the orders of open ones brought.
    #[error("programme {programme}: the pot of dividends is not what came into it")]
    Pot {
        /// Which programme.
        programme: String,
    },
    /// The shares issued are not those that the register comes to.
    #[error("programme {programme}: the shares issued are not those held")]
    Shares {
        /// Which programme.
        programme: String,
    },
    /// The orders of open months are out of order, or a level is none of any rules.
    #[error("programme {programme}: the orders of a month or the levels in force are out of order")]
    Months {
        /// Which programme.
        programme: String,
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
    /// What is owed of old debts is not what members hold of it.
    #[error("programme {programme}: claims and coins do not come to what is owed")]
    Debts {
        /// Which programme.
        programme: String,
    },
    /// Points are locked that no open position holds, or that nothing will release.
    #[error("programme {programme}: the locked points of position {position} are not held, or never released")]
    Locked {
        /// Which programme.
        programme: String,
        /// Which position.
        position: u32,
    },
    /// The register of allotments and what was allotted disagree.
    #[error("programme {programme}: the units of offer {offer} are not those of its holders")]
    Allotted {
        /// Which programme.
        programme: String,
        /// Which offer.
        offer: String,
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
    /// Pieces of goods are neither on the shelf, nor held, nor sold, or in two of these places.
    #[error("programme {programme}: pieces of {sku} in campaign {campaign} are lost, or are there twice")]
    Goods {
        /// Which programme.
        programme: String,
        /// Which campaign.
        campaign: String,
        /// Which goods.
        sku: String,
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
    debts::check(state)?;
    regions::check(state)?;
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
    let closings = state.programmes.iter().enumerate().filter_map(|(place, programme)| {
        Some((programme.periods.closing.as_ref()?.due, Due::Period(Programme::at(place))))
    });
    let ends = state
        .programmes
        .iter()
        .enumerate()
        .filter_map(|(place, programme)| Some((programme.closing?.due?, Due::Closing(Programme::at(place)))));
    let others = orders.chain(payments).chain(links).chain(releases).chain(closings).chain(ends);
    let others = others.chain(regions::due(state)).chain(debts::tranches(state));
    let expected: BTreeMap<DueKey, Due> = others.collect();
    if expected.into_iter().eq(state.due.items()) { Ok(()) } else { Err(Violation::Unqueued) }
}

/// What is allotted of every offer is what its holders have, and no more than is offered.
fn check_allotments(programme: &ProgrammeState) -> Result<(), Violation> {
    let broken = programme.allotments.iter().find(|(_, row)| {
        let held: u128 = row.holders.values().map(|allotment| u128::from(allotment.units)).sum();
        held != u128::from(row.allotted) || row.allotted > row.offer.units
    });
    match broken {
        Some((offer, _)) => Err(Violation::Allotted { programme: programme.name.clone(), offer: offer.to_owned() }),
        None => Ok(()),
    }
}

fn check_programme(programme: &ProgrammeState, members: usize) -> Result<(), Violation> {
    let name = || programme.name.clone();
    check_months(programme)?;
    check_allotments(programme)?;
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

/// The pot holds what came into it, the register what was issued, and months stand in order.
fn check_months(programme: &ProgrammeState) -> Result<(), Violation> {
    let name = || programme.name.clone();
    let (periods, dividends) = (&programme.periods, &programme.dividends);
    let waiting: i128 = periods.orders.iter().map(|order| i128::from(order.dividend.get())).sum();
    if i128::from(dividends.pot.get()) != i128::from(dividends.kept.get()) + waiting || dividends.charge.is_negative() {
        return Err(Violation::Pot { programme: name() });
    }
    let totals = dividends.totals;
    if dividends.pot != totals.accrued - totals.shared - totals.charged {
        return Err(Violation::Pot { programme: name() });
    }
    if dividends.shares.values().copied().sum::<Shares>() != dividends.issued
        || !dividends.shares.values().all(|shares| shares.is_positive())
    {
        return Err(Violation::Shares { programme: name() });
    }
    let in_order =
        periods.orders.iter().is_sorted_by(|one, next| one.order < next.order && one.recorded_at <= next.recorded_at);
    let levels = programme.versions.iter().filter_map(|version| version.rules.levels.as_ref());
    let most = levels.map(|levels| levels.steps.len()).max().unwrap_or_default();
    if in_order && periods.levels.iter().all(|(_, level)| usize::from(level) <= most) {
        Ok(())
    } else {
        Err(Violation::Months { programme: name() })
    }
}

fn check_position(programme: &ProgrammeState, open: &OpenPosition) -> Result<(), Violation> {
    let holding = open.holding;
    // While everybody is redeemed at one price, no cap counts.
    let caps_count = !programme.is_redeeming();
    let due = caps_count && open.left().is_some_and(|left| programme.price().reaches(exit_key(left, holding.points)));
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
        of(FenAccount::DeferredIncome, state.deferred_income),
    ];
    let programmes = state.programmes.iter().enumerate().flat_map(move |(place, programme)| {
        let handle = Programme::at(place);
        [
            of(FenAccount::Reserve(handle), programme.reserve),
            of(FenAccount::Unallocated(handle), programme.unallocated),
            of(FenAccount::Dividends(handle), programme.dividends.pot),
            of(FenAccount::Fund(handle), programme.fund.balance),
        ]
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

/// Every account in shares, issued ones as debits and held ones as credits.
pub fn shares_balances(state: &State) -> impl Iterator<Item = (SharesAccount, Shares)> {
    state.programmes.iter().enumerate().flat_map(|(place, programme)| {
        let handle = Programme::at(place);
        let held = programme.dividends.shares.iter();
        let held = held.map(move |(member, shares)| (SharesAccount::Held(handle, *member), -*shares));
        std::iter::once((SharesAccount::Issued(handle), programme.dividends.issued)).chain(held)
    })
}

/// The trial balance: what all accounts of a unit come to, debits against credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrialBalance {
    /// Debits in fen.
    pub fen_debit: i128,
    /// Credits in fen.
    pub fen_credit: i128,
    /// Debits in units.
    pub points_debit: i128,
    /// Credits in units.
    pub points_credit: i128,
    /// Debits in shares.
    pub shares_debit: i128,
    /// Credits in shares.
    pub shares_credit: i128,
    /// What is owed of old debts, in coins.
    pub coins_debit: i128,
    /// What members hold of that, in coins.
    pub coins_credit: i128,
}

impl TrialBalance {
    /// Of a state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let mut balance = Self::default();
        for line in fen_balances(state) {
            let side = if line.account == FenAccount::Cash { &mut balance.fen_debit } else { &mut balance.fen_credit };
            *side += i128::from(line.balance.get());
        }
        for (_, points) in points_balances(state) {
            let side = if points.is_negative() { &mut balance.points_credit } else { &mut balance.points_debit };
            *side += i128::from(points.get().unsigned_abs());
        }
        for (_, shares) in shares_balances(state) {
            let side = if shares.is_negative() { &mut balance.shares_credit } else { &mut balance.shares_debit };
            *side += i128::from(shares.get().unsigned_abs());
        }
        for (_, coins) in coins_balances(state) {
            let side = if coins.is_negative() { &mut balance.coins_credit } else { &mut balance.coins_debit };
            *side += i128::from(coins.get().unsigned_abs());
        }
        balance
    }

    /// Whether every unit balances.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.fen_debit == self.fen_credit
            && self.points_debit == self.points_credit
            && self.shares_debit == self.shares_credit
            && self.coins_debit == self.coins_credit
    }
}
