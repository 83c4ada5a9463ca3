//! Lists, statements, price history and the feed.

use crate::service::{order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_stable_while_the_list_grows() {
    let service = small_town().await;
    for number in 0..25 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 10_000)).await;
    }
    let last = service.post("/v1/orders", &order("A-25", 10_000)).await.body["sequence"].clone();
    let first = service.get(&format!("/v1/orders?limit=10&min_sequence={last}")).await;
    assert_eq!(first.body["items"].as_array().unwrap().len(), 10);
    // What comes now is newer than every page.
    let newer = service.post("/v1/orders", &order("B-0", 10_000)).await.body["sequence"].clone();
    let mut numbers: Vec<String> = items(&first.body);
    let mut next = first.body["next"].clone();
    while let Some(after) = next.as_str() {
        let page = service.get(&format!("/v1/orders?limit=10&after={after}&min_sequence={newer}")).await;
        numbers.extend(items(&page.body));
        next = page.body["next"].clone();
    }
    let expected: Vec<String> = (0..26).rev().map(|number| format!("A-{number}")).collect();
    assert_eq!(numbers, expected);
    service.stop().await;
}

/// Books follow the journal at their own pace: without the wish some of these readings come too early.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_reads_what_they_wrote() {
    let service = small_town().await;
    for number in 0..60 {
        let booking = service.request(Method::POST, "/v1/orders").json(&order(&format!("A-{number}"), 10_000));
        let answer = booking.send().await.unwrap();
        let sequence = answer.headers()["ratchet-sequence"].clone();
        let reading = service.request(Method::GET, "/v1/orders?limit=1").header("ratchet-min-sequence", sequence);
        let newest: Value = reading.send().await.unwrap().json().await.unwrap();
        assert_eq!(items(&newest), [format!("A-{number}")]);
    }
    for wish in ["18446744073709551615", "soon"] {
        let reading = service.request(Method::GET, "/v1/orders?limit=1").header("ratchet-min-sequence", wish);
        assert_eq!(reading.send().await.unwrap().status(), StatusCode::OK, "{wish}");
    }
    service.stop().await;
}

fn items(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["order_no"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_is_not_sent_again() {
    let service = small_town().await;
    let sequence = service.post("/v1/orders", &order("A-1", 10_000)).await.body["sequence"].clone();
    let path = format!("/v1/orders?min_sequence={sequence}");
    let first = service.request(Method::GET, &path).send().await.unwrap();
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let again = service.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let sequence = service.post("/v1/orders", &order("A-2", 10_000)).await.body["sequence"].clone();
    let path = format!("/v1/orders?min_sequence={sequence}");
    let newer = service.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(newer.status(), StatusCode::OK);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_adds_up_to_the_balance_and_can_be_seen_as_it_was() {
    let service = small_town().await;
    for number in 0..5 {
        service.move_clock_to(1_800_000_001_000 + number * 1_000).await;
        service.post("/v1/orders", &order(&format!("A-{number}"), 10_000)).await;
    }
    let sale = json!({ "member_no": "m-1", "points": "10" });
    let sold = service.post("/v1/redemptions", &sale).await;
    assert_eq!(sold.status, StatusCode::CREATED, "{sold:?}");
    let sequence = &sold.body["sequence"];
    let member = service.get("/v1/members/m-1").await;
    let statement = service.get(&format!("/v1/members/m-1/statement?min_sequence={sequence}")).await;
    assert_eq!(statement.body["balance_fen"], member.body["balance_fen"]);
    assert_eq!(statement.body["items"][0]["amount_fen"], sold.body["net_fen"]);
    let before = service.get("/v1/members/m-0/statement?as_of=1800000003000").await;
    let of_three = &service.get("/v1/members/m-0/awards").await.body["items"];
    let sum: i64 = of_three.as_array().unwrap()[2..].iter().map(|award| award["amount_fen"].as_i64().unwrap()).sum();
    assert_eq!(before.body["balance_fen"], sum);
    let owed = service.get("/v1/merchants/shop").await.body["payable_fen"].clone();
    assert_eq!(service.get("/v1/merchants/shop/statement").await.body["balance_fen"], owed);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_what_the_sale_then_brings() {
    let service = small_town().await;
    for number in 0..5 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 10_000)).await;
    }
    let sale = json!({ "member_no": "m-1", "points": "12.34567891" });
    let quote = service.post("/v1/quotes", &sale).await;
    let sold = service.post("/v1/redemptions", &sale).await;
    assert_eq!((quote.status, sold.status), (StatusCode::OK, StatusCode::CREATED));
    for field in ["gross_fen", "fee_fen", "net_fen", "exits"] {
        assert_eq!(quote.body[field], sold.body[field], "{field}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_goes_on_where_it_was_left_and_its_postings_sum_to_zero() {
    let service = small_town().await;
    for number in 0..7 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 10_000)).await;
    }
    let mut seen = Vec::new();
    let mut path = "/v1/events?limit=4".to_owned();
    loop {
        let page = service.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        seen.extend(page.body["items"].as_array().unwrap().clone());
        let Some(next) = page.body["next"].as_str() else { break };
        path = format!("/v1/events?limit=4&after={next}");
    }
    let sequences: Vec<u64> = seen.iter().map(|item| item["sequence"].as_u64().unwrap()).collect();
    assert_eq!(sequences, (0..seen.len() as u64).collect::<Vec<_>>());
    let booked: Vec<&Value> = seen.iter().filter(|item| item["operation"] == "place").collect();
    assert_eq!(booked.len(), 7);
    for item in booked {
        let events = item["events"].as_array().unwrap();
        let postings = events.iter().flat_map(|event| event["postings"].as_array().unwrap());
        let sum: i64 = postings.filter_map(|posting| posting["amount_fen"].as_i64()).sum();
        assert_eq!(sum, 0);
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_was_cut_off_misses_nothing() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-0", 10_000)).await;
    let last = service.get("/v1/events?limit=100").await.body["items"].as_array().unwrap().len() as u64 - 1;
    service.post("/v1/orders", &order("A-1", 10_000)).await;
    let listening = service.request(Method::GET, "/v1/events/stream").header("last-event-id", last.to_string());
    let mut stream = listening.send().await.unwrap();
    service.post("/v1/orders", &order("A-2", 10_000)).await;
    let mut heard = String::new();
    while !heard.contains("A-2") {
        heard.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let ids: Vec<String> = heard.lines().filter_map(|line| line.strip_prefix("id: ").map(str::to_owned)).collect();
    assert_eq!(ids, [(last + 1).to_string(), (last + 2).to_string()]);
    assert!(heard.contains("A-1") && !heard.contains("A-0"), "{heard}");
    drop(stream);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_history_has_the_last_price_at_its_end() {
    let service = small_town().await;
    for number in 0..9 {
        service.move_clock_to(1_800_000_001_000 + number * 60_000).await;
        service.post("/v1/orders", &order(&format!("A-{number}"), 10_000 + number)).await;
    }
    let price = service.get("/v1/programmes/main/price").await;
    service.get("/v1/orders/A-8").await; // waits until the books have it
    let course = service.get("/v1/programmes/main/price-history?points=4").await;
    let points = course.body.as_array().unwrap();
    assert!((1..=4).contains(&points.len()), "{points:?}");
    assert_eq!(points.last().unwrap()["price"], price.body["price"]);
    let orders: u64 = points.iter().map(|point| point["orders"].as_u64().unwrap()).sum();
    assert_eq!(orders, 9);
    service.stop().await;
}
