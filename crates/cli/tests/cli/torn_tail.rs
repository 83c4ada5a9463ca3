//! The end of a journal after a crash or a fault of the disk: recovered, refused, or cut off on request.

use crate::stage::{REFUSED, Stage, frames};
use std::fs;

/// The last frame of the journal.
fn last_frame(stage: &Stage) -> (Vec<u8>, usize) {
    let bytes = fs::read(stage.segment()).unwrap();
    let begin = frames(&bytes).last().unwrap().begin;
    (bytes, begin)
}

/// A deployment in which the last command was being written when the power failed: its head was not signed yet.
fn crashed(keep: impl Fn(usize, usize) -> usize) -> (Stage, String) {
    let stage = Stage::played();
    let (head, status) = (stage.read("shop/head.json"), stage.ok("status shop --all --json"));
    stage.ok("book shop lost --member m1 --merchant s1 --amount 10");
    let (bytes, begin) = last_frame(&stage);
    fs::write(stage.segment(), &bytes[..keep(begin, bytes.len())]).unwrap();
    stage.write("shop/head.json", head);
    (stage, status)
}

#[test]
fn a_torn_end_is_recovered_with_a_message() {
    for kept in [1, 7, 60, 119, 120, 130] {
        let (stage, status) = crashed(|begin, _| begin + kept);
        let verified = stage.json("verify shop");
        assert_eq!(verified["unfinished_bytes"].as_u64(), Some(kept as u64));
        assert!(stage.ok("verify shop").contains(&format!("Behind it are {kept} bytes of a commit not finished")));
        assert_eq!(stage.ok("status shop --all --json"), status, "readers see the last finished commit");
        let recovering = stage.run("book shop next --member m1 --merchant s1 --amount 10");
        assert_eq!(recovering.status, 0, "{recovering:?}");
        let said = format!("recovered: cut off {kept} bytes of an unfinished commit");
        assert!(
            recovering.err.contains(&said) && recovering.err.contains("nothing acknowledged was lost"),
            "{recovering:?}"
        );
        stage.refused("order shop lost", REFUSED, "order_unknown");
        stage.ok("order shop next");
        assert_eq!(stage.json("verify shop")["unfinished_bytes"], 0);
        assert_eq!(stage.run("add-member shop m7").err, "", "it is said once");
    }
}

#[test]
fn a_torn_end_is_recovered_by_an_import_too() {
    let (stage, _) = crashed(|_, end| end - 1);
    stage.write("orders.csv", "t,m,a\n2024-01-31,m0,5\n");
    let line = "import shop orders.csv --col time=t --col member=m --col amount=a --merchant s1";
    let recovering = stage.run(line);
    assert_eq!(recovering.status, 0, "{recovering:?}");
    assert!(recovering.err.contains("recovered: cut off"), "{recovering:?}");
    stage.ok("verify shop");
}

#[test]
fn a_damaged_end_is_cut_off_only_on_request() {
    let stage = Stage::played();
    let status = stage.ok("status shop --all --json");
    stage.ok("book shop last --member m1 --merchant s1 --amount 10");
    let (mut bytes, begin) = last_frame(&stage);
    bytes[begin + 125] ^= 1;
    fs::write(stage.segment(), &bytes).unwrap();
    stage.refused("add-member shop m7", REFUSED, "journal_tail_damaged");
    stage.refused("status shop", REFUSED, "journal_tail_damaged");
    assert_eq!(fs::read(stage.segment()).unwrap(), bytes, "nothing is cut off without being asked");

    let accepting = stage.run("add-member shop m7 --accept-tail-loss");
    assert_eq!(accepting.status, 0, "{accepting:?}");
    assert!(accepting.err.contains("accepted loss: cut off"), "{accepting:?}");
    assert!(!accepting.err.contains("nothing acknowledged was lost"), "it may have been: {accepting:?}");
    stage.refused("order shop last", REFUSED, "order_unknown");
    stage.ok("verify shop");
    let status_after = stage.ok("status shop --all --json");
    assert_eq!(status_after.replace("\"members\": 3", "\"members\": 2"), status);
}

#[test]
fn acknowledged_history_that_is_missing_is_noticed() {
    let stage = Stage::played();
    let (bytes, begin) = last_frame(&stage);
    for kept in [begin, begin + 50] {
        fs::write(stage.segment(), &bytes[..kept]).unwrap();
        let lost = stage.refused("verify shop", REFUSED, "history_broken");
        assert!(lost.err.contains("history was lost"), "{lost:?}");
        stage.refused("add-member shop m7", REFUSED, "history_broken");
    }
    stage.ok("add-member shop m7 --accept-tail-loss");
    stage.ok("verify shop");
}
