//! Figures for Prometheus.

use crate::http::Api;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The figures of this process.
#[derive(Clone, Debug)]
pub struct Figures {
    handle: PrometheusHandle,
}

impl Figures {
    /// Collects figures from now on. There is one collector a process: a second service in it shares it.
    #[must_use]
    pub fn collect() -> Self {
        static HANDLE: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Refused where the process has one already: then this one stays empty.
            let _ = metrics::set_global_recorder(recorder);
            handle
        });
        Self { handle: handle.clone() }
    }

    /// All figures as text.
    #[must_use]
    pub fn render(&self, api: &Api) -> String {
        let standing = api.desk.durable().standing();
        metrics::gauge!("ratchet_journal_next_sequence").set(as_figure(standing.next_sequence));
        metrics::gauge!("ratchet_journal_writable").set(if standing.stopped.is_none() { 1.0 } else { 0.0 });
        metrics::gauge!("ratchet_queue_free_places").set(as_figure(api.desk.free_places() as u64));
        let progress = api.progress.borrow().clone();
        metrics::gauge!("ratchet_books_lag_records")
            .set(as_figure(standing.next_sequence.saturating_sub(progress.built)));
        metrics::gauge!("ratchet_books_healthy").set(if progress.fault.is_none() { 1.0 } else { 0.0 });
        self.handle.render()
    }
}

/// Counts above 2^53 lose their last digits in Prometheus, which has nothing but floats.
#[allow(clippy::cast_precision_loss)]
fn as_figure(count: u64) -> f64 {
    count as f64
}
