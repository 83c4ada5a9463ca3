//! Old debts worked out by hand: claims, coins, orders paid with coins, and the points that come with them.

use ratchet_conformance::{Step, engine_under, execute, state_of};
use ratchet_core::invariants::TrialBalance;
use ratchet_core::view::{DebtView, MemberView, StatusView};
use ratchet_core::{Coins, Command, Engine, Fen, Points, Rejection, Rules, State, handle, invariants};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
const START: i64 = 20_000 * DAY;
const MAIN: handle::Programme = handle::Programme(0);

/// A store that gives up 20 %: 2 % for the platform, 2 % for awards, 16 % for the pool. Coins pay up to half of an order;
/// 30 % of them come back as points out of the fund, in three tranches of 30 days, and leave when they are worth 60 %.
/// The founding deposit of 1000.00 issues points at par: a fen is worth a million units.
pub(crate) fn rules() -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": 100_000,
        "plans": {
            "store": {
                "margin": "take", "take_bp": 2000,
                "split": {
                    "platform": { "basis": "amount", "bp": 200 }, "distribution": { "basis": "amount", "bp": 200 },
                },
                "awards": { "direct_bp": 100 },
            },
            "own": { "margin": "cost" },
        },
        "coins": {
            "coin_max_bp": 5000,
            "points": { "grant_bp": 3000, "target_bp": 6000, "tranches": 3, "tranche_days": 30 },
        },
    })
}

/// `state` with `amount` in the fund and on the platform account, as if it had come there before.
pub(crate) fn endowed(state: &State, fund: i64, platform: i64) -> Engine {
    let mut state = state.clone();
    state.programmes[0].fund.balance = Fen::new(fund);
    state.platform = Fen::new(platform);
    state.cash += Fen::new(fund + platform);
    Engine::from_state(state)
}

fn evidence(number: u8) -> String {
    format!("{number:02x}").repeat(32)
}

struct Shop {
    engine: Engine,
}

impl Shop {
    /// `m1` was referred by `m0`; `s` is the store, `o` sells own goods.
    fn open(fund: i64, platform: i64) -> Self {
        let rules: Rules = serde_json::from_value(rules()).unwrap();
        let engine = engine_under(rules).unwrap();
        let mut shop = Self { engine: endowed(engine.state(), fund, platform) };
        shop.done(START, json!({ "op": "add_member", "id": "m0" }));
        shop.done(START, json!({ "op": "add_member", "id": "m1", "referrer": "m0" }));
        shop.done(START, json!({ "op": "add_merchant", "id": "s", "plan": "store" }));
        shop.done(START, json!({ "op": "add_merchant", "id": "o", "plan": "own" }));
        shop
    }

    /// As [`Shop::open`], with a claim of `m1` over 500.00, of which 200.00 are coins.
    fn with_coins(fund: i64, platform: i64) -> Self {
        let mut shop = Self::open(fund, platform);
        shop.claim("m1", 50_000, 1);
        shop.done(START, json!({ "op": "convert_claim", "member": "m1", "amount": 20_000 }));
        shop
    }

    fn ask(&mut self, at: i64, mut step: Value) -> Result<Value, Rejection> {
        step["at"] = at.into();
        step["ok"] = json!({});
        let Step::Ask { at, operation, .. } = Step::read(&step).unwrap() else { panic!("{step} asks nothing") };
        let command = Command::new(at, "operator", operation).approved_by("approver");
        let before = self.engine.state().hash();
        let _ = self.engine.dry_run(&command, |_, _| ());
        assert_eq!(self.engine.state().hash(), before, "{step} was only tried and changed the state");
        let done = execute(&mut self.engine, &command);
        if done.is_err() {
            assert_eq!(self.engine.state().hash(), before, "{step} was refused and changed the state");
        }
        invariants::check(self.engine.state()).unwrap();
        assert!(TrialBalance::of(self.engine.state()).is_balanced(), "{step}");
        done
    }

    #[allow(clippy::needless_pass_by_value)] // reads as the steps of a vector file do
    fn done(&mut self, at: i64, step: Value) -> Value {
        self.ask(at, step.clone()).unwrap_or_else(|rejection| panic!("{step}: {rejection}"))
    }

    fn claim(&mut self, member: &str, amount: i64, document: u8) {
        let evidence = evidence(document);
        self.done(START, json!({ "op": "import_claim", "member": member, "amount": amount, "evidence": evidence }));
    }

    fn book(&mut self, at: i64, id: &str, amount: i64, coins: i64) -> Result<Value, Rejection> {
        let order =
            json!({ "op": "book", "id": id, "member": "m1", "merchant": "s", "amount": amount, "coins": coins });
        self.ask(at, order)
    }

    fn debt(&self) -> DebtView {
        let state = self.engine.state();
        DebtView::of(state, MAIN, state.directory.member("m1").unwrap()).unwrap()
    }

    fn owed(&self) -> i64 {
        StatusView::of(self.engine.state(), MAIN, false).unwrap().debts_owed.get()
    }

    fn fund(&self) -> i64 {
        self.engine.state().programmes[0].fund.balance.get()
    }

    fn state(&self) -> Value {
        state_of(&self.engine)
    }
}

/// 300.00 and 200.00 are owed by two documents: 500.00 in all, which no reserve backs and no cash moved for. The first
/// document again, also over another amount, is refused; for another member the same document is another claim.
#[test]
fn a_claim_is_imported_once_and_is_a_liability_that_nothing_backs() {
    let mut shop = Shop::open(0, 0);
    let before = (shop.state()["reserve"].clone(), shop.engine.state().cash);
    shop.claim("m1", 30_000, 1);
    shop.claim("m1", 20_000, 2);
    for amount in [30_000, 1] {
        let again = json!({ "op": "import_claim", "member": "m1", "amount": amount, "evidence": evidence(1) });
        assert_eq!(shop.ask(START, again), Err(Rejection::ClaimExists));
    }
    assert_eq!(shop.owed(), 50_000);
    assert_eq!((shop.state()["reserve"].clone(), shop.engine.state().cash), before);
    shop.claim("m0", 100, 1);
    assert_eq!(shop.owed(), 50_100);
    let debt = shop.debt();
    assert_eq!((debt.claim, debt.owed, debt.unconverted), (Coins::new(50_000), Coins::new(50_000), Coins::new(50_000)));
    assert_eq!(debt.evidence.len(), 2);
    for (member, amount, refused) in [
        ("x", 1, Rejection::MemberUnknown),
        ("m1", 0, Rejection::AmountNotPositive),
        ("m1", -5, Rejection::AmountNotPositive),
    ] {
        let claim = json!({ "op": "import_claim", "member": member, "amount": amount, "evidence": evidence(9) });
        assert_eq!(shop.ask(START, claim), Err(refused));
    }
}

/// Of 500.00 owed 200.00 become 200.00 in coins, 300.00 are left: 300.01 are refused. What is owed stays 500.00.
#[test]
fn a_claim_becomes_coins_one_for_one_and_no_more() {
    let mut shop = Shop::with_coins(0, 0);
    let convert = |amount: i64| json!({ "op": "convert_claim", "member": "m1", "amount": amount });
    assert_eq!(shop.ask(START, convert(30_001)), Err(Rejection::ClaimInsufficient));
    assert_eq!(shop.ask(START, convert(0)), Err(Rejection::AmountNotPositive));
    let nothing = json!({ "op": "convert_claim", "member": "m0", "amount": 1 });
    assert_eq!(shop.ask(START, nothing), Err(Rejection::ClaimInsufficient));
    shop.done(START, convert(30_000));
    let debt = shop.debt();
    assert_eq!((debt.unconverted, debt.coins, debt.owed), (Coins::ZERO, Coins::new(50_000), Coins::new(50_000)));
}

/// An order of 100.00, of which coins pay 40.00: money pays 60.00. Commission 20 % of that, 12.00: 1.20 for the platform,
/// 1.20 for awards (1 % of 60.00, 0.60, to the referrer), 9.60 into the reserve. Minted: 70 % of it, 6.72, at a million
/// units a fen 672,000,000. The merchant gets 48.00 for the money and 32.00 for the coins, 40.00 less 20 %, from the
/// platform account: 100.00 + 1.80 − 32.00 = 69.80 stay there. The debt falls by 40.00, to 460.00.
///
/// Points for the coins: 30 % of 40.00, 12.00 from the fund. The reserve is 100,960 with 100,672,000,000 units, so that
/// ⌊1200·100672000000/100960⌋ = 1,196,576,862 units come of it, locked.
#[test]
fn an_order_with_coins_is_split_on_its_money_and_the_platform_pays_for_the_rest() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    let booked = shop.book(START, "o1", 10_000, 4_000).unwrap();
    assert_eq!((&booked["commission"], &booked["pool"]), (&json!(1_200), &json!(960)));
    assert_eq!((&booked["minted"], &booked["awards"]), (&json!(672_000_000), &json!([["m0", "direct", 60]])));
    let part = json!({
        "coins": 4_000, "to_merchant": 3_200, "from_fund": 1_200, "points": 1_196_576_862, "position": 2,
    });
    assert_eq!(booked["coin_part"], part);
    let state = shop.state();
    assert_eq!((&state["payables"], &state["platform"]), (&json!({ "s": 8_000 }), &json!(6_980)));
    assert_eq!((&state["reserve"], shop.fund()), (&json!(102_160), 3_800));
    assert_eq!(state["positions"], json!([[1, "m1", 6_000, 672_000_000, 0], [2, "m1", 4_000, 1_196_576_862, 0]]));
    assert_eq!((shop.owed(), shop.debt().settled, shop.debt().coins), (46_000, Coins::new(4_000), Coins::new(16_000)));
    assert_eq!((shop.debt().points_locked, shop.debt().points_free), (Points::new(1_196_576_862), Points::ZERO));
    // The next order joins the position of the money, not that of the coins.
    shop.book(START, "o2", 1_000, 0).unwrap_err();
    let plain = json!({ "op": "book", "id": "o2", "member": "m1", "merchant": "s", "amount": 1_000 });
    shop.done(START, plain);
    assert_eq!(shop.state()["positions"][0][2], json!(7_000));
}

/// Coins pay at most half of 100.00, at most the 200.00 that the member has, and at least something. The platform account
/// pays the merchant 32.00 for 40.00 of coins: with 30.19 and the 1.80 that the order itself brings it holds 31.99.
#[test]
fn coins_that_cannot_pay_are_refused() {
    let mut shop = Shop::with_coins(0, 3_019);
    for (amount, coins, refused) in [
        (10_000, 5_001, Rejection::CoinsAboveCeiling),
        (10_000, 0, Rejection::CoinsNotPositive),
        (10_000, -1, Rejection::CoinsNotPositive),
        (50_000, 20_001, Rejection::CoinsInsufficient),
        (10_000, 4_000, Rejection::PlatformFundsInsufficient),
        (0, 1, Rejection::AmountNotPositive),
    ] {
        assert_eq!(shop.book(START, "o1", amount, coins).unwrap_err(), refused, "{coins} of {amount}");
    }
    let mut shop = Shop::with_coins(0, 3_020);
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    assert_eq!(shop.state()["platform"], json!(0));
    let mut without = rules();
    without["coins"] = Value::Null;
    let mut engine = engine_under(serde_json::from_value(without).unwrap()).unwrap();
    let add = json!({ "op": "add_member", "id": "m1", "at": START, "ok": {} });
    let convert = json!({ "op": "convert_claim", "member": "m1", "amount": 1, "at": START, "ok": {} });
    let mut ask = |step: &Value| {
        let Step::Ask { at, operation, .. } = Step::read(step).unwrap() else { panic!("{step} asks nothing") };
        execute(&mut engine, &Command::new(at, "operator", operation))
    };
    ask(&add).unwrap();
    assert_eq!(ask(&convert), Err(Rejection::CoinsUnavailable));
}

/// Goods of 100.00 that cost 70.01, 40.00 of it paid with coins: the coins bear ⌊7001·40/100⌋ = 28.00 of the cost, the
/// money 42.01, so that the commission is 60.00 − 42.01 = 17.99. The merchant gets the whole cost: 42.01 + 28.00.
#[test]
fn own_goods_paid_with_coins_cost_what_they_cost() {
    let mut shop = Shop::with_coins(0, 10_000);
    let order = json!({
        "op": "book", "id": "o1", "member": "m1", "merchant": "o", "amount": 10_000, "cost": 7_001, "coins": 4_000,
    });
    let booked = shop.done(START, order);
    assert_eq!((&booked["commission"], &booked["coin_part"]["to_merchant"]), (&json!(1_799), &json!(2_800)));
    assert_eq!(shop.state()["payables"], json!({ "o": 7_001 }));
}

/// The same order is placed, and 0.01 of it comes back, in coins. Of the cost ⌊7001·1/10000⌋ = 0 goes with it; of the 70.01 that
/// are left the coins bear ⌊7001·3999/9999⌋ = 27.99 and the money 42.02: the merchant gets its cost to the fen.
#[test]
fn own_goods_of_which_coins_came_back_cost_what_they_cost() {
    let mut shop = Shop::with_coins(0, 10_000);
    let place = json!({
        "op": "place", "id": "p1", "member": "m1", "merchant": "o", "amount": 10_000, "cost": 7_001, "coins": 4_000,
        "settle_after_days": 1,
    });
    shop.done(START, place);
    let returned = shop.done(START, json!({ "op": "return_order", "order": "p1", "amount": 1 }));
    assert_eq!((&returned["to_member"], &returned["coins"]), (&json!(0), &json!(1)));
    shop.done(START + DAY, json!({ "op": "tick" }));
    assert_eq!(shop.state()["payables"], json!({ "o": 7_001 }));
}

/// Once a closing is published nothing leaves the fund: an order with coins is booked as any, and brings no points. When the
/// published time has come no order is taken, however many coins it names.
#[test]
fn coins_bring_no_points_once_a_closing_is_published() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    shop.done(START, json!({ "op": "close_programme", "from": START + DAY }));
    let booked = shop.book(START, "o1", 10_000, 4_000).unwrap();
    let part = json!({ "coins": 4_000, "to_merchant": 3_200, "from_fund": 0, "points": 0, "position": null });
    assert_eq!((&booked["coin_part"], shop.fund()), (&part, 5_000));
    for coins in [1, 50_000] {
        assert_eq!(shop.book(START + DAY, "o2", 10_000, coins).unwrap_err(), Rejection::ProgrammeClosing);
    }
}

/// The fund holds 5.00 of the 12.00 that the coins would bring: 5.00 enter the reserve. With 0.00 none do, and no position
/// opens; 2.00 of an order of coins 0.03 are 30 % of it, floored to 0.00.
#[test]
fn points_come_as_far_as_the_fund_goes() {
    let mut shop = Shop::with_coins(500, 10_000);
    let booked = shop.book(START, "o1", 10_000, 4_000).unwrap();
    assert_eq!((&booked["coin_part"]["from_fund"], shop.fund()), (&json!(500), 0));
    let booked = shop.book(START, "o2", 10_000, 4_000).unwrap();
    let nothing = json!({ "coins": 4_000, "to_merchant": 3_200, "from_fund": 0, "points": 0, "position": null });
    assert_eq!(booked["coin_part"], nothing);
    let mut shop = Shop::with_coins(500, 10_000);
    let booked = shop.book(START, "o1", 1_000, 3).unwrap();
    assert_eq!((&booked["coin_part"]["from_fund"], shop.fund()), (&json!(0), 500));
}

/// 100.00 are placed, 40.00 of it in coins. A return of 25.00 gives ⌊60.00·25/100⌋ = 15.00 in money and 10.00 in coins; of
/// the next 0.01 money gets ⌊6000·2501/10000⌋ − 1500 = 0 and coins 0.01. Booked are 45.00 and 29.99.
#[test]
fn a_return_before_booking_gives_money_and_coins_back() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    let place = json!({
        "op": "place", "id": "p1", "member": "m1", "merchant": "s", "amount": 10_000, "coins": 4_000,
        "settle_after_days": 7,
    });
    let placed = shop.done(START, place);
    assert_eq!((&placed["pending"], &placed["coins"]), (&json!(6_000), &json!(4_000)));
    let debt = shop.debt();
    assert_eq!((debt.coins, debt.held, debt.owed), (Coins::new(16_000), Coins::new(4_000), Coins::new(50_000)));
    let back = |amount: i64| json!({ "op": "return_order", "order": "p1", "amount": amount });
    let returned = shop.done(START, back(2_500));
    assert_eq!(
        (&returned["to_member"], &returned["coins"], &returned["left"]),
        (&json!(1_500), &json!(1_000), &json!(4_500))
    );
    let returned = shop.done(START, back(1));
    assert_eq!((&returned["to_member"], &returned["coins"]), (&json!(0), &json!(1)));
    assert_eq!(shop.ask(START, back(7_500)), Err(Rejection::RefundExceedsOrder));
    let ticked = shop.done(START + 7 * DAY, json!({ "op": "tick" }));
    assert_eq!((&ticked["booked"], &ticked["held"]), (&json!(1), &json!(0)));
    let debt = shop.debt();
    assert_eq!((debt.coins, debt.held, debt.settled), (Coins::new(17_001), Coins::ZERO, Coins::new(2_999)));
    // 45.00 less 20 %, and 29.99 less ⌊20 % of it⌋ = 5.99.
    assert_eq!(shop.state()["payables"], json!({ "s": 3_600 + 2_400 }));
}

/// All of a placed order comes back: the coins are whole again, and nothing is pending.
#[test]
fn an_order_returned_as_a_whole_leaves_every_coin() {
    let mut shop = Shop::with_coins(0, 10_000);
    let place = json!({
        "op": "place", "id": "p1", "member": "m1", "merchant": "s", "amount": 9_999, "coins": 4_999,
        "settle_after_days": 7,
    });
    shop.done(START, place);
    for amount in [1, 1, 3_333, 6_664] {
        shop.done(START, json!({ "op": "return_order", "order": "p1", "amount": amount }));
    }
    let debt = shop.debt();
    assert_eq!((debt.coins, debt.held, debt.settled), (Coins::new(20_000), Coins::ZERO, Coins::ZERO));
    assert_eq!((shop.engine.state().pending_money, shop.engine.state().pending.len()), (Fen::ZERO, 0));
}

/// A platform account that cannot pay the merchant when the order is due holds it up; a return still gives all back.
#[test]
fn a_placed_order_that_the_platform_cannot_pay_for_is_held() {
    let mut shop = Shop::with_coins(0, 0);
    let place = json!({
        "op": "place", "id": "p1", "member": "m1", "merchant": "s", "amount": 10_000, "coins": 4_000,
        "settle_after_days": 1,
    });
    shop.done(START, place);
    let ticked = shop.done(START + DAY, json!({ "op": "tick" }));
    assert_eq!((&ticked["booked"], &ticked["held"]), (&json!(0), &json!(1)));
    shop.done(START + DAY, json!({ "op": "return_order", "order": "p1", "amount": 10_000 }));
    assert_eq!(shop.debt().coins, Coins::new(20_000));
}

/// Of an order of 100.00 with 40.00 in coins 60.00 can be refunded, in cash. The debt stays settled, the points stay.
#[test]
fn a_refund_is_cash_for_the_money_of_the_order() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    let refund = |amount: i64| json!({ "op": "refund", "order": "o1", "amount": amount });
    assert_eq!(shop.ask(START, refund(6_001)), Err(Rejection::RefundExceedsOrder));
    let refunded = shop.done(START, refund(6_000));
    assert_eq!(refunded["to_member"], json!(6_000));
    assert_eq!((shop.owed(), shop.debt().points_locked), (46_000, Points::new(1_196_576_862)));
    assert_eq!(shop.state()["payables"], json!({ "s": 2_000 }));
}

/// Corrected at once, an order with coins leaves everything as it was: the reserve gives the fund 12.00 back, or 0.01 less
/// where flooring made the points worth that less, which stays in the reserve.
#[test]
fn a_correction_takes_the_coins_the_points_and_what_the_merchant_got_back() {
    // The platform has exactly what the order costs it: only what comes back makes the correction possible.
    let mut shop = Shop::with_coins(5_000, 3_020);
    let before = (shop.debt(), shop.state());
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    assert_eq!(shop.state()["platform"], json!(0));
    let corrected = shop.done(START, json!({ "op": "correct", "order": "o1" }));
    assert_eq!((&corrected["to_member"], &corrected["from_reserve"]), (&json!(6_000), &json!(673)));
    assert_eq!(shop.debt(), before.0);
    let after = shop.state();
    for account in ["payables", "balances", "positions", "supply"] {
        assert_eq!(after.get(account), before.1.get(account), "{account}");
    }
    // The points that came with the coins are worth 11.99 then, floored: 0.01 of the fund stays in the reserve. Of the 9.60
    // that the order put there it pays ⌊672000000 · 100961 / 100672000000⌋ = 6.73, and the platform account bears 2.87.
    assert_eq!((shop.fund(), &after["platform"]), (4_999, &json!(3_020 - 287)));
    assert_eq!(after["reserve"], json!(100_000 + 287 + 1));
}

/// What was sold of the points cannot be taken back, so that the order cannot be corrected any more.
#[test]
fn an_order_whose_granted_points_were_sold_is_not_corrected() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    shop.done(START + 30 * DAY, json!({ "op": "tick" }));
    // More than the 672,000,000 of the money: the rest comes out of the first tranche.
    shop.done(START + 30 * DAY, json!({ "op": "redeem", "member": "m1", "units": 672_000_001 }));
    let correct = json!({ "op": "correct", "order": "o1" });
    assert_eq!(shop.ask(START + 30 * DAY, correct), Err(Rejection::NotReversible));
}

/// 1,196,576,862 units in three tranches: ⌊/3⌋ = 398,858,954 each (no rest). Before the first one nothing of them can be
/// sold. A tick after 65 days is late for two of them and does both; the third comes after 90 days.
#[test]
fn locked_points_are_released_in_tranches_and_not_sold_before() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    let redeem = |units: i64| json!({ "op": "redeem", "member": "m1", "units": units });
    assert_eq!(shop.ask(START, redeem(672_000_001)), Err(Rejection::PointsLocked));
    assert_eq!(shop.ask(START, redeem(672_000_000 + 1_196_576_863)), Err(Rejection::PointsInsufficient));
    let early = shop.done(START + 30 * DAY - 1, json!({ "op": "tick" }));
    assert_eq!((early.get("tranches"), &early["left"]), (None, &json!(0)));
    let late = shop.done(START + 65 * DAY, json!({ "op": "tick" }));
    assert_eq!(late["tranches"], json!(2));
    let debt = shop.debt();
    assert_eq!((debt.points_free, debt.points_locked), (Points::new(797_717_908), Points::new(398_858_954)));
    assert_eq!(debt.positions[0].next_at.unwrap().milliseconds(), START + 90 * DAY);
    let view = MemberView::of(&mut shop.engine, MAIN, "m1").unwrap();
    assert_eq!((view.positions[1].locked, view.spend), (Points::new(398_858_954), Fen::new(6_000)));
    let at = START + 65 * DAY;
    assert_eq!(shop.ask(at, redeem(672_000_000 + 797_717_909)), Err(Rejection::PointsLocked));
    shop.done(at, redeem(672_000_000 + 797_717_908));
    assert_eq!(shop.state()["positions"][0][3], json!(398_858_954));
    shop.done(START + 90 * DAY, json!({ "op": "tick" }));
    let debt = shop.debt();
    assert_eq!(
        (debt.points_free, debt.points_locked, debt.positions[0].next_at),
        (Points::new(398_858_954), Points::ZERO, None)
    );
    assert_eq!(shop.engine.state().due.len(), 0);
}

/// 40.00 of coins brought points worth 12.00; they leave when they are worth 24.00, 60 % of the coins, all of them at once,
/// though not one is released. An injection of 1030.00 more than doubles the price: 102,160 + 103,000 over the same units.
#[test]
fn points_from_coins_leave_whole_at_their_target_locked_or_not() {
    let mut shop = Shop::with_coins(5_000, 10_000);
    shop.book(START, "o1", 10_000, 4_000).unwrap();
    let injected = shop.done(START, json!({ "op": "inject", "amount": 100_000 }));
    assert_eq!(injected["exits"], json!([]));
    let injected = shop.done(START, json!({ "op": "inject", "amount": 3_000 }));
    let exit = &injected["exits"][0];
    assert_eq!((&exit["position"], &exit["points"]), (&json!(2), &json!(1_196_576_862)));
    // ⌊1196576862 · 205160 / 101868576862⌋ = 2409, of which the fee of 20 %, rounded up, is 482.
    assert_eq!((&exit["gross"], &exit["net"]), (&json!(2_409), &json!(1_927)));
    assert_eq!((shop.debt().positions.len(), shop.engine.state().due.len()), (0, 0));
}

/// Rules that cannot work: no part or the whole of an order in coins, a target that is reached at once, no tranches, more
/// days than anything is held.
#[test]
fn rules_of_coins_that_cannot_work_are_named() {
    let fault = |place: &str, value: Value| {
        let mut rules = rules();
        *rules["coins"].pointer_mut(place).unwrap() = value;
        let rules: Rules = serde_json::from_value(rules).unwrap();
        rules.faults().into_iter().map(|fault| (fault.place, fault.code)).collect::<Vec<_>>()
    };
    let one = |place: &str, code: &'static str| vec![(place.to_owned(), code)];
    for rate in [0, 10_000] {
        assert_eq!(fault("/coin_max_bp", rate.into()), one("coins.coin_max_bp", "rule_rate_out_of_range"));
    }
    assert_eq!(fault("/points/grant_bp", 0.into()), one("coins.points.grant_bp", "rule_rate_out_of_range"));
    assert_eq!(fault("/points/target_bp", 3_000.into()), one("coins.points.target_bp", "rule_coin_target_below_grant"));
    assert_eq!(fault("/points/target_bp", 1_000_001.into()), one("coins.points.target_bp", "rule_rate_out_of_range"));
    for tranches in [0, 1_001] {
        assert_eq!(
            fault("/points/tranches", tranches.into()),
            one("coins.points.tranches", "rule_tranches_out_of_range")
        );
    }
    for days in [0, 12_167] {
        assert_eq!(
            fault("/points/tranche_days", days.into()),
            one("coins.points.tranches", "rule_tranches_out_of_range")
        );
    }
    assert_eq!(fault("/points/tranche_days", 12_166.into()), vec![]);
}
