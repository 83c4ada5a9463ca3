//! What can go wrong around a deployment, each with a stable code.

use ratchet_core::Rejection;
use ratchet_intake::IntakeError;
use ratchet_journal::JournalError;
use std::path::PathBuf;
use thiserror::Error;

/// The codes of [`DeploymentError`] that are its own, with a sentence each. Those of the engine, the journal and the
/// intake are listed there.
pub const CODES: &[(&str, &str)] = &[
    (
        "actor_invalid",
        "the person asking must be an identifier of the operator's office, not a name or a number of theirs",
    ),
    ("batch_changed", "lines of this batch that were already taken have changed, or it is read in another way"),
    ("batch_invalid", "the name of a batch is 1 to 48 characters of A-Z a-z 0-9 . _ : -"),
    ("deployment_directory_used", "a deployment needs a directory of its own"),
    ("file_unwritable", "a file of the deployment, or the one for refused lines, could not be read or written"),
    ("head_key_foreign", "the key in the directory is not the one that this deployment signs its heads with"),
    ("history_broken", "the journal contradicts itself, its signed heads or its snapshots"),
    ("merchant_missing", "say who sold: a merchant for the whole file, or the column that names it, not both"),
    ("plan_mismatch", "the merchant already sells under another plan"),
    ("plan_missing", "a merchant seen for the first time needs a plan"),
    ("policy_unchecked", "a live deployment takes rules only with what they were checked by"),
    ("referrer_conflict", "the member is registered with another referrer, and the link is locked"),
    ("referrer_cycle", "the member is above this referrer: links form a forest"),
    ("referrer_self", "nobody refers themselves"),
    ("zone_unknown", "the time zone is an IANA name such as Asia/Shanghai"),
];

/// Why something around a deployment failed.
#[derive(Debug, Error)]
pub enum DeploymentError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file of orders.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The engine refused a command.
    #[error("{0}")]
    Rejected(#[from] Rejection),
    /// An actor that is no identifier.
    #[error("`{actor}` cannot stand for a person in the journal: use an identifier such as `finance-1`")]
    Actor {
        /// What was given.
        actor: String,
    },
    /// A batch that is not what it was.
    #[error(
        "batch `{batch}` is not what it was when its first {lines} lines were taken: import the original file, or give \
         the changed one another --batch"
    )]
    BatchChanged {
        /// Its name.
        batch: String,
        /// Lines already taken.
        lines: u64,
    },
    /// A batch name that cannot be part of order ids.
    #[error("`{batch}` cannot name a batch: give --batch with 1 to 48 characters of A-Z a-z 0-9 . _ : -")]
    BatchInvalid {
        /// What was given.
        batch: String,
    },
    /// A directory with other things in it, or a file.
    #[error("{path} is a file or not empty: give a new directory for the deployment")]
    DirectoryUsed {
        /// Which.
        path: PathBuf,
    },
    /// A file that could not be written or read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A record that contradicts what is before it.
    #[error("frame {frame}, record {record}: {what}")]
    Broken {
        /// Frame in which the record begins.
        frame: u64,
        /// Sequence of the record in the journal.
        record: u64,
        /// What is wrong.
        what: String,
    },
    /// The key of another deployment.
    #[error("{path} is not the key that this deployment signs its heads with: put the right one back")]
    HeadKeyForeign {
        /// Where it lies.
        path: PathBuf,
    },
    /// Neither or both ways of naming the merchant.
    #[error("say who sold: --merchant NAME for the whole file, or --col merchant=COLUMN, not both")]
    MerchantMissing,
    /// The merchant sells under another plan, or in another programme, than the import says.
    #[error("merchant `{merchant}` already sells under {registered}, not {asked}: import it under what it has")]
    PlanMismatch {
        /// Who.
        merchant: String,
        /// The plan it was registered with.
        registered: String,
        /// The plan of the import.
        asked: String,
    },
    /// A new merchant and no plan for it.
    #[error("merchant `{merchant}` is new: give --plan with one of: {plans}")]
    PlanMissing {
        /// Who.
        merchant: String,
        /// What there is.
        plans: String,
    },
    /// Rules for a live deployment that nobody checked.
    #[error(
        "a live deployment takes rules only with what they were checked by: a policy profile and the declared facts"
    )]
    PolicyUnchecked,
    /// A time zone nobody knows.
    #[error("`{zone}` is no time zone: use an IANA name such as Asia/Shanghai")]
    ZoneUnknown {
        /// What was given.
        zone: String,
    },
}

impl DeploymentError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Journal(error) => error.code(),
            Self::Intake(error) => error.code(),
            Self::Rejected(rejection) => rejection.code(),
            Self::Actor { .. } => "actor_invalid",
            Self::BatchChanged { .. } => "batch_changed",
            Self::BatchInvalid { .. } => "batch_invalid",
            Self::DirectoryUsed { .. } => "deployment_directory_used",
            Self::File { .. } => "file_unwritable",
            Self::Broken { .. } => "history_broken",
            Self::HeadKeyForeign { .. } => "head_key_foreign",
            Self::MerchantMissing => "merchant_missing",
            Self::PlanMismatch { .. } => "plan_mismatch",
            Self::PlanMissing { .. } => "plan_missing",
            Self::PolicyUnchecked => "policy_unchecked",
            Self::ZoneUnknown { .. } => "zone_unknown",
        }
    }

    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::File { path, cause }
    }

    pub(crate) fn broken(frame: u64, record: u64, what: impl Into<String>) -> Self {
        Self::Broken { frame, record, what: what.into() }
    }
}
