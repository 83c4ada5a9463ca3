//! Whatever a scenario does: members never receive more than the reserve was given, and every share adds up.

use crate::stage::{on_threads, repository, tenths};
use proptest::prelude::*;
use ratchet_sim::{Results, Source};

/// Scenarios of every kind, most of them strange.
fn scenarios() -> impl Strategy<Value = String> {
    let arrivals = prop_oneof![
        Just("kind = 'constant'\norders_per_day = 12.5"),
        Just("kind = 'growth'\norders_per_day = 2\ngrowth_bp_per_day = 500\nspread = 'poisson'"),
        Just("kind = 'decline'\norders_per_day = 60\ndecline_bp_per_day = 700\nstop_on_day = 25"),
        Just("kind = 's_curve'\nmost_per_day = 40\nmiddle_day = 12\nwidth_days = 4"),
    ];
    let spend = prop_oneof![
        Just("kind = 'fixed'\namount_fen = 1000"),
        Just("kind = 'lognormal'\nmedian_fen = 3000\nsigma = 2.5\nmost_fen = 100000000"),
    ];
    let selling = prop_oneof![
        Just("kind = 'hazard'\nbp_per_day = 400"),
        Just("kind = 'target'\nmultiple_bp = 3000\nportion_bp = 3333"),
        Just("kind = 'break_even'"),
        Just("kind = 'stall'\ndays = 5\ngrowth_bp = 200"),
        Just("kind = 'slices'\non_day = 10\nslices = 7\nevery_days = 2"),
    ];
    let shock = prop_oneof![
        Just("kind = 'injection'\non_day = 5\namount_fen = 123457\nover_days = 20"),
        Just("kind = 'refund_wave'\non_day = 20\nwindow_days = 10\nshare_bp = 7000"),
        Just("kind = 'whale'\non_day = 3\namount_fen = 90000000\nsells_on_day = 30"),
        Just("kind = 'wash'\nfrom_day = 2\ndays = 20\norders_per_day = 5\namount_fen = 20000\nsells_on_day = 33"),
        Just("kind = 'churn'\nfrom_day = 2\ndays = 30\norders_per_day = 5\namount_fen = 70000"),
    ];
    let bank_run = prop_oneof![Just("first_come"), Just("random")];
    let rules = (0u32..=10_000, 1u32..=10_000, prop_oneof![Just(0i64), Just(5_000_000)], 3_001u32..40_000);
    let scope = prop_oneof![Just("member"), Just("order")];
    let ways = proptest::collection::vec(selling, 0..4);
    let shocks = proptest::collection::vec(shock, 0..4);
    let people = (arrivals, spend, ways, shocks, bank_run, 500u32..=10_000);
    (people, rules, scope, any::<u32>()).prop_map(|(people, (fee, mint, founding, multiple), scope, seed)| {
        let (arrivals, spend, ways, shocks, order, new) = people;
        let ways = ways.iter().map(|way| format!("[[selling]]\nshare_bp = 2500\n{way}\n")).collect::<Vec<_>>().concat();
        let shocks = shocks.iter().map(|shock| format!("[[shocks]]\n{shock}\n")).collect::<Vec<_>>().concat();
        format!(
            "seed = {seed}\ndays = 40\n[arrivals]\n{arrivals}\n[members]\nnew_bp = {new}\n[spend]\n{spend}\n\
             [referral]\nkind = 'random'\n[agents]\nrecruiters = 1\ndistricts = 1\n[[merchants]]\nplan = 'store'\n{ways}\
             [[selling]]\nkind = 'bank_run'\non_day = 35\norder = '{order}'\n{shocks}\
             [rules]\ninitial_price_fen = 100\nmint_bp = {mint}\nredemption_fee_bp = {fee}\nfounding_fen = {founding}\n\
             [rules.cap]\nmultiple_bp = {multiple}\nscope = '{scope}'\n[rules.plans.store]\nmargin = 'take'\n\
             take_bp = 3000\n[rules.plans.store.split]\ndistribution = {{ basis = 'amount', bp = 300 }}\n\
             [rules.plans.store.awards]\ndirect_bp = 100\nindirect_bp = 50\nrecruiter_bp = 50\nregion_bp = \
             {{ district = 50, city = 70, province = 100 }}\n"
        )
    })
}

fn check(results: &Results) {
    let run = &results.runs[0];
    for row in &results.time {
        let received = row.sold_fen + row.exited_fen;
        assert!(received <= row.pool_fen + row.injected_fen, "{row:?}");
        assert!(row.fees_fen >= 0 && row.reserve_fen >= 0 && row.supply_units >= 0);
    }
    for pair in results.time.windows(2) {
        assert!(pair[0].price_e8 <= pair[1].price_e8, "the price never falls: {pair:?}");
    }
    assert!(run.back_per_100_fen <= run.most_back_per_100_fen, "{run:?}");
    check_median(results);
    let all: Vec<_> = results.cohorts.iter().collect();
    let sum = |of: fn(&ratchet_sim::results::CohortRow) -> i64| all.iter().map(|row| of(row)).sum::<i64>();
    assert_eq!(sum(|row| row.spent_fen), run.spent_fen, "cohorts add up");
    assert_eq!(sum(|row| row.pool_fen), run.pool_fen);
    assert_eq!((sum(|row| row.sold_fen), sum(|row| row.exited_fen)), (run.sold_fen, run.exited_fen));
    assert_eq!(sum(|row| row.awards_fen), run.awards_fen);
    let sellers = |of: fn(&ratchet_sim::results::SellerRow) -> i64| results.sellers.iter().map(of).sum::<i64>();
    assert_eq!(sellers(|row| row.received_fen), run.sold_fen + run.exited_fen, "behaviours add up");
    assert_eq!(sellers(|row| row.spent_fen), run.spent_fen);
    let members: u64 = tenths(results).iter().map(|row| row.members).sum();
    assert_eq!(members, run.members);
    let worth: i64 = sum(|row| row.worth_fen);
    assert!(worth <= run.reserve_fen, "what points are worth is at most the reserve");
    check_queues(results);
    for awaited in ["break_even", "cap"] {
        let waited: u64 = results.waits.iter().filter(|row| row.awaited == awaited).map(|row| row.members).sum();
        assert_eq!(waited, members);
    }
}

/// Half of those who spent anything are in the bins up to that of the median.
fn check_median(results: &Results) {
    let bins: Vec<_> = results.returns.iter().filter(|row| (row.decile, row.counted) == (0, "points")).collect();
    let members: u64 = bins.iter().map(|bin| bin.members).sum();
    let median = results.runs[0].median_back_per_100_fen;
    let below: u64 = bins.iter().filter(|bin| bin.to_fen.is_some_and(|to| to <= median)).map(|bin| bin.members).sum();
    let up_to: u64 = bins.iter().filter(|bin| bin.from_fen <= median).map(|bin| bin.members).sum();
    // The bin of nothing is from 0 to 0.
    let below = if median == 0 { 0 } else { below };
    assert!(members == 0 || (below * 2 < members && up_to * 2 >= members), "{median} of {bins:?}");
}

/// The parts of a queue add up, and a bank run pays at most the reserve.
fn check_queues(results: &Results) {
    for cause in ["scenario", "end"] {
        let parts: Vec<_> = results.queue.iter().filter(|row| row.cause == cause).collect();
        let paid: i64 = parts.iter().filter(|row| row.place.parse::<u32>().is_ok()).map(|row| row.net_fen).sum();
        let limit = match cause {
            "end" => results.runs[0].reserve_fen,
            // At the beginning of that day there was at most what was given until then.
            _ => results.time.iter().find(|row| row.day == 36).map_or(0, |row| row.pool_fen + row.injected_fen),
        };
        assert!(paid <= limit, "{cause}: {paid} of {limit}");
        for row in parts {
            assert!(row.net_fen <= row.gross_fen, "{row:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn members_never_receive_more_than_was_given(scenario in scenarios()) {
        check(&on_threads(&scenario, 1));
    }
}

#[test]
fn the_examples_add_up_too() {
    for name in ["steady-local-life.toml", "growth-then-stop.toml", "injection.toml", "wash-trading.toml"] {
        let path = repository().join("examples/scenarios").join(name);
        Source::read(&path).unwrap();
        check(&on_threads(&std::fs::read_to_string(path).unwrap(), 2));
    }
}
