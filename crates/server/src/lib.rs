//! The service: one writer behind an HTTP API.
//!
//! - [`runtime`]: the thread that owns the engine, the thread that owns the journal, and who follows what is durable.
//! - [`http`]: what all resources share: problems, strict bodies, who may do what, the document of the API.
//! - [`resources`]: one file each.
//! - [`feed`]: what happened, for those outside.
//! - [`webhooks`]: tells those who asked for it what happened; [`upkeep`]: what an office needs now and then.
//! - [`monitors`]: what needs somebody about what really happens.
//! - [`payouts`]: hands approved withdrawals to whoever pays.
//! - [`background`]: work that takes its time, such as [`reports`] and [`simulations`].
//! - [`service`]: everything put together, from start to a graceful stop.
//!
//! No rule of the model lives here: a request becomes a command, the engine decides.

pub mod background;
pub mod codes;
pub mod demonstration;
pub mod factsheets;
pub mod feed;
pub mod figures;
pub mod http;
pub mod monitors;
pub mod open_files;
pub mod payments;
pub mod payouts;
pub mod policy_desk;
pub mod reports;
mod resources;
pub mod runtime;
pub mod service;
pub mod simulations;
pub mod upkeep;
pub mod webhooks;

pub use codes::CODES;
pub use ratchet_office::webhooks::TargetRules;
pub use service::{Service, ServiceError, ServiceOptions};
