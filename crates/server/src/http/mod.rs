//! What all resources share.

mod access;
mod api;
mod body;
mod caller;
mod connections;
mod cookie;
mod dress;
mod id;
mod idempotency;
mod office_door;
mod office_problem;
mod own_writes;
mod page;
mod problem;
mod query;
mod wire;

pub use access::{AccessTable, Requirement};
pub use api::{Api, Parts, Tried};
pub use body::{Body, read_json};
pub use caller::{Caller, Door, Doorman, Identified, MEMBER_SCOPE, MERCHANT_SCOPE, let_in};
pub use connections::{ConnectionTerms, converse, listen};
pub use dress::dress;
pub use id::{Id, ProgrammeQuery};
pub use idempotency::{IdempotencyKey, Once};
pub use office_door::OfficeDoor;
pub use own_writes::read_own_writes;
pub use page::{LIST_MAX, Page, PageQuery};
pub use problem::{Problem, ProblemBody, Problems};
pub use query::Query;
pub use wire::{Receipt, fen, points_text, share_bp};

pub(crate) use body::read;
pub(crate) use cookie::{forget_session, keep_session, kept_session};
pub(crate) use id::default_programme;
pub(crate) use page::{Found, limit, page_of, tagged};
