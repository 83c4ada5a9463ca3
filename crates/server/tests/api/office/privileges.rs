//! Every operation of the document, asked for by everybody: who may is told by the document, and enforced.

use super::Shop;
use crate::service::answered;
use ratchet_office::{Role, Scope};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::collections::BTreeSet;

/// An operation, and the scopes of which one is needed.
struct Operation {
    method: Method,
    path: String,
    for_keys: BTreeSet<String>,
    for_sessions: BTreeSet<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(ratchet_server::service::document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let scopes = |scheme: &str| -> BTreeSet<String> {
                let security = operation["security"].as_array().into_iter().flatten();
                let scopes = security.filter_map(|alternative| alternative[scheme].as_array()).flatten();
                scopes.map(|scope| scope.as_str().unwrap().to_owned()).collect()
            };
            let (for_keys, for_sessions) = (scopes("key"), scopes("session"));
            if for_keys.is_empty() && for_sessions.is_empty() {
                continue;
            }
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            operations.push(Operation { method, path: path.clone(), for_keys, for_sessions });
        }
    }
    assert!(operations.len() > 50, "{}", operations.len());
    operations
}

/// The path with numbers that exist, but ids of the office that do not: nothing is to happen.
fn path_of(operation: &Operation) -> String {
    let path = operation.path.replace("{member_no}", "m-1").replace("{merchant_no}", "shop");
    let mut filled = String::new();
    let mut rest = path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        filled += before;
        filled += "none";
        rest = after.split_once('}').unwrap().1;
    }
    filled + rest
}

#[test]
fn every_scope_of_the_document_is_one_of_the_office_and_keys_have_those_for_keys() {
    for Operation { method, path, for_keys, for_sessions } in operations() {
        for scope in &for_keys {
            let known = Scope::parse(scope);
            assert!(known.is_some_and(Scope::is_for_keys), "{method} {path}: {scope}");
        }
        for scope in for_sessions.iter().filter(|scope| !matches!(scope.as_str(), "member" | "merchant")) {
            assert!(Scope::parse(scope).is_some(), "{method} {path}: {scope}");
        }
    }
}

#[tokio::test]
async fn nobody_does_what_their_role_key_or_number_does_not_allow() {
    let shop = Shop::open().await;
    let mut people = vec![(Role::Owner, shop.owner.clone())];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
        people.push((role, shop.person(role.name()).await));
    }
    let parties = [("member", shop.bearer("member", "m-1").await), ("merchant", shop.bearer("merchant", "shop").await)];
    let all: Vec<&str> = Scope::ALL.iter().filter(|scope| scope.is_for_keys()).map(|scope| scope.name()).collect();
    let all_scopes = shop.key(&all).await;
    let ask = async |request: reqwest::RequestBuilder| -> (StatusCode, Value) {
        // A stream never ends: its head is enough.
        let response = request.send().await.unwrap();
        let status = response.status();
        let body = if status.is_success() { Value::Null } else { response.json().await.unwrap_or_default() };
        (status, body)
    };
    for operation in operations() {
        let (method, path) = (operation.method.clone(), path_of(&operation));
        let name = format!("{method} {path}");
        let address = format!("{}{path}", shop.running.address);
        let bare = || shop.running.client.request(method.clone(), &address);

        let (status, _) = ask(bare()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "nobody: {name}");
        for (role, browser) in &people {
            let scopes = operation.for_sessions.iter().filter_map(|scope| Scope::parse(scope));
            let may = scopes.into_iter().any(|scope| role.allows(scope));
            let (status, body) = ask(browser.request(method.clone(), &path)).await;
            assert_eq!(!is_shut_out(status, &body), may, "{}: {name}: {status} {body}", role.name());
        }
        for (kind, token) in &parties {
            let may = operation.for_sessions.contains(*kind);
            let (status, body) = ask(bare().bearer_auth(token)).await;
            if !may {
                assert!(is_shut_out(status, &body), "{kind}: {name}: {status} {body}");
            }
        }
        let may = operation.for_keys.iter().any(|scope| all.contains(&scope.as_str()));
        let (status, body) = ask(bare().bearer_auth(&all_scopes)).await;
        assert_eq!(!is_shut_out(status, &body), may, "a key with all scopes: {name}: {status} {body}");
        // With every scope but those that are needed.
        let others: Vec<&str> = all.iter().copied().filter(|scope| !operation.for_keys.contains(*scope)).collect();
        if may && method == Method::POST {
            let key = shop.key(&others).await;
            let (status, body) = ask(bare().bearer_auth(key)).await;
            assert!(is_shut_out(status, &body), "a key without the scope: {name}: {status}");
        }
    }
    // All that knocking has changed nothing of who is who.
    let session = answered(shop.owner.request(Method::GET, "/v1/session")).await;
    assert_eq!(session.status, StatusCode::OK);
}

fn is_shut_out(status: StatusCode, body: &Value) -> bool {
    status == StatusCode::UNAUTHORIZED || (status == StatusCode::FORBIDDEN && body["code"] == "forbidden")
}
