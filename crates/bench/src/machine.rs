//! The machine under the figures: without it they say nothing.

use crate::BenchError;
use hdrhistogram::Histogram;
use serde::Serialize;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Syncs measured.
const SYNCS: usize = 200;
/// Bytes written before each sync: about a frame of a few hundred orders.
const SYNC_BYTES: usize = 64 * 1024;

/// What a machine is, as far as the figures depend on it.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// Its processor.
    pub processor: String,
    /// Processors that this process may use.
    pub cores: usize,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// Median time to append 64 KiB and sync them, in microseconds.
    pub sync_median_us: u64,
    /// Of a hundred syncs the slowest but one, in microseconds.
    pub sync_p99_us: u64,
}

impl Machine {
    /// Looks at the machine and at the disk under `dir`.
    pub(crate) fn measure(dir: &Path) -> Result<Self, BenchError> {
        let syncs = measure_syncs(&dir.join("sync"))?;
        Ok(Self {
            processor: line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mib: line_of("/proc/meminfo", "MemTotal").and_then(|text| kibibytes(&text)).unwrap_or(0) / 1_024,
            sync_median_us: syncs.value_at_quantile(0.5),
            sync_p99_us: syncs.value_at_quantile(0.99),
        })
    }
}

fn measure_syncs(path: &Path) -> Result<Histogram<u64>, BenchError> {
    let mut file = File::create(path)?;
    let mut syncs = microseconds()?;
    let bytes = vec![0x5a; SYNC_BYTES];
    for _ in 0..SYNCS {
        let start = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        syncs.saturating_record(u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    fs::remove_file(path)?;
    Ok(syncs)
}

/// Longest wait that is told from longer ones, in microseconds: ten minutes.
const WAIT_MAX: u64 = 600_000_000;

/// A histogram of microseconds with three digits. Its range is given: one that grows by itself takes what is saturated
/// at its present end.
pub(crate) fn microseconds() -> Result<Histogram<u64>, BenchError> {
    Histogram::new_with_bounds(1, WAIT_MAX, 3)
        .map_err(|_| BenchError::Options("a histogram of three digits cannot be made"))
}

/// The text behind the colon of the line that begins with `name`.
pub(crate) fn line_of(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The number in `123 kB`.
pub(crate) fn kibibytes(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_waits_are_told_from_short_ones() {
        let mut waits = microseconds().unwrap();
        for wait in [3, 250, 20_000, u64::MAX] {
            waits.saturating_record(wait);
        }
        assert_eq!(waits.value_at_quantile(0.25), 3);
        assert_eq!(waits.value_at_quantile(0.5), 250);
        assert!((20_000..20_020).contains(&waits.value_at_quantile(0.75)));
        assert!(waits.max() >= WAIT_MAX);
    }
}
