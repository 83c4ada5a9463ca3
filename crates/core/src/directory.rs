//! Who takes part: members, merchants and regions of the deployment, with the money that each is owed.

use crate::event::{MemberAdded, MerchantAdded};
use crate::handle::{Member, Merchant, Plan, Programme, Region};
use crate::limits::REGION_LEVELS_MAX;
use crate::names::Names;
use crate::units::{BasisPoints, Fen};
use minicbor::{Decode, Encode};

/// A member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MemberRow {
    /// Who referred the member, for good.
    #[n(0)]
    pub referrer: Option<Member>,
    /// Money that the member owns.
    #[n(1)]
    pub balance: Fen,
}

/// A merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MerchantRow {
    /// The programme that it sells in.
    #[n(0)]
    pub programme: Programme,
    /// The plan that it sells under.
    #[n(1)]
    pub plan: Plan,
    /// Its own take rate, if any.
    #[n(2)]
    pub take_bp: Option<BasisPoints>,
    /// The member who owns it.
    #[n(3)]
    pub owner: Option<Member>,
    /// The member who recruited it.
    #[n(4)]
    pub recruiter: Option<Member>,
    /// Its region and those around it: province, city, district.
    #[n(5)]
    pub regions: [Option<Region>; REGION_LEVELS_MAX],
    /// Money that it is owed.
    #[n(6)]
    pub payable: Fen,
}

/// An addition that can be taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DirectoryUndo {
    Member,
    Merchant,
    Region,
}

/// The directory of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Ids of members.
    pub member_names: Names,
    /// Ids of merchants.
    pub merchant_names: Names,
    /// Paths of regions, joined by `/`.
    pub region_names: Names,
    pub(crate) members: Vec<MemberRow>,
    pub(crate) merchants: Vec<MerchantRow>,
}

impl Directory {
    /// Nobody yet; ids are hashed under `key`.
    #[must_use]
    pub fn new(key: [u8; 16]) -> Self {
        Self {
            member_names: Names::new(key),
            merchant_names: Names::new(key),
            region_names: Names::new(key),
            ..Self::default()
        }
    }

    /// The member of this id.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<Member> {
        self.member_names.find(id).map(Member)
    }

    /// The merchant of this id.
    #[must_use]
    pub fn merchant(&self, id: &str) -> Option<Merchant> {
        self.merchant_names.find(id).map(Merchant)
    }

    /// The region of this path.
    #[must_use]
    pub fn region(&self, path: &[String]) -> Option<Region> {
        self.region_names.find(&path.join("/")).map(Region)
    }

    /// What is known of a member.
    #[must_use]
    pub fn member_row(&self, member: Member) -> Option<&MemberRow> {
        self.members.get(member.place())
    }

    /// What is known of a merchant.
    #[must_use]
    pub fn merchant_row(&self, merchant: Merchant) -> Option<&MerchantRow> {
        self.merchants.get(merchant.place())
    }

    /// All members by handle, with their ids.
    pub fn members(&self) -> impl Iterator<Item = (Member, &str, &MemberRow)> {
        let rows = self.members.iter().zip(self.member_names.iter());
        rows.enumerate().map(|(place, (row, id))| (Member::at(place), id, row))
    }

    /// All merchants by handle, with their ids.
    pub fn merchants(&self) -> impl Iterator<Item = (Merchant, &str, &MerchantRow)> {
        let rows = self.merchants.iter().zip(self.merchant_names.iter());
        rows.enumerate().map(|(place, (row, id))| (Merchant::at(place), id, row))
    }

    /// Registers a member; nothing when there is no more room.
    pub(crate) fn add_member(&mut self, event: &MemberAdded, undo: &mut Vec<DirectoryUndo>) -> Option<Member> {
        let member = Member(self.member_names.add(&event.id)?);
        self.members.push(MemberRow { referrer: event.referrer, balance: Fen::ZERO });
        undo.push(DirectoryUndo::Member);
        Some(member)
    }

    /// Registers a merchant and the regions that it names; nothing when there is no more room.
    pub(crate) fn add_merchant(&mut self, event: &MerchantAdded, undo: &mut Vec<DirectoryUndo>) -> Option<Merchant> {
        let mut regions = [None; REGION_LEVELS_MAX];
        for (level, region) in regions.iter_mut().enumerate().take(event.region.len()) {
            *region = Some(self.intern_region(&event.region[..=level], undo)?);
        }
        let merchant = Merchant(self.merchant_names.add(&event.id)?);
        self.merchants.push(MerchantRow {
            programme: event.programme,
            plan: event.plan,
            take_bp: event.take_bp,
            owner: event.owner,
            recruiter: event.recruiter,
            regions,
            payable: Fen::ZERO,
        });
        undo.push(DirectoryUndo::Merchant);
        Some(merchant)
    }

    /// The region of this path, new or known; nothing when there is no more room.
    pub(crate) fn intern_region(&mut self, path: &[String], undo: &mut Vec<DirectoryUndo>) -> Option<Region> {
        let path = path.join("/");
        if let Some(place) = self.region_names.find(&path) {
            return Some(Region(place));
        }
        let place = self.region_names.add(&path)?;
        undo.push(DirectoryUndo::Region);
        Some(Region(place))
    }

    /// Takes one change back; changes are taken back in the reverse of their order.
    pub(crate) fn undo(&mut self, change: DirectoryUndo) {
        match change {
            DirectoryUndo::Member => {
                self.members.pop();
                self.member_names.remove_last();
            }
            DirectoryUndo::Merchant => {
                self.merchants.pop();
                self.merchant_names.remove_last();
            }
            DirectoryUndo::Region => self.region_names.remove_last(),
        }
    }
}

/// Canonical form of names: their key is the deployment's, so only the texts are written, in order of arrival.
pub(crate) fn encode_names<W: minicbor::encode::Write>(
    names: &Names,
    out: &mut minicbor::Encoder<W>,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    out.array(names.len() as u64)?;
    for name in names.iter() {
        out.str(name)?;
    }
    Ok(())
}

pub(crate) fn decode_names(
    names: &mut Names,
    input: &mut minicbor::Decoder<'_>,
) -> Result<(), minicbor::decode::Error> {
    for name in input.array_iter::<&str>()? {
        let name = name?;
        if names.find(name).is_some() || names.add(name).is_none() {
            return Err(minicbor::decode::Error::message("a name stands twice"));
        }
    }
    Ok(())
}

impl Directory {
    /// Writes the canonical form.
    pub(crate) fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encode_names(&self.member_names, out)?;
        encode_names(&self.merchant_names, out)?;
        encode_names(&self.region_names, out)?;
        out.encode(&self.members)?.encode(&self.merchants)?;
        Ok(())
    }

    /// Reads the canonical form; ids are hashed under `key`.
    pub(crate) fn decode(input: &mut minicbor::Decoder<'_>, key: [u8; 16]) -> Result<Self, minicbor::decode::Error> {
        let mut directory = Self::new(key);
        decode_names(&mut directory.member_names, input)?;
        decode_names(&mut directory.merchant_names, input)?;
        decode_names(&mut directory.region_names, input)?;
        directory.members = input.decode()?;
        directory.merchants = input.decode()?;
        if directory.members.len() != directory.member_names.len()
            || directory.merchants.len() != directory.merchant_names.len()
        {
            return Err(minicbor::decode::Error::message("names and rows do not agree"));
        }
        Ok(directory)
    }
}
