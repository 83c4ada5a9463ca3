//! Awards: money from the distribution line to people who brought the buyer, the merchant or the region.
//!
//! One file for each award. Rates are on the amount of the order, floored for each award; zero ones are left out.

mod direct;
mod indirect;
mod recruiter;
mod region;

use crate::directory::{Directory, MerchantRow};
use crate::handle::Member;
use crate::links::Links;
use crate::programme::ProgrammeState;
use crate::rules::{AwardRates, FreezeDays};
use crate::units::{BasisPoints, Fen, Time};
use minicbor::{Decode, Encode};
use smallvec::SmallVec;

/// Why an award was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum AwardKind {
    /// To the member's referrer (直推).
    #[n(0)]
    Direct,
    /// To the referrer's referrer (间推).
    #[n(1)]
    Indirect,
    /// To whoever recruited the merchant (招商).
    #[n(2)]
    Recruiter,
    /// To the district's agent (区代).
    #[n(3)]
    RegionDistrict,
    /// To the city's agent (市代).
    #[n(4)]
    RegionCity,
    /// To the province's agent (省代).
    #[n(5)]
    RegionProvince,
}

impl AwardKind {
    /// All kinds by number.
    pub const ALL: [Self; 6] =
        [Self::Direct, Self::Indirect, Self::Recruiter, Self::RegionDistrict, Self::RegionCity, Self::RegionProvince];

    /// The number of this kind: its place in the order of the model.
    pub(crate) const fn number(self) -> usize {
        self as usize
    }

    /// The name in results and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Recruiter => "recruiter",
            Self::RegionDistrict => "region:district",
            Self::RegionCity => "region:city",
            Self::RegionProvince => "region:province",
        }
    }
}

impl FreezeDays {
    /// For how many days awards of this kind are frozen.
    #[must_use]
    pub const fn of(&self, kind: AwardKind) -> u32 {
        match kind {
            AwardKind::Direct => self.direct,
            AwardKind::Indirect => self.indirect,
            AwardKind::Recruiter => self.recruiter,
            AwardKind::RegionDistrict | AwardKind::RegionCity | AwardKind::RegionProvince => self.region,
        }
    }
}

/// One award of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Award {
    /// Who receives it.
    #[n(0)]
    pub member: Member,
    /// Why.
    #[n(1)]
    pub kind: AwardKind,
    /// How much.
    #[n(2)]
    pub amount: Fen,
}

/// The awards of one order: one of each kind at most.
pub type Awards = SmallVec<[Award; 6]>;

/// What the awards of one order depend on.
pub(crate) struct Sale<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) links: &'a Links,
    /// When the order happened in business: the links in force then decide.
    pub(crate) at: Time,
    pub(crate) programme: &'a ProgrammeState,
    pub(crate) rates: &'a AwardRates,
    pub(crate) member: Member,
    pub(crate) merchant: &'a MerchantRow,
    pub(crate) amount: Fen,
}

impl Sale<'_> {
    fn referrer_of(&self, member: Member) -> Option<Member> {
        self.links.referrer(member, self.directory.member_row(member)?.referrer, self.at)
    }

    /// Adds an award, unless nobody is there or it floors to nothing.
    #[inline]
    fn award(&self, found: &mut Awards, kind: AwardKind, member: Option<Member>, rate: BasisPoints) {
        let amount = self.amount.share(rate);
        if let Some(member) = member.filter(|_| amount.is_positive()) {
            found.push(Award { member, kind, amount });
        }
    }
}

/// All awards of one order, in the order of the model.
pub(crate) fn of(sale: &Sale<'_>) -> Awards {
    let mut found = Awards::new();
    // A plan that pays none looks at nobody: they are far apart in memory.
    if *sale.rates == AwardRates::default() {
        return found;
    }
    direct::award(sale, &mut found);
    indirect::award(sale, &mut found);
    recruiter::award(sale, &mut found);
    region::award(sale, &mut found);
    found
}
