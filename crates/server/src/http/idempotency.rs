//! `Idempotency-Key`: for what moves value and has no number of its own. The keys are part of the journaled state, so a
//! restart forgets none.

use super::api::{Api, Tried};
use super::caller::Caller;
use super::problem::Problem;
use crate::runtime::{Draft, Refusal};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use ratchet_core::Rejection;
use ratchet_core::keys::{Digest, Key};
use ratchet_core::operations::Operation;
use ratchet_core::outcome::Outcome;
use ratchet_deployment::DeploymentError;

const HEADER: &str = "idempotency-key";

/// Characters of a key.
const KEY_CHARACTERS_MAX: usize = 255;

/// The key of a request, where it has one.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let invalid = || Problem::of(StatusCode::BAD_REQUEST, "idempotency_key_invalid").at(HEADER);
        let mut given = parts.headers.get_all(HEADER).iter();
        let (Some(value), None) = (given.next(), given.next()) else {
            return if parts.headers.contains_key(HEADER) { Err(invalid()) } else { Ok(Self(None)) };
        };
        let text = value.to_str().map_err(|_| invalid())?;
        let is_good =
            (1..=KEY_CHARACTERS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_good { Ok(Self(Some(text.to_owned()))) } else { Err(invalid()) }
    }
}

impl IdempotencyKey {
    /// The key of what `caller` asks by `draft`. Two callers may choose the same text, and so may one caller for two kinds
    /// of requests; the fingerprint is of the fields as they were understood.
    fn of(&self, caller: &Caller, draft: &Draft) -> Option<Key> {
        let text = self.0.as_ref()?;
        let scope = format!("{} {}", caller.label(), draft.operation.name());
        // A `Vec` takes every byte.
        let fields = minicbor::to_vec((&draft.programme, &draft.operation)).unwrap_or_default();
        Some(Key::of(&scope, text, &fields))
    }
}

/// A command that is done at most once under its key.
#[derive(Clone, Debug)]
pub struct Once {
    /// What it did: now, or when it was asked for first.
    pub tried: Tried,
    status: StatusCode,
    is_replayed: bool,
}

impl Once {
    /// The answer: 201 when it was done, with a word where that was before; 200 when it was only tried.
    pub fn answer(&self, body: impl IntoResponse) -> Response {
        if self.is_replayed {
            (self.status, [("idempotency-replayed", "true")], body).into_response()
        } else {
            (self.status, body).into_response()
        }
    }
}

impl Api {
    /// Executes a command once under the key of its request; the same again gets the first answer again. What is only
    /// tried uses no key.
    pub async fn execute_once(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        draft: Draft,
        dry_run: bool,
    ) -> Result<Once, Problem> {
        if dry_run {
            let tried = self.execute(draft, true).await?;
            return Ok(Once { tried, status: StatusCode::OK, is_replayed: false });
        }
        let key = key.of(caller, &draft);
        let (tried, is_replayed) = match (self.desk.execute(draft.keyed(key)).await, key) {
            (Ok(done), _) => (done.into(), false),
            (Err(Refusal::Refused(DeploymentError::Rejected(Rejection::IdempotencyReplayed))), Some(key)) => {
                (self.first_answer(key.digest).await?, true)
            }
            (Err(refusal), _) => return Err(refusal.into()),
        };
        Ok(Once { tried, status: StatusCode::CREATED, is_replayed })
    }

    /// Whether exactly this was done before, under the number that it is about: whatever became of it since, it is the same
    /// request again. The engine has settled that the number is taken.
    pub async fn was_done(&self, operation: &Operation) -> Result<bool, Problem> {
        self.wait_for_all_books().await?;
        Ok(self.books.was_done(operation).await?)
    }

    /// What was done first under a key, from the books: the engine has settled that there was something.
    async fn first_answer(&self, digest: Digest) -> Result<Tried, Problem> {
        self.wait_for_all_books().await?;
        let first = self.books.answer(&digest).await?;
        let first = first.ok_or_else(|| Problem::internal(&"a used key without its answer in the books"))?;
        let events = first.events;
        let outcome = self.desk.look(move |engine| Outcome::of(engine.state(), &events)).await?;
        Ok(Tried { sequence: Some(first.sequence), recorded_at: first.recorded_at, outcome })
    }
}
