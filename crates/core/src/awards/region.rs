//! 区代, 市代, 省代: to the agents of the merchant's region, differential (级差).
//!
//! From the smallest region up, an agent gets its level's rate minus the highest rate of an agent below it. An agent
//! whose own award floors to nothing still counts as one below: its rate is taken, only its money is too little.

use super::{AwardKind, Awards, Sale};
use crate::units::BasisPoints;

pub(super) fn award(sale: &Sale<'_>, found: &mut Awards) {
    let rates = sale.rates.region_bp;
    let [province, city, district] = sale.merchant.regions;
    let levels = [
        (AwardKind::RegionDistrict, district, rates.district),
        (AwardKind::RegionCity, city, rates.city),
        (AwardKind::RegionProvince, province, rates.province),
    ];
    let mut highest = BasisPoints::ZERO;
    for (kind, region, rate) in levels {
        let agent = region.and_then(|region| sale.programme.agent(region, || sale.at.day()));
        if agent.is_some() && rate > highest {
            sale.award(found, kind, agent, BasisPoints::new(rate.get() - highest.get()));
            highest = rate;
        }
    }
}
