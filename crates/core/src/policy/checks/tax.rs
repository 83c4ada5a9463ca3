//! `tax`: each kind of payout that this programme makes has a category to withhold under.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::policy::facts::PayoutKind;
use crate::rules::{AwardRates, Rules};

/// The check.
pub static TAX: Check = Check {
    id: "tax",
    demand: Text::fixed(
        "每一类支付都有代扣个人所得税的税目",
        "each kind of payout has a category of income tax to withhold under",
    ),
    sources: &[source::INCOME_TAX],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let kinds = PayoutKind::ALL.into_iter().filter(|kind| is_paid(*kind, subject.rules));
    let missing = kinds.filter(|kind| !facts.withholding.contains(kind)).map(|kind| {
        let key = format!("withholding.{}", kind.name());
        let change = Text::computed(
            format!("写明税目，如 {key} = \"incidental\""),
            format!("name it, for example {key} = \"incidental\""),
        );
        Breach::not_stated(key, change)
    });
    Examination::of(missing.collect())
}

/// Whether the programme ever pays this. Points can be sold in every programme.
fn is_paid(kind: PayoutKind, rules: &Rules) -> bool {
    let any = |rate: fn(&AwardRates) -> u32| rules.plans.values().any(|plan| rate(&plan.awards) > 0);
    match kind {
        PayoutKind::Points => true,
        PayoutKind::Direct => any(|awards| awards.direct_bp.get()),
        PayoutKind::Indirect => any(|awards| awards.indirect_bp.get()),
        PayoutKind::Recruiter => any(|awards| awards.recruiter_bp.get()),
        PayoutKind::Region => any(|awards| {
            let region = awards.region_bp;
            region.district.max(region.city).max(region.province).get()
        }),
    }
}
