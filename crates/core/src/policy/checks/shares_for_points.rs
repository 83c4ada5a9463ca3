//! `shares-for-points`: points are not exchanged for shares. In a live deployment the engine takes no offer of them but on a
//! signed legal opinion by which the rules in force were cleared of this very finding.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static SHARES_FOR_POINTS: Check = Check {
    id: "shares-for-points",
    demand: Text::fixed("积分不换股份或证券", "points are not exchanged for shares or securities"),
    sources: &[source::SECURITIES_LAW],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    match subject.facts.and_then(|facts| facts.points.exchangeable_for_shares) {
        Some(true) => Examination::of(vec![Breach::in_facts(
            "points.exchangeable_for_shares",
            Text::fixed("积分可以换股份或证券", "points can be exchanged for shares or securities"),
            Text::fixed(
                "取消换股，或在 cn-counsel 下附上针对 shares-for-points 的法律意见",
                "end the exchange, or under cn-counsel attach a signed legal opinion for shares-for-points",
            ),
        )]),
        _ => Examination::Cannot,
    }
}
