//! From the journal into the queues: each endpoint has its own place, and is moved on with its deliveries.

use crate::feed::{FeedEvent, FeedItem};
use crate::http::Api;
use crate::runtime::{Tail, machine};
use jiff::Timestamp;
use ratchet_office::limits::WEBHOOK_PENDING_MAX;
use ratchet_office::webhooks::{EndpointPlace, Message};
use serde::Serialize;
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

/// Records that one endpoint is moved on by at once.
const RECORDS_AT_ONCE: usize = 500;
/// Between two rounds, so that a busy journal is taken in groups.
const PAUSE: Duration = Duration::from_millis(200);
/// How soon an endpoint that was made or switched on is seen, where nothing happens in the journal.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Every endpoint's own reader, and the sequence that it reads next.
type Tails = HashMap<String, (Tail, i64)>;

/// Fills until it is aborted, or the journal has stopped.
pub(super) async fn run(api: Api) {
    let mut durable = api.desk.durable().subscribe();
    let mut tails = Tails::new();
    loop {
        match fill(&api, &mut tails).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(error = %error, "webhooks could not be filled");
                tails.clear();
            }
        }
        if let Ok(Err(_)) = tokio::time::timeout(LOOK_EVERY, durable.changed()).await {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Moves every endpoint on by one group; whether any has more.
async fn fill(api: &Api, tails: &mut Tails) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let places = api.office.webhook_places().await?;
    tails.retain(|id, _| places.iter().any(|place| place.id == *id));
    let mut has_more = false;
    for place in places {
        let durable = i64::try_from(api.desk.durable().standing().next_sequence)?;
        if place.cursor + 1 < durable && place.waiting < WEBHOOK_PENDING_MAX {
            has_more |= move_on(api, tails, &place).await?;
        }
    }
    Ok(has_more)
}

async fn move_on(api: &Api, tails: &mut Tails, place: &EndpointPlace) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let next = place.cursor.saturating_add(1);
    let mut tail = match tails.remove(&place.id) {
        Some((tail, at)) if at == next => tail,
        _ => Tail::open(&api.layout, api.desk.durable(), u64::try_from(next)?)?,
    };
    let (tail, records) = tokio::task::spawn_blocking(move || {
        let records = tail.read(RECORDS_AT_ONCE);
        (tail, records)
    })
    .await?;
    let records = records?;
    let Some((last, _)) = records.last() else { return Ok(false) };
    let through = i64::try_from(*last)?;
    let is_full = records.len() == RECORDS_AT_ONCE;
    let wanted = place.event_types.clone();
    let messages = api.desk.look(move |engine| {
        let state = engine.state();
        let items = records.iter().map(|(sequence, record)| FeedItem::of(*sequence, record, state));
        items.flat_map(|item| messages(&item, &wanted)).collect::<Vec<_>>()
    });
    let moved = api.office.advance_webhook(&place.id, place.cursor, through, &messages.await?, machine()).await?;
    if moved {
        tails.insert(place.id.clone(), (tail, through.saturating_add(1)));
    }
    Ok(moved && is_full)
}

/// What is sent, as Standard Webhooks recommends it.
#[derive(Serialize)]
struct Payload<'a> {
    r#type: &'a str,
    timestamp: String,
    data: Data<'a>,
}

/// One event with what it belongs to. Who asked is nobody's business outside.
#[derive(Serialize)]
struct Data<'a> {
    sequence: u64,
    index: usize,
    recorded_at: i64,
    occurred_at: i64,
    operation: &'a str,
    programme: &'a str,
    reference: Option<&'a str>,
    #[serde(flatten)]
    event: &'a FeedEvent,
}

/// The messages of a record that an endpoint wants. The same record always makes the same ids.
fn messages(item: &FeedItem, wanted: &[String]) -> Vec<Message> {
    let is_wanted = |event: &FeedEvent| wanted.iter().any(|wanted| wanted == "*" || *wanted == event.event);
    let events = item.events.iter().enumerate().filter(|(_, event)| is_wanted(event));
    events.map(|(index, event)| message(item, index, event)).collect()
}

fn message(item: &FeedItem, index: usize, event: &FeedEvent) -> Message {
    let payload = Payload {
        r#type: &event.event,
        timestamp: Timestamp::from_millisecond(item.recorded_at).unwrap_or_default().to_string(),
        data: Data {
            sequence: item.sequence,
            index,
            recorded_at: item.recorded_at,
            occurred_at: item.occurred_at,
            operation: &item.operation,
            programme: &item.programme,
            reference: item.reference.as_deref(),
            event,
        },
    };
    Message {
        id: format!("evt_{}_{index}", item.sequence),
        event_type: event.event.clone(),
        // Plain data without maps: it can always be written.
        body: serde_json::to_string(&payload).unwrap_or_default(),
    }
}
