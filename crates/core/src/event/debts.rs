//! Old debts: claims are imported and converted into coins; coins pay for goods and bring points that are locked at first.

use crate::handle::{Member, Merchant, Order, Position, Programme};
use crate::rules::Cap;
use crate::units::{Coins, Fen, Points};
use minicbor::{Decode, Encode};

/// See [`super::Event::ClaimImported`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClaimImported {
    /// The programme that settles it.
    #[n(0)]
    pub programme: Programme,
    /// Who is owed.
    #[n(1)]
    pub member: Member,
    /// How much.
    #[n(2)]
    pub amount: Coins,
    /// SHA-256 of the document that shows it.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub evidence: [u8; 32],
}

/// See [`super::Event::ClaimConverted`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClaimConverted {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// Whose claim.
    #[n(1)]
    pub member: Member,
    /// How many coins it became.
    #[n(2)]
    pub amount: Coins,
}

/// What coins pay of an order, beside its amount, which is what money pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct CoinPart {
    /// How many coins.
    #[n(0)]
    pub coins: Coins,
    /// Their part of what the goods cost, under a cost plan.
    #[n(1)]
    pub cost: Option<Fen>,
    /// What the merchant gets for them from the platform account; nothing before the order is booked.
    #[n(2)]
    pub to_merchant: Fen,
    /// The position of the points that came with them: known to the state once they were granted, and never to the event
    /// of the booking.
    #[n(3)]
    pub position: Option<Position>,
}

/// See [`super::Event::PointsGranted`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PointsGranted {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The order that was paid with coins.
    #[n(1)]
    pub order: Order,
    /// Who bought.
    #[n(2)]
    pub member: Member,
    /// The coins spent: what the position's target is reckoned of.
    #[n(3)]
    pub coins: Coins,
    /// What left the fund for the reserve.
    #[n(4)]
    pub from_fund: Fen,
    /// Units minted for it.
    #[n(5)]
    pub points: Points,
    /// The position that takes them, which this event opens.
    #[n(6)]
    pub position: Position,
    /// The cap of the position.
    #[n(7)]
    pub cap: Cap,
    /// In how many tranches they are released.
    #[n(8)]
    pub tranches: u32,
    /// Days from one tranche to the next.
    #[n(9)]
    pub tranche_days: u32,
}

/// See [`super::Event::TrancheReleased`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TrancheReleased {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The position.
    #[n(1)]
    pub position: Position,
    /// Units that can be sold from now on.
    #[n(2)]
    pub points: Points,
}

/// See [`super::Event::CoinsTakenBack`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CoinsTakenBack {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The order that is corrected.
    #[n(1)]
    pub order: Order,
    /// Who bought, and has the coins again.
    #[n(2)]
    pub member: Member,
    /// Who sold.
    #[n(3)]
    pub merchant: Merchant,
    /// How many coins.
    #[n(4)]
    pub coins: Coins,
    /// What the merchant got for them, back to the platform account.
    #[n(5)]
    pub from_merchant: Fen,
    /// The position of the points that came with them, if any did; it closes.
    #[n(6)]
    pub position: Option<Position>,
    /// Its units, burned.
    #[n(7)]
    pub burned: Points,
    /// What the reserve gives back to the fund.
    #[n(8)]
    pub to_fund: Fen,
}
