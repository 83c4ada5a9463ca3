//! Months that are closed, and the register of shares that their dividends are shared by.

use crate::dividends::DividendPart;
use crate::handle::{Member, Programme};
use crate::month::Month;
use crate::periods::MemberPeriod;
use crate::units::{Fen, Shares, Time};
use minicbor::{Decode, Encode};

/// See [`super::Event::PeriodClosing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PeriodClosing {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The month.
    #[n(1)]
    pub month: Month,
    /// When it began.
    #[n(2)]
    pub begins: Time,
    /// When it was over.
    #[n(3)]
    pub ends: Time,
    /// The version of the rules in force at its end.
    #[n(4)]
    pub version: u32,
    /// Orders of the month.
    #[n(5)]
    pub orders: u32,
    /// Members there are.
    #[n(6)]
    pub members: u32,
}

/// See [`super::Event::PeriodAdvanced`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PeriodAdvanced {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// Steps done so far.
    #[n(1)]
    pub steps: u64,
}

/// See [`super::Event::PeriodStated`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PeriodStated {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The month.
    #[n(1)]
    pub month: Month,
    /// By member, those of whom there is anything to tell.
    #[n(2)]
    pub rows: Vec<MemberPeriod>,
    /// The member whose statement comes next.
    #[n(3)]
    pub next: Member,
}

/// See [`super::Event::PeriodClosed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PeriodClosed {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The month.
    #[n(1)]
    pub month: Month,
    /// What the orders of the month brought into the pot.
    #[n(2)]
    pub accrued: Fen,
    /// What went back to the platform for orders of months closed before.
    #[n(3)]
    pub charged: Fen,
    /// What stays in the pot of this month and those before.
    #[n(4)]
    pub kept: Fen,
    /// What the holders get, by member.
    #[n(5)]
    pub parts: Vec<DividendPart>,
}

impl PeriodClosed {
    /// What was shared.
    #[must_use]
    pub fn shared(&self) -> Fen {
        self.parts.iter().map(|part| part.amount).sum()
    }
}

/// See [`super::Event::SharesSet`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SharesSet {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The holder.
    #[n(1)]
    pub member: Member,
    /// What the member held before.
    #[n(2)]
    pub before: Shares,
    /// What the member holds now.
    #[n(3)]
    pub shares: Shares,
    /// Hash of the document that it rests on.
    #[n(4)]
    pub document: Option<String>,
}

/// The dividend of an order that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DividendBack {
    /// What the order brought into the pot.
    #[n(0)]
    pub amount: Fen,
    /// Who bears it.
    #[n(1)]
    pub bearer: DividendBearer,
}

/// Who bears the dividend of an order that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DividendBearer {
    /// The pot, which still has it: the month of the order is open.
    #[n(0)]
    Pot,
    /// The platform, until the next closing gives it back: the month of the order is closed, and its pot was shared.
    #[n(1)]
    NextPot,
}

impl DividendBack {
    /// What the pot pays at once.
    #[must_use]
    pub fn from_pot(&self) -> Fen {
        if self.bearer == DividendBearer::Pot { self.amount } else { Fen::ZERO }
    }
}
