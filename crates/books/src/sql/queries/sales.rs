//! Sales of points: redemptions by members, forced exits by the system.

use super::columns::Columns;
use super::page::{Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::event::SaleCause;
use ratchet_core::outcome::Exit;
use ratchet_core::{Fen, Points, Time};
use serde::Serialize;
use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

/// Which sales; all of them by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalesFilter<'a> {
    /// Whose points.
    pub member: Option<&'a str>,
    /// The programme.
    pub programme: Option<&'a str>,
    /// Who sold: the member, or the system at the cap.
    pub cause: Option<SaleCause>,
}

/// Points of one position, sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sale {
    /// Sequence of its record.
    pub sequence: u64,
    /// Place in its record.
    pub place: u64,
    /// `redemption` or `forced_exit`.
    pub cause: String,
    /// The programme.
    pub programme: String,
    /// Whose they were.
    pub member: String,
    /// The position.
    pub position: u32,
    /// Units sold.
    pub points: Points,
    /// What they were worth.
    pub gross: Fen,
    /// What stayed in the reserve of it.
    pub fee: Fen,
    /// What the member received.
    pub net: Fen,
    /// The order that raised the price to the cap, where one did.
    pub order: Option<String>,
    /// When it was recorded.
    pub recorded_at: Time,
}

impl BooksReader {
    /// Sales, newest first; nothing where the filter names somebody who is not registered.
    pub async fn sales(&self, filter: &SalesFilter<'_>, page: Page) -> Result<Option<Listing<Sale>>, BooksError> {
        let Cursor { sequence, place } = page.after.unwrap_or(Cursor { sequence: u64::MAX >> 1, place: 0 });
        let mut query = QueryBuilder::new(
            "SELECT s.*, p.name AS programme_name, m.id AS member_id, o.order_no FROM sales s \
             LEFT JOIN programmes p ON p.programme = s.programme LEFT JOIN members m ON m.member = s.member \
             LEFT JOIN orders o ON o.order_handle = s.order_handle WHERE (s.sequence, s.place) < (",
        );
        query.push_bind(sequence.cast_signed()).push(", ").push_bind(place.cast_signed()).push(")");
        if let Some(id) = filter.member {
            let Some(member) = self.member(id).await? else { return Ok(None) };
            query.push(" AND s.member = ").push_bind(member);
        }
        if let Some(name) = filter.programme {
            let Some(programme) = self.programme(name).await? else { return Ok(None) };
            let has_index = filter.member.is_none() && filter.cause.is_some();
            query.push(if has_index { " AND s.programme = " } else { " AND +s.programme = " }).push_bind(programme);
        }
        if let Some(cause) = filter.cause {
            query.push(" AND s.cause = ").push_bind(crate::entry::cause_name(cause));
        }
        query.push(" ORDER BY s.sequence DESC, s.place DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let sales = rows.iter().map(sale).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(sales, page, |sale| Cursor { sequence: sale.sequence, place: sale.place })))
    }

    /// The forced exits that the booking of an order in a record brought, in their order.
    pub(super) async fn exits_of(&self, sequence: Option<i64>, order: Option<i64>) -> Result<Vec<Exit>, BooksError> {
        let rows = sqlx::query(
            "SELECT s.position, s.points, s.gross, s.net, m.id AS member_id FROM sales s \
             LEFT JOIN members m ON m.member = s.member WHERE s.sequence = ? AND s.order_handle = ? AND s.cause = ? ORDER BY s.place",
        )
        .bind(sequence)
        .bind(order)
        .bind(crate::entry::cause_name(SaleCause::ForcedExit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(exit).collect()
    }
}

fn sale(row: &SqliteRow) -> Result<Sale, BooksError> {
    let (gross, net) = (row.fen("gross")?, row.fen("net")?);
    Ok(Sale {
        sequence: row.count("sequence")?,
        place: row.count("place")?,
        cause: row.text("cause")?,
        programme: row.text_or_none("programme_name")?.unwrap_or_default(),
        member: row.text_or_none("member_id")?.unwrap_or_default(),
        position: row.small("position")?,
        points: row.points("points")?,
        gross,
        fee: gross - net,
        net,
        order: row.text_or_none("order_no")?,
        recorded_at: row.time("recorded_at")?,
    })
}

fn exit(row: &SqliteRow) -> Result<Exit, BooksError> {
    Ok(Exit {
        position: row.small("position")?,
        member: row.text_or_none("member_id")?.unwrap_or_default(),
        points: row.points("points")?,
        gross: row.fen("gross")?,
        net: row.fen("net")?,
    })
}
