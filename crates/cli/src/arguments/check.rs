//! Arguments of `ratchet check`.

use super::shared::DeclaredFacts;
use clap::Args;
use std::path::PathBuf;

/// Check what rules may do, before they run
///
/// Says what a policy profile finds in the rules and, with --deployment, in the declared facts of a deployment: each
/// finding with its source and with the change that clears it. Without --deployment only rules are looked at, and what
/// depends on facts is listed as not examined. Information, not legal advice.
#[derive(Debug, Args)]
#[command(after_help = CHECK_STATUS)]
pub(crate) struct Check {
    /// The rules (TOML)
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) facts: DeclaredFacts,
}

const CHECK_STATUS: &str = "\
Exit status: 0 clean, or allowed by legal opinions; 1 at least one finding blocks; 3 warnings only; 2 cannot be read.";
