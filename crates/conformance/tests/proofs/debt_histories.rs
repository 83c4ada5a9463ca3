//! Random histories of claims, coins and orders paid with coins: what holds of all of them.

use crate::debts::{endowed, rules};
use proptest::prelude::*;
use ratchet_conformance::engine_under;
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::{Member, Position};
use ratchet_core::invariants::{self, TrialBalance};
use ratchet_core::ledger::{Posting, postings};
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, ConvertClaim, Correct, Fund, ImportClaim, Inject, Operation, Place, Redeem, Refund,
    ReturnOrder, Tick,
};
use ratchet_core::{Coins, Command, Engine, Fen, Points, State, Time};
use std::collections::BTreeMap;
use std::convert::Infallible;

const DAY: i64 = 86_400_000;
const MEMBERS: u32 = 3;

/// One thing that somebody asks for, by small numbers that mean something in every history.
#[derive(Clone, Copy, Debug)]
struct Ask {
    kind: u8,
    who: u32,
    which: u32,
    amount: i64,
    /// Of 100.
    share: i64,
}

fn ask() -> impl Strategy<Value = Ask> {
    let amount = prop_oneof![1i64..40, 100i64..20_000, 100_000i64..5_000_000];
    (0u8..12, 0..MEMBERS, 0u32..12, amount, 0i64..=55).prop_map(|(kind, who, which, amount, share)| Ask {
        kind,
        who,
        which,
        amount,
        share,
    })
}

impl Ask {
    fn operation(self, number: usize, state: &State) -> Operation {
        let Self { kind, who, which, amount, share } = self;
        let member = format!("m{who}");
        let own_goods = which % 4 == 0;
        let merchant = if own_goods { "o" } else { "s" }.to_owned();
        let cost = own_goods.then(|| Fen::new(amount * (i64::from(which) % 9) / 10));
        let coins = (share > 0).then(|| Coins::new(amount * share / 100));
        // Mostly one of the newest few, which are likely to be there and pending.
        let order = format!("o{}", number.saturating_sub(1 + which as usize % 5));
        match kind {
            0 | 1 => ImportClaim { member, amount: Fen::new(amount), evidence: [which.to_le_bytes()[0]; 32] }.into(),
            2 => ConvertClaim { member, amount: Fen::new(amount) }.into(),
            3 | 4 => {
                let (id, amount) = (format!("o{number}"), Fen::new(amount));
                Book { id, member, merchant, amount, cost, from_balance: None, coins }.into()
            }
            5 | 6 => {
                let (id, amount, days) = (format!("o{number}"), Fen::new(amount), which % 3 * 20);
                let settle_after_days = Some(days);
                let (from_balance, goods) = (None, None);
                Place { id, member, merchant, amount, cost, from_balance, settle_after_days, coins, goods }.into()
            }
            7 => ReturnOrder { order, amount: Fen::new(amount % 150 + 1) }.into(),
            8 => Refund { order, amount: Fen::new(amount) }.into(),
            9 => Correct { order }.into(),
            10 => {
                let points = state.programmes[0].positions.points_of(Member(who));
                let units = Points::new(points.get() / 100 * (share + 30).min(100) + share % 2);
                Redeem { member, units }.into()
            }
            _ if share > 52 => Fund { amount: Fen::new(amount), source: "round".to_owned(), document: None }.into(),
            _ if share > 48 => Inject { amount: Fen::new(amount), must_not_empty: None }.into(),
            _ => Tick {}.into(),
        }
    }
}

/// What the events of a history say, reckoned without the state.
#[derive(Default)]
struct Account {
    settled: BTreeMap<Member, i64>,
    imported: i64,
    released: BTreeMap<Position, i64>,
    sold: BTreeMap<Position, i64>,
}

impl Account {
    fn take(&mut self, event: &Event) {
        let (mut fen, mut points, mut coins) = (0i128, 0i128, 0i128);
        let Ok(()) = postings(event, |posting| -> Result<(), Infallible> {
            match posting {
                Posting::Fen(_, amount) => fen += i128::from(amount.get()),
                Posting::Points(_, amount) => points += i128::from(amount.get()),
                Posting::Coins(_, amount) => coins += i128::from(amount.get()),
                // They have proofs of their own.
                Posting::Shares(..) => {}
            }
            Ok(())
        });
        assert_eq!((fen, points, coins), (0, 0, 0), "{event:?}");
        match event {
            Event::ClaimImported(imported) => self.imported += imported.amount.get(),
            Event::OrderBooked(booked) => {
                let part = booked.particulars.as_ref().and_then(|particulars| particulars.coins);
                if let Some(part) = part {
                    *self.settled.entry(booked.member).or_default() += part.coins.get();
                }
            }
            Event::CoinsTakenBack(taken) => *self.settled.entry(taken.member).or_default() -= taken.coins.get(),
            Event::PointsGranted(granted) => {
                self.released.insert(granted.position, 0);
            }
            Event::TrancheReleased(released) => {
                *self.released.get_mut(&released.position).unwrap() += released.points.get();
            }
            Event::Sold(sold) if sold.cause == SaleCause::Redemption => {
                *self.sold.entry(sold.position).or_default() += sold.points.get();
            }
            _ => {}
        }
    }

    fn compare(&self, state: &State) {
        let debts = &state.programmes[0].debts;
        let settled: i64 = self.settled.values().sum();
        assert_eq!(debts.owed().get(), self.imported - settled);
        for (member, claim) in debts.claims() {
            assert_eq!(claim.settled().get(), self.settled.get(&member).copied().unwrap_or_default());
        }
        // A member never sells what is not released.
        for (position, released) in &self.released {
            assert!(self.sold.get(position).copied().unwrap_or_default() <= *released, "{position:?}");
        }
    }
}

fn beginning() -> Engine {
    let engine = engine_under(serde_json::from_value(rules()).unwrap()).unwrap();
    let mut engine = endowed(engine.state(), 2_000_000, 400_000);
    let mut done = |operation: Operation| {
        engine.execute(&Command::new(Time::from_milliseconds(0), "one", operation)).unwrap();
    };
    for who in 0..MEMBERS {
        let referrer = who.checked_sub(1).map(|before| format!("m{before}"));
        done(AddMember { id: format!("m{who}"), referrer }.into());
    }
    done(AddMerchant::new("s", "store").into());
    done(AddMerchant::new("o", "own").into());
    engine
}

/// Plays a history and checks everything after each step; the commands that were done, with their events.
fn play(engine: &mut Engine, asks: &[(Ask, u8)]) -> Vec<(Command, Vec<Event>)> {
    let (mut account, mut done, mut now) = (Account::default(), Vec::new(), 0);
    for (number, (ask, days)) in asks.iter().enumerate() {
        now += i64::from(*days) * DAY / 4;
        let operation = ask.operation(number, engine.state());
        let command = Command::new(Time::from_milliseconds(now), "one", operation).approved_by("two");
        let before = engine.state().hash();
        let tried = engine.dry_run(&command, |_, events| events.to_vec());
        assert_eq!(engine.state().hash(), before, "{command:?} was only tried");
        match engine.execute(&command).map(<[Event]>::to_vec) {
            Ok(events) => {
                assert_eq!(tried, Ok(events.clone()));
                for event in &events {
                    account.take(event);
                }
                done.push((command, events));
            }
            Err(refused) => {
                assert_eq!(tried, Err(refused));
                assert_eq!(engine.state().hash(), before, "{command:?} was refused");
            }
        }
        invariants::check(engine.state()).unwrap();
        assert!(TrialBalance::of(engine.state()).is_balanced());
        account.compare(engine.state());
    }
    done
}

proptest! {
    #![proptest_config(crate::generator::config(300))]

    /// Nothing is lost of any unit, nothing refused or tried leaves a trace, and the same again is the same.
    #[test]
    fn coins_points_and_money_are_conserved(asks in prop::collection::vec((ask(), 0u8..60), 1..90)) {
        let mut engine = beginning();
        let start = engine.state().clone();
        let done = play(&mut engine, &asks);
        let end = engine.state().hash();
        let (mut again, mut replayed) = (Engine::from_state(start.clone()), Engine::from_state(start));
        for (command, events) in &done {
            prop_assert_eq!(again.execute(command).unwrap(), &events[..]);
            replayed.replay(command.recorded_at, events).unwrap();
        }
        prop_assert_eq!(again.state().hash(), end);
        prop_assert_eq!(replayed.state().hash(), end);
        let loaded = State::from_bytes(&engine.state().to_bytes()).unwrap();
        invariants::check(&loaded).unwrap();
        prop_assert_eq!(loaded.hash(), end);
        // Whoever goes on from a snapshot goes on the same way.
        let mut loaded = Engine::from_state(loaded);
        let later = engine.state().clock.plus_days(400);
        let tick = Command::new(later, "one", Tick {});
        prop_assert_eq!(loaded.execute(&tick).unwrap().to_vec(), engine.execute(&tick).unwrap().to_vec());
        prop_assert_eq!(loaded.state().hash(), engine.state().hash());
    }
}

/// The histories above are worth something: claims are refused, coins are spent, returned and taken back, points are
/// granted, released, sold and leave.
#[test]
fn random_histories_do_all_that_there_is() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let histories = prop::collection::vec((ask(), 0u8..60), 90);
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..150 {
        let asks = histories.new_tree(&mut runner).unwrap().current();
        for (_, events) in play(&mut beginning(), &asks) {
            for event in events {
                let name = match event {
                    Event::OrderBooked(booked) => match booked.particulars.and_then(|particulars| particulars.coins) {
                        Some(_) => "spent",
                        None => "plain",
                    },
                    Event::OrderReturned(returned) if returned.coins.is_some() => "returned",
                    Event::PointsGranted(_) => "granted",
                    Event::TrancheReleased(_) => "released",
                    Event::CoinsTakenBack(_) => "taken back",
                    Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => "exit",
                    Event::Sold(_) => "sold",
                    Event::OrderHeld(_) => "held",
                    _ => "other",
                };
                *seen.entry(name).or_default() += 1;
            }
        }
    }
    for name in ["spent", "plain", "returned", "granted", "released", "taken back", "exit", "sold", "held"] {
        assert!(seen.contains_key(name), "no history has `{name}`: {seen:?}");
    }
}
