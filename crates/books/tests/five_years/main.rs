//! Five years of a deployment with everything that a programme can have, and its end: a hundred thousand members, orders that
//! are returned, refunded and corrected, ticks, closed months, old debts, campaigns, contracts, allotments, withdrawals. Its
//! journal verifies, replays to the same state, and hledger comes to the balances of the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a proof that cannot go on has failed

mod accounts;
mod days;
mod orders;
#[allow(dead_code)] // shared with the tests of exports, which use all of it
#[path = "../../../cli/tests/export/tools.rs"]
mod tools;
mod town;

use accounts::{Balances, expected, read_balances};
use ratchet_books::{Format, Target, event_name, export};
use ratchet_core::{State, handle};
use ratchet_deployment::{Layout, Moment, Watch, load, replay, verify};
use std::collections::BTreeMap;
use std::path::Path;
use town::{MEMBERS, Town};

/// How often each event happened.
#[derive(Default)]
struct Counted(BTreeMap<&'static str, u64>);

impl Watch for Counted {
    fn after(&mut self, _: &State, moment: &Moment<'_>) {
        *self.0.entry(event_name(moment.event)).or_default() += 1;
    }
}

/// What has to have happened, and how often at least.
const HAPPENED: [(&str, u64); 43] = [
    ("member_added", MEMBERS),
    ("merchant_added", 50),
    ("agent_appointed", 1),
    ("rules_published", 2),
    ("order_booked", 25_000),
    ("order_placed", 5_000),
    ("order_returned", 100),
    ("refunded", 200),
    ("corrected", 50),
    ("redemption", 500),
    ("forced_exit", 20),
    ("injected", 5),
    ("awards_released", 1_000),
    ("ticked", 1_800),
    ("link_terms_set", 1),
    ("link_made", 50),
    ("link_ended", 10),
    ("payment_opened", 300),
    ("payment_concluded", 300),
    ("refund_concluded", 10),
    ("payout_requested", 200),
    ("payout_paid", 100),
    ("payout_returned", 1),
    ("topped_up", 5),
    ("funded", 10),
    ("shares_set", 40),
    ("period_closed", 59),
    ("claim_imported", 1_000),
    ("claim_converted", 500),
    ("points_granted", 200),
    ("tranche_released", 500),
    ("coins_taken_back", 1),
    ("contract_signed", 40),
    ("contract_cut_short", 10),
    ("contract_fee_earned", 1_000),
    ("campaign_opened", 40),
    ("campaign_ended", 40),
    ("offer_opened", 8),
    ("subscribed", 20),
    ("granted", 20),
    ("closing_published", 1),
    ("closing", 1_000),
    ("programme_closed", 1),
];

/// Verified from nothing but its files, and replayed by its events alone.
fn check_journal(layout: &Layout, hash: [u8; 32]) {
    let report = verify(layout.root(), None, |_, _| ()).unwrap();
    assert_eq!(report.state_hash, blake3::Hash::from_bytes(hash).to_string());
    assert!(report.trial_balance.is_balanced() && report.snapshots > 0, "{report:?}");
    assert_eq!(load(layout).unwrap().engine.state().hash(), hash, "from the snapshot");
    let mut counted = Counted::default();
    assert_eq!(replay(layout, &mut counted, |_, _| ()).unwrap().engine.state().hash(), hash, "event by event");
    for (event, least) in HAPPENED {
        let count = counted.0.get(event).copied().unwrap_or(0);
        assert!(count >= least, "{event} {count} times: {:?}", counted.0);
    }
}

/// hledger finds every transaction balanced and every assertion met; what its accounts hold. That accounts are declared is
/// checked where there are fewer: hledger takes the square of their number for it.
fn balances_by_hledger(journal: &Path) -> Balances {
    let mut balance = tools::hledger();
    balance.env("LANG", "C.UTF-8").arg("-f").arg(journal);
    balance.args(["balance", "--flat", "--no-total", "-O", "csv"]);
    read_balances(&tools::run(&mut balance))
}

#[test]
fn five_years_verify_replay_and_balance() {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::open(&folder.path().join("deployment"));
    town.live_and_close();
    let state = town.state().clone();
    town.deployment.close().unwrap();
    let main = state.programme(handle::Programme(0)).unwrap();
    assert_eq!(state.directory.members().count() as u64, MEMBERS);
    assert!(main.positions.iter().next().is_none() && main.closing.unwrap().closed_at.is_some());

    let layout = Layout::new(folder.path().join("deployment"));
    check_journal(&layout, state.hash());
    let journal = folder.path().join("five-years.journal");
    export(&layout, Format::Hledger, Target::Path(&journal), |_, _| ()).unwrap();
    let (found, expected) = (balances_by_hledger(&journal), expected(&state));
    for (account, amount) in &expected {
        assert_eq!(found.get(account), Some(amount), "{account:?}");
    }
    assert_eq!(found.len(), expected.len());
    assert!(found.len() > 10_000, "{}", found.len());
}
