//! `entry-fee`: joining costs nothing, and holding a region neither. The programme can charge for regions alone, as far as
//! its rules allow a fee; what it does beside, the operator declares.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::facts::Joining;
use crate::policy::source;
use crate::policy::text::Text;
use crate::units::Fen;

/// The check.
pub static ENTRY_FEE: Check = Check {
    id: "entry-fee",
    demand: Text::fixed(
        "加入、发展他人或取得区域，都不得以缴费、押金或购买为条件",
        "no fee, deposit or purchase is the condition to join, to recruit, or to hold a region",
    ),
    sources: &[source::PYRAMID_ENTRY_FEE, source::CRIMINAL_LAW, source::DIRECT_SELLING_FEE],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let by_rules = asked_by_rules(subject);
    let Some(facts) = subject.facts else {
        return by_rules.map_or(Examination::NeedsFacts, |breach| Examination::Breached(vec![breach]));
    };
    let Joining { fee, deposit, region_fee, purchase_required, .. } = facts.joining;
    let money = [
        ("joining.fee_fen", fee, "加入或发展他人要缴费", "joining or recruiting costs a fee"),
        ("joining.deposit_fen", deposit, "加入或发展他人要交押金", "joining or recruiting needs a deposit"),
        ("joining.region_fee_fen", region_fee, "取得区域要缴费、押金或购买", "holding a region costs money"),
    ];
    let charged = money.into_iter().filter_map(|(key, paid, zh, en)| charged(key, paid, zh, en));
    let mut breaches: Vec<Breach> = by_rules.into_iter().chain(charged).collect();
    match purchase_required {
        Some(false) => {}
        Some(true) => breaches.push(Breach::in_facts(
            "joining.purchase_required",
            Text::fixed("加入或发展他人要先购买", "one has to buy before one may join or recruit"),
            Text::fixed("取消购买条件", "drop the condition"),
        )),
        None => breaches.push(Breach::not_stated(
            "joining.purchase_required",
            Text::fixed("写明；不要求购买时为 false", "state it: false where no purchase is required"),
        )),
    }
    Examination::of(breaches)
}

/// A fee that contracts of region agents may ask for.
fn asked_by_rules(subject: &Subject<'_>) -> Option<Breach> {
    let most = subject.rules.contracts?.fee_max_fen;
    let breach = Breach::in_rules(
        "contracts.fee_max_fen",
        Text::computed(
            format!("区域代理合同最多可收费 ¥{most}"),
            format!("a contract of a region agent may ask for up to ¥{most}"),
        ),
        Text::fixed(
            "不为取得区域收费，并退还已收的",
            "take nothing for holding a region, and give back what was taken",
        ),
    );
    most.is_positive().then(|| breach.setting("contracts.fee_max_fen", Bound::Exactly, 0))
}

fn charged(key: &'static str, paid: Option<Fen>, zh: &'static str, en: &'static str) -> Option<Breach> {
    match paid {
        Some(Fen::ZERO) => None,
        Some(amount) => Some(
            Breach::in_facts(
                key,
                Text::computed(format!("{zh}：¥{amount}"), format!("{en}: ¥{amount}")),
                Text::fixed("取消这笔费用，并退还已收的", "drop it, and give back what was taken"),
            )
            .setting(key, Bound::Exactly, 0),
        ),
        None => {
            let change = Text::fixed("写明；不收时为 0", "state it: 0 where nothing is taken");
            Some(Breach::not_stated(key, change).setting(key, Bound::Exactly, 0))
        }
    }
}
