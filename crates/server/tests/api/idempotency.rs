//! Asking twice does nothing twice.

use crate::service::{NOON, answered, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_again_gets_the_first_answer_again_also_after_a_restart() {
    let service = small_town().await;
    let first = service.post("/v1/orders", &order("A-1", 12_800)).await;
    assert_eq!((first.status, first.replayed), (StatusCode::CREATED, false), "{first:?}");
    // Others come between, so that an answer worked out anew would differ.
    for number in 2..12 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 9_900)).await;
    }
    let again = service.post("/v1/orders", &order("A-1", 12_800)).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true), "{again:?}");
    assert_eq!(again.body, first.body);

    let service = service.restart(1_800_000_100_000).await;
    let again = service.post("/v1/orders", &order("A-1", 12_800)).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true), "{again:?}");
    assert_eq!(again.body, first.body);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_under_a_number_that_is_taken_is_a_conflict() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 12_800)).await;
    let differing = [
        order("A-1", 12_801),
        json!({ "order_no": "A-1", "member_no": "m-0", "merchant_no": "shop", "amount_fen": 12_800 }),
        json!({ "order_no": "A-1", "member_no": "m-1", "merchant_no": "shop", "amount_fen": 12_800, "occurred_at": 1 }),
    ];
    for other in differing {
        let conflict = service.post("/v1/orders", &other).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT, "{conflict:?}");
        assert_eq!(conflict.body["code"], "idempotency_conflict");
    }
    let again = json!({ "member_no": "m-1", "referrer_no": "m-0" });
    let again = service.post("/v1/members", &again).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true));
    let conflict = service.post("/v1/members", &json!({ "member_no": "m-1" })).await;
    assert_eq!(conflict.body["code"], "idempotency_conflict");
    let again = service.post("/v1/merchants", &json!({ "merchant_no": "shop", "plan": "store" })).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true));
    let other = json!({ "merchant_no": "shop", "plan": "store", "owner_no": "m-0" });
    let conflict = service.post("/v1/merchants", &other).await;
    assert_eq!(conflict.body["code"], "idempotency_conflict");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_takes_no_number_and_a_dry_run_leaves_nothing() {
    let service = small_town().await;
    let refused = service.post("/v1/orders", &order("A-1", 0)).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("amount_not_positive"))
    );
    let tried = service.post("/v1/orders?dry_run=true", &order("A-1", 12_800)).await;
    assert_eq!((tried.status, &tried.body["sequence"]), (StatusCode::OK, &json!(null)));
    let booked = service.post("/v1/orders", &order("A-1", 12_800)).await;
    assert_eq!((booked.status, booked.replayed), (StatusCode::CREATED, false));
    let figures = |body: &serde_json::Value| {
        let mut body = body.clone();
        body["sequence"] = json!(null);
        body
    };
    assert_eq!(figures(&tried.body), figures(&booked.body));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_in_flight_all_get_the_one_answer() {
    let service = small_town().await;
    let body = order("A-1", 12_800);
    let all = (0..32).map(|_| service.post("/v1/orders", &body));
    let mut answers = Vec::new();
    for answer in futures_of(all).await {
        assert_eq!(answer.status, StatusCode::CREATED);
        answers.push(answer);
    }
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let programme = service.get("/v1/programmes/main").await;
    assert_eq!(programme.body["orders"], 1);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_became_of_an_order_it_is_answered_as_it_was_first() {
    let service = small_town().await;
    let numbers = ["GONE", "PART", "BOOKED"];
    let held = |number: &str| {
        let mut held = order(number, 10_000);
        held["settle_after_days"] = json!(7);
        held
    };
    let mut first = Vec::new();
    for number in numbers {
        first.push(service.post("/v1/orders", &held(number)).await.body);
    }
    let give_back = async |number: &str, key: &str, amount: i64| {
        let path = format!("/v1/orders/{number}/returns");
        let request = service.request(Method::POST, &path).header("idempotency-key", key);
        answered(request.json(&json!({ "amount_fen": amount }))).await
    };
    let wholly = give_back("GONE", "g", 10_000).await;
    assert_eq!((wholly.status, wholly.replayed), (StatusCode::CREATED, false), "{wholly:?}");
    // A return that is asked for twice gives back once.
    let part = give_back("PART", "p", 4_000).await;
    let again = give_back("PART", "p", 4_000).await;
    assert_eq!((again.status, again.replayed, &again.body), (StatusCode::CREATED, true, &part.body));
    assert_eq!(give_back("PART", "p", 5_000).await.body["code"], "idempotency_conflict");
    service.move_clock_to(NOON + 8 * 86_400_000).await;
    while service.get("/v1/programmes/main").await.body["orders"] != 2 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let service = service.restart(NOON + 9 * 86_400_000).await;
    for (number, first) in numbers.iter().zip(&first) {
        let again = service.post("/v1/orders", &held(number)).await;
        assert_eq!((again.status, again.replayed, &again.body), (StatusCode::CREATED, true, first), "{number}");
        let other = service.post("/v1/orders", &order(number, 9_999)).await;
        assert_eq!(other.body["code"], "idempotency_conflict", "{number}");
    }
    let lines: Vec<String> = numbers.iter().map(|number| held(number).to_string()).collect();
    let batch = service.request(Method::POST, "/v1/orders:batch").header("content-type", "application/x-ndjson");
    let answer = batch.body(lines.join("\n")).send().await.unwrap().text().await.unwrap();
    for (line, first) in answer.lines().zip(&first) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["replayed"], &line["order"]), (&json!(true), first));
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_asked_for_again_is_the_same_whoever_the_member_is_linked_to_since() {
    let service = small_town().await;
    let new = json!({ "member_no": "m-2" });
    assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    let linked = service.post("/v1/members/m-2/link", &json!({ "referrer_no": "m-0" })).await;
    assert_eq!(linked.status, StatusCode::CREATED, "{linked:?}");
    let again = service.post("/v1/members", &new).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true), "{again:?}");
    let other = service.post("/v1/members", &json!({ "member_no": "m-2", "referrer_no": "m-0" })).await;
    assert_eq!(other.body["code"], "idempotency_conflict", "{other:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_asked_for_again_is_answered_as_when_it_was_opened() {
    let service = small_town().await;
    let new = json!({ "payment_no": "p-1", "order": order("A-1", 10_000), "sandbox": { "answer": "never" } });
    let first = service.post("/v1/payments", &new).await;
    assert_eq!(first.status, StatusCode::CREATED, "{first:?}");
    let paid = service.post("/v1/payments/p-1/conclude", &json!({ "conclusion": "paid" })).await;
    assert_eq!(paid.body["state"], "paid", "{paid:?}");
    let again = service.post("/v1/payments", &new).await;
    assert_eq!((again.replayed, &again.body), (true, &first.body));
    let other = json!({ "payment_no": "p-1", "order": order("A-1", 9_999) });
    assert_eq!(service.post("/v1/payments", &other).await.body["code"], "idempotency_conflict");
    service.stop().await;
}

async fn futures_of<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pinned: Vec<_> = all.map(|one| Some(Box::pin(one))).collect();
    let mut done: Vec<Option<T>> = pinned.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        let mut is_pending = false;
        for (one, slot) in pinned.iter_mut().zip(&mut done) {
            let Some(waiting) = one else { continue };
            match waiting.as_mut().poll(context) {
                std::task::Poll::Ready(value) => {
                    *slot = Some(value);
                    *one = None;
                }
                std::task::Poll::Pending => is_pending = true,
            }
        }
        if is_pending {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(done.iter_mut().filter_map(Option::take).collect())
        }
    })
    .await
}
