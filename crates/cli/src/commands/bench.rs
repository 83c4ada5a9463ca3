//! `ratchet bench`.

use crate::arguments::Bench;
use crate::failure::Failure;
use crate::output::{self, Figures, count, say};
use ratchet_bench::{
    Distribution, HttpReport, ListenersReport, Load, Machine, MonthsReport, Options, Report, SimulatorReport,
    StartReport, TranchesReport, Waits, run, run_http, run_listeners, run_months, run_simulator, run_start,
    run_tranches,
};
use rust_i18n::t;
use serde::Serialize;

/// Orders of the engine's workload, unless told.
const ORDERS: u32 = 1_000_000;

pub(crate) fn bench(asked: &Bench, json: bool) -> Result<(), Failure> {
    let usual = match asked.part.as_str() {
        "sim" => asked.members.saturating_mul(10),
        "tranches" => asked.members,
        _ => ORDERS,
    };
    let options = Options {
        members: asked.members,
        merchants: asked.merchants,
        orders: asked.orders.unwrap_or(usual),
        seed: asked.seed,
        distribution: if asked.distribution == "zipf" { Distribution::Zipf } else { Distribution::Uniform },
        group: asked.group as usize,
        dir: asked.disk.clone(),
    };
    let watch = |part| say(t!("bench.measuring", part = part));
    match asked.part.as_str() {
        "sim" => tell(&run_simulator(&options, watch)?, json, of_simulator),
        "http" => tell(&run_http(&options, watch)?, json, of_http),
        "listeners" => tell(&run_listeners(&options, asked.listeners as usize, watch)?, json, of_listeners),
        "start" => tell(&run_start(&options, watch)?, json, of_start),
        "months" => tell(&run_months(&options, watch)?, json, of_months),
        "tranches" => tell(&run_tranches(&options, watch)?, json, of_tranches),
        _ => tell(&run(&options, watch)?, json, of_engine),
    }
}

fn tell<R: Serialize>(report: &R, json: bool, figures_of: fn(&R) -> Figures) -> Result<(), Failure> {
    if json { output::json(report) } else { figures_of(report).print() }
}

/// As every report begins: on what, and with how much.
fn figures(machine: &Machine, options: &Options) -> Figures {
    let Options { members, merchants, orders, .. } = options;
    Figures::new()
        .row("bench.machine", format!("{}, {} cores, {} MiB", machine.processor, machine.cores, machine.memory_mib))
        .row("bench.sync", format!("{} / {} µs", machine.sync_median_us, machine.sync_p99_us))
        .row("bench.workload", format!("{members} / {merchants} / {orders}"))
        .row("bench.drawn", format!("{:?}, seed {}", options.distribution, options.seed))
}

fn of_engine(report: &Report) -> Figures {
    let Report { machine, options, memory, engine, durable, replay } = report;
    let (slowest, fastest) = engine.slowest_and_fastest;
    figures(machine, options)
        .row("bench.engine", count(engine.orders_per_second))
        .row("bench.spread", format!("{} – {}", count(slowest), count(fastest)))
        .row("bench.member_bytes", count(memory.bytes_per_member))
        .row("bench.position_bytes", count(memory.bytes_per_position))
        .row("bench.settled_bytes", count(memory.bytes_per_settled_order))
        .row("bench.refundable_bytes", count(memory.bytes_per_refundable_order))
        .row(
            "bench.without",
            engine.without.iter().map(|figure| count(figure.orders_per_second)).collect::<Vec<_>>().join(" / "),
        )
        .row("bench.durable", count(durable.orders_per_second))
        .row("bench.pace", count(durable.paced_orders_per_second))
        .row(
            "bench.wait",
            format!("{} / {} / {} µs", durable.order_median_us, durable.order_p99_us, durable.order_max_us),
        )
        .row("bench.replay", count(replay.records_per_second))
        .row("bench.record_bytes", count(replay.bytes_per_record))
        .row("bench.state", &engine.state_hash)
}

fn of_http(report: &HttpReport) -> Figures {
    let HttpReport { machine, options, connections, single, batch, reads, writes_beside } = report;
    let waits = |load: &Load| format!("{} / {} / {} µs", load.median_us, load.p99_us, load.max_us);
    let failed = single.failed + batch.failed + reads.failed + writes_beside.failed;
    figures(machine, options)
        .row("bench.connections", count(*connections as u64))
        .row("bench.single", count(single.per_second))
        .row("bench.single_wait", waits(single))
        .row("bench.batch", count(batch.per_second))
        .row("bench.batch_wait", waits(batch))
        .row("bench.reads", count(reads.per_second))
        .row("bench.reads_wait", waits(reads))
        .row("bench.writes_beside", count(writes_beside.per_second))
        .row("bench.writes_wait", waits(writes_beside))
        .row("bench.failed", count(failed))
}

fn of_listeners(report: &ListenersReport) -> Figures {
    let ListenersReport { machine, options, orders, .. } = report;
    let (median, p99, max) = (report.spread_median_us, report.spread_p99_us, report.spread_max_us);
    let hertz = report.per_listener_millihertz;
    figures(machine, options)
        .row("bench.listeners", count(report.listeners as u64))
        .row("bench.listener_bytes", count(report.bytes_per_listener))
        .row("bench.messages", format!("{}.{:03}", hertz / 1_000, hertz % 1_000))
        .row("bench.listener_spread", format!("{median} / {p99} / {max} µs"))
        .row("bench.writes_beside", count(orders.per_second))
        .row("bench.writes_wait", format!("{} / {} / {} µs", orders.median_us, orders.p99_us, orders.max_us))
        .row("bench.failed", count(orders.failed))
}

fn of_start(report: &StartReport) -> Figures {
    let StartReport { machine, options, .. } = report;
    let milliseconds = |count_of: u64| format!("{} ms", count(count_of));
    let waits = |waits: &Waits| format!("{} / {} µs", waits.p99_us, waits.max_us);
    figures(machine, options)
        .row("bench.open", milliseconds(report.open_ms))
        .row("bench.records_behind", count(report.records_behind))
        .row("bench.replay_whole", milliseconds(report.replay_ms))
        .row("bench.records", count(report.records))
        .row("bench.snapshot_bytes", count(report.snapshot_bytes))
        .row("bench.snapshot", milliseconds(report.snapshot_ms))
        .row("bench.wait_before", waits(&report.before))
        .row("bench.wait_beside", waits(&report.beside))
}

fn of_months(report: &MonthsReport) -> Figures {
    let MonthsReport { machine, options, .. } = report;
    figures(machine, options)
        .row("bench.without_levels", count(report.plain_orders_per_second))
        .row("bench.with_levels", count(report.orders_per_second))
        .row("bench.closing", format!("{} ms", count(report.closing.all_ms)))
        .row("bench.pieces", count(report.closing.pieces))
        .row("bench.longest_piece", format!("{} µs", count(report.closing.longest_us)))
        .row("bench.stated", count(report.stated))
}

fn of_tranches(report: &TranchesReport) -> Figures {
    let TranchesReport { machine, options, released, ticks } = report;
    figures(machine, options)
        .row("bench.released", count(*released))
        .row("bench.ticks", format!("{} ms", count(ticks.all_ms)))
        .row("bench.pieces", count(ticks.pieces))
        .row("bench.longest_piece", format!("{} µs", count(ticks.longest_us)))
}

fn of_simulator(report: &SimulatorReport) -> Figures {
    let SimulatorReport { machine, options, .. } = report;
    figures(machine, options)
        .row("bench.plain", count(report.plain_orders_per_second))
        .row("bench.counted", count(report.counted_orders_per_second))
        .row("bench.members_at_the_end", count(report.members_at_the_end))
        .row("bench.member_bytes", count(report.bytes_per_member))
        .row("bench.many", count(report.many_orders_per_second))
        .row("bench.members_of_many", count(report.members_of_many))
}
