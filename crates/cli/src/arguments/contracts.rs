//! Arguments of the commands about contracts of region agents and about divisions.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Give a region to an agent by contract; it ends the contract that is in force on its first day
///
/// A fee needs rules that allow one (`contracts.fee_max_fen`), which is a finding of `ratchet check`. It is earned day by
/// day, and what it is worth for days not held goes back to the agent.
#[derive(Debug, Args)]
pub(crate) struct SignContract {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The contract's number
    pub(crate) id: String,
    /// The region: the six-digit code of a province, city or district, as `ratchet divisions` lists them
    #[arg(long, value_name = "CODE")]
    pub(crate) division: String,
    /// The agent
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// The first day, today at the earliest: 2027-01-01
    #[arg(long, value_name = "DAY")]
    pub(crate) from: String,
    /// The last day: 2027-12-31
    #[arg(long, value_name = "DAY")]
    pub(crate) to: String,
    /// SHA-256 of the signed document, 64 hexadecimal digits
    #[arg(long, value_name = "SHA256")]
    pub(crate) document: String,
    /// What the agent pays for holding the region, in all, in CNY [default: nothing]
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) fee: Option<String>,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// End a contract of a region agent before its last day
#[derive(Debug, Args)]
pub(crate) struct EndContract {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The contract's number
    #[arg(long, value_name = "CONTRACT")]
    pub(crate) contract: String,
    /// The last day on which it is in force, yesterday at the earliest
    #[arg(long, value_name = "DAY")]
    pub(crate) last_day: String,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// List the contracts of region agents, newest first
#[derive(Debug, Args)]
pub(crate) struct Contracts {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// With those that are over
    #[arg(long)]
    pub(crate) all: bool,
    /// As CSV, one contract a line
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// List administrative divisions: a code with the name, or those within one
#[derive(Debug, Args)]
pub(crate) struct Divisions {
    /// A code or a part of a name; all provinces where nothing is said
    pub(crate) search: Option<String>,
}
