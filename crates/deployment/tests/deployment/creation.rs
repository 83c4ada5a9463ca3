//! Making a deployment: all of it, or nothing.

use crate::stage::{NOW, Stage, checked, clearance, command, later, live, member, names_in, rules, sandbox};
use ratchet_core::operations::{OpenProgramme, PublishRules};
use ratchet_core::outcome::Outcome;
use ratchet_core::{BasisPoints, Fen, Rules};
use ratchet_deployment::{Creation, Deployment, DeploymentError, Layout, load, verify};
use ratchet_journal::OpenOptions;
use std::fs;
use std::path::PathBuf;

/// Creates in an empty folder, expects the code, and that the folder is as empty as before.
fn assert_refused(creation: &Creation, code: &str) {
    let folder = tempfile::tempdir().unwrap();
    let error = ratchet_deployment::create(&folder.path().join("new"), creation, NOW).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!(names_in(folder.path()), Vec::<String>::new());
}

#[test]
fn a_sandbox_is_built_in_a_missing_or_an_empty_directory() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, empty) = (folder.path().join("missing"), folder.path().join("empty"));
    fs::create_dir(&empty).unwrap();
    for root in [&missing, &empty] {
        let head = ratchet_deployment::create(root, &sandbox(), NOW).unwrap();
        assert_eq!((head.frame, head.next_sequence, head.time), (0, 2, NOW.milliseconds()));
        assert_eq!(names_in(root), ["head.json", "head.key", "journal"]);
        let loaded = load(&Layout::new(root)).unwrap();
        assert_eq!(loaded.head, Some(head));
        let state = loaded.engine.state();
        assert!(!state.is_live());
        let terms = state.terms.as_ref().unwrap();
        assert_eq!((terms.zone.as_str(), terms.refundable_days), ("Asia/Shanghai", 90));
        assert_ne!(terms.hash_key, [0; 16]);
        assert_ne!(terms.deployment_id, [0; 32]);
        verify(root, None, |_, _| ()).unwrap();
    }
    assert_eq!(names_in(folder.path()), ["empty", "missing"]);
}

#[test]
fn no_two_deployments_share_their_keys() {
    let (one, other) = (Stage::new(), Stage::new());
    let terms = |stage: &Stage| load(&stage.layout()).unwrap().engine.state().terms.clone().unwrap();
    let (one, other) = (terms(&one), terms(&other));
    assert_ne!(one.deployment_id, other.deployment_id);
    assert_ne!(one.hash_key, other.hash_key);
    assert_ne!(one.head_key, other.head_key);
}

#[test]
fn a_directory_may_be_named_with_a_slash_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = PathBuf::from(format!("{}/new/", folder.path().display()));
    ratchet_deployment::create(&root, &sandbox(), NOW).unwrap();
    assert_eq!(names_in(folder.path()), ["new"]);
    assert_eq!(names_in(&root), ["head.json", "head.key", "journal"]);
}

#[test]
fn a_live_deployment_needs_a_founding_deposit() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("live");
    ratchet_deployment::create(&root, &live(), NOW).unwrap();
    let loaded = load(&Layout::new(&root)).unwrap();
    let state = loaded.engine.state();
    assert!(state.is_live());
    assert_eq!(state.cash, Fen::new(10_000));
    assert_eq!(state.programmes[0].reserve, Fen::new(10_000));

    let without = Rules { founding_fen: Fen::ZERO, ..rules() };
    let programmes = vec![("main".to_owned(), checked(rules())), ("second".to_owned(), checked(without))];
    assert_refused(&Creation { programmes: programmes.clone(), ..live() }, "founding_missing");
    let trial = folder.path().join("sandbox");
    ratchet_deployment::create(&trial, &Creation { programmes, ..sandbox() }, NOW).unwrap();
}

fn unchecked() -> OpenProgramme {
    OpenProgramme::new(rules())
}

#[test]
fn a_live_deployment_takes_only_rules_that_were_checked() {
    assert_refused(&Creation { programmes: sandbox().programmes, ..live() }, "policy_unchecked");
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("live");
    ratchet_deployment::create(&root, &live(), NOW).unwrap();
    let publish = PublishRules::new(rules(), later(7));
    let unchecked = command(1, publish.clone()).approved_by("second");
    let cleared = command(1, PublishRules { clearance: Some(clearance()), ..publish }).approved_by("second");
    let code = |result: Result<_, DeploymentError>| result.map(|_: (Outcome, ())| ()).map_err(|error| error.code());
    let mut loaded = load(&Layout::new(&root)).unwrap();
    assert_eq!(code(loaded.dry_run(&unchecked, |_| ())), Err("policy_unchecked"));
    assert_eq!(code(loaded.dry_run(&cleared, |_| ())), Ok(()));
    let (mut deployment, _) = Deployment::open(&root, OpenOptions::default()).unwrap();
    assert_eq!(deployment.execute(&unchecked).unwrap_err().code(), "policy_unchecked");
    let another = command(1, self::unchecked()).in_programme("second");
    assert_eq!(deployment.execute(&another).unwrap_err().code(), "policy_unchecked");
    deployment.execute(&cleared).unwrap();
    deployment.close().unwrap();
    // What was checked is in the journal, and a verification finds it there again.
    verify(&root, None, |_, _| ()).unwrap();
    let versions = load(&Layout::new(&root)).unwrap().engine.state().programmes[0].versions.clone();
    assert!(versions.len() == 2 && versions.iter().all(|version| version.clearance == Some(clearance())));
}

#[test]
fn several_programmes_open_at_once() {
    let names = ["main", "second", "third"];
    let programmes = names.map(|name| (name.to_owned(), unchecked())).to_vec();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("new");
    let head = ratchet_deployment::create(&root, &Creation { programmes, ..sandbox() }, NOW).unwrap();
    assert_eq!((head.frame, head.next_sequence), (0, 4));
    let (mut deployment, _) = Deployment::open(&root, OpenOptions::default()).unwrap();
    let found: Vec<&str> = deployment.state().programmes.iter().map(|programme| programme.name.as_str()).collect();
    assert_eq!(found, names);
    deployment.execute(&command(1, member("ann")).in_programme("third")).unwrap();
    let error = deployment.execute(&command(1, member("ben")).in_programme("fourth")).unwrap_err();
    assert_eq!(error.code(), "programme_unknown");
}

#[test]
fn what_cannot_work_leaves_nothing_behind() {
    assert_refused(&Creation { zone: "Asia/Nowhere".to_owned(), ..sandbox() }, "zone_unknown");
    assert_refused(&Creation { zone: String::new(), ..sandbox() }, "zone_unknown");
    for actor in ["13812345678", "张三", "", "11010519491231002X", "two words"] {
        assert_refused(&Creation { actor: actor.to_owned(), ..sandbox() }, "actor_invalid");
    }
    assert_refused(&Creation { refundable_days: 36_501, ..sandbox() }, "window_invalid");
    let faulty = Rules { mint_bp: BasisPoints::new(10_001), ..rules() };
    let programmes = vec![("main".to_owned(), unchecked()), ("second".to_owned(), OpenProgramme::new(faulty))];
    assert_refused(&Creation { programmes, ..sandbox() }, "rules_invalid");
    let twice = vec![("main".to_owned(), unchecked()), ("main".to_owned(), unchecked())];
    assert_refused(&Creation { programmes: twice, ..sandbox() }, "programme_exists");
    let unnamed = vec![(String::new(), unchecked())];
    assert_refused(&Creation { programmes: unnamed, ..sandbox() }, "identifier_invalid");
}

#[test]
fn a_used_directory_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (used, file) = (folder.path().join("used"), folder.path().join("file"));
    fs::create_dir(&used).unwrap();
    fs::write(used.join("notes.txt"), "mine").unwrap();
    fs::write(&file, "mine too").unwrap();
    for root in [&used, &file] {
        let error = ratchet_deployment::create(root, &sandbox(), NOW).unwrap_err();
        assert_eq!(error.code(), "deployment_directory_used");
    }
    assert_eq!(names_in(folder.path()), ["file", "used"]);
    assert_eq!(fs::read_to_string(used.join("notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine too");

    let stage = Stage::played();
    let before = stage.loaded_hash();
    assert_eq!(
        ratchet_deployment::create(&stage.root(), &sandbox(), NOW).unwrap_err().code(),
        "deployment_directory_used"
    );
    assert_eq!(stage.loaded_hash(), before);
}

#[test]
fn a_place_that_cannot_hold_a_directory_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = ratchet_deployment::create(&file.join("new"), &sandbox(), NOW).unwrap_err();
    assert_eq!(error.code(), "file_unwritable");
    assert!(error.to_string().contains("file"), "{error}");
    assert_eq!(names_in(folder.path()), ["file"]);
}
