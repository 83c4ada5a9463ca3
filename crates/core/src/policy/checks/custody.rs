//! `custody`: somebody else holds the reserve, and the operator does not clear the money of others (二清).

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::policy::facts::{Clearing, Facts};
use crate::rules::{Margin, Rules};

/// The check.
pub static CUSTODY: Check = Check {
    id: "custody",
    demand: Text::fixed(
        "盈利池由具名的第三方托管，他人的货款不经运营方自己的账户清算（二清）",
        "a named custodian holds the reserve, and money owed to others is not cleared through the operator's own account",
    ),
    sources: &[source::PAYMENT_INSTITUTIONS],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let mut breaches = Vec::new();
    breaches.extend(custodian(facts));
    if facts.custodian_account.as_deref().is_none_or(is_blank) {
        let change = Text::fixed("写明托管账户", "name the account in which the reserve is held");
        breaches.push(Breach::not_stated("custodian.account", change));
    }
    breaches.extend(clearing(facts, subject.rules));
    Examination::of(breaches)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn custodian(facts: &Facts) -> Option<Breach> {
    let change = Text::fixed(
        "由银行等第三方托管盈利池，写明其名称",
        "let a third party such as a bank hold the reserve, and name it",
    );
    match facts.custodian_name.as_deref().filter(|name| !is_blank(name)) {
        None => Some(Breach::not_stated("custodian.name", change)),
        Some(name) if name.trim() == facts.operator.trim() => Some(Breach::in_facts(
            "custodian.name",
            Text::fixed("运营方自己保管盈利池", "the operator holds the reserve itself"),
            change,
        )),
        Some(_) => None,
    }
}

fn clearing(facts: &Facts, rules: &Rules) -> Option<Breach> {
    let change = Text::fixed(
        "由持牌支付机构或银行在支付时分账（clearing = \"licensed\"）",
        "let a licensed payment institution or a bank split each payment (clearing = \"licensed\")",
    );
    let allied = rules.plans.iter().find(|(_, plan)| plan.margin == Margin::Take);
    match (facts.clearing, allied) {
        (Some(Clearing::Licensed), _) | (Some(Clearing::OwnGoodsOnly), None) => None,
        (Some(Clearing::OwnAccount), _) => Some(Breach::in_facts(
            "clearing",
            Text::fixed(
                "他人的货款经运营方自己的账户清算（二清）",
                "money owed to others is cleared through the operator's own account",
            ),
            change,
        )),
        (Some(Clearing::OwnGoodsOnly), Some((plan, _))) => Some(Breach::in_facts(
            "clearing",
            Text::computed(
                format!("写明只卖自营商品，但计划 {plan} 的货款属于商家"),
                format!("it is said that only own goods are sold, but under plan {plan} merchants are owed money"),
            ),
            change,
        )),
        (None, _) => Some(Breach::not_stated("clearing", change)),
    }
}
