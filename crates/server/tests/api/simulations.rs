//! Simulations: asked for, played in the background, and come back for; rules tried while they are written.

use crate::service::{Answered, Running, rules, small_town};
use ratchet_sim::{Simulation, Source};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const ANNA: &str = "person=anna";

/// Members who buy once or twice and sell by chance, for so many days.
fn scenario(days: u32) -> Value {
    json!({
        "seed": 7,
        "days": days,
        "buckets": 20,
        "arrivals": { "kind": "constant", "orders_per_day": 10 },
        "members": { "new_bp": 5_000 },
        "spend": { "kind": "fixed", "amount_fen": 6_000 },
        "merchants": [{ "plan": "store" }],
        "selling": [{ "kind": "hazard", "share_bp": 5_000, "bp_per_day": 200 }],
    })
}

fn body(number: &str, scenario: &Value) -> Value {
    json!({ "simulation_no": number, "scenario": scenario.to_string() })
}

async fn ask(service: &Running, body: &Value) -> Answered {
    service.post_as(ANNA, "/v1/simulations", body).await
}

/// Comes back until the simulation has ended.
async fn ended(service: &Running, number: &str) -> Value {
    loop {
        let simulation = service.get(&format!("/v1/simulations/{number}")).await;
        assert_eq!(simulation.status, StatusCode::OK, "{simulation:?}");
        if simulation.body["state"] == "done" || simulation.body["state"] == "failed" {
            return simulation.body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_is_played_as_the_command_line_plays_it() {
    let service = small_town().await;
    let asked = ask(&service, &body("s-1", &scenario(40))).await;
    assert_eq!((asked.status, &asked.body["state"]), (StatusCode::ACCEPTED, &json!("waiting")), "{asked:?}");
    let played = ended(&service, "s-1").await;
    assert_eq!(played["state"], "done", "{played}");
    assert_eq!((&played["orders"], &played["orders_done"]), (&json!(400), &json!(400)));

    let source = Source::alone("scenario", &scenario(40).to_string(), &rules()).unwrap();
    let results = Simulation::plan(source).unwrap().run(1, &|_| (), &AtomicBool::new(false)).unwrap();
    let result = &played["result"];
    assert_eq!(result["summary"], serde_json::to_value(&results.summary).unwrap());
    let course = result["course"].as_array().unwrap();
    assert_eq!(course.len(), results.time.len());
    let (last, row) = (&course[20], &results.time[20]);
    assert_eq!((&last["day"], &last["reserve_fen"]), (&json!(40), &json!(row.reserve_fen)));
    let price = last["price"].as_str().unwrap().replace('.', "");
    assert_eq!(price.trim_start_matches('0').parse::<i64>().unwrap(), row.price_e8);
    let back = result["returns"].as_array().unwrap();
    let members: u64 = back.iter().map(|bin| bin["members"].as_u64().unwrap()).sum();
    assert_eq!(members, results.runs[0].members, "everybody is in one bin");
    assert_eq!(result["queue"].as_array().unwrap().last().unwrap()["place"], "last");

    let kept = service.get("/v1/simulations").await.body;
    assert_eq!((kept.as_array().unwrap().len(), &kept[0]["result"]), (1, &Value::Null), "{kept}");
    service.stop().await;
}

/// What the document says of a summary is what a summary has.
#[tokio::test(flavor = "multi_thread")]
async fn the_summary_is_what_the_document_says() {
    let service = small_town().await;
    let result = service.post_as(ANNA, "/v1/rules/what-if", &json!({})).await;
    assert_eq!(result.status, StatusCode::OK, "{result:?}");
    let document = serde_json::to_value(ratchet_server::service::document()).unwrap();
    let keys = |of: &Value| -> Vec<String> { of.as_object().unwrap().keys().cloned().collect() };
    let schema = |name: &str| {
        let mut keys = keys(&document["components"]["schemas"][name]["properties"]);
        keys.sort();
        keys
    };
    let summary = &result.body["summary"];
    for (name, of) in [
        ("SummaryBody", summary),
        ("AboutBody", &summary["about"]),
        ("QuantilesBody", &summary["capped_percent"]),
        ("SimulationResult", &result.body),
    ] {
        let mut found = keys(of);
        found.sort();
        assert_eq!(found, schema(name), "{name}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_number_is_the_same_simulation_also_under_newer_rules() {
    let service = small_town().await;
    let asked = ask(&service, &body("s-1", &scenario(20))).await;
    ended(&service, "s-1").await;
    let again = ask(&service, &body("s-1", &scenario(20))).await;
    assert_eq!((again.replayed, &again.body), (true, &asked.body));
    let other = ask(&service, &body("s-1", &scenario(21))).await;
    assert_eq!((other.status, &other.body["code"]), (StatusCode::CONFLICT, &json!("idempotency_conflict")));
    let mut own = body("s-1", &scenario(20));
    own["rules"] = json!(serde_json::to_string(&rules()).unwrap());
    assert_eq!(ask(&service, &own).await.status, StatusCode::CONFLICT, "rules of its own are something else");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_of_its_own_decide_what_comes_of_it() {
    let service = small_town().await;
    ask(&service, &body("in-force", &scenario(60))).await;
    let mut faster = rules();
    faster.mint_bp = ratchet_core::BasisPoints::new(10_000);
    let mut own = body("own", &scenario(60));
    own["rules"] = json!(toml::to_string(&faster).unwrap());
    ended(&service, "in-force").await;
    let asked = ask(&service, &own).await;
    assert_eq!((asked.status, &asked.body["own_rules"]), (StatusCode::ACCEPTED, &json!(true)), "{asked:?}");
    let (one, other) = (ended(&service, "in-force").await, ended(&service, "own").await);
    let price = |of: &Value| of["result"]["course"][20]["price"].as_str().unwrap().to_owned();
    assert_ne!(price(&one), price(&other));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_scenario_is_said_at_once_with_its_place() {
    let service = small_town().await;
    let good = scenario(20);
    let with = |key: &str, value: Value| {
        let mut scenario = good.clone();
        scenario[key] = value;
        scenario.to_string()
    };
    let cases = [
        (String::new(), "scenario_key_missing", "scenario.arrivals"),
        ("days = \n".to_owned(), "scenario_malformed", "scenario"),
        ("{".to_owned(), "scenario_malformed", "scenario"),
        ("{\"days\": null}".to_owned(), "scenario_malformed", "scenario"),
        ("a.".repeat(100_000), "scenario_malformed", "scenario"),
        ("[".repeat(100_000), "scenario_malformed", "scenario"),
        (format!("# {}", "a".repeat(2_000_000)), "scenario_unreadable", "scenario"),
        (with("days", json!(0)), "scenario_value_invalid", "scenario.days"),
        (with("sede", json!(1)), "scenario_key_unknown", "scenario.sede"),
        (with("days", json!(36_500)), "scenario_too_large", "scenario.days"),
        (with("runs", json!(21)), "scenario_too_large", "scenario.runs"),
        (
            with("arrivals", json!({"kind": "constant", "orders_per_day": 20_000})),
            "scenario_too_large",
            "scenario.arrivals",
        ),
        (with("merchants", json!([{"plan": "store", "count": 2_001}])), "scenario_too_large", "scenario.merchants"),
        (with("merchants", json!([{"plan": "mall"}])), "scenario_value_invalid", "scenario.merchants.0.plan"),
        (with("sweep", json!([{"key": "days", "values": [1, 2]}])), "scenario_too_large", "scenario.sweep"),
        // Nothing on the disk of the service can be named.
        (with("rules", json!("/etc/passwd")), "scenario_value_invalid", "rules"),
        (with("trace", json!({"file": "/etc/passwd"})), "scenario_value_invalid", "scenario.trace"),
    ];
    for (number, (scenario, code, param)) in cases.into_iter().enumerate() {
        let new = json!({ "simulation_no": format!("bad-{number}"), "scenario": scenario });
        let asked = ask(&service, &new).await;
        let shown: String = scenario.chars().take(80).collect();
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{shown}: {asked:?}");
        assert_eq!((&asked.body["code"], &asked.body["param"]), (&json!(code), &json!(param)), "{shown}: {asked:?}");
    }
    let mut rules = body("bad", &good);
    rules["rules"] = json!("mint_bp = ");
    assert_eq!(ask(&service, &rules).await.body["code"], "rules_malformed");
    let mut programme = body("bad", &good);
    programme["programme"] = json!("none");
    assert_eq!(ask(&service, &programme).await.body["code"], "programme_unknown");
    assert_eq!(ask(&service, &body("no number", &good)).await.body["param"], "simulation_no");
    assert_eq!(service.get("/v1/simulations").await.body, json!([]), "nothing of it is kept");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_runs_and_one_waits_and_the_next_is_turned_away() {
    let service = small_town().await;
    let long = |number: &str| {
        let mut long = scenario(3_000);
        long["arrivals"]["orders_per_day"] = json!(100);
        long["selling"] = json!([{ "kind": "break_even", "share_bp": 10_000 }]);
        body(number, &long)
    };
    for number in ["s-1", "s-2"] {
        assert_eq!(ask(&service, &long(number)).await.status, StatusCode::ACCEPTED);
    }
    let third = ask(&service, &long("s-3")).await;
    assert_eq!((third.status, &third.body["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("simulations_waiting")));
    // The writer does not wait for them.
    let order = service.post("/v1/orders", &crate::service::order("A-1", 10_000)).await;
    assert_eq!(order.status, StatusCode::CREATED, "{order:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_report_and_its_tables_are_files() {
    let service = small_town().await;
    ask(&service, &body("s-1", &scenario(20))).await;
    let played = ended(&service, "s-1").await;
    let files: Vec<&str> = played["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    for file in ["report.zh.html", "report.en.html", "summary.json", "time.csv", "returns.parquet"] {
        assert!(files.contains(&file), "{files:?}");
    }
    let page = service.request(Method::GET, "/v1/simulations/s-1/files/report.zh.html").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    // A page that came of somebody's text is never opened as one of the service's own.
    assert!(page.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(page.headers()["content-type"], "application/octet-stream");
    assert!(page.text().await.unwrap().contains("积分不是存款"));
    for elsewhere in ["..%2Fs-1", "%2Fetc%2Fpasswd", "none"] {
        let path = format!("/v1/simulations/s-1/files/{elsewhere}");
        assert_eq!(service.get(&path).await.body["code"], "simulation_unknown", "{elsewhere}");
    }
    assert_eq!(service.get("/v1/simulations/none").await.status, StatusCode::NOT_FOUND);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_tried_in_the_same_small_town() {
    let service = small_town().await;
    let try_out = async |body: &Value| service.post_as(ANNA, "/v1/rules/what-if", body).await;
    let in_force = try_out(&json!({})).await;
    assert_eq!(in_force.status, StatusCode::OK, "{in_force:?}");
    let course = in_force.body["course"].as_array().unwrap();
    assert_eq!(course.last().unwrap()["members"], 2_000, "{:?}", course.last());
    let same = try_out(&json!({ "rules": serde_json::to_string(&rules()).unwrap() })).await;
    assert_eq!(same.body["course"], in_force.body["course"], "the same rules, the same draws");
    let mut dearer = rules();
    dearer.redemption_fee_bp = ratchet_core::BasisPoints::new(9_000);
    let dearer = try_out(&json!({ "rules": toml::to_string(&dearer).unwrap() })).await;
    assert_ne!(dearer.body["course"], in_force.body["course"]);
    assert_eq!(try_out(&json!({ "rules": "mint_bp = 20000" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(try_out(&json!({ "programme": "none" })).await.body["code"], "programme_unknown");
    assert_eq!(service.get("/v1/simulations").await.body, json!([]), "nothing is kept");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_nobody_waits_for_is_dropped() {
    let service = small_town().await;
    // More than may wait: whoever goes away makes room.
    for _ in 0..40 {
        let request = service.client.post(format!("{}/v1/rules/what-if", service.address)).bearer_auth(ANNA);
        let left = request.json(&json!({})).timeout(Duration::from_millis(5)).send().await;
        assert!(left.is_err() || left.unwrap().status() == StatusCode::OK);
    }
    let newest = loop {
        let newest = service.post_as(ANNA, "/v1/rules/what-if", &json!({})).await;
        // Those that went away may still be on their way out.
        if newest.status != StatusCode::TOO_MANY_REQUESTS {
            break newest;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(newest.status, StatusCode::OK, "{newest:?}");
    service.stop().await;
}
