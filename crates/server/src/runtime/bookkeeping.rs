//! Feeds the books with what becomes durable.

use super::durable::Durable;
use super::priority;
use super::tail::Tail;
use ratchet_books::sql::{Follower, Progress};
use ratchet_deployment::Layout;
use std::thread::{self, JoinHandle};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// Records handed over at once.
const RECORDS_AT_ONCE: usize = 2_000;

/// The books at work beside the writer.
#[derive(Debug)]
pub struct Bookkeeping {
    feeding: JoinHandle<()>,
    progress: watch::Receiver<Progress>,
}

impl Bookkeeping {
    /// Opens the books of the deployment at `layout` and feeds them. Call from a Tokio runtime.
    pub fn start(layout: &Layout, durable: &Durable) -> Result<Self, crate::ServiceError> {
        let follower = start(layout)?;
        let progress = follower.progress();
        let next = progress.borrow().durable;
        let tail = Tail::open(layout, durable, next)?;
        let (durable, runtime) = (durable.clone(), Handle::current());
        let feeding = thread::Builder::new().name("feeding".to_owned()).spawn(move || {
            priority::give_way();
            feed(tail, &durable, &follower, &runtime);
            follower.stop();
        })?;
        Ok(Self { feeding, progress })
    }

    /// Where the books are.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// Waits until the books have taken everything; the writer must have stopped.
    pub fn finish(self) {
        // A thread that panicked has nothing left to end: the books go on from their cursor at the next start.
        let _ = self.feeding.join();
    }
}

/// The follower has a runtime of its own, which may not be made inside another one.
fn start(layout: &Layout) -> Result<Follower, crate::ServiceError> {
    let layout = layout.clone();
    let started = thread::spawn(move || {
        // Its threads are begun by this one, and are as modest: in a burst the writer goes first.
        priority::give_way();
        Follower::start(layout)
    })
    .join();
    let started = started.map_err(|_| std::io::Error::other("the books ended while they were opened"))?;
    Ok(started?)
}

/// Hands over what becomes durable until the writer has stopped.
fn feed(mut tail: Tail, durable: &Durable, follower: &Follower, runtime: &Handle) {
    loop {
        let records = match tail.read(RECORDS_AT_ONCE) {
            Ok(records) => records,
            Err(error) => {
                tracing::error!(error = %error, "the books can no longer read the journal");
                return;
            }
        };
        if !records.is_empty() {
            if let Some(head) = durable.standing().head {
                let is_in_vain = |progress: &Progress| progress.fault.is_some() && !durable.is_writable();
                follower.hand_over(records.into(), head, is_in_vain);
            }
        } else if !durable.is_writable() || !runtime.block_on(tail.changed()) {
            return;
        }
    }
}
