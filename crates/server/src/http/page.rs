//! Lists in pages: a cursor that stays good while the list grows, and a tag by which nothing is sent twice.

use super::api::Api;
use super::problem::Problem;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_books::sql::{Cursor, Listing, Page as BooksPage};
use ratchet_core::Rejection;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Items of one page at most.
pub const LIST_MAX: u32 = 100;

/// Items of a page where nothing is said.
const LIST_USUAL: u32 = 20;

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// What to give as `after` for the page behind this one; none on the last page.
    pub next: Option<String>,
}

/// Which page, and of books how new. Flattened queries cannot refuse what they do not know, so lists with filters repeat
/// these fields.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

impl PageQuery {
    /// The page of the books, once they are new enough.
    pub async fn of_books(&self, api: &Api) -> Result<BooksPage, Problem> {
        let limit = limit(self.limit)?;
        let invalid =
            || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "after is the next of a page").at("after");
        let after = self.after.as_deref().map(|after| Cursor::parse(after).ok_or_else(invalid)).transpose()?;
        if let Some(sequence) = self.min_sequence {
            if sequence >= api.desk.durable().standing().next_sequence {
                let detail = "min_sequence is the sequence of something that was answered";
                return Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", detail).at("min_sequence"));
            }
            api.wait_for_books(sequence.saturating_add(1)).await?;
        }
        Ok(BooksPage { limit, after })
    }
}

/// Items of a page, within its bounds.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    let limit = asked.unwrap_or(LIST_USUAL);
    if (1..=LIST_MAX).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "limit is 1 to 100").at("limit"))
    }
}

/// Rows of a list that is not of the books: one more than a page has, to know whether there is another one behind it.
pub(crate) struct Found<R> {
    rows: Vec<R>,
    limit: usize,
}

impl<R> Found<R> {
    /// The next rows of a list.
    pub(crate) fn first_of(rows: impl Iterator<Item = R>, limit: usize) -> Self {
        Self { rows: rows.take(limit + 1).collect(), limit }
    }

    /// The page of them, each row known by its `key` and shown as its `body`.
    pub(crate) fn page<T>(mut self, key: impl FnOnce(&R) -> String, body: impl FnMut(R) -> T) -> Page<T> {
        let is_last = self.rows.len() <= self.limit;
        self.rows.truncate(self.limit);
        let next = self.rows.last().filter(|_| !is_last).map(key);
        Page { items: self.rows.into_iter().map(body).collect(), next }
    }
}

impl<T> Page<T> {
    /// A page of the books as it is written.
    pub fn of<I: Into<T>>(listing: Listing<I>) -> Self {
        Self {
            items: listing.items.into_iter().map(Into::into).collect(),
            next: listing.next.map(|cursor| cursor.to_string()),
        }
    }
}

/// A page of the books, tagged by how far they were built before it was read; `unknown` where there is nothing to list.
pub(crate) fn page_of<I: Into<T>, T: Serialize>(
    listing: Option<Listing<I>>,
    unknown: Rejection,
    built: u64,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    Ok(tagged(built, headers, &Page::<T>::of(listing.ok_or(Problem::unknown(unknown))?)))
}

/// The answer with a tag of the books it was read from; nothing but the tag where whoever asked has it already.
pub(crate) fn tagged<T: Serialize>(tag: u64, headers: &HeaderMap, body: &T) -> Response {
    let tag = format!("W/\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Json(body).into_response() };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
