//! Rules of the fund, of closings and of allotments, each worked out by hand.

use ratchet_conformance::{engine_under, execute, state_of};
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::{Member, Programme};
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, CloseProgramme, Correct, DeploymentTerms, Fund, GrantAllotment, Inject, Mode,
    OpenOffer, OpenProgramme, Operation, Place, PublishRules, Redeem, Refund, ReleaseUnallocated, Subscribe, Tick,
};
use ratchet_core::policy::{Clearance, OpinionUsed, Sha256};
use ratchet_core::view::{
    AllotmentView, BeforeInjection, ClosingView, FundView, InjectionView, MemberClosingView, OutflowView,
};
use ratchet_core::{Command, Engine, Fen, Points, Rejection, Rules, Time, invariants};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// Noon of 2024-10-04 in UTC+08:00.
const START: i64 = 20_000 * DAY + 4 * 3_600_000;

/// A store that gives up 20 %: 2 % for the platform, 2 % for awards, 16 % into the pool.
fn rules(fund: &Value) -> Rules {
    let mut rules = json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000,
        "plans": { "store": {
            "margin": "take", "take_bp": 2000,
            "split": {
                "platform": { "basis": "amount", "bp": 200 }, "distribution": { "basis": "amount", "bp": 200 },
            },
            "awards": { "direct_bp": 100 },
        } },
    });
    if !fund.is_null() {
        rules["fund"] = fund.clone();
    }
    serde_json::from_value(rules).unwrap()
}

/// 5 % of the amount as subsidy, half of the contribution as drip.
fn both() -> Value {
    json!({
        "subsidy": { "bp": 500, "order_max_fen": 1_000, "day_max_fen": 1_200, "last_day": "2024-10-05" },
        "drip": { "bp": 5000, "order_max_fen": 700, "day_max_fen": 1_000, "last_day": "2024-10-04" },
    })
}

struct Shop {
    engine: Engine,
    at: i64,
    orders: u32,
}

impl Shop {
    fn open(rules: Rules) -> Self {
        Self::over(engine_under(rules).unwrap())
    }

    /// `m1` was referred by `m0`; both buy from the store `s`.
    fn over(engine: Engine) -> Self {
        let mut shop = Self { engine, at: START, orders: 0 };
        for (id, referrer) in [("m0", None), ("m1", Some("m0")), ("m2", None)] {
            shop.done(AddMember { id: id.to_owned(), referrer: referrer.map(str::to_owned) });
        }
        shop.done(AddMerchant {
            id: "s".to_owned(),
            plan: "store".to_owned(),
            take_bp: None,
            owner: None,
            recruiter: None,
            region: None,
        });
        shop
    }

    /// A refusal leaves the state as it was, and a dry run of what is done shows it and leaves nothing.
    fn ask(&mut self, operation: impl Into<Operation>) -> Result<Value, Rejection> {
        let command = Command::new(Time::from_milliseconds(self.at), "operator", operation).approved_by("approver");
        let before = self.engine.state().hash();
        let seen = self.engine.dry_run(&command, |_, events| events.to_vec());
        assert_eq!(self.engine.state().hash(), before, "the dry run left something");
        let done = execute(&mut self.engine, &command);
        assert_eq!(seen.is_ok(), done.is_ok());
        if done.is_err() {
            assert_eq!(self.engine.state().hash(), before, "a refusal left something");
        }
        invariants::check(self.engine.state()).unwrap();
        done
    }

    fn done(&mut self, operation: impl Into<Operation>) -> Value {
        self.ask(operation).unwrap()
    }

    fn order(&mut self, member: &str, amount: i64) -> Book {
        self.orders += 1;
        Book {
            id: format!("o{}", self.orders),
            member: member.to_owned(),
            merchant: "s".to_owned(),
            amount: Fen::new(amount),
            cost: None,
            from_balance: None,
            coins: None,
        }
    }

    fn book(&mut self, member: &str, amount: i64) -> Value {
        let order = self.order(member, amount);
        self.done(order)
    }

    fn fund(&mut self, amount: i64) -> Value {
        self.done(Fund { amount: Fen::new(amount), source: "round-a".to_owned(), document: None })
    }

    fn state(&self) -> Value {
        state_of(&self.engine)
    }

    fn held_by(&self, member: u32) -> Points {
        self.engine.state().programmes[0].positions.points_of(Member(member))
    }
}

/// 100.00: commission 20.00, 16.00 into the pool. The subsidy is 5 % of 100.00, so 21.00 count for minting: at 1.00 a
/// point 70 % are 14.70 points. Half of 16.00 would be 8.00 of drip; the ceiling of an order leaves 7.00. The reserve has
/// 16 + 5 + 7 = 28.00, the fund 100 − 12 = 88.00.
#[test]
fn a_subsidy_counts_for_minting_and_a_drip_does_not() {
    let mut shop = Shop::open(rules(&both()));
    assert_eq!(shop.fund(10_000), json!({ "fund": 10_000 }));
    let booked = shop.book("m1", 10_000);
    assert_eq!((&booked["pool"], &booked["subsidy"], &booked["drip"]), (&json!(1_600), &json!(500), &json!(700)));
    assert_eq!(booked["minted"], json!(1_470_000_000));
    let state = shop.state();
    assert_eq!(
        (&state["reserve"], &state["fund"], &state["price"]),
        (&json!(2_800), &json!(8_800), &json!("1.90476190"))
    );
}

/// The same order again: the ceiling of the day leaves 12.00 − 5.00 = 7.00 of subsidy, of which it takes 5.00, and 3.00 of
/// drip. The third one gets 2.00 and nothing. On the next day the subsidy is whole again and the drip is over; on the day
/// after, so is the subsidy.
#[test]
fn ceilings_and_ends_are_kept() {
    let mut shop = Shop::open(rules(&both()));
    shop.fund(10_000);
    let given = |shop: &mut Shop| {
        let booked = shop.book("m1", 10_000);
        ["subsidy", "drip"].map(|figure| booked[figure].as_i64().unwrap_or(0))
    };
    assert_eq!(given(&mut shop), [500, 700]);
    assert_eq!(given(&mut shop), [500, 300]);
    let left = FundView::of(shop.engine.state(), Programme(0)).unwrap();
    let today = |way: OutflowView| [way.used_today_fen, way.left_today_fen].map(Fen::get);
    assert_eq!(left.subsidy.map(today), Some([1_000, 200]));
    assert_eq!(left.drip.map(today), Some([1_000, 0]));
    assert_eq!(given(&mut shop), [200, 0]);
    shop.at += DAY;
    assert_eq!(given(&mut shop), [500, 0]);
    shop.at += DAY;
    assert_eq!(given(&mut shop), [0, 0]);
}

/// What is in the fund is the last ceiling: of 6.00, the subsidy takes 5.00 and the drip the last 1.00.
#[test]
fn nothing_flows_out_of_an_empty_fund() {
    let mut shop = Shop::open(rules(&both()));
    shop.fund(600);
    let first = shop.book("m1", 10_000);
    assert_eq!((&first["subsidy"], &first["drip"]), (&json!(500), &json!(100)));
    let second = shop.book("m1", 10_000);
    assert_eq!((second.get("subsidy"), second.get("drip")), (None, None));
    assert_eq!(shop.state().get("fund"), None);
}

/// `(1 − 20 %)·(16 % + s) + 1 % ≤ 20 %` holds up to s = 7.75 %, and not a basis point beyond.
#[test]
fn a_subsidy_that_pays_for_buying_from_oneself_is_refused() {
    let subsidy = |bp: u32| {
        let fund =
            json!({ "subsidy": { "bp": bp, "order_max_fen": 1_000, "day_max_fen": 1_000, "last_day": "2030-01-01" } });
        rules(&fund).faults()
    };
    assert_eq!(subsidy(775), []);
    let faults = subsidy(776);
    assert_eq!((faults[0].place.as_str(), faults[0].code), ("fund.subsidy.bp", "rule_subsidy_pays_buyers"));
    assert!(faults[0].message.contains("at most 775 works"), "{}", faults[0].message);
}

/// A merchant whose own take rate is 10 % has C = 10.00 and a pool part of 6.00; m1's referrer gets 1.00. Then
/// (C − awards)/(1 − 20 %) − a = 9.00/0.8 − 6.00 = 5.25 is the most, and 5 % of the amount are 5.00. At 8 %, C = 8.00 and
/// a = 4.00: 7.00/0.8 − 4.00 = 4.75 is the most.
#[test]
fn the_subsidy_of_a_merchant_with_a_low_take_rate_is_bounded_by_its_own_commission() {
    let mut shop = Shop::open(rules(&both()));
    shop.fund(10_000);
    for (merchant, take, given) in [("ten", 1_000, 500), ("eight", 800, 475)] {
        shop.done(AddMerchant {
            id: merchant.to_owned(),
            plan: "store".to_owned(),
            take_bp: Some(ratchet_core::BasisPoints::new(take)),
            owner: None,
            recruiter: None,
            region: None,
        });
        let order = Book { merchant: merchant.to_owned(), ..shop.order("m1", 10_000) };
        assert_eq!(shop.done(order)["subsidy"], json!(given), "{merchant}");
    }
}

/// An order of 100.00 with a subsidy of 5.00 minted 14.70 points, and 28.00 are in the reserve. Taking it back burns all
/// of them; they are worth 28.00. The reserve pays back its contribution of 16 + 5 = 21.00: 16.00 of it are the order's own
/// part, 5.00 go back to the fund. From the platform come 100 − 16 − 1 (award) − 80 (payable) = 3.00.
#[test]
fn a_correction_returns_the_subsidy_to_the_fund() {
    let mut shop = Shop::open(rules(&both()));
    shop.fund(10_000);
    shop.book("m1", 10_000);
    let corrected = shop.done(Correct { order: "o1".to_owned() });
    assert_eq!(corrected["from_reserve"], json!(1_600));
    assert_eq!(corrected["to_fund"], json!(500));
    assert_eq!(corrected["from_platform"], json!(300));
    let state = shop.state();
    // The drip of 7.00 was a gift to whoever holds points; nobody does.
    assert_eq!((&state["fund"], &state["reserve"], &state["unallocated"]), (&json!(9_300), &json!(0), &json!(700)));
}

/// A position of 100.00 with a cap of 0.2 (20.00) and points worth 16.00 leaves with an injection of 4.00: the programme
/// would be empty, so an injection that spares it is refused, and one of 3.99 is not.
#[test]
fn an_injection_that_would_empty_the_programme_is_refused() {
    let mut capped = rules(&Value::Null);
    capped.cap = serde_json::from_value(json!({ "multiple_bp": 2000 })).unwrap();
    let mut shop = Shop::open(capped);
    shop.book("m1", 10_000);
    assert_eq!(shop.ask(Inject::sparing(Fen::new(400))), Err(Rejection::InjectionEmpties));
    let programme = Programme(0);
    let before = BeforeInjection::of(&shop.engine.state().programmes[0]);
    let inject = Command::new(Time::from_milliseconds(START), "operator", Inject::sparing(Fen::new(399)));
    let seen = shop.engine.dry_run(&inject, |state, events| InjectionView::of(before, state, programme, events));
    let seen = seen.unwrap().unwrap();
    // 16.00 and 19.99 behind 11.20 points.
    assert_eq!((seen.price_before.as_str(), seen.price_after.as_str()), ("1.42857142", "1.78482142"));
    assert_eq!((seen.exits, seen.leaving_bp), (0, 0));
    shop.done(Inject::sparing(Fen::new(399)));
    // The old form of the command still does what it did: the last position leaves.
    assert_eq!(shop.done(Inject::new(Fen::new(1)))["exits"].as_array().unwrap().len(), 1);
}

/// The same beside founding units, which never leave: 1000.00 make 1000 points, and the 16.00 of the order bring 11.20. They are
/// worth 20.00 with 20.00·1011.20/11.20 = 1805.72 in the reserve, 789.72 more than there are. 800.00 would leave the programme
/// without a holder; once there is none, they are only money.
#[test]
fn an_injection_that_leaves_only_founding_units_is_refused() {
    let capped = Rules { cap: serde_json::from_value(json!({ "multiple_bp": 2000 })).unwrap(), ..founded() };
    let mut shop = Shop::open(capped);
    shop.book("m1", 10_000);
    assert_eq!(shop.ask(Inject::sparing(Fen::new(80_000))), Err(Rejection::InjectionEmpties));
    assert_eq!(shop.done(Inject::new(Fen::new(80_000)))["exits"].as_array().unwrap().len(), 1);
    shop.done(Inject::sparing(Fen::new(80_000)));
}

fn founded() -> Rules {
    Rules { founding_fen: Fen::new(100_000), ..rules(&Value::Null) }
}

/// 1000.00 of founding make 1000 points. Orders of m1 and m2 over 1000.00 bring 160.00 each; m1 gets 112 points at 1.00,
/// m2 gets 112.00/(1160/1112) = ⌊107.3655…⌋ points. At the closing the founding units are burned: 1320.00 stand behind the
/// points of the two. Each is paid the floor of its part, without a fee, and the rest of a fen goes to the platform.
#[test]
fn a_closing_redeems_everybody_at_one_price() {
    let mut shop = Shop::open(founded());
    shop.book("m1", 100_000);
    shop.book("m2", 100_000);
    let units = [11_200_000_000_i64, 10_736_551_724];
    assert_eq!([shop.held_by(1), shop.held_by(2)], units.map(Points::new));
    let part =
        |units: i64| Fen::new(i64::try_from(i128::from(units) * 132_000 / (11_200_000_000 + 10_736_551_724)).unwrap());
    let [first, second] = units.map(part);
    assert_eq!((first.get() + second.get(), first.get()), (131_999, 67_394));
    // Anybody can see it at any time, before anything is published.
    let seen = MemberClosingView::of(shop.engine.state(), Programme(0), Member(1)).unwrap();
    assert_eq!(
        (seen.fen, seen.closing.stage, seen.closing.founding_units),
        (first, "open", Points::new(100_000_000_000))
    );
    shop.done(CloseProgramme { from: Time::from_milliseconds(START + DAY) });
    shop.at = START + DAY;
    let late = shop.order("m1", 100);
    assert_eq!(shop.ask(late), Err(Rejection::ProgrammeClosing));
    let ticked = shop.done(Tick {});
    assert_eq!((&ticked["redeemed"], &ticked["closed"], &ticked["left"]), (&json!(2), &json!(1), &json!(0)));
    let state = shop.state();
    // m0 has 10.00 of award for m1's order.
    assert_eq!(state["balances"], json!({ "m0": 1_000, "m1": first, "m2": second }));
    assert_eq!((&state["reserve"], &state["supply"]), (&json!(0), &json!(0)));
    // 2 % and what nobody claimed of the 2 % for awards: 40 + 30 = 70.00, and the rest of a fen.
    assert_eq!(state["platform"], json!(7_001));
    let closed = ClosingView::of(shop.engine.state(), Programme(0)).unwrap();
    assert_eq!((closed.stage, closed.closed_at), ("closed", Some(Time::from_milliseconds(START + DAY))));
    assert_eq!(closed.paid_fen, first + second);
    for operation in [
        Operation::from(Inject::new(Fen::new(1))),
        Fund { amount: Fen::new(1), source: "late".to_owned(), document: None }.into(),
        Redeem { member: "m1".to_owned(), units: Points::new(1) }.into(),
        CloseProgramme { from: Time::from_milliseconds(START + 9 * DAY) }.into(),
        ReleaseUnallocated { amount: Fen::new(1) }.into(),
        PublishRules::new(founded(), Time::from_milliseconds(START + 9 * DAY)).into(),
    ] {
        assert_eq!(shop.ask(operation), Err(Rejection::ProgrammeClosing));
    }
    // What a merchant gives back is its own money, also afterwards.
    let refunded = shop.done(Refund { order: "o1".to_owned(), amount: Fen::new(500) });
    assert_eq!((&refunded["to_member"], &refunded["burned"]), (&json!(500), &json!(0)));
}

/// Caps do not count at a closing: a position of 1000.00 under a cap of 0.2 is at 160.00 of its 200.00, and the founding
/// deposit lifts its points to 1160.00, all of which it is paid.
#[test]
fn no_cap_counts_at_a_closing() {
    let cap = serde_json::from_value(json!({ "multiple_bp": 2000 })).unwrap();
    let mut shop = Shop::open(Rules { cap, ..founded() });
    shop.book("m2", 100_000);
    shop.done(CloseProgramme { from: Time::from_milliseconds(START) });
    shop.done(Tick {});
    assert_eq!(shop.state()["balances"], json!({ "m2": 116_000 }));
    assert_eq!(shop.state()["exits"], json!(0));
}

/// Pending orders settle first: the closing is put off to when the last one is booked, and an order that nobody can book
/// is looked for again every day.
#[test]
fn a_closing_waits_for_pending_orders() {
    let mut shop = Shop::open(founded());
    let place = |id: &str, amount: i64, days: u32| Place {
        id: id.to_owned(),
        member: "m2".to_owned(),
        merchant: "s".to_owned(),
        amount: Fen::new(amount),
        cost: None,
        from_balance: None,
        settle_after_days: Some(days),
        coins: None,
        goods: None,
    };
    shop.done(place("p1", 100_000, 7));
    // One fen of commission goes into the pool and buys less than nothing once a point costs more than 10^8 fen; here it
    // is the platform's lines that leave none of it, so it is booked without points.
    shop.done(CloseProgramme { from: Time::from_milliseconds(START + DAY) });
    shop.at = START + DAY;
    assert_eq!(shop.ask(place("p2", 100_000, 7)), Err(Rejection::ProgrammeClosing));
    let waiting = shop.done(Tick {});
    assert_eq!((waiting.get("closed"), &waiting["left"]), (None, &json!(0)));
    assert_eq!(ClosingView::of(shop.engine.state(), Programme(0)).unwrap().stage, "settling");
    shop.at = START + 7 * DAY;
    let settled = shop.done(Tick {});
    assert_eq!((&settled["booked"], &settled["redeemed"], &settled["closed"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(shop.state()["balances"], json!({ "m2": 116_000 }));
}

/// 1,500 holders: a tick does 1,000 things, so the closing takes two; the price is that of the first moment, and nothing
/// else changes in between.
#[test]
fn a_large_closing_goes_on_in_chunks() {
    let mut shop = Shop::open(founded());
    for place in 0..1_500 {
        let id = format!("n{place}");
        shop.engine
            .execute(&Command::new(
                Time::from_milliseconds(START),
                "operator",
                AddMember { id: id.clone(), referrer: None },
            ))
            .unwrap();
        let order = shop.order(&id, 10_000);
        shop.engine.execute(&Command::new(Time::from_milliseconds(START), "operator", order)).unwrap();
    }
    let terms = shop.engine.state().programmes[0].closing_terms();
    shop.done(CloseProgramme { from: Time::from_milliseconds(START) });
    let first = shop.done(Tick {});
    assert_eq!((&first["redeemed"], &first["left"]), (&json!(1_000), &json!(501)));
    let sale = Redeem { member: "n1400".to_owned(), units: Points::new(1) };
    assert_eq!(shop.ask(sale), Err(Rejection::ProgrammeClosing));
    assert_eq!(shop.ask(Refund { order: "o1".to_owned(), amount: Fen::new(1) }), Err(Rejection::ProgrammeClosing));
    assert_eq!(shop.ask(Correct { order: "o1400".to_owned() }), Err(Rejection::ProgrammeClosing));
    let second = shop.done(Tick {});
    assert_eq!((&second["redeemed"], &second["closed"], &second["left"]), (&json!(500), &json!(1), &json!(0)));
    for event in shop.engine.last_events() {
        let Event::Sold(sold) = event else { continue };
        let paid = terms.price.unwrap().value_of(sold.points);
        assert_eq!((sold.cause, sold.gross, sold.net), (SaleCause::Closing, paid, paid));
    }
}

/// Until its day has come, a closing can be moved; a live programme needs seven days of notice and two people.
#[test]
fn a_closing_is_published_in_time() {
    let mut shop = Shop::open(founded());
    let close = |day: i64| CloseProgramme { from: Time::from_milliseconds(START + day * DAY) };
    assert_eq!(shop.ask(close(-1)), Err(Rejection::ClosingTooEarly));
    shop.done(close(5));
    shop.done(close(3));
    shop.at = START + 3 * DAY;
    assert_eq!(shop.ask(close(9)), Err(Rejection::ProgrammeClosing));
    let mut live = live_shop();
    assert_eq!(
        live.ask(CloseProgramme { from: Time::from_milliseconds(START + 7 * DAY - 1) }),
        Err(Rejection::ClosingTooEarly)
    );
    let alone = Command::new(Time::from_milliseconds(START), "operator", close(7));
    assert_eq!(live.engine.execute(&alone).map(|_| ()), Err(Rejection::TwoPeopleNeeded));
    live.done(close(7));
}

/// What is left of the fund never reached the reserve: at the end it goes to the platform. Once a closing is published
/// nothing leaves it for orders any more.
#[test]
fn the_fund_is_left_to_the_platform_at_the_end() {
    let mut shop = Shop::open(Rules { founding_fen: Fen::new(100_000), ..rules(&both()) });
    shop.fund(5_000);
    shop.done(CloseProgramme { from: Time::from_milliseconds(START + 1) });
    assert_eq!(shop.book("m2", 10_000).get("subsidy"), None);
    shop.at = START + 1;
    shop.done(Tick {});
    // 2.00 of the platform line, 2.00 that nobody claimed, and 50.00 of the fund.
    assert_eq!((&shop.state()["platform"], shop.state().get("fund")), (&json!(5_400), None));
}

/// Nobody holds anything: the founding deposit and what was unallocated go back to the operator.
#[test]
fn a_programme_without_holders_closes_at_once() {
    let mut shop = Shop::open(founded());
    shop.done(CloseProgramme { from: Time::from_milliseconds(START) });
    let ticked = shop.done(Tick {});
    assert_eq!((ticked.get("redeemed"), &ticked["closed"]), (None, &json!(1)));
    assert_eq!((&shop.state()["reserve"], &shop.state()["platform"]), (&json!(0), &json!(100_000)));
}

fn live_shop() -> Shop {
    let terms = DeploymentTerms { mode: Mode::Live, ..DeploymentTerms::sandbox() };
    let mut engine = Engine::new();
    let clearance = Clearance {
        profile: "cn-counsel".to_owned(),
        deployment_file: Sha256([1; 32]),
        opinions: vec![opinion("shares-for-points")],
    };
    let programme = OpenProgramme { rules: founded(), clearance: Some(clearance) };
    for operation in [Operation::from(terms), programme.into()] {
        let command = Command::new(Time::from_milliseconds(0), "operator", operation).approved_by("approver");
        engine.execute(&command).unwrap();
    }
    Shop::over(engine)
}

/// Ten units of 5 points each, at most three for one member; open for a day, locked for a year.
fn offer(requires: Requirement, proceeds: Proceeds) -> OpenOffer {
    let at = |days: i64| Time::from_milliseconds(START + days * DAY);
    OpenOffer {
        id: "series-1".to_owned(),
        offer: Offer {
            instrument: "ordinary-share".to_owned(),
            units: 10,
            member_max: Some(3),
            requires,
            opens_at: at(0),
            closes_at: at(1),
            locked_until: at(366),
            proceeds,
            opinion: None,
        },
    }
}

fn points(whole: i64) -> Requirement {
    Requirement::Points(Points::new(whole * 100_000_000))
}

fn subscribe(member: &str, units: u64) -> Subscribe {
    Subscribe { offer: "series-1".to_owned(), member: member.to_owned(), units }
}

fn register(shop: &Shop) -> Vec<AllotmentView> {
    let all: Vec<_> = AllotmentView::rows(shop.engine.state(), Programme(0), Some("series-1"), None).collect();
    assert_eq!(all, AllotmentView::of_member(shop.engine.state(), Programme(0), Member(2)), "m2 holds everything");
    all
}

/// m2's order of 1000.00 brings 160.00 and 112 points; 1112 points stand for 1160.00. Two units cost 10 points, worth
/// ⌊10·1160/1112⌋ = 10.43. Those stay in the reserve: 1160.00 behind 1102 points.
#[test]
fn points_are_burned_and_their_value_stays() {
    let mut shop = Shop::open(founded());
    shop.book("m2", 100_000);
    shop.done(offer(points(5), Proceeds::ToReserve));
    let allotted = shop.done(subscribe("m2", 2));
    assert_eq!((&allotted["units"], &allotted["burned"]), (&json!(2), &json!(1_000_000_000)));
    assert_eq!((&allotted["value"], &allotted["to_issuer"]), (&json!(1_043), &json!(0)));
    let state = shop.state();
    assert_eq!((&state["reserve"], &state["supply"]), (&json!(116_000), &json!(110_200_000_000_i64)));
    assert_eq!(state["positions"], json!([[1, "m2", 100_000, 10_200_000_000_i64, 1_043]]));
    let register = register(&shop);
    assert_eq!((register.len(), register[0].units, register[0].holder.as_str()), (1, 2, "m2"));
    assert_eq!(register[0].locked_until, Time::from_milliseconds(START + 366 * DAY));
    // One more is the third and last for a member, a second one is not; nor are units for nobody, or at another time.
    shop.done(subscribe("m2", 1));
    assert_eq!(shop.ask(subscribe("m2", 1)), Err(Rejection::OfferExhausted));
    assert_eq!(shop.ask(subscribe("m2", 0)), Err(Rejection::UnitsNotPositive));
    assert_eq!(shop.ask(subscribe("m1", 1)), Err(Rejection::PointsInsufficient));
    assert_eq!(shop.ask(subscribe("nobody", 1)), Err(Rejection::MemberUnknown));
    shop.at += DAY;
    assert_eq!(shop.ask(subscribe("m1", 1)), Err(Rejection::OfferWindowClosed));
}

/// The same with proceeds to the issuer: 10.43 leave the reserve for the platform account; with an issue price of 4.00 a
/// unit only 8.00 do.
#[test]
fn the_issuer_gets_at_most_what_the_points_are_worth() {
    for (price, paid) in [(None, 1_043), (Some(400), 800), (Some(600), 1_043)] {
        let mut shop = Shop::open(founded());
        shop.book("m2", 100_000);
        shop.done(offer(points(5), Proceeds::ToIssuer(price.map(Fen::new))));
        assert_eq!(shop.done(subscribe("m2", 2))["to_issuer"], json!(paid));
        let state = shop.state();
        assert_eq!((&state["reserve"], &state["platform"]), (&json!(116_000 - paid), &json!(4_000 + paid)));
    }
}

/// A contribution of 250.00 at 100.00 a unit grants two units, once for a reason.
#[test]
fn contributions_are_granted_with_a_reason() {
    let mut shop = Shop::open(founded());
    let grant = |reason: &str, contribution: i64| GrantAllotment {
        offer: "series-1".to_owned(),
        member: "m2".to_owned(),
        contribution: Fen::new(contribution),
        reason: reason.to_owned(),
        document: None,
    };
    assert_eq!(shop.ask(grant("2024", 25_000)), Err(Rejection::OfferUnknown));
    shop.done(offer(Requirement::Contribution(Fen::new(10_000)), Proceeds::ToReserve));
    assert_eq!(shop.done(grant("2024", 25_000))["units"], json!(2));
    assert_eq!(shop.ask(grant("2024", 25_000)), Err(Rejection::GrantExists));
    assert_eq!(shop.ask(grant("2025", 9_999)), Err(Rejection::UnitsNotPositive));
    assert_eq!(shop.ask(grant("2025", 20_000)), Err(Rejection::OfferExhausted));
    assert_eq!(shop.ask(subscribe("m2", 1)), Err(Rejection::OfferRequiresOtherwise));
    let register = register(&shop);
    assert_eq!((register[0].units, register[0].contribution_fen), (2, Fen::new(25_000)));
}

/// An offer that can never work is refused, and a live one rests on an opinion about exactly this.
#[test]
fn offers_are_checked_and_a_live_one_needs_an_opinion() {
    let mut shop = Shop::open(founded());
    let good = offer(points(5), Proceeds::ToReserve);
    let but = |change: fn(&mut Offer)| {
        let mut faulty = good.clone();
        change(&mut faulty.offer);
        faulty
    };
    for faulty in [
        but(|offer| offer.units = 0),
        but(|offer| offer.member_max = Some(11)),
        but(|offer| offer.closes_at = offer.opens_at),
        but(|offer| offer.locked_until = Time::from_milliseconds(0)),
        but(|offer| offer.requires = Requirement::Points(Points::new(0))),
        but(|offer| offer.requires = Requirement::Contribution(Fen::new(-1))),
        but(|offer| {
            offer.requires = Requirement::Contribution(Fen::new(1));
            offer.proceeds = Proceeds::ToIssuer(None);
        }),
        but(|offer| offer.proceeds = Proceeds::ToIssuer(Some(Fen::ZERO))),
        but(|offer| offer.opinion = Some(opinion("team-pay"))),
    ] {
        assert_eq!(shop.ask(faulty), Err(Rejection::OfferInvalid));
    }
    shop.done(good.clone());
    assert_eq!(shop.ask(good.clone()), Err(Rejection::OfferExists));
    let mut live = live_shop();
    assert_eq!(live.ask(good.clone()), Err(Rejection::OpinionMissing));
    let cleared = but(|offer| offer.opinion = Some(opinion("shares-for-points")));
    let another = OpinionUsed { sha256: Sha256([8; 32]), ..opinion("shares-for-points") };
    let mut faulty = good;
    faulty.offer.opinion = Some(another);
    assert_eq!(live.ask(faulty), Err(Rejection::OpinionMissing), "not the one that cleared the rules");
    live.done(cleared);
}

fn opinion(finding: &str) -> OpinionUsed {
    OpinionUsed { finding: finding.to_owned(), reference: "2024-017".to_owned(), sha256: Sha256([7; 32]) }
}
