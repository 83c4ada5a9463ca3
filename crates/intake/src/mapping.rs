//! Which column of the file is what.

use crate::error::IntakeError;

/// The targets as messages list them.
const TARGETS: &str = "time, member, amount (required), order, merchant, cost, referrer (optional)";

/// The targets of a file of claims.
const CLAIM_TARGETS: &str = "member, amount, evidence";

/// The column names of a file of orders, by what they mean.
///
/// Names are compared exactly, after spaces around them are removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// When the order happened.
    pub time: String,
    /// Who bought.
    pub member: String,
    /// What was paid, in yuan.
    pub amount: String,
    /// The number of the order.
    pub order: Option<String>,
    /// The shop that sold.
    pub merchant: Option<String>,
    /// What the goods cost the shop, in yuan.
    pub cost: Option<String>,
    /// Who sent the buyer.
    pub referrer: Option<String>,
}

impl Mapping {
    /// Reads mappings such as `time=date`: the target before the first `=`, the column after it.
    ///
    /// # Errors
    ///
    /// A mapping without `=`, an unknown or repeated target, a missing required target.
    pub fn from_pairs<S: AsRef<str>>(pairs: &[S]) -> Result<Self, IntakeError> {
        let mut columns = Draft::default();
        for pair in pairs {
            let (target, column) = split_pair(pair.as_ref(), TARGETS)?;
            put(columns.slot(target), (target, column), TARGETS)?;
        }
        let required = |column: Option<String>, target| column.ok_or(IntakeError::MappingMissing { target });
        Ok(Self {
            time: required(columns.time, "time")?,
            member: required(columns.member, "member")?,
            amount: required(columns.amount, "amount")?,
            order: columns.order,
            merchant: columns.merchant,
            cost: columns.cost,
            referrer: columns.referrer,
        })
    }
}

/// The column names of a file of claims, by what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimMapping {
    /// Who is owed.
    pub member: String,
    /// How much, in yuan.
    pub amount: String,
    /// SHA-256 of the document that shows it.
    pub evidence: String,
}

impl ClaimMapping {
    /// As [`Mapping::from_pairs`], of claims. A target that is not mapped is the column of its own name.
    ///
    /// # Errors
    ///
    /// A mapping without `=`, an unknown or repeated target.
    pub fn from_pairs<S: AsRef<str>>(pairs: &[S]) -> Result<Self, IntakeError> {
        let (mut member, mut amount, mut evidence) = (None, None, None);
        for pair in pairs {
            let (target, column) = split_pair(pair.as_ref(), CLAIM_TARGETS)?;
            let slot = match target {
                "member" => Some(&mut member),
                "amount" => Some(&mut amount),
                "evidence" => Some(&mut evidence),
                _ => None,
            };
            put(slot, (target, column), CLAIM_TARGETS)?;
        }
        let own = |column: Option<String>, name: &str| column.unwrap_or_else(|| name.to_owned());
        Ok(Self { member: own(member, "member"), amount: own(amount, "amount"), evidence: own(evidence, "evidence") })
    }
}

/// The target and the column of one `target=column`; the targets are `targets`.
fn split_pair<'a>(pair: &'a str, targets: &'static str) -> Result<(&'a str, &'a str), IntakeError> {
    let (target, column) = pair.split_once('=').unwrap_or_default();
    let (target, column) = (target.trim(), column.trim());
    if target.is_empty() || column.is_empty() {
        return Err(IntakeError::MappingMalformed { pair: pair.to_owned(), targets });
    }
    Ok((target, column))
}

/// Puts a column into the slot of its target; nothing for a slot is a target that there is not.
fn put(
    slot: Option<&mut Option<String>>,
    (target, column): (&str, &str),
    targets: &'static str,
) -> Result<(), IntakeError> {
    let slot = slot.ok_or_else(|| IntakeError::MappingUnknown { target: target.to_owned(), targets })?;
    if slot.replace(column.to_owned()).is_some() {
        return Err(IntakeError::MappingRepeated { target: target.to_owned() });
    }
    Ok(())
}

/// A mapping while it is read: nothing is required yet.
#[derive(Default)]
struct Draft {
    time: Option<String>,
    member: Option<String>,
    amount: Option<String>,
    order: Option<String>,
    merchant: Option<String>,
    cost: Option<String>,
    referrer: Option<String>,
}

impl Draft {
    fn slot(&mut self, target: &str) -> Option<&mut Option<String>> {
        match target {
            "time" => Some(&mut self.time),
            "member" => Some(&mut self.member),
            "amount" => Some(&mut self.amount),
            "order" => Some(&mut self.order),
            "merchant" => Some(&mut self.merchant),
            "cost" => Some(&mut self.cost),
            "referrer" => Some(&mut self.referrer),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mapping;

    #[test]
    fn reads_all_targets() {
        let mapping = Mapping::from_pairs(&[
            "time=date",
            " member = 会员 ",
            "amount=a=b",
            "order=o",
            "merchant=m",
            "cost=c",
            "referrer=r",
        ])
        .unwrap();
        assert_eq!(mapping.time, "date");
        assert_eq!(mapping.member, "会员");
        assert_eq!(mapping.amount, "a=b");
        assert_eq!(mapping.order.as_deref(), Some("o"));
        assert_eq!(mapping.merchant.as_deref(), Some("m"));
        assert_eq!(mapping.cost.as_deref(), Some("c"));
        assert_eq!(mapping.referrer.as_deref(), Some("r"));
    }

    #[test]
    fn says_what_is_wrong_and_what_is_allowed() {
        let cases: [(&[&str], &str, &str); 6] = [
            (&["date"], "mapping_malformed", "target=column"),
            (&["time="], "mapping_malformed", "referrer"),
            (&["=date"], "mapping_malformed", "referrer"),
            (&["when=date"], "mapping_unknown", "referrer"),
            (&["time=a", "time=b"], "mapping_repeated", "one column"),
            (&["time=a", "amount=b"], "mapping_missing", "`member`"),
        ];
        for (pairs, code, hint) in cases {
            let error = Mapping::from_pairs(pairs).unwrap_err();
            assert_eq!(error.code(), code, "{pairs:?}");
            assert!(error.to_string().contains(hint), "{error}");
        }
    }
}
