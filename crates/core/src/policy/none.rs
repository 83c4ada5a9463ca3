//! `none`: no check at all. For sandboxes, and refused where money is real.

use super::checks;
use super::profile::Entry;
use super::{Profile, Text};

/// The profile.
pub static NONE: Profile = Profile {
    name: "none",
    about: Text::fixed("不检查，仅限沙盒", "no check; sandbox only"),
    entries: &[Entry::block(&checks::SANDBOX_ONLY)],
};
