//! Arguments of the commands for a programme's fund and for its end.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Book money that is meant for a reserve: it waits in the programme's fund
///
/// It leaves the fund with orders, as the rules say: as subsidy before minting, as drip after it (see [fund] in
/// examples/fund.toml). `ratchet inject` puts money into the reserve at once.
#[derive(Debug, Args)]
pub(crate) struct Fund {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// Where it comes from: the name of a financing round, as an identifier
    #[arg(long, value_name = "NAME")]
    pub(crate) source: String,
    /// SHA-256 of the document that says so
    #[arg(long, value_name = "SHA256")]
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

/// Publish from when on a programme takes no orders; then everybody is redeemed at one price
///
/// Pending orders settle first. Then `ratchet tick` burns the founding units, whose money stays in the reserve, and
/// pays every position at one price, without a fee. Until the time has come it can be moved. A live programme needs
/// seven days of notice and two people.
#[derive(Debug, Args)]
pub(crate) struct CloseProgramme {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// From when on [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// What everybody would be redeemed at if the programme closed now, and what one member would get
#[derive(Debug, Args)]
pub(crate) struct Closing {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// A member
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
