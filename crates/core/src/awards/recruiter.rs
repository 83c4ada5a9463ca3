//! 招商: to whoever recruited the merchant.

use super::{Award, AwardKind, Sale};

pub(super) fn award(sale: &Sale<'_>, found: &mut Vec<Award>) {
    sale.award(found, AwardKind::Recruiter, sale.merchant.recruiter, sale.rates.recruiter_bp);
}
