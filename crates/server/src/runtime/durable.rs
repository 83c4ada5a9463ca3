//! How far the journal is durable, for everybody who follows it, and whether it still takes anything.

use ratchet_journal::Head;
use std::sync::Arc;
use tokio::sync::watch;

/// Where the journal stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Sequence of the next record: all before it are durable.
    pub next_sequence: u64,
    /// The last durable frame.
    pub head: Option<Head>,
    /// Why nothing more is taken; none while all is well.
    pub stopped: Option<Arc<str>>,
}

/// Tells how far the journal is durable.
#[derive(Clone, Debug)]
pub struct Durable {
    standing: Arc<watch::Sender<Standing>>,
}

impl Durable {
    pub(super) fn at(next_sequence: u64) -> Self {
        let standing = Standing { next_sequence, ..Standing::default() };
        Self { standing: Arc::new(watch::Sender::new(standing)) }
    }

    /// Where the journal stands now.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing.borrow().clone()
    }

    /// Whether commands are taken.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.standing.borrow().stopped.is_none()
    }

    /// To wait for changes.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    pub(super) fn advance(&self, head: Head) {
        self.standing.send_modify(|standing| {
            standing.next_sequence = head.next_sequence;
            standing.head = Some(head);
        });
    }

    /// Nothing more is taken. The first reason stays: what comes after follows from it.
    pub(super) fn stop(&self, reason: &str) {
        self.standing.send_modify(|standing| {
            standing.stopped.get_or_insert_with(|| reason.into());
        });
    }
}
