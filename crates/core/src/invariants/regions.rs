//! What holds of contracts of region agents and of clearance campaigns.

use super::Violation;
use crate::due::{Due, DueKey};
use crate::event::Goods;
use crate::handle::{Campaign, Programme};
use crate::ledger::FenAccount;
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::Fen;
use std::collections::BTreeMap;

/// What contracts and campaigns have in the due queue.
pub(super) fn due(state: &State) -> impl Iterator<Item = (DueKey, Due)> {
    state.programmes.iter().enumerate().flat_map(|(place, programme)| {
        let handle = Programme::at(place);
        let contracts = programme.contracts.iter();
        let contracts = contracts.filter_map(move |(contract, row)| Some((row.due?, Due::Contract(handle, contract))));
        let campaigns = programme.campaigns.iter();
        let campaigns = campaigns.filter_map(move |(campaign, row)| Some((row.due?, Due::Campaign(handle, campaign))));
        contracts.chain(campaigns)
    })
}

/// Fees are deferred until they are earned or given back, and every piece of goods is in one place.
pub(super) fn check(state: &State) -> Result<(), Violation> {
    let contracts = || state.programmes.iter().flat_map(|programme| programme.contracts.iter());
    let deferred: i128 = contracts().map(|(_, row)| i128::from((row.fee - row.earned - row.given_back).get())).sum();
    if deferred != i128::from(state.deferred_income.get()) {
        return Err(Violation::Held { account: FenAccount::DeferredIncome });
    }
    if contracts().any(|(_, row)| row.due.is_some_and(|due| due.at != row.next_due().begins())) {
        return Err(Violation::Unqueued);
    }
    let held = held(state);
    let programmes = state.programmes.iter().enumerate();
    programmes.into_iter().try_for_each(|(place, programme)| check_goods(Programme::at(place), programme, &held))
}

/// Pieces of goods in orders that can still be returned.
type Held = BTreeMap<(Programme, Campaign, u16), u64>;

fn held(state: &State) -> Held {
    let mut held = Held::new();
    for (_, row) in state.pending.iter() {
        if let Some(Goods { campaign, place, quantity }) = row.left().goods {
            *held.entry((row.programme, campaign, place)).or_default() += u64::from(quantity);
        }
    }
    held
}

fn check_goods(handle: Programme, programme: &ProgrammeState, held: &Held) -> Result<(), Violation> {
    for (campaign, row) in programme.campaigns.iter() {
        for (place, goods) in (0..).zip(&row.goods) {
            let stock = goods.stock;
            let everywhere: i64 = [stock.left, stock.held, stock.sold].map(i64::from).iter().sum();
            let in_orders = held.get(&(handle, campaign, place)).copied().unwrap_or_default();
            if everywhere != goods.offer.stock || in_orders != u64::from(stock.held) {
                let (programme, campaign) = (programme.name.clone(), row.id.clone());
                return Err(Violation::Goods { programme, campaign, sku: goods.offer.sku.clone() });
            }
        }
        // What was given back of a campaign's orders was paid for them.
        let totals = row.totals;
        if [totals.paid - totals.given_back, totals.commission, totals.pool].iter().any(|sum| *sum < Fen::ZERO) {
            return Err(Violation::Held { account: FenAccount::Reserve(handle) });
        }
    }
    Ok(())
}
