//! Money of a financing round beside the reserve: how much of it got there, what of members' money back that is, and when
//! it was used up.

use crate::per_hundred::per_hundred;
use crate::results::FundRow;
use crate::run::Tag;
use crate::scene::Scene;
use crate::tally::{entered, most_back, price_e8, received};
use ratchet_core::Fen;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::totals::Totals;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FundPart {
    /// What was booked.
    funded: Fen,
    /// What left it until yesterday.
    gone: Fen,
    /// The first evening on which nothing was left.
    ran_out_day: Option<u32>,
    /// The last day on which anything left it, and the price that evening.
    last: Option<(u32, i64)>,
}

/// What entered the reserve out of the fund.
pub(crate) fn out_of_fund(totals: &Totals) -> Fen {
    totals.subsidy + totals.drip + totals.granted
}

impl FundPart {
    /// Money was booked.
    pub(crate) fn fund(&mut self, amount: Fen) {
        self.funded += amount;
    }

    /// Takes note of how it stands at the end of a day.
    pub(crate) fn evening(&mut self, day: u32, programme: &ProgrammeState) {
        let gone = out_of_fund(&programme.totals);
        if gone != self.gone {
            (self.gone, self.last) = (gone, Some((day, price_e8(programme.price()))));
            if programme.fund.balance == Fen::ZERO && self.ran_out_day.is_none() {
                self.ran_out_day = Some(day);
            }
        }
    }

    pub(crate) fn row(&self, (point, run): Tag, scene: &Scene) -> FundRow {
        let programme = scene.town.programme();
        let (totals, founding) = (&programme.totals, scene.founding_given());
        let (received, from_fund) = (received(totals), out_of_fund(totals));
        // A reserve does not know whose money it pays: of every fen that leaves it the same part came from the fund.
        let all = i128::from((entered(totals) + scene.founding()).get());
        let part = i128::from(received.get()) * i128::from(from_fund.get()) / all.max(1);
        let part = Fen::new(i64::try_from(part).unwrap_or(i64::MAX));
        let without = entered(totals) - from_fund + founding;
        FundRow {
            point,
            run,
            funded_fen: self.funded.get(),
            subsidy_fen: totals.subsidy.get(),
            drip_fen: totals.drip.get(),
            granted_fen: totals.granted.get(),
            left_fen: (self.funded - from_fund).get(),
            ran_out_day: self.ran_out_day,
            last_day: self.last.map(|(day, _)| day),
            price_then_e8: self.last.map(|(_, price)| price),
            received_fen: received.get(),
            of_fund_fen: part.get(),
            of_fund_per_100_fen: per_hundred(part, totals.spent()),
            most_back_fen: (entered(totals) + founding).get(),
            most_back_per_100_fen: most_back(totals, founding),
            most_back_without_per_100_fen: per_hundred(without, totals.spent()),
        }
    }
}
