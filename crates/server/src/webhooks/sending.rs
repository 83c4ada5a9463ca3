//! Out of the queues: what is due is sent, a few at once for each endpoint, so that a slow one holds up only itself.

use crate::http::Api;
use crate::runtime::machine;
use ratchet_office::webhooks::{Due, Outcome};
use ratchet_office::{Office, OfficeError};
use reqwest::{Client, header};
use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, Instant};
use tokio::task::{JoinHandle, JoinSet};

/// Deliveries of one endpoint that are under way at once.
const AT_ONCE: u32 = 8;
/// How soon what is due is seen.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Sends until it is aborted.
pub(super) async fn run(api: Api, client: Client) {
    let mut busy = Busy::default();
    loop {
        match api.office.webhook_places().await {
            Ok(places) => {
                let waiting = places.into_iter().filter(|place| place.waiting > 0);
                waiting.for_each(|place| busy.see_to(&place.id, &api, &client));
            }
            Err(error) => tracing::warn!(error = %error, "webhooks cannot be sent"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The endpoints that are being seen to. When this goes, what is under way is cut off.
#[derive(Default)]
struct Busy(HashMap<String, JoinHandle<()>>);

impl Busy {
    fn see_to(&mut self, endpoint: &str, api: &Api, client: &Client) {
        self.0.retain(|_, at_work| !at_work.is_finished());
        if !self.0.contains_key(endpoint) {
            let at_work = tokio::spawn(send_due(endpoint.to_owned(), api.clone(), client.clone()));
            self.0.insert(endpoint.to_owned(), at_work);
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.values().for_each(JoinHandle::abort);
    }
}

/// Sends what is due of one endpoint until nothing is.
async fn send_due(endpoint: String, api: Api, client: Client) {
    loop {
        let due = match api.office.take_due(&endpoint, machine(), AT_ONCE).await {
            Ok(due) if due.is_empty() => return,
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(endpoint, error = %error, "a webhook cannot be sent");
                return;
            }
        };
        let mut under_way = JoinSet::new();
        for due in due {
            under_way.spawn(send(api.clone(), client.clone(), due));
        }
        while under_way.join_next().await.is_some() {}
    }
}

async fn send(api: Api, client: Client, due: Due) {
    let began = Instant::now();
    let id = due.id;
    let outcome = attempt(&api, &client, due).await;
    let took = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    metrics::counter!("ratchet_webhook_attempts", "outcome" => label(outcome)).increment(1);
    if let Err(error) = end(&api.office, id, outcome, took).await {
        // It is due again after its lease: the receiver knows it by its id.
        tracing::warn!(delivery = id, error = %error, "how a webhook ended could not be noted");
    }
}

async fn end(office: &Office, id: i64, outcome: Outcome, took: i64) -> Result<(), OfficeError> {
    // Without random bytes retries are not spread, which does no harm.
    let random = getrandom::u32().unwrap_or_default();
    office.end_attempt(id, outcome, took, machine(), random).await
}

async fn attempt(api: &Api, client: &Client, due: Due) -> Outcome {
    // Rules may have become stricter since the URL was set, and a URL with an address in it is never looked up.
    let Ok(url) = api.webhook_targets.check(&due.url) else { return Outcome::AddressRefused };
    let request = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", due.signed.id)
        .header("webhook-timestamp", due.signed.timestamp)
        .header("webhook-signature", due.signed.signature)
        .body(due.body);
    match request.send().await {
        Ok(response) => Outcome::Answered(response.status().as_u16()),
        Err(error) if error.is_timeout() => Outcome::TimedOut,
        Err(error) if is_refused(&error) => Outcome::AddressRefused,
        Err(_) => Outcome::Unreachable,
    }
}

/// Whether an address was refused, somewhere below what the client says.
fn is_refused(error: &(dyn Error + 'static)) -> bool {
    let mut below = Some(error);
    while let Some(error) = below {
        if let Some(OfficeError::WebhookAddressRefused { .. }) = error.downcast_ref() {
            return true;
        }
        below = error.source();
    }
    false
}

fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered(200..=299) => "delivered",
        Outcome::Answered(_) => "answered",
        Outcome::TimedOut => "timed_out",
        Outcome::Unreachable => "unreachable",
        Outcome::AddressRefused => "address_refused",
    }
}
