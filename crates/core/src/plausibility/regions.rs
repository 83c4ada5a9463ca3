//! Whether an event of a contract or a campaign, and goods in an order, can come from any decision.

use super::{is_amount, is_part};
use crate::event::{CampaignOpened, ContractSigned, Event, Goods};
use crate::handle::Programme;
use crate::identifier::check_identifier;
use crate::limits::{AMOUNT_MAX, CAMPAIGN_GOODS_MAX, CAMPAIGNS_MAX, CONTRACTS_MAX, DAYS_HELD_MAX};
use crate::state::State;
use crate::units::Fen;

/// Whether `event` can happen to the contract, the campaign or the goods that it names, in `state`.
pub(super) fn continues(state: &State, event: &Event) -> bool {
    let is_there = |programme: Programme, goods: Option<Goods>| {
        let found = |goods| state.programme(programme).is_some_and(|state| state.campaigns.goods(goods).is_some());
        goods.is_none_or(found)
    };
    match event {
        Event::ContractSigned(signed) => {
            let contracts = state.programme(signed.programme).map(|state| &state.contracts);
            contracts.is_some_and(|all| all.len() < CONTRACTS_MAX && all.find(&signed.id).is_none())
        }
        Event::CampaignOpened(opened) => {
            let Some(state) = state.programme(opened.programme) else { return false };
            let has_plan = opened.plan.place() < state.plan_names.len();
            has_plan && state.campaigns.len() < CAMPAIGNS_MAX && state.campaigns.find(&opened.id).is_none()
        }
        Event::ContractCutShort(cut) => {
            let row = state.programme(cut.programme).and_then(|state| state.contracts.get(cut.contract));
            // Compared without adding: the figures are anybody's.
            row.is_some_and(|row| {
                cut.days_in_force < row.days_in_force
                    && row.given_back_after(cut.days_in_force) - row.given_back == cut.given_back
            })
        }
        Event::OrderBooked(booked) => {
            is_there(booked.programme, booked.particulars.as_ref().and_then(|particulars| particulars.goods))
        }
        Event::OrderPlaced(placed) => is_there(placed.programme, placed.goods),
        _ => true,
    }
}

/// Whether the figures of an event are within their bounds.
pub(super) fn amounts_are_sound(event: &Event) -> bool {
    match event {
        Event::ContractSigned(signed) => contract_is_sound(signed),
        Event::ContractCutShort(cut) => is_part(cut.given_back, Fen::new(AMOUNT_MAX)),
        Event::ContractFeeEarned(earned) => is_amount(earned.amount),
        Event::CampaignOpened(opened) => campaign_is_sound(opened),
        _ => true,
    }
}

fn contract_is_sound(signed: &ContractSigned) -> bool {
    signed.division.is_sound()
        && (1..=DAYS_HELD_MAX).contains(&signed.days)
        && is_part(signed.fee, Fen::new(AMOUNT_MAX))
        && check_identifier(&signed.id).is_ok()
}

fn campaign_is_sound(opened: &CampaignOpened) -> bool {
    check_identifier(&opened.id).is_ok()
        && opened.from < opened.until
        && (1..=CAMPAIGN_GOODS_MAX).contains(&opened.goods.len())
        && opened.goods.is_sorted_by(|one, next| one.sku < next.sku)
        && opened.goods.iter().all(|offer| offer.check().is_ok())
}
