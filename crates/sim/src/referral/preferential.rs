//! Who brought many brings more: of a random member, every other time whoever referred that one.
//!
//! To copy a random link is to choose by the number of links, without counting them.

use crate::draw::{Chance, Draw};
use ratchet_core::State;
use ratchet_core::handle::Member;

/// How often the link is copied instead of the member taken, in basis points.
const COPIED_BP: f64 = 5_000.0;

pub(super) fn pick(buyers: &[Member], state: &State, draw: &mut Draw) -> Option<Member> {
    let member = super::random::pick(buyers, draw)?;
    if draw.happens(Chance::of_bp(COPIED_BP)) {
        let referrer = state.directory.member_row(member).and_then(|row| row.referrer);
        return Some(referrer.unwrap_or(member));
    }
    Some(member)
}
