//! Building that is killed anywhere and goes on later leaves the very rows of building in one go.

use crate::random_history::{RandomHistory, histories};
use crate::tables::all_rows;
use proptest::prelude::*;
use ratchet_books::BooksError;
use ratchet_books::sql::Books;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::Poll;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The rows of building all at once.
async fn built_at_once(path: &Path, history: &RandomHistory) -> BTreeMap<String, Vec<String>> {
    let mut books = Books::open(path).await.unwrap();
    books.apply(&history.records, &history.head()).await.unwrap();
    assert_eq!(books.next_sequence(), history.records.len() as u64);
    books.close().await.unwrap();
    all_rows(path).await
}

/// Runs `future` until it has waited `patience` times, and then never again; whether it came to its end.
async fn killed_after<F: Future>(future: F, mut patience: u32) -> Option<F::Output> {
    let mut future = pin!(future);
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if patience == 0 => Poll::Ready(None),
        Poll::Pending => {
            patience -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Builds in steps of the sizes given, each killed after it has waited so many times, with the books opened anew.
async fn built_between_kills(path: &Path, history: &RandomHistory, steps: &[(usize, u32)]) -> u32 {
    let (head, mut kills) = (history.head(), 0);
    for (size, patience) in steps {
        let mut books = Books::open(path).await.unwrap();
        let next = usize::try_from(books.next_sequence()).unwrap();
        // A part of what is there already is sent again.
        let from = next.saturating_sub(3);
        let to = (next + size).min(history.records.len());
        match killed_after(books.apply(&history.records[from..to], &head), *patience).await {
            Some(done) => done.unwrap(),
            None => kills += 1,
        }
    }
    let mut books = Books::open(path).await.unwrap();
    for chunk in history.records.chunks(50) {
        books.apply(chunk, &head).await.unwrap();
    }
    books.close().await.unwrap();
    kills
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn killed_anywhere_the_books_are_those_of_a_rebuild(
        history in histories(160),
        steps in prop::collection::vec((1_usize..60, 0_u32..40), 0..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one.sqlite"), folder.path().join("other.sqlite"));
        runtime().block_on(async {
            let at_once = built_at_once(&one, &history).await;
            built_between_kills(&other, &history, &steps).await;
            let in_steps = all_rows(&other).await;
            for (table, rows) in &at_once {
                prop_assert_eq!(rows, &in_steps[table], "{}", table);
            }
            Ok(())
        })?;
    }
}

#[test]
fn a_killed_batch_leaves_nothing_and_a_missing_record_is_refused() {
    let dice: Vec<[u32; 5]> = (0..400).map(|n| [n, 20, 0, n * 4, n * 7 + 1]).collect();
    let history = crate::random_history::played(&dice);
    assert!(history.records.len() > 150);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.sqlite");
    runtime().block_on(async {
        let mut kills = 0;
        for patience in 0..30 {
            kills += built_between_kills(&path, &history, &[(100, patience)]).await;
            std::fs::remove_file(&path).unwrap();
        }
        assert!(kills > 5, "only {kills} of 30 were killed inside");
        let mut books = Books::open(&path).await.unwrap();
        books.apply(&history.records[..10], &history.head()).await.unwrap();
        let gap = books.apply(&history.records[11..20], &history.head()).await;
        assert!(matches!(gap, Err(BooksError::Gap { expected: 10, found: 11 })));
        assert_eq!(books.next_sequence(), 10);
        let second = Books::open(&path).await;
        assert_eq!(second.err().map(|error| error.code()), Some("books_in_use"));
        books.apply(&history.records[5..20], &history.head()).await.unwrap();
        assert_eq!(books.next_sequence(), 20);
    });
}
