//! Arguments of the commands that show something.

use super::shared::ProgrammeName;
use clap::Args;
use std::path::PathBuf;

/// Show a programme at a glance
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// With balances and positions
    #[arg(long)]
    pub(crate) all: bool,
    /// With the course of the price in a line of text also where the journal is long (32 MiB): it is read whole for it.
    /// Without this, status then reads little more than the newest snapshot
    #[arg(long)]
    pub(crate) trend: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show the price and the two accounts that it is the quotient of
#[derive(Debug, Args)]
pub(crate) struct Price {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show a member: balance, points, what selling now would bring, distance to the cap
#[derive(Debug, Args)]
pub(crate) struct Member {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The member's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show a merchant: terms and what it is owed
#[derive(Debug, Args)]
pub(crate) struct Merchant {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The merchant's id
    pub(crate) id: String,
}

/// Show an order and what became of it, each step with its place in the journal
#[derive(Debug, Args)]
pub(crate) struct Order {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order's number
    pub(crate) id: String,
}
