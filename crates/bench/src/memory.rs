//! Resident memory of this process.

use crate::machine::{kibibytes, line_of};

/// Resident bytes now; 0 where the system does not tell.
pub(crate) fn resident() -> u64 {
    line_of("/proc/self/status", "VmRSS").and_then(|text| kibibytes(&text)).unwrap_or(0) * 1_024
}
