//! Money out, requests and idempotency keys: the engine and the second implementation agree after every step, whatever is
//! asked, and after every step cash is the sum of all that is owed.

use crate::generator::{Dice, Mode, Script, config, engine_for, play, scripts};
use proptest::collection::vec;
use proptest::prelude::*;
use ratchet_conformance::state_of;
use ratchet_core::keys::Key;
use ratchet_core::operations::{
    ApprovePayout, ApproveRequest, CancelPayout, CancelRequest, ConcludePayout, Correct, Inject, Operation, PayeeId,
    PayoutResult, PublishMoneyTerms, RejectPayout, RejectRequest, ReleaseUnallocated, RemitWithheld, RequestApproval,
    RequestPayout, ReturnPayout, SendPayout, TopUp,
};
use ratchet_core::payouts::{Evidence, Identity, PayoutState};
use ratchet_core::requests::{Bounds, payload_hash};
use ratchet_core::{Command, Engine, Fen, State, Time, invariants};
use ratchet_naive::Model;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [&str; 3] = ["anna", "ben", "cleo"];

fn text(step: &Value, field: &str) -> String {
    step[field].as_str().unwrap_or_default().to_owned()
}

fn fen(step: &Value, field: &str) -> Fen {
    Fen::new(step[field].as_i64().unwrap())
}

fn bounds(step: &Value) -> Option<Bounds> {
    step["exits_at_most"].as_u64().map(|most| Bounds { exits_at_most: Some(most), ..Bounds::default() })
}

/// The operation of a step.
fn operation(step: &Value) -> Operation {
    let id = text(step, "id");
    match step["op"].as_str().unwrap() {
        "publish_money_terms" => {
            PublishMoneyTerms { terms: serde_json::from_value(step["terms"].clone()).unwrap() }.into()
        }
        "request_payout" => {
            let payee = match step["kind"].as_str().unwrap() {
                "member" => PayeeId::Member(text(step, "payee")),
                "merchant" => PayeeId::Merchant(text(step, "payee")),
                _ => PayeeId::Platform,
            };
            let identity = if step["identity"] == "verified" { Identity::Verified } else { Identity::Unverified };
            RequestPayout { id, payee, amount: fen(step, "amount"), identity }.into()
        }
        "approve_payout" => ApprovePayout { id }.into(),
        "reject_payout" => RejectPayout { id, reason: None }.into(),
        "cancel_payout" => CancelPayout { id }.into(),
        "send_payout" => SendPayout { id, provider: "bank".to_owned() }.into(),
        "conclude_payout" => {
            let result = match step["result"].as_str().unwrap() {
                "paid" => PayoutResult::Paid,
                "failed" => PayoutResult::Failed,
                _ => PayoutResult::Unknown,
            };
            let evidence = match step["evidence"].as_str().unwrap() {
                "answer" => Evidence::Answer,
                "query" => Evidence::Query,
                _ => Evidence::Decision,
            };
            ConcludePayout { id, result, evidence, reference: None }.into()
        }
        "return_payout" => ReturnPayout { id, reference: None }.into(),
        "top_up" => TopUp { merchant: text(step, "merchant"), amount: fen(step, "amount"), reference: None }.into(),
        "release_unallocated" => ReleaseUnallocated { amount: fen(step, "amount") }.into(),
        "remit_withheld" => RemitWithheld { amount: fen(step, "amount"), reference: None }.into(),
        "inject" => Inject::new(fen(step, "amount")).into(),
        "correct" => Correct { order: text(step, "order") }.into(),
        "request_approval" => RequestApproval::new(&id, &operation(&step["inner"]), bounds(step)).into(),
        "approve_request" => {
            let seen = minicbor::to_vec(operation(&step["seen"])).unwrap();
            ApproveRequest { id, payload: payload_hash("main", &seen, bounds(step).as_ref()) }.into()
        }
        "reject_request" => RejectRequest { id }.into(),
        "cancel_request" => CancelRequest { id }.into(),
        other => panic!("{other}"),
    }
}

fn command(step: &Value) -> Command {
    let at = Time::from_milliseconds(step["at"].as_i64().unwrap());
    let mut command = Command::new(at, &text(step, "by"), operation(step));
    command.approver = step["approver"].as_str().map(str::to_owned);
    command.key = step["key"].as_str().map(|key| {
        let mut asked = step.clone();
        for field in ["at", "key", "by", "approver"] {
            asked[field] = Value::Null;
        }
        Key::of("shop", key, asked.to_string().as_bytes())
    });
    command
}

/// What is asked next: dice, and what was asked before.
#[derive(Default)]
struct Asking {
    now: i64,
    payouts: usize,
    requests: Vec<(String, Value, Value)>,
    last: Option<Value>,
}

impl Asking {
    fn step(&mut self, dice: &mut Dice<'_>, state: &State) -> Value {
        let hour = 3_600_000;
        self.now +=
            dice.pick(&[0, 1, 0, hour, 0, 5 * hour, 0, 24 * hour, 0, 8 * 24 * hour, 31 * 24 * hour, 95 * 24 * hour]);
        if let Some(again) = self.last.take_if(|_| dice.chance(6)) {
            let mut again = again;
            again["at"] = self.now.into();
            if dice.chance(30) {
                again["amount"] = json!(12);
            }
            return again;
        }
        let mut step = self.plain(dice, state);
        step["at"] = self.now.into();
        step["by"] = dice.pick(&PEOPLE).into();
        step["approver"] = dice.pick(&[json!("dora"), json!("anna"), Value::Null].each_ref()).clone();
        if dice.chance(40) {
            step["key"] = format!("k{}", dice.below(60)).into();
            self.last = Some(step.clone());
        }
        if step["op"] == "request_approval" {
            let (inner, most) = (step["inner"].clone(), step["exits_at_most"].clone());
            self.requests.push((text(&step, "id"), inner, most));
        }
        step
    }

    /// A payout, most likely one of the last.
    fn some(&self, dice: &mut Dice<'_>) -> String {
        let back = if dice.chance(70) { dice.place(4) } else { dice.place(self.payouts + 2) };
        format!("p{}", (self.payouts + 1).saturating_sub(back))
    }

    fn plain(&mut self, dice: &mut Dice<'_>, state: &State) -> Value {
        let id = self.some(dice);
        match dice.below(44) {
            32.. => next(&id, dice, state),
            0..=8 => self.payout(dice, state),
            9..=12 => json!({ "op": "approve_payout", "id": id }),
            13 => json!({ "op": "reject_payout", "id": id }),
            14 => json!({ "op": "cancel_payout", "id": id }),
            15..=17 => json!({ "op": "send_payout", "id": id }),
            18..=21 => {
                let result = dice.pick(&["paid", "failed", "unknown", "paid"]);
                json!({ "op": "conclude_payout", "id": id, "result": result,
                    "evidence": dice.pick(&["answer", "query", "decision"]) })
            }
            22 => json!({ "op": "return_payout", "id": id }),
            23 => json!({ "op": "publish_money_terms", "terms": terms(dice) }),
            24..=27 => self.four_eyes(dice, state),
            _ => self.other(dice, state),
        }
    }

    #[allow(clippy::unused_self)] // one of the kinds of steps that this draws
    fn other(&self, dice: &mut Dice<'_>, state: &State) -> Value {
        let main = &state.programmes[0];
        match dice.below(4) {
            0 => {
                let merchant = dice.pick(&["s0", "s0", "s1", "nobody"]);
                json!({ "op": "top_up", "merchant": merchant, "amount": dice.pick(&[5_000, 1, 0, 10_000_000_000_001_i64]) })
            }
            1 => json!({ "op": "release_unallocated", "amount": some_of(main.unallocated, dice) }),
            2 => json!({ "op": "remit_withheld", "amount": some_of(state.withheld, dice) }),
            _ => json!({ "op": "inject", "amount": dice.pick(&[1_000, 100_000, 0, 100_000_000]) }),
        }
    }

    fn payout(&mut self, dice: &mut Dice<'_>, state: &State) -> Value {
        let (kind, payee) = dice.pick(&[
            ("member", "m0"),
            ("member", "m1"),
            ("member", "m0"),
            ("merchant", "s0"),
            ("merchant", "s0"),
            ("platform", ""),
            ("member", "nobody"),
            ("merchant", "nobody"),
        ]);
        let directory = &state.directory;
        let held = match kind {
            "member" => directory.member(payee).and_then(|member| directory.member_row(member)).map(|row| row.balance),
            "merchant" => {
                directory.merchant(payee).and_then(|merchant| directory.merchant_row(merchant)).map(|row| row.payable)
            }
            _ => Some(state.platform),
        };
        let amount = some_of(held.unwrap_or_default(), dice);
        let id = if dice.chance(95) {
            self.payouts += 1;
            format!("p{}", self.payouts)
        } else {
            self.some(dice)
        };
        json!({ "op": "request_payout", "id": id, "kind": kind, "payee": payee, "amount": amount,
            "identity": dice.pick(&["verified", "verified", "unverified"]) })
    }

    fn four_eyes(&mut self, dice: &mut Dice<'_>, state: &State) -> Value {
        let count = self.requests.len();
        let known = self.requests.get(count.saturating_sub(1 + dice.place(3))).cloned();
        let (id, inner, most) =
            known.unwrap_or_else(|| ("none".to_owned(), json!({ "op": "inject", "amount": 1 }), Value::Null));
        match dice.below(8) {
            0..=2 => {
                let inner = match dice.below(5) {
                    0 => json!({ "op": "correct", "order": format!("o{}", dice.place(state.orders.len())) }),
                    1 => self.payout(dice, state),
                    3 | 4 => json!({ "op": "inject", "amount": 100_000_000 }),
                    _ => self.other(dice, state),
                };
                let number = if dice.chance(90) { count } else { dice.place(count) };
                let most = dice.pick(&[None, Some(0), Some(3)]);
                json!({ "op": "request_approval", "id": format!("r{number}"), "inner": inner, "exits_at_most": most })
            }
            3..=5 => {
                let seen = if dice.chance(90) { inner } else { json!({ "op": "inject", "amount": 77 }) };
                json!({ "op": "approve_request", "id": id, "seen": seen, "exits_at_most": most })
            }
            6 => json!({ "op": "reject_request", "id": id }),
            _ => json!({ "op": "cancel_request", "id": id }),
        }
    }
}

/// What comes next for this payout, most likely.
fn next(id: &str, dice: &mut Dice<'_>, state: &State) -> Value {
    let row = state.payouts.find(id).and_then(|payout| state.payouts.get(payout));
    match row.map(|row| row.state) {
        Some(PayoutState::Requested) => json!({ "op": "approve_payout", "id": id }),
        Some(PayoutState::Approved) => json!({ "op": "send_payout", "id": id }),
        Some(PayoutState::Sending | PayoutState::Unknown) => {
            let result = dice.pick(&["paid", "unknown", "failed", "paid"]);
            let evidence = dice.pick(&["answer", "query", "decision"]);
            json!({ "op": "conclude_payout", "id": id, "result": result, "evidence": evidence })
        }
        _ => json!({ "op": "return_payout", "id": id }),
    }
}

/// All, nothing, too much, or a part.
fn some_of(held: Fen, dice: &mut Dice<'_>) -> i64 {
    let held = held.get();
    let part = dice.between(0, held.min(1 << 40));
    dice.pick(&[held, part, held + 1, held / 2, part, held / 3, 0, 1])
}

fn terms(dice: &mut Dice<'_>) -> Value {
    let mut kind = |may_charge: bool| {
        let withheld = dice.pick(&[0, 0, 1, 333, 2_000]);
        json!({
            "minimum_fen": dice.pick(&[0, 1, 100]),
            "fee_fen": if may_charge { dice.pick(&[0, 0, 1, 30]) } else { 0 },
            "fee_bp": if may_charge { dice.pick(&[0, 1, 60, 1_000]) } else { 0 },
            "withheld_bp": if may_charge { withheld } else { 0 },
            "withholding": if may_charge { Some("labour") } else { None },
            "daily_count": dice.pick(&[None, Some(2), Some(5)]),
            "daily_fen": dice.pick(&[None, Some(20_000), Some(1_000_000_000)]),
            "identity": dice.pick(&["not_needed", "required"]),
        })
    };
    json!({ "utc_offset_minutes": 480, "member": kind(true), "merchant": kind(true), "platform": kind(false) })
}

/// The engine, one that only replays its events, and the second implementation.
struct Three {
    replayed: Engine,
    naive: Model,
    seen: BTreeMap<String, usize>,
    asked: usize,
}

impl Three {
    fn ask(&mut self, engine: &mut Engine, step: &Value, command: &Command) -> Result<(), TestCaseError> {
        let before = engine.state().hash();
        let tried = engine.dry_run(command, |_, events| events.to_vec());
        prop_assert_eq!(engine.state().hash(), before, "the dry run of {} left something", step);
        let found = engine.execute(command).map(<[_]>::to_vec);
        prop_assert_eq!(&tried, &found, "{}", step);
        let expected = self.naive.step(step);
        let code = found.as_ref().map(|_| "ok").map_err(|rejection| rejection.code().to_owned());
        prop_assert_eq!(&code, &expected.map(|_| "ok"), "{}", step);
        let op = step["op"].as_str().unwrap();
        *self.seen.entry(format!("{op} {}", code.unwrap_or_else(|code| code.leak()))).or_default() += 1;
        match found {
            Err(_) => prop_assert_eq!(engine.state().hash(), before, "{} was rejected and changed the state", step),
            Ok(events) => {
                let read: Command = minicbor::decode(&minicbor::to_vec(command).unwrap()).unwrap();
                prop_assert_eq!(&read, command);
                self.replayed.replay(command.recorded_at, &events).unwrap();
                prop_assert_eq!(self.replayed.state().hash(), engine.state().hash(), "{} replays otherwise", step);
            }
        }
        self.compare(engine.state(), engine, step)
    }

    fn compare(&mut self, state: &State, engine: &Engine, step: &Value) -> Result<(), TestCaseError> {
        prop_assert_eq!(invariants::check(state), Ok(()), "{}", step);
        prop_assert_eq!(state_of(engine), self.naive.state(), "{}", step);
        prop_assert_eq!(u128::try_from(state.cash.get()).unwrap(), self.naive.owed(), "{}", step);
        let told = self.naive.money_out();
        prop_assert_eq!(json!(state.in_transit), told["in_transit"].clone(), "{}", step);
        prop_assert_eq!(json!(state.withheld), told["withheld"].clone(), "{}", step);
        let payouts = told["payouts"].as_object().unwrap();
        prop_assert_eq!(state.payouts.len(), payouts.len());
        for (payout, row) in state.payouts.iter() {
            prop_assert_eq!(row.state.name(), payouts[state.payouts.id(payout)].as_str().unwrap(), "{}", step);
        }
        self.asked += 1;
        if self.asked.is_multiple_of(16) {
            let read = State::from_bytes(&state.to_bytes()).unwrap();
            prop_assert_eq!(read.hash(), state.hash());
        }
        Ok(())
    }
}

/// Plays `script` with something of money out behind each of its steps; what was met, and how often.
fn agree(script: &Script, dice: &[[u32; 24]]) -> Result<BTreeMap<String, usize>, TestCaseError> {
    let naive = Model::new(serde_json::from_value(script.rules()).unwrap());
    let replayed = engine_for(script);
    let three = RefCell::new(Three { replayed, naive, seen: BTreeMap::new(), asked: 0 });
    let asking = RefCell::new(Asking { now: 1_700_000_000_000, ..Asking::default() });
    let rolls = RefCell::new(dice.iter());
    let money = |engine: &mut Engine| -> Result<(), TestCaseError> {
        let rolled = rolls.borrow_mut().next();
        let Some(rolled) = rolled else { return Ok(()) };
        let step = asking.borrow_mut().step(&mut Dice::new(rolled), engine.state());
        three.borrow_mut().ask(engine, &step, &command(&step))
    };
    let mut engine = engine_for(script);
    play(script, &mut engine, |engine, step, command| {
        let now = Time::from_milliseconds(asking.borrow().now);
        let mut step = step.clone();
        step["at"] = now.milliseconds().into();
        let command = Command { recorded_at: now, occurred_at: now, ..command.clone() };
        three.borrow_mut().ask(engine, &step, &command)?;
        money(engine)?;
        money(engine)
    })?;
    while rolls.borrow().len() > 0 {
        money(&mut engine)?;
    }
    Ok(three.into_inner().seen)
}

fn any_dice(most: usize) -> impl Strategy<Value = Vec<[u32; 24]>> {
    vec(any::<[u32; 24]>(), 0..most)
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn ordinary_programmes_agree(script in scripts(Mode::Ordinary, 40), dice in any_dice(160)) {
        agree(&script, &dice)?;
    }

    #[test]
    fn emptied_programmes_agree(script in scripts(Mode::Drain, 40), dice in any_dice(120)) {
        agree(&script, &dice)?;
    }

    #[test]
    fn programmes_with_many_exits_agree(script in scripts(Mode::LowCaps, 40), dice in any_dice(120)) {
        agree(&script, &dice)?;
    }

    #[test]
    fn programmes_at_their_bounds_agree(script in scripts(Mode::Bounds, 30), dice in any_dice(80)) {
        agree(&script, &dice)?;
    }
}

/// The random runs must come past everything that can be asked here, and past every way in which it is refused.
#[test]
fn everything_is_met() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for round in 0..300 {
        let mode = [Mode::Ordinary, Mode::Drain, Mode::LowCaps][round % 3];
        let script = scripts(mode, 40).new_tree(&mut runner).unwrap().current();
        let dice = any_dice(160).new_tree(&mut runner).unwrap().current();
        seen.extend(agree(&script, &dice).unwrap().into_keys());
    }
    let expected = "request_payout ok|request_payout payout_exists|request_payout member_unknown|request_payout \
        merchant_unknown|request_payout amount_not_positive|request_payout identity_unverified|request_payout \
        payout_too_small|request_payout daily_limit_exceeded|request_payout balance_insufficient|request_payout \
        merchant_funds_insufficient|request_payout platform_funds_insufficient|approve_payout ok|approve_payout \
        payout_unchanged|approve_payout payout_state_wrong|approve_payout payout_unknown|approve_payout \
        payout_settled|reject_payout ok|cancel_payout ok|send_payout ok|conclude_payout ok|conclude_payout \
        payout_needs_query|conclude_payout two_people_needed|conclude_payout payout_unchanged|return_payout ok|top_up \
        ok|top_up limit_exceeded|release_unallocated ok|release_unallocated two_people_needed|release_unallocated \
        unallocated_insufficient|remit_withheld ok|remit_withheld withheld_insufficient|request_approval \
        ok|request_approval request_exists|approve_request ok|approve_request request_changed|approve_request \
        request_closed|approve_request request_expired|approve_request two_people_needed|approve_request \
        bounds_exceeded|approve_request not_reversible|reject_request ok|cancel_request ok|cancel_request \
        requester_only|request_payout idempotency_replayed|request_payout idempotency_conflict";
    let missing: Vec<&str> = expected.split('|').filter(|met| !seen.contains(*met)).collect();
    assert!(missing.is_empty(), "never met: {missing:?}, of {seen:?}");
}
