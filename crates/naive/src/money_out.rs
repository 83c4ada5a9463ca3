//! Money out, requests and idempotency keys, by lists that are searched from the front.
//!
//! Steps have three fields more than those of vector files: `by` (who asks), `approver`, and `key`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::{Model, positive};
use crate::registry::{int, text, text_or_null};
use crate::view::{exit_rows, num};
use crate::{BP, MAX_AMOUNT, MAX_RESERVE};

const DAY: i128 = 86_400_000;

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// `member`, `merchant` or `platform`.
    pub kind: String,
    /// Whose.
    pub payee: String,
    /// Where it stands.
    pub state: String,
    /// All of it, in fen.
    pub amount: u128,
    /// Of that for the platform.
    pub fee: u128,
    /// Of that held back.
    pub withheld: u128,
    /// When it was asked for.
    pub at: i128,
    /// When its state changed last.
    pub changed_at: i128,
    /// Whether it ended so long ago that nothing more can happen to it.
    pub settled: bool,
}

/// Something that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Request {
    by: String,
    at: i128,
    inner: Value,
    exits_at_most: Option<usize>,
    state: String,
}

/// What the other sections know nothing of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyOut {
    terms: Value,
    in_transit: u128,
    withheld: u128,
    paid_in: u128,
    paid_out: u128,
    payouts: BTreeMap<String, Payout>,
    requests: BTreeMap<String, Request>,
    /// Key, what was asked, when.
    keys: Vec<(String, Value, i128)>,
}

impl Model {
    /// Does a step once, where it has a key.
    pub(crate) fn once(&mut self, step: &Value) -> Result<Value, String> {
        let Some(key) = text_or_null(step, "key")?.map(str::to_owned) else { return self.apply(step) };
        let at = int(step, "at")?;
        let mut asked = step.clone();
        for field in ["at", "key", "by", "approver"] {
            asked[field] = Value::Null;
        }
        let known = self.money_out.keys.iter().rev().find(|known| known.0 == key && at - known.2 <= 30 * DAY);
        if let Some((_, before, _)) = known {
            let same = *before == asked;
            return Err(if same { "idempotency_replayed" } else { "idempotency_conflict" }.into());
        }
        let done = self.apply(step)?;
        self.money_out.keys.push((key, asked, at));
        Ok(done)
    }

    pub(crate) fn apply_money_out(&mut self, step: &Value) -> Result<Value, String> {
        match text(step, "op")? {
            "publish_money_terms" => {
                self.money_out.terms = step["terms"].clone();
                Ok(json!({}))
            }
            "request_payout" => self.request_payout(step),
            "approve_payout" => self.change_payout(step, "approved"),
            "reject_payout" => self.change_payout(step, "rejected"),
            "cancel_payout" => self.change_payout(step, "cancelled"),
            "send_payout" => self.change_payout(step, "sending"),
            "conclude_payout" => self.change_payout(step, text(step, "result")?),
            "return_payout" => self.change_payout(step, "returned"),
            "top_up" => self.top_up(step),
            "release_unallocated" => self.release_unallocated(step),
            "remit_withheld" => self.remit_withheld(step),
            "request_approval" => self.request_approval(step),
            "approve_request" => self.approve_request(step),
            "reject_request" => self.end_request(step, "rejected"),
            "cancel_request" => self.end_request(step, "cancelled"),
            _ => Err("malformed".into()),
        }
    }

    fn account(&mut self, kind: &str, payee: &str) -> &mut u128 {
        match kind {
            "member" => self.balances.entry(payee.into()).or_default(),
            "merchant" => self.payables.entry(payee.into()).or_default(),
            _ => &mut self.platform,
        }
    }

    fn request_payout(&mut self, step: &Value) -> Result<Value, String> {
        let (id, kind, at) = (text(step, "id")?, text(step, "kind")?, int(step, "at")?);
        if self.money_out.payouts.contains_key(id) {
            return Err("payout_exists".into());
        }
        let payee = text_or_null(step, "payee")?.unwrap_or("");
        if kind == "member" && !self.members.contains_key(payee) {
            return Err("member_unknown".into());
        }
        if kind == "merchant" && !self.merchants.contains_key(payee) {
            return Err("merchant_unknown".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        let terms = self.money_out.terms[kind].clone();
        let figure = |name: &str| terms[name].as_u64().map(u128::from);
        if terms["identity"] == "required" && step["identity"] != "verified" {
            return Err("identity_unverified".into());
        }
        let fee = figure("fee_fen").unwrap_or(0) + (amount * figure("fee_bp").unwrap_or(0)).div_ceil(BP);
        let withheld = (amount * figure("withheld_bp").unwrap_or(0)).div_ceil(BP);
        if amount < figure("minimum_fen").unwrap_or(0) || amount <= fee + withheld {
            return Err("payout_too_small".into());
        }
        let day = |at: i128| (at + 480 * 60_000).div_euclid(DAY);
        let all = self.money_out.payouts.values();
        let today = all.filter(|payout| payout.kind == kind && payout.payee == payee && day(payout.at) == day(at));
        let today: Vec<&Payout> =
            today.filter(|payout| !["rejected", "cancelled", "failed"].contains(&payout.state.as_str())).collect();
        let count = u128::try_from(today.len()).unwrap_or(u128::MAX);
        let asked: u128 = today.iter().map(|payout| payout.amount).sum();
        if figure("daily_count").is_some_and(|most| count + 1 > most)
            || figure("daily_fen").is_some_and(|most| asked + amount > most)
        {
            return Err("daily_limit_exceeded".into());
        }
        let empty = match kind {
            "member" => "balance_insufficient",
            "merchant" => "merchant_funds_insufficient",
            _ => "platform_funds_insufficient",
        };
        let account = self.account(kind, payee);
        *account = account.checked_sub(amount).ok_or(empty)?;
        self.money_out.in_transit += amount;
        let (kind, payee, state) = (kind.into(), payee.into(), "requested".into());
        let payout = Payout { kind, payee, state, amount, fee, withheld, at, changed_at: at, settled: false };
        self.money_out.payouts.insert(id.into(), payout);
        let net = num(amount - fee - withheld);
        Ok(json!({ "amount": num(amount), "fee": num(fee), "withheld": num(withheld), "net": net }))
    }

    fn change_payout(&mut self, step: &Value, to: &str) -> Result<Value, String> {
        let (id, at) = (text(step, "id")?, int(step, "at")?);
        let payout = self.money_out.payouts.get(id).ok_or("payout_unknown")?.clone();
        if payout.settled {
            return Err("payout_settled".into());
        }
        if payout.state == to {
            return Err("payout_unchanged".into());
        }
        let ways = [
            "requested approved",
            "requested rejected",
            "requested cancelled",
            "approved sending",
            "sending paid",
            "sending failed",
            "sending unknown",
            "unknown paid",
            "unknown failed",
            "paid returned",
        ];
        if !ways.contains(&format!("{} {to}", payout.state).as_str()) {
            return Err("payout_state_wrong".into());
        }
        if payout.state == "unknown" && step["evidence"] == "answer" {
            return Err("payout_needs_query".into());
        }
        if step["evidence"] == "decision" {
            two_people(step)?;
        }
        let Payout { amount, fee, withheld, .. } = payout;
        match to {
            "rejected" | "cancelled" | "failed" => {
                self.money_out.in_transit -= amount;
                *self.account(&payout.kind, &payout.payee) += amount;
            }
            "paid" => {
                self.money_out.in_transit -= amount;
                self.platform += fee;
                self.money_out.withheld += withheld;
                self.money_out.paid_out += amount - fee - withheld;
            }
            "returned" => {
                let still_held = withheld.min(self.money_out.withheld);
                self.money_out.withheld -= still_held;
                self.money_out.paid_in += amount - fee - withheld;
                *self.account(&payout.kind, &payout.payee) += amount - fee - withheld + still_held;
            }
            _ => {}
        }
        if let Some(payout) = self.money_out.payouts.get_mut(id) {
            payout.state = to.into();
            payout.changed_at = at;
        }
        Ok(json!({}))
    }

    fn top_up(&mut self, step: &Value) -> Result<Value, String> {
        let merchant = text(step, "merchant")?;
        if !self.merchants.contains_key(merchant) {
            return Err("merchant_unknown".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > MAX_AMOUNT {
            return Err("limit_exceeded".into());
        }
        *self.payables.entry(merchant.into()).or_default() += amount;
        self.money_out.paid_in += amount;
        Ok(json!({}))
    }

    fn release_unallocated(&mut self, step: &Value) -> Result<Value, String> {
        two_people(step)?;
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if self.supply == 0 {
            return Err("no_points_in_circulation".into());
        }
        self.unallocated = self.unallocated.checked_sub(amount).ok_or("unallocated_insufficient")?;
        if self.reserve + amount > MAX_RESERVE {
            return Err("limit_exceeded".into());
        }
        self.reserve += amount;
        let exits = self.forced_exits();
        Ok(json!({ "exits": exit_rows(&exits) }))
    }

    fn remit_withheld(&mut self, step: &Value) -> Result<Value, String> {
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        self.money_out.withheld = self.money_out.withheld.checked_sub(amount).ok_or("withheld_insufficient")?;
        self.money_out.paid_out += amount;
        Ok(json!({}))
    }

    fn request_approval(&mut self, step: &Value) -> Result<Value, String> {
        let (id, at) = (text(step, "id")?, int(step, "at")?);
        if self.money_out.requests.contains_key(id) {
            return Err("request_exists".into());
        }
        let request = Request {
            by: text(step, "by")?.into(),
            at,
            inner: step["inner"].clone(),
            exits_at_most: step["exits_at_most"].as_u64().and_then(|most| usize::try_from(most).ok()),
            state: "open".into(),
        };
        self.money_out.requests.insert(id.into(), request);
        Ok(json!({}))
    }

    /// With whatever is done later than that, a request is gone after a month, an ended payout settled after three.
    pub(crate) fn forget(&mut self, step: &Value) {
        let Ok(now) = int(step, "at") else { return };
        self.money_out.requests.retain(|_, request| now - request.at <= 30 * DAY);
        for payout in self.money_out.payouts.values_mut() {
            let is_on_its_way = ["requested", "approved", "sending", "unknown"].contains(&payout.state.as_str());
            payout.settled |= !is_on_its_way && now - payout.changed_at > 90 * DAY;
        }
    }

    fn open_request(&mut self, step: &Value) -> Result<Request, String> {
        let id = text(step, "id")?;
        let request = self.money_out.requests.get(id).ok_or("request_unknown")?;
        if request.state == "open" { Ok(request.clone()) } else { Err("request_closed".into()) }
    }

    fn approve_request(&mut self, step: &Value) -> Result<Value, String> {
        let request = self.open_request(step)?;
        let (by, at) = (text(step, "by")?, int(step, "at")?);
        if at - request.at > 7 * DAY {
            return Err("request_expired".into());
        }
        let bound = step["exits_at_most"].as_u64().and_then(|most| usize::try_from(most).ok());
        if step["seen"] != request.inner || bound != request.exits_at_most {
            return Err("request_changed".into());
        }
        if by == request.by {
            return Err("two_people_needed".into());
        }
        let mut inner = request.inner.clone();
        inner["at"] = step["at"].clone();
        inner["by"] = request.by.as_str().into();
        inner["approver"] = by.into();
        let exits = self.exits;
        let done = self.apply(&inner)?;
        if request.exits_at_most.is_some_and(|most| self.exits - exits > most as u64) {
            return Err("bounds_exceeded".into());
        }
        self.close_request(step, "approved")?;
        Ok(done)
    }

    fn end_request(&mut self, step: &Value, state: &str) -> Result<Value, String> {
        let request = self.open_request(step)?;
        if state == "cancelled" && text(step, "by")? != request.by {
            return Err("requester_only".into());
        }
        self.close_request(step, state)?;
        Ok(json!({}))
    }

    fn close_request(&mut self, step: &Value, state: &str) -> Result<(), String> {
        let request = self.money_out.requests.get_mut(text(step, "id")?).ok_or("request_unknown")?;
        request.state = state.into();
        Ok(())
    }

    /// What payouts, requests and their accounts look like.
    #[must_use]
    pub fn money_out(&self) -> Value {
        let payouts = self.money_out.payouts.iter();
        let payouts: BTreeMap<_, _> = payouts.map(|(id, payout)| (id.clone(), payout.state.clone())).collect();
        json!({
            "in_transit": num(self.money_out.in_transit),
            "withheld": num(self.money_out.withheld),
            "payouts": payouts,
        })
    }

    /// Money in transit, and money held back.
    pub(crate) fn owed_elsewhere(&self) -> u128 {
        self.money_out.in_transit + self.money_out.withheld
    }

    /// Money that entered, less money that left, by what this file knows: deposits and returns, payouts and remittances.
    #[must_use]
    pub fn money_flow(&self) -> (u128, u128) {
        (self.money_out.paid_in, self.money_out.paid_out)
    }
}

/// Two different people.
fn two_people(step: &Value) -> Result<(), String> {
    let (by, approver) = (text(step, "by")?, text_or_null(step, "approver")?);
    if approver.is_some_and(|approver| approver != by) { Ok(()) } else { Err("two_people_needed".into()) }
}
