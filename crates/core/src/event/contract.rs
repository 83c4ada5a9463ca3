//! What happens to the contract of a region agent.

use crate::contracts::CutShort;
use crate::divisions::Division;
use crate::handle::{Contract, Member, Programme};
use crate::units::{Day, Fen};
use minicbor::{Decode, Encode};

/// See [`super::Event::ContractSigned`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContractSigned {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The next handle of contracts.
    #[n(1)]
    pub contract: Contract,
    /// The outside id.
    #[n(2)]
    pub id: String,
    /// The region, by its code.
    #[n(3)]
    pub division: Division,
    /// The agent.
    #[n(4)]
    pub member: Member,
    /// The first day.
    #[n(5)]
    pub from: Day,
    /// For how many days.
    #[n(6)]
    pub days: u32,
    /// SHA-256 of the signed document.
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub document: [u8; 32],
    /// What the agent paid: it is earned day by day.
    #[n(8)]
    pub fee: Fen,
}

/// See [`super::Event::ContractCutShort`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContractCutShort {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The contract.
    #[n(1)]
    pub contract: Contract,
    /// Its agent, whose balance receives what is given back.
    #[n(2)]
    pub member: Member,
    /// For how many days it is in force now.
    #[n(3)]
    pub days_in_force: u32,
    /// What of its fee is given back.
    #[n(4)]
    pub given_back: Fen,
    /// Why.
    #[n(5)]
    pub why: CutShort,
}

/// See [`super::Event::ContractFeeEarned`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContractFeeEarned {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The contract.
    #[n(1)]
    pub contract: Contract,
    /// How many of its days are over.
    #[n(2)]
    pub passed: u32,
    /// What is the operator's because of it.
    #[n(3)]
    pub amount: Fen,
}

/// See [`super::Event::ContractExpired`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContractExpired {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The contract.
    #[n(1)]
    pub contract: Contract,
}
