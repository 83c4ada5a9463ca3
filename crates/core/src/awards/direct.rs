//! 直推: to the member's referrer.

use super::{AwardKind, Awards, Sale};

pub(super) fn award(sale: &Sale<'_>, found: &mut Awards) {
    sale.award(found, AwardKind::Direct, sale.referrer_of(sale.member), sale.rates.direct_bp);
}
