//! Arguments of `ratchet serve`.

use super::shared::DeclaredFacts;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Serve a deployment over HTTP: API, live feed, webhooks
///
/// One process is the writer; everything is answered when it is durable. The API is described at /docs and
/// /openapi.json. At the first start a link for the first owner is printed, once. Ctrl-C stops gracefully: what was
/// accepted is done, durable and answered.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Directory of the deployment
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Address and port to listen on; put a proxy with TLS in front of it
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) facts: DeclaredFacts,
    /// Lines of the log as JSON
    #[arg(long)]
    pub(crate) log_json: bool,
    /// Let webhooks go to private addresses and over http: for tests on one machine
    #[arg(long)]
    pub(crate) private_webhooks: bool,
    /// Sandbox only: print a key for a till, and let synthetic orders trickle in, so many a minute; 0 for none
    #[arg(long, value_name = "PER-MINUTE", num_args = 0..=1, default_missing_value = "60")]
    pub(crate) demo: Option<u32>,
}
