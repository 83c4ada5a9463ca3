//! Everybody brings as many as anybody else.

use crate::draw::Draw;
use ratchet_core::handle::Member;

pub(super) fn pick(buyers: &[Member], draw: &mut Draw) -> Option<Member> {
    buyers.get(draw.place(buyers.len())).copied()
}
