//! 招商: to whoever recruited the merchant.

use super::{AwardKind, Awards, Sale};

pub(super) fn award(sale: &Sale<'_>, found: &mut Awards) {
    sale.award(found, AwardKind::Recruiter, sale.merchant.recruiter, sale.rates.recruiter_bp);
}
