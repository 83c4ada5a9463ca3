//! The engine and the second implementation agree with every feature switched on at random: on every outcome, every
//! rejection, every statement and every state.

use crate::generator::{Script, config, engine_for, featured_scripts, play};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ratchet_conformance::{execute, state_of};
use ratchet_core::event::Event;
use ratchet_core::handle::Programme;
use ratchet_core::invariants;
use ratchet_core::view::{CampaignView, DebtView};
use ratchet_core::{Engine, State};
use ratchet_naive::Model;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MAIN: Programme = Programme(0);

/// What readers see of the features, as the second implementation tells it.
fn features_of(engine: &Engine) -> Value {
    let state = engine.state();
    let main = &state.programmes[0];
    let name = |member: ratchet_core::handle::Member| state.directory.member_names.name(member.0).to_owned();
    let debts = main.debts.claims().filter_map(|(member, _)| Some((name(member), DebtView::of(state, MAIN, member)?)));
    let debts: BTreeMap<_, _> = debts
        .map(|(member, view)| {
            let row = json!({
                "claim": view.claim, "settled": view.settled, "owed": view.owed, "unconverted": view.unconverted,
                "coins": view.coins, "held": view.held, "points_locked": view.points_locked.get(),
                "points_free": view.points_free.get(),
            });
            (member, row)
        })
        .collect();
    let mut campaigns: Vec<Value> = CampaignView::all(state, MAIN).map(|(_, view)| campaign(&view)).collect();
    campaigns.reverse();
    let contracts = main.contracts.iter().map(|(_, row)| {
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

/// Reading everything is most of the work: it is compared after so many steps, and at the end. A difference stays.
const STEPS_BETWEEN_READINGS: usize = 8;

/// What readers see, and what has to hold at any time.
fn readings_agree(engine: &Engine, naive: &Model) -> Result<(), TestCaseError> {
    prop_assert_eq!(state_of(engine), naive.state());
    prop_assert_eq!(features_of(engine), naive.features());
    prop_assert_eq!(u128::try_from(engine.state().cash.get()), Ok(naive.cash()));
    prop_assert_eq!(naive.owed(), naive.cash());
    prop_assert_eq!(invariants::check(engine.state()), Ok(()));
    Ok(())
}

/// Plays `script` on both; `seen` is told each outcome, and the second implementation after it.
fn agree(script: &Script, mut seen: impl FnMut(&Value, &Result<Value, String>, &Model)) -> Result<(), TestCaseError> {
    let mut naive = Model::new(serde_json::from_value(script.rules()).unwrap());
    let (mut engine, mut steps) = (engine_for(script), 0);
    play(script, &mut engine, |engine, step, command| {
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
        steps += 1;
        if steps % STEPS_BETWEEN_READINGS == 0 {
            readings_agree(engine, &naive)?;
        }
        seen(step, &found, &naive);
        Ok(())
    })?;
    readings_agree(&engine, &naive)
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn programmes_with_features_agree(script in featured_scripts(120)) {
        agree(&script, |_, _, _| ())?;
    }
}

/// Every operation that a programme with features can be asked for.
const OPERATIONS: [&str; 30] = [
    "add_member",
    "add_merchant",
    "appoint_agent",
    "book",
    "redeem",
    "refund",
    "correct",
    "inject",
    "place",
    "return_order",
    "book_held",
    "tick",
    "set_link_terms",
    "link_member",
    "open_payment",
    "conclude_payment",
    "conclude_refund",
    "fund",
    "import_claim",
    "convert_claim",
    "open_campaign",
    "end_campaign",
    "sign_contract",
    "end_contract",
    "close_programme",
    "set_shares",
    "close_period",
    "open_offer",
    "subscribe",
    "grant_allotment",
];

/// What of the features has to be met beside: figures of outcomes, and what was done with goods and coins.
const MET: [&str; 27] = [
    "order: subsidy",
    "order: drip",
    "order: dividend",
    "order: coins",
    "order: points for coins",
    "order: goods",
    "order: level:differential",
    "order: level:same",
    "order: region:district",
    "placed: coins",
    "placed: goods",
    "goods: refund",
    "goods: return_order",
    "goods: correct",
    "correct: to_fund",
    "tick: fees_earned",
    "tick: tranches",
    "tick: redeemed",
    "tick: closed",
    "exit of points for coins",
    "contract: deferred",
    "contract: cut short",
    "month: shared",
    "month: charged",
    "month: reported",
    "allotment: to_issuer",
    "allotment: to_reserve",
];

/// What the histories came past, with how often.
#[derive(Default)]
struct Met {
    counts: BTreeMap<String, u64>,
    /// Of the history that is played: orders for goods, and positions that came with coins.
    goods: BTreeSet<String>,
    granted: BTreeSet<u64>,
}

impl Met {
    fn play(&mut self, script: &Script) -> Result<(), TestCaseError> {
        self.goods.clear();
        self.granted.clear();
        agree(script, |step, found, naive| {
            if let Ok(outcome) = found {
                self.accepted(step, outcome, naive);
            }
        })
    }

    fn note(&mut self, what: &str, is_met: bool) {
        if is_met {
            *self.counts.entry(what.to_owned()).or_default() += 1;
        }
    }

    /// Notes each of these figures of an outcome that is more than nothing.
    fn figures(&mut self, kind: &str, outcome: &Value, figures: &[&str]) {
        for figure in figures {
            self.note(&format!("{kind}: {figure}"), outcome[figure].as_u64().is_some_and(|count| count > 0));
        }
    }

    fn accepted(&mut self, step: &Value, outcome: &Value, naive: &Model) {
        let operation = step["op"].as_str().unwrap();
        self.note(operation, true);
        for exit in outcome["exits"].as_array().into_iter().flatten() {
            let is_granted = self.granted.contains(&exit["position"].as_u64().unwrap());
            self.note("exit of points for coins", is_granted);
        }
        match operation {
            "book" | "place" => {
                self.order(step, outcome);
                if !step["goods"].is_null() {
                    self.goods.insert(step["id"].as_str().unwrap().to_owned());
                }
            }
            "conclude_payment" | "book_held" => self.order(&Value::Null, outcome),
            "refund" | "return_order" | "correct" => {
                let is_of_goods = self.goods.contains(step["order"].as_str().unwrap());
                self.note(&format!("goods: {operation}"), is_of_goods);
                self.figures(operation, outcome, &["to_fund"]);
            }
            "tick" => self.figures("tick", outcome, &["fees_earned", "tranches", "redeemed", "closed"]),
            "sign_contract" => {
                self.figures("contract", outcome, &["deferred"]);
                self.note("contract: cut short", !outcome["cut_short"].is_null());
            }
            "close_period" => {
                self.figures("month", outcome, &["shared", "charged"]);
                let rows = naive.last_month()["rows"].as_object().unwrap();
                self.note("month: reported", rows.values().any(|row| row["reported"] != json!([0, 0])));
            }
            "subscribe" => {
                self.figures("allotment", outcome, &["to_issuer"]);
                self.note("allotment: to_reserve", outcome["value"] != outcome["to_issuer"]);
            }
            _ => {}
        }
    }

    /// An order that was booked at once, or placed.
    fn order(&mut self, step: &Value, outcome: &Value) {
        let kind = if outcome["commission"].is_null() { "placed" } else { "order" };
        self.note(&format!("{kind}: goods"), !step["goods"].is_null());
        self.note(&format!("{kind}: coins"), !step["coins"].is_null());
        self.figures(kind, outcome, &["subsidy", "drip", "dividend"]);
        if let Some(position) = outcome["coin_part"]["position"].as_u64() {
            self.note("order: points for coins", true);
            self.granted.insert(position);
        }
        for award in outcome["awards"].as_array().into_iter().flatten() {
            self.note(&format!("order: {}", award[1].as_str().unwrap()), true);
        }
    }
}

/// What the random histories come past: otherwise their agreement says little.
#[test]
fn random_histories_meet_every_feature() {
    let (mut runner, strategy, mut met) = (TestRunner::deterministic(), featured_scripts(120), Met::default());
    for _ in 0..1_000 {
        let script = strategy.new_tree(&mut runner).unwrap().current();
        met.play(&script).unwrap_or_else(|error| panic!("{error}\n{script:?}"));
    }
    let missing: Vec<&str> = OPERATIONS.into_iter().chain(MET).filter(|what| !met.counts.contains_key(*what)).collect();
    assert!(missing.is_empty(), "never met: {missing:?} among {:?}", met.counts);
}
