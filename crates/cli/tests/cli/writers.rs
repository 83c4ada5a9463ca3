//! One process writes, all others read.

use crate::stage::{CANNOT, Run, Stage};
use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, Stdio};

/// An import that waits for its file: a pipe, of which the writing end is held here.
#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let stage = Stage::played();
    assert!(Command::new("mkfifo").arg(stage.path("pipe.csv")).status().unwrap().success());
    let line = "import shop pipe.csv --col time=t --col member=m --col amount=a --merchant s1";
    let import = stage.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Opens only when the import opens it too, and by then it holds the deployment.
    let mut pipe = OpenOptions::new().write(true).open(stage.path("pipe.csv")).unwrap();
    pipe.write_all(b"t,m,a\n2024-01-31,m0,5\n").unwrap();

    let before = stage.bytes_of("shop");
    stage.write("orders.csv", "t,m,a\n2024-01-31,m0,5\n");
    for writing in [
        "import shop orders.csv --col time=t --col member=m --col amount=a --merchant s1",
        "add-member shop m9",
        "add-merchant shop s9 --plan store",
        "appoint-agent shop 33 m0",
        "book shop o9 --member m0 --merchant s1 --amount 5",
        "redeem shop --member m1 --points 1",
        "refund shop --order o1 --amount 1",
        "correct shop --order o3 --by till-1 --approved-by finance-1",
        "inject shop --amount 1",
        "open-programme shop mall --rules rules.toml",
        "publish-rules shop --rules rules.toml --effective-at 2500-01-01",
        "add-member shop m9 --accept-tail-loss",
    ] {
        let run = stage.refused(writing, CANNOT, "journal_locked");
        assert!(run.err.contains("stop that one first"), "{run:?}");
    }
    assert_eq!(stage.bytes_of("shop"), before);
    for reading in
        ["status shop", "price shop", "member shop m1", "merchant shop s1", "order shop o2", "verify shop", "head shop"]
    {
        stage.ok(reading);
    }

    pipe.write_all(b"2024-02-01,m1,7.5\n").unwrap();
    drop(pipe);
    let run = Run::of(&import.wait_with_output().unwrap());
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(stage.json("status shop")["orders"], 5);
    stage.ok("add-member shop m9");
    stage.ok("verify shop");
}
