//! Read models in SQL: orders, statements, prices, awards, sales, registrations and who did what, as tables.
//!
//! They are derived from the records of the journal alone, by the postings that the engine itself uses; how far they are
//! built stands in the same transaction as the rows. They can be deleted at any time: a rebuild gives the same rows.

mod account;
mod blocking;
mod books;
mod built;
mod catching_up;
mod check;
mod derive;
mod follower;
mod inserts;
mod levels;
mod loading;
mod queries;
mod standing;
mod tables;

pub use account::AccountKind;
pub use blocking::{check_blocking, rebuild_blocking};
pub use books::{Books, RECORDS_AT_ONCE};
pub use built::Built;
pub use check::{CheckReport, check};
pub use follower::{Follower, Progress, wait_for};
pub use queries::{
    AccountsOfKind, Answer, AsOf, AuditFilter, AuditLine, Award, BooksReader, Cursor, EarnedKind, Flow, LIMIT_MAX,
    Lately, Listing, MemberRow, MerchantLately, MerchantRow, MonthMember, MonthRow, OpenedPayment, Order, OrderDetails,
    OrderFilter, OrderGoods, OrderReturn, OrderState, POINTS_MAX, Page, PayoutFilter, PayoutRow, Sale, SalesFilter,
    Statement, StatementLine, StatementOf, TrialBalance,
};
pub use tables::{DIFFERENCES_MAX, Difference};
