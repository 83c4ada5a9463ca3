//! One writer, any number of readers beside it.

use crate::stage::{Stage, book, command, member};
use ratchet_deployment::load;

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let stage = Stage::played();
    let first = stage.open();
    for _ in 0..2 {
        let error = stage.try_open().unwrap_err();
        assert_eq!(error.code(), "journal_locked");
    }
    first.close().unwrap();
    let second = stage.open();
    assert_eq!(stage.try_open().unwrap_err().code(), "journal_locked");
    drop(second);
    stage.open();
}

#[test]
fn a_refused_writer_changes_nothing() {
    let stage = Stage::played();
    let mut first = stage.open();
    first.execute(&command(10, member("dan"))).unwrap();
    assert_eq!(stage.try_open().unwrap_err().code(), "journal_locked");
    first.execute(&command(10, book("o9", "dan", 9_900))).unwrap();
    let hash = first.state().hash();
    first.close().unwrap();
    assert_eq!(stage.loaded_hash(), hash);
    stage.verify().unwrap();
}

#[test]
fn a_reader_sees_committed_records_only() {
    let stage = Stage::played();
    let mut writer = stage.open();
    let mut committed = writer.state().hash();
    for count in 0..10 {
        writer.execute(&command(10, member(&format!("m{count}")))).unwrap();
        let loaded = load(&stage.layout()).unwrap();
        assert_eq!(loaded.engine.state().hash(), committed);
        let head = writer.commit().unwrap();
        committed = writer.state().hash();
        let loaded = load(&stage.layout()).unwrap();
        assert_eq!((loaded.engine.state().hash(), &loaded.head), (committed, &head));
        assert_eq!(Some(loaded.next_sequence), head.map(|head| head.next_sequence));
    }
    // Verifying needs no lock either, and takes the signed head for what it is: older than the journal.
    assert_eq!(stage.verify().unwrap().records, stage.head().next_sequence);
}
