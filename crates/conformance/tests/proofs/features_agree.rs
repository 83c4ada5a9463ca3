//! The engine and the second implementation agree with every feature switched on at random: on every outcome, every
//! rejection, every statement and every state.

use crate::generator::{Script, config, engine_for, featured_scripts, play};
use proptest::prelude::*;
use ratchet_conformance::{execute, state_of};
use ratchet_core::event::Event;
use ratchet_core::handle::Programme;
use ratchet_core::invariants;
use ratchet_core::view::{CampaignView, DebtView};
use ratchet_core::{Engine, State};
use ratchet_naive::Model;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const MAIN: Programme = Programme(0);

/// What readers see of the features, as the second implementation tells it.
fn features_of(engine: &Engine) -> Value {
    let state = engine.state();
    let main = &state.programmes[0];
    let name = |member: ratchet_core::handle::Member| state.directory.member_names.name(member.0).to_owned();
    let debts = main.debts.claims().filter_map(|(member, _)| Some((name(member), DebtView::of(state, MAIN, member)?)));
    let debts: BTreeMap<_, _> = debts
        .map(|(member, view)| {
            let fields = ["claim", "settled", "owed", "unconverted", "coins", "held", "points_locked", "points_free"];
            let row = json!({
                "claim": view.claim, "settled": view.settled, "owed": view.owed, "unconverted": view.unconverted,
                "coins": view.coins, "held": view.held, "points_locked": view.points_locked.get(),
                "points_free": view.points_free.get(),
            });
            assert_eq!(row.as_object().unwrap().len(), fields.len());
            (member, row)
        })
        .collect();
    let mut campaigns: Vec<Value> = CampaignView::all(state, MAIN).map(|(_, view)| campaign(&view)).collect();
    campaigns.reverse();
    let contracts = main.contracts.iter().zip(0_usize..).map(|((_, row), _)| {
        json!({
            "contract": row.id, "member": name(row.member), "days": row.days_in_force, "fee": row.fee,
            "earned": row.earned, "given_back": row.given_back,
        })
    });
    let offers = main.allotments.iter().map(|(id, row)| {
        let holders = row.holders.iter().map(|(member, held)| {
            let figures = json!([held.units, held.burned.get(), held.value, held.contribution]);
            (name(*member), figures)
        });
        (id.to_owned(), holders.collect::<BTreeMap<_, _>>())
    });
    let levels =
        main.periods.levels.iter().filter(|(_, level)| *level > 0).map(|(member, level)| (name(member), level));
    json!({
        "debts": debts, "campaigns": campaigns, "contracts": contracts.collect::<Vec<_>>(),
        "allotments": offers.collect::<BTreeMap<_, _>>(),
        "months": {
            "levels": levels.collect::<BTreeMap<_, _>>(), "pot": main.dividends.pot, "charge": main.dividends.charge,
        },
    })
}

fn campaign(view: &CampaignView) -> Value {
    let goods = view.goods.iter();
    let goods = goods
        .map(|row| json!({ "sku": row.sku, "left": row.left, "held": row.held, "sold": row.sold, "stock": row.stock }));
    json!({
        "campaign": view.campaign, "orders": view.orders, "money_in": view.money_in, "cost": view.cost,
        "margin_given_up": view.margin_given_up, "reserve_fed": view.reserve_fed, "minted": view.minted.get(),
        "burned": view.burned.get(), "goods": goods.collect::<Vec<_>>(),
    })
}

/// What was stated when a month was closed.
fn statement(state: &State, events: &[Event]) -> Value {
    let name = |member: ratchet_core::handle::Member| state.directory.member_names.name(member.0).to_owned();
    let (mut rows, mut parts) = (Map::new(), Map::new());
    for event in events {
        match event {
            Event::PeriodStated(stated) => {
                for row in &stated.rows {
                    let sums = |sums: ratchet_core::periods::LevelSums| json!([sums.differential, sums.same_level]);
                    let told = json!({
                        "own": row.own_spend, "team": row.team_turnover, "direct": row.direct, "held": row.held,
                        "reached": row.reached, "reported": sums(row.reported), "paid": sums(row.paid),
                    });
                    rows.insert(name(row.member), told);
                }
            }
            Event::PeriodClosed(closed) => {
                let shared = closed.parts.iter().filter(|part| part.amount.is_positive());
                parts.extend(shared.map(|part| (name(part.member), json!(part.amount))));
            }
            _ => {}
        }
    }
    json!({ "rows": rows, "parts": parts })
}

/// Plays `script` on both; `seen` is told each outcome.
pub fn agree(script: &Script, mut seen: impl FnMut(&Value, &Result<Value, String>)) -> Result<(), TestCaseError> {
    let mut naive = Model::new(serde_json::from_value(script.rules()).unwrap());
    play(script, &mut engine_for(script), |engine, step, command| {
        let before = engine.state().hash();
        let mut found = execute(engine, command).map_err(|rejection| rejection.code().to_owned());
        let expected = naive.step(step);
        if let (Ok(found), true) = (&mut found, step["op"] == "close_period") {
            found.as_object_mut().unwrap().remove("stated");
            prop_assert_eq!(&statement(engine.state(), engine.last_events()), naive.last_month(), "{}", step);
        }
        prop_assert_eq!(&found, &expected, "{}", step);
        if found.is_err() {
            prop_assert_eq!(engine.state().hash(), before, "{} was rejected and changed the state", step);
        }
        prop_assert_eq!(state_of(engine), naive.state(), "{}", step);
        prop_assert_eq!(features_of(engine), naive.features(), "{}", step);
        prop_assert_eq!(u128::try_from(engine.state().cash.get()), Ok(naive.cash()), "{}", step);
        prop_assert_eq!(naive.owed(), naive.cash(), "{}", step);
        prop_assert_eq!(invariants::check(engine.state()), Ok(()), "{}", step);
        seen(step, &found);
        Ok(())
    })
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    #[ignore = "takes minutes; run it by its name"]
    fn programmes_with_features_agree(script in featured_scripts(120)) {
        agree(&script, |_, _| ())?;
    }
}
