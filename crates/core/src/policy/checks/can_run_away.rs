//! `can-run-away`: a cap so low that an order alone makes positions fall due. The margin above that needs the
//! exponential function and is estimated outside of the core, as a warning.

use crate::policy::check::{Bound, Breach, Check, Examination, Subject};
use crate::policy::pool_share::largest_pool_share;
use crate::policy::source;
use crate::policy::text::Text;
use crate::units::ONE_IN_BP;

/// The check.
pub static CAN_RUN_AWAY: Check = Check {
    id: "can-run-away",
    demand: Text::fixed(
        "封顶倍数明显高于进池最多的那一份，出局不会自行蔓延",
        "the cap multiple is well above the largest pool share, so that exits cannot feed on themselves",
    ),
    sources: &[source::MATHEMATICS],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    Examination::of(breach(subject).into_iter().collect())
}

fn breach(subject: &Subject<'_>) -> Option<Breach> {
    // Without a cap nothing is ever sold by the system.
    let multiple = subject.rules.cap?.multiple_bp.get();
    let share = largest_pool_share(subject)?;
    if u64::from(multiple) * u64::from(ONE_IN_BP) > share.scaled {
        return None;
    }
    let least = share.scaled / u64::from(ONE_IN_BP) + 1;
    let plan = share.plan;
    let sentence = Text::computed(
        format!("封顶 {multiple} 基点，不高于计划 {plan} 最多可进池的份额 {} 基点：订单一入账就可能出局", least - 1),
        format!(
            "the cap of {multiple} basis points is not above the {} that can enter the pool under plan {plan}: an order \
             can be sold at once",
            least - 1
        ),
    );
    let change = Text::computed(
        format!("把 cap.multiple_bp 设为至少 {least}，或减少进池的份额"),
        format!("set cap.multiple_bp to at least {least}, or let less enter the pool"),
    );
    Some(Breach::in_rules("cap.multiple_bp", sentence, change).setting("cap.multiple_bp", Bound::AtLeast, least))
}
