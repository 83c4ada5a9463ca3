//! Futures of a programme that has a fund or a closing: its own engine goes on with both.

use ratchet_core::handle::{Member, Merchant, Programme};
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, CloseProgramme, DeploymentTerms, Fund, OpenProgramme, Operation,
};
use ratchet_core::{Command, Engine, Fen, Points, Rules, Time};
use ratchet_sim::futures::{Lately, Pace, Past, PastOrder, Present, after};

const DAY: i64 = 86_400_000;
const RULES: &str = "
initial_price_fen = 100
mint_bp = 7000
redemption_fee_bp = 2000
founding_fen = 30000
[plans.store]
margin = 'take'
take_bp = 3000
[fund.drip]
bp = 1000
order_max_fen = 100000
day_max_fen = 100000
last_day = '2027-12-31'
";

/// One member, one order of 1000.00 with 300.00 to the pool; 100.00 in the fund, of which 30.00 went with it.
fn programme() -> Engine {
    let rules: Rules = toml::from_str(RULES).unwrap();
    let mut engine = Engine::new();
    let mut ask = |operation: Operation| {
        engine.execute(&Command::new(Time::from_milliseconds(0), "t", operation)).unwrap();
    };
    ask(DeploymentTerms::sandbox().into());
    ask(OpenProgramme::new(rules).into());
    ask(AddMember { id: "a".to_owned(), referrer: None }.into());
    ask(AddMerchant::new("s", "store").into());
    ask(Fund { amount: Fen::new(10_000), source: "a".to_owned(), document: None }.into());
    let (id, member, merchant) = ("1".to_owned(), "a".to_owned(), "s".to_owned());
    let amount = Fen::new(100_000);
    ask(Book { id, member, merchant, amount, cost: None, from_balance: None, coins: None }.into());
    engine
}

fn present(engine: &Engine) -> Present<'_> {
    let past = Past { spent: Fen::new(100_000), held_a_position: true, ..Past::default() };
    let order = PastOrder { member: Member(0), merchant: Merchant(0), amount: Fen::new(100_000), cost: None };
    Present {
        state: engine.state(),
        programme: Programme(0),
        at: Time::from_milliseconds(DAY),
        members: vec![past],
        lately: Lately { days: 1, orders: vec![order], first_orders: 0, sold: Points::ZERO },
    }
}

#[test]
fn money_of_the_fund_can_come_back_too() {
    let engine = programme();
    let ending = after(&present(&engine), Pace::Steady, 2, 1).unwrap();
    // Three orders in all: 300.00 and 30.00 each.
    assert_eq!((ending.orders, ending.most), (2, Fen::new(99_000)));
    assert_eq!(ending.most_per_hundred, Some(Fen::new(3_300)));
}

#[test]
fn a_closing_that_is_published_is_in_the_future() {
    let mut engine = programme();
    let from = Time::from_milliseconds(2 * DAY);
    engine.execute(&Command::new(Time::from_milliseconds(0), "t", CloseProgramme { from })).unwrap();
    let ending = after(&present(&engine), Pace::Steady, 3, 1).unwrap();
    // One order before it, without the fund; the founding deposit of 300.00 is shared out with all of it.
    assert_eq!((ending.orders, ending.refused, ending.supply), (1, 2, Points::ZERO));
    assert_eq!((ending.most, ending.reserve), (Fen::new(63_000 + 30_000), Fen::ZERO));
    assert!(ending.received > Fen::new(92_990) && ending.received <= ending.most, "{ending:?}");
}
