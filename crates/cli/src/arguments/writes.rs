//! Arguments of the commands that move money or points.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Book one order that can no longer be returned
#[derive(Debug, Args)]
pub(crate) struct Book {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order's number
    pub(crate) id: String,
    /// Who bought
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// Who sold
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: String,
    /// What was paid, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// What the goods cost, in CNY, under a cost plan
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) cost: Option<String>,
    /// What the member's balance pays of it, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) from_balance: Option<String>,
    /// What coins pay of it, in the CNY that they settle
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) coins: Option<String>,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) occurred_at: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Sell points of a member at the price of this moment, the oldest position first
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Who sells
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    #[command(flatten)]
    pub(crate) quantity: Quantity,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// How many points.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Quantity {
    /// How many points, with up to eight decimals
    #[arg(long, value_name = "POINTS", allow_hyphen_values = true)]
    pub(crate) points: Option<String>,
    /// How many units (1 point = 100000000 units)
    #[arg(long, value_name = "UNITS", allow_hyphen_values = true)]
    pub(crate) units: Option<i64>,
    /// All points that the member holds
    #[arg(long = "everything")]
    pub(crate) everything: bool,
}

/// Give money of an order back: the merchant's own money, at the member's request
#[derive(Debug, Args)]
pub(crate) struct Refund {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Take back an order that should not exist, whole or not at all, by two people (--by and --approved-by)
#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Put money into a reserve without minting points
#[derive(Debug, Args)]
pub(crate) struct Inject {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}
