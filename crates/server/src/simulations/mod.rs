//! Scenarios that operators play, through the simulator of `ratchet simulate`: one at a time in the background, small enough
//! that the machine hardly notices; and smaller ones at once, while somebody writes rules.

mod making;
mod result;
mod what_if;

pub use making::{Asked, PlayedScenario};
pub use result::{PlaceInQueue, QuantilesBody, ReturnsBin, SimulatedDay, SimulationResult, SummaryBody};
pub use what_if::{WhatIf, WhatIfDesk};

use crate::background::{BackgroundDesk, Job, Room};
use crate::runtime::Clock;
use making::ScenarioMaker;
use ratchet_sim::Bounds;
use std::io;

/// A simulation that somebody asked for.
pub type SimulationJob = Job<PlayedScenario>;

/// Where simulations are asked for.
pub type SimulationDesk = BackgroundDesk<PlayedScenario>;

/// The one that runs and one that waits; what is kept, with its files.
const ROOM: Room = Room { name: "simulations", unfinished: 2, kept: 16 };

/// What one simulation may take: some seconds of one thread that gives way.
pub const BOUNDS: Bounds = Bounds { days: 3_650, orders: 300_000, runs: 20, merchants: 2_000, behaviours: 50 };

/// A desk with its thread.
pub fn open(clock: &Clock) -> io::Result<SimulationDesk> {
    SimulationDesk::open(ROOM, clock, ScenarioMaker)
}
