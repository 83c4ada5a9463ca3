//! `payable-from-reserve`: awards and fees are paid from their own lines. The engine takes neither from the reserve.

use crate::policy::check::{Check, Examination};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static PAYABLE_FROM_RESERVE: Check = Check {
    id: "payable-from-reserve",
    demand: Text::fixed("奖励和费用不得从盈利池支付", "no award and no fee is taken out of the reserve"),
    sources: &[source::SOLVENCY],
    examine: |_| Examination::Cannot,
};
