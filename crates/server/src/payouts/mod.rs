//! Money out, as far as it leaves the house: the provider that pays, and who hands payouts to it.
//!
//! What a payout may become is decided by the engine. Here is only the order of things: that a payout is being sent is
//! durable before the provider hears of it, it has one number for ever, and a payout of which it is not known what became
//! of it is asked about and never sent as a new one.

mod desk;
mod provider;
mod sandbox;
mod sending;

pub use desk::{Pace, PayoutDesk, PayoutOptions};
pub use provider::{Answer, Answering, CallBack, Payment, PayoutProvider, Standing};
pub use sandbox::{Behaviour, SandboxProvider};

use crate::http::Api;
use tokio::task::JoinHandle;

/// Starts to hand over what is approved. It ends when it is aborted: what was being sent is asked about at the next start.
#[must_use]
pub fn start(api: &Api) -> Vec<JoinHandle<()>> {
    let Some(provider) = api.payouts.provider() else {
        tracing::warn!("no payout provider is configured: approved withdrawals wait");
        return Vec::new();
    };
    let mut tasks = vec![tokio::spawn(sending::run(api.clone(), provider.clone()))];
    if let Some(call_backs) = provider.call_backs() {
        tasks.push(tokio::spawn(sending::listen(api.clone(), call_backs)));
    }
    tasks
}
