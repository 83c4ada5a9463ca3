//! Arguments that several commands share.

use clap::Args;
use clap::builder::PossibleValuesParser;
use ratchet_core::policy::PROFILES;
use std::path::PathBuf;

/// The programme that a command is for.
#[derive(Debug, Args)]
pub(crate) struct ProgrammeName {
    /// Programme
    #[arg(long = "programme", id = "programme", value_name = "NAME", default_value = ratchet_core::DEFAULT_PROGRAMME)]
    pub(crate) name: String,
}

/// Who asks.
#[derive(Debug, Args)]
pub(crate) struct Person {
    /// Who asks: an identifier of the operator's office, never a name or phone number
    #[arg(long = "by", id = "by", value_name = "PERSON", default_value = "operator")]
    pub(crate) name: String,
}

/// How a deployment is opened for writing.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    #[command(flatten)]
    pub(crate) person: Person,
    /// The second person, who approves where two are needed; not the one of --by
    #[arg(long, value_name = "PERSON")]
    pub(crate) approved_by: Option<String>,
    /// Cut off a damaged last frame instead of stopping: acknowledged commands may be lost
    #[arg(long)]
    pub(crate) accept_tail_loss: bool,
}

/// How something that needs two people is asked for by one, for another to approve.
#[derive(Debug, Args)]
pub(crate) struct Filing {
    /// File it as a request of this number, for a second person to approve, instead of doing it now
    #[arg(long, value_name = "NUMBER", conflicts_with = "approved_by")]
    pub(crate) request: Option<String>,
    /// Only where the price per point is at least this afterwards, in CNY
    #[arg(long, value_name = "CNY", requires = "request")]
    pub(crate) price_at_least: Option<String>,
    /// Only where the price per point is at most this afterwards, in CNY
    #[arg(long, value_name = "CNY", requires = "request")]
    pub(crate) price_at_most: Option<String>,
    /// Only where at most so many positions reach their cap by it
    #[arg(long, value_name = "COUNT", requires = "request")]
    pub(crate) exits_at_most: Option<u64>,
    /// Only where the reserve pays at most this of a correction, in CNY
    #[arg(long, value_name = "CNY", requires = "request")]
    pub(crate) from_reserve_at_most: Option<String>,
    /// Only where the platform bears at most this of a correction, in CNY
    #[arg(long, value_name = "CNY", requires = "request")]
    pub(crate) from_platform_at_most: Option<String>,
}

/// What rules are checked by beside themselves.
#[derive(Debug, Args)]
pub(crate) struct DeclaredFacts {
    /// The facts of the deployment (TOML), as in examples/deployment.toml; a live deployment needs them
    #[arg(long, value_name = "FILE")]
    pub(crate) deployment: Option<PathBuf>,
    /// The policy profile [default: that of the deployment file, else cn-strict]
    #[arg(long, value_name = "PROFILE", value_parser = PossibleValuesParser::new(PROFILES.map(|profile| profile.name)))]
    pub(crate) profile: Option<String>,
}

/// Whether a command is only tried.
#[derive(Debug, Args)]
pub(crate) struct Trial {
    /// Show what it would do, on the real path, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
