//! What of unsynced data is there after a crash.

/// What of unsynced data is there after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// The process was killed, the machine runs on: everything reads as before.
    MachineRuns,
    /// The power went before anything unsynced reached the disk; files that no directory sync named are gone.
    Nothing,
    /// The power went after everything reached the disk.
    Everything,
    /// The new lengths of the files reached the disk, but none of their content: zeros.
    LengthsOnly,
    /// Some pages reached the disk, in any order, and perhaps a length; what was never written reads as zeros or as
    /// rubbish. The seed decides.
    SomePages(u64),
    /// As some pages, but each is torn into sectors of which some are there.
    SomeSectors(u64),
}

impl Survival {
    /// One of each kind, and so many seeds of those that have one.
    #[must_use]
    pub fn patterns(seeds: u64) -> Vec<Self> {
        let mut patterns = vec![Self::MachineRuns, Self::Nothing, Self::Everything, Self::LengthsOnly];
        patterns.extend((0..seeds).flat_map(|seed| [Self::SomePages(seed), Self::SomeSectors(seed)]));
        patterns
    }
}
