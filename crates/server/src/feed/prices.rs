//! The price of each programme as it changes, without personal data: one task looks and writes a message, and all listeners
//! are sent the very same bytes.

use crate::runtime::Desk;
use bytes::Bytes;
use ratchet_core::view::PriceView;
use serde::Serialize;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How often the price is looked at: more than two messages a second tell a person nothing.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How often it is said again where nothing changed: what stands between lets silent connections go.
const SAY_AGAIN_AFTER: Duration = Duration::from_secs(15);

/// The prices of all programmes as a server-sent event, written out once for everybody.
pub type Written = Bytes;

/// The prices of this moment.
#[derive(Clone, Debug)]
pub struct Prices {
    latest: watch::Receiver<Written>,
}

#[derive(Debug, Serialize)]
struct Tick {
    programme: String,
    price: String,
    is_reference: bool,
    reserve_fen: i64,
    supply: String,
    /// Orders booked so far: who follows them knows how many a second come.
    orders: u64,
}

impl Prices {
    /// Follows the prices until the journal stops, or the service.
    #[must_use]
    pub fn follow(desk: Desk, stopping: CancellationToken) -> Self {
        let (told, latest) = watch::channel(event(0, "[]"));
        tokio::spawn(async move {
            tokio::select! {
                () = follow(&desk, &told) => {}
                () = stopping.cancelled() => {}
            }
        });
        Self { latest }
    }

    /// The prices from now on. They end when nobody follows them any more.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Written> {
        self.latest.clone()
    }
}

async fn follow(desk: &Desk, told: &watch::Sender<Written>) {
    let mut changed = desk.durable().subscribe();
    let mut json = String::new();
    loop {
        let ticks = desk.look(|engine| engine.state().programmes.iter().map(Tick::of).collect::<Vec<_>>());
        let Ok(ticks) = ticks.await else { return };
        let newest = serde_json::to_string(&ticks).unwrap_or_default();
        if newest != json {
            // What was seen is durable by now, so that whoever waits for this sequence reads nothing older.
            told.send_replace(event(desk.durable().standing().next_sequence, &newest));
            json = newest;
        }
        tokio::time::sleep(LOOK_EVERY).await;
        while let Err(_nothing_new) = timeout(SAY_AGAIN_AFTER, changed.changed()).await {
            told.send_modify(|_same| {});
        }
    }
}

/// Prices as an event; its id is how far the journal was.
fn event(sequence: u64, json: &str) -> Written {
    format!("id: {sequence}\nevent: prices\ndata: {json}\n\n").into()
}

impl Tick {
    fn of(programme: &ratchet_core::programme::ProgrammeState) -> Self {
        let view = PriceView::of(programme);
        Self {
            programme: programme.name.clone(),
            price: view.price,
            is_reference: view.is_reference,
            reserve_fen: view.reserve.get(),
            supply: view.supply.to_string(),
            orders: programme.orders,
        }
    }
}
