//! The price of each programme as it changes, without personal data: one task looks, all listeners share what it saw.

use crate::runtime::Desk;
use ratchet_core::view::PriceView;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the price is looked at: more than two messages a second tell a person nothing.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The prices of all programmes, written out once for everybody.
pub type Written = Arc<str>;

/// The prices of this moment.
#[derive(Clone, Debug)]
pub struct Prices {
    latest: Arc<watch::Sender<Written>>,
}

#[derive(Debug, Serialize)]
struct Tick {
    programme: String,
    price: String,
    is_reference: bool,
    reserve_fen: i64,
    supply: String,
}

impl Prices {
    /// Follows the prices until the journal stops.
    #[must_use]
    pub fn follow(desk: Desk) -> Self {
        let latest = Arc::new(watch::Sender::new(Written::from("[]")));
        let told = latest.clone();
        tokio::spawn(async move {
            let mut changed = desk.durable().subscribe();
            loop {
                let ticks = desk.look(|engine| engine.state().programmes.iter().map(Tick::of).collect::<Vec<_>>());
                let Ok(ticks) = ticks.await else { break };
                let written: Written = serde_json::to_string(&ticks).unwrap_or_default().into();
                told.send_if_modified(|before| {
                    let is_new = *before != written;
                    *before = written;
                    is_new
                });
                tokio::time::sleep(LOOK_EVERY).await;
                if changed.changed().await.is_err() {
                    break;
                }
            }
        });
        Self { latest }
    }

    /// The prices from now on.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Written> {
        self.latest.subscribe()
    }
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
        }
    }
}
