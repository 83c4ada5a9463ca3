//! Counts a finished run: who paid, who received, who waited for what.

use crate::census::{Census, MemberRow};
use crate::parts::out_of_fund;
use crate::per_hundred::per_hundred;
use crate::results::{
    ClosingRow, CohortRow, ConcentrationRow, DebtRow, DividendRow, FundRow, LevelRow, QueueRow, ReturnRow, RunRow,
    SellerRow, TimeRow, WaitRow,
};
use crate::run::Tag;
use crate::scenario::Scenario;
use crate::scene::Scene;
use crate::statistics::quantile::nearest_rank_by;
use ratchet_core::Fen;
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::totals::Totals;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bins of what came back per 100.00 spent begin here, in fen; those who got nothing stand by themselves.
const RETURN_BINS: [i64; 13] =
    [1, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 12_000, 15_000, 20_000, 30_000, 50_000];
/// Rows that a run has in the table of returns.
pub(crate) const RETURN_ROWS: u64 = 11 * 2 * (RETURN_BINS.len() as u64 + 1);
/// Bins of waiting times end here, in days.
const WAIT_BINS: [u32; 9] = [7, 30, 60, 90, 180, 365, 730, 1_460, u32::MAX];

/// What came of a run.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) run: RunRow,
    pub(crate) time: Vec<TimeRow>,
    pub(crate) cohorts: Vec<CohortRow>,
    pub(crate) sellers: Vec<SellerRow>,
    pub(crate) returns: Vec<ReturnRow>,
    pub(crate) waits: Vec<WaitRow>,
    pub(crate) queue: Vec<QueueRow>,
    pub(crate) fund: Option<FundRow>,
    pub(crate) levels: Vec<LevelRow>,
    pub(crate) concentration: Option<ConcentrationRow>,
    pub(crate) dividends: Option<DividendRow>,
    pub(crate) debts: Option<DebtRow>,
    pub(crate) closing: Vec<ClosingRow>,
    pub(crate) refused: BTreeMap<&'static str, u64>,
}

/// The accounts of a programme when `days` have passed.
pub(crate) fn time_row((point, run): Tag, days: u32, programme: &ProgrammeState, census: &Census) -> TimeRow {
    let totals = &programme.totals;
    TimeRow {
        point,
        run,
        day: days,
        orders: programme.orders,
        members: census.buyers().len() as u64,
        open_positions: programme.positions.open_count() as u64,
        exits: programme.exits,
        price_e8: price_e8(programme.price()),
        reserve_fen: programme.reserve.get(),
        supply_units: programme.supply.get(),
        ordered_fen: totals.orders.get(),
        pool_fen: totals.pool.get(),
        injected_fen: totals.injected.get(),
        sold_fen: (totals.redeemed + totals.closed).get(),
        exited_fen: totals.exited.get(),
        fees_fen: totals.fees.get(),
        awards_fen: totals.awards.get(),
        refunded_fen: totals.refunded.get(),
    }
}

/// CNY per point × 10⁸, floored, as a price is shown: `R·10¹⁴/S`.
pub(crate) fn price_e8(price: Price) -> i64 {
    let wide = |count: i64| u128::from(count.unsigned_abs());
    let scaled = wide(price.reserve.get()) * 100_000_000_000_000 / wide(price.supply.get()).max(1);
    i64::try_from(scaled).unwrap_or(i64::MAX)
}

/// What members received for points: what they sold, what the system sold at a cap or at a closing.
pub(crate) fn received(totals: &Totals) -> Fen {
    totals.redeemed + totals.exited + totals.closed
}

/// What entered the reserve and was not returned, beside the founding deposit.
pub(crate) fn entered(totals: &Totals) -> Fen {
    totals.pool - totals.returned + totals.injected + out_of_fund(totals)
}

/// The most that all members together can ever receive per 100.00 spent, `founding` of the deposit among it.
pub(crate) fn most_back(totals: &Totals, founding: Fen) -> i64 {
    per_hundred(entered(totals) + founding, totals.spent()).unwrap_or(0)
}

impl Tally {
    pub(crate) fn of(tag: Tag, scenario: &Scenario, scene: &Scene) -> Self {
        let (census, programme, parts) = (&scene.census, scene.town.programme(), &scene.parts);
        Self {
            run: run_row(tag, scene),
            time: Vec::new(),
            cohorts: cohorts(tag, census, programme),
            sellers: sellers(tag, scenario, scene),
            returns: returns(tag, census),
            waits: waits(tag, census),
            queue: Vec::new(),
            fund: parts.fund.map(|fund| fund.row(tag, scene)),
            levels: parts.months.as_ref().map(|months| months.levels(tag, scene)).unwrap_or_default(),
            concentration: parts.months.as_ref().and_then(|months| months.concentration(tag, scene)),
            dividends: parts.months.as_ref().and_then(|months| months.dividends(tag, scene)),
            debts: parts.debts.as_ref().map(|debts| debts.row(tag, scene)),
            closing: parts.closing.as_ref().map(|closing| closing.rows(tag, scene)).unwrap_or_default(),
            refused: scene.refused.clone(),
        }
    }

    /// The outcome of the run, and nothing that takes room.
    pub(crate) fn outcome_alone(self) -> Self {
        Self {
            run: self.run,
            time: Vec::new(),
            cohorts: Vec::new(),
            sellers: Vec::new(),
            returns: Vec::new(),
            waits: Vec::new(),
            queue: Vec::new(),
            fund: None,
            levels: Vec::new(),
            concentration: None,
            dividends: None,
            debts: None,
            closing: Vec::new(),
            refused: self.refused,
        }
    }

    /// Takes the queues of the run, of which the last is the one at its end.
    pub(crate) fn take_queue(&mut self, queue: Vec<QueueRow>) {
        let at = |place: &str| {
            let row = queue.iter().find(|row| row.cause == "end" && row.place == place);
            row.and_then(|row| row.net_per_100_fen)
        };
        (self.run.first_out_per_100_fen, self.run.last_out_per_100_fen) = (at("first"), at("last"));
        self.queue = queue;
    }
}

fn run_row((point, run): Tag, scene: &Scene) -> RunRow {
    let (census, programme) = (&scene.census, scene.town.programme());
    let totals = &programme.totals;
    RunRow {
        point,
        run,
        orders: programme.orders,
        refused: scene.refused.values().sum(),
        members: census.buyers().len() as u64,
        spent_fen: totals.spent().get(),
        pool_fen: totals.pool.get(),
        injected_fen: totals.injected.get(),
        sold_fen: (totals.redeemed + totals.closed).get(),
        exited_fen: totals.exited.get(),
        awards_fen: totals.awards.get(),
        exits: programme.exits,
        price_e8: price_e8(programme.price()),
        reserve_fen: programme.reserve.get(),
        supply_units: programme.supply.get(),
        most_back_per_100_fen: most_back(totals, scene.founding_given()),
        back_per_100_fen: per_hundred(received(totals), totals.spent()).unwrap_or(0),
        median_back_per_100_fen: median_back(census.buyers()),
        capped: count(census.buyers(), |row| row.days_to_cap().is_some()),
        broke_even: count(census.buyers(), |row| row.days_to_break_even().is_some()),
        first_out_per_100_fen: None,
        last_out_per_100_fen: None,
    }
}

/// What half of those who spent anything received at most for points, per 100.00 of their own.
fn median_back(members: &[MemberRow]) -> i64 {
    let mut back: Vec<i64> = members.iter().filter_map(|row| per_hundred(row.received(), row.spent())).collect();
    back.sort_unstable();
    nearest_rank_by(&back, 50).copied().unwrap_or(0)
}

fn count(rows: &[MemberRow], is_one: impl Fn(&MemberRow) -> bool) -> u64 {
    rows.iter().filter(|row| is_one(row)).count() as u64
}

fn sum(rows: &[MemberRow], of: impl Fn(&MemberRow) -> Fen) -> i64 {
    rows.iter().map(of).sum::<Fen>().get()
}

/// Who joined in a tenth, in order of joining.
fn tenth(census: &Census, decile: u32) -> Range<usize> {
    let (members, decile) = (census.buyers().len(), decile as usize);
    members * (decile - 1) / 10..members * decile / 10
}

fn cohorts(tag: Tag, census: &Census, programme: &ProgrammeState) -> Vec<CohortRow> {
    let tenths = (1..=10).map(|decile| {
        let range = tenth(census, decile);
        let members = range.clone().map(|place| census.handle(place));
        let points = members.map(|member| programme.price().value_of(programme.positions.points_of(member)));
        cohort(tag, decile, &census.buyers()[range], points.sum())
    });
    std::iter::once(cohort(tag, 0, census.staff(), Fen::ZERO)).chain(tenths).collect()
}

fn cohort((point, run): Tag, decile: u32, rows: &[MemberRow], worth: Fen) -> CohortRow {
    let days = |of: Wait| {
        let mut days: Vec<u32> = rows.iter().filter_map(of).collect();
        days.sort_unstable();
        (days.len() as u64, nearest_rank_by(&days, 50).copied())
    };
    let (broke_even, break_even_days_p50) = days(MemberRow::days_to_break_even);
    let (capped, cap_days_p50) = days(MemberRow::days_to_cap);
    CohortRow {
        point,
        run,
        decile,
        members: rows.len() as u64,
        spent_fen: sum(rows, MemberRow::spent),
        pool_fen: sum(rows, |row| row.pool),
        sold_fen: sum(rows, |row| row.sold),
        exited_fen: sum(rows, |row| row.exited),
        awards_fen: sum(rows, |row| row.awards),
        worth_fen: worth.get(),
        broke_even,
        break_even_days_p50,
        capped,
        cap_days_p50,
    }
}

fn sellers((point, run): Tag, scenario: &Scenario, scene: &Scene) -> Vec<SellerRow> {
    let row = |(number, behaviour): (usize, &str)| SellerRow {
        point,
        run,
        behaviour: behaviour.to_owned(),
        members: 0,
        spent_fen: 0,
        pool_fen: 0,
        commission_fen: scene.census.commission(number).get(),
        received_fen: 0,
        awards_fen: 0,
        worth_fen: 0,
    };
    let mut sellers: Vec<SellerRow> = scenario.behaviours().enumerate().map(row).collect();
    let programme = scene.town.programme();
    for (place, member) in scene.census.buyers().iter().enumerate() {
        let Some(seller) = sellers.get_mut(usize::from(member.behaviour)) else { continue };
        let points = programme.positions.points_of(scene.census.handle(place));
        seller.members += 1;
        seller.spent_fen += member.spent().get();
        seller.pool_fen += member.pool.get();
        seller.received_fen += member.received().get();
        seller.awards_fen += member.awards.get();
        seller.worth_fen += programme.price().value_of(points).get();
    }
    sellers
}

fn returns(tag: Tag, census: &Census) -> Vec<ReturnRow> {
    let mut rows = Vec::new();
    for decile in 0..=10 {
        let members = if decile == 0 { census.buyers() } else { &census.buyers()[tenth(census, decile)] };
        rows.extend(histogram(tag, decile, "points", members, MemberRow::received));
        rows.extend(histogram(tag, decile, "all", members, |row| row.received() + row.awards));
    }
    rows
}

fn histogram(
    (point, run): Tag,
    decile: u32,
    counted: &'static str,
    members: &[MemberRow],
    received: impl Fn(&MemberRow) -> Fen,
) -> Vec<ReturnRow> {
    let mut counts = [0; RETURN_BINS.len() + 1];
    for back in members.iter().filter_map(|row| per_hundred(received(row), row.spent())) {
        counts[RETURN_BINS.partition_point(|from| *from <= back)] += 1;
    }
    let row = |(bin, members): (usize, u64)| ReturnRow {
        point,
        run,
        decile,
        counted,
        from_fen: if bin == 0 { 0 } else { RETURN_BINS[bin - 1] },
        to_fen: if bin == 0 { Some(0) } else { RETURN_BINS.get(bin).copied() },
        members,
    };
    counts.into_iter().enumerate().map(row).collect()
}

/// Days that a member waited for something.
type Wait = fn(&MemberRow) -> Option<u32>;

fn waits((point, run): Tag, census: &Census) -> Vec<WaitRow> {
    let mut rows = Vec::new();
    let awaited: [(_, Wait); 2] = [("break_even", MemberRow::days_to_break_even), ("cap", MemberRow::days_to_cap)];
    for (awaited, days) in awaited {
        let mut counts = [0; WAIT_BINS.len()];
        let mut never = 0;
        for row in census.buyers() {
            match days(row) {
                Some(days) => counts[WAIT_BINS.partition_point(|to| *to < days).min(WAIT_BINS.len() - 1)] += 1,
                None => never += 1,
            }
        }
        let row = |(bin, members): (usize, u64)| WaitRow {
            point,
            run,
            awaited,
            after_days: Some(if bin == 0 { 0 } else { WAIT_BINS[bin - 1] }),
            to_days: Some(WAIT_BINS[bin]).filter(|days| *days != u32::MAX),
            members,
        };
        rows.extend(counts.into_iter().enumerate().map(row));
        rows.push(WaitRow { point, run, awaited, after_days: None, to_days: None, members: never });
    }
    rows
}
