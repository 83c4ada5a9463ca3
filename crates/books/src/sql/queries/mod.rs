//! Reading the books, beside whoever builds them: one file for each kind of list.

mod answers;
mod audit;
mod awards;
mod columns;
mod earned;
mod flow;
mod monitors;
mod months;
mod orders;
mod page;
mod parties;
mod payments;
mod payouts;
mod prices;
mod reader;
mod sales;
mod statements;
mod trial_balance;

pub use answers::Answer;
pub use audit::{AuditFilter, AuditLine};
pub use awards::Award;
pub use earned::EarnedKind;
pub use flow::Flow;
pub use monitors::{Lately, MerchantLately};
pub use months::{MonthMember, MonthRow};
pub use orders::{Order, OrderDetails, OrderFilter, OrderGoods, OrderReturn, OrderState};
pub use page::{AsOf, Cursor, LIMIT_MAX, Listing, Page};
pub use parties::{MemberRow, MerchantRow};
pub use payments::OpenedPayment;
pub use payouts::{PayoutFilter, PayoutRow};
pub use prices::POINTS_MAX;
pub use reader::BooksReader;
pub use sales::{Sale, SalesFilter};
pub use statements::{Statement, StatementLine, StatementOf};
pub use trial_balance::{AccountsOfKind, TrialBalance};
