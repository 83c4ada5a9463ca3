//! A profile: which checks count, and how much. Data, so that counsel can read it and an operator abroad can add one.

use super::assessment::Severity;
use super::check::{Check, Grade};
use super::text::Text;
use std::fmt;

/// A set of checks with a verdict for each.
pub struct Profile {
    /// The name on the command line and in deployment files.
    pub name: &'static str,
    /// For whom it is.
    pub about: Text,
    /// The checks, in the order in which they are reported.
    pub entries: &'static [Entry],
}

impl fmt::Debug for Profile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Profile({})", self.name)
    }
}

/// What a profile makes of one check.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The check.
    pub check: &'static Check,
    /// What a grave breach is.
    pub grave: Verdict,
    /// What a slight one is, where the check knows one.
    pub slight: Verdict,
}

/// What a profile makes of a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is published.
    Block,
    /// It is said.
    Warn,
    /// Nothing is published, unless a signed legal opinion allows it.
    BlockUnlessOpinion,
    /// It is said, unless a signed legal opinion allows it.
    WarnUnlessOpinion,
}

impl Verdict {
    /// Whether a signed legal opinion can clear it.
    #[must_use]
    pub const fn takes_opinion(self) -> bool {
        matches!(self, Self::BlockUnlessOpinion | Self::WarnUnlessOpinion)
    }

    /// What it means without an opinion.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Block | Self::BlockUnlessOpinion => Severity::Block,
            Self::Warn | Self::WarnUnlessOpinion => Severity::Warn,
        }
    }
}

impl Entry {
    /// A breach blocks.
    #[must_use]
    pub const fn block(check: &'static Check) -> Self {
        Self { check, grave: Verdict::Block, slight: Verdict::Block }
    }

    /// A breach is warned of.
    #[must_use]
    pub const fn warn(check: &'static Check) -> Self {
        Self { check, grave: Verdict::Warn, slight: Verdict::Warn }
    }

    /// A breach blocks, unless a signed legal opinion allows it.
    #[must_use]
    pub const fn opinion(check: &'static Check) -> Self {
        Self { check, grave: Verdict::BlockUnlessOpinion, slight: Verdict::BlockUnlessOpinion }
    }

    /// The same, with another verdict on slight breaches.
    #[must_use]
    pub const fn slight(self, slight: Verdict) -> Self {
        Self { slight, ..self }
    }

    /// Whether an opinion can clear a breach of any grade.
    #[must_use]
    pub const fn takes_opinion(&self) -> bool {
        self.grave.takes_opinion() || self.slight.takes_opinion()
    }

    /// The verdict on a grade.
    #[must_use]
    pub const fn verdict(&self, grade: Grade) -> Verdict {
        match grade {
            Grade::Grave => self.grave,
            Grade::Slight => self.slight,
        }
    }
}
