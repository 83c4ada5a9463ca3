//! What happened, for those outside: records of the journal with outside ids instead of handles.

mod item;
mod prices;

pub use item::{FeedEvent, FeedItem, FeedPosting};
pub use prices::Prices;
