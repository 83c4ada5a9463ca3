//! What an office needs now and then while a service runs over it.

use crate::runtime::machine;
use ratchet_office::{Office, OfficeError};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How soon a key that another process revoked is refused.
const KEYS_EVERY: Duration = Duration::from_secs(1);
/// Rounds of keys between two of everything else.
const REST_EVERY: u32 = 60;

/// Looks after `office` until it is told to stop.
pub async fn run(office: Office) {
    let mut rounds = tokio::time::interval(KEYS_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in (0..REST_EVERY).cycle() {
        rounds.tick().await;
        let done = if round == 0 { tidy(&office).await } else { office.refresh_keys().await };
        if let Err(error) = done {
            tracing::warn!(error = %error, "the office could not be looked after");
        }
    }
}

async fn tidy(office: &Office) -> Result<(), OfficeError> {
    office.refresh_keys().await?;
    office.note_key_uses().await?;
    office.finish_erasures().await?;
    office.forget_deliveries(machine()).await?;
    Ok(())
}
