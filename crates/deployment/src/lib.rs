//! A deployment: a directory in which the engine runs over a journal.
//!
//! Here the pure core meets the disk. Commands become records, records are durable before anybody hears of them, and
//! whatever is shown is rebuilt from them. The rules of programmes live in the core, bytes and hashes in the journal.

mod batch;
mod claims_import;
mod creation;
mod deployment;
mod error;
mod history;
mod import;
mod layout;
mod loading;
mod months;
mod order_history;
mod pipeline;
mod price_history;
mod record;
mod rejects;
mod replay;
mod snapshotting;
mod verify;

pub use claims_import::{ClaimsImport, ClaimsReport};
pub use creation::{Creation, create};
pub use deployment::{Deployment, signed_head};
pub use error::{CODES, DeploymentError};
pub use history::{History, PlacedRecord};
pub use import::{Import, ImportReport, Progress};
pub use layout::Layout;
pub use loading::{Loaded, load};
pub use months::{
    DividendStatement, LineStatement, MemberStatement, MonthStatement, month_in_zone, month_lines, month_of,
    month_statement,
};
pub use order_history::{OrderHistory, OrderStep, order_history};
pub use pipeline::{Acknowledged, Acknowledgements, Pipeline};
pub use price_history::{Extent, Flow, Happened, PriceBucket, PriceHistory, Thinning, TimeRange, slot};
pub use record::Record;
pub use rejects::RejectedLine;
pub use replay::{Moment, Replayed, Watch, follow, replay};
pub use snapshotting::take_snapshot;
pub use verify::{VerifyReport, verify};
