//! Every state of a payout against every command on it, and where its money is then.

use ratchet_conformance::engine_under;
use ratchet_core::operations::{
    AddMember, AddMerchant, ApprovePayout, Book, CancelPayout, ConcludePayout, Inject, Operation, PayeeId,
    PayoutResult, PublishMoneyTerms, Redeem, RejectPayout, RemitWithheld, RequestPayout, ReturnPayout, SendPayout,
    TopUp,
};
use ratchet_core::payouts::{Evidence, Identity, MoneyTerms, PayoutState, PayoutTerms};
use ratchet_core::{BasisPoints, Command, Engine, Fen, Points, Rejection, Rules, Time, invariants};

/// What leads into each state, from the request on, in the order of [`PayoutState::ALL`].
const WAYS: [&str; 9] = ["", "a", "r", "c", "as", "asP", "asF", "asU", "asPb"];

/// The commands: approve, reject, cancel, send, conclude as paid, failed, unknown (by an answer, a query, a decision),
/// bring back.
const COMMANDS: &str = "a r c s P F U P? F? U? P! F! U! b";

/// What each command makes of each state: the new state by its first letter (`Z` for sending, `B` for returned), `=` where
/// it is so already, `x` where it cannot be, `q` where a query is needed.
const TABLE: [(PayoutState, &str); 9] = [
    (PayoutState::Requested, "A R C x x x x x x x x x x x"),
    (PayoutState::Approved, "= x x Z x x x x x x x x x x"),
    (PayoutState::Rejected, "x = x x x x x x x x x x x x"),
    (PayoutState::Cancelled, "x x = x x x x x x x x x x x"),
    (PayoutState::Sending, "x x x = P F U P F U P F U x"),
    (PayoutState::Paid, "x x x x = x x = x x = x x B"),
    (PayoutState::Failed, "x x x x x = x x = x x = x x"),
    (PayoutState::Unknown, "x x x x q q = P F = P F = x"),
    (PayoutState::Returned, "x x x x x x x x x x x x x ="),
];

fn letter(state: PayoutState) -> &'static str {
    match state {
        PayoutState::Requested => "W",
        PayoutState::Approved => "A",
        PayoutState::Rejected => "R",
        PayoutState::Cancelled => "C",
        PayoutState::Sending => "Z",
        PayoutState::Paid => "P",
        PayoutState::Failed => "F",
        PayoutState::Unknown => "U",
        PayoutState::Returned => "B",
    }
}

fn operation(command: &str) -> Operation {
    let (id, reference) = ("w".to_owned(), None);
    let conclude = |result| {
        let evidence = match command.get(1..) {
            Some("?") => Evidence::Query,
            Some("!") => Evidence::Decision,
            _ => Evidence::Answer,
        };
        ConcludePayout { id: "w".to_owned(), result, evidence, reference: None }.into()
    };
    match &command[..1] {
        "a" => ApprovePayout { id }.into(),
        "r" => RejectPayout { id, reason: Some("account-closed".to_owned()) }.into(),
        "c" => CancelPayout { id }.into(),
        "s" => SendPayout { id, provider: "bank".to_owned() }.into(),
        "P" => conclude(PayoutResult::Paid),
        "F" => conclude(PayoutResult::Failed),
        "U" => conclude(PayoutResult::Unknown),
        _ => ReturnPayout { id, reference }.into(),
    }
}

fn ask(engine: &mut Engine, operation: impl Into<Operation>) -> Result<(), Rejection> {
    let at = engine.state().clock;
    engine.execute(&Command::new(at, "anna", operation).approved_by("ben")).map(|_| ())
}

fn fen(amount: i64) -> Fen {
    Fen::new(amount)
}

/// A shop that is owed 1000.00, whose settlements cost 1.00 and 0.6 %, with 20 % withheld.
fn shop() -> Engine {
    let rules: Rules = serde_json::from_value(serde_json::json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 10_000,
        "plans": { "store": { "margin": "take", "take_bp": 2_000 } },
    }))
    .unwrap();
    let mut engine = engine_under(rules).unwrap();
    let member = PayoutTerms {
        fee_flat: fen(100),
        fee_bp: BasisPoints::new(60),
        withheld_bp: BasisPoints::new(2_000),
        withholding: Some("labour".to_owned()),
        ..PayoutTerms::default()
    };
    let terms = MoneyTerms { merchant: member.clone(), member, ..MoneyTerms::free() };
    ask(&mut engine, PublishMoneyTerms { terms: Box::new(terms) }).unwrap();
    ask(&mut engine, AddMember { id: "m".to_owned(), referrer: None }).unwrap();
    ask(&mut engine, AddMerchant::new("s", "store")).unwrap();
    ask(&mut engine, TopUp { merchant: "s".to_owned(), amount: fen(100_000), reference: None }).unwrap();
    engine
}

fn request(id: &str, amount: i64) -> RequestPayout {
    let (payee, identity) = (PayeeId::Merchant("s".to_owned()), Identity::Unverified);
    RequestPayout { id: id.to_owned(), payee, amount: fen(amount), identity }
}

/// Cash, payable, in transit, platform, withheld.
fn money(engine: &Engine) -> [i64; 5] {
    let state = engine.state();
    let payable = state.directory.merchants().next().unwrap().2.payable;
    [state.cash, payable, state.in_transit, state.platform, state.withheld].map(Fen::get)
}

/// Where 100.00 of the 1000.00 are: 100 + ⌈10000·60/10⁴⌉ = 160 fee, ⌈10000·2000/10⁴⌉ = 2000 withheld, 7840 paid. The
/// founding deposit of 10000 is cash, too.
fn expected(state: PayoutState) -> [i64; 5] {
    match state {
        state if state.is_in_transit() => [110_000, 90_000, 10_000, 0, 0],
        PayoutState::Paid => [102_160, 90_000, 0, 160, 2_000],
        // The fee stays; what was paid and what was withheld is back.
        PayoutState::Returned => [110_000, 99_840, 0, 160, 0],
        _ => [110_000, 100_000, 0, 0, 0],
    }
}

#[test]
fn every_command_meets_every_state() {
    for ((state, row), way) in TABLE.into_iter().zip(WAYS) {
        let mut engine = shop();
        ask(&mut engine, request("w", 10_000)).unwrap();
        for place in 0..way.len() {
            ask(&mut engine, operation(&way[place..=place])).unwrap();
        }
        let payout = engine.state().payouts.find("w").unwrap();
        assert_eq!(engine.state().payouts.get(payout).unwrap().state, state);
        assert_eq!(money(&engine), expected(state), "{state:?}");
        for (command, cell) in COMMANDS.split(' ').zip(row.split(' ')) {
            let mut engine = Engine::from_state(engine.state().clone());
            let before = engine.state().hash();
            let asked = ask(&mut engine, operation(command));
            let after = engine.state().payouts.get(payout).unwrap().state;
            let found = match asked {
                Ok(()) => letter(after),
                Err(Rejection::PayoutUnchanged) => "=",
                Err(Rejection::PayoutStateWrong) => "x",
                Err(Rejection::PayoutNeedsQuery) => "q",
                Err(other) => other.code(),
            };
            assert_eq!(found, cell, "{command} of a payout that is {state:?}");
            assert_eq!(asked.is_err(), engine.state().hash() == before, "{command} of {state:?}");
            assert_eq!(money(&engine), expected(after), "{command} of {state:?}");
            invariants::check(engine.state()).unwrap();
        }
    }
}

#[test]
fn a_decision_about_a_payout_takes_two_people() {
    let mut engine = shop();
    ask(&mut engine, request("w", 10_000)).unwrap();
    for command in ["a", "s", "U"] {
        ask(&mut engine, operation(command)).unwrap();
    }
    let alone = Command::new(engine.state().clock, "anna", operation("P!"));
    assert_eq!(engine.execute(&alone), Err(Rejection::TwoPeopleNeeded));
    assert_eq!(engine.execute(&alone.clone().approved_by("anna")), Err(Rejection::TwoPeopleNeeded));
    engine.execute(&alone.approved_by("ben")).unwrap();
    assert_eq!(money(&engine), expected(PayoutState::Paid));
}

/// What was remitted stays with the authority when the bank sends a payout back.
#[test]
fn a_return_gives_back_what_is_still_withheld() {
    let mut engine = shop();
    ask(&mut engine, request("w", 10_000)).unwrap();
    for command in ["a", "s", "P"] {
        ask(&mut engine, operation(command)).unwrap();
    }
    ask(&mut engine, RemitWithheld { amount: fen(1_500), reference: None }).unwrap();
    ask(&mut engine, operation("b")).unwrap();
    assert_eq!(money(&engine), [110_000 - 1_500, 90_000 + 7_840 + 500, 0, 160, 0]);
    invariants::check(engine.state()).unwrap();
}

/// Withdrawals asked for at once never exceed what there is, and what is in transit is nobody's to spend.
#[test]
fn money_in_transit_cannot_be_asked_for_again() {
    let mut engine = shop();
    ask(&mut engine, request("a", 60_000)).unwrap();
    assert_eq!(ask(&mut engine, request("b", 60_000)), Err(Rejection::MerchantFundsInsufficient));
    ask(&mut engine, request("c", 40_000)).unwrap();
    assert_eq!(ask(&mut engine, request("c", 40_000)), Err(Rejection::PayoutExists));
    assert_eq!(ask(&mut engine, request("a", 1)), Err(Rejection::PayoutExists));
    assert_eq!(money(&engine), [110_000, 0, 100_000, 0, 0]);
}

/// A payout's number is known for ever, also when nothing can happen to it any more.
#[test]
fn a_number_is_known_for_ever() {
    let mut engine = shop();
    ask(&mut engine, request("w", 10_000)).unwrap();
    ask(&mut engine, operation("c")).unwrap();
    let later = engine.state().clock.plus_days(91);
    engine.execute(&Command::new(later, "anna", AddMember { id: "n".to_owned(), referrer: None })).unwrap();
    assert_eq!(ask(&mut engine, operation("a")), Err(Rejection::PayoutSettled));
    assert_eq!(ask(&mut engine, request("w", 10_000)), Err(Rejection::PayoutExists));
}

/// The limits of a day are those of the deployment's own days, and what came back at once does not count.
#[test]
fn a_day_begins_where_the_deployment_is() {
    let mut engine = shop();
    let one = PayoutTerms { daily_count: Some(1), ..PayoutTerms::default() };
    let terms = MoneyTerms { merchant: one, ..MoneyTerms::free() };
    ask(&mut engine, PublishMoneyTerms { terms: Box::new(terms) }).unwrap();
    // 15:59:59.999 UTC is the last moment of a day in Shanghai.
    let last = 57_600_000 - 1;
    let mut at = |milliseconds, operation: Operation| {
        let at = Time::from_milliseconds(milliseconds);
        engine.execute(&Command::new(at, "anna", operation)).map(|_| ())
    };
    at(last, request("a", 1_000).into()).unwrap();
    assert_eq!(at(last, request("b", 1_000).into()), Err(Rejection::DailyLimitExceeded));
    at(last, CancelPayout { id: "a".to_owned() }.into()).unwrap();
    at(last, request("b", 1_000).into()).unwrap();
    assert_eq!(at(last, request("c", 1_000).into()), Err(Rejection::DailyLimitExceeded));
    at(last + 1, request("c", 1_000).into()).unwrap();
    assert_eq!(at(last + 1, request("d", 1_000).into()), Err(Rejection::DailyLimitExceeded));
}

/// Points sold become a balance, and the balance a withdrawal.
#[test]
fn a_member_withdraws_what_a_sale_brought() {
    let mut engine = shop();
    let (id, member, merchant) = ("o".to_owned(), "m".to_owned(), "s".to_owned());
    ask(&mut engine, Book { id, member, merchant, amount: fen(100_000), cost: None, from_balance: None, coins: None })
        .unwrap();
    ask(&mut engine, Redeem { member: "m".to_owned(), units: Points::new(1_000_000_000) }).unwrap();
    let balance = engine.state().directory.members().next().unwrap().2.balance.get();
    assert!(balance > 0);
    let payee = PayeeId::Member("m".to_owned());
    let all = RequestPayout { id: "w".to_owned(), payee, amount: fen(balance), identity: Identity::Verified };
    ask(&mut engine, RequestPayout { amount: fen(balance + 1), ..all.clone() }).unwrap_err();
    ask(&mut engine, all).unwrap();
    ask(&mut engine, Inject::new(fen(5))).unwrap();
    assert_eq!(engine.state().in_transit, fen(balance));
    invariants::check(engine.state()).unwrap();
}
