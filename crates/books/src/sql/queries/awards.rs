//! Awards that members were paid.

use super::columns::Columns;
use super::page::{Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::account::AccountKind;
use crate::sql::derive::AWARD;
use ratchet_core::awards::AwardKind;
use ratchet_core::levels::LevelAwardKind;
use ratchet_core::outcome::PaidAward;
use ratchet_core::{Fen, Time};
use serde::Serialize;
use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

/// An award, paid or (negative) taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Award {
    /// Sequence of its record.
    pub sequence: u64,
    /// Place in its record.
    pub place: u64,
    /// What for.
    pub kind: String,
    /// How much; negative where it was taken back.
    pub amount: Fen,
    /// The programme.
    pub programme: String,
    /// The order that it was paid for.
    pub order: Option<String>,
    /// When it was recorded.
    pub recorded_at: Time,
}

impl BooksReader {
    /// Awards of a member, newest first; nothing where nobody has this id.
    pub async fn awards(&self, member: &str, page: Page) -> Result<Option<Listing<Award>>, BooksError> {
        let Some(handle) = self.member(member).await? else { return Ok(None) };
        let owner = u32::try_from(handle).unwrap_or(u32::MAX);
        // Awards reach the balance at once, or are frozen first.
        let accounts = [AccountKind::Balance, AccountKind::Frozen].map(|kind| kind.number(owner));
        let mut query = QueryBuilder::new(
            "SELECT l.*, u.recorded_at, p.name AS programme_name, o.order_no FROM lines l \
             LEFT JOIN audit u ON u.sequence = l.sequence \
             LEFT JOIN programmes p ON p.programme = l.programme LEFT JOIN orders o ON o.order_handle = l.order_handle \
             WHERE l.kind LIKE 'award:%' AND l.account IN (",
        );
        query.push_bind(accounts[0]).push(", ").push_bind(accounts[1]).push(")");
        if let Some(Cursor { sequence, place }) = page.after {
            query.push(" AND (l.sequence, l.place) < (").push_bind(sequence.cast_signed()).push(", ");
            query.push_bind(place.cast_signed()).push(")");
        }
        query.push(" ORDER BY l.sequence DESC, l.place DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let awards = rows.iter().map(award).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(awards, page, |award| Cursor { sequence: award.sequence, place: award.place })))
    }

    /// The awards that the row of an order names, in their order.
    pub(super) async fn awarded(&self, text: &str) -> Result<Vec<PaidAward>, BooksError> {
        let mut paid = Vec::new();
        for award in text.split(',') {
            let mut parts = award.splitn(3, ' ');
            let (Some(kind), Some(member), Some(amount)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let of_levels = [LevelAwardKind::Differential, LevelAwardKind::SameLevel].map(LevelAwardKind::name);
            let kinds = AwardKind::ALL.into_iter().map(AwardKind::name).chain(of_levels);
            let id = sqlx::query_scalar("SELECT id FROM members WHERE member = ?");
            let id: Option<String> = id.bind(member.parse::<i64>().unwrap_or(-1)).fetch_optional(&self.pool).await?;
            paid.push(PaidAward {
                member: id.unwrap_or_default(),
                kind: { kinds }.find(|name| *name == kind).unwrap_or_default(),
                amount: Fen::new(amount.parse().unwrap_or_default()),
            });
        }
        Ok(paid)
    }
}

fn award(row: &SqliteRow) -> Result<Award, BooksError> {
    Ok(Award {
        sequence: row.count("sequence")?,
        place: row.count("place")?,
        kind: row.text("kind")?.trim_start_matches(AWARD).to_owned(),
        amount: row.fen("amount")?,
        programme: row.text_or_none("programme_name")?.unwrap_or_default(),
        order: row.text_or_none("order_no")?,
        recorded_at: row.time("recorded_at")?,
    })
}
