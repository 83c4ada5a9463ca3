//! People, keys, sessions, one-time codes, webhooks and contact data: a database beside the journal that can be erased.
//!
//! The journal is kept for years and names nobody: members and merchants stand in it by number, people by an opaque
//! id. What a name, a phone or a password belongs to is only here, in one `SQLite` file, and can be taken out of it
//! again ([`Office::erase`]) without touching the journal.
//!
//! Nothing here has a clock: every time is an argument, in UTC milliseconds. All handles of one file, also those of
//! other processes, see the same people, sessions and limits.

mod active_keys;
mod applicants;
mod attempts;
mod audit;
mod contacts;
mod csrf;
mod erasure;
mod error;
mod invitations;
mod keys;
pub mod limits;
mod office;
mod one_time_codes;
mod party_sessions;
mod passwords;
mod people;
mod person_sessions;
mod role;
mod scope;
mod sender;
mod sign_in;
mod subject;
mod token;
mod totp;
pub mod webhooks;

pub use active_keys::ActiveKey;
pub use audit::{Action, AuditEntry};
pub use contacts::{Contact, ContactChange};
pub use csrf::Csrf;
pub use error::{CODES, OfficeError};
pub use invitations::{Credentials, Enrolment, Invitation};
pub use keys::{KeyInfo, NewKey};
pub use office::{Mode, Office, Settings};
pub use party_sessions::PartySession;
pub use passwords::PasswordCost;
pub use people::Person;
pub use person_sessions::PersonSession;
pub use role::Role;
pub use scope::Scope;
pub use sender::{CodeMessage, LogSender, Sender};
pub use subject::{Party, PartyKind, Subject};
pub use token::Token;

/// Rows of a list from the office at most.
pub const LIST_ROWS_MAX: u32 = 100;
