//! Arguments of the commands for old debts: claims, coins, and what became of them.

use super::shared::{ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Take a file of claims (CSV or gzipped CSV) into the books: who is owed, how much, by which document
///
/// A claim is a liability that no reserve backs; no money moves. Members are registered on first sight. The batch is
/// remembered by the digest of its lines, as that of `ratchet import` is: interrupted at any point, run it again. Refused
/// lines are written beside the file with line and code; the exit status is then 3.
#[derive(Debug, Args)]
pub(crate) struct ImportClaims {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The file: UTF-8, first line with the names of the columns
    pub(crate) file: PathBuf,
    /// Which column holds what: member, amount, evidence [default: columns of these names]
    #[arg(long = "col", value_name = "FIELD=COLUMN")]
    pub(crate) columns: Vec<String>,
    /// Name of the batch [default: the name of the file, without .gz]
    #[arg(long, value_name = "NAME")]
    pub(crate) batch: Option<String>,
    /// Where refused lines go [default: FILE.rejects.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Take one debt to a member into the books
#[derive(Debug, Args)]
pub(crate) struct ImportClaim {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Who is owed
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// SHA-256 of the document that shows it: 64 hexadecimal digits
    #[arg(long, value_name = "SHA256")]
    pub(crate) evidence: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Make coins of a claim, one for one: they pay a part of orders, and nothing else
#[derive(Debug, Args)]
pub(crate) struct ConvertClaim {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Whose claim
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
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

/// Show old debts: what is owed to whom, what goods settled, the coins left and the points that came with them
#[derive(Debug, Args)]
pub(crate) struct Debts {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Only of this member, with documents and positions
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// Print a table for spreadsheets (CSV) instead of text
    #[arg(long)]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
