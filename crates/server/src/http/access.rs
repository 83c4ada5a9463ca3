//! Who may do what. The document of the API says which scope each operation needs; this table is read off it, so that what
//! is documented and what is enforced cannot differ, and an operation without a word about it does not start.

use std::collections::HashMap;
use utoipa::openapi::OpenApi;

/// What an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: anybody may ask.
    Public,
    /// One of these scopes, by how whoever asks came in: what is not offered to keys, no key can do.
    Scopes {
        /// Of an integrator's key.
        key: Vec<String>,
        /// Of somebody who signed in.
        session: Vec<String>,
    },
}

/// What each operation needs, by path template and method.
#[derive(Clone, Debug, Default)]
pub struct AccessTable {
    paths: HashMap<String, Vec<(String, Requirement)>>,
}

impl AccessTable {
    /// The table of a document; the operations that say nothing about who may use them.
    pub fn read(document: &OpenApi) -> Result<Self, Vec<String>> {
        let mut table = Self::default();
        let mut silent = Vec::new();
        let document = serde_json::to_value(document).unwrap_or_default();
        let paths = document["paths"].as_object().cloned().unwrap_or_default();
        for (path, item) in paths {
            for (method, operation) in item.as_object().cloned().unwrap_or_default() {
                match requirement(&operation["security"]) {
                    Some(requirement) => {
                        table.paths.entry(path.clone()).or_default().push((method.to_uppercase(), requirement));
                    }
                    None => silent.push(format!("{} {path}", method.to_uppercase())),
                }
            }
        }
        if silent.is_empty() { Ok(table) } else { Err(silent) }
    }

    /// What an operation needs; none for one that is not in the document.
    #[must_use]
    pub fn of(&self, method: &str, path: &str) -> Option<&Requirement> {
        let methods = self.paths.get(path)?;
        methods.iter().find(|(offered, _)| offered == method).map(|(_, requirement)| requirement)
    }
}

fn requirement(security: &serde_json::Value) -> Option<Requirement> {
    let alternatives = security.as_array()?;
    let (mut key, mut session) = (Vec::new(), Vec::new());
    for alternative in alternatives {
        let schemes = alternative.as_object()?;
        if schemes.is_empty() {
            return Some(Requirement::Public);
        }
        for (scheme, needed) in schemes {
            let scopes = if scheme == "key" { &mut key } else { &mut session };
            scopes.extend(needed.as_array()?.iter().filter_map(|scope| scope.as_str().map(str::to_owned)));
        }
    }
    (!key.is_empty() || !session.is_empty()).then_some(Requirement::Scopes { key, session })
}
