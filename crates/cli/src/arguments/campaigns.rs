//! Arguments of the commands about clearance campaigns.

use super::shared::{ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Open a clearance campaign: goods at prices of their own, sold under a plan of their own while there is any left
#[derive(Debug, Args)]
pub(crate) struct OpenCampaign {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The campaign's number
    pub(crate) id: String,
    /// The campaign (TOML), as in examples/clearance-campaign.toml: plan, window and goods
    #[arg(long, value_name = "FILE")]
    pub(crate) campaign: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// End a clearance campaign before its time; orders that were placed before are booked all the same
#[derive(Debug, Args)]
pub(crate) struct EndCampaign {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The campaign's number
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// List the clearance campaigns, newest first
#[derive(Debug, Args)]
pub(crate) struct Campaigns {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show the statement of a clearance campaign: stock cleared, money in, margin given up, reserve fed, points minted
#[derive(Debug, Args)]
pub(crate) struct Campaign {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The campaign's number
    pub(crate) id: String,
    /// Its goods as CSV, one kind a line
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Goods of a campaign that an order is for.
#[derive(Debug, Args)]
pub(crate) struct GoodsChosen {
    /// The clearance campaign whose goods it is for: the amount must be their price
    #[arg(long, value_name = "CAMPAIGN", requires_all = ["sku", "quantity"])]
    pub(crate) campaign: Option<String>,
    /// Which goods of the campaign
    #[arg(long, value_name = "SKU", requires = "campaign")]
    pub(crate) sku: Option<String>,
    /// How many pieces
    #[arg(long, value_name = "PIECES", requires = "campaign", allow_negative_numbers = true)]
    pub(crate) quantity: Option<i64>,
}
