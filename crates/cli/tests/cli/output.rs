//! Output that nobody reads, or that has no room.

use crate::stage::{CANNOT, DONE_UNSAID, OrderFile, Run, SOME_REJECTED, Stage};
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const LINES: [&str; 8] = [
    "status shop --all",
    "status shop --all --json",
    "verify shop",
    "head shop",
    "order shop n17",
    "import --help",
    "status missing --json",
    "order shop nope --json",
];

/// A deployment that has more to show than a pipe holds.
fn stage() -> Stage {
    let stage = Stage::new();
    OrderFile::write(&stage, 12_000);
    assert_eq!(stage.run(OrderFile::IMPORT).status, SOME_REJECTED);
    stage
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let stage = stage();
    for line in LINES {
        let mut child = stage.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty(), "{line}");
        let run = Run::of(&child.wait_with_output().unwrap());
        assert!([0, 1, CANNOT].contains(&run.status), "{line}: {run:?}");
        // What went away before the first byte is none either.
        let mut child = stage.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        Run::of(&child.wait_with_output().unwrap());
    }
    let pipe = format!("'{}' status shop --all | head -1", env!("CARGO_BIN_EXE_ratchet"));
    let output = Command::new("bash").args(["-c", &pipe]).current_dir(stage.path("")).output().unwrap();
    assert_eq!(Run::of(&output).err, "");
}

#[test]
fn nothing_is_said_to_be_shown_that_was_not() {
    let stage = stage();
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for line in
        ["status shop", "status shop --all", "status shop --json", "verify shop", "head shop", "order shop n17 --json"]
    {
        let run = Run::of(&stage.command(line).stdout(full()).output().unwrap());
        assert_eq!(run.status, CANNOT, "{line}: {run:?}");
        assert!(run.err.contains("error [output_unwritable]: cannot write the output"), "{line}: {run:?}");
    }
    for line in LINES {
        Run::of(&stage.command(line).stdout(full()).stderr(full()).output().unwrap());
    }
    let run = Run::of(&stage.command("status missing").stderr(full()).output().unwrap());
    assert_eq!(run.status, CANNOT, "{run:?}");
}

#[test]
fn what_is_done_stays_done_when_it_can_not_be_shown() {
    let stage = Stage::played();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let line = "book shop o9 --member m1 --merchant s1 --amount 5";
    let run = Run::of(&stage.command(line).stdout(full).output().unwrap());
    // Not 2, which says that it can be asked for again.
    assert_eq!(run.status, DONE_UNSAID, "{run:?}");
    stage.ok("order shop o9");
    stage.ok("verify shop");
}
