//! Whom something is about: a person of the office, a member, a merchant.

use serde::{Deserialize, Serialize};

/// Who has a number in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A member.
    Member,
    /// A merchant.
    Merchant,
}

impl PartyKind {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Merchant => "merchant",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Member, Self::Merchant].into_iter().find(|kind| kind.name() == name)
    }
}

/// A member or a merchant, by the number that stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// Which of the two.
    pub kind: PartyKind,
    /// Its number.
    pub number: String,
}

impl Party {
    /// The member of this number.
    #[must_use]
    pub fn member(number: &str) -> Self {
        Self { kind: PartyKind::Member, number: number.to_owned() }
    }

    /// The merchant of this number.
    #[must_use]
    pub fn merchant(number: &str) -> Self {
        Self { kind: PartyKind::Merchant, number: number.to_owned() }
    }

    /// As it stands in the audit: `member:m1`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.kind.name(), self.number)
    }
}

/// Whom contact data is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A person of the office, by opaque id.
    Person(String),
    /// A member or a merchant.
    Party(Party),
}

impl Subject {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Party(party) => party.kind.name(),
        }
    }

    pub(crate) fn number(&self) -> &str {
        match self {
            Self::Person(id) => id,
            Self::Party(party) => &party.number,
        }
    }

    pub(crate) fn label(&self) -> String {
        match self {
            Self::Person(id) => id.clone(),
            Self::Party(party) => party.label(),
        }
    }
}

impl From<Party> for Subject {
    fn from(party: Party) -> Self {
        Self::Party(party)
    }
}
