//! Section 6: awards.

use crate::BP;
use crate::model::{Merchant, Model};
use crate::rules::Awards;

impl Model {
    /// Section 6: who gets what of an order, in the order of the page, zero ones left out.
    pub(crate) fn awards(
        &self,
        rates: &Awards,
        member: &str,
        merchant: &Merchant,
        amount: u128,
        at: i64,
    ) -> Vec<(String, String, u128)> {
        let direct = self.referrer(member, at);
        let indirect = direct.and_then(|referrer| self.referrer(referrer, at));
        let recruiter = merchant.recruiter.as_deref();
        let mut claims = vec![
            (direct, "direct", rates.direct_bp),
            (indirect, "indirect", rates.indirect_bp),
            (recruiter, "recruiter", rates.recruiter_bp),
        ];

        // Differential: the rate of a level less the highest rate paid below it. A rate counts
        // as paid when there is an agent, also when the award itself rounds down to nothing.
        let region = merchant.region.as_deref().unwrap_or(&[]);
        let levels = [
            (3, "region:district", rates.region_bp.district),
            (2, "region:city", rates.region_bp.city),
            (1, "region:province", rates.region_bp.province),
        ];
        let mut highest = 0;
        for (depth, kind, rate) in levels {
            let path = region.get(..depth).map(|names| names.join("/"));
            let agent = path.and_then(|path| self.agent_of(&path, at));
            if let Some(agent) = agent
                && rate > highest
            {
                claims.push((Some(agent), kind, rate - highest));
                highest = rate;
            }
        }

        let mut awards = Vec::new();
        for (who, kind, rate) in claims {
            let award = amount * rate / BP;
            if let Some(who) = who
                && award > 0
            {
                awards.push((who.into(), kind.into(), award));
            }
        }
        awards
    }
}
