//! Members, merchants and agents (sections 1, 6 and 10), and reading the arguments of a step.

use serde_json::{Value, json};

use crate::BP;
use crate::model::{Merchant, Model};
use crate::rules::{Basis, Margin};

impl Model {
    /// Section 6: the referrer is locked when the member registers.
    pub(crate) fn add_member(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "id")?;
        let referrer = text_or_null(step, "referrer")?;
        if self.members.contains_key(id) {
            return Err("member_exists".into());
        }
        self.known(referrer, "referrer_unknown")?;
        self.members.insert(id.into(), referrer.map(String::from));
        self.registered.push(id.into());
        if let Some(referrer) = referrer {
            self.register_link(id, referrer);
        }
        Ok(json!({}))
    }

    /// Section 1: a merchant sells under one plan and may have its own take rate.
    pub(crate) fn add_merchant(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "id")?;
        let name = text(step, "plan")?;
        let take = int_or_null(step, "take_bp")?;
        let owner = text_or_null(step, "owner")?;
        let recruiter = text_or_null(step, "recruiter")?;
        let region: Option<Vec<String>> = serde_json::from_value(step["region"].clone()).map_err(|_| "malformed")?;
        if self.merchants.contains_key(id) {
            return Err("merchant_exists".into());
        }
        let plan = self.rules.plans.get(name).ok_or("plan_unknown")?;
        if take.is_some() && plan.margin == Margin::Cost {
            return Err("take_rate_unexpected".into());
        }
        let take_bp = take.map(u128::try_from).transpose().map_err(|_| "take_rate_too_low")?;
        if let Some(rate) = take_bp {
            // The page has no code for a rate above the whole order: not an operation of it.
            if rate > BP {
                return Err("malformed".into());
            }
            // Both sides in parts of 10⁸ of the order amount.
            let mut lines = 0;
            for line in plan.split.values() {
                lines += match line.basis {
                    Basis::Amount => line.bp * BP,
                    Basis::Commission => line.bp * rate,
                };
            }
            if lines > rate * BP {
                return Err("take_rate_too_low".into());
            }
        }
        self.known(owner, "owner_unknown")?;
        self.known(recruiter, "recruiter_unknown")?;
        self.merchants.insert(
            id.into(),
            Merchant {
                plan: name.into(),
                take_bp,
                owner: owner.map(String::from),
                recruiter: recruiter.map(String::from),
                region,
            },
        );
        Ok(json!({}))
    }

    /// Section 6: a new appointment replaces the old one.
    pub(crate) fn appoint_agent(&mut self, step: &Value) -> Result<Value, String> {
        let region = text(step, "region")?;
        let member = text(step, "member")?;
        self.known(Some(member), "member_unknown")?;
        if self.is_under_contract(region) {
            return Err("region_under_contract".into());
        }
        self.agents.insert(region.into(), member.into());
        Ok(json!({}))
    }

    /// When a member registered, counted from the first.
    pub(crate) fn registered(&self, member: &str) -> usize {
        self.registered.iter().position(|known| known == member).unwrap_or(usize::MAX)
    }

    /// Nobody, or somebody who is a member.
    fn known(&self, member: Option<&str>, code: &str) -> Result<(), String> {
        match member {
            Some(id) if !self.members.contains_key(id) => Err(code.into()),
            _ => Ok(()),
        }
    }
}

/// A string argument.
pub(crate) fn text<'a>(step: &'a Value, name: &str) -> Result<&'a str, String> {
    step[name].as_str().ok_or_else(|| "malformed".into())
}

/// A string argument that may be null or absent.
pub(crate) fn text_or_null<'a>(step: &'a Value, name: &str) -> Result<Option<&'a str>, String> {
    match &step[name] {
        Value::Null => Ok(None),
        _ => text(step, name).map(Some),
    }
}

/// An integer argument.
pub(crate) fn int(step: &Value, name: &str) -> Result<i128, String> {
    let number = &step[name];
    match (number.as_i64(), number.as_u64()) {
        (Some(small), _) => Ok(small.into()),
        (None, Some(large)) => Ok(large.into()),
        (None, None) => Err("malformed".into()),
    }
}

/// An integer argument that may be null or absent.
pub(crate) fn int_or_null(step: &Value, name: &str) -> Result<Option<i128>, String> {
    match &step[name] {
        Value::Null => Ok(None),
        _ => int(step, name).map(Some),
    }
}
