//! What is there after closing, dropping and opening again.

use crate::stage::{NOW, Stage, book, command, member, play};
use ratchet_core::invariants;
use ratchet_core::operations::AddMerchant;
use ratchet_core::{Command, Time};
use ratchet_deployment::{Deployment, Layout, load};
use ratchet_journal::{OpenOptions, Reader};

#[test]
fn a_closed_deployment_opens_with_the_same_state() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    play(&mut deployment);
    let before = deployment.state().hash();
    invariants::check(deployment.state()).unwrap();
    let signed = deployment.close().unwrap().unwrap();
    assert_eq!(signed, stage.signed_head());
    assert_eq!(stage.head(), signed.head);
    assert_eq!(stage.loaded_hash(), before);
    let deployment = stage.open();
    assert_eq!(deployment.state().hash(), before);
    assert_eq!(deployment.pending(), 0);
    // Nothing new to say: the head stays.
    assert_eq!(deployment.close().unwrap().unwrap(), signed);
}

#[test]
fn a_reopened_deployment_decides_as_one_that_never_closed() {
    let stage = Stage::played();
    let twin = stage.copy();
    let go_on = |deployment: &mut Deployment, order: i64| {
        let id = format!("late{order}");
        deployment.execute(&command(9 + order, book(&id, "ben", 70_000 + order))).unwrap();
    };
    let mut steady = stage.open();
    for order in 0..5 {
        go_on(&mut steady, order);
        let mut restarted = twin.open();
        go_on(&mut restarted, order);
        restarted.close().unwrap();
    }
    steady.close().unwrap();
    assert_eq!(stage.loaded_hash(), twin.loaded_hash());
}

#[test]
fn commands_that_are_not_committed_vanish() {
    let stage = Stage::played();
    let (hash, head) = (stage.loaded_hash(), stage.head());
    let mut deployment = stage.open();
    deployment.execute(&command(10, member("dan"))).unwrap();
    deployment.execute(&command(10, book("o9", "dan", 9_900))).unwrap();
    assert_eq!(deployment.pending(), 2);
    assert_ne!(deployment.state().hash(), hash);
    drop(deployment);
    assert_eq!((stage.loaded_hash(), stage.head()), (hash, head));
    assert_eq!(stage.open().state().hash(), hash);
}

#[test]
fn a_group_is_durable_as_one_frame() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    assert_eq!(deployment.commit().unwrap(), Some(stage.head()), "nothing to commit, nothing written");
    deployment.execute(&command(1, AddMerchant::new("shop", "store"))).unwrap();
    for count in 0..50 {
        deployment.execute(&command(1, member(&format!("m{count}")))).unwrap();
    }
    let head = deployment.commit().unwrap().unwrap();
    assert_eq!((head.frame, head.next_sequence), (1, 53));
    assert_eq!(deployment.pending(), 0);
    assert_eq!(deployment.commit().unwrap(), Some(head));
    assert_eq!(Reader::open(stage.layout().journal()).unwrap().verify().unwrap().frames, 2);
}

/// A machine that dies while the group is written leaves some part of its frame: the whole group is gone then.
#[test]
fn a_torn_group_is_gone_as_a_whole() {
    let stage = Stage::played();
    let before = stage.loaded_hash();
    let segment = stage.layout().journal().join("00000000000000000000.segment");
    let good = std::fs::metadata(&segment).unwrap().len();
    let mut deployment = stage.open();
    for count in 0..20 {
        deployment.execute(&command(10, member(&format!("m{count}")))).unwrap();
    }
    deployment.commit().unwrap();
    drop(deployment);
    let whole = std::fs::read(&segment).unwrap();
    let good = usize::try_from(good).unwrap();
    for end in [good, good + 1, good + 119, good + 130, good.midpoint(whole.len()), whole.len() - 1] {
        std::fs::write(&segment, &whole[..end]).unwrap();
        assert_eq!(stage.loaded_hash(), before, "cut at {end}");
        let report = stage.verify().unwrap();
        assert_eq!(report.unfinished_bytes, (end - good) as u64);
        let (deployment, recovery) = Deployment::open(&stage.root(), OpenOptions::default()).unwrap();
        assert_eq!(recovery.cut.map(|cut| cut.bytes), (end > good).then_some((end - good) as u64));
        assert_eq!(deployment.state().hash(), before);
    }
    std::fs::write(&segment, &whole).unwrap();
    assert!(load(&stage.layout()).unwrap().engine.state().directory.member("m19").is_some());
}

#[test]
fn a_refused_command_leaves_no_trace() {
    let stage = Stage::played();
    let hash = stage.loaded_hash();
    let mut deployment = stage.open();
    let refusals = [
        (command(10, member("ann")), "member_exists"),
        (command(10, book("o1", "ann", 100)), "order_exists"),
        (command(10, book("o9", "ann", 0)), "amount_not_positive"),
        (command(-10, book("o9", "ann", 100)), "time_reversed"),
        (Command { actor: "13812345678".to_owned(), ..command(10, member("dan")) }, "actor_invalid"),
        (command(10, member("dan")).approved_by("李四"), "actor_invalid"),
    ];
    for (command, code) in refusals {
        assert_eq!(deployment.execute(&command).unwrap_err().code(), code);
        assert_eq!(load(&stage.layout()).unwrap().dry_run(&command, |_| ()).unwrap_err().code(), code);
        assert_eq!(deployment.pending(), 0);
        assert_eq!(deployment.state().hash(), hash);
    }
}

#[test]
fn a_dry_run_shows_what_would_be_and_keeps_nothing() {
    let stage = Stage::played();
    let mut deployment = stage.open();
    let hash = deployment.state().hash();
    let asked = command(10, book("o9", "ann", 77_700));
    let mut loaded = load(&stage.layout()).unwrap();
    let (preview, seen) = loaded.dry_run(&asked, ratchet_core::State::hash).unwrap();
    assert_eq!((loaded.engine.state().hash(), deployment.pending()), (hash, 0));
    deployment.execute(&asked).unwrap();
    assert_eq!(deployment.outcome(), preview);
    assert_eq!(deployment.state().hash(), seen);
}

#[test]
fn time_never_goes_back() {
    let stage = Stage::played();
    let clock = stage.open().state().clock;
    assert!(clock > NOW);
    let mut deployment = stage.open();
    let earlier = Time::from_milliseconds(NOW.milliseconds() - 86_400_000);
    assert_eq!(deployment.time(earlier), clock);
    assert_eq!(deployment.time(Time::BEGINNING), clock);
    let later = Time::from_milliseconds(clock.milliseconds() + 1);
    assert_eq!(deployment.time(later), later);

    // With the machine's clock behind, commands are recorded at the time of the last one, also after a restart.
    for count in 0..3 {
        let at = deployment.time(earlier);
        deployment.execute(&Command::new(at, "operator-1", member(&format!("m{count}")))).unwrap();
        deployment.close().unwrap();
        deployment = stage.open();
        assert_eq!(deployment.state().clock, clock);
    }
    let head = deployment.close().unwrap().unwrap().head;
    assert_eq!(head.time, clock.milliseconds());
    stage.verify().unwrap();
}

#[test]
fn what_is_no_deployment_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = Deployment::open(folder.path(), OpenOptions::default()).unwrap_err();
    assert_eq!(error.code(), "journal_missing");
    assert_eq!(load(&Layout::new(folder.path())).unwrap_err().code(), "journal_missing");
    let error = ratchet_deployment::verify(folder.path(), None, |_, _| ()).unwrap_err();
    assert_eq!(error.code(), "journal_missing");

    let stage = Stage::new();
    std::fs::write(stage.layout().head_key(), "nonsense").unwrap();
    assert_eq!(stage.try_open().unwrap_err().code(), "head_key_invalid");
    std::fs::write(stage.layout().head(), "{}").unwrap();
    assert_eq!(stage.try_open().unwrap_err().code(), "head_file_invalid");
}
