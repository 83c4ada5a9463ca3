//! The numbers that the model page says (section 9), through whole simulations.

use crate::stage::{equal, only, place, simulate};

const CAP_3: &str = "[rules.cap]\nmultiple_bp = 30000";

#[test]
fn the_first_prices_are_those_of_the_page() {
    let results = simulate(&equal(3, 1, "", ""));
    let prices: Vec<i64> = results.time.iter().map(|row| row.price_e8).collect();
    assert_eq!(prices, [100_000_000, 142_857_142, 168_067_226, 186_741_363]);
    let supplies: Vec<i64> = results.time.iter().map(|row| row.supply_units).collect();
    assert_eq!(supplies, [0, 21_000_000_000, 35_700_000_000, 48_195_000_000]);
}

#[test]
#[allow(clippy::cast_precision_loss)]
fn supply_and_price_follow_their_power_laws() {
    for orders in [1_000_u32, 10_000, 1_000_000] {
        let results = simulate(&equal(1, orders, "", ""));
        let run = only(&results);
        let n = f64::from(orders);
        let (supply, price) = (run.supply_units as f64 / 1e8, run.price_e8 as f64 / 1e8);
        let (expected_supply, expected_price) = (231.1 * n.powf(0.7), 1.298 * n.powf(0.3));
        assert!((supply / expected_supply - 1.0).abs() < 0.002, "{supply} against {expected_supply}");
        assert!((price / expected_price - 1.0).abs() < 0.002, "{price} against {expected_price}");
        assert_eq!(run.reserve_fen, i64::from(orders) * 30_000);
        assert_eq!((run.most_back_per_100_fen, run.back_per_100_fen), (3_000, 0));
        if orders == 1_000_000 {
            assert_eq!(run.price_e8 / 1_000_000, 8_190, "81.90");
        }
    }
}

#[test]
fn a_million_orders_with_a_cap_of_three_bring_144_exits() {
    let results = simulate(&equal(1, 1_000_000, "", CAP_3));
    let run = only(&results);
    assert_eq!((run.exits, run.capped, run.members), (144, 144, 1_000_000));
    assert_eq!((run.price_e8 + 500_000) / 1_000_000, 8_226, "82.26, rounded");
}

#[test]
fn the_first_holder_gets_what_the_page_says_at_order_768() {
    let results = simulate(&equal(1, 768, "", ""));
    let first = place(&results, "end", "first");
    assert_eq!((first.gross_fen, first.net_fen), (200_069, 160_055));
    assert_eq!(only(&results).first_out_per_100_fen, Some(16_005));
}

#[test]
fn caps_of_three_fall_due_at_the_prices_of_the_page() {
    // A row for every ten orders: one before an exit has a lower price than the cap's, one after it that price or more.
    let results = simulate(&equal(1_000, 10, "buckets = 1000", CAP_3));
    let before = |exits: u64| results.time.iter().rfind(|row| row.exits == exits).unwrap().price_e8;
    let after = |exits: u64| results.time.iter().find(|row| row.exits == exits).unwrap().price_e8;
    assert!(before(0) < 1_429_000_000 && after(1) >= 1_428_571_428, "{} {}", before(0), after(1));
    assert!(before(1) < 2_041_000_000 && after(2) >= 2_040_816_326, "{} {}", before(1), after(2));
}

#[test]
fn a_shop_that_takes_a_rate_has_the_same_prices() {
    let scenario = "
        days = 3
        [arrivals]
        kind = 'constant'
        orders_per_day = 1
        [members]
        new_bp = 10000
        [spend]
        kind = 'fixed'
        amount_fen = 100000
        [[merchants]]
        plan = 'store'
        [rules]
        initial_price_fen = 100
        mint_bp = 7000
        redemption_fee_bp = 2000
        [rules.plans.store]
        margin = 'take'
        take_bp = 2000
        [rules.plans.store.split]
        platform = { basis = 'amount', bp = 200 }
        distribution = { basis = 'amount', bp = 200 }";
    let results = simulate(scenario);
    let rows: Vec<_> = results.time.iter().skip(1).map(|row| (row.price_e8, row.supply_units)).collect();
    assert_eq!(rows, [(142_857_142, 11_200_000_000), (168_067_226, 19_040_000_000), (186_741_363, 25_704_000_000)]);
    assert_eq!(only(&results).most_back_per_100_fen, 1_600);
}
