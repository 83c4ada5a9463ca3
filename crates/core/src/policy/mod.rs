//! Policy: what a programme may do, checked before it runs.
//!
//! A [`Profile`] is data, one file each; a check is a pure function, one file each in `checks/`. They look at the rules
//! and at the declared [`Facts`] of a deployment. This is information, not legal advice.
//!
//! To add a profile: a file beside `cn_strict.rs` that lists checks with verdicts, and its line in [`PROFILES`]. To add
//! a check: a file in `checks/`, its line in `checks/mod.rs`, and an entry in each profile that wants it.

mod assessment;
mod check;
mod checks;
mod clearance;
mod cn_counsel;
mod cn_strict;
mod facts;
mod none;
mod opinion;
mod pool_share;
mod profile;
mod promise_words;
mod source;
mod text;

pub use assessment::{Assessment, Finding, Severity, Standing, Status, assess};
pub use check::{Bound, Breach, Check, Examination, File, Grade, Setting, Subject, plan_key};
pub use checks::CAN_RUN_AWAY;
pub use clearance::{Clearance, OpinionUsed, Sha256};
pub use cn_counsel::CN_COUNSEL;
pub use cn_strict::CN_STRICT;
pub use facts::{Clearing, Facts, IdentityCheck, Joining, PayoutKind, PlanFacts, PointsUse, Sold};
pub use none::NONE;
pub use opinion::{Opinion, OpinionFault};
pub use pool_share::{PoolShare, largest_pool_share};
pub use profile::{Entry, Profile, Verdict};
pub use promise_words::promises_in;
pub use source::{AS_OF, Source};
pub use text::Text;

/// Every profile; the first is the default.
pub static PROFILES: [&Profile; 3] = [&CN_STRICT, &CN_COUNSEL, &NONE];

/// Said once in every report, with [`AS_OF`].
pub const DISCLAIMER: Text = Text::fixed(
    "以上是信息，不是法律意见；真钱运行前请律师审查。",
    "This is information, not legal advice: have counsel read the rules before real money runs under them.",
);

/// The profile of this name.
#[must_use]
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.into_iter().find(|profile| profile.name == name)
}

#[cfg(test)]
mod tests;
