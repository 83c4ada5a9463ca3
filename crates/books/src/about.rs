//! What an export is of: which deployment, and up to which frame of its journal.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use ratchet_core::operations::Mode;
use ratchet_core::{State, Time};
use ratchet_deployment::{DeploymentError, History};
use std::fmt::Write as _;

/// The deployment and the place in its history that an export stands for.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) mode: &'static str,
    pub(crate) zone: TimeZone,
    pub(crate) zone_name: String,
    pub(crate) deployment: String,
    pub(crate) records: u64,
    pub(crate) frame: u64,
    pub(crate) head: String,
    /// Time of the last frame, UTC milliseconds.
    pub(crate) time: i64,
}

impl About {
    /// Of a deployment whose first record is in `state`.
    pub(crate) fn of(state: &State, history: &History) -> Result<Self, DeploymentError> {
        let zone_name = state.terms.as_ref().map_or_else(|| "Asia/Shanghai".to_owned(), |terms| terms.zone.clone());
        let zone = TimeZone::get(&zone_name).map_err(|_| DeploymentError::ZoneUnknown { zone: zone_name.clone() })?;
        let live = state.is_live();
        let sandbox = state.terms.as_ref().is_none_or(|terms| terms.mode == Mode::Sandbox);
        debug_assert!(live != sandbox);
        Ok(Self {
            mode: if live { "live" } else { "sandbox" },
            zone,
            zone_name,
            deployment: state.terms.as_ref().map(|terms| hexadecimal(&terms.deployment_id)).unwrap_or_default(),
            records: history.record_count(),
            frame: history.head().map_or(0, |head| head.frame),
            head: history.head().map(|head| hexadecimal(&head.hash)).unwrap_or_default(),
            time: history.head().map_or(0, |head| head.time),
        })
    }

    /// Whether no money in it is real.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.mode == "sandbox"
    }

    /// A moment in the deployment's zone; nothing where a calendar has none.
    pub(crate) fn zoned(&self, time: Time) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(time.milliseconds()).ok()?.to_zoned(self.zone.clone()))
    }

    /// A moment in the deployment's zone, to the millisecond: `2026-11-22T18:44:04.123+08:00`.
    pub(crate) fn moment(&self, time: Time) -> String {
        match self.zoned(time) {
            Some(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string(),
            None => time.milliseconds().to_string(),
        }
    }

    /// Everything as names and values.
    pub(crate) fn pairs(&self) -> [(&'static str, String); 8] {
        [
            ("exported_by", concat!("ratchet ", env!("CARGO_PKG_VERSION")).to_owned()),
            ("mode", self.mode.to_owned()),
            ("deployment", self.deployment.clone()),
            ("zone", self.zone_name.clone()),
            ("records", self.records.to_string()),
            ("head_frame", self.frame.to_string()),
            ("head_hash", self.head.clone()),
            ("units", "CNY with 2 decimals; 1 point = 100000000 units".to_owned()),
        ]
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // A `String` takes every text.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
