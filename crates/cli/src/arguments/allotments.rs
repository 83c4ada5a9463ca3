//! Arguments of the commands for the register of allotments.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Open an offer of allotments (TOML, as in examples/offer.toml): a register, not a market
///
/// In a live deployment an offer rests on a signed legal opinion about shares-for-points.
#[derive(Debug, Args)]
pub(crate) struct OpenOffer {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The offer's number
    pub(crate) id: String,
    /// The offer (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) offer: PathBuf,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Subscribe an offer with points of a member: they are burned at the price of this moment, the oldest position first
#[derive(Debug, Args)]
pub(crate) struct Subscribe {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The offer
    #[arg(long, value_name = "OFFER")]
    pub(crate) offer: String,
    /// Who subscribes
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// How many units
    #[arg(long, value_name = "COUNT")]
    pub(crate) units: u64,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Grant units of an offer by contribution, with a reason
#[derive(Debug, Args)]
pub(crate) struct GrantAllotment {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The offer
    #[arg(long, value_name = "OFFER")]
    pub(crate) offer: String,
    /// To whom
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// For which contribution, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) contribution: String,
    /// The code of the reason; a member gets one grant for it
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
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

/// The register of allotments: offers, and who holds what of them until when it is locked
#[derive(Debug, Args)]
pub(crate) struct Allotments {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Only of this offer
    #[arg(long, value_name = "OFFER")]
    pub(crate) offer: Option<String>,
    /// Only of this member
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// Print the register as CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
