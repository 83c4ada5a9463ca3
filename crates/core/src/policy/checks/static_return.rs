//! `static-return`: at the cap, less the fee, nobody gets more than was spent.

use crate::limits::CAP_MULTIPLE_MAX_BP;
use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;
use crate::rules::Rules;
use crate::units::{BasisPoints, ONE_IN_BP};

/// The check.
pub static STATIC_RETURN: Check = Check {
    id: "static-return",
    demand: Text::fixed(
        "封顶倍数扣除回流后，到手不得高于消费本身",
        "the cap multiple less the redemption fee does not exceed the spend itself",
    ),
    sources: &[source::ILLEGAL_FUNDRAISING],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    Examination::of(breach(subject.rules).into_iter().chain(coins_breach(subject.rules)).collect())
}

fn breach(rules: &Rules) -> Option<Breach> {
    // With a fee of 100 % nobody gets anything, whatever the cap.
    let most = largest_multiple(rules.redemption_fee_bp)?.min(CAP_MULTIPLE_MAX_BP);
    let fee = rules.redemption_fee_bp;
    let sentence = match rules.cap {
        Some(cap) if cap.multiple_bp.get() <= most => return None,
        Some(cap) => {
            let one = u128::from(ONE_IN_BP);
            let multiple = times(cap.multiple_bp.wide() * one);
            let net = times(cap.multiple_bp.wide() * (one - fee.wide()));
            Text::computed(
                format!("封顶为消费的 {multiple} 倍，扣除 {fee} 回流后到手约 {net} 倍，高于消费本身"),
                format!(
                    "the cap of {multiple} times the spend leaves about {net} times after the fee of {fee}: more than was spent"
                ),
            )
        }
        None => Text::fixed(
            "没有封顶，卖出所得可以高于消费本身，没有上限",
            "without a cap, a sale can bring more than was spent, without any limit",
        ),
    };
    let change = Text::computed(
        format!("把 cap.multiple_bp 设为至多 {most}，或在 cn-counsel 下附上针对 static-return 的法律意见"),
        format!(
            "set cap.multiple_bp to at most {most}, or under cn-counsel attach a signed legal opinion for static-return"
        ),
    );
    Some(Breach::in_rules("cap.multiple_bp", sentence, change).setting("cap.multiple_bp", Bound::AtMost, most.into()))
}

/// Points that came with coins were not paid for in money at all: what they bring at their target is measured against the
/// coins, which settle a debt one for one.
fn coins_breach(rules: &Rules) -> Option<Breach> {
    let most = largest_multiple(rules.redemption_fee_bp)?.min(CAP_MULTIPLE_MAX_BP);
    let target = rules.coins?.points?.target_bp;
    if target.get() <= most {
        return None;
    }
    let multiple = times(target.wide() * u128::from(ONE_IN_BP));
    let sentence = Text::computed(
        format!("消费币积分的卖出线为所用消费币的 {multiple} 倍，扣除回流后到手高于消费币本身"),
        format!(
            "points that came with coins are sold at {multiple} times the coins: after the fee that is more than the coins settle"
        ),
    );
    let change = Text::computed(
        format!("把 coins.points.target_bp 设为至多 {most}"),
        format!("set coins.points.target_bp to at most {most}"),
    );
    let place = "coins.points.target_bp";
    Some(Breach::in_rules(place, sentence, change).setting(place, Bound::AtMost, most.into()))
}

/// The largest multiple with `multiple × (1 − fee) ≤ 1`, exactly; none for a fee of 100 %, where every one will do.
fn largest_multiple(fee: BasisPoints) -> Option<u32> {
    let kept = ONE_IN_BP.checked_sub(fee.get()).filter(|kept| *kept > 0)?;
    Some(ONE_IN_BP * ONE_IN_BP / kept)
}

/// Units of 10⁻⁸ as a number with the decimals it needs.
fn times(scaled: u128) -> String {
    let text = format!("{}.{:08}", scaled / 100_000_000, scaled % 100_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_multiple_is_exact() {
        let most = |fee| largest_multiple(BasisPoints::new(fee));
        assert_eq!(
            [most(0), most(2_000), most(3_333), most(9_999), most(10_000)],
            [Some(10_000), Some(12_500), Some(14_999), Some(100_000_000), None]
        );
        for fee in 0..ONE_IN_BP {
            let most = u64::from(most(fee).unwrap());
            let kept = u64::from(ONE_IN_BP - fee);
            assert!(most * kept <= 100_000_000 && (most + 1) * kept > 100_000_000, "{fee}");
        }
    }

    #[test]
    fn multiples_are_shown_with_the_decimals_they_need() {
        assert_eq!([300_000_000, 125_000_000, 100_008_000, 1].map(times), ["3", "1.25", "1.00008", "0.00000001"]);
    }
}
