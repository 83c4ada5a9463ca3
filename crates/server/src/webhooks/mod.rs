//! Webhooks at work: one task fills the queue of every endpoint from the journal, another sends what is due.

mod client;
mod filling;
mod sending;

use crate::http::Api;
use crate::service::ServiceError;
use tokio::task::JoinHandle;

/// Starts both. They end when they are aborted: a delivery that is cut off is due again.
pub fn start(api: &Api) -> Result<Vec<JoinHandle<()>>, ServiceError> {
    let client = client::build(api.webhook_targets)?;
    Ok(vec![tokio::spawn(filling::run(api.clone())), tokio::spawn(sending::run(api.clone(), client))])
}
