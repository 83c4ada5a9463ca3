//! Imports that are killed or stopped at any moment, and run again until they are done.

use crate::stage::{Dice, INTERRUPTED, OrderFile, Run, SOME_REJECTED, Stage};
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Large enough for many moments; an import of it takes a second or more.
const ORDERS: u64 = 200_000;
/// Moments at which it is killed.
const KILLS: u64 = 32;
/// Nothing here takes longer than this.
const PATIENCE: Duration = Duration::from_mins(1);

fn start(stage: &Stage) -> Child {
    let mut command = stage.command(OrderFile::IMPORT);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

/// Waits until the journal has grown by so many bytes; whether the import still runs.
fn runs_until_grown(stage: &Stage, import: &mut Child, bytes: u64) -> bool {
    let (began, before) = (Instant::now(), length(&stage.segment()));
    while import.try_wait().unwrap().is_none() {
        if length(&stage.segment()) >= before + bytes {
            return true;
        }
        assert!(began.elapsed() < PATIENCE, "the import stands still");
        thread::sleep(Duration::from_micros(200));
    }
    false
}

/// What an import of the same file leaves that nobody interrupts.
fn uninterrupted(stage: &Stage, file: &OrderFile) -> (Value, String) {
    let run = stage.run(OrderFile::IMPORT);
    assert_eq!(run.status, SOME_REJECTED, "{run:?}");
    let status = stage.json("status shop --all");
    assert_eq!((status["orders"].as_u64(), status["totals"]["orders"].as_u64()), (Some(file.booked), Some(file.fen)));
    (status, stage.read("orders.csv.rejects.csv"))
}

/// Runs the import to its end and compares with one that was never interrupted.
fn finish_and_compare(stage: &Stage, expected: &(Value, String), file: &OrderFile) -> Run {
    let last = stage.run(OrderFile::IMPORT);
    assert!([0, SOME_REJECTED].contains(&last.status), "{last:?}");
    assert_eq!(stage.json("status shop --all"), expected.0);
    assert_eq!(stage.read("orders.csv.rejects.csv"), expected.1);
    assert_eq!(expected.1.lines().count() as u64, file.rejected + 1);
    let journal = stage.bytes_of("shop/journal");
    assert_eq!(stage.json(OrderFile::IMPORT)["booked"], 0);
    assert_eq!(stage.bytes_of("shop/journal"), journal);
    stage.ok("verify shop");
    last
}

#[test]
fn killed_anywhere_every_order_is_booked_exactly_once() {
    let stage = Stage::new();
    let file = OrderFile::write(&stage, ORDERS);
    let twin = stage.copy();
    let expected = uninterrupted(&twin, &file);
    // What one kill may let the import write: it must not be done before the last, on a busy machine neither.
    let bytes_each = length(&twin.segment()) / (KILLS * 3 / 2);
    let mut dice = Dice::new(1);
    let mut before = 0;
    for kill in 0..KILLS {
        let mut import = start(&stage);
        let is_running = if kill % 4 == 0 {
            // At any moment, also while it starts.
            thread::sleep(Duration::from_micros(dice.below(40_000)));
            import.try_wait().unwrap().is_none()
        } else {
            let is_running = runs_until_grown(&stage, &mut import, 1 + dice.below(bytes_each));
            thread::sleep(Duration::from_micros(dice.below(1_500)));
            is_running
        };
        assert!(is_running, "the import was done before kill {kill}");
        import.kill().unwrap();
        let output = import.wait_with_output().unwrap();
        assert!(!String::from_utf8(output.stderr).unwrap().contains("panicked"));
        // Whatever is there is whole, for readers too.
        let orders = stage.json("status shop")["orders"].as_u64().unwrap();
        assert!(before <= orders && orders < file.booked, "{before} orders became {orders}");
        before = orders;
    }
    let last = finish_and_compare(&stage, &expected, &file);
    assert!(last.out.contains("continued at line"), "{last:?}");
}

/// Sends a signal once the import has made some groups durable, and returns what the import said at its end.
fn stopped_by(stage: &Stage, signal: &str) -> Run {
    let mut import = start(stage);
    assert!(runs_until_grown(stage, &mut import, 300_000), "the import was done before the signal");
    let kill = format!("kill -{signal} {}", import.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    Run::of(&import.wait_with_output().unwrap())
}

#[test]
fn stopped_by_a_signal_it_says_so_and_goes_on_later() {
    let stage = Stage::new();
    let file = OrderFile::write(&stage, ORDERS / 2);
    let expected = uninterrupted(&stage.copy(), &file);
    for signal in ["INT", "TERM", "HUP"] {
        let stopped = stopped_by(&stage, signal);
        assert_eq!(stopped.status, INTERRUPTED, "{stopped:?}");
        assert!(stopped.out.contains("Stopped. What was booked is kept; run the same command again"), "{stopped:?}");
        // Stopped in order: the head is signed, and nothing is left to recover.
        let verified = stage.json("verify shop");
        assert_eq!(verified["unfinished_bytes"], 0);
        let signed: Value = serde_json::from_str(&stage.read("shop/head.json")).unwrap();
        assert_eq!(signed["head"]["frame"].as_u64().unwrap() + 1, verified["frames"].as_u64().unwrap());
    }
    finish_and_compare(&stage, &expected, &file);
}
