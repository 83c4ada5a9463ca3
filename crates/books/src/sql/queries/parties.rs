//! Registrations: members and merchants, in the order in which they came.

use super::columns::Columns;
use super::page::{Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::{BasisPoints, Time};
use serde::Serialize;
use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

/// A member as registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    /// Sequence of the record.
    pub sequence: u64,
    /// The id.
    pub id: String,
    /// Who referred the member.
    pub referrer: Option<String>,
    /// When it was recorded.
    pub recorded_at: Time,
}

/// A merchant as registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MerchantRow {
    /// Sequence of the record.
    pub sequence: u64,
    /// The id.
    pub id: String,
    /// Where it sells.
    pub programme: String,
    /// Under which plan.
    pub plan: String,
    /// Its own take rate.
    pub take_bp: Option<BasisPoints>,
    /// Who owns it.
    pub owner: Option<String>,
    /// Who recruited it.
    pub recruiter: Option<String>,
    /// Its region, from the largest part to the smallest.
    pub region: Option<String>,
    /// When it was recorded.
    pub recorded_at: Time,
}

impl BooksReader {
    /// Members, newest first; with `referrer` those whom this member referred, or nothing where nobody has that id.
    pub async fn members(&self, referrer: Option<&str>, page: Page) -> Result<Option<Listing<MemberRow>>, BooksError> {
        let mut query = QueryBuilder::new(
            "SELECT m.*, r.id AS referrer_id FROM members m LEFT JOIN members r ON r.member = m.referrer",
        );
        // A record brings one member, and handles rise with sequences: the keys of both lists are in their order.
        query.push(" WHERE m.member < COALESCE((SELECT member FROM members WHERE sequence >= ");
        query.push_bind(page.after.map_or(i64::MAX, |cursor| cursor.sequence.cast_signed()));
        query.push(" ORDER BY member LIMIT 1), 4294967296)");
        if let Some(id) = referrer {
            let Some(member) = self.member(id).await? else { return Ok(None) };
            query.push(" AND m.referrer = ").push_bind(member);
        }
        query.push(" ORDER BY m.member DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let members = rows.iter().map(member).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(members, page, |member| Cursor { sequence: member.sequence, place: 0 })))
    }

    /// Merchants, newest first; with `programme` those who sell there, or nothing where there is no such programme.
    pub async fn merchants(
        &self,
        programme: Option<&str>,
        page: Page,
    ) -> Result<Option<Listing<MerchantRow>>, BooksError> {
        let mut query = QueryBuilder::new(
            "SELECT s.*, p.name AS programme_name, l.name AS plan_name, o.id AS owner_id, r.id AS recruiter_id \
             FROM merchants s LEFT JOIN programmes p ON p.programme = s.programme \
             LEFT JOIN plans l ON l.programme = s.programme AND l.plan = s.plan \
             LEFT JOIN members o ON o.member = s.owner LEFT JOIN members r ON r.member = s.recruiter \
             WHERE s.sequence < ",
        );
        query.push_bind(page.after.map_or(i64::MAX, |cursor| cursor.sequence.cast_signed()));
        if let Some(name) = programme {
            let Some(programme) = self.programme(name).await? else { return Ok(None) };
            query.push(" AND s.programme = ").push_bind(programme);
        }
        query.push(" ORDER BY s.merchant DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let merchants = rows.iter().map(merchant).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(merchants, page, |merchant| Cursor { sequence: merchant.sequence, place: 0 })))
    }
}

fn member(row: &SqliteRow) -> Result<MemberRow, BooksError> {
    Ok(MemberRow {
        sequence: row.count("sequence")?,
        id: row.text("id")?,
        referrer: row.text_or_none("referrer_id")?,
        recorded_at: row.time("recorded_at")?,
    })
}

fn merchant(row: &SqliteRow) -> Result<MerchantRow, BooksError> {
    Ok(MerchantRow {
        sequence: row.count("sequence")?,
        id: row.text("id")?,
        programme: row.text_or_none("programme_name")?.unwrap_or_default(),
        plan: row.text_or_none("plan_name")?.unwrap_or_default(),
        take_bp: row.small_or_none("take_bp")?.map(BasisPoints::new),
        owner: row.text_or_none("owner_id")?,
        recruiter: row.text_or_none("recruiter_id")?,
        region: row.text_or_none("region")?,
        recorded_at: row.time("recorded_at")?,
    })
}
