//! `cn-counsel`: mainland China, where a signed legal opinion may allow some of what `cn-strict` does not.

use super::checks;
use super::profile::Entry;
use super::profile::Verdict::{Warn, WarnUnlessOpinion};
use super::{Profile, Text};

/// The profile.
pub static CN_COUNSEL: Profile = Profile {
    name: "cn-counsel",
    about: Text::fixed(
        "中国大陆，个别事项可凭签署的法律意见放行",
        "mainland China, where a signed legal opinion may allow single findings",
    ),
    entries: &[
        Entry::block(&checks::HEADCOUNT).slight(Warn),
        Entry::block(&checks::ENTRY_FEE),
        Entry::block(&checks::REWARD_DEPTH).slight(WarnUnlessOpinion),
        Entry::opinion(&checks::TEAM_PAY),
        Entry::opinion(&checks::STATIC_RETURN),
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
        Entry::opinion(&checks::SHARES_FOR_POINTS),
        Entry::warn(&checks::OPINION),
    ],
};
