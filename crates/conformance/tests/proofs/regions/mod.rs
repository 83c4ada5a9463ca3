//! Contracts of region agents and clearance campaigns: rules worked out by hand, and what holds of all histories.

mod campaigns;
mod contracts;
mod histories;

use ratchet_core::operations::{
    AddMember, AddMerchant, CampaignGoods, DeploymentTerms, OpenProgramme, Operation, Place, SignContract, Tick,
};
use ratchet_core::outcome::Outcome;
use ratchet_core::policy::Sha256;
use ratchet_core::view::{CampaignView, ContractView};
use ratchet_core::{Command, DEFAULT_PROGRAMME, Day, Engine, Event, Fen, Rejection, Rules, State, Time, invariants};
use serde_json::json;

const DAY: i64 = 86_400_000;
/// Noon of 2024-10-04 in UTC+08:00.
const START: i64 = 20_000 * DAY + 4 * 3_600_000;

/// A store that gives up 20 %: 2 % for the platform, 2 % for awards, 16 % into the pool; a plan for clearing at half the
/// price, and one for own goods. The agents of district, city and province get 1 %, 1.5 % and 2 %, differential.
fn rules() -> Rules {
    let awards = json!({ "region_bp": { "district": 100, "city": 150, "province": 200 } });
    let split =
        json!({ "platform": { "basis": "amount", "bp": 200 }, "distribution": { "basis": "amount", "bp": 200 } });
    let rules = json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": 10_000,
        "plans": {
            "store": { "margin": "take", "take_bp": 2000, "split": split, "awards": awards },
            "clearance": { "margin": "take", "take_bp": 5000, "split": split, "settle_after_days": 7 },
            "own": { "margin": "cost", "split": { "platform": { "basis": "commission", "bp": 1000 } } },
        },
        "contracts": { "fee_max_fen": 1_000_000 },
    });
    serde_json::from_value(rules).unwrap()
}

/// A town with the members `m0` to `m4` and two stores in Hangzhou: `s` in Xihu and `t` in Binjiang.
struct Town {
    engine: Engine,
    now: Time,
    /// Everything that happened, with its time.
    history: Vec<(Time, Vec<Event>)>,
}

impl Town {
    fn open() -> Self {
        let mut town = Self { engine: Engine::new(), now: Time::from_milliseconds(START), history: Vec::new() };
        town.done(DeploymentTerms::sandbox());
        town.done(OpenProgramme::new(rules()));
        for number in 0..5 {
            town.done(AddMember { id: format!("m{number}"), referrer: None });
        }
        for (id, division) in [("s", "330106"), ("t", "330108")] {
            let region = division.parse::<ratchet_core::divisions::Division>().unwrap().region();
            town.done(AddMerchant { region: Some(region), ..AddMerchant::new(id, "store") });
        }
        town
    }

    fn state(&self) -> &State {
        self.engine.state()
    }

    fn today(&self) -> Day {
        self.now.day()
    }

    fn wait(&mut self, days: u32) {
        self.now = self.now.plus_days(days);
    }

    fn ask(&mut self, operation: impl Into<Operation>) -> Result<Outcome, Rejection> {
        self.ask_of(self.now, operation)
    }

    /// Asked now, having happened at `occurred_at`. A refusal and a dry run change nothing, and what is done leaves
    /// everything in balance.
    fn ask_of(&mut self, occurred_at: Time, operation: impl Into<Operation>) -> Result<Outcome, Rejection> {
        let command = Command::new(self.now, "one", operation).approved_by("two").occurred(occurred_at);
        let before = self.state().hash();
        let tried = self.engine.dry_run(&command, Outcome::of);
        assert_eq!(self.state().hash(), before, "a dry run of {command:?} left something");
        let done = self.engine.execute(&command).map(<[Event]>::to_vec);
        invariants::check(self.state()).unwrap();
        assert!(invariants::TrialBalance::of(self.state()).is_balanced());
        let outcome = done.map(|events| {
            let outcome = Outcome::of(self.engine.state(), &events);
            self.history.push((self.now, events));
            outcome
        });
        if outcome.is_err() {
            assert_eq!(self.state().hash(), before, "{command:?} was refused and left something");
        }
        assert_eq!(tried, outcome);
        outcome
    }

    fn done(&mut self, operation: impl Into<Operation>) -> Outcome {
        let operation = operation.into();
        self.ask(operation.clone()).unwrap_or_else(|rejection| panic!("{operation:?}: {rejection}"))
    }

    fn tick(&mut self) {
        self.done(Tick {});
    }

    fn contract(&self, id: &str) -> ContractView {
        ContractView::of(self.state(), self.state().programme_named(DEFAULT_PROGRAMME).unwrap(), id).unwrap()
    }

    fn campaign(&self, id: &str) -> CampaignView {
        CampaignView::of(self.state(), self.state().programme_named(DEFAULT_PROGRAMME).unwrap(), id).unwrap()
    }

    /// What a member owns.
    fn balance(&self, member: &str) -> i64 {
        let handle = self.state().directory.member(member).unwrap();
        self.state().directory.member_row(handle).unwrap().balance.get()
    }

    fn platform(&self) -> i64 {
        self.state().platform.get()
    }

    /// The same history told to another engine comes to the same state, and so do the bytes of a state.
    fn assert_replays(&self) {
        let mut told = Engine::new();
        for (at, events) in &self.history {
            let bytes = minicbor::to_vec(events).unwrap();
            let read: Vec<Event> = minicbor::decode(&bytes).unwrap();
            assert_eq!(&read, events);
            told.replay(*at, &read).unwrap();
        }
        assert_eq!(told.state().hash(), self.state().hash());
        let restored = State::from_bytes(&self.state().to_bytes()).unwrap();
        assert_eq!(restored.hash(), self.state().hash());
        invariants::check(&restored).unwrap();
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A contract for `division` without a fee.
fn contract(id: &str, division: &str, member: &str, from: &str, to: &str) -> SignContract {
    SignContract {
        id: id.to_owned(),
        division: division.to_owned(),
        member: member.to_owned(),
        from: day(from),
        to: day(to),
        document: Sha256([7; 32]),
        fee: None,
    }
}

/// An order in `merchant` that is booked at once.
fn order(id: &str, member: &str, merchant: &str, amount: i64) -> Place {
    Place {
        id: id.to_owned(),
        member: member.to_owned(),
        merchant: merchant.to_owned(),
        amount: Fen::new(amount),
        cost: None,
        from_balance: None,
        settle_after_days: None,
        coins: None,
        goods: None,
    }
}

fn goods(campaign: &str, sku: &str, quantity: i64) -> CampaignGoods {
    CampaignGoods { campaign: campaign.to_owned(), sku: sku.to_owned(), quantity }
}
