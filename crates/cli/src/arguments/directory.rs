//! Arguments of the commands that register people, merchants and agents.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Register a member; the referrer is locked for good
#[derive(Debug, Args)]
pub(crate) struct AddMember {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The member's id: the platform's own number, never a mobile or identity number
    pub(crate) id: String,
    /// Who referred the member
    #[arg(long, value_name = "MEMBER")]
    pub(crate) referrer: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Register a merchant, who sells under one plan of one programme
#[derive(Debug, Args)]
pub(crate) struct AddMerchant {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The merchant's id
    pub(crate) id: String,
    /// The plan that it sells under
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: String,
    /// Its own take rate in basis points, instead of the plan's
    #[arg(long, value_name = "BP")]
    pub(crate) take_bp: Option<u32>,
    /// The member who owns it
    #[arg(long, value_name = "MEMBER")]
    pub(crate) owner: Option<String>,
    /// The member who recruited it
    #[arg(long, value_name = "MEMBER")]
    pub(crate) recruiter: Option<String>,
    /// Where it is: province/city/district
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The same by its six-digit code, as `ratchet divisions` lists them: contracts of region agents go by it
    #[arg(long, value_name = "CODE", conflicts_with = "region")]
    pub(crate) division: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Appoint the agent of a region; a new one replaces the old
#[derive(Debug, Args)]
pub(crate) struct AppointAgent {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The region: province, province/city or province/city/district
    pub(crate) region: String,
    /// The member who becomes its agent
    pub(crate) member: String,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}
