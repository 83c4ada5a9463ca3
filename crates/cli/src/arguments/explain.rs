//! Arguments of `ratchet explain`.

use super::shared::ProgrammeName;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// Explain why a figure is what it is
///
/// Every step behind it, with its place in the journal, the formula of the model page and the numbers that stood in it:
/// working the formula out gives the figure. With --json all steps; in text the latest, unless --all.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("subject").required(true)))]
pub(crate) struct Explain {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// An order: commission, split lines, pool, awards (who, which rate, why nobody), points minted, and every refund,
    /// correction and exit that followed
    #[arg(long, value_name = "ORDER", group = "subject")]
    pub(crate) order: Option<String>,
    /// A member: how the balance and each position came about, what selling now would bring, distance to the cap
    #[arg(long, value_name = "MEMBER", group = "subject")]
    pub(crate) member: Option<String>,
    /// The price at a time, by what was recorded up to then: what the reserve and the supply consist of
    #[arg(long, value_name = "TIME", group = "subject")]
    pub(crate) price_at: Option<String>,
    /// Show all steps, not only the latest
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
