//! Invariant 8: the same events give the same state, and a state read from its bytes goes on as the one that it was.

use crate::generator::{config, engine_for, mixed_scripts, play};
use proptest::prelude::*;
use ratchet_conformance::execute;
use ratchet_core::operations::{DeploymentTerms, OpenProgramme};
use ratchet_core::{Command, Engine, Event, State, Time};

/// An engine that is told the events of `command` instead of deciding it.
fn tell(engine: &mut Engine, command: &Command, events: &[Event]) -> Result<(), TestCaseError> {
    // As a journal would bring them: encoded and decoded.
    let bytes = minicbor_bytes(events);
    let read: Vec<Event> = minicbor::decode(&bytes).unwrap();
    prop_assert_eq!(&read, events);
    prop_assert_eq!(engine.replay(command.recorded_at, &read), Ok(()));
    Ok(())
}

fn minicbor_bytes(events: &[Event]) -> Vec<u8> {
    minicbor::to_vec(events).unwrap()
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn a_replay_comes_to_the_same_state(script in mixed_scripts(80)) {
        let (mut live, mut told) = (Engine::new(), Engine::new());
        let beginning = Time::from_milliseconds(0);
        let open = [
            Command::new(beginning, "operator", DeploymentTerms::sandbox()),
            Command::new(beginning, "operator", OpenProgramme::new(script.engine_rules())),
        ];
        for command in &open {
            let events = live.execute(command).unwrap().to_vec();
            tell(&mut told, command, &events)?;
        }
        play(&script, &mut live, |live, step, command| {
            let Ok(events) = live.execute(command).map(<[Event]>::to_vec) else { return Ok(()) };
            tell(&mut told, command, &events)?;
            prop_assert_eq!(told.state().hash(), live.state().hash(), "{}", step);
            Ok(())
        })?;
        prop_assert_eq!(told.state().to_bytes(), live.state().to_bytes());
    }

    /// Replayed and live engines also decide alike from there on: what is derived from the state is the same too.
    #[test]
    fn a_replayed_engine_decides_like_the_live_one(script in mixed_scripts(80), turn in 0_usize..60) {
        let mut second = engine_for(&script);
        let mut asked = 0;
        play(&script, &mut engine_for(&script), |live, step, command| {
            asked += 1;
            if asked <= turn {
                let Ok(events) = live.execute(command).map(<[Event]>::to_vec) else { return Ok(()) };
                return tell(&mut second, command, &events);
            }
            prop_assert_eq!(execute(live, command), execute(&mut second, command), "{}", step);
            prop_assert_eq!(live.state().hash(), second.state().hash(), "{}", step);
            Ok(())
        })?;
    }

    #[test]
    fn a_state_read_from_its_bytes_goes_on_as_it_was(script in mixed_scripts(80), turn in 0_usize..60) {
        let mut restored: Option<Engine> = None;
        let mut asked = 0;
        play(&script, &mut engine_for(&script), |live, step, command| {
            asked += 1;
            if asked == turn {
                let bytes = live.state().to_bytes();
                let state = State::from_bytes(&bytes).unwrap();
                prop_assert_eq!(state.hash(), live.state().hash());
                prop_assert_eq!(state.to_bytes(), bytes);
                restored = Some(Engine::from_state(state));
            }
            let found = execute(live, command);
            if let Some(restored) = &mut restored {
                prop_assert_eq!(&found, &execute(restored, command), "{}", step);
                prop_assert_eq!(live.state().hash(), restored.state().hash(), "{}", step);
            }
            Ok(())
        })?;
    }
}
