//! Builds the books behind a running deployment, on a thread of its own.
//!
//! Whoever makes records durable hands them over and never waits. What does not fit into the queue, in a burst or after a
//! fault, is read again from the journal: nothing is lost, the books are only later, and how much later can be seen.

use crate::error::BooksError;
use crate::sql::books::{Books, RECORDS_IN_A_BURST};
use ratchet_deployment::{History, Layout, Record};
use ratchet_journal::Head;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};

/// Groups that may wait to be taken: what is behind them waits in the journal, and not in memory.
const GROUPS_WAITING: usize = 16;

/// How long whoever has the time waits before it looks for room again.
const PAUSE_WHILE_FULL: Duration = Duration::from_millis(5);

/// How long a fault of the file is left alone before the next attempt.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);

/// One group of records that became durable together, with the head behind them.
#[derive(Clone, Debug)]
struct Group {
    records: Arc<[(u64, Record)]>,
    head: Head,
}

/// Where the books are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Sequence of the first record that is not in the books.
    pub built: u64,
    /// Sequence of the first record that was not handed over as durable.
    pub durable: u64,
    /// Why they do not get further at the moment: the code and the words.
    pub fault: Option<(&'static str, String)>,
}

impl Progress {
    /// Records that are durable and not in the books.
    #[must_use]
    pub const fn lag(&self) -> u64 {
        self.durable.saturating_sub(self.built)
    }
}

/// The books of a running deployment.
#[derive(Debug)]
pub struct Follower {
    groups: mpsc::Sender<Group>,
    progress: Arc<watch::Sender<Progress>>,
    thread: JoinHandle<()>,
}

impl Follower {
    /// Opens the books of the deployment at `layout` and begins to build what they miss. Books of another version, or of
    /// another journal, are built anew. Everything in the journal must be durable by now: a writer has recovered it.
    pub fn start(layout: Layout) -> Result<Self, BooksError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(BooksError::unwritable(&layout.books()))?;
        let books = runtime.block_on(open(&layout))?;
        let (groups, waiting) = mpsc::channel(GROUPS_WAITING);
        let (built, durable) = (books.next_sequence(), History::open(&layout)?.record_count());
        let progress = Arc::new(watch::Sender::new(Progress { built, durable, fault: None }));
        let shown = Arc::clone(&progress);
        let thread = thread::Builder::new()
            .name("books".to_owned())
            .spawn(move || runtime.block_on(Following { layout, books, waiting, shown }.run()))
            .map_err(|error| BooksError::Unwritable { path: "books".into(), cause: error })?;
        Ok(Self { groups, progress, thread })
    }

    /// Hands over a group of records that is durable now, with the head behind it. Never waits.
    pub fn send(&self, records: Arc<[(u64, Record)]>, head: Head) {
        self.progress.send_modify(|progress| progress.durable = progress.durable.max(head.next_sequence));
        // A group that does not fit is read from the journal when its turn comes.
        let _ = self.groups.try_send(Group { records, head });
    }

    /// As [`Self::send`], by somebody who has the time: waits until there is room, or until `gives_up` says that it is not
    /// worth while, as where nothing can be written and nothing more comes.
    pub fn hand_over(&self, records: Arc<[(u64, Record)]>, head: Head, gives_up: impl Fn(&Progress) -> bool) {
        // What is durable behind these is still to come: nobody need look for it in the journal.
        let end = records.last().map_or(0, |(sequence, _)| sequence + 1);
        self.progress.send_modify(|progress| progress.durable = progress.durable.max(end));
        let mut group = Group { records, head };
        while let Err(TrySendError::Full(back)) = self.groups.try_send(group) {
            if gives_up(&self.progress.borrow()) {
                return;
            }
            group = back;
            thread::sleep(PAUSE_WHILE_FULL);
        }
    }

    /// Where the books are, to be watched.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Takes what was handed over and ends; what a fault left out comes at the next start.
    pub fn stop(self) {
        let Self { groups, thread, .. } = self;
        drop(groups);
        // A thread that panicked has nothing left to end.
        let _ = thread.join();
    }
}

/// Waits until the record before `sequence` is in the books; whether it is, within `patience`.
pub async fn wait_for(progress: &mut watch::Receiver<Progress>, sequence: u64, patience: Duration) -> bool {
    let reached = progress.wait_for(|progress| progress.built >= sequence);
    matches!(tokio::time::timeout(patience, reached).await, Ok(Ok(_)))
}

async fn open(layout: &Layout) -> Result<Books, BooksError> {
    match Books::open_of(layout).await {
        Err(BooksError::Outdated { .. } | BooksError::Foreign { .. }) => {
            crate::sql::books::remove(&layout.books())?;
            Books::open_of(layout).await
        }
        opened => opened,
    }
}

struct Following {
    layout: Layout,
    books: Books,
    waiting: mpsc::Receiver<Group>,
    shown: Arc<watch::Sender<Progress>>,
}

impl Following {
    async fn run(mut self) {
        let mut groups = Vec::new();
        loop {
            groups.clear();
            // What did not fit into the queue is taken when nothing else waits; in a burst, much is taken at once.
            if !(self.waiting.is_empty() && self.shown.borrow().lag() > 0) {
                let Some(first) = self.waiting.recv().await else { break };
                groups.push(first);
            }
            let mut records: usize = groups.iter().map(|group| group.records.len()).sum();
            while records < RECORDS_IN_A_BURST
                && let Ok(next) = self.waiting.try_recv()
            {
                records += next.records.len();
                groups.push(next);
            }
            let is_done = self.attempt(&groups).await;
            if !is_done && self.waiting.is_closed() {
                break;
            }
        }
        if let Err(error) = self.books.close().await {
            self.shown.send_modify(|progress| progress.fault = Some((error.code(), error.to_string())));
        }
    }

    /// Takes groups, and where something before them is missing, the journal; says how far it came, and whether all went well.
    async fn attempt(&mut self, groups: &[Group]) -> bool {
        let done = self.take(groups).await;
        let built = self.books.next_sequence();
        let fault = done.err().map(|error| (error.code(), error.to_string()));
        let has_failed = fault.is_some();
        self.shown.send_modify(|progress| {
            progress.durable = progress.durable.max(built);
            progress.built = built;
            progress.fault = fault;
        });
        if has_failed && !self.waiting.is_closed() {
            tokio::time::sleep(PAUSE_AFTER_FAULT).await;
        }
        !has_failed
    }

    async fn take(&mut self, groups: &[Group]) -> Result<(), BooksError> {
        let first = groups.first().and_then(|group| group.records.first()).map(|(sequence, _)| *sequence);
        if first.is_none_or(|first| first > self.books.next_sequence()) {
            self.catch_up().await?;
        }
        let Some(last) = groups.last() else { return Ok(()) };
        let records: Vec<(u64, &Record)> = groups
            .iter()
            .flat_map(|group| group.records.iter().map(|(sequence, record)| (*sequence, record)))
            .collect();
        match self.books.apply(&records, &last.head).await {
            // A group between these did not fit into the queue.
            Err(BooksError::Gap { .. }) => self.catch_up().await,
            done => done,
        }
    }

    async fn catch_up(&mut self) -> Result<(), BooksError> {
        let shown = Arc::clone(&self.shown);
        let durable = shown.borrow().durable;
        let tell = |built, _| shown.send_modify(|progress| progress.built = built);
        self.books.catch_up_to(&self.layout, durable, tell).await
    }
}
