//! Who there is, and how something is asked for.

use ratchet_core::operations::{AddMember, AddMerchant, Mode, OpenProgramme, Operation, Tick};
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Day, Rules, State, Time};
use ratchet_deployment::{Creation, Deployment, DeploymentError, create};
use ratchet_journal::OpenOptions;
use serde_json::{Value, json};
use std::path::Path;

/// So many members come in five years.
pub const MEMBERS: u64 = 100_000;
/// Those who are there on the first day.
const FIRST_MEMBERS: u64 = 50_000;
pub const MERCHANTS: u64 = 60;
/// Two districts of Hangzhou, one of Ningbo, and a county without a city.
pub const DISTRICTS: [&str; 4] = ["330106", "330108", "330203", "429004"];
/// The programme that is closed in the end, and one that goes on.
pub const MAIN: &str = "main";
pub const SECOND: &str = "second";
const SEED: u64 = 20_220_101;

/// Numbers drawn from a seed (`SplitMix64`).
pub struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count.max(1)
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(most.abs_diff(least) + 1)).unwrap()
    }

    /// Yes in so many of a thousand cases.
    pub fn chance(&mut self, of_thousand: u64) -> bool {
        self.below(1_000) < of_thousand
    }
}

/// A deployment with two programmes, in its fifth year at the end.
pub struct Town {
    pub deployment: Deployment,
    pub draw: Draw,
    pub now: i64,
    pub members: u64,
    /// Numbers of orders, payments, payouts and contracts that were ever asked for.
    pub numbers: u64,
    /// Members who are owed something.
    pub claimants: Vec<u64>,
    /// The campaign opened last, until it is ended.
    pub campaign: Option<String>,
}

/// A store and a plan for clearing, both with a line for awards and paid levels, and own goods; everything switched on.
pub fn rules(levels: &str) -> Rules {
    let of_amount = |bp: u32| json!({ "basis": "amount", "bp": bp });
    let of_commission = |bp: u32| json!({ "basis": "commission", "bp": bp });
    let way = |bp: u32| json!({ "bp": bp, "order_max_fen": 20_000, "day_max_fen": 200_000, "last_day": "2026-06-30" });
    let step =
        |rate: u32, own: i64, team: i64| json!({ "rate_bp": rate, "own_spend_fen": own, "team_turnover_fen": team });
    let mut steps = [step(50, 10_000, 0), step(100, 20_000, 20_000), step(150, 30_000, 60_000)];
    steps[1]["direct"] = json!({ "count": 1, "level": 0 });
    read(json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 5_000_000,
        "cap": { "multiple_bp": 12_000, "scope": "member" },
        "plans": {
            "store": {
                "margin": "take", "take_bp": 2_000, "settle_after_days": 7,
                "split": { "distribution": of_amount(500), "platform": of_amount(300) },
                "awards": {
                    "direct_bp": 100, "indirect_bp": 50, "recruiter_bp": 30,
                    "region_bp": { "district": 10, "city": 20, "province": 30 }, "freeze_days": { "direct": 7 },
                },
            },
            "own": { "margin": "cost", "split": { "distribution": of_commission(500), "platform": of_commission(1_000) } },
            "clearance": {
                "margin": "take", "take_bp": 5_000,
                "split": { "distribution": of_amount(500), "platform": of_amount(200) },
            },
        },
        "fund": { "subsidy": way(100), "drip": way(500) },
        "coins": {
            "coin_max_bp": 3_000,
            "points": { "grant_bp": 2_000, "target_bp": 5_000, "tranches": 6, "tranche_days": 30 },
        },
        "contracts": { "fee_max_fen": 1_000_000 },
        "levels": { "mode": levels, "depth": 10, "team_depth": 5, "peer_bp": 20, "steps": steps },
        "dividends": { "dividend_bp": 1_000, "weight": "turnover" },
    }))
}

/// A store and nothing beside it.
fn plain_rules() -> Rules {
    read(json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 1_000_000,
        "plans": { "store": {
            "margin": "take", "take_bp": 2_000, "split": { "platform": { "basis": "amount", "bp": 400 } },
        } },
    }))
}

fn read(rules: Value) -> Rules {
    let rules: Rules = serde_json::from_value(rules).unwrap();
    assert_eq!(rules.faults(), []);
    rules
}

pub fn member(number: u64) -> String {
    format!("m{number}")
}

/// The merchants of the first programme; those of the second are `t0`, `t1` …
pub fn merchant(number: u64) -> String {
    format!("s{number}")
}

impl Town {
    /// The deployment, its merchants and half of the members, on the first day of 2022.
    pub fn open(root: &Path) -> Self {
        let now = "2022-01-01".parse::<Day>().unwrap().begins().milliseconds();
        let programmes = [(MAIN, rules("pay")), (SECOND, plain_rules())];
        let programmes = programmes.map(|(name, rules)| (name.to_owned(), OpenProgramme::new(rules)));
        let creation = Creation {
            mode: Mode::Sandbox,
            zone: "Asia/Shanghai".to_owned(),
            refundable_days: 60,
            programmes: programmes.to_vec(),
            actor: "operator-1".to_owned(),
        };
        create(root, &creation, Time::from_milliseconds(now)).unwrap();
        let (deployment, _) = Deployment::open(root, OpenOptions::default()).unwrap();
        let (claimants, campaign) = (Vec::new(), None);
        let mut town = Self { deployment, draw: Draw(SEED), now, members: 0, numbers: 0, claimants, campaign };
        town.register(FIRST_MEMBERS);
        for number in 0..MERCHANTS {
            let plan = ["store", "store", "own"][usize::try_from(number % 3).unwrap()];
            let division: ratchet_core::divisions::Division =
                DISTRICTS[usize::try_from(number % 4).unwrap()].parse().unwrap();
            let recruiter = Some(member(number));
            let shop =
                AddMerchant { recruiter, region: Some(division.region()), ..AddMerchant::new(&merchant(number), plan) };
            assert!(town.ask(shop));
            assert!(town.ask_in(SECOND, AddMerchant::new(&format!("t{number}"), "store")));
        }
        town
    }

    pub fn state(&self) -> &State {
        self.deployment.state()
    }

    /// Lets members register until there are `count`; most are referred by somebody who came not long before.
    pub fn register(&mut self, count: u64) {
        while self.members < count {
            let back = 1 + self.draw.below(self.members.min(500));
            let is_referred = self.members > 0 && !self.draw.chance(100);
            let referrer = is_referred.then(|| member(self.members - back.min(self.members)));
            assert!(self.ask(AddMember { id: member(self.members), referrer }));
            self.members += 1;
        }
    }

    /// How many members there are on a day of so many, counted from the first.
    pub fn members_on(day: u64, days: u64) -> u64 {
        FIRST_MEMBERS + (MEMBERS - FIRST_MEMBERS) * (day + 1).min(days - 1) / (days - 1)
    }

    /// Somebody; those who came early come often, so that levels are reached.
    pub fn somebody(&mut self) -> u64 {
        let most = 1 + self.draw.below(self.members);
        if self.draw.chance(500) { self.draw.below(most) } else { self.draw.below(2_000) }
    }

    /// A number that was not used before.
    pub fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub fn ask(&mut self, operation: impl Into<Operation>) -> bool {
        self.ask_in(MAIN, operation)
    }

    /// Asks a moment later; whether it was accepted. What the engine refuses changes nothing; all else that goes wrong ends
    /// the proof.
    pub fn ask_in(&mut self, programme: &str, operation: impl Into<Operation>) -> bool {
        self.now += 5;
        let at = Time::from_milliseconds(self.now);
        let command = Command::new(at, "operator-1", operation).approved_by("finance-1").in_programme(programme);
        match self.deployment.execute(&command) {
            Ok(_) => true,
            Err(DeploymentError::Rejected(_)) => false,
            Err(error) => panic!("{:?}: {error}", command.operation),
        }
    }

    /// Does everything that is due.
    pub fn tick(&mut self) {
        loop {
            assert!(self.ask(Tick {}));
            match self.deployment.outcome() {
                Outcome::Ticked(ticked) if ticked.left > 0 => {}
                _ => break,
            }
        }
    }

    pub fn commit(&mut self) {
        self.deployment.commit().unwrap();
    }
}
