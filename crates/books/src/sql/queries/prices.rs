//! The course of a price at any zoom, from a bounded number of rows.

use super::columns::Columns as _;
use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::levels::{self, LEVELS};
use ratchet_core::Time;
use ratchet_deployment::{PriceBucket, Thinning, TimeRange, slot};
use sqlx::QueryBuilder;

/// The most rows that one course is made from.
const ROWS_MAX: u64 = 16_384;

/// The most points of a course.
pub const POINTS_MAX: usize = 2_000;

impl BooksReader {
    /// Price, reserve and supply of a programme within `range`, by business time, in at most `points` stretches in which
    /// something happened; nothing where there is no such programme. At the ends a stretch may reach beyond the range by
    /// less than a part in a thousand of it.
    pub async fn price_series(
        &self,
        programme: &str,
        range: TimeRange,
        points: usize,
    ) -> Result<Option<Vec<PriceBucket>>, BooksError> {
        let Some(programme) = self.programme(programme).await? else { return Ok(None) };
        let Some((from, to)) = self.part_of(programme, range).await? else { return Ok(Some(Vec::new())) };
        let span = to.milliseconds().abs_diff(from.milliseconds());
        let fine = self.price_points(programme, (from, to), span).await?;
        let buckets = match fine {
            Some(buckets) => buckets,
            None => self.stretches(programme, (from, to), span).await?,
        };
        let mut thinning = Thinning::new(points.clamp(1, POINTS_MAX));
        for bucket in buckets {
            thinning.push(bucket);
        }
        Ok(Some(thinning.into_buckets()))
    }

    /// The part of `range` in which something may have happened.
    async fn part_of(&self, programme: i64, range: TimeRange) -> Result<Option<(Time, Time)>, BooksError> {
        let first = sqlx::query("SELECT at FROM price_points WHERE programme = ? ORDER BY at LIMIT 1");
        let last = sqlx::query("SELECT at FROM price_points WHERE programme = ? ORDER BY at DESC LIMIT 1");
        let Some(first) = first.bind(programme).fetch_optional(&self.pool).await? else { return Ok(None) };
        let Some(last) = last.bind(programme).fetch_optional(&self.pool).await? else { return Ok(None) };
        let from = range.from.map_or(first.time("at")?, |from| from.max(Time::BEGINNING));
        let (from, to) = (from.max(first.time("at")?), range.to.unwrap_or(last.time("at")?).min(last.time("at")?));
        Ok((from <= to).then_some((from, to)))
    }

    /// Every record in the range, unless they are too many.
    async fn price_points(
        &self,
        programme: i64,
        (from, to): (Time, Time),
        span: u64,
    ) -> Result<Option<Vec<PriceBucket>>, BooksError> {
        let finest = LEVELS.first().copied().unwrap_or_default();
        // Whether there are few is worth a look only where coarser rows would not be fine enough, or time is short.
        if span >> finest > ROWS_MAX {
            return Ok(None);
        }
        let mut query = QueryBuilder::new("SELECT * FROM price_points WHERE programme = ");
        query.push_bind(programme).push(" AND at >= ").push_bind(from.milliseconds());
        query.push(" AND at <= ").push_bind(to.milliseconds());
        query.push(" ORDER BY at, sequence LIMIT ").push_bind(ROWS_MAX.cast_signed() + 1);
        let rows = query.build().fetch_all(&self.pool).await?;
        if rows.len() as u64 > ROWS_MAX {
            return Ok(None);
        }
        rows.iter().map(levels::read_point).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// Stretches of the finest level of which no more than [`ROWS_MAX`] can lie in the range.
    async fn stretches(
        &self,
        programme: i64,
        (from, to): (Time, Time),
        span: u64,
    ) -> Result<Vec<PriceBucket>, BooksError> {
        let level = LEVELS.into_iter().find(|level| span >> level < ROWS_MAX).or(LEVELS.last().copied());
        let level = level.unwrap_or_default();
        let rows = sqlx::query(
            "SELECT * FROM price_levels WHERE programme = ? AND level = ? AND slot >= ? AND slot <= ? ORDER BY slot",
        )
        .bind(programme)
        .bind(i64::from(level))
        .bind(slot(from, level).cast_signed())
        .bind(slot(to, level).cast_signed())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(levels::read).collect()
    }
}
