//! `docs/mechanism/allotments.md`: a register of who was allotted what, for points or for contribution.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::MAX_AMOUNT;
use crate::model::{Model, positive};
use crate::registry::{int, int_or_null, text};
use crate::view::{exit_rows, num};

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    units: u128,
    member_max: u128,
    points_per_unit: Option<u128>,
    contribution_per_unit: Option<u128>,
    opens_at: i128,
    closes_at: i128,
    locked_until: i128,
    is_for_issuer: bool,
    issue_price: Option<u128>,
    /// By member: units, burned, value, contribution.
    holders: BTreeMap<String, [u128; 4]>,
    reasons: Vec<(String, String)>,
}

impl Offer {
    fn allotted(&self) -> u128 {
        self.holders.values().map(|row| row[0]).sum()
    }

    /// Within the window, the offer and what one member may have.
    fn check(&self, member: &str, units: u128, now: i64) -> Result<(), String> {
        if !(self.opens_at..self.closes_at).contains(&now.into()) {
            return Err("offer_window_closed".into());
        }
        let own = self.holders.get(member).map_or(0, |row| row[0]);
        let is_enough = self.allotted() + units <= self.units && own + units <= self.member_max;
        if is_enough { Ok(()) } else { Err("offer_exhausted".into()) }
    }
}

impl Model {
    pub(crate) fn open_offer(&mut self, step: &Value) -> Result<Value, String> {
        self.takes_changes()?;
        let id = text(step, "id")?;
        if self.offers.contains_key(id) {
            return Err("offer_exists".into());
        }
        let count =
            |name: &str| Ok::<_, String>(int_or_null(step, name)?.map(|count| u128::try_from(count).unwrap_or(0)));
        let units = count("units")?.ok_or("malformed")?;
        let offer = Offer {
            units,
            member_max: count("member_max")?.unwrap_or(units),
            points_per_unit: count("points_per_unit")?,
            contribution_per_unit: count("contribution_per_unit")?,
            opens_at: int(step, "opens_at")?,
            closes_at: int(step, "closes_at")?,
            locked_until: int(step, "locked_until")?,
            is_for_issuer: text(step, "proceeds")? == "to_issuer",
            issue_price: count("issue_price")?,
            holders: BTreeMap::new(),
            reasons: Vec::new(),
        };
        let is_sound = (1..=1_000_000_000_000).contains(&units)
            && (1..=units).contains(&offer.member_max)
            && offer.opens_at < offer.closes_at
            && offer.locked_until >= offer.opens_at
            && offer.points_per_unit != Some(0)
            && offer.contribution_per_unit != Some(0)
            && !(offer.is_for_issuer && offer.points_per_unit.is_none());
        if !is_sound {
            return Err("offer_invalid".into());
        }
        self.offers.insert(id.into(), offer);
        Ok(json!({}))
    }

    /// Points for units: burned oldest first, each part at the one price of this moment.
    pub(crate) fn subscribe(&mut self, step: &Value) -> Result<Value, String> {
        self.takes_changes()?;
        let (id, member) = (text(step, "offer")?, text(step, "member")?);
        let offer = self.offers.get(id).ok_or("offer_unknown")?.clone();
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        let units = positive(int(step, "units")?, "units_not_positive")?;
        offer.check(member, units, self.life.now)?;
        let per_unit = offer.points_per_unit.ok_or("offer_requires_otherwise")?;
        let burned = units * per_unit;
        let price = (self.reserve, self.supply);
        let (mut left, mut value, mut parts) = (burned, 0, Vec::new());
        for row in self.positions.iter().filter(|row| row.member == member) {
            let part = left.min(row.free());
            if part > 0 {
                value += part * price.0 / price.1;
                parts.push((row.id, part));
                left -= part;
            }
        }
        if left > 0 {
            return Err("points_insufficient".into());
        }
        let issue = offer.issue_price.map_or(value, |price| value.min(price * units));
        let to_issuer = if offer.is_for_issuer { issue } else { 0 };
        self.platform += to_issuer;
        // The issuer's money leaves before the last unit does.
        let mut paid = to_issuer;
        for (position, part) in parts {
            if let Some(index) = self.index_of(position) {
                self.positions[index].realised += part * price.0 / price.1;
                self.remove_units(index, part, std::mem::take(&mut paid));
            }
        }
        if self.supply == 0 {
            self.reference = price;
        }
        self.allot(id, member, [units, burned, value, 0]);
        let exits = self.forced_exits();
        Ok(json!({
            "units": num(units), "burned": num(burned), "value": num(value), "to_issuer": num(to_issuer),
            "locked_until": i64::try_from(offer.locked_until).unwrap_or(i64::MAX), "exits": exit_rows(&exits),
        }))
    }

    /// Units for a contribution, for a reason.
    pub(crate) fn grant_allotment(&mut self, step: &Value) -> Result<Value, String> {
        self.takes_changes()?;
        let (id, member, reason) = (text(step, "offer")?, text(step, "member")?, text(step, "reason")?);
        let offer = self.offers.get(id).ok_or("offer_unknown")?.clone();
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        let row = (member.to_owned(), reason.to_owned());
        if offer.reasons.contains(&row) {
            return Err("grant_exists".into());
        }
        let contribution = positive(int(step, "contribution")?, "amount_not_positive")?;
        if contribution > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        let units = contribution / offer.contribution_per_unit.ok_or("offer_requires_otherwise")?;
        if units == 0 {
            return Err("units_not_positive".into());
        }
        offer.check(member, units, self.life.now)?;
        self.allot(id, member, [units, 0, 0, contribution]);
        if let Some(offer) = self.offers.get_mut(id) {
            offer.reasons.push(row);
        }
        Ok(json!({
            "units": num(units), "burned": 0, "value": 0, "to_issuer": 0,
            "locked_until": i64::try_from(offer.locked_until).unwrap_or(i64::MAX), "exits": [],
        }))
    }

    fn allot(&mut self, offer: &str, member: &str, more: [u128; 4]) {
        let Some(offer) = self.offers.get_mut(offer) else { return };
        let row = offer.holders.entry(member.into()).or_default();
        for (sum, more) in row.iter_mut().zip(more) {
            *sum += more;
        }
    }

    /// Who holds how much of which offer: units, points burned, what they were worth, contribution.
    #[must_use]
    pub fn allotments(&self) -> Value {
        let rows = self.offers.iter().map(|(id, offer)| {
            let holders = offer.holders.iter().map(|(member, row)| (member.clone(), row.map(num)));
            (id.clone(), holders.collect::<BTreeMap<_, _>>())
        });
        json!(rows.collect::<BTreeMap<_, _>>())
    }
}
