//! Each rule of levels and dividends by an example that is worked out in its comment.

use super::house::{DAY, House, MONTHS, month, rules};
use ratchet_core::event::{LinkTerm, PeriodClosed};
use ratchet_core::operations::{
    Book, ConvertClaim, Fund, ImportClaim, LinkMember, LinkTo, PayeeId, PublishRules, Replace, RequestPayout,
    SetLinkTerms, Tick,
};
use ratchet_core::payouts::Identity;
use ratchet_core::{Coins, Fen, Rejection, Rules, State, Time};
use serde_json::{Value, json};

/// a ← b ← c ← d ← e: each was referred by the one before.
const LINE: [(&str, &str); 5] = [("a", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")];

/// V1 asks for 1,000.00 of own spend and has 2 %, V2 for 5,000.00 and has 5 %, V3 for 20,000.00 of turnover of the
/// team and has 9 %. The same level earns 1 %.
fn levels(mode: &str) -> Value {
    json!({ "levels": {
        "mode": mode, "depth": 4, "team_depth": 2, "peer_bp": 100,
        "steps": [
            { "rate_bp": 200, "own_spend_fen": 100_000 },
            { "rate_bp": 500, "own_spend_fen": 500_000 },
            { "rate_bp": 900, "team_turnover_fen": 2_000_000 },
        ],
    } })
}

/// After January `a` is on V3, `b` on V2, `c` and `d` on V1, `e` on none.
///
/// a: own 5,000.00; team to depth 2: b 20,000.00 + c 1,000.00 = 21,000.00 → V1, V2, V3.
/// b: own 20,000.00; team c 1,000.00 + d 1,000.00 → V2. c, d: own 1,000.00 → V1. e: 10.00.
fn after_january(mode: &str) -> House {
    let mut house = House::open(rules(2_000, &levels(mode)), &LINE);
    for (member, amount) in [("a", 500_000), ("b", 2_000_000), ("c", 100_000), ("d", 100_000), ("e", 1_000)] {
        house.book(MONTHS[0] + DAY, member, amount).unwrap();
    }
    let (rows, _) = house.close(MONTHS[1], 0);
    // Nobody had a level in January: nothing was earned by one.
    let row = |member| house.row(&rows, member, mode).unwrap();
    assert_eq!(row("a"), [500_000, 2_100_000, 0, 0, 3, 0, 0]);
    assert_eq!(row("b"), [2_000_000, 200_000, 0, 0, 2, 0, 0]);
    assert_eq!(row("c"), [100_000, 101_000, 0, 0, 1, 0, 0]);
    assert_eq!(row("d"), [100_000, 1_000, 0, 0, 1, 0, 0]);
    assert_eq!(row("e"), [1_000, 0, 0, 0, 0, 0, 0]);
    house
}

#[test]
fn levels_come_from_spend_and_turnover_and_hold_from_the_next_month_on() {
    let mut house = after_january("report");
    assert_eq!(["a", "b", "c", "d", "e"].map(|member| house.level(member)), [3, 2, 1, 1, 0]);
    // In February nobody buys: the levels of January hold until it is closed, and are gone then.
    let (rows, _) = house.close(MONTHS[2], 1);
    assert_eq!(house.row(&rows, "a", "report"), Some([0, 0, 0, 3, 0, 0, 0]));
    assert_eq!(house.row(&rows, "e", "report"), None, "there is nothing to tell");
    assert_eq!(["a", "b", "c", "d", "e"].map(|member| house.level(member)), [0; 5]);
}

/// e buys for 1,000.00. Up from d: d (V1, 2 %) earns 2 % = 20.00; c (V1, the same level as the one paid last) earns 1 %
/// once = 10.00; b (V2, 5 %) earns 5 − 2 = 3 % = 30.00; a (V3, 9 %) earns 9 − 5 = 4 % = 40.00.
#[test]
fn an_order_brings_the_differences_and_the_same_level_once() {
    for mode in ["report", "pay"] {
        let mut house = after_january(mode);
        house.book(MONTHS[1] + DAY, "e", 100_000).unwrap();
        let paid = ["a", "b", "c", "d"].map(|member| house.balance(member));
        assert_eq!(paid, if mode == "pay" { [4_000, 3_000, 1_000, 2_000] } else { [0; 4] });
        let platform = house.state().platform;
        let (rows, _) = house.close(MONTHS[2], 1);
        let earned = |member| house.row(&rows, member, mode).map(|row| [row[5], row[6]]);
        assert_eq!(earned("a"), Some([4_000, 0]));
        assert_eq!(earned("b"), Some([3_000, 0]));
        assert_eq!(earned("c"), Some([0, 1_000]));
        assert_eq!(earned("d"), Some([2_000, 0]));
        // Closing pays nothing.
        assert_eq!((house.state().platform, house.balance("a")), (platform, paid[0]));
    }
}

/// d buys: c (V1) earns 2 %, b 3 %, a 4 %, and nobody is on a level paid before. a buys: nobody is above.
#[test]
fn the_walk_begins_above_the_buyer() {
    let mut house = after_january("pay");
    house.book(MONTHS[1] + DAY, "d", 100_000).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|member| house.balance(member)), [4_000, 3_000, 2_000, 0]);
    house.book(MONTHS[1] + DAY, "a", 100_000).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|member| house.balance(member)), [4_000, 3_000, 2_000, 0]);
}

/// With a depth of 2 an order of e reaches d (2 %) and c (1 % of the same level), and neither b nor a.
#[test]
fn the_walk_ends_at_the_depth() {
    let mut house = after_january("pay");
    let mut shallow = levels("pay");
    shallow["levels"]["depth"] = 2.into();
    house.done(MONTHS[1], PublishRules::new(rules(2_000, &shallow), Time::from_milliseconds(MONTHS[1])));
    house.book(MONTHS[1] + DAY, "e", 100_000).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|member| house.balance(member)), [0, 0, 1_000, 2_000]);
}

/// An order of 0.49: 2 % of 49 fen floors to 0 for d, but its rate is taken: c on the same level gets ⌊0.49⌋ = 0, b 3 % =
/// ⌊1.47⌋ = 1 fen, a 4 % = ⌊1.96⌋ = 1 fen.
#[test]
fn what_floors_to_nothing_is_left_out_and_its_rate_is_taken() {
    let mut house = after_january("pay");
    house.book(MONTHS[1] + DAY, "e", 49).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|member| house.balance(member)), [1, 1, 0, 0]);
}

/// V2 asks for two direct members on V1 or above. x referred p and q, who reach V1 by 1,000.00 each; y referred only r. x
/// and y spend enough for V1 themselves. A level that is missed in between keeps from those above it: z turns over 3,000.00
/// but is no V1.
#[test]
fn direct_members_count_at_their_level() {
    let steps = json!([
        { "rate_bp": 100, "own_spend_fen": 100_000 },
        { "rate_bp": 300, "direct": { "count": 2, "level": 1 } },
        { "rate_bp": 400, "team_turnover_fen": 300_000 },
    ]);
    let levels = json!({ "levels": { "depth": 3, "team_depth": 3, "steps": steps } });
    let members =
        [("x", ""), ("p", "x"), ("q", "x"), ("y", ""), ("r", "y"), ("z", ""), ("t", "z"), ("u", "z"), ("v", "z")];
    let mut house = House::open(rules(500, &levels), &members);
    for member in ["x", "p", "q", "y", "r", "t", "u", "v"] {
        house.book(MONTHS[0], member, 100_000).unwrap();
    }
    let (rows, _) = house.close(MONTHS[1], 0);
    // x is on V2; V3 asks for no direct members. y is on V1 with one of the two that V2 asks for.
    assert_eq!(house.row(&rows, "x", "report"), Some([100_000, 200_000, 0, 0, 2, 0, 0]));
    assert_eq!(house.row(&rows, "y", "report"), Some([100_000, 100_000, 1, 0, 1, 0, 0]));
    assert_eq!(house.row(&rows, "z", "report"), Some([0, 300_000, 0, 0, 0, 0, 0]));
    assert_eq!(["x", "p", "y", "z"].map(|member| house.level(member)), [2, 1, 1, 0]);
}

/// b buys for 2,000.00 and 1,000.00 in January. 500.00 of the first are given back and the second is corrected before the
/// month is closed: b spent 1,500.00, and so did a's team. In February b buys for 1,000.00, and 300.00 more of the first
/// order are given back: February has 700.00. The levels of a paid order stay with a refund, as awards do.
#[test]
fn refunds_and_corrections_come_off_the_month_or_the_next() {
    let mut house = House::open(rules(2_000, &levels("report")), &LINE);
    let first = house.book(MONTHS[0] + DAY, "b", 200_000).unwrap();
    let second = house.book(MONTHS[0] + DAY, "b", 100_000).unwrap();
    house.refund(MONTHS[0] + 2 * DAY, &first, 50_000).unwrap();
    house.correct(MONTHS[0] + 2 * DAY, &second).unwrap();
    let (rows, _) = house.close(MONTHS[1] + DAY, 0);
    assert_eq!(house.row(&rows, "b", "report"), Some([150_000, 0, 0, 0, 1, 0, 0]));
    assert_eq!(house.row(&rows, "a", "report"), Some([0, 150_000, 0, 0, 0, 0, 0]));
    house.book(MONTHS[1] + 2 * DAY, "b", 100_000).unwrap();
    house.refund(MONTHS[1] + 3 * DAY, &first, 30_000).unwrap();
    let (rows, _) = house.close(MONTHS[2], 1);
    assert_eq!(house.row(&rows, "b", "report"), Some([70_000, 0, 0, 1, 0, 0, 0]));
}

/// e's order of 1,000.00 brought d 20.00, c 10.00, b 30.00, a 40.00. A correction takes all of that back, out of balances;
/// what the month states has neither the order nor what it brought.
#[test]
fn a_correction_takes_the_awards_of_levels_back() {
    let mut house = after_january("pay");
    let platform = house.state().platform;
    let order = house.book(MONTHS[1] + DAY, "e", 100_000).unwrap();
    assert_eq!(house.state().programmes[0].totals.awards, Fen::new(10_000));
    house.correct(MONTHS[1] + 2 * DAY, &order).unwrap();
    assert_eq!(["a", "b", "c", "d"].map(|member| house.balance(member)), [0; 4]);
    assert_eq!(house.state().programmes[0].totals.awards, Fen::ZERO);
    // The platform bears only what the reserve cannot pay: 60.00 came into the pool, and the points are worth less.
    assert!(house.state().platform <= platform);
    let (rows, _) = house.close(MONTHS[2], 1);
    assert_eq!(house.row(&rows, "a", "pay"), Some([0, 0, 0, 3, 0, 0, 0]));
    assert_eq!(house.row(&rows, "e", "pay"), None);
}

/// The distribution line has 10 % of an order, and the highest level with the same level would take 9 + 1 %. A store that
/// gives up less than the plan says brings less: an order whose line is too small is refused.
#[test]
fn levels_are_paid_from_what_awards_leave() {
    let with = |distribution: u32, direct: u32| {
        let mut rules = serde_json::to_value(rules(distribution, &levels("pay"))).unwrap();
        rules["plans"]["store"]["awards"] = json!({ "direct_bp": direct });
        let rules: Rules = serde_json::from_value(rules).unwrap();
        rules.faults().iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(with(1_000, 0), [""; 0]);
    assert_eq!(with(1_000, 1), ["rule_levels_above_distribution"]);
    assert_eq!(with(1_000, 1_001), ["rule_awards_above_distribution"]);
}

/// Where nobody has a level, paid levels take nothing of the 10 % for awards, and it is as if there were none. An order of
/// 100.00 gives up 30.00: 4.00 for the platform, 10.00 that nobody claims, 16.00 for the pool. 15 % from the fund are 15.00, less
/// than what buying from oneself costs, ⌊30.00/0.8⌋ − 16.00 = 21.50: 31.00 enter the reserve.
///
/// Of another 100.00 coins pay 10.00: the 90.00 in money bring the platform 3.60 and the 9.00 that nobody claims, which is enough
/// to pay the merchant 10.00 − 3.00 = 7.00 for them.
#[test]
fn levels_that_nobody_has_take_nothing() {
    let mut more = levels("pay");
    more["levels"]["steps"] = json!([{ "rate_bp": 200, "own_spend_fen": 100_000 }]);
    let flow = json!({ "bp": 1_500, "order_max_fen": 100_000, "day_max_fen": 100_000, "last_day": "2999-12-31" });
    (more["fund"], more["coins"]) = (json!({ "subsidy": flow }), json!({ "coin_max_bp": 1_000 }));
    let mut house = House::open(rules(1_000, &more), &LINE);
    let at = MONTHS[0] + DAY;
    house.done(at, Fund { amount: Fen::new(1_500), source: "round".to_owned(), document: None });
    house.book(at, "e", 10_000).unwrap();
    assert_eq!((house.state().programmes[0].reserve, house.state().platform), (Fen::new(1_003_100), Fen::new(1_400)));
    // The platform has nothing but what the next order brings.
    let (id, payee, identity) = ("w".to_owned(), PayeeId::Platform, Identity::Verified);
    house.done(at, RequestPayout { id, payee, amount: Fen::new(1_400), identity });
    let (member, amount) = ("e".to_owned(), Fen::new(1_000));
    house.done(at, ImportClaim { member: member.clone(), amount, evidence: [1; 32] });
    house.done(at, ConvertClaim { member: member.clone(), amount });
    let (id, merchant, coins) = ("k".to_owned(), "s".to_owned(), Some(Coins::new(1_000)));
    house.done(at, Book { id, member, merchant, amount: Fen::new(10_000), cost: None, from_balance: None, coins });
    assert_eq!(house.state().platform, Fen::new(360 + 900 - 700));
}

#[allow(clippy::type_complexity)] // a change of the rules, and what it is found by
#[test]
fn rules_that_cannot_work_are_refused_by_code() {
    let faults = |change: fn(&mut Value)| {
        let mut rules = serde_json::to_value(rules(2_000, &levels("report"))).unwrap();
        change(&mut rules);
        let rules: Rules = serde_json::from_value(rules).unwrap();
        rules.faults().iter().map(|fault| format!("{} {}", fault.code, fault.place)).collect::<Vec<_>>()
    };
    let cases: [(fn(&mut Value), &str); 9] = [
        (
            |rules| rules["levels"]["steps"][1]["rate_bp"] = 200.into(),
            "rule_level_rates_do_not_rise levels.steps.1.rate_bp",
        ),
        (|rules| rules["levels"]["steps"][0] = json!({ "rate_bp": 1 }), "rule_level_without_condition levels.steps.0"),
        (
            |rules| rules["levels"]["steps"][1]["direct"] = json!({ "count": 0 }),
            "rule_level_without_condition levels.steps.1.direct.count",
        ),
        (
            |rules| rules["levels"]["steps"][1]["direct"] = json!({ "count": 1, "level": 2 }),
            "rule_level_direct_not_below levels.steps.1.direct.level",
        ),
        (
            |rules| rules["levels"]["steps"][1]["own_spend_fen"] = (-1).into(),
            "rule_level_amount_out_of_range levels.steps.1.own_spend_fen",
        ),
        (|rules| rules["levels"]["depth"] = 0.into(), "rule_level_depth_out_of_range levels.depth"),
        (|rules| rules["levels"]["steps"] = json!([]), "rule_levels_out_of_range levels.steps"),
        (|rules| rules["dividends"] = json!({ "dividend_bp": 0 }), "rule_rate_out_of_range dividends.dividend_bp"),
        (
            |rules| rules["dividends"] = json!({ "dividend_bp": 1, "weight": "turnover", "team_depth": 3 }),
            "rule_level_depth_out_of_range dividends.team_depth",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(faults(change), [expected]);
    }
    let no_platform = |rules: &mut Value| {
        rules["dividends"] = json!({ "dividend_bp": 1 });
        rules["plans"]["store"]["split"].as_object_mut().unwrap().remove("platform");
    };
    assert_eq!(faults(no_platform), ["rule_dividends_without_platform dividends"]);
}

/// The link in force when an order happened decides, and the one at the end of the month for teams. e is referred by d until
/// noon of the second, then by a. An order booked later that happened before brings d 2 %, c 1 %, b 3 %, a 4 % of 1,000.00;
/// one that happened after brings a 9 %. The team of a has both orders: e is its direct member in the end.
#[test]
fn links_count_as_they_were() {
    let mut house = House::open(rules(2_000, &levels("report")), &LINE[..4]);
    house.done(MONTHS[0], SetLinkTerms { term: LinkTerm::Days(1_000) });
    let linked = ratchet_core::operations::AddMember { id: "e".to_owned(), referrer: Some("d".to_owned()) };
    house.done(MONTHS[0], linked);
    for (member, amount) in [("a", 500_000), ("b", 2_000_000), ("c", 100_000), ("d", 100_000)] {
        house.book(MONTHS[0] + DAY, member, amount).unwrap();
    }
    house.close(MONTHS[1], 0);
    let noon = MONTHS[1] + DAY + DAY / 2;
    let to = LinkTo::Member("a".to_owned());
    house.done(noon, LinkMember { member: "e".to_owned(), to, replace: Some(Replace::InForce) });
    house.book_of(noon + DAY, noon - 1, "e", 100_000).unwrap();
    house.book_of(noon + DAY, noon, "e", 100_000).unwrap();
    let (rows, _) = house.close(MONTHS[2], 1);
    let earned = |member| house.row(&rows, member, "report").map(|row| (row[1], row[5], row[6]));
    assert_eq!(earned("a"), Some((200_000, 4_000 + 9_000, 0)));
    assert_eq!(earned("b"), Some((0, 3_000, 0)));
    assert_eq!(earned("c"), Some((0, 0, 1_000)));
    assert_eq!(earned("d"), Some((0, 2_000, 0)));
}

#[test]
fn months_are_closed_once_in_order_and_when_they_are_over() {
    let mut house = House::open(rules(2_000, &levels("report")), &LINE);
    house.book(MONTHS[1] + DAY, "e", 1_000).unwrap();
    let at = MONTHS[3];
    let refused = |house: &mut House, at, period| house.ask(at, period).unwrap_err();
    assert_eq!(refused(&mut house, MONTHS[2] - 1, month(1)), Rejection::PeriodOpen);
    assert_eq!(refused(&mut house, at, month(2)), Rejection::PeriodOutOfOrder, "February has an order");
    let mut wrong = month(1);
    wrong.begins = month(0).begins;
    assert_eq!(refused(&mut house, at, wrong), Rejection::PeriodBoundsInvalid);
    house.close(at, 1);
    assert_eq!(refused(&mut house, at, month(1)), Rejection::PeriodClosed);
    assert_eq!(refused(&mut house, at, month(0)), Rejection::PeriodClosed);
    assert_eq!(refused(&mut house, MONTHS[4], month(3)), Rejection::PeriodOutOfOrder);
    let mut gap = month(2);
    gap.begins = Time::from_milliseconds(gap.begins.milliseconds() + 3_600_000);
    assert_eq!(refused(&mut house, at, gap), Rejection::PeriodBoundsInvalid);
    house.close(at, 2);
    assert_eq!(house.done(at, Tick {}).len(), 1, "nothing is left to do");
}

/// The store's platform line is 4 % of an order, and the pot gets 25 % of that.
fn dividends(more: &Value) -> Value {
    let mut rules = json!({ "dividends": { "dividend_bp": 2_500 } });
    for (key, value) in more.as_object().unwrap() {
        rules["dividends"][key] = value.clone();
    }
    rules
}

fn parts(state: &State, closed: &PeriodClosed) -> Vec<(String, i64)> {
    let name = |part: &ratchet_core::dividends::DividendPart| {
        (state.directory.member_names.name(part.member.0).to_owned(), part.amount.get())
    };
    closed.parts.iter().map(name).collect()
}

/// An order of 1,000.10: the line is ⌊4,000.4⌋ = 4,000 fen, the pot gets 1,000. Shares 1 : 1 : 1 of 1,000 fen: 333 each, and
/// the one fen left goes to the first member. The platform has its 3,000 of the line, and 2,000 bp of the amount that no
/// award claimed.
#[test]
fn the_pot_is_shared_by_largest_remainder() {
    let mut house = House::open(rules(2_000, &dividends(&json!({}))), &LINE);
    for member in ["c", "a", "b"] {
        house.hold(MONTHS[0], member, 7).unwrap();
    }
    house.book(MONTHS[0] + DAY, "e", 100_010).unwrap();
    let pot = |house: &House| house.state().programmes[0].dividends.pot.get();
    assert_eq!((pot(&house), house.state().platform.get()), (1_000, 3_000 + 20_002));
    let (_, closed) = house.close(MONTHS[1], 0);
    let expected = [("a", 334), ("b", 333), ("c", 333)].map(|(member, amount)| (member.to_owned(), amount));
    assert_eq!(parts(house.state(), &closed), expected);
    assert_eq!(["a", "b", "c"].map(|member| house.balance(member)), [334, 333, 333]);
    assert_eq!((closed.accrued.get(), closed.charged.get(), closed.kept.get(), pot(&house)), (1_000, 0, 0, 0));
}

/// By turnover: a holds 1 share and b 3; in January c, who is below b, buys for 1,000.00, and b for 500.00. To depth 2, a's
/// team turned over 1,500.00 and b's 1,000.00: the weights are 1 · 150,000 and 3 · 100,000, a third and two thirds of the pot
/// of ⌊6,000 · 25 %⌋ = 1,500. d holds a share and no team: nothing.
#[test]
fn turnover_weighs_shares() {
    let mut house = House::open(rules(2_000, &dividends(&json!({ "weight": "turnover", "team_depth": 2 }))), &LINE);
    for (member, shares) in [("a", 1), ("b", 3), ("d", 1)] {
        house.hold(MONTHS[0], member, shares).unwrap();
    }
    house.book(MONTHS[0] + DAY, "c", 100_000).unwrap();
    house.book(MONTHS[0] + DAY, "b", 50_000).unwrap();
    let (_, closed) = house.close(MONTHS[1], 0);
    let expected = [("a", 500), ("b", 1_000)].map(|(member, amount)| (member.to_owned(), amount));
    assert_eq!(parts(house.state(), &closed), expected);
}

/// Nobody holds a share in January: its pot of 1,000 stays, and February's 500 with it are shared.
#[test]
fn what_cannot_be_shared_stays_in_the_pot() {
    let mut house = House::open(rules(2_000, &dividends(&json!({}))), &LINE);
    house.book(MONTHS[0] + DAY, "e", 100_000).unwrap();
    let (_, closed) = house.close(MONTHS[1], 0);
    assert_eq!((closed.kept.get(), closed.parts.len()), (1_000, 0));
    house.hold(MONTHS[1], "a", 1).unwrap();
    house.book(MONTHS[1] + DAY, "e", 50_000).unwrap();
    let (_, closed) = house.close(MONTHS[2], 1);
    assert_eq!((closed.kept.get(), closed.shared().get(), house.balance("a")), (0, 1_500, 1_500));
}

/// An order of 1,000.00 in January brought 1,000 into the pot, which was shared. Corrected in February, the platform bears
/// it until February is closed: its pot of 400 goes to the platform whole, and the 600 that are missing to March.
#[test]
fn a_correction_of_a_closed_month_is_charged_to_the_next_pot() {
    let mut house = House::open(rules(2_000, &dividends(&json!({}))), &LINE);
    house.hold(MONTHS[0], "a", 1).unwrap();
    let wrong = house.book(MONTHS[0] + DAY, "e", 100_000).unwrap();
    house.book(MONTHS[0] + DAY, "d", 400_000).unwrap();
    house.close(MONTHS[1], 0);
    assert_eq!(house.balance("a"), 5_000);
    house.correct(MONTHS[1] + DAY, &wrong).unwrap();
    assert_eq!(house.state().programmes[0].dividends.charge.get(), 1_000);
    house.book(MONTHS[1] + DAY, "d", 40_000).unwrap();
    let platform = house.state().platform.get();
    let (_, closed) = house.close(MONTHS[2], 1);
    assert_eq!((closed.charged.get(), closed.shared().get(), closed.kept.get()), (400, 0, 0));
    assert_eq!(house.state().platform.get(), platform + 400);
    house.book(MONTHS[2] + DAY, "d", 100_000).unwrap();
    let (_, closed) = house.close(MONTHS[3], 2);
    assert_eq!((closed.charged.get(), closed.shared().get(), house.balance("a")), (600, 400, 5_400));
}

/// In its own month a corrected order takes its 1,000 out of the pot again.
#[test]
fn a_correction_of_an_open_month_takes_its_dividend_out_of_the_pot() {
    let mut house = House::open(rules(2_000, &dividends(&json!({}))), &LINE);
    house.book(MONTHS[0], "d", 400_000).unwrap();
    let wrong = house.book(MONTHS[0] + DAY, "e", 100_000).unwrap();
    house.correct(MONTHS[0] + DAY, &wrong).unwrap();
    let dividends = &house.state().programmes[0].dividends;
    assert_eq!((dividends.pot.get(), dividends.totals.accrued.get(), dividends.charge.get()), (4_000, 4_000, 0));
}

#[test]
fn the_register_of_shares_is_bounded() {
    let mut house = House::open(rules(2_000, &dividends(&json!({}))), &LINE);
    house.hold(MONTHS[0], "a", 1_000_000_000).unwrap();
    assert_eq!(house.hold(MONTHS[0], "b", 1).unwrap_err(), Rejection::SharesOutOfRange);
    assert_eq!(house.hold(MONTHS[0], "a", -1).unwrap_err(), Rejection::SharesOutOfRange);
    assert_eq!(house.hold(MONTHS[0], "nobody", 1).unwrap_err(), Rejection::MemberUnknown);
    house.hold(MONTHS[0], "a", 0).unwrap();
    house.hold(MONTHS[0], "b", 1).unwrap();
    assert_eq!(house.state().programmes[0].dividends.issued.get(), 1);
}
