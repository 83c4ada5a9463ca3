//! Every behaviour does what its name says, seen from the results. What arrivals, spend and repeat buyers draw is shown
//! beside them.

use crate::stage::{equal, only, place, seller, simulate};

/// Ten orders a day for twenty days; members sell as told.
fn selling(way: &str) -> ratchet_sim::Results {
    simulate(&equal(20, 10, "", &format!("[[selling]]\nshare_bp = 10000\n{way}")))
}

/// What members received up to the end of each day.
fn sold(results: &ratchet_sim::Results) -> Vec<i64> {
    results.time.iter().map(|row| row.sold_fen).collect()
}

#[test]
fn who_never_sells_receives_nothing() {
    let results = selling("kind = 'never'");
    assert_eq!((only(&results).sold_fen, seller(&results, "selling.0 never").members), (0, 200));
    assert_eq!(only(&simulate(&equal(20, 10, "", ""))).sold_fen, 0, "and so is the default");
}

#[test]
fn a_target_is_not_sold_below_and_is_above() {
    // The first member is worth 1.2 × the spend when the price is 5.714: order 140, on day 14.
    let results = selling("kind = 'target'\nmultiple_bp = 12000");
    let sold = sold(&results);
    let price = |day: usize| results.time[day].price_e8;
    let first = sold.iter().position(|fen| *fen > 0).unwrap();
    assert!(price(first - 1) < 571_428_571 && price(first) >= 571_428_571, "{first}: {}", price(first));
    assert_eq!(seller(&results, "selling.0 target").members, 200);
}

#[test]
fn a_hazard_sells_at_its_rate() {
    let results = selling("kind = 'hazard'\nbp_per_day = 1000");
    // Ten join each morning, and a tenth of all holders sells each evening: after many days about ninety hold.
    let holding = results.time.last().unwrap().open_positions;
    assert!((65..=95).contains(&holding), "{holding}");
    assert_eq!(only(&selling("kind = 'hazard'\nbp_per_day = 0")).sold_fen, 0);
    let all = selling("kind = 'hazard'\nbp_per_day = 10000");
    assert!(all.time.iter().all(|row| row.open_positions == 0));
}

#[test]
fn sellers_wait_for_the_price_to_stall() {
    // No orders from day 10 on: three days later the price has not moved for three days.
    let scenario = |growth_bp| {
        let tables = format!("[[selling]]\nkind = 'stall'\nshare_bp = 10000\ndays = 3\ngrowth_bp = {growth_bp}");
        equal(20, 10, "", &tables).replace("orders_per_day = 10", "orders_per_day = 10\nstop_on_day = 10")
    };
    let sold = sold(&simulate(&scenario(1)));
    let first = sold.iter().position(|fen| *fen > 0).unwrap();
    // Row `n` is the evening of day `n − 1`; on the evening of day 12 the price is that of the evening of day 9.
    assert_eq!(first, 13, "{sold:?}");
    let restless = simulate(&scenario(1_000_000));
    assert!(restless.time[5].sold_fen > 0, "no growth is enough for whoever wants a hundred times in three days");
}

#[test]
fn whoever_wants_to_break_even_receives_at_least_the_spend() {
    // The first member's sale brings 1000.00 net at a price of 5.95.
    let results = selling("kind = 'break_even'");
    let run = only(&results);
    assert!(run.sold_fen >= 100_000, "{run:?}");
    for row in results.returns.iter().filter(|row| row.decile == 0 && row.counted == "points" && row.members > 0) {
        assert!(row.to_fen == Some(0) || row.from_fen >= 10_000, "nothing, or the spend: {row:?}");
    }
    assert_eq!(run.broke_even, run.members - results.returns[0].members);
}

#[test]
fn a_bank_run_sells_everything_on_its_day() {
    for order in ["first_come", "random"] {
        let tables = format!("[[selling]]\nkind = 'bank_run'\non_day = 9\norder = '{order}'");
        let results = simulate(&equal(20, 10, "", &tables));
        let holding: Vec<u64> = results.time.iter().map(|row| row.open_positions).collect();
        assert_eq!((holding[9], holding[10], holding[11]), (90, 0, 10), "{order}");
        let net = |name: &str| place(&results, "scenario", name).net_fen;
        let members: u64 = (1..=10).map(|tenth| place(&results, "scenario", &tenth.to_string()).members).sum();
        assert_eq!(members, 100);
        if order == "first_come" {
            // Points of the first: 210; of the hundredth far fewer: who joined first has most to sell.
            assert!(net("first") > net("last"));
        }
    }
}

#[test]
fn slices_never_beat_a_block_by_more_than_its_fee() {
    // One member holds much, a whale holds the rest, and nothing else happens: model page, section 8, rule 6.
    let scenario = |slices: u32| {
        let tables = format!(
            "[[shocks]]\nkind = 'whale'\non_day = 1\namount_fen = 5000000\n\
             [[selling]]\nkind = 'slices'\nshare_bp = 10000\non_day = 12\nslices = {slices}\nevery_days = 1"
        );
        let text = equal(40, 10, "", &tables).replace("new_bp = 10000", "new_bp = 0");
        text.replace("orders_per_day = 10", "orders_per_day = 10\nstop_on_day = 10")
    };
    let block = simulate(&scenario(1));
    let worth = block.time.iter().find(|row| row.day == 12).unwrap();
    let mut last = seller(&block, "selling.0 slices").received_fen;
    let gross = last * 10 / 8;
    for slices in [2, 5, 20] {
        let sliced = simulate(&scenario(slices));
        let received = seller(&sliced, "selling.0 slices").received_fen;
        assert_eq!(seller(&sliced, "selling.0 slices").worth_fen, 0, "everything is sold");
        assert!(received >= last, "slices recover a part of the own fee");
        // At most as a remaining holder would: all of the fee, and never more than what was put in.
        assert!(received <= gross && received <= worth.pool_fen, "{received} of {gross}");
        last = received;
    }
}

#[test]
fn an_injection_comes_at_once_or_in_drops() {
    let injected = |tables: &str| {
        let results = simulate(&equal(20, 10, "", tables));
        results.time.iter().map(|row| row.injected_fen).collect::<Vec<_>>()
    };
    let once = injected("[[shocks]]\nkind = 'injection'\non_day = 4\namount_fen = 1000");
    assert_eq!((once[4], once[5], once[20]), (0, 1_000, 1_000));
    let drops = injected("[[shocks]]\nkind = 'injection'\non_day = 4\namount_fen = 1000\nover_days = 3");
    assert_eq!(drops[4..9], [0, 333, 666, 1_000, 1_000]);
    let too_soon = simulate(&equal(5, 10, "", "[[shocks]]\nkind = 'injection'\non_day = 0\namount_fen = 1000"));
    assert_eq!(too_soon.summary.refused["no_points_in_circulation"], 1, "said, not hidden");
}

#[test]
fn a_refund_wave_gives_the_orders_of_its_window_back() {
    let results = simulate(&equal(
        20,
        10,
        "",
        "[[shocks]]\nkind = 'refund_wave'\non_day = 10\nwindow_days = 3\nshare_bp = 10000",
    ));
    // Days 7, 8 and 9: thirty orders of 1000.00.
    assert_eq!(results.time.iter().map(|row| row.refunded_fen).max(), Some(3_000_000));
    assert_eq!(only(&results).spent_fen, 17_000_000);
    let wave = "[[shocks]]\nkind = 'refund_wave'\non_day = 10\nwindow_days = 3\nshare_bp = 10000\n";
    let twice = simulate(&equal(20, 10, "", &format!("{wave}{}", wave.replace("= 10\n", "= 11\n"))));
    // The day between has ten more orders; what the first wave had is not asked for again.
    assert_eq!((only(&twice).spent_fen, only(&twice).refused), (16_000_000, 0));
}

#[test]
fn a_whale_buys_once_and_sells_once() {
    let tables = "[[shocks]]\nkind = 'whale'\non_day = 5\namount_fen = 100000000\nsells_on_day = 15";
    let results = simulate(&equal(20, 10, "", tables));
    let whale = seller(&results, "shocks.0 whale");
    assert_eq!((whale.members, whale.spent_fen, whale.pool_fen), (1, 100_000_000, 30_000_000));
    assert!(whale.received_fen > 0 && whale.received_fen < whale.pool_fen && whale.worth_fen == 0, "{whale:?}");
    assert!(results.time[15].sold_fen == 0 && results.time[16].sold_fen == whale.received_fen);
}

#[test]
fn a_wash_trader_gives_up_the_commission_and_gets_points() {
    let tables = "[[shocks]]\nkind = 'wash'\nfrom_day = 5\ndays = 4\norders_per_day = 3\namount_fen = 20000";
    let results = simulate(&equal(20, 10, "", tables));
    let wash = seller(&results, "shocks.0 wash");
    assert_eq!((wash.members, wash.spent_fen, wash.commission_fen), (1, 12 * 20_000, 12 * 6_000));
    assert!(wash.worth_fen > 0 && wash.received_fen == 0, "holds until told to sell: {wash:?}");
}

#[test]
fn who_churns_lives_on_others_or_loses() {
    let tables = "[[shocks]]\nkind = 'churn'\nfrom_day = 5\ndays = 10\norders_per_day = 4\namount_fen = 50000";
    let results = simulate(&equal(20, 10, "", tables));
    let churn = seller(&results, "shocks.0 churn");
    assert_eq!((churn.spent_fen, churn.worth_fen), (40 * 50_000, 0));
    // Bought and sold with nobody in between: at most 70 % × 80 % of what it put in, and a little of its own fees.
    assert!(churn.received_fen * 10 > churn.pool_fen * 5 && churn.received_fen * 10 < churn.pool_fen * 6, "{churn:?}");
}

#[test]
fn referral_trees_have_their_shapes() {
    let rules = "rules = '../local-life.toml'";
    let scenario = |referral: &str| {
        format!(
            "days = 20\n{rules}\n[arrivals]\nkind = 'constant'\norders_per_day = 200\n[members]\nnew_bp = 10000\n\
             [spend]\nkind = 'fixed'\namount_fen = 100000\n[[merchants]]\nplan = 'store'\n[referral]\n{referral}"
        )
    };
    // Direct awards are 0.3 % of an order, indirect ones 0.2 %.
    let awards = |referral: &str| {
        let results = simulate(&scenario(referral));
        let first: i64 = results.cohorts.iter().filter(|row| row.decile == 1).map(|row| row.awards_fen).sum();
        (only(&results).awards_fen, first)
    };
    assert_eq!(awards("kind = 'none'").0, 0);
    let (random, random_first) = awards("kind = 'random'");
    assert!((random - 4_000 * 500).abs() < 20_000, "nearly everybody has a referrer who has one: {random}");
    let half = awards("kind = 'random'\nreferred_bp = 5000").0;
    assert!((4_000 * 190..4_000 * 210).contains(&half), "a half direct, a quarter indirect: {half}");
    let (_, preferential_first) = awards("kind = 'preferential'");
    assert!(preferential_first > random_first, "{preferential_first} against {random_first}");
}

#[test]
fn merchants_are_chosen_by_weight_and_pay_their_own_rate() {
    let scenario = "days = 10\nrules = '../mall-and-local-life.toml'\n[arrivals]\nkind = 'constant'\n\
                    orders_per_day = 400\n[members]\nnew_bp = 1000\n[spend]\nkind = 'fixed'\namount_fen = 100000\n\
                    [[merchants]]\nplan = 'store'\nweight = 3\ncount = 7\n[[merchants]]\nplan = 'own'\ncost_bp = 4000\n";
    let results = simulate(scenario);
    let run = only(&results);
    assert_eq!((run.orders, run.refused), (4_000, 0));
    let commission: i64 = results.sellers.iter().map(|row| row.commission_fen).sum();
    // Three quarters at 20 %, a quarter at 60 %.
    let expected = 4_000 * (3 * 20_000 + 60_000) / 4;
    assert!((commission - expected).abs() < expected / 20, "{commission} against {expected}");
}
