//! Bytes as a rules file: what passes validation opens a programme in which orders are answered alike by both
//! implementations.

use ratchet_conformance::{engine_under, execute, state_of};
use ratchet_core::operations::{
    AddMember, AddMerchant, AppointAgent, Book, DeploymentTerms, Inject, OpenProgramme, Operation, Redeem,
};
use ratchet_core::rules::Margin;
use ratchet_core::{Command, Engine, Fen, Points, Rejection, Rules, Time, invariants};
use ratchet_naive::Model;
use serde_json::{Value, json};

/// The bytes are the file.
pub fn rules_file(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(rules) = toml::from_str::<Rules>(text) else { return };
    let bytes = minicbor::to_vec(&rules).unwrap();
    assert_eq!(minicbor::decode::<Rules>(&bytes).unwrap(), rules);
    let as_json = serde_json::to_value(&rules).unwrap();
    assert_eq!(serde_json::from_value::<Rules>(as_json.clone()).unwrap(), rules);
    let faults = rules.faults();
    if !faults.is_empty() {
        assert!(faults.iter().all(|fault| !fault.message.is_empty() && fault.code.starts_with("rule")), "{faults:?}");
        let mut engine = Engine::new();
        engine.execute(&Command::new(Time::from_milliseconds(0), "vector", DeploymentTerms::sandbox())).unwrap();
        let before = engine.state().hash();
        let open = Command::new(Time::from_milliseconds(0), "vector", OpenProgramme::new(rules));
        assert_eq!(engine.execute(&open).unwrap_err(), Rejection::RulesInvalid);
        assert_eq!(engine.state().hash(), before);
        return;
    }
    assert_eq!(toml::from_str::<Rules>(&toml::to_string(&rules).unwrap()).unwrap(), rules);
    let mut engine = engine_under(rules.clone()).expect("rules without faults open a programme");
    let mut naive = Model::new(serde_json::from_value(as_json).expect("the second implementation reads them too"));
    assert_eq!(state_of(&engine), naive.state());
    for (at, (operation, step)) in (1..).zip(steps(&rules)) {
        let command = Command::new(Time::from_milliseconds(at), "vector", operation);
        let found = execute(&mut engine, &command).map_err(|rejection| rejection.code().to_owned());
        assert_eq!(found, naive.step(&step), "{step}");
        assert_eq!(state_of(&engine), naive.state(), "{step}");
    }
    invariants::check(engine.state()).unwrap();
}

/// Something of everything, at every plan, in amounts from one fen to the bound; as a command and as a vector step.
fn steps(rules: &Rules) -> Vec<(Operation, Value)> {
    let mut steps: Vec<(Operation, Value)> = Vec::new();
    for (id, referrer) in [("m0", None), ("m1", Some("m0")), ("m2", Some("m1"))] {
        let add = AddMember { id: id.to_owned(), referrer: referrer.map(str::to_owned) };
        steps.push((add.into(), json!({ "op": "add_member", "id": id, "referrer": referrer })));
    }
    let region: Vec<String> = ["P", "C", "D"].map(str::to_owned).to_vec();
    for depth in 1..=3 {
        let agent = AppointAgent { region: region[..depth].to_vec(), member: "m0".to_owned() };
        steps.push((
            agent.into(),
            json!({ "op": "appoint_agent", "region": region[..depth].join("/"), "member": "m0" }),
        ));
    }
    for (place, (name, plan)) in rules.plans.iter().enumerate().take(6) {
        let shop = format!("s{place}");
        let add = AddMerchant {
            owner: Some("m1".to_owned()),
            recruiter: Some("m0".to_owned()),
            region: Some(region.clone()),
            ..AddMerchant::new(&shop, name)
        };
        let step = json!({
            "op": "add_merchant", "id": shop, "plan": name, "take_bp": null, "owner": "m1", "recruiter": "m0",
            "region": region,
        });
        steps.push((add.into(), step));
        for (number, fen) in [1_i64, 7, 9_999, 10_000, 100_000, 10_000_000, 10_000_000_000_000].into_iter().enumerate()
        {
            let cost = (plan.margin == Margin::Cost).then_some(fen / 3);
            let (id, member) = (format!("o{place}:{number}"), format!("m{}", number % 3));
            let step = json!({
                "op": "book", "id": id, "member": member, "merchant": shop, "amount": fen, "cost": cost,
            });
            let (merchant, amount, cost) = (shop.clone(), Fen::new(fen), cost.map(Fen::new));
            steps.push((Book { id, member, merchant, amount, cost, from_balance: None, coins: None }.into(), step));
        }
        let redeem = Redeem { member: "m1".to_owned(), units: Points::new(1) };
        steps.push((redeem.into(), json!({ "op": "redeem", "member": "m1", "units": 1 })));
        let inject = Inject::new(Fen::new(1_000_000));
        steps.push((inject.into(), json!({ "op": "inject", "amount": 1_000_000 })));
    }
    steps
}
