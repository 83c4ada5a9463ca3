//! Links of members to referrers.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Time;
use ratchet_core::event::{LinkEnd, LinkEnded, LinkMade};
use ratchet_core::handle::Merchant;

pub(super) fn made(taken: &Taken<'_>, (place, made): (u64, &LinkMade), rows: &mut Rows) -> Result<(), BooksError> {
    rows.changes.push(Change::Referrer { member: made.member.0, referrer: Some(made.referrer.0) });
    row(taken, place, (made.member.0, made.referrer.0, made.merchant), ("made", made.from), rows)
}

pub(super) fn ended(taken: &Taken<'_>, (place, ended): (u64, &LinkEnded), rows: &mut Rows) -> Result<(), BooksError> {
    rows.changes.push(Change::Referrer { member: ended.member.0, referrer: None });
    let why = match ended.why {
        LinkEnd::Expired => "expired",
        LinkEnd::Idle => "idle",
        LinkEnd::Replaced => "replaced",
    };
    row(taken, place, (ended.member.0, ended.referrer.0, None), (why, ended.at), rows)
}

fn row(
    taken: &Taken<'_>,
    place: u64,
    (member, referrer, merchant): (u32, u32, Option<Merchant>),
    (event, at): (&str, Time),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let row = &mut rows.links;
    row.count(taken.sequence)?.count(place)?.put(i64::from(member))?.put(i64::from(referrer))?;
    row.put(merchant.map(|merchant| i64::from(merchant.0)))?.put(event)?.put(at.milliseconds())?;
    Ok(())
}
