//! What the simulator makes of four futures, from where the programme stands: assumptions, and never a forecast.

use crate::gathering::Gathering;
use crate::lately;
use crate::statistics::share;
use ratchet_core::handle::Programme;
use ratchet_core::{BasisPoints, Engine, Fen, MODEL_VERSION, Points, Time};
use ratchet_sim::futures::{self, Ending, Lately, Pace, Past, Present, QueueEnds};
use serde::Serialize;

/// How far the first three look, in days.
pub const SCENARIO_DAYS: u32 = 180;
/// The seed where none is asked for.
pub const DEFAULT_SEED: u64 = 1;
/// More orders than this are not simulated while somebody waits for the page.
const ORDERS_MAX: u64 = 10_000_000;

/// A future that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Orders come as they did.
    Steady,
    /// Half as many.
    Half,
    /// No more orders.
    Stop,
    /// Everyone sells.
    EveryoneSells,
}

impl Scenario {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Steady, Self::Half, Self::Stop, Self::EveryoneSells];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Half => "half",
            Self::Stop => "stop",
            Self::EveryoneSells => "everyone_sells",
        }
    }
}

/// The four futures, and what they rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scenarios {
    /// The version of the model that decided.
    pub model_version: u32,
    /// The seed with which the same comes out again.
    pub seed: u64,
    /// What pace and habits are taken of; none before the first order.
    pub lately: Option<LatelyFacts>,
    /// One row each.
    pub outcomes: Vec<ScenarioOutcome>,
}

/// The days that pace and habits are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LatelyFacts {
    /// How many.
    pub days: u32,
    /// They are after this moment, UTC milliseconds of business time,
    pub from: Time,
    /// and up to this one: that of the latest order.
    pub to: Time,
    /// Orders in them, without those of which money was given back.
    pub orders: u64,
    /// Of these, those that were the first of their buyer.
    pub first_orders: u64,
    /// Units that members sold themselves.
    pub sold: Points,
}

/// How one future ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioOutcome {
    /// Which.
    pub scenario: Scenario,
    /// How far it looks, in days; 0 is now.
    pub days: u32,
    /// The figures; none where there is nothing to go by.
    pub figures: Option<ScenarioFigures>,
    /// Why there are none: `no_recent_orders`, `history_too_short`, `too_many_orders`.
    pub reason: Option<&'static str>,
}

/// Figures at the end of a future.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioFigures {
    /// Orders booked on the way.
    pub orders: u64,
    /// Orders and sales refused on the way.
    pub refused: u64,
    /// CNY per point, eight decimals.
    pub price: String,
    /// In fen.
    pub reserve: Fen,
    /// In units.
    pub supply: Points,
    /// Of the members of today who ever held a position, those who will have reached the cap, floored; none without any.
    pub reached_bp: Option<BasisPoints>,
    /// What members of today will have received for points per 100.00 of all that they spent, in fen, floored; points that
    /// they still hold are not in it. The tenth percentile by nearest rank; none where nobody spent anything.
    pub back_p10: Option<Fen>,
    /// The median.
    pub back_median: Option<Fen>,
    /// The ninetieth percentile.
    pub back_p90: Option<Fen>,
    /// What all members together will have received for points since the beginning, in fen.
    pub received: Fen,
    /// The most that they can ever receive: contributions, less what corrections returned, and injections; in fen.
    pub most: Fen,
    /// The same per 100.00 spent, in fen, floored; none while nothing is spent.
    pub most_per_hundred: Option<Fen>,
    /// What they got by their place, where everyone sells.
    pub queue: Option<QueueFigures>,
}

/// What whoever sold got per 100.00 spent in the positions that they held, in fen, floored; none without spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QueueFigures {
    /// How many sold.
    pub sellers: u64,
    /// What they received together, in fen.
    pub received: Fen,
    /// Whoever came first.
    pub first: Option<Fen>,
    /// The median, by nearest rank.
    pub median: Option<Fen>,
    /// Whoever came last.
    pub last: Option<Fen>,
}

/// The futures of `programme` from where `engine` stands, which stays as it is, from `at` on.
pub(crate) fn told(gathering: &Gathering, engine: &Engine, programme: Programme, at: Time, seed: u64) -> Scenarios {
    let lately = gathering.trade.lately();
    let facts = gathering.trade.window().map(|[from, to]| LatelyFacts {
        days: lately::DAYS,
        from,
        to,
        orders: lately.orders.len() as u64,
        first_orders: lately.first_orders,
        sold: lately.sold,
    });
    let unknown = gathering.trade.unknown(&lately, at);
    let present = Present { state: engine.state(), programme, at, members: pasts(gathering), lately };
    let outcome = |scenario| match scenario {
        Scenario::Steady => paced(&present, scenario, Pace::Steady, unknown, seed),
        Scenario::Half => paced(&present, scenario, Pace::Half, unknown, seed),
        Scenario::Stop => paced(&present, scenario, Pace::Stop, unknown, seed),
        Scenario::EveryoneSells => {
            let ended = futures::everyone_sells(&present, seed);
            let figures = ended.map(|(ending, queue)| ScenarioFigures::of(ending, Some(queue)));
            ScenarioOutcome { scenario, days: 0, figures, reason: None }
        }
    };
    let outcomes = Scenario::ALL.map(outcome).to_vec();
    Scenarios { model_version: MODEL_VERSION, seed, lately: facts, outcomes }
}

fn pasts(gathering: &Gathering) -> Vec<Past> {
    let past = |row: &crate::gathering::MemberRow| Past {
        spent: row.spent,
        received: row.received,
        held_a_position: row.held_a_position,
        reached_cap: row.time_to_cap.is_some(),
    };
    gathering.members.iter().map(past).collect()
}

fn paced(
    present: &Present<'_>,
    scenario: Scenario,
    pace: Pace,
    unknown: Option<&'static str>,
    seed: u64,
) -> ScenarioOutcome {
    let reason = unknown.or_else(|| is_too_much(&present.lately, pace).then_some("too_many_orders"));
    let figures = match reason {
        Some(_) => None,
        None => futures::after(present, pace, SCENARIO_DAYS, seed).map(|ending| ScenarioFigures::of(ending, None)),
    };
    ScenarioOutcome { scenario, days: SCENARIO_DAYS, figures, reason }
}

fn is_too_much(lately: &Lately, pace: Pace) -> bool {
    pace.orders_in(lately, SCENARIO_DAYS) > ORDERS_MAX
}

impl ScenarioFigures {
    fn of(ending: Ending, queue: Option<QueueEnds>) -> Self {
        let back = |place: usize| ending.back.and_then(|back| back.get(place).copied());
        Self {
            orders: ending.orders,
            refused: ending.refused,
            reserve: ending.reserve,
            supply: ending.supply,
            reached_bp: share(ending.reached.into(), ending.members.into()),
            back_p10: back(0),
            back_median: back(1),
            back_p90: back(2),
            received: ending.received,
            most: ending.most,
            most_per_hundred: ending.most_per_hundred,
            queue: queue.map(|QueueEnds { sellers, received, first, median, last }| QueueFigures {
                sellers,
                received,
                first,
                median,
                last,
            }),
            price: ending.price,
        }
    }
}
