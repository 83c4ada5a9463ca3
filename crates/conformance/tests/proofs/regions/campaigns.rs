//! Clearance campaigns, worked out by hand.

use super::{DAY, START, Town, goods, order};
use ratchet_core::campaigns::Offer;
use ratchet_core::event::Conclusion;
use ratchet_core::operations::{
    ConcludePayment, Correct, EndCampaign, OpenCampaign, OpenPayment, Place, Refund, ReturnOrder,
};
use ratchet_core::outcome::Outcome;
use ratchet_core::{Fen, Rejection, Time};

fn offer(sku: &str, price: i64, cost: i64, stock: i64) -> Offer {
    Offer { sku: sku.to_owned(), name: format!("goods {sku}"), price: Fen::new(price), cost: Fen::new(cost), stock }
}

/// On sale from the next day for ten days: 5 quilts at 80.00 that cost 60.00, 3 kettles at 30.00 that cost 35.00.
fn campaign() -> OpenCampaign {
    OpenCampaign {
        id: "winter".to_owned(),
        plan: "clearance".to_owned(),
        from: Time::from_milliseconds(START + DAY),
        until: Time::from_milliseconds(START + 11 * DAY),
        goods: vec![offer("quilt", 8_000, 6_000, 5), offer("kettle", 3_000, 3_500, 3)],
    }
}

/// An order for goods that is booked after the seven days of the plan.
fn placed(id: &str, sku: &str, quantity: i64, amount: i64) -> Place {
    Place { goods: Some(goods("winter", sku, quantity)), ..order(id, "m0", "s", amount) }
}

/// The same, booked at once.
fn booked(id: &str, sku: &str, quantity: i64, amount: i64) -> Place {
    Place { settle_after_days: Some(0), ..placed(id, sku, quantity, amount) }
}

/// A town on the campaign's first day.
fn on_sale() -> Town {
    let mut town = Town::open();
    town.done(campaign());
    town.wait(1);
    town
}

/// `[left, held, sold]` of goods.
fn stock(town: &Town, sku: &str) -> [u32; 3] {
    let view = town.campaign("winter");
    let goods = view.goods.iter().find(|goods| goods.sku == sku).unwrap();
    [goods.left, goods.held, goods.sold]
}

/// Two quilts, 160.00 under the campaign's plan: it gives up 50 %, 80.00, of which 3.20 each go to the platform and to the
/// awards' line, and 73.60 into the pool; ⌊7360·0.7⌋ = 5152 fen buy 51.52 points at 1.00. The store's own 20 % do not count.
#[test]
fn an_order_is_booked_under_the_plan_of_its_campaign() {
    let mut town = on_sale();
    let outcome = town.done(booked("o1", "quilt", 2, 16_000));
    let Outcome::Booked(order) = outcome else { panic!("{outcome:?}") };
    assert_eq!((order.commission.get(), order.pool.get(), order.minted.get()), (8_000, 7_360, 5_152_000_000));
    assert_eq!(stock(&town, "quilt"), [3, 0, 2]);
    let view = town.campaign("winter");
    assert_eq!((view.orders, view.money_in.get(), view.cost.get()), (1, 16_000, 12_000));
    assert_eq!((view.margin_given_up.get(), view.reserve_fed.get(), view.minted.get()), (8_000, 7_360, 5_152_000_000));
    town.assert_replays();
}

/// Under a cost plan the campaign says what the goods cost: two at 30.00 that cost 20.00 leave a margin of 20.00, of which
/// the platform's line takes a tenth.
#[test]
fn under_a_cost_plan_the_cost_is_the_campaigns() {
    let mut town = Town::open();
    let own = OpenCampaign { plan: "own".to_owned(), goods: vec![offer("mug", 3_000, 2_000, 9)], ..campaign() };
    town.done(own);
    town.wait(1);
    let outcome = town.done(booked("o1", "mug", 2, 6_000));
    let Outcome::Booked(order) = outcome else { panic!("{outcome:?}") };
    assert_eq!((order.commission.get(), order.pool.get()), (2_000, 1_800));
    // Goods that cost more than their price leave no margin: such a plan cannot offer them.
    let dear = OpenCampaign { id: "w2".to_owned(), plan: "own".to_owned(), ..campaign() };
    assert_eq!(town.ask(dear), Err(Rejection::GoodsCostOutOfRange));
}

/// Three kettles are placed: nobody can buy a fourth. Half of the money comes back, 45.00 of 90.00, which is one kettle and
/// a half: one is on sale again. The order is booked with the other two and 45.00.
#[test]
fn stock_is_held_for_a_placed_order_and_put_back_by_a_return() {
    let mut town = on_sale();
    town.done(placed("p1", "kettle", 3, 9_000));
    assert_eq!(stock(&town, "kettle"), [0, 3, 0]);
    assert_eq!(town.ask(placed("p2", "kettle", 1, 3_000)), Err(Rejection::StockInsufficient));
    town.done(ReturnOrder { order: "p1".to_owned(), amount: Fen::new(4_500) });
    assert_eq!(stock(&town, "kettle"), [1, 2, 0]);
    town.done(placed("p2", "kettle", 1, 3_000));
    town.wait(7);
    town.tick();
    assert_eq!(stock(&town, "kettle"), [0, 0, 3]);
    assert_eq!((town.campaign("winter").orders, town.campaign("winter").money_in.get()), (2, 7_500));
    // The store owes its half of what was paid: another sale lets it give all of it back.
    town.done(order("o1", "m1", "s", 10_000));
    // Whole pieces of what was booked come back by refunds: ⌊2·2250/4500⌋ = 1, and at last both.
    town.done(Refund { order: "p1".to_owned(), amount: Fen::new(2_249) });
    assert_eq!(stock(&town, "kettle"), [0, 0, 3]);
    town.done(Refund { order: "p1".to_owned(), amount: Fen::new(1) });
    assert_eq!(stock(&town, "kettle"), [1, 0, 2]);
    town.done(Refund { order: "p1".to_owned(), amount: Fen::new(2_250) });
    assert_eq!(stock(&town, "kettle"), [2, 0, 1]);
    assert_eq!((town.campaign("winter").money_in.get(), town.campaign("winter").given_back.get()), (3_000, 4_500));
    town.assert_replays();
}

/// One quilt, 80.00: 36.80 enter the reserve and mint 25.76 points. Taken back, all of it is as before but for what the
/// reserve keeps: it pays ⌊m·R/S⌋ of the 36.80, at the price that the order itself has raised.
#[test]
fn a_correction_puts_everything_back() {
    let mut town = on_sale();
    let outcome = town.done(booked("o1", "quilt", 1, 8_000));
    let Outcome::Booked(order) = outcome else { panic!("{outcome:?}") };
    assert_eq!((order.pool.get(), order.minted.get()), (3_680, 2_576_000_000));
    // The other half of the awards' line was nobody's: the platform has 1.60 + 1.60, too little to bear the rest.
    assert_eq!(town.ask(Correct { order: "o1".to_owned() }), Err(Rejection::NotReversible));
    town.done(booked("o2", "quilt", 4, 32_000));
    let reserve = town.state().programmes[0].reserve.get();
    town.done(Correct { order: "o1".to_owned() });
    let from_reserve = reserve - town.state().programmes[0].reserve.get();
    let view = town.campaign("winter");
    assert_eq!(stock(&town, "quilt"), [1, 0, 4]);
    assert_eq!((view.orders, view.money_in.get(), view.margin_given_up.get()), (1, 32_000, 16_000));
    assert_eq!(view.reserve_fed.get(), 14_720 + 3_680 - from_reserve);
    assert_eq!(view.burned.get(), 2_576_000_000);
    town.assert_replays();
}

/// A campaign is sold out while nothing is left, whatever the tick has done, and over when its time is up or it is ended.
/// What was placed before is booked all the same.
#[test]
fn a_campaign_ends_by_stock_by_time_or_by_hand() {
    let mut town = Town::open();
    town.done(campaign());
    assert_eq!(town.ask(placed("p1", "quilt", 1, 8_000)), Err(Rejection::CampaignNotBegun));
    town.wait(1);
    town.done(placed("p1", "quilt", 5, 40_000));
    town.done(placed("p2", "kettle", 3, 9_000));
    assert_eq!(town.campaign("winter").state, "sold_out");
    town.done(ReturnOrder { order: "p2".to_owned(), amount: Fen::new(3_000) });
    assert_eq!(town.campaign("winter").state, "on_sale");
    town.now = Time::from_milliseconds(START + 11 * DAY - 1);
    town.done(placed("p3", "kettle", 1, 3_000));
    town.now = Time::from_milliseconds(START + 11 * DAY);
    // Also one that happened in time: the tick makes no difference.
    let late = town.ask_of(Time::from_milliseconds(START + 2 * DAY), placed("p4", "kettle", 1, 3_000));
    assert_eq!(late, Err(Rejection::CampaignEnded));
    town.tick();
    assert_eq!(
        (town.campaign("winter").state, town.ask(EndCampaign { campaign: "winter".to_owned() })),
        ("over", Err(Rejection::CampaignEnded))
    );
    town.wait(30);
    town.tick();
    assert_eq!((stock(&town, "quilt"), stock(&town, "kettle")), ([0, 0, 5], [0, 0, 3]));
    // By hand.
    let soon = OpenCampaign { id: "spring".to_owned(), from: town.now, until: town.now.plus_days(9), ..campaign() };
    town.done(soon);
    town.done(EndCampaign { campaign: "spring".to_owned() });
    let mut bought = booked("o9", "quilt", 1, 8_000);
    bought.goods = Some(goods("spring", "quilt", 1));
    assert_eq!(town.ask(bought), Err(Rejection::CampaignEnded));
    assert_eq!(town.state().due.len(), 0);
    town.assert_replays();
}

/// Bad input has its code each, and changes nothing (`Town::ask` compares).
#[test]
fn campaigns_and_orders_that_cannot_be_are_refused() {
    let mut town = on_sale();
    let with = |goods: Vec<Offer>| OpenCampaign { id: "w2".to_owned(), goods, ..campaign() };
    let past = Time::from_milliseconds(START);
    let many = (0..1_001).map(|number| offer(&format!("g{number}"), 1, 1, 1)).collect();
    let refusals = [
        (campaign(), Rejection::CampaignExists),
        (OpenCampaign { id: "w/2".to_owned(), ..campaign() }, Rejection::IdentifierInvalid),
        (OpenCampaign { id: "w2".to_owned(), plan: "none".to_owned(), ..campaign() }, Rejection::PlanUnknown),
        (OpenCampaign { id: "w2".to_owned(), until: campaign().from, ..campaign() }, Rejection::CampaignWindowInvalid),
        (
            OpenCampaign { id: "w2".to_owned(), from: Time::BEGINNING, until: past, ..campaign() },
            Rejection::CampaignWindowInvalid,
        ),
        (with(Vec::new()), Rejection::GoodsCountOutOfRange),
        (with(many), Rejection::GoodsCountOutOfRange),
        (with(vec![offer("a", 1, 1, 1), offer("a", 2, 1, 1)]), Rejection::SkuRepeated),
        (with(vec![offer("a b", 1, 1, 1)]), Rejection::IdentifierInvalid),
        (with(vec![offer("a", 0, 1, 1)]), Rejection::GoodsPriceOutOfRange),
        (with(vec![offer("a", 10_000_000_000_001, 1, 1)]), Rejection::GoodsPriceOutOfRange),
        (with(vec![offer("a", 1, -1, 1)]), Rejection::GoodsCostOutOfRange),
        (with(vec![offer("a", 1, 1, -1)]), Rejection::StockOutOfRange),
        (with(vec![offer("a", 1, 1, 0)]), Rejection::StockOutOfRange),
        (with(vec![Offer { name: "13812345678".to_owned(), ..offer("a", 1, 1, 1) }]), Rejection::GoodsNameInvalid),
    ];
    for (operation, rejection) in refusals {
        assert_eq!(town.ask(operation.clone()), Err(rejection), "{operation:?}");
    }
    let of = |campaign: &str, sku: &str, quantity: i64, amount: i64| Place {
        goods: Some(goods(campaign, sku, quantity)),
        ..booked("o1", sku, quantity, amount)
    };
    let refusals = [
        (of("summer", "quilt", 1, 8_000), Rejection::CampaignUnknown),
        (of("winter", "sofa", 1, 8_000), Rejection::SkuUnknown),
        (of("winter", "quilt", 0, 8_000), Rejection::QuantityOutOfRange),
        (of("winter", "quilt", -1, 8_000), Rejection::QuantityOutOfRange),
        (of("winter", "quilt", i64::MAX, 8_000), Rejection::QuantityOutOfRange),
        (of("winter", "quilt", 6, 48_000), Rejection::StockInsufficient),
        (of("winter", "quilt", 2, 15_999), Rejection::PriceDiffers),
        (Place { cost: Some(Fen::new(1)), ..of("winter", "quilt", 1, 8_000) }, Rejection::CostUnexpected),
    ];
    for (operation, rejection) in refusals {
        assert_eq!(town.ask(operation.clone()), Err(rejection), "{operation:?}");
    }
}

/// Two pay for the last quilt through a provider. The first one gets it; what the other paid is owed back.
#[test]
fn goods_that_are_paid_too_late_are_not_sold_twice() {
    let mut town = on_sale();
    town.done(placed("p1", "quilt", 4, 32_000));
    for number in [1, 2] {
        let expires_at = town.now.plus_days(1);
        let order = placed(&format!("q{number}"), "quilt", 1, 8_000);
        town.done(OpenPayment { id: format!("w{number}"), provider: "card".to_owned(), order, expires_at });
    }
    let pay = |id: &str| {
        let (payment, conclusion) = (id.to_owned(), Conclusion::Paid);
        ConcludePayment { payment, conclusion, reference: None, received: None }
    };
    town.done(pay("w2"));
    assert_eq!(stock(&town, "quilt"), [0, 5, 0]);
    let Outcome::Concluded(refused) = town.done(pay("w1")) else { panic!("not concluded") };
    assert_eq!((refused.refund_due.get(), refused.code.as_deref()), (8_000, Some("stock_insufficient")));
    town.wait(7);
    town.tick();
    assert_eq!(stock(&town, "quilt"), [0, 0, 5]);
    town.assert_replays();
}
