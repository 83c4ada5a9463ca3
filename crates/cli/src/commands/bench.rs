//! `ratchet bench`.

use crate::arguments::Bench;
use crate::failure::Failure;
use crate::output::{self, Figures, count, say};
use ratchet_bench::{Distribution, Options, Report, run};
use rust_i18n::t;

pub(crate) fn bench(asked: &Bench, json: bool) -> Result<(), Failure> {
    let options = Options {
        members: asked.members,
        merchants: asked.merchants,
        orders: asked.orders,
        seed: asked.seed,
        distribution: if asked.distribution == "zipf" { Distribution::Zipf } else { Distribution::Uniform },
        group: asked.group as usize,
        dir: asked.disk.clone(),
    };
    let report = run(&options, |part| say(t!("bench.measuring", part = part)))?;
    if json { output::json(&report) } else { show(&report) }
}

fn show(report: &Report) -> Result<(), Failure> {
    let Report { machine, options, engine, durable, replay } = report;
    let (slowest, fastest) = engine.slowest_and_fastest;
    Figures::new()
        .row("bench.machine", format!("{}, {} cores, {} MiB", machine.processor, machine.cores, machine.memory_mib))
        .row("bench.sync", format!("{} / {} µs", machine.sync_median_us, machine.sync_p99_us))
        .row("bench.workload", format!("{} / {} / {}", options.members, options.merchants, options.orders))
        .row("bench.drawn", format!("{:?}, seed {}", options.distribution, options.seed))
        .row("bench.engine", count(engine.orders_per_second))
        .row("bench.spread", format!("{} – {}", count(slowest), count(fastest)))
        .row("bench.member_bytes", count(engine.bytes_per_member))
        .row("bench.order_bytes", count(engine.bytes_per_order))
        .row("bench.durable", count(durable.orders_per_second))
        .row("bench.pace", count(durable.paced_orders_per_second))
        .row(
            "bench.wait",
            format!("{} / {} / {} µs", durable.order_median_us, durable.order_p99_us, durable.order_max_us),
        )
        .row("bench.replay", count(replay.records_per_second))
        .row("bench.record_bytes", count(replay.bytes_per_record))
        .row("bench.state", &engine.state_hash)
        .print()
}
