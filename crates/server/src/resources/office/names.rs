//! Roles, scopes and kinds as the document of the API lists them.

use ratchet_office::{Party, PartyKind, Role, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// What a person is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(pub BTreeSet<Role>);

/// What may be done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(pub BTreeSet<Scope>);

fn list_of(names: Vec<&'static str>, sentence: String) -> RefOr<Schema> {
    let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    ArrayBuilder::new().items(name.build()).description(Some(sentence)).build().into()
}

impl PartialSchema for Roles {
    fn schema() -> RefOr<Schema> {
        list_of(Role::ALL.iter().map(|role| role.name()).collect(), "What a person is.".to_owned())
    }
}

impl ToSchema for Roles {}

impl PartialSchema for Scopes {
    fn schema() -> RefOr<Schema> {
        let lines = Scope::ALL.iter().map(|scope| format!("- `{}`: {}", scope.name(), scope.sentence()));
        let sentence = std::iter::once("What may be done.\n".to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
        list_of(Scope::ALL.iter().map(|scope| scope.name()).collect(), sentence)
    }
}

impl ToSchema for Scopes {}

/// Who signs in by a code.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A member.
    Member,
    /// A merchant.
    Merchant,
}

impl From<Kind> for PartyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Member => Self::Member,
            Kind::Merchant => Self::Merchant,
        }
    }
}

impl Kind {
    pub(super) fn party(self, number: String) -> Party {
        Party { kind: self.into(), number }
    }
}
