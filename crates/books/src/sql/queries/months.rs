//! Months that are closed: what was shared, and what is stated of members. A month that is being closed is not here yet.

use super::columns::Columns;
use super::page::{Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::{Fen, Time};
use serde::Serialize;
use sqlx::sqlite::SqliteRow;

/// A closed month of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthRow {
    /// Sequence of the record that ended its closing.
    pub sequence: u64,
    /// Which: `2026-01`.
    pub month: String,
    /// What its orders brought into the pot of dividends.
    pub accrued: Fen,
    /// What of the pot went back to the platform for orders of months closed before.
    pub charged: Fen,
    /// What was shared.
    pub shared: Fen,
    /// What stays in the pot.
    pub kept: Fen,
    /// When its closing ended.
    pub recorded_at: Time,
}

/// What a closed month says of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthMember {
    /// The member's handle: the list goes by it.
    #[serde(skip)]
    pub handle: u64,
    /// Who.
    pub member: String,
    /// The programme.
    pub programme: String,
    /// Which month.
    pub month: String,
    /// Own orders less what was given back.
    pub own_spend: Fen,
    /// The same of everybody below, to the depth of the team.
    pub team_turnover: Fen,
    /// Direct members at the level that the next one asks for.
    pub direct: u32,
    /// The level during the month.
    pub level: u32,
    /// The level from the next month on.
    pub next_level: u32,
    /// What orders in mode `report` would have brought by differences.
    pub reported_differential: Fen,
    /// What they would have brought by the same level.
    pub reported_same_level: Fen,
    /// What orders in mode `pay` brought by differences.
    pub paid_differential: Fen,
    /// What they brought by the same level.
    pub paid_same_level: Fen,
    /// Shares held, where the month brought a dividend.
    pub shares: Option<i64>,
    /// The dividend of the month.
    pub dividend: Fen,
}

/// Everybody of whom a month says something, or who got a dividend; closed months alone.
const MEMBERS: &str = "SELECT w.member AS handle, m.id AS member_id, p.name AS programme_name, c.month, \
    c.sequence AS closing, s.own_spend, s.team_turnover, s.direct, s.held, s.reached, s.reported_differential, \
    s.reported_same_level, s.paid_differential, s.paid_same_level, d.shares, d.amount AS dividend FROM months c \
    JOIN (SELECT programme, month, member FROM month_members UNION SELECT programme, month, member FROM dividends) w \
    ON w.programme = c.programme AND w.month = c.month \
    JOIN members m ON m.member = w.member JOIN programmes p ON p.programme = c.programme \
    LEFT JOIN month_members s ON s.programme = w.programme AND s.month = w.month AND s.member = w.member \
    LEFT JOIN dividends d ON d.programme = w.programme AND d.month = w.month AND d.member = w.member ";

impl BooksReader {
    /// Closed months of a programme, newest first; nothing where there is no such programme.
    pub async fn months(&self, programme: &str, page: Page) -> Result<Option<Listing<MonthRow>>, BooksError> {
        let Some(programme) = self.programme(programme).await? else { return Ok(None) };
        let before = page.after.map_or(i64::MAX, |after| after.sequence.cast_signed());
        let query =
            sqlx::query("SELECT * FROM months WHERE programme = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?");
        let rows = query.bind(programme).bind(before).bind(page.rows()).fetch_all(&self.pool).await?;
        let months = rows.iter().map(month).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(months, page, |month| Cursor { sequence: month.sequence, place: 0 })))
    }

    /// A closed month of a programme; nothing where it is not closed.
    pub async fn month(&self, programme: &str, which: &str) -> Result<Option<MonthRow>, BooksError> {
        let Some(programme) = self.programme(programme).await? else { return Ok(None) };
        let query = sqlx::query("SELECT * FROM months WHERE programme = ? AND month = ?").bind(programme).bind(which);
        query.fetch_optional(&self.pool).await?.as_ref().map(month).transpose()
    }

    /// What a closed month says, member by member in the order of registration.
    pub async fn month_members(
        &self,
        programme: &str,
        which: &str,
        page: Page,
    ) -> Result<Option<Listing<MonthMember>>, BooksError> {
        let Some(programme) = self.programme(programme).await? else { return Ok(None) };
        let after = page.after.map_or(-1, |after| after.sequence.cast_signed());
        let sql = format!("{MEMBERS} WHERE c.programme = ? AND c.month = ? AND w.member > ? ORDER BY w.member LIMIT ?");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(programme).bind(which).bind(after).bind(page.rows());
        let rows = query.fetch_all(&self.pool).await?;
        let members = rows.iter().map(member).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(members, page, |member| Cursor { sequence: member.handle, place: 0 })))
    }

    /// What closed months say of a member, newest first; nothing where nobody has this id.
    pub async fn months_of(&self, id: &str, page: Page) -> Result<Option<Listing<MonthMember>>, BooksError> {
        let Some(handle) = self.member(id).await? else { return Ok(None) };
        let before = page.after.map_or(i64::MAX, |after| after.sequence.cast_signed());
        let sql = format!("{MEMBERS} WHERE w.member = ? AND c.sequence < ? ORDER BY c.sequence DESC LIMIT ?");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(handle).bind(before).bind(page.rows());
        let rows = query.fetch_all(&self.pool).await?;
        // Here the list goes by when months were closed.
        let of_closing = |row: &SqliteRow| Ok(MonthMember { handle: row.count("closing")?, ..member(row)? });
        let months = rows.iter().map(of_closing).collect::<Result<Vec<_>, BooksError>>()?;
        Ok(Some(Listing::of(months, page, |month| Cursor { sequence: month.handle, place: 0 })))
    }
}

fn month(row: &SqliteRow) -> Result<MonthRow, BooksError> {
    Ok(MonthRow {
        sequence: row.count("sequence")?,
        month: row.text("month")?,
        accrued: row.fen("accrued")?,
        charged: row.fen("charged")?,
        shared: row.fen("shared")?,
        kept: row.fen("kept")?,
        recorded_at: row.time("recorded_at")?,
    })
}

fn member(row: &SqliteRow) -> Result<MonthMember, BooksError> {
    // Whoever only got a dividend has nothing else to be told.
    let fen = |name| Ok::<_, BooksError>(row.number_or_none(name)?.map_or(Fen::ZERO, Fen::new));
    let small = |name| Ok::<_, BooksError>(row.small_or_none(name)?.unwrap_or_default());
    Ok(MonthMember {
        handle: row.count("handle")?,
        member: row.text("member_id")?,
        programme: row.text("programme_name")?,
        month: row.text("month")?,
        own_spend: fen("own_spend")?,
        team_turnover: fen("team_turnover")?,
        direct: small("direct")?,
        level: small("held")?,
        next_level: small("reached")?,
        reported_differential: fen("reported_differential")?,
        reported_same_level: fen("reported_same_level")?,
        paid_differential: fen("paid_differential")?,
        paid_same_level: fen("paid_same_level")?,
        shares: row.number_or_none("shares")?,
        dividend: fen("dividend")?,
    })
}
