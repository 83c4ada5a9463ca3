//! Who asks, and the door: every request passes it before its handler.

use super::access::{AccessTable, Requirement};
use super::problem::Problem;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody has signed in.
    Nobody,
    /// A system of an integrator, by its key.
    Key {
        /// The key's id, which is no secret.
        id: String,
        /// What it may do.
        scopes: Arc<BTreeSet<String>>,
    },
    /// Somebody who works for the operator.
    Person {
        /// An identifier of the office, not a name.
        id: String,
        /// What their role may do.
        scopes: Arc<BTreeSet<String>>,
    },
    /// A member, who sees and does their own only.
    Member(String),
    /// A merchant, which sees and does its own only.
    Merchant(String),
}

/// The scope of members, for what is their own.
pub const MEMBER_SCOPE: &str = "member";
/// The scope of merchants, for what is their own.
pub const MERCHANT_SCOPE: &str = "merchant";

impl Caller {
    /// Whether this scope is theirs.
    #[must_use]
    pub fn has(&self, scope: &str) -> bool {
        match self {
            Self::Nobody => false,
            Self::Key { scopes, .. } | Self::Person { scopes, .. } => scopes.contains(scope),
            Self::Member(_) => scope == MEMBER_SCOPE,
            Self::Merchant(_) => scope == MERCHANT_SCOPE,
        }
    }

    /// How the journal names them.
    #[must_use]
    pub fn actor(&self) -> String {
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Key { id, .. } | Self::Person { id, .. } => id.clone(),
            Self::Member(_) => "member".to_owned(),
            Self::Merchant(_) => "merchant".to_owned(),
        }
    }

    /// Who they are, alone of all callers.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Key { id, .. } => format!("key:{id}"),
            Self::Person { id, .. } => format!("person:{id}"),
            Self::Member(number) => format!("member:{number}"),
            Self::Merchant(number) => format!("merchant:{number}"),
        }
    }

    /// Refuses everybody but people who work for the operator: what they decide is never done by a key.
    pub fn must_be_person(&self) -> Result<(), Problem> {
        match self {
            Self::Person { .. } => Ok(()),
            _ => Err(Problem::of(StatusCode::FORBIDDEN, "forbidden")),
        }
    }

    /// Refuses a member who asks for another one's, and a merchant who asks for any member's. To those who work for the
    /// operator, and to their systems, the scope of the operation has said yes already.
    pub fn must_be_member(&self, member: &str) -> Result<(), Problem> {
        match self {
            Self::Key { .. } | Self::Person { .. } => Ok(()),
            Self::Member(own) if own == member => Ok(()),
            _ => Err(Problem::of(StatusCode::FORBIDDEN, "forbidden")),
        }
    }

    /// The same for merchants.
    pub fn must_be_merchant(&self, merchant: &str) -> Result<(), Problem> {
        match self {
            Self::Key { .. } | Self::Person { .. } => Ok(()),
            Self::Merchant(own) if own == merchant => Ok(()),
            _ => Err(Problem::of(StatusCode::FORBIDDEN, "forbidden")),
        }
    }
}

/// What a doorman finds out.
pub type Identified<'a> = Pin<Box<dyn Future<Output = Result<Caller, Problem>> + Send + 'a>>;

/// Knows who asks by the headers of a request.
pub trait Doorman: Send + Sync + fmt::Debug {
    /// Who asks. A key or session that is not valid is a problem and not nobody.
    fn identify<'a>(&'a self, method: &'a Method, headers: &'a HeaderMap) -> Identified<'a>;
}

/// The door.
#[derive(Clone, Debug)]
pub struct Door {
    /// What each operation needs.
    pub table: Arc<AccessTable>,
    /// Who knows who asks.
    pub doorman: Arc<dyn Doorman>,
}

/// Lets a request in when whoever asks may do what it asks for.
pub async fn let_in(State(door): State<Door>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let path = request.extensions().get::<MatchedPath>();
    let needed = path.and_then(|path| door.table.of(method.as_str(), path.as_str()));
    let Some(needed) = needed else { return Ok(next.run(request).await) };
    let caller = door.doorman.identify(request.method(), request.headers()).await;
    let caller = match needed {
        Requirement::Public => caller.unwrap_or(Caller::Nobody),
        Requirement::Scopes { key, session } => {
            let caller = caller?;
            if caller == Caller::Nobody {
                return Err(Problem::of(StatusCode::UNAUTHORIZED, "unauthenticated"));
            }
            let scopes = if matches!(caller, Caller::Key { .. }) { key } else { session };
            if !scopes.iter().any(|scope| caller.has(scope)) {
                return Err(Problem::of(StatusCode::FORBIDDEN, "forbidden"));
            }
            caller
        }
    };
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::Nobody))
    }
}
