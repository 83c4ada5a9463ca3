//! Arguments of the commands that pay money out, and take deposits.

use super::shared::{Filing, ProgrammeName, Trial, Writing};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Publish the rules of money out: minimum, fee, limits of a day, identity, withholding
///
/// They hold for every payout requested from now on, in all programmes. A live deployment pays nothing out without them.
#[derive(Debug, Args)]
pub(crate) struct PublishMoneyTerms {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The rules of money out (TOML), as in examples/money-out.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) terms: PathBuf,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Ask for money to be paid out: to a member, to a merchant, or to the platform
///
/// The money leaves the account at once and is in transit until the payout is paid, or comes back.
#[derive(Debug, Args)]
pub(crate) struct RequestPayout {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payout's own number, for ever
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) payee: PayeeName,
    /// How much leaves the account, in CNY, fee and withholding included
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The payee's identity was verified
    #[arg(long)]
    pub(crate) verified: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Who is paid.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PayeeName {
    /// To this member, from the balance
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// To this merchant, from what it is owed
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: Option<String>,
    /// To the operator, from the platform account
    #[arg(long)]
    pub(crate) platform: bool,
}

/// Agree to a payout; where money is real, somebody else than who requested it
#[derive(Debug, Args)]
pub(crate) struct ApprovePayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
}

/// Refuse a payout: the money goes back to where it came from
#[derive(Debug, Args)]
pub(crate) struct RejectPayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
    /// Why: a code of your own, nothing about a person
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<String>,
}

/// Call a payout off before anybody approved it: the money goes back to where it came from
#[derive(Debug, Args)]
pub(crate) struct CancelPayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
}

/// Note that an approved payout is handed to a provider, before it is
#[derive(Debug, Args)]
pub(crate) struct SendPayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
    /// The provider's name
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: String,
}

/// Note what became of a payout that was sent
///
/// A payout of which nobody knows is `unknown`, and leaves that only by a query of the provider or a decision of two
/// people (--by and --approved-by). It is never sent again as another one.
#[derive(Debug, Args)]
pub(crate) struct ConcludePayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
    /// What became of it
    #[arg(long, value_name = "RESULT")]
    pub(crate) result: ResultName,
    /// How that is known: the provider's answer, a query of the provider, or a decision of two people
    #[arg(long, value_name = "EVIDENCE", default_value = "answer")]
    pub(crate) evidence: Evidence,
    /// The provider's own reference
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
    #[command(flatten)]
    pub(crate) filing: Filing,
}

/// What became of a payout.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ResultName {
    Paid,
    Failed,
    Unknown,
}

/// How the end of a payout became known.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Evidence {
    Answer,
    Query,
    Decision,
}

/// Note that the bank sent a paid payout back: what was paid is the payee's again, the fee stays
#[derive(Debug, Args)]
pub(crate) struct ReturnPayout {
    #[command(flatten)]
    pub(crate) step: PayoutStep,
    /// The bank's own reference
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
}

/// What every step of a payout needs.
#[derive(Debug, Args)]
pub(crate) struct PayoutStep {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payout's number
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Take a deposit of a merchant, which it can grant refunds from
#[derive(Debug, Args)]
pub(crate) struct TopUp {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Who pays in
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: String,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The number of the payment on the bank's statement
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Put unallocated money back behind the points, by two people
#[derive(Debug, Args)]
pub(crate) struct ReleaseUnallocated {
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

/// Pay on what was withheld of payouts to whom it is owed, mostly the tax authority
#[derive(Debug, Args)]
pub(crate) struct RemitWithheld {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The number of the payment on the bank's statement
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) reference: Option<String>,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// List the payouts to which something can still happen, newest first
#[derive(Debug, Args)]
pub(crate) struct Payouts {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Only those of this state: requested, approved, sending, unknown, paid …
    #[arg(long, value_name = "STATE", value_parser = clap::builder::PossibleValuesParser::new(
        ratchet_core::payouts::PayoutState::ALL.map(ratchet_core::payouts::PayoutState::name)))]
    pub(crate) state: Option<String>,
}

/// Show one payout
#[derive(Debug, Args)]
pub(crate) struct Payout {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The payout's number
    pub(crate) id: String,
}
