//! The factsheet: what a member is told about a programme before joining and while in it, every figure from the journal,
//! with its time and the journal's hash. Nothing is promised, and what is not known is said to be not known.
//!
//! One pass over the journal keeps a row for each member and a row for each plan; the other figures come from the state at
//! its end, by the engine's own path. Definitions of all fields are in `docs/factsheet.md`.

mod awards;
mod cap;
mod everyone;
mod facts;
mod gathering;
mod lately;
mod page;
mod price_change;
mod quote;
mod rules_in_force;
mod scenario;
mod sources;
mod spending;
mod statistics;
mod withdrawals;

rust_i18n::i18n!("locales", fallback = "en");

pub use awards::AwardsIncome;
pub use cap::{CapFacts, Distance, Pace};
pub use everyone::{EveryoneSells, Seller};
pub use facts::{Account, Factsheet, HeadFacts, MostBack, factsheet, told};
pub use gathering::Gathering;
pub use page::{Language, page};
pub use price_change::{PriceCause, PriceChange, PricePart};
pub use quote::MedianQuote;
pub use rules_in_force::{RulesInForce, VersionFacts};
pub use scenario::{
    DEFAULT_SEED, LatelyFacts, QueueFigures, SCENARIO_DAYS, Scenario, ScenarioFigures, ScenarioOutcome, Scenarios,
};
pub use sources::SOURCES;
pub use spending::{Booked, ByRule, OwnRates, PlanSpending};
pub use withdrawals::Withdrawals;
