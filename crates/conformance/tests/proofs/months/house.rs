//! A deployment whose months are closed, with its journal: what every command did, and when.

use ratchet_conformance::engine_under;
use ratchet_core::event::{Event, PeriodClosed};
use ratchet_core::invariants::{self, TrialBalance};
use ratchet_core::month::Month;
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, ClosePeriod, Correct, Operation, Refund, SetShares, Tick,
};
use ratchet_core::periods::MemberPeriod;
use ratchet_core::{Command, Engine, Fen, Rejection, Rules, Shares, State, Time};
use serde_json::{Value, json};

pub const DAY: i64 = 86_400_000;
/// 2026-01-01T00:00 and the next months in UTC+08:00, by `date -d`.
pub const MONTHS: [i64; 5] =
    [1_767_196_800_000, 1_769_875_200_000, 1_772_294_400_000, 1_774_972_800_000, 1_777_564_800_000];

/// One record of a journal.
pub struct Record {
    pub recorded_at: Time,
    pub occurred_at: Time,
    pub events: Vec<Event>,
}

pub struct House {
    pub engine: Engine,
    pub journal: Vec<Record>,
    /// Whether every command is tried out before, and the whole state looked at after.
    pub is_watched: bool,
    orders: u32,
}

/// The month of this place in [`MONTHS`].
pub fn month(place: usize) -> ClosePeriod {
    let [begins, ends] = [MONTHS[place], MONTHS[place + 1]].map(Time::from_milliseconds);
    ClosePeriod { month: Month::new(2026, u32::try_from(place).unwrap() + 1).unwrap(), begins, ends }
}

/// A store that gives up 30 % of an order: 4 % for the platform, `distribution` for awards, the rest for the pool.
pub fn rules(distribution: u32, more: &Value) -> Rules {
    let mut rules = json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": 1_000_000,
        "plans": { "store": {
            "margin": "take", "take_bp": 3000,
            "split": {
                "platform": { "basis": "amount", "bp": 400 },
                "distribution": { "basis": "amount", "bp": distribution },
            },
        } },
    });
    for (key, value) in more.as_object().unwrap() {
        rules[key] = value.clone();
    }
    let rules: Rules = serde_json::from_value(rules).unwrap();
    assert_eq!(rules.faults(), []);
    rules
}

impl House {
    /// A store `s`, and `members` as pairs of an id and a referrer, empty for none.
    pub fn open(rules: Rules, members: &[(&str, &str)]) -> Self {
        let engine = engine_under(rules).unwrap();
        let mut house = Self { engine, journal: Vec::new(), is_watched: true, orders: 0 };
        for (id, referrer) in members {
            let referrer = Some((*referrer).to_owned()).filter(|referrer| !referrer.is_empty());
            house.done(MONTHS[0], AddMember { id: (*id).to_owned(), referrer });
        }
        let (id, plan) = ("s".to_owned(), "store".to_owned());
        house.done(MONTHS[0], AddMerchant { id, plan, take_bp: None, owner: None, recruiter: None, region: None });
        house
    }

    pub fn state(&self) -> &State {
        self.engine.state()
    }

    pub fn ask(&mut self, at: i64, operation: impl Into<Operation>) -> Result<Vec<Event>, Rejection> {
        self.ask_of(at, at, operation)
    }

    /// Asked at `at` of something that happened at `occurred_at`. A refusal and a trial leave the state as it was.
    pub fn ask_of(
        &mut self,
        at: i64,
        occurred_at: i64,
        operation: impl Into<Operation>,
    ) -> Result<Vec<Event>, Rejection> {
        let [recorded_at, occurred_at] = [at, occurred_at].map(Time::from_milliseconds);
        let command = Command::new(recorded_at, "operator", operation).approved_by("approver").occurred(occurred_at);
        let before = self.is_watched.then(|| self.state().hash());
        if self.is_watched {
            let _ = self.engine.dry_run(&command, |_, _| ());
            assert_eq!(Some(self.state().hash()), before, "trying {:?} out changed the state", command.operation);
        }
        let done = self.engine.execute(&command).map(<[Event]>::to_vec);
        if self.is_watched {
            if done.is_err() {
                assert_eq!(Some(self.state().hash()), before, "{:?} was refused", command.operation);
            }
            invariants::check(self.state()).unwrap();
            assert!(TrialBalance::of(self.state()).is_balanced());
        }
        let events = done?;
        self.journal.push(Record { recorded_at, occurred_at, events: events.clone() });
        Ok(events)
    }

    pub fn done(&mut self, at: i64, operation: impl Into<Operation>) -> Vec<Event> {
        let operation = operation.into();
        self.ask(at, operation.clone()).unwrap_or_else(|refused| panic!("{operation:?}: {refused}"))
    }

    /// Books an order of the next number; its number.
    pub fn book(&mut self, at: i64, member: &str, amount: i64) -> Result<String, Rejection> {
        self.book_of(at, at, member, amount)
    }

    pub fn book_of(&mut self, at: i64, occurred_at: i64, member: &str, amount: i64) -> Result<String, Rejection> {
        self.orders += 1;
        let (id, member, merchant) = (format!("o{}", self.orders), member.to_owned(), "s".to_owned());
        let order = Book {
            id: id.clone(),
            member,
            merchant,
            amount: Fen::new(amount),
            cost: None,
            from_balance: None,
            coins: None,
        };
        self.ask_of(at, occurred_at, order).map(|_| id)
    }

    pub fn refund(&mut self, at: i64, order: &str, amount: i64) -> Result<Vec<Event>, Rejection> {
        self.ask(at, Refund { order: order.to_owned(), amount: Fen::new(amount) })
    }

    pub fn correct(&mut self, at: i64, order: &str) -> Result<Vec<Event>, Rejection> {
        self.ask(at, Correct { order: order.to_owned() })
    }

    pub fn hold(&mut self, at: i64, member: &str, shares: i64) -> Result<Vec<Event>, Rejection> {
        self.ask(at, SetShares { member: member.to_owned(), shares: Shares::new(shares), document: None })
    }

    /// Closes the month of this place, with as many ticks as it takes; what was stated, and the end of it.
    pub fn close(&mut self, at: i64, place: usize) -> (Vec<MemberPeriod>, PeriodClosed) {
        let mut events = self.done(at, month(place));
        while self.state().programmes[0].periods.closing.is_some() {
            events.extend(self.done(at, Tick {}));
        }
        told(&events)
    }

    pub fn balance(&self, member: &str) -> i64 {
        let member = self.state().directory.member(member).unwrap();
        self.state().directory.member_row(member).unwrap().balance.get()
    }

    pub fn level(&self, member: &str) -> u8 {
        self.state().programmes[0].periods.levels.of(self.state().directory.member(member).unwrap())
    }

    /// What is stated of a member, as `[own spend, turnover, direct, held, reached, differential, same level]` in `mode`.
    pub fn row(&self, rows: &[MemberPeriod], member: &str, mode: &str) -> Option<[i64; 7]> {
        let member = self.state().directory.member(member).unwrap();
        let row = rows.iter().find(|row| row.member == member)?;
        let sums = if mode == "pay" { row.paid } else { row.reported };
        let levels = [i64::from(row.direct), i64::from(row.held), i64::from(row.reached)];
        let [direct, held, reached] = levels;
        let (own, team) = (row.own_spend.get(), row.team_turnover.get());
        Some([own, team, direct, held, reached, sums.differential.get(), sums.same_level.get()])
    }
}

/// What a closing told.
pub fn told(events: &[Event]) -> (Vec<MemberPeriod>, PeriodClosed) {
    let rows = events.iter().filter_map(|event| match event {
        Event::PeriodStated(stated) => Some(stated.rows.clone()),
        _ => None,
    });
    let closed = events.iter().find_map(|event| match event {
        Event::PeriodClosed(closed) => Some(closed.clone()),
        _ => None,
    });
    (rows.flatten().collect(), closed.expect("the month is closed"))
}
