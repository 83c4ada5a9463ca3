//! Arguments of commands about months: levels, dividends, the register of shares.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Close a month that is over: compute levels, state what their awards come to, share the pot of dividends. Months are
/// closed in order, by the time of the deployment's zone
#[derive(Debug, Args)]
pub(crate) struct CloseMonth {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The month: 2027-01
    #[arg(long, value_name = "MONTH")]
    pub(crate) month: String,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Set what a member holds in the register of shares that dividends are shared by
#[derive(Debug, Args)]
pub(crate) struct SetShares {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The holder
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// How many shares from now on; 0 for none
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub(crate) shares: i64,
    /// Number or hash of the document that it rests on
    #[arg(long, value_name = "DOCUMENT")]
    pub(crate) document: Option<String>,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Show the statement of a closed month: levels, what their awards were or would have been, dividends
#[derive(Debug, Args)]
pub(crate) struct Month {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The month: 2027-01
    #[arg(long = "month", id = "month", value_name = "MONTH")]
    pub(crate) which: String,
    /// Only this member, line by line: which order brings what, and why; also of a month that goes on
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// Print CSV instead of text
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
