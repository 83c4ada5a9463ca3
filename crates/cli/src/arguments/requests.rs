//! Arguments of the commands about what waits for a second person.

use super::shared::{ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// List what waits for a second person
#[derive(Debug, Args)]
pub(crate) struct Requests {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// With those that were approved, refused, taken back or are too old
    #[arg(long)]
    pub(crate) all: bool,
}

/// Show a request: everything that an approver must have seen, and the hash to confirm
#[derive(Debug, Args)]
pub(crate) struct Request {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The request's number
    pub(crate) id: String,
}

/// Approve a request: what it is for is done now, within the bounds that were shown
///
/// By somebody else than who asked (--by). Where the effect would lie outside the bounds, nothing is done.
#[derive(Debug, Args)]
pub(crate) struct ApproveRequest {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The request's number
    pub(crate) id: String,
    /// The hash of what you have seen, as `ratchet request` shows it
    #[arg(long, value_name = "HASH")]
    pub(crate) payload: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Refuse a request
#[derive(Debug, Args)]
pub(crate) struct RejectRequest {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The request's number
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Take a request back, by whoever made it
#[derive(Debug, Args)]
pub(crate) struct CancelRequest {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The request's number
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}
