//! The parts of the mechanism that not every scenario uses: the fund, levels and dividends, old debts, a closing. Each worked
//! by hand once, and what holds whatever a scenario does with all of them.

use crate::stage::{RULES, equal, only, simulate, source, tenths};
use proptest::prelude::*;
use ratchet_sim::results::{ClosingRow, DebtRow};
use ratchet_sim::{Results, files};
use std::fs;
use std::path::Path;

/// The orders of a file, one a line.
fn traced(orders: &str, head: &str, tables: &str) -> Results {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("orders.csv");
    fs::write(&file, format!("time,member,amount\n{orders}")).unwrap();
    simulate(&format!(
        "{head}\n[trace]\nfile = '{}'\n[arrivals]\nkind = 'trace'\n[[merchants]]\nplan = 'store'\n{tables}",
        file.display()
    ))
}

/// Orders of 100.00 under the rules of `examples/fund.toml`, the money of a fund on day 0.
fn funded(amount_fen: u32, orders: u32) -> Results {
    simulate(&format!(
        "days = 2\nstarts_on = '2027-01-01'\nrules = '../fund.toml'\n[arrivals]\nkind = 'constant'\n\
         orders_per_day = {orders}\nstop_on_day = 1\n[members]\nnew_bp = 10000\n[spend]\nkind = 'fixed'\n\
         amount_fen = 10000\n[[merchants]]\nplan = 'store'\n[[shocks]]\nkind = 'funding'\non_day = 0\n\
         amount_fen = {amount_fen}"
    ))
}

#[test]
fn the_order_of_the_example_is_subsidised_to_the_fen() {
    // examples/fund.toml: 16.00 to the pool, 2.00 subsidy, 0.80 drip; the price is 1.00061921 afterwards.
    let results = funded(50_000_000, 1);
    let (run, fund) = (only(&results), &results.fund[0]);
    assert_eq!((fund.subsidy_fen, fund.drip_fen, fund.granted_fen, fund.left_fen), (200, 80, 0, 49_999_720));
    assert_eq!((run.price_e8, run.reserve_fen, run.pool_fen), (100_061_921, 1_001_880, 1_600));
    assert_eq!((fund.ran_out_day, fund.last_day, fund.price_then_e8), (None, Some(0), Some(100_061_921)));
    // 16.00 of 100.00 without the fund, 18.80 with it.
    assert_eq!((fund.most_back_per_100_fen, fund.most_back_without_per_100_fen), (1_880, Some(1_600)));
    assert_eq!(run.most_back_per_100_fen, 1_880);
    let of_fund = results.summary.fund.as_ref().unwrap();
    assert_eq!((of_fund.most_back_without_per_100.unwrap().p50, of_fund.ran_out_runs), (16.0, 0));
}

#[test]
fn a_fund_that_runs_out_gives_what_is_left_and_says_when() {
    // 2.80 for the first order; of the 2.20 that are left the second gets 2.00 and 0.20, the third nothing.
    let fund = &funded(500, 3).fund[0];
    assert_eq!((fund.subsidy_fen, fund.drip_fen, fund.left_fen), (400, 100, 0));
    assert_eq!((fund.ran_out_day, fund.last_day), (Some(0), Some(0)));
}

#[test]
fn a_fund_ends_with_its_last_day() {
    let text = "days = 3\nstarts_on = 'START'\nrules = '../fund.toml'\n[arrivals]\nkind = 'constant'\n\
                orders_per_day = 1\n[members]\nnew_bp = 10000\n[spend]\nkind = 'fixed'\namount_fen = 10000\n\
                [[merchants]]\nplan = 'store'\n[[shocks]]\nkind = 'funding'\non_day = 0\namount_fen = 100000";
    // The last day of both is 2027-12-31.
    let row = |start| simulate(&text.replace("START", start)).fund[0].clone();
    assert_eq!((row("2027-12-30").subsidy_fen, row("2027-12-30").last_day), (400, Some(1)));
    assert_eq!((row("2028-01-01").left_fen, row("2028-01-01").last_day), (100_000, None));
}

const LEVELS: &str = "
[rules]
initial_price_fen = 100
mint_bp = 7000
redemption_fee_bp = 2000
[rules.plans.store]
margin = 'take'
take_bp = 3000
[rules.plans.store.split]
platform = { basis = 'amount', bp = 400 }
distribution = { basis = 'amount', bp = 1000 }
[rules.levels]
mode = 'report'
depth = 10
team_depth = 10
[[rules.levels.steps]]
rate_bp = 200
own_spend_fen = 100000
[rules.dividends]
dividend_bp = 1000
weight = 'fixed'
[agents]
shareholders = 3
[referral]
kind = 'random'
referred_bp = 10000
";

#[test]
fn months_close_on_the_calendar_and_state_what_levels_would_bring() {
    // Both reach V1 in January (1000.00 of their own); b was referred by a. Of February's orders that of b brings a 2 % of 500.00.
    let orders = "2027-01-05,a,1000.00\n2027-01-06,b,1000.00\n2027-02-03,b,500.00\n2027-02-04,a,700.00\n";
    let play = |rules: &str| traced(orders, "days = 60\nstarts_on = '2027-01-05'", rules);
    let results = play(LEVELS);
    let row = &results.concentration[0];
    assert_eq!((row.months, row.members, row.earners, row.top_members), (2, 2, 1, 1));
    assert_eq!((row.reported_fen, row.paid_fen, row.top_fen), (1_000, 0, 1_000));
    let levels: Vec<_> = results.levels.iter().map(|row| (row.level, row.differential_reported_fen)).collect();
    assert_eq!(levels, [(0, 0), (1, 1_000)]);
    // Nobody spent 1000.00 in February: nobody holds V1 from March on.
    assert_eq!((results.levels[0].members, results.levels[1].members), (2, 0));
    assert_eq!(only(&results).awards_fen, 0, "a report pays nothing");
    // A tenth of 4 % of 3200.00, shared by three: 12.80.
    let dividends = &results.dividends[0];
    assert_eq!((dividends.months, dividends.holders, dividends.shared_fen, dividends.pot_fen), (2, 3, 1_280, 0));
    // Paid, it is the same to the fen.
    let paid = play(&LEVELS.replace("'report'", "'pay'"));
    assert_eq!((paid.concentration[0].paid_fen, paid.concentration[0].reported_fen), (1_000, 0));
    assert_eq!(only(&paid).awards_fen, 1_000);
    // A month that is not over is not closed.
    let early = traced(orders, "days = 54\nstarts_on = '2027-01-05'", LEVELS);
    assert_eq!((early.concentration[0].months, early.concentration[0].reported_fen), (1, 0));
    let over = traced(orders, "days = 55\nstarts_on = '2027-01-05'", LEVELS);
    assert_eq!(over.concentration[0].months, 2, "the month that ends with the run is closed");
}

/// Everybody who joins is owed 40.00 and converts it the next morning.
fn with_debts(orders: &str, days: u32) -> Results {
    let head = format!("days = {days}\nrules = '../old-debts.toml'");
    let tables = "[[shocks]]\nkind = 'funding'\non_day = 0\namount_fen = 100000\n[old_debts]\nshare_bp = 10000\n\
                  convert_bp_per_day = 10000\n[old_debts.claim]\nkind = 'fixed'\namount_fen = 4000";
    traced(orders, &head, tables)
}

#[test]
fn coins_pay_of_the_order_of_the_example_to_the_fen() {
    // Twenty orders give the platform 80.00; the next one is that of examples/old-debts.toml.
    let many = "2027-01-01,a,100.00\n".repeat(20);
    let results = with_debts(&format!("{many}2027-01-02,a,100.00\n"), 2);
    let row = &results.debts[0];
    assert_eq!((row.claimants, row.claimed_fen, row.owed_fen, row.goods_fen), (1, 4_000, 0, 4_000));
    assert_eq!((row.coin_orders, row.unpaid_orders, row.to_merchants_fen), (1, 0, 3_200));
    assert_eq!(only(&results).spent_fen, 206_000, "coins are no money");
    // 12.00 out of the fund, all locked; what flooring leaves of it is at most a fen.
    assert_eq!((results.fund[0].granted_fen, row.points_free_units), (1_200, 0));
    assert!((1_199..=1_200).contains(&row.points_worth_fen) && row.points_locked_units > 0, "{row:?}");
    // A tenth is released thirty days later.
    let later = with_debts(&format!("{many}2027-01-02,a,100.00\n"), 33).debts[0].clone();
    let all = later.points_locked_units + later.points_free_units;
    assert_eq!((all, later.points_free_units), (row.points_locked_units, all / 10));
}

#[test]
fn coins_cannot_pay_where_the_platform_has_too_little() {
    // One order leaves it 4.00 and coins would need 32.00: the member pays money and the debt stays.
    let results = with_debts("2027-01-01,a,100.00\n2027-01-02,a,100.00\n", 2);
    let row = &results.debts[0];
    assert_eq!((row.coin_orders, row.unpaid_orders, row.owed_fen, row.coins_fen), (0, 1, 4_000, 4_000));
    assert_eq!((only(&results).spent_fen, only(&results).orders), (20_000, 2));
    assert!(results.summary.refused.is_empty(), "{:?}", results.summary.refused);
}

#[test]
fn everybody_is_paid_at_one_price() {
    // 300.00 for 210 points, 300.00 more for 147: 600.00 ÷ 357 = 1.68067226.
    let results = simulate(
        &equal(4, 2, "", "[closing]\non_day = 1").replace("orders_per_day = 2", "orders_per_day = 2\nstop_on_day = 1"),
    );
    let row = |group: &str| results.closing.iter().find(|row| row.group == group).unwrap().clone();
    let held = row("held");
    assert_eq!((held.day, held.members, held.spent_fen, held.before_fen), (1, 2, 200_000, 0));
    assert_eq!((held.price_before_e8, held.price_e8), (168_067_226, Some(168_067_226)));
    // ⌊352.941…⌋ and ⌊247.058…⌋; a fen is left for the platform.
    assert_eq!((held.closing_fen, held.to_platform_fen), (59_999, 1));
    assert_eq!((held.back_per_100_fen, held.back_per_100_p10_fen, held.back_per_100_p90_fen), {
        (Some(2_999), Some(2_470), Some(3_529))
    });
    assert_eq!((row("sold").members, row("nothing").members), (0, 0));
    let run = only(&results);
    assert_eq!((run.sold_fen, run.reserve_fen, run.supply_units), (59_999, 0, 0));
    assert_eq!((run.most_back_per_100_fen, run.back_per_100_fen), (3_000, 2_999));
    assert!(results.queue.is_empty(), "nobody holds anything any more");
}

#[test]
fn a_closing_shares_the_founding_deposit_out() {
    let founding = RULES.replace("redemption_fee_bp = 2000", "redemption_fee_bp = 2000\nfounding_fen = 30000");
    let text =
        equal(10, 4, "", "[[selling]]\nkind = 'hazard'\nshare_bp = 5000\nbp_per_day = 3000\n[closing]\non_day = 6")
            .replace(RULES, &founding);
    let results = simulate(&text);
    let held = &results.closing[0];
    assert!(held.price_e8.unwrap() > held.price_before_e8 && held.founding_fen > 30_000, "{held:?}");
    assert!(results.closing[1].members > 0, "some sold before");
    let run = only(&results);
    assert_eq!(run.orders, 24, "six days of orders");
    assert!(run.back_per_100_fen <= run.most_back_per_100_fen, "{run:?}");
    // Time stands still behind it.
    let after: Vec<_> = results.time.iter().filter(|row| row.day > 6).map(|row| (row.orders, row.sold_fen)).collect();
    assert!(after.windows(2).all(|pair| pair[0] == pair[1]) && after[0].1 == run.sold_fen, "{after:?}");
}

/// Scenarios with all parts at once.
fn scenarios() -> impl Strategy<Value = String> {
    let fund = (0u32..800, 0u32..3_000, prop_oneof![Just(2_000u32), Just(300_000), Just(50_000_000)], 0u32..30);
    let coins = (1u32..9_999, 1u32..5_000, 0u32..=10_000, 0u32..=10_000, 1u32..5);
    let levels = (prop_oneof![Just("report"), Just("pay")], 1u32..500, 0u32..40_000, 0u32..5);
    let closing = prop_oneof![Just(None), (1u32..69, 0u32..10).prop_map(Some)];
    let people = (500u32..=10_000, 0u32..=10_000, 0u32..600, 1u32..20);
    let other = (0u32..=4_000, prop_oneof![Just(0i64), Just(300_000)], any::<u32>());
    (fund, coins, levels, closing, people, other).prop_map(|(fund, coins, levels, closing, people, other)| {
        let (subsidy, drip, amount, on_day) = fund;
        let (coin_max, grant, share, convert, tranches) = coins;
        let (mode, rate, own_spend, shareholders) = levels;
        let (new, referred, hazard, orders) = people;
        let (fee, founding, seed) = other;
        let closing = closing.map_or_else(String::new, |(on_day, notice): (u32, u32)| {
            format!("[closing]\non_day = {on_day}\nnotice_days = {}\n", notice.min(on_day))
        });
        // No subsidy may pay buyers: (1 − fee)·(a + s) + awards ≤ C with C = 30 %, a = 16 %, awards and levels of at most 10 %.
        let subsidy = subsidy.min((2_000 * 10_000 / (10_000 - fee)).saturating_sub(1_600));
        let outflow = |bp: u32| format!("{{ bp = {bp}, order_max_fen = 2000, day_max_fen = 9000, last_day = '2027-02-20' }}");
        let ways = [(subsidy, "subsidy"), (drip, "drip")].into_iter().filter(|(bp, _)| *bp > 0);
        let ways: Vec<String> = ways.map(|(bp, name)| format!("{name} = {}", outflow(bp))).collect();
        let ways = ways.join("\n");
        format!(
            "seed = {seed}\ndays = 70\nstarts_on = '2027-01-10'\n[arrivals]\nkind = 'constant'\n\
             orders_per_day = {orders}\nspread = 'poisson'\n[members]\nnew_bp = {new}\n[spend]\nkind = 'lognormal'\n\
             median_fen = 9000\nsigma = 1.5\nmost_fen = 10000000\n[referral]\nkind = 'random'\nreferred_bp = {referred}\n\
             [agents]\nshareholders = {shareholders}\nrecruiters = 1\n[[merchants]]\nplan = 'store'\n[[selling]]\n\
             kind = 'hazard'\nshare_bp = 6000\nbp_per_day = {hazard}\n[[shocks]]\nkind = 'funding'\n\
             on_day = {on_day}\namount_fen = {amount}\n[[shocks]]\nkind = 'refund_wave'\non_day = 40\nwindow_days = 20\n\
             share_bp = 3000\n[old_debts]\nshare_bp = {share}\nconvert_bp_per_day = {convert}\n[old_debts.claim]\n\
             kind = 'lognormal'\nmedian_fen = 20000\nsigma = 1.0\n{closing}[rules]\ninitial_price_fen = 100\n\
             mint_bp = 7000\nredemption_fee_bp = {fee}\nfounding_fen = {founding}\n[rules.cap]\nmultiple_bp = 12000\n\
             [rules.plans.store]\nmargin = 'take'\ntake_bp = 3000\n[rules.plans.store.split]\n\
             platform = {{ basis = 'amount', bp = 400 }}\ndistribution = {{ basis = 'amount', bp = 1000 }}\n\
             [rules.plans.store.awards]\nrecruiter_bp = 100\n[rules.levels]\nmode = '{mode}'\ndepth = 10\n\
             team_depth = 10\npeer_bp = 50\n[[rules.levels.steps]]\nrate_bp = {rate}\nown_spend_fen = {own_spend}\n\
             [rules.dividends]\ndividend_bp = 1000\nweight = 'turnover'\n[rules.coins]\ncoin_max_bp = {coin_max}\n\
             [rules.coins.points]\ngrant_bp = {grant}\ntarget_bp = 10000\ntranches = {tranches}\ntranche_days = 7\n[rules.fund]\n{ways}"
        )
    })
}

fn check(results: &Results) {
    let run = only(results);
    let fund = &results.fund[0];
    let from_fund = fund.subsidy_fen + fund.drip_fen + fund.granted_fen;
    assert_eq!(fund.funded_fen, from_fund + fund.left_fen);
    assert!(fund.left_fen >= 0 && fund.of_fund_fen <= from_fund && fund.of_fund_fen <= fund.received_fen, "{fund:?}");
    let received = run.sold_fen + run.exited_fen;
    assert_eq!(fund.received_fen, received);
    assert!(received <= fund.most_back_fen && run.back_per_100_fen <= run.most_back_per_100_fen, "{run:?} {fund:?}");
    let closed = !results.closing.is_empty();
    if !closed {
        assert_eq!(
            fund.most_back_fen,
            run.pool_fen + run.injected_fen + from_fund,
            "the pool's share and the fund's money"
        );
    }
    for pair in results.time.windows(2) {
        assert!(pair[0].price_e8 <= pair[1].price_e8, "the price never falls: {pair:?}");
    }
    check_debts(&results.debts[0], received);
    let levels = &results.concentration[0];
    let by_level: i64 = results.levels.iter().map(|row| row.differential_paid_fen + row.same_level_paid_fen).sum();
    assert!(levels.top_fen <= levels.reported_fen + levels.paid_fen && levels.earners <= levels.members);
    assert!(by_level == levels.paid_fen && levels.paid_fen <= run.awards_fen, "{levels:?} {run:?}");
    assert_eq!(results.levels.iter().map(|row| row.members).sum::<u64>(), run.members);
    let dividends = &results.dividends[0];
    assert_eq!(dividends.accrued_fen, dividends.shared_fen + dividends.pot_fen);
    let members: u64 = tenths(results).iter().map(|row| row.members).sum();
    assert_eq!(members, run.members);
    let sellers: i64 = results.sellers.iter().map(|row| row.received_fen).sum();
    assert_eq!(sellers, received, "behaviours add up");
    if closed {
        let sum = |of: fn(&ClosingRow) -> i64| results.closing.iter().map(of).sum::<i64>();
        assert_eq!(results.closing.iter().map(|row| row.members).sum::<u64>(), members, "everybody is in a group");
        assert_eq!((sum(|row| row.spent_fen), sum(|row| row.before_fen + row.closing_fen)), (run.spent_fen, received));
        assert_eq!((results.closing[1].closing_fen, run.reserve_fen, run.supply_units), (0, 0, 0));
    }
}

fn check_debts(debts: &DebtRow, received: i64) {
    assert_eq!(debts.owed_fen, debts.unconverted_fen + debts.coins_fen);
    assert_eq!(debts.claimed_fen, debts.owed_fen + debts.goods_fen);
    assert!(debts.to_merchants_fen <= debts.goods_fen, "{debts:?}");
    assert!(debts.points_received_fen <= received && debts.points_locked_units >= 0 && debts.points_free_units >= 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn members_never_receive_more_than_pool_and_fund_gave(scenario in scenarios()) {
        check(&simulate(&scenario));
    }
}

#[test]
fn a_fund_without_a_date_is_refused() {
    let fund = "[rules.fund.drip]\nbp = 10\norder_max_fen = 9\nday_max_fen = 99\nlast_day = '2027-12-31'\n";
    let shock = "[[shocks]]\nkind = 'funding'\non_day = 0\namount_fen = 5\n";
    let error = source(&equal(5, 1, "", &format!("{fund}{shock}"))).unwrap_err();
    assert_eq!(error.code(), "scenario_key_missing");
    assert!(error.to_string().contains("starts_on: is needed") && error.to_string().contains("last day"), "{error}");
    source(&equal(5, 1, "starts_on = '2027-01-01'", &format!("{fund}{shock}"))).unwrap();
}

/// The tables in a folder.
fn tables(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| name.strip_suffix(".csv").map(str::to_owned)).collect();
    names.sort();
    names
}

#[test]
fn tables_of_parts_are_documented_and_go_away_with_them() {
    let document = fs::read_to_string(crate::stage::repository().join("docs/simulator.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let with = "2027-01-05,a,1000.00\n";
    files::write(&traced(with, "days = 2", LEVELS), dir.path()).unwrap();
    files::write(&with_debts(with, 2), &dir.path().join("debts")).unwrap();
    files::write(&simulate(&equal(2, 1, "", "[closing]\non_day = 1")), &dir.path().join("closing")).unwrap();
    for (folder, names) in
        [("", &["levels", "concentration", "dividends"][..]), ("debts", &["fund", "debts"]), ("closing", &["closing"])]
    {
        for name in names {
            let text = fs::read_to_string(dir.path().join(folder).join(format!("{name}.csv"))).unwrap();
            assert!(document.contains(&format!("### {name}")) || document.contains(&format!(", {name}")), "{name}");
            for column in text.lines().next().unwrap().split(',') {
                assert!(document.contains(&format!("`{column}`")), "{name}.{column} is not documented");
            }
        }
    }
    assert!(tables(dir.path()).contains(&"levels".to_owned()));
    files::write(&simulate(&equal(2, 1, "", "")), dir.path()).unwrap();
    assert_eq!(tables(dir.path()).len(), 11, "{:?}", tables(dir.path()));
    assert!(!dir.path().join("levels.parquet").exists());
}
