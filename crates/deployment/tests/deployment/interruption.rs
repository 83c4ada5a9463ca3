//! An import that stops at any point and runs again loses nothing and doubles nothing.

use crate::stage::order_file::{import, many_orders, rejected_lines, run};
use crate::stage::{NOW, Stage};
use flate2::Compression;
use flate2::write::GzEncoder;
use ratchet_core::{Time, invariants};
use ratchet_deployment::Import;
use std::cell::Cell;
use std::fs;
use std::io::Write;

const LINES: u64 = 5_432;

/// Under a plan whose positions reach their cap within the file.
fn import_into(stage: &Stage) -> Import {
    Import { plan: Some("club".to_owned()), ..import(stage, "orders.csv") }
}

/// A sandbox, and what one uninterrupted import into a copy of it leaves: the hash and the refused lines.
struct Run {
    stage: Stage,
    text: String,
    hash: [u8; 32],
    rejects: Vec<u8>,
    booked: u64,
}

impl Run {
    fn new() -> Self {
        let stage = Stage::new();
        let text = many_orders(LINES);
        let whole = stage.copy();
        let import = import_into(&whole);
        fs::write(&import.file, &text).unwrap();
        let mut deployment = whole.open();
        let report = run(&import, &mut deployment).unwrap();
        assert!(report.rejected > 90 && report.exits > 0, "{report:?}");
        let hash = deployment.state().hash();
        invariants::check(deployment.state()).unwrap();
        deployment.close().unwrap();
        whole.verify().unwrap();
        let lines = rejected_lines(&import.rejects);
        assert_eq!(lines.len() as u64, report.rejected);
        assert!(lines.is_sorted_by(|left, right| left < right));
        Self { stage, text, hash, rejects: fs::read(&import.rejects).unwrap(), booked: report.booked }
    }

    /// A copy of the sandbox with the file beside it.
    fn begin(&self) -> (Stage, Import) {
        let stage = self.stage.copy();
        let import = import_into(&stage);
        fs::write(&import.file, &self.text).unwrap();
        (stage, import)
    }

    /// Runs the import to its end: it must leave what one run leaves.
    fn assert_finishes(&self, stage: &Stage, import: &Import) {
        let mut deployment = stage.open();
        run(import, &mut deployment).unwrap();
        assert_eq!(deployment.state().hash(), self.hash);
        assert_eq!(deployment.state().orders.len() as u64, self.booked);
        deployment.close().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&fs::read(&import.rejects).unwrap()),
            String::from_utf8_lossy(&self.rejects)
        );
        stage.verify().unwrap();
    }
}

#[test]
fn a_run_stopped_after_every_group_equals_one_run() {
    let whole = Run::new();
    let (stage, import) = whole.begin();
    let mut booked = 0;
    for group in 1.. {
        let mut deployment = stage.open();
        let report = import.run(&mut deployment, || NOW, |_| false).unwrap();
        drop(deployment);
        booked += report.booked;
        assert_eq!(report.taken_before, if group == 1 { 0 } else { (group - 1) * 1_000 + 1 });
        // What was refused so far is in the file, each line once.
        let so_far = rejected_lines(&import.rejects);
        assert!(so_far.is_sorted_by(|left, right| left < right));
        assert!(so_far.last().is_none_or(|last| *last <= report.lines));
        if !report.interrupted {
            assert_eq!(group, LINES / 1_000 + 1);
            break;
        }
    }
    assert_eq!(booked, whole.booked);
    whole.assert_finishes(&stage, &import);
}

#[test]
fn a_run_stopped_once_goes_on_where_it_stopped() {
    let whole = Run::new();
    for stop_after in 1..=5 {
        let (stage, import) = whole.begin();
        let mut deployment = stage.open();
        let mut groups = 0;
        let watch = |_| {
            groups += 1;
            groups < stop_after
        };
        let report = import.run(&mut deployment, || NOW, watch).unwrap();
        assert!(report.interrupted);
        assert_eq!(report.lines, stop_after * 1_000 + 1);
        deployment.close().unwrap();
        whole.assert_finishes(&stage, &import);
    }
}

/// Refused lines are durable before the frame that says they are done: a crash in between leaves them in the file,
/// and the next run refuses them again.
#[test]
fn a_crash_between_refused_lines_and_commit_doubles_nothing() {
    let whole = Run::new();
    for crash_after in 1..=5 {
        let (stage, import) = whole.begin();
        let mut deployment = stage.open();
        let (mut groups, mut durable) = (0, None);
        let watch = |_| {
            groups += 1;
            if groups == crash_after {
                durable = Some(stage.copy());
            }
            groups <= crash_after
        };
        import.run(&mut deployment, || NOW, watch).unwrap();
        drop(deployment);
        // The journal of one group earlier than the file of refused lines.
        let crashed = durable.unwrap();
        let import =
            Import { file: crashed.path("orders.csv"), rejects: crashed.path("orders.csv.rejects.csv"), ..import };
        fs::write(&import.file, &whole.text).unwrap();
        fs::copy(stage.path("orders.csv.rejects.csv"), &import.rejects).unwrap();
        whole.assert_finishes(&crashed, &import);
    }
}

/// As before, but the machine died while the refused lines were written: the last of them is torn anywhere.
#[test]
fn a_torn_refused_line_is_written_again() {
    let whole = Run::new();
    let (stage, import) = whole.begin();
    let mut deployment = stage.open();
    import.run(&mut deployment, || NOW, |_| false).unwrap();
    drop(deployment);
    let good = fs::read_to_string(&import.rejects).unwrap();
    for torn in ["1", "10", "105", "1050", "1050,", "1050,amount_not_positive,amo", "1050,amount_not_positive\n11"] {
        let crashed = stage.copy();
        let import = Import { file: import.file.clone(), rejects: crashed.path("rejects.csv"), ..import.clone() };
        fs::write(&import.rejects, format!("{good}{torn}")).unwrap();
        whole.assert_finishes(&crashed, &import);
    }
}

#[test]
fn a_crash_before_anything_is_committed_leaves_a_file_that_is_taken_whole() {
    let whole = Run::new();
    let (stage, import) = whole.begin();
    fs::write(&import.rejects, &whole.rejects).unwrap();
    whole.assert_finishes(&stage, &import);
}

#[test]
fn what_a_broken_off_archive_held_is_taken_once() {
    let whole = Run::new();
    let (stage, import) = whole.begin();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(whole.text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    for part in [packed.len() / 3, packed.len() / 2, packed.len() - 9] {
        fs::write(&import.file, &packed[..part]).unwrap();
        let mut deployment = stage.open();
        let report = run(&import, &mut deployment).unwrap();
        assert_eq!(report.broken_off.map(|error| error.code()), Some("file_truncated"));
    }
    assert!(stage.open().state().orders.len() > 3_000);
    fs::write(&import.file, &packed).unwrap();
    whole.assert_finishes(&stage, &import);
}

#[test]
fn a_clock_that_goes_back_between_groups_stops_nothing() {
    let whole = Run::new();
    let (stage, import) = whole.begin();
    let asked = Cell::new(0);
    let backwards = || {
        asked.set(asked.get() + 1);
        Time::from_milliseconds(NOW.milliseconds() - (asked.get() - 1) * 3_600_000)
    };
    let report = import.run(&mut stage.open(), backwards, |_| true).unwrap();
    assert_eq!(report.booked, whole.booked);
    assert!(asked.get() > 1);
    whole.assert_finishes(&stage, &import);
}
