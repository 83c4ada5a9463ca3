//! What the API shows, put together: a ledger from the feed, and the state of a programme as vector files write it.

use crate::service::Reach;
use crate::wire::{text, units};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The feed without a gap, and what each account of it adds up to: a ledger from nothing but what is published.
#[derive(Default)]
pub struct Feed {
    /// Sequence of the record that comes next.
    pub next: u64,
    /// What was read.
    pub items: Vec<Value>,
    accounts: BTreeMap<String, i64>,
}

impl Feed {
    /// Reads on until there is nothing more.
    pub async fn read(&mut self, service: &Reach) {
        loop {
            let after = self.next.checked_sub(1).map_or(String::new(), |last| format!("&after={last}"));
            let mut page = service.get(&format!("/v1/events?limit=100{after}")).await.body;
            let Value::Array(items) = page["items"].take() else { panic!("{page}") };
            for item in items {
                assert_eq!(item["sequence"], self.next);
                self.next += 1;
                self.post(&item);
                self.items.push(item);
            }
            if page["next"].is_null() {
                return;
            }
        }
    }

    fn post(&mut self, item: &Value) {
        let events = item["events"].as_array().unwrap();
        for posting in events.iter().flat_map(|event| event["postings"].as_array().unwrap()) {
            if let Some(amount) = posting["amount_fen"].as_i64() {
                *self.accounts.entry(text(posting, "account").to_owned()).or_default() += amount;
            }
        }
    }

    /// What an account holds that money is owed on.
    pub fn owed(&self, account: &str) -> i64 {
        -self.accounts.get(account).copied().unwrap_or_default()
    }
}

/// The state of the programme from what the API shows of each account, once the feed has been read.
pub async fn shown(service: &Reach, feed: &Feed, members: Vec<String>, merchants: Vec<String>) -> Value {
    let programme = service.get("/v1/programmes/main").await.body;
    assert_eq!(programme["reserve_fen"], feed.owed("reserve:main"));
    assert_eq!(programme["unallocated_fen"], feed.owed("unallocated:main"));
    let (mut balances, mut payables, mut positions) = (Map::new(), Map::new(), BTreeMap::new());
    for number in members {
        let member = service.get(&format!("/v1/members/{number}")).await.body;
        assert_eq!(member["balance_fen"], feed.owed(&format!("balance:{number}")), "{member}");
        for position in member["positions"].as_array().unwrap() {
            let (id, held) = (&position["position"], units(&position["points"]));
            let row = json!([id, number, position["spend_fen"], held, position["realised_fen"]]);
            positions.insert(id.as_u64(), row);
        }
        note(&mut balances, number, &member["balance_fen"]);
    }
    for number in merchants {
        let merchant = service.get(&format!("/v1/merchants/{number}")).await.body;
        assert_eq!(merchant["payable_fen"], feed.owed(&format!("payable:{number}")), "{merchant}");
        note(&mut payables, number, &merchant["payable_fen"]);
    }
    json!({
        "reserve": programme["reserve_fen"], "supply": units(&programme["supply"]),
        "unallocated": programme["unallocated_fen"], "platform": feed.owed("platform"), "price": programme["price"],
        "balances": balances, "payables": payables, "positions": positions.into_values().collect::<Vec<_>>(),
        "exits": programme["exits"],
    })
}

/// Accounts that hold nothing are left out of a state.
fn note(accounts: &mut Map<String, Value>, number: String, amount: &Value) {
    if *amount != 0 {
        accounts.insert(number, amount.clone());
    }
}
