//! Money out: withdrawals of members, settlements of merchants, withdrawals of the platform. One machine for the three.

mod machine;
mod register;
mod terms;

pub use machine::{Evidence, PayoutState};
pub use register::{PayoutRow, Payouts};
pub use terms::{Identity, IdentityRule, MoneyTerms, Payee, PayoutTerms};
