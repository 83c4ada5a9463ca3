//! `docs/contracts.md`: region agents by contract, and their fees day by day.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::{day_number, day_of, midnight};
use crate::model::Model;
use crate::registry::{int_or_null, text};
use crate::view::num;

/// What contracts may ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRules {
    /// The most that an agent may pay.
    #[serde(default)]
    pub fee_max_fen: i128,
}

/// A contract; days are counted, and it is in force from `from` until the day before `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contract {
    id: String,
    region: String,
    member: String,
    from: i64,
    until: i64,
    days: u128,
    fee: u128,
    earned: u128,
    given_back: u128,
}

impl Contract {
    /// One that was ended before it began does not count.
    fn was_ever(&self) -> bool {
        self.from < self.until
    }

    /// What of the fee is earned when `today` has begun.
    fn earned_on(&self, today: i64) -> u128 {
        let days = |until: i64| u128::try_from(until - self.from).unwrap_or(0);
        if today >= self.until { self.fee - self.given_back } else { self.fee * days(today) / self.days }
    }
}

impl Model {
    pub(crate) fn sign_contract(&mut self, step: &Value) -> Result<Value, String> {
        let (id, division, member) = (text(step, "id")?, text(step, "division")?, text(step, "member")?);
        if self.contracts.iter().any(|contract| contract.id == id) {
            return Err("contract_exists".into());
        }
        let region = region_of(division)?;
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        let (from, to, today) =
            (day_number(text(step, "from")?)?, day_number(text(step, "to")?)?, day_of(self.life.now));
        if from < today || from > today + 36_500 || to < from || to - from + 1 > 36_500 {
            return Err("contract_term_invalid".into());
        }
        let fee = u128::try_from(int_or_null(step, "fee")?.unwrap_or(0)).map_err(|_| "amount_not_positive")?;
        let most = self.rules.contracts.as_ref().map_or(0, |rules| rules.fee_max_fen);
        if fee > u128::try_from(most).unwrap_or(0) {
            return Err("contract_fee_too_high".into());
        }
        let of_region = |contract: &&Contract| contract.region == region && contract.was_ever();
        // One in whose term another begins is refused; the one in force on its first day ends.
        if self.contracts.iter().filter(of_region).any(|other| (from..=to).contains(&other.from)) {
            return Err("contract_overlaps".into());
        }
        let in_force =
            self.contracts.iter().position(|other| other.region == region && other.from <= from && from < other.until);
        let cut_short = in_force.map(|place| (self.contracts[place].id.clone(), self.cut_short(place, from)));
        self.contracts.push(Contract {
            id: id.into(),
            region,
            member: member.into(),
            from,
            until: to + 1,
            days: u128::try_from(to + 1 - from).unwrap_or(1),
            fee,
            earned: 0,
            given_back: 0,
        });
        self.life.cash += fee;
        let given_back = cut_short.as_ref().map_or(0, |(_, given_back)| *given_back);
        Ok(json!({
            "deferred": num(fee), "cut_short": cut_short.map(|(id, _)| id), "given_back": num(given_back),
        }))
    }

    /// A contract ends on the day before `until`: what it cannot earn any more goes back to its agent.
    fn cut_short(&mut self, place: usize, until: i64) -> u128 {
        let contract = &mut self.contracts[place];
        contract.until = until.max(contract.from);
        let in_force = u128::try_from(contract.until - contract.from).unwrap_or(0);
        let all = contract.fee * (contract.days - in_force) / contract.days;
        let now = all - contract.given_back;
        contract.given_back = all;
        *self.balances.entry(contract.member.clone()).or_default() += now;
        now
    }

    pub(crate) fn end_contract(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "contract")?;
        let place = self.contracts.iter().position(|contract| contract.id == id).ok_or("contract_unknown")?;
        let (last, today) = (day_number(text(step, "last_day")?)?, day_of(self.life.now));
        let contract = &self.contracts[place];
        // One that is never in force cannot end earlier.
        if contract.until <= today || contract.from.max(last + 1) >= contract.until {
            return Err("contract_ended".into());
        }
        if last < today - 1 {
            return Err("contract_term_invalid".into());
        }
        let given_back = self.cut_short(place, last + 1);
        Ok(json!({ "deferred": 0, "cut_short": id, "given_back": num(given_back) }))
    }

    /// Whether a region is given by contract from the first day of its first contract on, and to whom on `day`.
    pub(crate) fn agent_of(&self, region: &str, at: i64) -> Option<&str> {
        let day = day_of(at);
        let mut signed = self.contracts.iter().filter(|contract| contract.region == region && contract.was_ever());
        if signed.clone().any(|contract| contract.from <= day) {
            return signed
                .find(|contract| contract.from <= day && day < contract.until)
                .map(|contract| contract.member.as_str());
        }
        self.agents.get(region).map(String::as_str)
    }

    pub(crate) fn is_under_contract(&self, region: &str) -> bool {
        let today = day_of(self.life.now);
        let begun = |contract: &Contract| contract.region == region && contract.was_ever() && contract.from <= today;
        self.contracts.iter().any(begun)
    }

    /// The first moment at which more of a fee can be earned.
    pub(crate) fn next_fee(&self) -> Option<(i64, u64, usize)> {
        let waiting = self.contracts.iter().enumerate().filter(|(_, row)| row.fee > row.earned + row.given_back);
        let next = waiting.map(|(place, row)| {
            let day = (row.from + 1..=row.until).find(|day| row.earned_on(*day) > row.earned);
            (midnight(day.unwrap_or(row.until)), 0, place)
        });
        next.min()
    }

    /// What of a fee is earned today is the operator's.
    pub(crate) fn earn_fee(&mut self, place: usize) -> u128 {
        let today = day_of(self.life.now);
        let contract = &mut self.contracts[place];
        let earned = contract.earned_on(today) - contract.earned;
        contract.earned += earned;
        self.platform += earned;
        earned
    }

    /// What contracts are still to earn.
    pub(crate) fn deferred_income(&self) -> u128 {
        self.contracts.iter().map(|contract| contract.fee - contract.earned - contract.given_back).sum()
    }

    /// Contracts with their fees.
    #[must_use]
    pub fn contracts(&self) -> Vec<Value> {
        let row = |contract: &Contract| {
            let Contract { id, member, fee, earned, given_back, .. } = contract;
            json!({
                "contract": id, "member": member, "days": contract.until - contract.from, "fee": num(*fee),
                "earned": num(*earned), "given_back": num(*given_back),
            })
        };
        self.contracts.iter().map(row).collect()
    }
}

/// The path of a division: what a code is part of follows from its digits.
fn region_of(code: &str) -> Result<String, String> {
    // The table itself is data that is not repeated here; no province begins with 99.
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) || code.starts_with("99") {
        return Err("division_unknown".into());
    }
    let (province, city) = (format!("{}0000", &code[..2]), format!("{}00", &code[..4]));
    let mut path = vec![province];
    for part in [city, code.to_owned()] {
        if path.last() != Some(&part) && !part.ends_with("0000") {
            path.push(part);
        }
    }
    Ok(path.join("/"))
}
