//! Providers of payments. The engine has the state machine; a provider moves the money and says how it went.
//!
//! The embedded one is for sandboxes and can be told to pay, to fail, to answer late, twice or never. A provider of real
//! money calls back: `POST /v1/payments/{payment_no}/conclude`, as often as it likes.

use crate::http::Api;
use crate::runtime::Draft;
use ratchet_core::DEFAULT_PROGRAMME;
use ratchet_core::event::Conclusion;
use ratchet_core::operations::{ConcludePayment, ConcludeRefund};
use serde::Deserialize;
use std::time::Duration;
use utoipa::ToSchema;

/// The name of the embedded provider.
pub const SANDBOX: &str = "sandbox";

/// How often it looks for money to give back.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How the embedded provider behaves for one payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxAnswer {
    /// What it says.
    #[serde(default)]
    pub answer: Behaviour,
    /// Milliseconds before it says so.
    #[serde(default)]
    #[schema(maximum = 600_000)]
    pub delay_ms: u32,
}

/// What the embedded provider says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PaymentBehaviour)]
pub enum Behaviour {
    /// Nothing at all: the payment expires.
    #[default]
    Never,
    /// That it was paid.
    Paid,
    /// That it failed.
    Failed,
    /// Twice that it was paid.
    Twice,
}

/// Lets the embedded provider answer for one payment.
pub fn answer(api: Api, payment: String, told: SandboxAnswer) {
    let (conclusion, times) = match told.answer {
        Behaviour::Never => return,
        Behaviour::Paid => (Conclusion::Paid, 1),
        Behaviour::Failed => (Conclusion::Failed, 1),
        Behaviour::Twice => (Conclusion::Paid, 2),
    };
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(told.delay_ms.into())).await;
        for _ in 0..times {
            let operation = ConcludePayment { payment: payment.clone(), conclusion, reference: None, received: None };
            let draft = Draft::by(SANDBOX.to_owned(), DEFAULT_PROGRAMME, operation);
            if let Err(refusal) = api.desk.execute(draft).await {
                tracing::debug!(refusal = %refusal, "the embedded provider's answer was not taken");
            }
        }
    });
}

/// Gives back what the embedded provider owes, until the journal stops.
pub async fn run(api: Api) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while api.desk.durable().is_writable() && !api.is_live {
        looks.tick().await;
        let due = api.desk.look(|engine| {
            let rows = engine.state().payments.iter().filter(|(_, row)| row.provider == SANDBOX);
            let refunds = rows.flat_map(|(_, row)| {
                let owed = (1_u32..).zip(&row.refunds).filter(|(_, refund)| refund.done_at.is_none());
                owed.map(|(refund, _)| (row.id.clone(), refund))
            });
            refunds.collect::<Vec<_>>()
        });
        let Ok(due) = due.await else { return };
        for (payment, refund) in due {
            let operation = ConcludeRefund { payment, refund, reference: None };
            if let Err(refusal) = api.desk.execute(Draft::by(SANDBOX.to_owned(), DEFAULT_PROGRAMME, operation)).await {
                tracing::debug!(refusal = %refusal, "a refund of the embedded provider was not taken");
            }
        }
    }
}
