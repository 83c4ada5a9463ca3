//! Signed heads: what the chain alone cannot show.

use crate::stage::history::{History, broken};
use crate::stage::{Stage, book, command, member};
use ratchet_core::Event;
use ratchet_core::operations::Operation;
use ratchet_deployment::{Deployment, load};
use ratchet_journal::{Head, HeadKey, OpenOptions, SignedHead};
use std::fs;

/// A played deployment that went on, with the head that was published before.
fn extended() -> (Stage, SignedHead) {
    let stage = Stage::played();
    let published = stage.signed_head();
    let mut deployment = stage.open();
    deployment.execute(&command(10, book("o9", "ann", 12_300))).unwrap();
    deployment.close().unwrap();
    (stage, published)
}

#[test]
fn a_journal_that_lost_whole_frames_is_not_opened() {
    let (stage, _) = extended();
    let signed = stage.signed_head();
    let mut history = History::of(&stage);
    let place = (usize::try_from(signed.head.frame).unwrap(), usize::try_from(signed.head.next_sequence - 1).unwrap());
    while history.commits.len() > 1 {
        history.commits.pop();
        history.write(&stage);
        let (frame, record, what) = broken(stage.try_open());
        assert_eq!((frame, record), place);
        assert!(what.contains("--accept-tail-loss"), "{what}");
        let (frame, record, what) = broken(stage.verify());
        assert_eq!((frame, record), place);
        assert!(what.contains("history was lost"), "{what}");
        // An older state is not shown as if it were the present one.
        assert_eq!(broken(load(&stage.layout())).0, place.0);
    }
}

#[test]
fn a_loss_can_be_accepted() {
    let (stage, published) = extended();
    let mut history = History::of(&stage);
    history.commits.truncate(3);
    history.write(&stage);
    let options = OpenOptions { accept_tail_loss: true };
    let (mut deployment, _) = Deployment::open(&stage.root(), options).unwrap();
    // Accepted for good: the head is signed anew, whatever comes next.
    assert_eq!(deployment.state().hash(), stage.loaded_hash());
    deployment.execute(&command(10, member("dan"))).unwrap();
    deployment.close().unwrap();
    // The new head is signed; whoever has the old one still finds out.
    stage.open().close().unwrap();
    stage.verify().unwrap();
    broken(stage.verify_against(&published));
}

#[test]
fn a_rewritten_frame_is_not_opened() {
    let stage = Stage::played();
    let mut history = History::of(&stage);
    let last = history.commits.len() - 1;
    history.commits[last].time += 1;
    history.write(&stage);
    let (frame, _, what) = broken(stage.try_open());
    assert_eq!(frame, last);
    assert!(what.contains("rewritten"), "{what}");
    let (frame, _, what) = broken(stage.verify());
    assert_eq!(frame, last);
    assert!(what.contains("another history"), "{what}");
}

#[test]
fn an_extended_history_is_told_from_a_rewritten_one() {
    let (stage, published) = extended();
    let report = stage.verify_against(&published).unwrap();
    assert_eq!(report.extends, Some(published.head.frame));
    assert_eq!(stage.verify_against(&stage.signed_head()).unwrap().extends, Some(published.head.frame + 1));
    assert_eq!(stage.verify().unwrap().extends, None);

    // The same records in other frames, signed by the owner.
    let mut history = History::of(&stage);
    let merged = history.commits.remove(2);
    history.commits[1].records.extend(merged.records);
    history.commits[1].time = merged.time;
    history.write_and_sign(&stage);
    stage.verify().unwrap();
    let (frame, record, what) = broken(stage.verify_against(&published));
    assert_eq!((frame as u64, record as u64), (published.head.frame, published.head.next_sequence - 1));
    assert!(what.contains("rewritten"), "{what}");
}

/// Whoever owns the directory can make a new key and a new history that is sound in itself: not against what was
/// published before.
#[test]
fn a_new_key_does_not_hide_a_new_history() {
    let (stage, published) = extended();
    fs::remove_file(stage.layout().head_key()).unwrap();
    let key = HeadKey::generate().unwrap();
    key.save(stage.layout().head_key()).unwrap();
    let mut history = History::of(&stage);
    history.change(0, |record| {
        let Operation::OpenDeployment(terms) = &mut record.command.operation else { panic!("not the first record") };
        terms.head_key = key.public_key();
        record.events = vec![Event::DeploymentOpened(terms.clone())];
    });
    let head = history.write_and_sign(&stage);
    assert_eq!(head.next_sequence, published.head.next_sequence + 1);
    stage.verify().unwrap();
    stage.open().close().unwrap();
    let (frame, _, what) = broken(stage.verify_against(&published));
    assert_eq!(frame as u64, published.head.frame);
    assert!(what.contains("not signed by this deployment's key"), "{what}");
}

#[test]
fn a_head_of_another_key_or_journal_is_none() {
    let (stage, published) = extended();
    let (other_stage, _) = extended();
    let other = HeadKey::generate().unwrap();
    let own = HeadKey::load(stage.layout().head_key()).unwrap();
    let head = stage.head();
    let forged = [
        other.sign(&head, &published.journal_id),
        own.sign(&head, &[7; 32]),
        SignedHead { public_key: own.public_key(), ..other.sign(&head, &published.journal_id) },
        SignedHead { signature: [0; 64], ..published.clone() },
        SignedHead { head: Head { frame: head.frame + 1, ..head.clone() }, ..published.clone() },
        other_stage.signed_head(),
    ];
    let genuine = stage.signed_head();
    for forged in &forged {
        let (frame, record, what) = broken(stage.verify_against(forged));
        assert_eq!((frame as u64, record as u64), (forged.head.frame, forged.head.next_sequence - 1));
        assert!(what.contains("not signed by"), "{what}");
        forged.store(stage.layout().head()).unwrap();
        broken(stage.verify());
        genuine.store(stage.layout().head()).unwrap();
    }
    stage.verify().unwrap();
}

#[test]
fn a_head_beyond_the_journal_is_lost_history() {
    let (stage, published) = extended();
    let short = stage.copy();
    let mut history = History::of(&short);
    history.commits.truncate(usize::try_from(published.head.frame).unwrap());
    history.write_and_sign(&short);
    short.verify().unwrap();
    let (frame, record, what) = broken(short.verify_against(&published));
    assert_eq!((frame as u64, record as u64), (published.head.frame, published.head.next_sequence - 1));
    assert!(what.contains("history was lost"), "{what}");

    // Signed by the right key, but about numbers that nothing has.
    let own = HeadKey::load(stage.layout().head_key()).unwrap();
    for (frame, next_sequence) in [(u64::MAX, 0), (u64::MAX, u64::MAX), (0, 0), (0, u64::MAX)] {
        let head = Head { frame, next_sequence, ..published.head.clone() };
        broken(stage.verify_against(&own.sign(&head, &published.journal_id)));
    }
}
