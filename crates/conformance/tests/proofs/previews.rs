//! A dry run shows exactly what the command would do, and leaves nothing behind: not in the state, and not in what is
//! derived from it.

use crate::generator::{config, engine_for, mixed_scripts, play};
use proptest::prelude::*;
use ratchet_conformance::execute;
use ratchet_core::operations::{AdvanceBatch, PublishRules};
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Rejection, Time};
use serde_json::Value;
use std::cell::Cell;

fn preview(engine: &mut Engine, command: &Command) -> Result<Value, Rejection> {
    engine.dry_run(command, |state, events| serde_json::to_value(Outcome::of(state, events)).unwrap())
}

proptest! {
    #![proptest_config(config(800))]

    /// The outcome of a dry run is that of the execution after it; the hash stays.
    #[test]
    fn a_preview_shows_what_happens_and_keeps_nothing(script in mixed_scripts(80)) {
        play(&script, &mut engine_for(&script), |engine, step, command| {
            let before = engine.state().hash();
            let seen = preview(engine, command);
            prop_assert_eq!(engine.state().hash(), before, "the dry run of {} left something", step);
            let again = preview(engine, command);
            prop_assert_eq!(&seen, &again, "{}", step);
            prop_assert_eq!(&seen, &execute(engine, command), "{}", step);
            Ok(())
        })?;
    }

    /// An engine that tried everything out first, also what another programme of events would do here, goes on as one
    /// that did not.
    #[test]
    fn an_engine_goes_on_as_if_nothing_was_tried(script in mixed_scripts(60), other in mixed_scripts(40)) {
        let mut tried = Vec::new();
        play(&other, &mut engine_for(&other), |engine, _, command| {
            tried.push(command.clone());
            let _ = engine.execute(command);
            Ok(())
        })?;
        let mut plain = engine_for(&script);
        let turn = Cell::new(0);
        play(&script, &mut engine_for(&script), |engine, step, command| {
            for _ in 0..4 {
                turn.set(turn.get() + 1);
                let mut command = tried[turn.get() % tried.len()].clone();
                command.recorded_at = Time::from_milliseconds(1_000_000);
                let before = engine.state().hash();
                let _ = preview(engine, &command);
                prop_assert_eq!(engine.state().hash(), before, "the dry run of {:?} left something", command);
            }
            prop_assert_eq!(execute(engine, command), execute(&mut plain, command), "{}", step);
            prop_assert_eq!(engine.state().hash(), plain.state().hash(), "{}", step);
            Ok(())
        })?;
    }
}

/// The random programmes must come past what is hard to take back.
#[test]
fn previews_meet_exits_emptying_and_positions_that_open_and_close() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut exits, mut emptied, mut opened, mut closed) = (0, 0, 0, 0);
    for _ in 0..300 {
        let script = mixed_scripts(80).new_tree(&mut runner).unwrap().current();
        let played = play(&script, &mut engine_for(&script), |engine, _, command| {
            let main = &engine.state().programmes[0];
            let (ids, open) = (main.positions.opened(), main.positions.open_count());
            let _ = engine.dry_run(command, |state, events| {
                let main = &state.programmes[0];
                exits += u64::from(events.len() > 3);
                emptied += u64::from(events.iter().any(|event| matches!(event, ratchet_core::Event::Emptied(_))));
                opened += u64::from(main.positions.opened() > ids);
                closed += u64::from(main.positions.open_count() < open);
            });
            let _ = engine.execute(command);
            Ok(())
        });
        played.unwrap();
    }
    assert!(exits > 50 && emptied > 20 && opened > 500 && closed > 100, "{exits} {emptied} {opened} {closed}");
}

/// What the vector files do not ask is taken back too: rules, batches, merchants with new regions, other programmes.
#[test]
fn previews_of_everything_else_keep_nothing() {
    use ratchet_core::operations::{AddMember, AddMerchant, AppointAgent, DeploymentTerms, OpenProgramme, Operation};
    let region = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let rules: ratchet_core::Rules = serde_json::from_value(serde_json::json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 10_000,
        "plans": { "store": { "margin": "take", "take_bp": 3_000 } },
    }))
    .unwrap();
    let mut more = rules.clone();
    more.plans.insert("mall".to_owned(), rules.plans["store"].clone());
    let mut engine = Engine::new();
    let steps: Vec<(&str, Operation)> = vec![
        ("main", DeploymentTerms::sandbox().into()),
        ("main", OpenProgramme::new(rules.clone()).into()),
        ("second", OpenProgramme::new(rules).into()),
        ("main", PublishRules::new(more, Time::from_milliseconds(50)).into()),
        ("main", AddMember { id: "m".to_owned(), referrer: None }.into()),
        ("main", AppointAgent { region: region("P/C"), member: "m".to_owned() }.into()),
        ("main", AddMerchant { region: Some(region("P/C/D")), ..AddMerchant::new("s", "store") }.into()),
        ("main", AddMember { id: "n".to_owned(), referrer: Some("m".to_owned()) }.into()),
        ("main", AppointAgent { region: region("P/C"), member: "n".to_owned() }.into()),
        ("main", AdvanceBatch { batch: "b".to_owned(), lines: 3, digest: [1; 32] }.into()),
        ("main", AdvanceBatch { batch: "b".to_owned(), lines: 5, digest: [2; 32] }.into()),
    ];
    for (at, (programme, operation)) in (1..).zip(steps) {
        let command = Command::new(Time::from_milliseconds(at), "operator", operation).in_programme(programme);
        let (bytes, hash) = (engine.state().to_bytes(), engine.state().hash());
        assert!(preview(&mut engine, &command).is_ok(), "{command:?}");
        assert_eq!(engine.state().to_bytes(), bytes, "{command:?}");
        assert_eq!(engine.state().hash(), hash, "{command:?}");
        assert_eq!(preview(&mut engine, &command), execute(&mut engine, &command));
        assert_ne!(engine.state().hash(), hash, "{command:?}");
    }
}
