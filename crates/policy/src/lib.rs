//! Policy around the core: what the pure checks of `ratchet_core::policy` need from outside, and their report.
//!
//! The deployment file (`deployment.toml`) becomes [`Facts`](ratchet_core::policy::Facts); the margin against a
//! runaway needs the exponential function, so it is estimated here and can only warn; [`check`] puts both and a
//! profile together. No file is opened here, and no journal is needed: a server and a command line use it alike.

mod clearance;
mod deployment_file;
mod margin;
pub mod monitors;
mod report;
mod section;

pub use clearance::{Refusal, clear};
pub use deployment_file::{DeploymentFile, parse};
pub use report::{Report, check};

use serde::Serialize;
use thiserror::Error;

/// Why a deployment file cannot be used.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It is no TOML.
    #[error("line {line}: {message}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What is wrong, in one line.
        message: String,
    },
    /// Keys that a deployment file does not have, or values that they cannot have.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<FactFault>),
}

/// One thing that is wrong with a deployment file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactFault {
    /// Where: `custodian.name`.
    pub place: String,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and what is allowed.
    pub message: String,
}

impl std::fmt::Display for FactFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {} [{}]", self.place, self.message, self.code)
    }
}

/// The codes of [`PolicyError`] and [`Refusal`], with a sentence each.
pub const CODES: &[(&str, &str)] = &[
    ("deployment_file_invalid", "the deployment file has keys or values that it cannot have; each is listed"),
    ("deployment_file_malformed", "the deployment file is no TOML"),
    ("policy_blocked", "a finding blocks these rules: a live deployment does not take them"),
    ("policy_mode_differs", "the deployment is live, and the deployment file declares the facts of a sandbox"),
];

/// The codes of [`FactFault`], with a sentence each.
pub const FACT_FAULT_CODES: &[(&str, &str)] = &[
    ("fact_malformed", "the value is of another type, or none of those allowed"),
    ("fact_missing", "a key that every deployment file needs is missing"),
    ("fact_out_of_range", "a number is out of its range"),
    ("fact_unknown", "a deployment file has no such key"),
];

impl PolicyError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "deployment_file_malformed",
            Self::Invalid(_) => "deployment_file_invalid",
        }
    }
}
