//! Changed histories whose every hash and signature is good: only executing the commands again tells.

use crate::stage::Stage;
use crate::stage::history::{History, broken};
use ratchet_core::event::{Event, Injected};
use ratchet_core::handle::Programme;
use ratchet_core::operations::Operation;
use ratchet_core::{Fen, Points, Time};
use ratchet_deployment::{Record, load};
use std::fs;

/// Changes the history of a played deployment, re-hashes and signs it, and expects it broken at the record `at`.
fn assert_found(change: impl FnOnce(&mut History) -> usize, says: &str) {
    let stage = Stage::played();
    let mut history = History::of(&stage);
    let at = change(&mut history);
    history.write_and_sign(&stage);
    let (frame, record, what) = broken(stage.verify());
    assert_eq!((frame, record), (history.place(at).0, at), "{what}");
    assert!(what.contains(says), "{what}");
    // Loading trusts decisions, but comes back either way.
    let _ = load(&stage.layout());
}

/// As [`assert_found`], for a change of one record of `operation`.
fn assert_change_found(operation: &str, change: impl FnOnce(&mut Record), says: &str) {
    let in_one_record = |history: &mut History| {
        let at = *history.all(operation).last().unwrap();
        history.change(at, change);
        at
    };
    assert_found(in_one_record, says);
}

const OTHER_EVENTS: &str = "brings other events";

#[test]
fn a_history_written_again_as_it_was_is_sound() {
    let stage = Stage::played();
    let (hash, head) = (stage.loaded_hash(), stage.head());
    let history = History::of(&stage);
    assert_eq!(history.write_and_sign(&stage), head);
    assert_eq!(stage.loaded_hash(), hash);
    stage.verify().unwrap();
}

#[test]
fn a_changed_amount_is_found() {
    for difference in [1, -1, 1_000_000] {
        let change = |record: &mut Record| {
            let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
            booked.amount += Fen::new(difference);
        };
        assert_change_found("book", change, OTHER_EVENTS);
    }
    let change = |record: &mut Record| {
        let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
        booked.minted += Points::new(1);
    };
    assert_change_found("book", change, OTHER_EVENTS);
    let change = |record: &mut Record| {
        let Some(Event::Injected(injected)) = record.events.first_mut() else { panic!("not an injection") };
        injected.amount = Fen::new(injected.amount.get() / 2);
    };
    assert_change_found("inject", change, OTHER_EVENTS);
}

#[test]
fn a_changed_command_is_found() {
    let change = |record: &mut Record| {
        let Operation::Book(book) = &mut record.command.operation else { panic!("not a booking") };
        book.amount += Fen::new(100);
    };
    assert_change_found("book", change, OTHER_EVENTS);
    let change = |record: &mut Record| record.command.recorded_at = Time::BEGINNING;
    assert_change_found("book", change, "refused: time_reversed");
    let change = |record: &mut Record| record.command.approver = None;
    assert_change_found("correct", change, "refused: two_people_needed");
    let change = |record: &mut Record| record.command.programme = "other".to_owned();
    assert_change_found("redeem", change, "refused: programme_unknown");
}

/// Command and events agree with each other; what came later no longer does.
#[test]
fn a_larger_order_is_found_where_it_matters() {
    let change = |history: &mut History| {
        let [first, second] = history.all("book")[..2] else { panic!("no bookings") };
        history.change(first, |record| {
            let Operation::Book(book) = &mut record.command.operation else { panic!("not a booking") };
            book.member = "ben".to_owned();
            let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
            booked.member = ratchet_core::handle::Member(1);
            booked.awards.clear();
        });
        assert_eq!(second, first + 1);
        first
    };
    assert_found(change, OTHER_EVENTS);
}

#[test]
fn a_removed_record_is_found_at_the_next_one() {
    let remove = |history: &mut History| {
        let at = history.all("book")[1];
        let (frame, place) = history.place(at);
        history.commits[frame].records.remove(place);
        at
    };
    assert_found(remove, OTHER_EVENTS);
    let remove = |history: &mut History| {
        let at = history.all("add_merchant")[0];
        let (frame, place) = history.place(at);
        history.commits[frame].records.remove(place);
        at
    };
    assert_found(remove, "refused: merchant_unknown");
    let remove_first = |history: &mut History| {
        history.commits[0].records.remove(0);
        0
    };
    assert_found(remove_first, "refused: deployment_missing");
}

#[test]
fn reordered_records_are_found() {
    let swap = |history: &mut History| {
        let at = history.all("book")[2];
        let (frame, place) = history.place(at);
        history.commits[frame].records.swap(place, place + 1);
        at
    };
    assert_found(swap, OTHER_EVENTS);
    let swap_commits = |history: &mut History| {
        history.commits.swap(1, 2);
        history.commits[1].time = history.commits[0].time;
        history.commits[0].records.len()
    };
    assert_found(swap_commits, "refused: member_unknown");
}

#[test]
fn a_repeated_record_is_found() {
    let repeat = |history: &mut History| {
        let at = history.all("inject")[0];
        let (frame, place) = history.place(at);
        let again = history.commits[frame].records[place].clone();
        history.commits[frame].records.insert(place, again);
        at + 1
    };
    assert_found(repeat, "");
}

#[test]
fn another_number_of_events_is_found() {
    for operation in ["add_member", "book", "redeem", "inject"] {
        assert_change_found(operation, |record| record.events.clear(), OTHER_EVENTS);
        let repeat = |record: &mut Record| record.events.push(record.events[0].clone());
        assert_change_found(operation, repeat, OTHER_EVENTS);
        let extra = |record: &mut Record| {
            record.events.push(Event::Injected(Injected { programme: Programme(0), amount: Fen::new(1) }));
        };
        assert_change_found(operation, extra, OTHER_EVENTS);
    }
    // A forced exit that was kept quiet.
    assert_change_found("inject", |record| drop(record.events.pop()), OTHER_EVENTS);
}

#[test]
fn another_model_is_not_guessed_at() {
    for version in [0, 2, u32::MAX] {
        let says = format!("model {version}");
        assert_change_found("refund", |record| record.model_version = version, &says);
    }
}

#[test]
fn garbage_is_no_record() {
    for garbage in [&b""[..], b"\xff", b"\x00", b"garbage", &[0x9f; 50], &[0xbb; 9], &[0x9b, 255, 255, 255, 255]] {
        let spoil = |history: &mut History| {
            let at = history.all("book")[3];
            garbage.clone_into(history.bytes(at));
            at
        };
        assert_found(spoil, "not a record");
    }
    let cut = |history: &mut History| {
        let at = history.all("book")[3];
        let half = history.bytes(at).len() / 2;
        history.bytes(at).truncate(half);
        at
    };
    assert_found(cut, "not a record");
}

#[test]
fn garbage_does_not_load() {
    let stage = Stage::played();
    let mut history = History::of(&stage);
    let at = history.all("book")[3];
    *history.bytes(at) = b"garbage".to_vec();
    history.write_and_sign(&stage);
    let (frame, record, _) = broken(load(&stage.layout()));
    assert_eq!((frame, record), (history.place(at).0, at));
    broken(stage.try_open());
}

#[test]
fn events_that_contradict_the_state_do_not_load() {
    let contradictions: [fn(&mut Record); 4] = [
        |record| record.events.push(record.events[0].clone()),
        |record| {
            let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
            booked.merchant.0 = 9;
        },
        |record| {
            let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
            booked.commission = Fen::new(-5);
        },
        |record| {
            let Some(Event::OrderBooked(booked)) = record.events.first_mut() else { panic!("not a booking") };
            booked.order.0 += 1;
        },
    ];
    for contradict in contradictions {
        let stage = Stage::played();
        let mut history = History::of(&stage);
        let at = history.all("book")[3];
        history.change(at, contradict);
        history.write_and_sign(&stage);
        assert_eq!(broken(load(&stage.layout())).1, at);
        assert_eq!(broken(stage.verify()).1, at);
    }
}

/// Nobody signed this history: the chain is good, the published head says another one.
#[test]
fn a_change_without_the_key_is_found_by_the_head_too() {
    let stage = Stage::played();
    let mut history = History::of(&stage);
    let last = history.len() - 1;
    history.change(last, |record| record.command.actor = "operator-2".to_owned());
    history.write(&stage);
    let (frame, record, what) = broken(stage.verify());
    assert_eq!((frame, record), (history.commits.len() - 1, last));
    assert!(what.contains("rewritten"), "{what}");
    broken(stage.try_open());
    history.write_and_sign(&stage);
    stage.verify().unwrap();
}

/// One changed byte anywhere in the segment file, its hashes left as they were.
#[test]
fn a_damaged_byte_is_found_wherever_it_is() {
    let stage = Stage::played();
    let path = stage.layout().journal().join("00000000000000000000.segment");
    let good = fs::read(&path).unwrap();
    for at in (0..good.len()).step_by(37) {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        fs::write(&path, &bad).unwrap();
        let error = stage.verify().expect_err("a damaged byte");
        let codes = ["history_broken", "journal_damaged", "journal_tail_damaged"];
        assert!(codes.contains(&error.code()), "byte {at}: {error}");
        assert!(error.to_string().contains("frame"), "byte {at}: {error}");
        assert!(load(&stage.layout()).is_err(), "byte {at}");
        assert!(stage.try_open().is_err(), "byte {at}");
    }
    fs::write(&path, &good).unwrap();
    stage.verify().unwrap();
}
