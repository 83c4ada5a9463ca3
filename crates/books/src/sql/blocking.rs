//! The same for callers that have no runtime of their own: commands.

use crate::error::BooksError;
use crate::sql::books::Books;
use crate::sql::check::{CheckReport, check};
use ratchet_deployment::Layout;
use std::future::Future;

/// Builds the books of the deployment at `layout` anew; how many records are in them. `progress` is told how many records
/// of how many are in.
pub fn rebuild_blocking(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<u64, BooksError> {
    run(layout, async {
        let books = Books::rebuild(layout, progress).await?;
        let records = books.next_sequence();
        books.close().await?;
        Ok(records)
    })
}

/// As [`check`].
pub fn check_blocking(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<CheckReport, BooksError> {
    run(layout, check(layout, progress))
}

fn run<T>(layout: &Layout, future: impl Future<Output = Result<T, BooksError>>) -> Result<T, BooksError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(BooksError::unwritable(&layout.books()))?.block_on(future)
}
