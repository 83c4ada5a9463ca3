//! Random histories with everything of the fund, of closings and of allotments switched on.

use crate::generator::{Dice, Script, config, mixed_scripts, play};
use proptest::prelude::*;
use ratchet_conformance::engine_under;
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::invariants::{self, TrialBalance};
use ratchet_core::ledger::{Posting, postings};
use ratchet_core::operations::{CloseProgramme, Fund, GrantAllotment, Inject, OpenOffer, Operation, Subscribe, Tick};
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::rules::FundRules;
use ratchet_core::{BasisPoints, Command, Engine, Fen, Points, Rules, State};
use serde_json::json;
use std::convert::Infallible;

/// The rules of `script` with a drip and the largest subsidy that is no fault, up to the dice.
fn rules(script: &Script, dice: &mut Dice<'_>) -> Rules {
    let mut rules = script.engine_rules();
    let mut outflow = |most: i64| {
        json!({
            "bp": dice.between(1, most), "order_max_fen": dice.scaled(1_000_000), "day_max_fen": 9_000_000_000_i64,
            "last_day": dice.pick(&["1970-01-01", "1970-01-02", "2999-12-31"]),
        })
    };
    let fund = json!({ "drip": outflow(10_000), "subsidy": outflow(2_000) });
    rules.fund = serde_json::from_value(fund).unwrap();
    while !rules.faults().is_empty() {
        let fund = rules.fund.as_mut().unwrap();
        match &mut fund.subsidy {
            Some(subsidy) if subsidy.bp.get() > 1 => subsidy.bp = BasisPoints::new(subsidy.bp.get() / 2),
            _ => *fund = FundRules { subsidy: None, ..*fund },
        }
    }
    rules
}

/// One thing to ask beside the script.
fn aside(state: &State, dice: &mut Dice<'_>) -> Operation {
    let now = state.clock;
    let member = format!("m{}", dice.place(state.directory.members().count()));
    let offer = || "x".to_owned();
    match dice.below(14) {
        0..=3 => Fund { amount: Fen::new(dice.scaled(50_000_000)), source: "round".to_owned(), document: None }.into(),
        4 if dice.chance(50) => Inject::sparing(Fen::new(dice.scaled(100_000))).into(),
        4 => Inject::new(Fen::new(dice.scaled(100_000))).into(),
        5 | 6 => {
            let requires = if dice.chance(70) {
                Requirement::Points(Points::new(dice.scaled(10_000_000_000)))
            } else {
                Requirement::Contribution(Fen::new(dice.scaled(10_000)))
            };
            let proceeds =
                dice.pick(&[Proceeds::ToReserve, Proceeds::ToIssuer(None), Proceeds::ToIssuer(Some(Fen::new(300)))]);
            let offer = Offer {
                instrument: "share".to_owned(),
                units: 1 + u64::from(dice.raw() % 50),
                member_max: None,
                requires,
                opens_at: now,
                closes_at: now.plus_days(400),
                locked_until: now.plus_days(500),
                proceeds: if matches!(requires, Requirement::Points(_)) { proceeds } else { Proceeds::ToReserve },
                opinion: None,
            };
            OpenOffer { id: "x".to_owned(), offer }.into()
        }
        7..=9 => Subscribe { offer: offer(), member, units: u64::from(dice.raw() % 4) }.into(),
        10 => {
            let (contribution, reason) = (Fen::new(dice.scaled(100_000)), format!("r{}", dice.place(3)));
            GrantAllotment { offer: offer(), member, contribution, reason, document: None }.into()
        }
        11 => CloseProgramme { from: now.plus_days(u32::try_from(dice.place(3)).unwrap()) }.into(),
        _ => Tick {}.into(),
    }
}

/// Plays `script` with things aside, each command with what `law` says of it before and after.
fn observe(
    script: &Script,
    asides: &[[u32; 8]],
    mut law: impl FnMut(&State, &[Event], &State) -> Result<(), TestCaseError>,
) -> Result<Engine, TestCaseError> {
    let rules = rules(script, &mut Dice::new(&asides[0]));
    let mut turn = 0;
    let mut engine = engine_under(rules).unwrap();
    let mut told = |engine: &mut Engine, command: &Command| {
        let before = engine.state().clone();
        let Ok(events) = engine.execute(command).map(<[Event]>::to_vec) else {
            prop_assert_eq!(engine.state().hash(), before.hash(), "{:?} was refused", command);
            return Ok(());
        };
        law(&before, &events, engine.state())
    };
    play(script, &mut engine, |engine, _, command| {
        let at = engine.state().clock.max(command.recorded_at);
        told(engine, &Command { recorded_at: at, occurred_at: at.min(command.occurred_at), ..command.clone() })?;
        turn += 1;
        let mut dice = Dice::new(&asides[turn % asides.len()]);
        if turn > 6 && dice.chance(40) {
            let operation = aside(engine.state(), &mut dice);
            told(engine, &Command::new(at, "operator", operation).approved_by("approver"))?;
        }
        Ok(())
    })?;
    // At the end a closing, whatever came before.
    let end = engine.state().clock.plus_days(1_000);
    for operation in [CloseProgramme { from: end }.into(), Operation::from(Tick {}), Tick {}.into(), Tick {}.into()] {
        told(&mut engine, &Command::new(end, "operator", operation).approved_by("approver"))?;
    }
    Ok(engine)
}

fn main_of(state: &State) -> &ProgrammeState {
    &state.programmes[0]
}

fn at_least(price: Price, other: Price) -> bool {
    let wide = |count: i64| u128::try_from(count).unwrap();
    wide(price.reserve.get()) * wide(other.supply.get()) >= wide(other.reserve.get()) * wide(price.supply.get())
}

fn asides() -> impl Strategy<Value = Vec<[u32; 8]>> {
    proptest::collection::vec(proptest::array::uniform8(any::<u32>()), 1..40)
}

proptest! {
    #![proptest_config(config(500))]

    /// The price never falls, and neither does what stands in for it; the audit finds nothing; all postings balance.
    #[test]
    fn the_invariants_hold(script in mixed_scripts(60), asides in asides()) {
        observe(&script, &asides, |before, events, after| {
            let (old, new) = (main_of(before), main_of(after));
            prop_assert!(at_least(new.price(), old.price()), "{events:?}: {:?} {:?}", old.price(), new.price());
            prop_assert_eq!(invariants::check(after), Ok(()), "{:?}", events);
            prop_assert!(TrialBalance::of(after).is_balanced(), "{:?}", events);
            for event in events {
                let (mut fen, mut points, mut shares, mut coins) = (0_i128, 0_i128, 0_i128, 0_i128);
                let sum = postings::<Infallible>(event, |posting| {
                    match posting {
                        Posting::Fen(_, amount) => fen += i128::from(amount.get()),
                        Posting::Points(_, count) => points += i128::from(count.get()),
                        Posting::Shares(_, count) => shares += i128::from(count.get()),
                        Posting::Coins(_, count) => coins += i128::from(count.get()),
                    }
                    Ok(())
                });
                prop_assert_eq!((sum, fen, points, shares, coins), (Ok(()), 0, 0, 0, 0), "{:?}", event);
            }
            Ok(())
        })?;
    }

    /// What the fund received is what is in it and what left it, by way; nothing else touches it.
    #[test]
    fn the_fund_is_what_it_received_less_what_left_it(script in mixed_scripts(60), asides in asides()) {
        let (mut received, mut subsidy, mut drip, mut end) = (0_i128, 0_i128, 0_i128, 0_i128);
        observe(&script, &asides, |_, events, after| {
            for event in events {
                match event {
                    Event::Funded(funded) => received += i128::from(funded.amount.get()),
                    Event::OrderBooked(booked) => {
                        let Some(particulars) = &booked.particulars else { continue };
                        subsidy += i128::from(particulars.subsidy().get());
                        drip += i128::from(particulars.drip().get());
                        // Nobody is paid for buying from themselves.
                        let fee = i128::from(main_of(after).versions[0].rules.redemption_fee_bp.get());
                        let contribution = i128::from((booked.pool + particulars.subsidy()).get());
                        let awards: i128 = booked.awards.iter().map(|award| i128::from(award.amount.get())).sum();
                        let back = (10_000 - fee) * contribution + awards * 10_000;
                        if particulars.subsidy().is_positive() {
                            prop_assert!(back <= i128::from(booked.commission.get()) * 10_000, "{booked:?}");
                        }
                    }
                    Event::Corrected(corrected) => {
                        subsidy -= i128::from(corrected.to_fund.unwrap_or_default().get());
                    }
                    Event::ProgrammeClosed(closed) => end += i128::from(closed.from_fund.get()),
                    _ => {}
                }
            }
            let main = main_of(after);
            prop_assert_eq!(i128::from(main.fund.balance.get()), received - subsidy - drip - end);
            prop_assert_eq!(i128::from(main.totals.subsidy.get()), subsidy);
            prop_assert_eq!(i128::from(main.totals.drip.get()), drip);
            Ok(())
        })?;
    }

    /// At a closing everybody is paid the floor at one price, whatever their cap; what rounding leaves is less than a fen
    /// a position.
    #[test]
    fn everybody_leaves_at_one_price(script in mixed_scripts(50), asides in asides()) {
        let mut price = None;
        let mut redeemed = 0;
        let engine = observe(&script, &asides, |_, events, _| {
            for event in events {
                match event {
                    Event::RedemptionBegun(begun) => price = begun.price,
                    Event::Sold(sold) if sold.cause == SaleCause::Closing => {
                        let worth = price.unwrap().value_of(sold.points);
                        prop_assert_eq!((sold.gross, sold.net), (worth, worth));
                        redeemed += 1;
                    }
                    Event::ProgrammeClosed(closed) if price.is_some() => {
                        prop_assert!(closed.from_reserve.get() <= redeemed, "{closed:?} after {redeemed} sales");
                    }
                    _ => {}
                }
            }
            Ok(())
        })?;
        // Orders that nobody can book hold a closing up; else the programme is empty.
        let state = engine.state();
        if state.pending.is_empty() {
            let main = main_of(state);
            prop_assert_eq!(main.closing.and_then(|closing| closing.closed_at).is_some(), true);
            let left = [main.reserve, main.unallocated, main.fund.balance].map(Fen::get);
            prop_assert_eq!((left, main.supply, main.positions.open_count()), ([0; 3], Points::ZERO, 0));
        }
    }

    /// A dry run shows what happens and leaves nothing; events alone rebuild the state; its bytes are read as it was.
    #[test]
    fn dry_runs_replays_and_snapshots_are_exact(script in mixed_scripts(50), asides in asides()) {
        let mut told: Option<Engine> = None;
        observe(&script, &asides, |before, events, after| {
            // Other commands than this one, too, are tried out on the state before.
            let mut tried = Engine::from_state(before.clone());
            let hash = before.hash();
            for operation in [CloseProgramme { from: before.clock }.into(), Operation::from(Tick {})] {
                let command = Command::new(before.clock.plus_days(2), "operator", operation).approved_by("approver");
                let _ = tried.dry_run(&command, |_, _| ());
                prop_assert_eq!(tried.state().hash(), hash);
            }
            let mut replayed = told.take().unwrap_or_else(|| Engine::from_state(before.clone()));
            let replay = replayed.replay(after.clock, events.iter());
            prop_assert_eq!(replay, Ok(()));
            prop_assert_eq!(replayed.state().hash(), after.hash(), "{:?}", events);
            let bytes = after.to_bytes();
            let read = State::from_bytes(&bytes).unwrap();
            prop_assert_eq!(read.to_bytes(), bytes);
            told = Some(replayed);
            Ok(())
        })?;
    }
}

/// The histories come past everything: otherwise they prove little.
#[test]
fn the_histories_meet_what_they_should() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut met = std::collections::BTreeMap::<&str, u64>::new();
    for _ in 0..600 {
        let script = mixed_scripts(60).new_tree(&mut runner).unwrap().current();
        let asides = asides().new_tree(&mut runner).unwrap().current();
        let played = observe(&script, &asides, |_, events, _| {
            for event in events {
                let what = match event {
                    Event::OrderBooked(booked) => match booked.particulars.as_deref() {
                        Some(given) if given.subsidy().is_positive() => "subsidy",
                        Some(given) if given.drip().is_positive() => "drip alone",
                        _ => continue,
                    },
                    Event::Corrected(corrected) if corrected.to_fund.is_some() => "back to the fund",
                    Event::Sold(sold) if sold.cause == SaleCause::Closing => "redeemed",
                    Event::ClosingDelayed(_) => "delayed",
                    Event::ProgrammeClosed(_) => "closed",
                    Event::Subscribed(subscribed) if subscribed.to_issuer.is_positive() => "to the issuer",
                    Event::Subscribed(_) => "to the reserve",
                    Event::Granted(_) => "granted",
                    _ => continue,
                };
                *met.entry(what).or_default() += 1;
            }
            Ok(())
        });
        played.unwrap_or_else(|error| panic!("{error}"));
    }
    let all = [
        "subsidy",
        "drip alone",
        "back to the fund",
        "redeemed",
        "delayed",
        "closed",
        "to the issuer",
        "to the reserve",
        "granted",
    ];
    for what in all {
        assert!(met.get(what).is_some_and(|count| *count > 3), "{what}: {met:?}");
    }
}
