//! Does what is due at the time of the command: nothing in the core depends on a wall clock.

use minicbor::{Decode, Encode};

/// No arguments: what is due is decided by the time of recording. At most [`crate::limits::TICK_ITEMS_MAX`] items are
/// done, in order of time and then of creation; the event says how many are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Tick {}
