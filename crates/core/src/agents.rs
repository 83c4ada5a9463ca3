//! The agent of each region of a programme, by region handle.

use crate::handle::{Member, Region};
use minicbor::{Decode, Encode};

/// Agents by region. Every order asks for up to three of them, so they lie in a dense vector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Agents {
    /// The agent of each region; regions behind the last one that has an agent are left out, so that an appointment
    /// that is taken back leaves no trace.
    #[n(0)]
    by_region: Vec<Option<Member>>,
}

impl Agents {
    /// The agent of `region`.
    #[must_use]
    pub fn get(&self, region: Region) -> Option<Member> {
        self.by_region.get(region.place()).copied().flatten()
    }

    /// Sets or removes the agent of `region`; the one before.
    pub(crate) fn set(&mut self, region: Region, agent: Option<Member>) -> Option<Member> {
        if self.by_region.len() <= region.place() {
            self.by_region.resize(region.place() + 1, None);
        }
        let before = std::mem::replace(&mut self.by_region[region.place()], agent);
        while self.by_region.last() == Some(&None) {
            self.by_region.pop();
        }
        before
    }
}
