//! Files that are not what they were: named exactly, never believed, and never a reason to panic.

use crate::stage::{CANNOT, Dice, REFUSED, Run, Stage, frames};
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Every command that only reads.
const READING: [&str; 7] = [
    "status shop --json",
    "status shop --all",
    "price shop --json",
    "member shop m1",
    "merchant shop s1",
    "order shop o2",
    "head shop",
];

#[test]
fn every_changed_byte_is_found_with_its_frame_and_record() {
    let stage = Stage::played();
    let sound = fs::read(stage.segment()).unwrap();
    let places = frames(&sound);
    assert!(places.len() > 10);
    let mut dice = Dice::new(3);
    let mut flipped = sound.clone();
    for byte in (0..sound.len()).step_by(11) {
        flipped[byte] ^= 1 << dice.below(8);
        fs::write(stage.segment(), &flipped).unwrap();
        let broken = stage.refused("verify shop", REFUSED, "history_broken");
        let frame = places.iter().position(|place| byte < place.end).unwrap();
        let error = &broken.json()["error"];
        assert_eq!(error["frame"].as_u64(), Some(frame as u64), "byte {byte}: {broken:?}");
        assert_eq!(error["record"].as_u64(), Some(places[frame].first_record), "byte {byte}: {broken:?}");
        flipped[byte] = sound[byte];
    }
    fs::write(stage.segment(), &sound).unwrap();
    stage.ok("verify shop");
}

#[test]
fn no_figures_are_shown_from_a_damaged_journal() {
    let stage = Stage::played();
    let sound = fs::read(stage.segment()).unwrap();
    let mut dice = Dice::new(4);
    for _ in 0..24 {
        let mut flipped = sound.clone();
        let byte = usize::try_from(dice.below(sound.len() as u64)).unwrap();
        flipped[byte] ^= 0x10;
        fs::write(stage.segment(), &flipped).unwrap();
        for line in READING {
            let run = stage.run(line);
            assert_eq!(run.status, REFUSED, "byte {byte}, {line}: {run:?}");
            assert!(run.err.contains("damaged"), "byte {byte}, {line}: {run:?}");
        }
        let writing = stage.run("add-member shop m7 --json");
        assert_eq!(writing.status, REFUSED, "byte {byte}: {writing:?}");
        assert_eq!(fs::read(stage.segment()).unwrap(), flipped);
    }
}

/// Runs everything on a deployment that is beyond use: each run ends with a status of its own and no panic.
fn assert_nothing_panics(stage: &Stage, what: &str) {
    for line in READING {
        let run = stage.run(line);
        assert!([0, REFUSED, CANNOT].contains(&run.status), "{what}, {line}: {run:?}");
    }
    for line in ["add-member shop m7 --dry-run", "redeem shop --member m1 --everything --dry-run --json"] {
        let run = stage.run(line);
        assert!([0, REFUSED, CANNOT].contains(&run.status), "{what}, {line}: {run:?}");
    }
}

#[test]
fn a_journal_that_was_cut_short_is_noticed() {
    let stage = Stage::played();
    let sound = fs::read(stage.segment()).unwrap();
    let first_frame = frames(&sound)[0].end;
    for kept in (1..sound.len()).step_by(61) {
        fs::write(stage.segment(), &sound[..kept]).unwrap();
        let run = stage.run("verify shop --json");
        // Without one whole frame there is no history that could be broken.
        let expected = if kept < first_frame { CANNOT } else { REFUSED };
        assert_eq!(run.status, expected, "{kept} bytes: {run:?}");
    }
    for kept in [0, 1, 119, first_frame - 1, first_frame, first_frame + 1, sound.len() - 1] {
        fs::write(stage.segment(), &sound[..kept]).unwrap();
        assert_nothing_panics(&stage, &format!("{kept} bytes"));
    }
}

#[test]
fn rubbish_is_no_journal() {
    let stage = Stage::played();
    let sound = fs::read(stage.segment()).unwrap();
    let mut dice = Dice::new(5);
    let mut noise = |bytes: usize| -> Vec<u8> { (0..bytes).map(|_| u8::try_from(dice.below(256)).unwrap()).collect() };
    let mut halved = sound.clone();
    halved.drain(..sound.len() / 2);
    let doubled = [sound.as_slice(), &sound].concat();
    let rubbish = [Vec::new(), vec![0; 5_000], noise(100), noise(20_000), b"RATCHETF".to_vec(), halved, doubled];
    for (place, bytes) in rubbish.iter().enumerate() {
        fs::write(stage.segment(), bytes).unwrap();
        let run = stage.run("verify shop --json");
        assert!([REFUSED, CANNOT].contains(&run.status), "rubbish {place}: {run:?}");
        run.code();
        assert_nothing_panics(&stage, &format!("rubbish {place}"));
    }
}

#[test]
fn a_changed_head_is_not_believed() {
    let stage = Stage::played();
    let sound = fs::read(stage.path("shop/head.json")).unwrap();
    for byte in (0..sound.len()).step_by(5) {
        let mut flipped = sound.clone();
        flipped[byte] ^= 1;
        stage.write("shop/head.json", &flipped);
        let own = stage.run("verify shop --json");
        assert!([REFUSED, CANNOT].contains(&own.status), "byte {byte}: {own:?}");
        stage.write("shop/head.json", &sound);
        stage.write("published.json", &flipped);
        let published = stage.run("verify shop --json --against published.json");
        assert!([REFUSED, CANNOT].contains(&published.status), "byte {byte}: {published:?}");
    }
    stage.ok("verify shop --against shop/head.json");
    for (rubbish, code) in [("", "head_unreadable"), ("{}", "head_unreadable"), ("null", "head_unreadable")] {
        stage.write("published.json", rubbish);
        stage.refused("verify shop --against published.json", CANNOT, code);
    }
    stage.refused("verify shop --against nothing.json", CANNOT, "file_unreadable");
}

#[test]
fn what_is_no_deployment_cannot_be_tried() {
    let stage = Stage::played();
    fs::create_dir(stage.path("bare")).unwrap();
    stage.write("file", "no directory");
    let codes = |run: &Run| assert!(["journal_missing", "journal_io"].contains(&run.code().as_str()), "{run:?}");
    for dir in ["bare", "missing", "file", "rules.toml/deeper", "shop/journal"] {
        for line in ["verify shop", "add-member shop m7", "inject shop --amount 1"].iter().chain(&READING) {
            let line = line.replacen("shop", dir, 1).replace(" --json", "");
            let run = stage.run(&format!("{line} --json"));
            assert_eq!(run.status, CANNOT, "{line}: {run:?}");
            codes(&run);
        }
    }
    assert_eq!(fs::read_dir(stage.path("bare")).unwrap().count(), 0, "nothing is left behind");
    assert!(!stage.path("missing").exists());
    stage.refused("init shop --sandbox --rules rules.toml", CANNOT, "deployment_directory_used");
    stage.refused("init file --sandbox --rules rules.toml", CANNOT, "deployment_directory_used");
}

#[test]
fn a_journal_that_may_not_be_read_is_told() {
    let stage = Stage::played();
    fs::set_permissions(stage.segment(), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(stage.segment()).is_ok() {
        // The superuser may read everything.
        return;
    }
    for line in ["verify shop", "status shop", "order shop o2", "add-member shop m7"] {
        let run = stage.refused(line, CANNOT, "journal_io");
        assert!(run.err.contains("check the disk and the permissions"), "{run:?}");
    }
}

#[test]
fn a_missing_or_changed_key_does_not_sign() {
    let stage = Stage::played();
    let key = stage.read("shop/head.key");
    for rubbish in ["", "no key", &key[..40], &key.replace('\n', "0\n")] {
        stage.write("shop/head.key", rubbish);
        stage.refused("head shop", CANNOT, "head_key_invalid");
        stage.refused("add-member shop m7", CANNOT, "head_key_invalid");
    }
    fs::remove_file(stage.path("shop/head.key")).unwrap();
    // The key may be kept elsewhere: the head signed last is still there, but nothing new can be written.
    assert_eq!(
        stage.json("head shop"),
        serde_json::from_str::<serde_json::Value>(&stage.read("shop/head.json")).unwrap()
    );
    let run = stage.run("add-member shop m7 --json");
    assert_eq!(run.status, CANNOT, "{run:?}");
    stage.ok("verify shop");
    stage.ok("status shop");
}
