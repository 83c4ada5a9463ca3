//! The door that the office keeps: API keys, sessions of people, of members and of merchants.

use super::caller::{Caller, Doorman, Identified};
use super::cookie::kept_session;
use super::problem::Problem;
use crate::runtime::machine;
use axum::http::{HeaderMap, Method, StatusCode, header};
use ratchet_office::{Csrf, Office, PartyKind, PartySession, PersonSession, Scope};
use std::sync::Arc;

/// What sessions of members and merchants begin with.
const PARTY_TOKEN: &str = "rs_";

/// The header in which a browser repeats what it was told at sign-in.
const CSRF: &str = "x-csrf-token";

/// Knows keys and sessions by the office.
#[derive(Clone, Debug)]
pub struct OfficeDoor {
    office: Office,
}

impl OfficeDoor {
    /// The door of this office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office }
    }

    async fn caller(&self, method: &Method, headers: &HeaderMap) -> Result<Caller, Problem> {
        if let Some(sent) = headers.get(header::AUTHORIZATION) {
            let invalid = || Problem::of(StatusCode::UNAUTHORIZED, "unauthenticated");
            let bearer = sent.to_str().ok().and_then(bearer_token).ok_or_else(invalid)?;
            return self.bearer(bearer).await;
        }
        let Some(token) = kept_session(headers) else { return Ok(Caller::Nobody) };
        // A cookie comes with a request whoever made the browser send it: what changes something has to show more.
        let (caller, csrf) = self.session(token).await?;
        let shown = headers.get(CSRF).and_then(|shown| shown.to_str().ok()).unwrap_or_default();
        if !method.is_safe() && !csrf.is(shown) {
            return Err(Problem::of(StatusCode::FORBIDDEN, "csrf_invalid").at("X-CSRF-Token"));
        }
        Ok(caller)
    }

    /// By a key, or by the session of a member or merchant in a program that keeps no cookies.
    async fn bearer(&self, token: &str) -> Result<Caller, Problem> {
        if token.starts_with(PARTY_TOKEN) {
            return Ok(of_party(&self.office.party_session(token, machine()).await?));
        }
        let key = self.office.verify_key(token, machine())?;
        key.admit()?;
        Ok(Caller::Key { id: key.id.clone(), scopes: key.scopes.clone() })
    }

    async fn session(&self, token: &str) -> Result<(Caller, Csrf), Problem> {
        if token.starts_with(PARTY_TOKEN) {
            let session = self.office.party_session(token, machine()).await?;
            return Ok((of_party(&session), session.csrf));
        }
        let session = self.office.person_session(token, machine()).await?;
        Ok((of_person(&session), session.csrf))
    }
}

impl Doorman for OfficeDoor {
    fn identify<'a>(&'a self, method: &'a Method, headers: &'a HeaderMap) -> Identified<'a> {
        Box::pin(self.caller(method, headers))
    }
}

fn bearer_token(sent: &str) -> Option<&str> {
    let (scheme, token) = sent.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn of_party(session: &PartySession) -> Caller {
    let number = session.party.number.clone();
    match session.party.kind {
        PartyKind::Member => Caller::Member(number),
        PartyKind::Merchant => Caller::Merchant(number),
    }
}

fn of_person(session: &PersonSession) -> Caller {
    let scopes = Scope::ALL.iter().filter(|scope| session.allows(**scope)).map(|scope| scope.name().to_owned());
    Caller::Person { id: session.person.clone(), scopes: Arc::new(scopes.collect()) }
}
