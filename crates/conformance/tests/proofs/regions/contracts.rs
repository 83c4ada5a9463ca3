//! Contracts of region agents, worked out by hand.

use super::{Town, contract, day, order, rules};
use ratchet_core::contracts::CutShort;
use ratchet_core::operations::{
    AddMember, AppointAgent, DeploymentTerms, EndContract, Mode, OpenProgramme, SignContract,
};
use ratchet_core::outcome::{Contracted, Outcome};
use ratchet_core::policy::{CN_COUNSEL, CN_STRICT, Severity, Subject, assess};
use ratchet_core::{Command, Engine, Fen, Rejection, Time};

fn with_fee(contract: SignContract, fee: i64) -> SignContract {
    SignContract { fee: Some(Fen::new(fee)), ..contract }
}

/// The region of 330106 as merchants have it.
fn xihu() -> Vec<String> {
    ["330000", "330100", "330106"].map(str::to_owned).to_vec()
}

/// 100.00 in Xihu: the district's agent gets 1 %, 1.00; the city's 1.5 % less that, 0.50; the province's 2 % less 1.5 %,
/// 0.50. In Binjiang, whose district has no agent, the city's gets the whole 1.50.
#[test]
fn agents_by_contract_earn_the_difference_of_their_levels() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-04", "2025-10-03"));
    town.done(contract("c2", "330100", "m2", "2024-10-04", "2025-10-03"));
    town.done(contract("c3", "330000", "m3", "2024-10-04", "2025-10-03"));
    town.done(order("o1", "m0", "s", 10_000));
    assert_eq!(["m1", "m2", "m3"].map(|member| town.balance(member)), [100, 50, 50]);
    town.done(order("o2", "m0", "t", 10_000));
    assert_eq!(["m1", "m2", "m3"].map(|member| town.balance(member)), [100, 200, 100]);
    town.assert_replays();
}

/// The contract runs from the 6th to the 8th. Orders of 100.00 that happened on the 5th and on the 9th bring nothing,
/// those of the 6th and the 8th 1.00 each, whenever they are booked: the one of the 8th is booked on the 10th.
#[test]
fn only_contracts_in_force_on_the_business_day_of_an_order_earn() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-06", "2024-10-08"));
    let at = |text: &str| day(text).begins();
    town.now = at("2024-10-10");
    for (number, (happened, earned)) in
        [("2024-10-05", 0), ("2024-10-06", 100), ("2024-10-08", 200), ("2024-10-09", 200)].into_iter().enumerate()
    {
        town.ask_of(at(happened), order(&format!("o{number}"), "m0", "s", 10_000)).unwrap();
        assert_eq!(town.balance("m1"), earned, "{happened}");
    }
    // The last moment of the 8th is one before the 9th begins.
    let last = Time::from_milliseconds(at("2024-10-09").milliseconds() - 1);
    town.ask_of(last, order("o9", "m0", "s", 10_000)).unwrap();
    assert_eq!(town.balance("m1"), 300);
}

/// m1 holds Xihu from the 4th; m2 takes it over on the 10th. The order of the 9th is m1's, that of the 10th m2's.
#[test]
fn a_new_contract_ends_the_old_one_on_its_first_day() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-04", "2025-10-03"));
    let outcome = town.done(contract("c2", "330106", "m2", "2024-10-10", "2025-10-09"));
    let expected = Contracted { cut_short: Some("c1".to_owned()), ..Contracted::default() };
    assert_eq!(outcome, Outcome::Contracted(expected));
    let (old, new) = (town.contract("c1"), town.contract("c2"));
    assert_eq!((old.to.as_deref(), old.cut_short), (Some("2024-10-09"), Some(CutShort::Replaced)));
    assert_eq!((new.to.as_deref(), new.state), (Some("2025-10-09"), "coming"));
    town.now = day("2024-10-20").begins();
    for (number, happened) in ["2024-10-09", "2024-10-10"].into_iter().enumerate() {
        town.ask_of(day(happened).begins(), order(&format!("o{number}"), "m0", "s", 10_000)).unwrap();
    }
    assert_eq!((town.balance("m1"), town.balance("m2")), (100, 100));
    town.tick();
    assert_eq!((town.contract("c1").state, town.contract("c2").state), ("over", "in_force"));
    town.assert_replays();
}

/// A contract for the 10th to the 20th stands. One from the 5th to the 10th would have it begin within its term, and so
/// would one from the very 10th; one up to the 9th, or from the 21st on, does not meet it.
#[test]
fn contracts_that_overlap_otherwise_are_refused() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-10", "2024-10-20"));
    for (from, to) in [("2024-10-05", "2024-10-10"), ("2024-10-10", "2024-10-12"), ("2024-10-05", "2024-12-31")] {
        let refused = town.ask(contract("c2", "330106", "m2", from, to));
        assert_eq!(refused, Err(Rejection::ContractOverlaps), "{from} {to}");
    }
    town.done(contract("c2", "330106", "m2", "2024-10-05", "2024-10-09"));
    town.done(contract("c3", "330106", "m3", "2024-10-21", "2024-10-31"));
    // Another region, even one around it, is nobody's concern.
    town.done(contract("c4", "330100", "m2", "2024-10-10", "2024-10-20"));
    assert_eq!(town.contract("c1").cut_short, None);
}

/// A contract from the 10th on that is ended on the 4th is never in force: one from the 5th to the 31st does not meet it, and
/// ends nothing. Ended a second time, it is over.
#[test]
fn a_contract_that_never_began_is_in_nobodys_way() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-10", "2024-10-20"));
    let end = EndContract { contract: "c1".to_owned(), last_day: day("2024-10-04") };
    town.done(end.clone());
    assert_eq!(town.ask(end), Err(Rejection::ContractEnded));
    let outcome = town.done(contract("c2", "330106", "m2", "2024-10-05", "2024-10-31"));
    assert_eq!(outcome, Outcome::Contracted(Contracted::default()));
    town.assert_replays();
}

/// The first contract of Xihu begins on the 6th. On the 5th somebody can still be appointed for the days before it, on the 6th
/// nobody.
#[test]
fn until_the_first_contract_begins_agents_are_appointed() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-06", "2024-10-07"));
    let appoint = AppointAgent { region: xihu(), member: "m4".to_owned() };
    town.now = Time::from_milliseconds(day("2024-10-06").begins().milliseconds() - 1);
    town.done(appoint.clone());
    town.done(order("o1", "m0", "s", 10_000));
    assert_eq!((town.balance("m4"), town.balance("m1")), (100, 0));
    town.now = day("2024-10-06").begins();
    assert_eq!(town.ask(appoint), Err(Rejection::RegionUnderContract));
}

/// Whoever was appointed without a contract earns until the first contract begins, and not again when it is over. From
/// then on a region is given by contract alone.
#[test]
fn a_region_comes_under_contract_for_good() {
    let mut town = Town::open();
    town.done(AppointAgent { region: xihu(), member: "m4".to_owned() });
    town.done(contract("c1", "330106", "m1", "2024-10-06", "2024-10-07"));
    let at = |text: &str| day(text).begins();
    town.now = at("2024-10-09");
    for (number, happened) in ["2024-10-05", "2024-10-06", "2024-10-08"].into_iter().enumerate() {
        town.ask_of(at(happened), order(&format!("o{number}"), "m0", "s", 10_000)).unwrap();
    }
    assert_eq!((town.balance("m4"), town.balance("m1")), (100, 100));
    let again = AppointAgent { region: xihu(), member: "m4".to_owned() };
    assert_eq!(town.ask(again), Err(Rejection::RegionUnderContract));
    let elsewhere = ["330000", "330100", "330108"].map(str::to_owned).to_vec();
    town.done(AppointAgent { region: elsewhere, member: "m4".to_owned() });
}

/// 10.00 for three days: 1000 fen. Of it ⌊1000/3⌋ = 333 are earned after the first, ⌊2000/3⌋ = 666 after the second, and
/// all after the third. A tick that comes late does the same at once.
#[test]
fn a_fee_is_earned_day_by_day_and_exactly_in_the_end() {
    for late in [false, true] {
        let mut town = Town::open();
        let cash = town.state().cash.get();
        town.done(with_fee(contract("c1", "330106", "m1", "2024-10-05", "2024-10-07"), 1_000));
        assert_eq!((town.state().cash.get(), town.state().deferred_income.get()), (cash + 1_000, 1_000));
        for (today, earned) in [("2024-10-05", 0), ("2024-10-06", 333), ("2024-10-07", 666), ("2024-10-08", 1_000)] {
            town.now = day(today).begins();
            if late && today != "2024-10-08" {
                continue;
            }
            town.tick();
            assert_eq!((town.platform(), town.state().deferred_income.get()), (earned, 1_000 - earned), "{today}");
        }
        assert_eq!((town.contract("c1").state, town.state().due.len()), ("over", 0));
        town.assert_replays();
    }
}

/// Two fen for ten days: nothing is due before day 5 is over, when the first of them is earned.
#[test]
fn days_that_earn_nothing_are_not_in_the_queue() {
    let mut town = Town::open();
    town.done(with_fee(contract("c1", "330106", "m1", "2024-10-04", "2024-10-13"), 2));
    assert_eq!(town.state().due.next_at(), Some(day("2024-10-09").begins()));
    town.now = day("2024-10-09").begins();
    town.tick();
    assert_eq!((town.platform(), town.state().due.next_at()), (1, Some(day("2024-10-14").begins())));
}

/// 10.00 for ten days; after three of them m2 takes over. ⌊1000·7/10⌋ = 700 go back to m1's balance, 300 are earned. With
/// 9.99 it is ⌊999·7/10⌋ = 699 that go back: the fen that does not divide is not paid out.
#[test]
fn what_a_fee_is_worth_for_days_not_held_goes_back() {
    for (fee, given_back, earned) in [(1_000, 700, 300), (999, 699, 300)] {
        let mut town = Town::open();
        town.done(with_fee(contract("c1", "330106", "m1", "2024-10-05", "2024-10-14"), fee));
        town.now = day("2024-10-06").begins();
        town.tick();
        town.done(contract("c2", "330106", "m2", "2024-10-08", "2024-10-31"));
        assert_eq!(town.balance("m1"), given_back);
        town.now = day("2024-10-08").begins();
        town.tick();
        assert_eq!((town.platform(), town.state().deferred_income.get()), (earned, 0));
        let view = town.contract("c1");
        assert_eq!((view.earned.get(), view.given_back.get(), view.deferred.get()), (earned, given_back, 0));
        town.assert_replays();
    }
}

/// The operator can end a contract, from today on at the earliest; one that has not begun is never in force then.
#[test]
fn the_operator_can_end_a_contract() {
    let mut town = Town::open();
    town.done(with_fee(contract("c1", "330106", "m1", "2024-10-04", "2024-10-13"), 1_000));
    town.done(with_fee(contract("c2", "330108", "m2", "2024-10-20", "2024-10-29"), 1_000));
    town.done(AppointAgent { region: ["330000", "330100"].map(str::to_owned).to_vec(), member: "m4".to_owned() });
    let end = |contract: &str, last_day: &str| EndContract { contract: contract.to_owned(), last_day: day(last_day) };
    town.now = day("2024-10-07").begins();
    assert_eq!(town.ask(end("c9", "2024-10-08")), Err(Rejection::ContractUnknown));
    assert_eq!(town.ask(end("c1", "2024-10-13")), Err(Rejection::ContractEnded));
    assert_eq!(town.ask(end("c1", "2024-10-05")), Err(Rejection::ContractTermInvalid));
    town.done(end("c1", "2024-10-06"));
    assert_eq!((town.balance("m1"), town.contract("c1").state), (700, "over"));
    assert_eq!(town.ask(end("c1", "2024-10-06")), Err(Rejection::ContractEnded));
    town.done(end("c2", "2024-10-07"));
    assert_eq!((town.balance("m2"), town.contract("c2").to), (1_000, None));
    assert_eq!(town.ask(end("c2", "2024-10-07")), Err(Rejection::ContractEnded));
    town.now = day("2024-10-21").begins();
    // Binjiang was never under contract: whoever is appointed there earns, and can be.
    town.done(AppointAgent {
        region: ["330000", "330100", "330108"].map(str::to_owned).to_vec(),
        member: "m3".to_owned(),
    });
    town.done(order("o1", "m0", "t", 10_000));
    assert_eq!((town.balance("m3"), town.balance("m2")), (100, 1_000));
    town.tick();
    assert_eq!((town.platform() - 200 - 50, town.state().deferred_income.get(), town.state().due.len()), (300, 0, 0));
    town.assert_replays();
}

/// Bad input has its code each, and changes nothing (`Town::ask` compares).
#[test]
fn contracts_that_cannot_be_are_refused() {
    let mut town = Town::open();
    town.done(contract("c1", "330106", "m1", "2024-10-04", "2024-10-13"));
    let good = || contract("c2", "330108", "m1", "2024-10-04", "2024-10-13");
    let refusals = [
        (SignContract { id: "c 2".to_owned(), ..good() }, Rejection::IdentifierInvalid),
        (SignContract { id: "c1".to_owned(), ..good() }, Rejection::ContractExists),
        (SignContract { division: "330199".to_owned(), ..good() }, Rejection::DivisionUnknown),
        (SignContract { division: "浙江".to_owned(), ..good() }, Rejection::DivisionUnknown),
        (SignContract { member: "nobody".to_owned(), ..good() }, Rejection::MemberUnknown),
        (SignContract { from: day("2024-10-03"), ..good() }, Rejection::ContractTermInvalid),
        (SignContract { to: day("2024-10-03"), ..good() }, Rejection::ContractTermInvalid),
        (SignContract { to: day("2124-10-13"), ..good() }, Rejection::ContractTermInvalid),
        (with_fee(good(), -1), Rejection::AmountNotPositive),
        (with_fee(good(), 1_000_001), Rejection::ContractFeeTooHigh),
    ];
    for (operation, rejection) in refusals {
        assert_eq!(town.ask(operation.clone()), Err(rejection), "{operation:?}");
    }
    town.done(with_fee(good(), 1_000_000));
}

/// A fee is a finding that no opinion clears, and rules that name none allow none: a live programme cannot take one.
#[test]
fn a_fee_for_a_region_is_the_finding_of_an_entry_fee() {
    let free = ratchet_core::Rules { contracts: None, ..rules() };
    for profile in [&CN_STRICT, &CN_COUNSEL] {
        let severity = |rules: &ratchet_core::Rules| {
            let assessment = assess(profile, &Subject { rules, facts: None, today: "2026-11-29" }, &[]);
            let found = assessment.findings.iter().find(|finding| finding.id == "entry-fee");
            found.map(|finding| finding.severity)
        };
        assert_eq!(severity(&rules()), Some(Severity::Block));
        assert_eq!(severity(&free), None);
    }
    let mut engine = Engine::new();
    let at = Time::from_milliseconds(super::START);
    let live = DeploymentTerms { mode: Mode::Live, ..DeploymentTerms::sandbox() };
    for operation in [
        ratchet_core::operations::Operation::from(live),
        OpenProgramme::new(free).into(),
        AddMember { id: "m1".to_owned(), referrer: None }.into(),
    ] {
        engine.execute(&Command::new(at, "one", operation)).unwrap();
    }
    let sign = Command::new(at, "one", contract("c1", "330106", "m1", "2024-10-04", "2024-10-13"));
    assert_eq!(engine.execute(&sign).map(|_| ()), Err(Rejection::TwoPeopleNeeded));
    let dear = with_fee(contract("c1", "330106", "m1", "2024-10-04", "2024-10-13"), 1);
    let dear = Command::new(at, "one", dear).approved_by("two");
    assert_eq!(engine.execute(&dear).map(|_| ()), Err(Rejection::ContractFeeTooHigh));
    assert_eq!(engine.execute(&sign.approved_by("two")).map(|_| ()), Ok(()));
}
