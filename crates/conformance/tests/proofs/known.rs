//! An engine whose orders have no numbers decides what the ordinary one decides: simulations run on the same model.

use crate::generator::{Mode, Script, config, engine_for, play, scripts};
use proptest::prelude::*;
use ratchet_conformance::state_of;
use ratchet_core::event::Event;
use ratchet_core::handle::{Member, Merchant, Order, Programme};
use ratchet_core::operations::{AddMember, Book, DeploymentTerms, KnownOrder, OpenProgramme, Operation};
use ratchet_core::{Command, Engine, Fen, Points, Rejection, Time};

const MAIN: Programme = Programme(0);

fn nameless_for(script: &Script) -> Engine {
    let mut engine = Engine::nameless();
    let at = Time::from_milliseconds(0);
    for operation in [DeploymentTerms::sandbox().into(), OpenProgramme::new(script.engine_rules()).into()] {
        engine.execute(&Command::new(at, "operator", Operation::clone(&operation))).unwrap();
    }
    engine
}

/// The same by handle, where everybody is known; nothing where there is no such thing.
fn by_handle(named: &Engine, nameless: &mut Engine, command: &Command) -> Option<Result<Vec<Event>, Rejection>> {
    let (at, state) = (command.recorded_at, named.state());
    let done = match &command.operation {
        Operation::Book(Book { member, merchant, amount, cost, .. }) => {
            let (member, merchant) = (state.directory.member(member)?, state.directory.merchant(merchant)?);
            let order = KnownOrder { programme: MAIN, member, merchant, amount: *amount, cost: *cost };
            nameless.look_ahead_known(&[order]);
            nameless.book_known(at, &order).map(<[Event]>::to_vec)
        }
        Operation::AddMember(AddMember { id, referrer }) => {
            let referrer = match referrer {
                Some(referrer) => Some(state.directory.member(referrer)?),
                None => None,
            };
            nameless.add_member_known(at, id.clone(), referrer).map(<[Event]>::to_vec)
        }
        Operation::Redeem(redeem) => {
            let member = state.directory.member(&redeem.member)?;
            nameless.redeem_known(at, MAIN, member, redeem.units).map(<[Event]>::to_vec)
        }
        Operation::Refund(refund) => {
            let order = state.orders.find(&refund.order)?;
            nameless.refund_known(at, MAIN, order, refund.amount).map(<[Event]>::to_vec)
        }
        Operation::Correct(_) => return None,
        _ => nameless.execute(command).map(<[Event]>::to_vec),
    };
    Some(done)
}

fn without_numbers(events: &[Event]) -> Vec<Event> {
    let mut events = events.to_vec();
    for event in &mut events {
        if let Event::OrderBooked(booked) = event {
            booked.id.clear();
        }
    }
    events
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn known_parties_get_what_named_ones_get(
        script in prop_oneof![scripts(Mode::Ordinary, 100), scripts(Mode::LowCaps, 100), scripts(Mode::Refunds, 100)]
    ) {
        let mut nameless = nameless_for(&script);
        play(&script, &mut engine_for(&script), |engine, step, command| {
            if matches!(command.operation, Operation::Correct(_)) {
                return Ok(());
            }
            let repeated = matches!(&command.operation, Operation::Book(book) if engine.state().orders.find(&book.id).is_some());
            let found = if repeated { None } else { by_handle(engine, &mut nameless, command) };
            let expected = engine.execute(command).map(without_numbers);
            if let Some(found) = found {
                prop_assert_eq!(found, expected, "{}", step);
            } else {
                prop_assert!(expected.is_err(), "{}", step);
            }
            prop_assert_eq!(state_of(&nameless), state_of(engine), "{}", step);
            Ok(())
        })?;
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn an_engine_that_forgets_the_numbers_goes_on_as_the_other(
        script in prop_oneof![scripts(Mode::Ordinary, 100), scripts(Mode::LowCaps, 100), scripts(Mode::Refunds, 100)],
        begin in 0..100_usize
    ) {
        let (mut done, mut nameless) = (0, None);
        play(&script, &mut engine_for(&script), |engine, step, command| {
            done += 1;
            if done <= begin {
                let _ = engine.execute(command);
                return Ok(());
            }
            let nameless = nameless.get_or_insert_with(|| Engine::nameless_from(engine.state()));
            let repeated = matches!(&command.operation, Operation::Book(book) if engine.state().orders.find(&book.id).is_some());
            if repeated || matches!(command.operation, Operation::Correct(_)) {
                return Ok(());
            }
            let Some(found) = by_handle(engine, nameless, command) else { return Ok(()) };
            prop_assert_eq!(found, engine.execute(command).map(without_numbers), "{}", step);
            prop_assert_eq!(state_of(nameless), state_of(engine), "{}", step);
            prop_assert_eq!(nameless.state().orders.hot_count(), engine.state().orders.hot_count());
            Ok(())
        })?;
    }
}

#[test]
fn who_is_not_there_is_refused() {
    let script = Script::new(Mode::Ordinary, Vec::new(), Vec::new());
    let mut engine = nameless_for(&script);
    let at = Time::from_milliseconds(0);
    let referred = engine.add_member_known(at, "m".to_owned(), Some(Member(7)));
    assert_eq!(referred, Err(Rejection::ReferrerUnknown));
    assert_eq!(Engine::nameless().add_member_known(at, "m".to_owned(), None), Err(Rejection::DeploymentMissing));
    let order =
        KnownOrder { programme: MAIN, member: Member(0), merchant: Merchant(0), amount: Fen::new(100), cost: None };
    assert_eq!(engine.book_known(at, &order), Err(Rejection::MemberUnknown));
    let elsewhere = KnownOrder { programme: Programme(9), ..order };
    assert_eq!(engine.book_known(at, &elsewhere), Err(Rejection::ProgrammeUnknown));
    assert_eq!(engine.redeem_known(at, MAIN, Member(7), Points::new(1)), Err(Rejection::MemberUnknown));
    assert_eq!(engine.redeem_known(at, Programme(9), Member(7), Points::new(1)), Err(Rejection::ProgrammeUnknown));
    assert_eq!(engine.refund_known(at, MAIN, Order(0), Fen::new(1)), Err(Rejection::OrderUnknown));
    assert_eq!(engine_for(&script).book_known(at, &order), Err(Rejection::IdentifierInvalid));
}
