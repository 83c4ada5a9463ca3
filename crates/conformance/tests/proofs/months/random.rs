//! Random histories with levels in both modes and dividends: what holds of all of them.

use super::house::{DAY, House, MONTHS, rules};
use super::reading::{Month, Reading, Row};
use proptest::prelude::*;
use ratchet_core::event::{Event, LinkTerm};
use ratchet_core::operations::{
    AddMember, Inject, LinkMember, LinkTo, PublishRules, Redeem, Replace, SetLinkTerms, Tick,
};
use ratchet_core::periods::MemberPeriod;
use ratchet_core::{Engine, Fen, Points, State, Time};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Dice = [u32; 4];

/// Levels and dividends as the dice fall.
fn months(dice: Dice, mode: Option<&str>) -> Value {
    let [kind, depth, team_depth, rest] = dice;
    let by_dice = if rest % 2 == 0 { "report" } else { "pay" };
    let direct = json!({ "count": 1 + rest % 2, "level": kind / 2 % 2 });
    let levels = json!({
        "mode": mode.unwrap_or(by_dice), "depth": 1 + depth % 6, "team_depth": 1 + team_depth % 4, "peer_bp": rest % 150,
        "steps": [
            { "rate_bp": 1 + depth % 300, "own_spend_fen": 1 + team_depth % 50_000 },
            { "rate_bp": 301 + depth % 300, "team_turnover_fen": rest % 200_000, "direct": direct },
            { "rate_bp": 700, "own_spend_fen": 1, "team_turnover_fen": rest % 400_000 },
        ],
    });
    let dividends = json!({ "dividend_bp": 1 + rest % 10_000, "weight": "fixed" });
    let turnover = json!({ "dividend_bp": 1 + rest % 10_000, "weight": "turnover" });
    match (kind % 5, mode) {
        (0, None) => json!({ "dividends": dividends }),
        (1, _) => json!({ "levels": levels }),
        (2, _) => json!({ "levels": levels, "dividends": turnover }),
        (3, None) => {
            json!({ "dividends": { "dividend_bp": 1 + rest % 10_000, "weight": "turnover", "team_depth": 2 } })
        }
        _ => json!({ "levels": levels, "dividends": dividends }),
    }
}

/// What a history does; each action reads four dice.
struct Play {
    house: House,
    at: i64,
    members: u32,
    booked: Vec<String>,
    month: usize,
    /// Only what leaves balances and the platform as they are in both modes.
    is_plain: bool,
}

impl Play {
    fn open(first: Dice, mode: Option<&str>) -> Self {
        let house = House::open(rules(1_000, &months(first, mode)), &[("m0", "")]);
        Self { house, at: MONTHS[0], members: 1, booked: Vec::new(), month: 0, is_plain: mode.is_some() }
    }

    fn member(&self, die: u32) -> String {
        format!("m{}", die % self.members)
    }

    fn act(&mut self, [kind, one, two, three]: Dice) {
        // Nothing happens twice in a millisecond: a link made after an order would be in force at its time.
        self.at += 1;
        let at = self.at;
        let member = self.member(one);
        match kind % 16 {
            0 | 1 if self.members < 14 => {
                let referrer = Some(member).filter(|_| two % 6 > 0);
                if self.house.ask(at, AddMember { id: format!("m{}", self.members), referrer }).is_ok() {
                    self.members += 1;
                }
            }
            0..=5 => {
                let occurred = at - i64::from(two % 3) * DAY * i64::from(three % 2);
                let amount = i64::from(three % 90_000) + 1;
                self.booked.extend(self.house.book_of(at, occurred, &member, amount));
            }
            6 if !self.booked.is_empty() => {
                let order = self.booked[one as usize % self.booked.len()].clone();
                let _ = self.house.refund(at, &order, i64::from(two % 30_000));
            }
            7 if !self.booked.is_empty() && !self.is_plain => {
                let order = self.booked[one as usize % self.booked.len()].clone();
                let _ = self.house.correct(at, &order);
            }
            8 => {
                let _ = self.house.hold(at, &member, i64::from(two % 5));
            }
            9 if !self.is_plain => {
                let _ = self.house.ask(at, Redeem { member, units: Points::new(i64::from(two)) });
            }
            10 if !self.is_plain => {
                let _ = self.house.ask(at, Inject::new(Fen::new(i64::from(two))));
            }
            11 => {
                let term = [LinkTerm::Permanent, LinkTerm::Days(1 + two % 20), LinkTerm::UntilIdle(1 + two % 20)];
                let _ = self.house.ask(at, SetLinkTerms { term: term[three as usize % 3] });
            }
            12 => {
                let (to, replace) = (LinkTo::Member(self.member(two)), Some(Replace::InForce));
                let _ = self.house.ask(at, LinkMember { member, to, replace });
            }
            13 if !self.is_plain => {
                let rules = rules(1_000, &months([one, two, three, kind / 16], None));
                let _ = self.house.ask(at, PublishRules::new(rules, Time::from_milliseconds(at + 1)));
            }
            14 => {
                let _ = self.house.ask(at, Tick {});
            }
            _ => self.go_on(i64::from(one % 8) * DAY),
        }
    }

    /// Time passes; a month that is over is closed, at once or a little later.
    fn go_on(&mut self, time: i64) {
        let late = if self.is_plain { 0 } else { time / 4 };
        self.at = (self.at + time).min(MONTHS[4] - 1_000);
        if self.month < 3 && self.at >= MONTHS[self.month + 1] + late {
            if self.is_plain {
                self.at = self.at.max(MONTHS[self.month + 1]);
            }
            self.house.close(self.at, self.month);
            self.month += 1;
        }
    }

    fn told(&self) -> Vec<Month> {
        let mut months = Vec::new();
        let mut rows = BTreeMap::new();
        for event in self.house.journal.iter().flat_map(|record| &record.events) {
            match event {
                Event::PeriodStated(stated) => rows.extend(stated.rows.iter().map(row)),
                Event::PeriodClosed(closed) => {
                    let parts = closed.parts.iter().map(|part| (part.member.place(), part.amount.get().into()));
                    let (charged, kept) = (closed.charged.get().into(), closed.kept.get().into());
                    months.push(Month { rows: std::mem::take(&mut rows), parts: parts.collect(), charged, kept });
                }
                _ => {}
            }
        }
        months
    }
}

fn row(row: &MemberPeriod) -> (usize, Row) {
    let (reported, paid) = (row.reported, row.paid);
    let found = Row {
        own: row.own_spend.get().into(),
        team: row.team_turnover.get().into(),
        held: row.held.into(),
        reached: row.reached.into(),
        reported: [reported.differential.get().into(), reported.same_level.get().into()],
        paid: [paid.differential.get().into(), paid.same_level.get().into()],
    };
    (row.member.place(), found)
}

/// Replays a journal by its events alone.
fn replayed(house: &House) -> Engine {
    let mut engine = ratchet_conformance::engine_under(first_rules(house.state())).unwrap();
    for record in &house.journal {
        engine.replay(record.recorded_at, &record.events).unwrap();
    }
    engine
}

fn first_rules(state: &State) -> ratchet_core::Rules {
    state.programmes[0].versions[0].rules.clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Every command was tried out first and the state looked at after it, so the invariants, the trial balance of fen,
    /// points and shares, and that trying and refusing change nothing hold all along. The statements are those of an
    /// independent reading of the journal; replaying it gives the same state, and so does a snapshot.
    #[test]
    fn months_are_what_the_journal_says(first in any::<Dice>(), actions in prop::collection::vec(any::<Dice>(), 1..150)) {
        let mut play = Play::open(first, None);
        for dice in actions {
            play.act(dice);
        }
        let reading = Reading::of(&first_rules(play.house.state()), &play.house.journal);
        prop_assert_eq!(&play.told().iter().map(|month| Month {
            rows: month.rows.iter().filter(|(_, row)| **row != Row::default()).map(|(member, row)| (*member, row.clone())).collect(),
            parts: month.parts.clone(),
            ..*month
        }).collect::<Vec<_>>(), &reading.months);
        let hash = play.house.state().hash();
        prop_assert_eq!(replayed(&play.house).state().hash(), hash);
        prop_assert_eq!(State::from_bytes(&play.house.state().to_bytes()).unwrap().hash(), hash);
    }

    /// What mode `report` shows is, to the fen, what mode `pay` pays, where months are closed as they end.
    #[test]
    fn a_report_shows_what_would_be_paid(first in any::<Dice>(), actions in prop::collection::vec(any::<Dice>(), 1..120)) {
        let [reported, paid] = ["report", "pay"].map(|mode| {
            let mut play = Play::open(first, Some(mode));
            for dice in &actions {
                play.act(*dice);
            }
            play.told()
        });
        prop_assert_eq!(reported.len(), paid.len());
        for (reported, paid) in reported.iter().zip(&paid) {
            prop_assert_eq!(&reported.parts, &paid.parts);
            prop_assert!(reported.rows.values().all(|row| row.paid == [0, 0]));
            let shown = reported.rows.iter().map(|(member, row)| {
                (*member, Row { reported: [0, 0], paid: row.reported, ..row.clone() })
            });
            prop_assert_eq!(&shown.collect::<BTreeMap<_, _>>(), &paid.rows);
        }
    }
}
