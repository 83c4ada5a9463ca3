//! The books of a running deployment: fed live, in bursts, stopped and started again.

use crate::stage::{Stage, book, command, member};
use crate::tables::all_rows;
use ratchet_books::sql::{Books, Follower, wait_for};
use ratchet_core::operations::AddMerchant;
use ratchet_deployment::{Deployment, History, Record};
use ratchet_journal::Head;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(1);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Books orders as one group, and gives it as it would be handed over.
fn group(deployment: &mut Deployment, layout: &Stage, orders: std::ops::Range<i64>) -> (Arc<[(u64, Record)]>, Head) {
    let before = History::open(&layout.layout()).unwrap().record_count();
    for order in orders {
        deployment.execute(&command(3 + order, book(&format!("o{order}"), "ann", 10_000 + order))).unwrap();
    }
    let head = deployment.commit().unwrap().unwrap();
    let mut history = History::open_from(&layout.layout(), before).unwrap();
    let mut records = Vec::new();
    while let Some(placed) = history.read_next().unwrap() {
        records.push((placed.sequence, placed.record));
    }
    (records.into(), head)
}

fn open(stage: &Stage) -> Deployment {
    let mut deployment = stage.open();
    deployment.execute(&command(1, member("ann"))).unwrap();
    deployment.execute(&command(1, AddMerchant::new("shop", "store"))).unwrap();
    deployment.commit().unwrap();
    deployment
}

#[test]
fn what_is_handed_over_arrives_and_what_is_not_is_read_from_the_journal() {
    let stage = Stage::new();
    let mut deployment = open(&stage);
    let follower = Follower::start(stage.layout()).unwrap();
    let mut progress = follower.progress();
    let mut next = 0;
    for (round, size) in [1, 30, 500, 7].into_iter().enumerate() {
        let (records, head) = group(&mut deployment, &stage, next..next + size);
        next += size;
        // One of them is lost on the way.
        if round != 2 {
            follower.send(records, head.clone());
            assert!(runtime().block_on(wait_for(&mut progress, head.next_sequence, PATIENCE)));
            let told = progress.borrow().clone();
            assert_eq!((told.lag(), told.fault), (0, None));
        }
    }
    // More groups than the queue holds.
    for _ in 0..400 {
        let (records, head) = group(&mut deployment, &stage, next..next + 3);
        next += 3;
        follower.send(records, head);
    }
    let end = progress.borrow().durable;
    assert_eq!(end, History::open(&stage.layout()).unwrap().record_count());
    assert!(runtime().block_on(wait_for(&mut progress, end, PATIENCE)));
    follower.stop();
    let fed = runtime().block_on(all_rows(&stage.layout().books()));
    runtime().block_on(async {
        let books = Books::rebuild(&stage.layout(), |_, _| {}).await.unwrap();
        books.close().await.unwrap();
    });
    let rebuilt = runtime().block_on(all_rows(&stage.layout().books()));
    for (table, rows) in &rebuilt {
        if table != "built" {
            assert_eq!(rows, &fed[table], "{table}");
        }
    }
}

#[test]
fn whoever_has_the_time_waits_and_nothing_is_read_twice() {
    let stage = Stage::new();
    let mut deployment = open(&stage);
    let follower = Follower::start(stage.layout()).unwrap();
    let groups: Vec<_> = (0..100).map(|round| group(&mut deployment, &stage, round * 3..round * 3 + 3)).collect();
    // The last head stands for all of them, as it does where a journal is followed.
    let head = groups.last().unwrap().1.clone();
    for (records, _) in groups {
        follower.hand_over(records, head.clone(), |_| false);
    }
    follower.stop();
    let end = History::open(&stage.layout()).unwrap().record_count();
    runtime().block_on(async {
        let books = Books::open_of(&stage.layout()).await.unwrap();
        assert_eq!(books.next_sequence(), end);
        books.close().await.unwrap();
    });
}

#[test]
fn books_of_another_journal_are_noticed_and_built_anew() {
    let (one, other) = (Stage::new(), Stage::played());
    let mut deployment = open(&one);
    group(&mut deployment, &one, 0..5);
    runtime().block_on(async {
        Books::rebuild(&one.layout(), |_, _| {}).await.unwrap().close().await.unwrap();
        std::fs::copy(one.layout().books(), other.layout().books()).unwrap();
        let error = Books::open_of(&other.layout()).await.unwrap_err();
        assert_eq!(error.code(), "books_foreign");
    });
    let records = History::open(&other.layout()).unwrap().record_count();
    let follower = Follower::start(other.layout()).unwrap();
    let mut progress = follower.progress();
    assert!(runtime().block_on(wait_for(&mut progress, records, PATIENCE)));
    assert_eq!(progress.borrow().built, records);
    follower.stop();
    runtime().block_on(async { Books::open_of(&other.layout()).await.unwrap().close().await.unwrap() });
}
