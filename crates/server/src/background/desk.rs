//! Takes what is asked for, keeps what came of it, and has one thing made at a time.

use super::job::{Job, JobState};
use crate::runtime::{Clock, give_way};
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use tempfile::TempDir;

/// How much a desk takes.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Its name: of its thread and its directory.
    pub name: &'static str,
    /// How many may be unfinished at a time.
    pub unfinished: usize,
    /// How many are kept, with their files; the oldest that has ended goes first.
    pub kept: usize,
}

/// What became of something that was asked for.
#[derive(Debug)]
pub enum Filed<K> {
    /// It waits for its turn.
    Taken(Job<K>),
    /// The same was asked for before under this number.
    Replayed(Job<K>),
    /// Something else was.
    Conflict,
    /// Too many wait already.
    Full,
}

/// Makes one thing, its files in the directory given, and tells now and then how much of it is done.
pub trait Maker<K>: Send + Sync + 'static {
    /// What came of it.
    fn make(&self, kind: &K, dir: &Path, tell: &(dyn Fn(u64, u64) + Sync)) -> JobState;
}

/// Where things are asked for. Cheap to clone. What was made is gone with the process: it can be made again.
#[derive(Clone, Debug)]
pub struct BackgroundDesk<K> {
    room: Room,
    jobs: Jobs<K>,
    asked: Sender<String>,
    files: Arc<TempDir>,
    filed: Arc<AtomicU64>,
}

type Jobs<K> = Arc<Mutex<VecDeque<Job<K>>>>;

impl<K: Clone + PartialEq + Send + Sync + 'static> BackgroundDesk<K> {
    /// A desk with its thread.
    pub fn open(room: Room, clock: &Clock, maker: impl Maker<K>) -> io::Result<Self> {
        let (asked, waiting) = channel();
        let files = Arc::new(tempfile::Builder::new().prefix(&format!("ratchet-{}-", room.name)).tempdir()?);
        let jobs: Jobs<K> = Arc::default();
        let bench = Bench { jobs: Arc::clone(&jobs), clock: clock.clone(), dir: files.path().to_path_buf(), maker };
        // It ends with its desk, or with the process: nothing that is made is missed.
        thread::Builder::new().name(room.name.to_owned()).spawn(move || {
            give_way();
            bench.run(&waiting);
        })?;
        Ok(Self { room, jobs, asked, files, filed: Arc::default() })
    }

    /// Asks for something.
    #[must_use]
    pub fn file(&self, number: String, kind: K, asked_by: String, asked_at: i64) -> Filed<K> {
        let mut jobs = lock(&self.jobs);
        if let Some(known) = jobs.iter().find(|job| job.number == number) {
            return if known.kind == kind { Filed::Replayed(known.clone()) } else { Filed::Conflict };
        }
        if jobs.iter().filter(|job| !job.state.is_ended()).count() >= self.room.unfinished {
            return Filed::Full;
        }
        while jobs.len() >= self.room.kept
            && let Some(oldest) = jobs.iter().position(|job| job.state.is_ended())
            && let Some(gone) = jobs.remove(oldest)
        {
            self.forget(&gone);
        }
        let job = Job {
            number: number.clone(),
            place: self.filed.fetch_add(1, Ordering::Relaxed),
            kind,
            asked_by,
            asked_at,
            state: JobState::Waiting,
            progress: (0, 0),
            ended_at: None,
        };
        jobs.push_back(job.clone());
        // The thread lives as long as its desk.
        let _ = self.asked.send(number);
        Filed::Taken(job)
    }

    /// What was asked for under this number.
    #[must_use]
    pub fn find(&self, number: &str) -> Option<Job<K>> {
        lock(&self.jobs).iter().find(|job| job.number == number).cloned()
    }

    /// All that are kept, newest first.
    #[must_use]
    pub fn all(&self) -> Vec<Job<K>> {
        lock(&self.jobs).iter().rev().cloned().collect()
    }

    fn forget(&self, job: &Job<K>) {
        // What cannot be removed now goes with the directory.
        let _ = std::fs::remove_dir_all(self.files.path().join(job.place.to_string()));
    }
}

fn lock<K>(jobs: &Mutex<VecDeque<Job<K>>>) -> MutexGuard<'_, VecDeque<Job<K>>> {
    // Whoever panicked with it left whole jobs.
    jobs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where one thing after the other is made.
struct Bench<K, M> {
    jobs: Jobs<K>,
    clock: Clock,
    dir: PathBuf,
    maker: M,
}

impl<K: Clone + Sync + Send, M: Maker<K>> Bench<K, M> {
    fn run(&self, waiting: &Receiver<String>) {
        for number in waiting {
            let Some((kind, place)) = self.change(&number, |job| {
                job.state = JobState::Running;
                (job.kind.clone(), job.place)
            }) else {
                continue;
            };
            let tell = |done, of| {
                self.change(&number, |job| job.progress = (done, of));
            };
            // Those that wait behind it are made whatever becomes of it.
            let made =
                catch_unwind(AssertUnwindSafe(|| self.maker.make(&kind, &self.dir.join(place.to_string()), &tell)));
            let state = made.unwrap_or_else(|_| JobState::Failed {
                code: "internal",
                detail: "it broke off; the log of the service has the place".to_owned(),
            });
            let now = self.clock.now().milliseconds();
            self.change(&number, |job| (job.state, job.ended_at) = (state, Some(now)));
        }
    }

    fn change<T>(&self, number: &str, change: impl FnOnce(&mut Job<K>) -> T) -> Option<T> {
        lock(&self.jobs).iter_mut().find(|job| job.number == number).map(change)
    }
}
