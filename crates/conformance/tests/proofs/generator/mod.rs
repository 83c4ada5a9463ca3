//! Random programmes: rules that pass validation, and sequences of commands that go to the edges.
//!
//! Everything is read off dice (plain numbers), so that a failing programme shrinks to few operations with small
//! figures, whatever those figures mean.

mod action;
mod dice;
mod features;
mod life;
mod play;
mod rules;

pub use dice::Dice;
pub use play::{command_of, engine_for, play};

use proptest::collection::vec;
use proptest::prelude::*;
use ratchet_core::Rules;
use serde_json::Value;
use std::fmt;
use std::sync::Mutex;

/// Which edge of the model a programme goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything, in everyday amounts.
    Ordinary,
    /// Orders of 1 to 20 fen.
    Dust,
    /// Amounts up to 10¹³ fen.
    Whales,
    /// Amounts, reserves and supplies at their bounds.
    Bounds,
    /// No founding: everyone sells, and it starts again.
    Drain,
    /// Refunds and corrections of everything.
    Refunds,
    /// Caps just above the pool share: exits cascade.
    LowCaps,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Ordinary, Self::Dust, Self::Whales, Self::Bounds, Self::Drain, Self::Refunds, Self::LowCaps];
}

/// A random programme and what happens in it.
#[derive(Clone)]
pub struct Script {
    /// Which edge it goes to.
    pub mode: Mode,
    /// Whether orders are placed and returned, awards frozen, links made, and balances and providers pay.
    pub has_life: bool,
    /// Whether the programme has a fund, coins, campaigns, contracts, months and offers, and may be closed.
    pub has_features: bool,
    rules: Vec<u32>,
    actions: Vec<[u32; 8]>,
}

impl Script {
    /// A script from its dice.
    pub fn new(mode: Mode, rules: Vec<u32>, actions: Vec<[u32; 8]>) -> Self {
        Self { mode, has_life: false, has_features: false, rules, actions }
    }

    /// The same script with everything that happens to orders beside their booking, or without.
    pub fn with_life(self, has_life: bool) -> Self {
        Self { has_life, ..self }
    }

    /// The same script with features, and with a life of its orders.
    pub fn with_features(self) -> Self {
        Self { has_life: true, has_features: true, ..self }
    }

    /// The rules as JSON.
    pub fn rules(&self) -> Value {
        let mut rules = rules::roll(self.mode, &mut Dice::new(&self.rules));
        if self.has_life {
            life::roll_rules(&mut rules, &mut Dice::new(self.rules.get(60..).unwrap_or_default()));
        }
        if self.has_features {
            features::roll_rules(&mut rules, &mut Dice::new(&Dice::new(&self.rules).spread(2)));
        }
        rules
    }

    /// The rules as the engine reads them.
    pub fn engine_rules(&self) -> Rules {
        serde_json::from_value(self.rules()).unwrap()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} programme {} with {} actions:", self.mode, self.rules(), self.actions.len())?;
        let asked = Mutex::new(Vec::new());
        // On a thread of its own: where the engine panics, it panics here again, while a panic is being reported.
        let shown = std::thread::scope(|scope| {
            let replay = scope.spawn(|| {
                play(self, &mut engine_for(self), |engine, step, command| {
                    asked.lock().unwrap().push(step.to_string());
                    let _ = engine.execute(command);
                    Ok(())
                })
            });
            replay.join()
        });
        for step in asked.into_inner().unwrap() {
            write!(out, "\n{step}")?;
        }
        if shown.is_err() { write!(out, "\n(the engine stopped here)") } else { Ok(()) }
    }
}

/// Scripts of `mode` with up to `most` actions.
pub fn scripts(mode: Mode, most: usize) -> impl Strategy<Value = Script> {
    (vec(any::<u32>(), 90), vec(proptest::array::uniform8(any::<u32>()), 1..=most))
        .prop_map(move |(rules, actions)| Script::new(mode, rules, actions))
}

/// Scripts of any mode with up to `most` actions.
pub fn any_scripts(most: usize) -> impl Strategy<Value = Script> {
    proptest::sample::select(Mode::ALL.to_vec()).prop_flat_map(move |mode| scripts(mode, most))
}

/// Scripts of any mode in which orders have a life beside their booking.
pub fn lively_scripts(most: usize) -> impl Strategy<Value = Script> {
    any_scripts(most).prop_map(|script| script.with_life(true))
}

/// Scripts of any mode, every other one with a life of its orders.
pub fn mixed_scripts(most: usize) -> impl Strategy<Value = Script> {
    (any_scripts(most), any::<bool>()).prop_map(|(script, has_life)| script.with_life(has_life))
}

/// Scripts of any mode of programmes with features.
pub fn featured_scripts(most: usize) -> impl Strategy<Value = Script> {
    any_scripts(most).prop_map(Script::with_features)
}

/// `cases` runs of a property.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}
