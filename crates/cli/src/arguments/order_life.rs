//! Arguments of the commands for orders that can still be returned, of links and of payments.

use super::campaigns::GoodsChosen;
use super::shared::{ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// The order between member and merchant.
#[derive(Debug, Args)]
pub(crate) struct OrderTerms {
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
    /// For how many days it can be returned; after 0 it is booked at once [default: what the plan says]
    #[arg(long, value_name = "DAYS")]
    pub(crate) settle_after_days: Option<u32>,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) occurred_at: Option<String>,
    #[command(flatten)]
    pub(crate) goods: GoodsChosen,
}

/// Take an order with its payment and hold it until it can no longer be returned; `ratchet tick` books it then
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order's number
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) order: OrderTerms,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Give money of an order back that is not booked yet, to where it came from
#[derive(Debug, Args)]
pub(crate) struct Return {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    /// How much of it, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Book an order now that could not be booked when it was due
#[derive(Debug, Args)]
pub(crate) struct BookHeld {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Do what is due: book orders, release awards, end links, expire payments; at most 1000 items, the oldest first
#[derive(Debug, Args)]
pub(crate) struct Tick {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Set for how long links of members to referrers last that are made from now on
#[derive(Debug, Args)]
pub(crate) struct LinkTerms {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) term: Term,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// For how long.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Term {
    /// For good
    #[arg(long)]
    pub(crate) permanent: bool,
    /// For so many days
    #[arg(long, value_name = "DAYS")]
    pub(crate) days: Option<u32>,
    /// Until the member has not ordered for so many days
    #[arg(long, value_name = "DAYS")]
    pub(crate) until_idle: Option<u32>,
}

/// Link a member to a referrer: to another member, or to the owner of a merchant
#[derive(Debug, Args)]
pub(crate) struct Link {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Who is linked
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    #[command(flatten)]
    pub(crate) to: To,
    /// End a link that is in force
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// To whom.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct To {
    /// To this member
    #[arg(long, value_name = "MEMBER")]
    pub(crate) referrer: Option<String>,
    /// To the owner of this merchant
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: Option<String>,
}

/// Begin a payment through a provider; once it is paid, its order is placed or booked with it
#[derive(Debug, Args)]
pub(crate) struct OpenPayment {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payment's number
    pub(crate) id: String,
    /// The provider's name
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: String,
    /// The order's number
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) terms: OrderTerms,
    /// From when on the order is not placed any more: 2027-01-31T09:30:00+08:00
    #[arg(long, value_name = "TIME")]
    pub(crate) expires_at: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Say what became of a payment
#[derive(Debug, Args)]
pub(crate) struct ConcludePayment {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payment's number
    #[arg(long, value_name = "PAYMENT")]
    pub(crate) payment: String,
    #[command(flatten)]
    pub(crate) conclusion: ConclusionOf,
    /// What the provider received, in CNY [default: what was asked for]
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) received: Option<String>,
    /// The provider's own reference
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// What became of it.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ConclusionOf {
    /// The provider has the money
    #[arg(long)]
    pub(crate) paid: bool,
    /// The provider has no money and will not get any
    #[arg(long)]
    pub(crate) failed: bool,
    /// Its time was up before anybody paid
    #[arg(long)]
    pub(crate) expired: bool,
}

/// Say that a provider gave money back
#[derive(Debug, Args)]
pub(crate) struct ConcludeRefund {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payment's number
    #[arg(long, value_name = "PAYMENT")]
    pub(crate) payment: String,
    /// The number of the refund of this payment, from 1
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) refund: u32,
    /// The provider's own reference
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}
