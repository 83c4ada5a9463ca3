//! The first command of every journal.

use crate::engine::Step;
use crate::event::Event;
use crate::limits::REFUNDABLE_DAYS_MAX;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// What a deployment is, for good.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct DeploymentTerms {
    /// Whether its money is real.
    #[n(0)]
    pub mode: Mode,
    /// The time zone of its days and months, an IANA name.
    #[n(1)]
    pub zone: String,
    /// For how many days after recording an order can be refunded or corrected.
    #[n(2)]
    pub refundable_days: u32,
    /// Key of the hash tables and order fingerprints.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(skip)]
    pub hash_key: [u8; 16],
    /// What tells this deployment from every other.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub deployment_id: [u8; 32],
    /// The Ed25519 key that signs its heads.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub head_key: [u8; 32],
}

/// Whether a deployment's money is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// For trying out: every output says so.
    #[n(0)]
    Sandbox,
    /// Real money.
    #[n(1)]
    Live,
}

impl Mode {
    /// `sandbox` or `live`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }
}

impl DeploymentTerms {
    /// A sandbox that keeps every order refundable, under fixed keys: for tests, vector files and simulations.
    #[must_use]
    pub fn sandbox() -> Self {
        Self {
            mode: Mode::Sandbox,
            zone: "Asia/Shanghai".to_owned(),
            refundable_days: REFUNDABLE_DAYS_MAX,
            hash_key: [0; 16],
            deployment_id: [0; 32],
            head_key: [0; 32],
        }
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        if step.state().terms.is_some() {
            return Err(Rejection::DeploymentExists);
        }
        if self.refundable_days > REFUNDABLE_DAYS_MAX {
            return Err(Rejection::WindowInvalid);
        }
        step.emit(Event::DeploymentOpened(self.clone()))
    }
}
