//! Old debts: what is owed is what members hold of it, and locked points are held by open positions.

use super::Violation;
use crate::debts::{Claim, Grant};
use crate::due::{Due, DueKey};
use crate::handle::{Member, Position, Programme};
use crate::ledger::CoinsAccount;
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::Coins;
use std::collections::BTreeMap;

/// Every account in coins: what is owed as debits, what members hold of it as credits.
pub fn coins_balances(state: &State) -> impl Iterator<Item = (CoinsAccount, Coins)> {
    state.programmes.iter().enumerate().flat_map(|(place, programme)| {
        let handle = Programme::at(place);
        let held = move |(member, claim): (Member, &Claim)| {
            [
                (CoinsAccount::Unconverted(handle, member), -claim.unconverted),
                (CoinsAccount::Coins(handle, member), -claim.coins),
                (CoinsAccount::Held(handle, member), -claim.held),
            ]
        };
        let owed = std::iter::once((CoinsAccount::Owed(handle), programme.debts.owed()));
        owed.chain(programme.debts.claims().flat_map(held))
    })
}

/// Checks what the state says of old debts.
pub(super) fn check(state: &State) -> Result<(), Violation> {
    let mut pending: BTreeMap<(Programme, Member), i128> = BTreeMap::new();
    for (_, row) in state.pending.iter() {
        if let Some(part) = row.left().coins {
            *pending.entry((row.programme, row.member)).or_default() += i128::from(part.coins.get());
        }
    }
    for (place, programme) in state.programmes.iter().enumerate() {
        let held = |member: Member| pending.get(&(Programme::at(place), member)).copied().unwrap_or_default();
        check_claims(programme, held)?;
        check_grants(programme)?;
    }
    Ok(())
}

fn check_claims(programme: &ProgrammeState, held: impl Fn(Member) -> i128) -> Result<(), Violation> {
    let broken = || Violation::Debts { programme: programme.name.clone() };
    let (mut owed, mut imported) = (0, 0);
    for (member, claim) in programme.debts.claims() {
        let parts = [claim.unconverted, claim.coins, claim.held, claim.settled()];
        if parts.iter().any(|part| part.is_negative()) || held(member) != i128::from(claim.held.get()) {
            return Err(broken());
        }
        owed += i128::from(claim.owed().get());
        imported += i128::from(claim.imported().get());
    }
    let debts = &programme.debts;
    let same = owed == i128::from(debts.owed().get()) && imported == i128::from(debts.imported().get());
    if same { Ok(()) } else { Err(broken()) }
}

fn check_grants(programme: &ProgrammeState) -> Result<(), Violation> {
    for (position, grant) in programme.debts.grants() {
        let open = programme.positions.get(position);
        let unreleased = grant.released < grant.tranches;
        let sound = open.is_some_and(|open| grant.locked <= open.holding.points && !open.takes_more_orders())
            && !grant.locked.is_negative()
            && grant.due.is_some() == unreleased
            && (unreleased || !grant.locked.is_positive());
        if !sound {
            return Err(Violation::Locked { programme: programme.name.clone(), position: position.0 });
        }
    }
    Ok(())
}

/// Tranches that wait in the due queue.
pub(super) fn tranches(state: &State) -> impl Iterator<Item = (DueKey, Due)> {
    state.programmes.iter().enumerate().flat_map(|(place, programme)| {
        let handle = Programme::at(place);
        let tranche = move |(position, grant): (Position, &Grant)| Some((grant.due?, Due::Tranche(handle, position)));
        programme.debts.grants().filter_map(tranche)
    })
}
