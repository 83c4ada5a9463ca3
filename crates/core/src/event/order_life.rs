//! What happens to an order beside its booking: it is placed, returned, held; its awards are frozen and released.

use super::{CoinPart, Goods, Owed};
use crate::handle::{Member, Merchant, Payment, Placed, Programme};
use crate::levels::LevelAward;
use crate::units::{Coins, Day, Fen, Time};
use compact_str::CompactString;
use minicbor::{Decode, Encode};

/// What is out of the ordinary about a booked order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Particulars {
    /// It was placed before: its money comes out of the pending account, and neither from cash nor from a balance.
    #[n(0)]
    pub placed: Option<Placed>,
    /// The part of the amount that the member's balance pays, or paid when it was placed. A refund gives it back there.
    #[n(1)]
    pub from_balance: Fen,
    /// The payment through a provider that paid the rest. A refund goes back through it.
    #[n(2)]
    pub payment: Option<Payment>,
    /// Awards that are frozen first, in the order of the awards; those not named reach balances at once.
    #[n(3)]
    pub freezes: Vec<Freeze>,
    /// When it happened in business, where that is not the business time of the command.
    #[n(4)]
    pub occurred_at: Option<Time>,
    /// What the fund added to the pool contribution before minting, where it did.
    #[n(5)]
    pub subsidy: Option<Fen>,
    /// What went from the fund into the reserve after minting, where anything did.
    #[n(6)]
    pub drip: Option<Fen>,
    /// The goods of a campaign that it sells, under the campaign's plan.
    #[n(9)]
    pub goods: Option<Goods>,
    /// Awards by the levels of uplines, paid from what the other awards leave of the distribution line.
    #[n(7)]
    pub level_awards: Option<Vec<LevelAward>>,
    /// What of the platform's line went into the pot of dividends.
    #[n(8)]
    pub dividend: Option<Fen>,
    /// What coins pay, beside the amount.
    #[n(10)]
    pub coins: Option<CoinPart>,
}

impl Particulars {
    /// What was paid for levels.
    #[must_use]
    pub fn level_awards(&self) -> &[LevelAward] {
        self.level_awards.as_deref().unwrap_or_default()
    }

    /// What went to uplines for their levels and into the pot of dividends: the platform has so much less.
    #[must_use]
    pub fn not_the_platforms(&self) -> Fen {
        let levels: Fen = self.level_awards().iter().map(|award| award.amount).sum();
        levels + self.dividend.unwrap_or_default()
    }

    /// What the fund added to the pool contribution before minting.
    #[must_use]
    pub fn subsidy(&self) -> Fen {
        self.subsidy.unwrap_or_default()
    }

    /// What went from the fund into the reserve after minting.
    #[must_use]
    pub fn drip(&self) -> Fen {
        self.drip.unwrap_or_default()
    }

    /// What the fund gave in all. Ledger and ceilings go by it: sound parts are far below the bound of a sum.
    #[must_use]
    pub fn from_fund(&self) -> Fen {
        self.subsidy() + self.drip()
    }

    /// Whether the award of this place is frozen first.
    pub(crate) fn freezes_award(&self, place: usize) -> bool {
        self.freezes.iter().any(|freeze| usize::from(freeze.award) == place)
    }
}

/// An award that is frozen before it reaches the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Freeze {
    /// Which award of the order, from 0.
    #[n(0)]
    pub award: u8,
    /// The day at whose beginning it is released.
    #[n(1)]
    pub day: Day,
}

/// An award taken back, as far as it was still frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Unfrozen {
    /// Which award of the correction, from 0.
    #[n(0)]
    pub award: u8,
    /// The day at whose beginning it would have been released.
    #[n(1)]
    pub day: Day,
    /// What was still frozen of it.
    #[n(2)]
    pub amount: Fen,
}

/// Where money that is given back goes, when not all of it goes out in cash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct GivenBack {
    /// To the member's balance, which paid it.
    #[n(0)]
    pub to_balance: Fen,
    /// Back through the provider: it stays in the pending account until the provider says that it is done.
    #[n(1)]
    pub owed: Option<Owed>,
}

/// See [`super::Event::OrderPlaced`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrderPlaced {
    /// The next handle of placed orders.
    #[n(0)]
    pub placed: Placed,
    /// The outside id.
    #[n(1)]
    #[cbor(with = "crate::short_text")]
    pub id: CompactString,
    /// The programme.
    #[n(2)]
    pub programme: Programme,
    /// Who bought.
    #[n(3)]
    pub member: Member,
    /// Who sold.
    #[n(4)]
    pub merchant: Merchant,
    /// What was paid.
    #[n(5)]
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(6)]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance paid.
    #[n(7)]
    pub from_balance: Fen,
    /// The payment through a provider that paid the rest, if one did.
    #[n(8)]
    pub payment: Option<Payment>,
    /// When it happened in business: rules and links go by it.
    #[n(9)]
    pub occurred_at: Time,
    /// When it can no longer be returned and is booked.
    #[n(10)]
    pub due_at: Time,
    /// What coins pay, beside the amount.
    #[n(11)]
    pub coins: Option<CoinPart>,
    /// The goods of a campaign that it sells: they are held for it.
    #[n(20)]
    pub goods: Option<Goods>,
}

/// See [`super::Event::OrderReturned`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrderReturned {
    /// The placed order.
    #[n(0)]
    pub placed: Placed,
    /// Its member, who receives the money.
    #[n(1)]
    pub member: Member,
    /// How much of the order was returned.
    #[n(2)]
    pub amount: Fen,
    /// Where the money went, when not all of it went out in cash.
    #[n(3)]
    pub given_back: Option<GivenBack>,
    /// The coins that came back to the member, beside the amount; none of an order without coins.
    #[n(4)]
    pub coins: Option<CoinsBack>,
    /// Goods of a campaign that are on sale again.
    #[n(20)]
    pub put_back: Option<Goods>,
}

/// Coins of a placed order that was returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CoinsBack {
    /// The programme whose coins they are.
    #[n(0)]
    pub programme: Programme,
    /// How many.
    #[n(1)]
    pub coins: Coins,
}

/// See [`super::Event::OrderHeld`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrderHeld {
    /// The placed order.
    #[n(0)]
    pub placed: Placed,
    /// Why it could not be booked: a code of a rejection.
    #[n(1)]
    pub code: String,
}

/// See [`super::Event::AwardsReleased`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AwardsReleased {
    /// Whose.
    #[n(0)]
    pub member: Member,
    /// The day at whose beginning they were due.
    #[n(1)]
    pub day: Day,
    /// How much, of all awards of this member that were due that day.
    #[n(2)]
    pub amount: Fen,
}

/// See [`super::Event::Ticked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ticked {
    /// How many due items were done.
    #[n(0)]
    pub done: u32,
    /// How many are still due, counted up to [`crate::limits::DUE_COUNTED_MAX`].
    #[n(1)]
    pub left: u32,
}
