//! Any bytes in records whose frames are good: loading and verifying come back with an answer, never with a panic.

use crate::stage::Stage;
use crate::stage::history::History;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use ratchet_deployment::load;
use std::cell::Cell;

/// One change of one record.
#[derive(Clone, Debug)]
enum Mutation {
    Byte {
        at: Index,
        value: u8,
    },
    Flip {
        at: Index,
        bit: u8,
    },
    Insert {
        at: Index,
        value: u8,
    },
    Remove {
        at: Index,
    },
    Cut {
        at: Index,
    },
    /// Replaces a CBOR integer by another one, in its shortest form.
    Integer {
        which: Index,
        value: i64,
    },
    /// Replaces the record by another one of the same history.
    Swap {
        with: Index,
    },
}

/// Integers around every bound of the model.
fn integers() -> impl Strategy<Value = i64> {
    let bounds = [0, 1, 2, 7, 23, 24, 255, 256, 65_536, 10_000_000_000_000, 9_000_000_000_000_000, i64::MAX];
    prop_oneof![
        prop::sample::select(bounds.to_vec()),
        prop::sample::select(bounds.to_vec()).prop_map(|bound| -bound),
        prop::sample::select(bounds.to_vec()).prop_map(|bound| bound.saturating_add(1)),
        Just(i64::MIN),
        -100_000_i64..100_000,
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, value)| Mutation::Byte { at, value }),
        2 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip { at, bit }),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, value)| Mutation::Insert { at, value }),
        1 => any::<Index>().prop_map(|at| Mutation::Remove { at }),
        1 => any::<Index>().prop_map(|at| Mutation::Cut { at }),
        8 => (any::<Index>(), integers()).prop_map(|(which, value)| Mutation::Integer { which, value }),
        1 => any::<Index>().prop_map(|with| Mutation::Swap { with }),
    ]
}

impl Mutation {
    fn apply(&self, history: &mut History, sequence: usize) {
        let other = match self {
            Self::Swap { with } => {
                let other = with.index(history.len());
                history.bytes(other).clone()
            }
            _ => Vec::new(),
        };
        let bytes = history.bytes(sequence);
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Byte { at, value } => bytes[at.index(length)] = *value,
            Self::Flip { at, bit } => bytes[at.index(length)] ^= 1 << bit,
            Self::Insert { at, value } => bytes.insert(at.index(length), *value),
            Self::Remove { at } => drop(bytes.remove(at.index(length))),
            Self::Cut { at } => bytes.truncate(at.index(length)),
            Self::Integer { which, value } => replace_integer(bytes, *which, *value),
            Self::Swap { .. } => *bytes = other,
        }
    }
}

fn replace_integer(bytes: &mut Vec<u8>, which: Index, value: i64) {
    let integers = integers_in(bytes);
    if integers.is_empty() {
        return;
    }
    let (start, length) = integers[which.index(integers.len())];
    bytes.splice(start..start + length, minicbor::to_vec(value).unwrap());
}

/// Where the integers of a CBOR text stand: `(start, length)`.
fn integers_in(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let (major, short) = (first >> 5, first & 0x1f);
        let follows = match short {
            24..=27 => 1 << (short - 24),
            _ => 0,
        };
        let argument = bytes.iter().skip(at + 1).take(follows).fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let argument = if follows == 0 { usize::from(short) } else { argument };
        match major {
            0 | 1 => found.push((at, 1 + follows)),
            2 | 3 => at = at.saturating_add(argument),
            _ => {}
        }
        at = at.saturating_add(1 + follows);
    }
    found.retain(|(start, length)| start + length <= bytes.len());
    found
}

#[test]
fn any_bytes_in_good_frames_are_answered() {
    let stage = Stage::played();
    let history = History::of(&stage);
    let cases = (any::<Index>(), prop::collection::vec(mutation(), 1..4));
    let mut runner = TestRunner::new(ProptestConfig { cases: 1_000, ..ProptestConfig::with_source_file(file!()) });
    let (loads, sound) = (Cell::new(0), Cell::new(0));
    runner
        .run(&cases, |(which, mutations)| {
            let mut history = history.clone();
            let sequence = which.index(history.len());
            for mutation in &mutations {
                mutation.apply(&mut history, sequence);
            }
            history.write_and_sign(&stage);
            let loaded = load(&stage.layout());
            if let Ok(loaded) = &loaded {
                loads.set(loads.get() + 1);
                let _ = loaded.engine.state().hash();
            }
            let Ok(report) = stage.verify() else { return Ok(()) };
            sound.set(sound.get() + 1);
            let loaded = loaded.expect("what is sound can be loaded");
            let rebuilt = loaded.engine.state();
            prop_assert_eq!(report.state_hash, blake3::Hash::from_bytes(rebuilt.hash()).to_string());
            ratchet_core::invariants::check(rebuilt).expect("what is sound keeps the invariants");
            Ok(())
        })
        .unwrap();
    // Some mutations must get past the bytes, or nothing was tried.
    assert!(loads.get() > 50 && sound.get() > 0, "{loads:?} loaded, {sound:?} sound");
}
