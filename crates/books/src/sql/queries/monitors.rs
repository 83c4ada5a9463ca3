//! What happened since a moment, for whoever watches a programme.

use super::columns::Columns;
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::awards::AwardKind;
use ratchet_core::{Fen, Time};
use sqlx::sqlite::SqliteRow;
use std::collections::HashSet;

/// What happened in a programme since a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// People in paid chains of three and more: a buyer, and those who were paid for the order one and two levels up, or for a
    /// whole team when a month was closed.
    pub chain_people: u64,
    /// What entered the reserve with orders.
    pub pool: Fen,
    /// What the reserve paid for points.
    pub payouts: Fen,
    /// What merchants sold, and what of it their owners and recruiters bought themselves.
    pub merchants: Vec<MerchantLately>,
    /// What the platform gave back for returned orders, of all programmes.
    pub platform_gave_back: Fen,
}

/// What a merchant sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MerchantLately {
    /// How many orders.
    pub orders: u64,
    /// What they came to.
    pub turnover: Fen,
    /// What those of its owner and its recruiter came to.
    pub own: Fen,
}

impl BooksReader {
    /// What happened in a programme in records of `since` and later; nothing of one that nobody knows.
    pub async fn lately(&self, programme: &str, since: Time) -> Result<Lately, BooksError> {
        let Some(programme) = self.programme(programme).await? else { return Ok(Lately::default()) };
        let first = self.first_after(since, true).await?;
        let sum = async |query: &'static str| -> Result<Fen, BooksError> {
            let sum: Option<i64> = sqlx::query_scalar(query).bind(first).bind(programme).fetch_one(&self.pool).await?;
            Ok(Fen::new(sum.unwrap_or_default()))
        };
        let gave_back = sqlx::query_scalar("SELECT SUM(from_platform) FROM returns WHERE sequence >= ?").bind(first);
        let gave_back: Option<i64> = gave_back.fetch_one(&self.pool).await?;
        Ok(Lately {
            chain_people: self.chain_people(programme, first).await?,
            pool: sum("SELECT SUM(pool) FROM orders WHERE sequence >= ? AND programme = ?").await?,
            payouts: sum("SELECT SUM(net) FROM sales WHERE sequence >= ? AND +programme = ?").await?,
            merchants: self.merchants_lately(programme, first).await?,
            platform_gave_back: Fen::new(gave_back.unwrap_or_default()),
        })
    }

    async fn chain_people(&self, programme: i64, first: i64) -> Result<u64, BooksError> {
        let mut people: HashSet<i64> = HashSet::new();
        let far = format!("%{} %", AwardKind::Indirect.name());
        let orders = sqlx::query_as(
            "SELECT member, awarded FROM orders WHERE programme = ? AND sequence >= ? AND awarded LIKE ?",
        );
        let orders: Vec<(i64, String)> = orders.bind(programme).bind(first).bind(far).fetch_all(&self.pool).await?;
        for (buyer, awarded) in orders {
            people.insert(buyer);
            people.extend(paid_for_referral(&awarded));
        }
        let teams = sqlx::query_scalar(
            "SELECT m.member FROM month_members m JOIN months c ON c.programme = m.programme AND c.month = m.month \
             WHERE m.programme = ? AND c.sequence >= ? AND m.paid_differential + m.paid_same_level > 0",
        );
        let teams: Vec<i64> = teams.bind(programme).bind(first).fetch_all(&self.pool).await?;
        people.extend(teams);
        Ok(people.len() as u64)
    }

    async fn merchants_lately(&self, programme: i64, first: i64) -> Result<Vec<MerchantLately>, BooksError> {
        let rows = sqlx::query(
            "SELECT COUNT(*) AS orders, SUM(o.amount) AS turnover, \
             SUM(CASE WHEN o.member = m.owner OR o.member = m.recruiter THEN o.amount ELSE 0 END) AS own \
             FROM orders o JOIN merchants m ON m.merchant = o.merchant \
             WHERE o.programme = ? AND o.sequence >= ? GROUP BY o.merchant",
        );
        let rows = rows.bind(programme).bind(first).fetch_all(&self.pool).await?;
        rows.iter().map(merchant).collect()
    }
}

fn merchant(row: &SqliteRow) -> Result<MerchantLately, BooksError> {
    Ok(MerchantLately { orders: row.count("orders")?, turnover: row.fen("turnover")?, own: row.fen("own")? })
}

/// The members who were paid because somebody whom they or theirs referred bought: kind, member and amount of each award.
fn paid_for_referral(awarded: &str) -> impl Iterator<Item = i64> {
    awarded.split(',').filter_map(|award| {
        let (kind, rest) = award.split_once(' ')?;
        let is_referral = [AwardKind::Direct, AwardKind::Indirect].into_iter().any(|known| known.name() == kind);
        rest.split_once(' ').filter(|_| is_referral)?.0.parse().ok()
    })
}
