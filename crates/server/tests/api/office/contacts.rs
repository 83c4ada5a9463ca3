//! Contact data: who sees it, and that it goes without a trace in the journal.

use super::Shop;
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn contact_data_is_set_seen_by_some_exported_and_erased() {
    let shop = Shop::open().await;
    let support = shop.person("support").await;
    let auditor = shop.person("auditor").await;
    let path = "/v1/members/m-1/contact";
    let new = json!({ "name": "王小明", "phone": "138 1234 5678", "note": "likes tea" });
    let set = support.put(path, &new).await;
    assert_eq!((set.status, &set.body["phone"]), (StatusCode::OK, &json!("13812345678")));
    assert_eq!(support.get(path).await.body["note"], "likes tea");
    assert_eq!(auditor.get(path).await.status, StatusCode::FORBIDDEN);
    let own = shop.bearer("member", "m-1").await;
    let seen = shop.with_key(&own, Method::GET, path, None).await;
    assert_eq!((&seen.body["phone"], &seen.body["note"]), (&json!("13812345678"), &json!(null)));

    for (bad, param) in [
        (json!({ "name": "a\u{1b}[2J" }), "name"),
        (json!({ "phone": "call me" }), "phone"),
        (json!({ "note": "x".repeat(2_001) }), "note"),
    ] {
        let refused = support.put(path, &bad).await;
        assert_eq!((refused.status, &refused.body["param"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(param)));
    }
    let nobody = support.put("/v1/members/nobody/contact", &new).await;
    assert_eq!((nobody.status, &nobody.body["code"]), (StatusCode::NOT_FOUND, &json!("member_unknown")));

    support.put(path, &new).await;
    let export = support.post(&format!("{path}/export"), &json!({})).await;
    assert_eq!(export.body["contact"]["name"], "王小明");
    assert_eq!(support.delete(path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(support.get(path).await.body["name"], json!(null));
    assert_eq!(shop.with_key(&own, Method::GET, path, None).await.status, StatusCode::UNAUTHORIZED, "signed out");

    // The member is still one, and the journal is sound and never knew the name.
    assert_eq!(shop.owner.get("/v1/members/m-1").await.status, StatusCode::OK);
    let dir = shop.running.stop().await;
    let root = dir.path().join("shop");
    ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
    for file in files(&root) {
        let bytes = std::fs::read(&file).unwrap();
        for text in ["王小明", "likes tea"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text} in {}", file.display());
        }
    }
}

fn files(root: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
