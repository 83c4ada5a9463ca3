//! The client that sends webhooks: it connects to addresses that were checked, follows nothing and goes through nobody.

use ratchet_office::webhooks::TargetRules;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a receiver may take to answer; Standard Webhooks recommends 15 to 30 seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Looks names up, and gives only addresses that the rules admit. What it gives is what is connected to: there is no second
/// look that could find others.
struct Checked(TargetRules);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.0;
        Box::pin(async move {
            let addresses = rules.look_up(name.as_str()).await?;
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// A client under these rules.
pub(super) fn build(rules: TargetRules) -> io::Result<reqwest::Client> {
    // Of the whole process: every client but the first finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .user_agent(concat!("Ratchet/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .https_only(!rules.allow_http)
        .dns_resolver(Arc::new(Checked(rules)))
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN);
    client.build().map_err(io::Error::other)
}
