//! The one writer: requests queue up, are executed in order by the thread that owns the engine, and are answered when
//! their frame is durable.

mod answering;
mod bookkeeping;
mod clock;
mod desk;
mod durable;
mod priority;
mod snapshots;
mod tail;
mod ticking;
mod writer;

pub use bookkeeping::Bookkeeping;
pub use clock::{Clock, ClockReading, machine};
pub use desk::{Answer, Desk, Done, Draft, Refusal};
pub use durable::{Durable, Standing};
pub use priority::give_way;
pub use snapshots::{SnapshotTerms, Snapshots};
pub use tail::Tail;
pub use ticking::keep_ticking;
pub use writer::{Runtime, start};
