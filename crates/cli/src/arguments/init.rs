//! Arguments of `ratchet init`.

use super::shared::{DeclaredFacts, Person};
use clap::Args;
use std::path::PathBuf;

/// Create a deployment in a new directory
///
/// A deployment is a sandbox or live for good. Everything a sandbox shows says so. The key that signs the heads of the
/// journal is made here (DIR/head.key): keep a copy of it away from this machine. A live one takes rules only where no
/// finding of the policy profile blocks them (`ratchet check`), and keeps in its journal what they were checked by.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Directory of the new deployment
    pub(crate) dir: PathBuf,
    /// For trying out: no money is real
    #[arg(long, required_unless_present = "live", conflicts_with = "live")]
    pub(crate) sandbox: bool,
    /// For real money; needs rules with a founding deposit, and --deployment so that they are checked
    #[arg(long)]
    pub(crate) live: bool,
    /// Rules of a programme (TOML); repeat with NAME=FILE for several side by side [name: main]
    #[arg(long, value_name = "[NAME=]FILE", required = true)]
    pub(crate) rules: Vec<String>,
    /// Time zone of the deployment's days, an IANA name
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub(crate) zone: String,
    /// For how many days after booking an order can be refunded or corrected
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    pub(crate) refundable_days: u32,
    #[command(flatten)]
    pub(crate) facts: DeclaredFacts,
    #[command(flatten)]
    pub(crate) person: Person,
}
