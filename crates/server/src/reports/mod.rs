//! Reports that take their time: checks, exports, reconciliations. They read files beside the writer, one after the other.

mod kind;
mod making;

pub use kind::ReportKind;

use crate::background::{BackgroundDesk, Job, Room};
use crate::runtime::Clock;
use making::ReportMaker;
use ratchet_deployment::Layout;
use std::io;

/// A report that somebody asked for.
pub type Report = Job<ReportKind>;

/// Where reports are asked for.
pub type ReportDesk = BackgroundDesk<ReportKind>;

/// Reports that may wait, and that are kept.
const ROOM: Room = Room { name: "reports", unfinished: 8, kept: 32 };

/// A desk for the deployment at `layout`.
pub fn open(layout: &Layout, clock: &Clock) -> io::Result<ReportDesk> {
    ReportDesk::open(ROOM, clock, ReportMaker { layout: layout.clone() })
}
