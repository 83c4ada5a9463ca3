//! 间推: to the referrer's referrer.

use super::{AwardKind, Awards, Sale};

pub(super) fn award(sale: &Sale<'_>, found: &mut Awards) {
    let indirect = sale.referrer_of(sale.member).and_then(|referrer| sale.referrer_of(referrer));
    sale.award(found, AwardKind::Indirect, indirect, sale.rates.indirect_bp);
}
