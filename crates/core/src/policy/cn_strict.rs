//! `cn-strict`, the default: mainland China, without any legal opinion.

use super::checks;
use super::profile::Entry;
use super::profile::Verdict::Warn;
use super::{Profile, Text};

/// The profile.
pub static CN_STRICT: Profile = Profile {
    name: "cn-strict",
    about: Text::fixed("中国大陆，不依赖任何法律意见", "mainland China, without any legal opinion"),
    entries: &[
        Entry::block(&checks::HEADCOUNT).slight(Warn),
        Entry::block(&checks::ENTRY_FEE),
        Entry::block(&checks::REWARD_DEPTH).slight(Warn),
        Entry::block(&checks::TEAM_PAY),
        Entry::block(&checks::STATIC_RETURN),
        Entry::block(&checks::PROMISED_RETURN),
        Entry::block(&checks::BUY_POINTS),
        Entry::block(&checks::RESERVE_SOURCE),
        Entry::warn(&checks::AWARDS_CEILING),
        Entry::block(&checks::PAYABLE_FROM_RESERVE),
        Entry::block(&checks::CAN_RUN_AWAY).slight(Warn),
        Entry::block(&checks::RETURN_WINDOW),
        Entry::block(&checks::FOUNDING).slight(Warn),
        Entry::block(&checks::NOTICE),
        Entry::block(&checks::RECORDS),
        Entry::block(&checks::CUSTODY),
        Entry::warn(&checks::TAX),
        Entry::block(&checks::IDENTITY),
        Entry::block(&checks::PERSONAL_DATA),
        Entry::block(&checks::SHARES_FOR_POINTS),
        Entry::warn(&checks::OPINION),
    ],
};
