//! `records`: records of orders are kept.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The least time, in years.
const LEAST: u32 = 3;

/// The check.
pub static RECORDS: Check = Check {
    id: "records",
    demand: Text::fixed("订单记录至少保存 3 年", "records of orders are kept for at least 3 years"),
    sources: &[source::ECOMMERCE_RECORDS],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let change =
        Text::computed(format!("把 records_years 设为至少 {LEAST}"), format!("set records_years to at least {LEAST}"));
    let breach = match facts.records_years {
        Some(years) if years >= LEAST => return Examination::Holds,
        Some(years) => Breach::in_facts(
            "records_years",
            Text::computed(
                format!("订单记录只保存 {years} 年"),
                format!("records of orders are kept for {years} years"),
            ),
            change,
        ),
        None => Breach::not_stated("records_years", change),
    };
    Examination::Breached(vec![breach.setting("records_years", Bound::AtLeast, LEAST.into())])
}
