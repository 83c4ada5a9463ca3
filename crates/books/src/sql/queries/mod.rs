//! Reading the books, beside whoever builds them: one file for each kind of list.

mod answers;
mod audit;
mod awards;
mod columns;
mod orders;
mod page;
mod parties;
mod payouts;
mod prices;
mod reader;
mod sales;
mod statements;

pub use answers::Answer;
pub use audit::{AuditFilter, AuditLine};
pub use awards::Award;
pub use orders::{Order, OrderDetails, OrderFilter, OrderReturn, OrderState};
pub use page::{AsOf, Cursor, LIMIT_MAX, Listing, Page};
pub use parties::{MemberRow, MerchantRow};
pub use payouts::{PayoutFilter, PayoutRow};
pub use prices::POINTS_MAX;
pub use reader::BooksReader;
pub use sales::{Sale, SalesFilter};
pub use statements::{Statement, StatementLine, StatementOf};
