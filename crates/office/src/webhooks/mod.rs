//! Webhooks: who wants to be told what, where each stands in the journal, what was sent and how it was answered. What
//! goes over the network does so elsewhere.
//!
//! Nothing is lost: an endpoint's place in the journal moves in the same change that notes its deliveries, a delivery
//! that is being sent is due again if nobody says how it ended, and what does not fit waits in the journal. A receiver
//! can be told twice and knows it by `webhook-id`.

mod attempts;
mod deliveries;
mod endpoints;
mod schedule;
mod signature;
mod target;

pub use attempts::{Attempt, Outcome};
pub use deliveries::{Delivery, DeliveryState, Due, Message};
pub use endpoints::{Endpoint, EndpointPlace};
pub use schedule::{ATTEMPTS_MAX, next_attempt};
pub use signature::{Signed, signed};
pub use target::{TargetRules, is_public};
