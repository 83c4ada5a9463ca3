//! What happens to a clearance campaign and to its goods.

use crate::campaigns::Offer;
use crate::handle::{Campaign, Plan, Programme};
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};

/// See [`super::Event::CampaignOpened`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CampaignOpened {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The next handle of campaigns.
    #[n(1)]
    pub campaign: Campaign,
    /// The outside id.
    #[n(2)]
    pub id: String,
    /// The plan that its orders are booked under.
    #[n(3)]
    pub plan: Plan,
    /// From when its goods are on sale.
    #[n(4)]
    pub from: Time,
    /// From when they are not on sale any more.
    #[n(5)]
    pub until: Time,
    /// The goods, by sku.
    #[n(6)]
    pub goods: Vec<Offer>,
}

/// See [`super::Event::CampaignEnded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CampaignEnded {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The campaign.
    #[n(1)]
    pub campaign: Campaign,
    /// From when its goods are not on sale any more.
    #[n(2)]
    pub at: Time,
}

/// Goods of a campaign in an order, or put back by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Goods {
    /// The campaign, of the order's programme.
    #[n(0)]
    pub campaign: Campaign,
    /// Which of its goods, from 0 in the order of their skus.
    #[n(1)]
    pub place: u16,
    /// How many pieces.
    #[n(2)]
    pub quantity: u32,
}

impl Goods {
    /// What of them is put back when `given_back` of the `amount` of their order is: whole pieces only.
    #[must_use]
    pub fn put_back(self, given_back: Fen, amount: Fen) -> Self {
        let pieces = Fen::new(self.quantity.into()).part(given_back, amount).get();
        Self { quantity: u32::try_from(pieces).unwrap_or(self.quantity), ..self }
    }

    /// What of them is kept then.
    #[must_use]
    pub fn kept(self, given_back: Fen, amount: Fen) -> Self {
        Self { quantity: self.quantity - self.put_back(given_back, amount).quantity, ..self }
    }

    /// What of these is no longer among `after`; nothing where all of them are.
    #[must_use]
    pub fn less(self, after: Self) -> Option<Self> {
        let quantity = self.quantity.checked_sub(after.quantity).filter(|quantity| *quantity > 0)?;
        Some(Self { quantity, ..self })
    }
}
