//! What the books miss, read from the journal itself.

use crate::error::BooksError;
use crate::sql::books::{Books, RECORDS_IN_A_BURST, remove};
use ratchet_deployment::{History, Layout, PlacedRecord, Record};

impl Books {
    /// Takes every record of the journal that is missing. `progress` is told how many records of how many are in.
    pub async fn catch_up(&mut self, layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<(), BooksError> {
        self.catch_up_to(layout, u64::MAX, progress).await
    }

    /// As [`Self::catch_up`], up to the record before `end`: beside a writer, what is not durable yet may be seen.
    pub(crate) async fn catch_up_to(
        &mut self,
        layout: &Layout,
        end: u64,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(), BooksError> {
        let mut history = History::open_from(layout, self.next_sequence())?;
        let Some(head) = history.head().cloned() else { return Ok(()) };
        let mut batch: Vec<(u64, Record)> = Vec::with_capacity(RECORDS_IN_A_BURST);
        loop {
            let next = history.read_next()?.filter(|placed| placed.sequence < end);
            let is_end = next.is_none();
            batch.extend(next.map(|PlacedRecord { sequence, record, .. }| (sequence, record)));
            if is_end || batch.len() == RECORDS_IN_A_BURST {
                self.apply(&batch, &head).await?;
                progress(self.next_sequence(), head.next_sequence.min(end));
                batch.clear();
            }
            if is_end {
                return Ok(());
            }
        }
    }

    /// Builds the books of the deployment at `layout` from nothing but its journal; what was there is dropped.
    pub async fn rebuild(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<Self, BooksError> {
        let path = layout.books();
        remove(&path)?;
        let mut books = Self::open(&path).await?;
        books.catch_up(layout, progress).await?;
        Ok(books)
    }
}
