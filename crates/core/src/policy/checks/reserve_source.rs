//! `reserve-source`: what may feed the reserve. The engine has no other way in.

use crate::policy::check::{Check, Examination};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static RESERVE_SOURCE: Check = Check {
    id: "reserve-source",
    demand: Text::fixed(
        "盈利池只来自已入账订单、创始资金和如实记账的注入",
        "the reserve is fed by booked orders, the founding deposit, and injections booked as such, and by nothing else",
    ),
    sources: &[source::SOLVENCY],
    examine: |_| Examination::Cannot,
};
