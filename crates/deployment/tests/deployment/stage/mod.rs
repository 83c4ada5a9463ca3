//! Set-up that all tests share: rules, a deployment in a directory of its own, a small history.

pub mod history;
pub mod order_file;

use ratchet_core::operations::{
    AddMember, AddMerchant, AppointAgent, Book, Correct, Inject, Mode, OpenProgramme, Operation, PublishRules, Redeem,
    Refund,
};
use ratchet_core::policy::{Clearance, OpinionUsed, Sha256};
use ratchet_core::{BasisPoints, Command, Fen, Points, Rules, Time};
use ratchet_deployment::{Creation, Deployment, DeploymentError, Layout, VerifyReport, load, verify};
use ratchet_journal::{Head, OpenOptions, SignedHead};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The time at which everything is recorded: 2023-11-14.
pub const NOW: Time = Time::from_milliseconds(1_700_000_000_000);

/// Rules of a programme with a store that takes 20 % and a shelf of own goods.
pub fn rules() -> Rules {
    let text = r#"{
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": 10000,
        "cap": {"multiple_bp": 12000, "scope": "member"},
        "plans": {
            "club": {
                "margin": "take", "take_bp": 6000, "split": {"platform": {"basis": "amount", "bp": 200}}
            },
            "own": {"margin": "cost", "split": {"platform": {"basis": "commission", "bp": 1000}}},
            "store": {
                "margin": "take", "take_bp": 2000,
                "split": {
                    "distribution": {"basis": "amount", "bp": 200}, "platform": {"basis": "amount", "bp": 200}
                },
                "awards": {"direct_bp": 100, "indirect_bp": 50, "region_bp": {"district": 10, "city": 20}}
            }
        }
    }"#;
    let rules: Rules = serde_json::from_str(text).unwrap();
    assert_eq!(rules.faults(), []);
    rules
}

/// A sandbox with one programme.
pub fn sandbox() -> Creation {
    Creation {
        mode: Mode::Sandbox,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        programmes: vec![("main".to_owned(), OpenProgramme::new(rules()))],
        actor: "operator-1".to_owned(),
    }
}

/// A live deployment with one programme, which was checked.
pub fn live() -> Creation {
    Creation { mode: Mode::Live, programmes: vec![("main".to_owned(), checked(rules()))], ..sandbox() }
}

/// A programme under `rules`, with what they are said to be checked by.
pub fn checked(rules: Rules) -> OpenProgramme {
    OpenProgramme { clearance: Some(clearance()), ..OpenProgramme::new(rules) }
}

/// What rules may have been checked by.
pub fn clearance() -> Clearance {
    let (sha256, finding, reference) = (Sha256([7; 32]), "team-pay".to_owned(), "（2026）第 17 号".to_owned());
    let opinions = vec![OpinionUsed { finding, reference, sha256 }];
    Clearance { profile: "cn-counsel".to_owned(), deployment_file: Sha256([9; 32]), opinions }
}

/// A deployment in a directory that goes with it.
pub struct Stage {
    folder: TempDir,
}

impl Stage {
    /// A new sandbox.
    pub fn new() -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap() };
        ratchet_deployment::create(&stage.root(), &sandbox(), NOW).unwrap();
        stage
    }

    /// A sandbox with the small history in it, closed.
    pub fn played() -> Self {
        let stage = Self::new();
        let mut deployment = stage.open();
        play(&mut deployment);
        deployment.close().unwrap();
        stage
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("deployment")
    }

    pub fn layout(&self) -> Layout {
        Layout::new(self.root())
    }

    /// A path for another file of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn try_open(&self) -> Result<Deployment, DeploymentError> {
        Deployment::open(&self.root(), OpenOptions::default()).map(|(deployment, _)| deployment)
    }

    pub fn open(&self) -> Deployment {
        self.try_open().unwrap()
    }

    pub fn verify(&self) -> Result<VerifyReport, DeploymentError> {
        verify(&self.root(), None, |_, _| ())
    }

    pub fn verify_against(&self, published: &SignedHead) -> Result<VerifyReport, DeploymentError> {
        verify(&self.root(), Some(published), |_, _| ())
    }

    /// Hash of the state that loading rebuilds.
    pub fn loaded_hash(&self) -> [u8; 32] {
        load(&self.layout()).unwrap().engine.state().hash()
    }

    pub fn signed_head(&self) -> SignedHead {
        SignedHead::load(self.layout().head()).unwrap().unwrap()
    }

    pub fn head(&self) -> Head {
        load(&self.layout()).unwrap().head.unwrap()
    }

    /// A copy of the deployment's directory, as it is on the disk at this moment.
    pub fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        copy_directory(&self.root(), &copy.root());
        copy
    }
}

/// Copies a directory with everything in it.
pub fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if path.is_dir() {
            copy_directory(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The names in a directory, sorted.
pub fn names_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A command of the operator, a number of seconds after the beginning.
pub fn command(second: i64, operation: impl Into<Operation>) -> Command {
    let time = Time::from_milliseconds(NOW.milliseconds() + second * 1_000);
    Command::new(time, "operator-1", operation)
}

pub fn member(id: &str) -> AddMember {
    AddMember { id: id.to_owned(), referrer: None }
}

pub fn book(id: &str, member: &str, fen: i64) -> Book {
    let (id, member, merchant) = (id.to_owned(), member.to_owned(), "shop".to_owned());
    Book { id, member, merchant, amount: Fen::new(fen), cost: None, from_balance: None, coins: None }
}

/// A history with every kind of operation, in several groups.
pub fn play(deployment: &mut Deployment) {
    let run = |deployment: &mut Deployment, command: &Command| {
        deployment.execute(command).unwrap();
    };
    run(deployment, &command(1, member("ann")));
    run(deployment, &command(1, AddMember { id: "ben".to_owned(), referrer: Some("ann".to_owned()) }));
    run(deployment, &command(1, AddMember { id: "cat".to_owned(), referrer: Some("ben".to_owned()) }));
    let region = vec!["浙江".to_owned(), "杭州".to_owned()];
    run(deployment, &command(2, AppointAgent { region: region.clone(), member: "ann".to_owned() }));
    run(deployment, &command(2, AddMerchant { region: Some(region), ..AddMerchant::new("shop", "store") }));
    deployment.commit().unwrap();
    for order in 0..6 {
        let buyer = ["ann", "ben", "cat"][order % 3];
        let fen = 100_000 + i64::try_from(order).unwrap() * 1_234;
        run(deployment, &command(3, book(&format!("o{order}"), buyer, fen)));
    }
    deployment.commit().unwrap();
    run(deployment, &command(4, Refund { order: "o1".to_owned(), amount: Fen::new(5_000) }));
    run(deployment, &command(4, Correct { order: "o5".to_owned() }).approved_by("finance-1"));
    run(deployment, &command(5, Redeem { member: "ben".to_owned(), units: Points::new(100_000_000) }));
    deployment.commit().unwrap();
    run(deployment, &command(6, PublishRules::new(Rules { mint_bp: BasisPoints::new(6_000), ..rules() }, later(7))));
    run(deployment, &command(7, Inject::new(Fen::new(900_000_000))));
    run(deployment, &command(8, book("o6", "cat", 50_000)));
    deployment.commit().unwrap();
}

/// So many seconds after all began.
pub fn later(second: i64) -> Time {
    Time::from_milliseconds(NOW.milliseconds() + second * 1_000)
}
