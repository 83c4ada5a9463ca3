//! What people are in the office.

use crate::scope::Scope;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A role of a person. What each may do stands with the scopes ([`Scope::roles`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, and who else may do what.
    Owner,
    /// Money: withdrawals, injections, corrections, statements.
    Finance,
    /// The daily business: orders, members, merchants.
    Operator,
    /// Answers questions of members and merchants; sees their contact data, moves nothing.
    Support,
    /// Reads everything but contact data, changes nothing.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Finance, Self::Operator, Self::Support, Self::Auditor];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Finance => "finance",
            Self::Operator => "operator",
            Self::Support => "support",
            Self::Auditor => "auditor",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether people of this role may do what needs `scope`.
    #[must_use]
    pub fn allows(self, scope: Scope) -> bool {
        self == Self::Owner || scope.roles().contains(&self)
    }
}

/// Roles as they stand in the database. A name that this version does not know gives nothing.
pub(crate) fn parse_roles(text: &str) -> BTreeSet<Role> {
    text.split_whitespace().filter_map(Role::parse).collect()
}

pub(crate) fn write_roles(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_and_read_back() {
        let all = BTreeSet::from(Role::ALL);
        assert_eq!(parse_roles(&write_roles(&all)), all);
        assert_eq!(parse_roles("auditor emperor"), BTreeSet::from([Role::Auditor]));
    }

    #[test]
    fn an_auditor_changes_nothing_and_only_the_owner_does_everything() {
        for scope in Scope::ALL.iter().copied() {
            assert!(Role::Owner.allows(scope));
            assert!(!(Role::Auditor.allows(scope) && scope.name().ends_with(":write")), "{}", scope.name());
        }
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
            assert!(!role.allows(Scope::PeopleWrite) && !role.allows(Scope::KeysWrite), "{}", role.name());
        }
        assert!(!Role::Auditor.allows(Scope::ContactsRead));
    }
}
