//! `identity`: nobody withdraws money without a verified identity.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::policy::facts::IdentityCheck;

/// The check.
pub static IDENTITY: Check = Check {
    id: "identity",
    demand: Text::fixed("提现须先核验身份", "nobody withdraws money without a verified identity"),
    sources: &[source::MONEY_LAUNDERING],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let change = Text::fixed(
        "提现前核验身份：identity_check = \"real_name\" 或 \"bank_account\"",
        "verify identity before a withdrawal: identity_check = \"real_name\" or \"bank_account\"",
    );
    Examination::Breached(vec![match facts.identity_check {
        Some(IdentityCheck::RealName | IdentityCheck::BankAccount) => return Examination::Holds,
        Some(IdentityCheck::None) => Breach::in_facts(
            "identity_check",
            Text::fixed("提现不核验身份", "money is withdrawn without a verified identity"),
            change,
        ),
        None => Breach::not_stated("identity_check", change),
    }])
}
