//! One run of a scenario: day by day, from the first order to the last, and what everybody would get then.

use crate::draw::{Draw, Purpose};
use crate::error::SimError;
use crate::results::{QueueRow, TimeRow};
use crate::scenario::{Scenario, Source};
use crate::scene::Scene;
use crate::selling::Selling;
use crate::selling::bank_run::everybody_sells;
use crate::shocks::Shock;
use crate::tally::{self, Tally};
use std::sync::atomic::{AtomicBool, Ordering};

/// Which run it is: the point of the sweep and the number of the run.
pub(crate) type Tag = (u32, u32);

/// How a run is watched and stopped.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    /// Told how many orders more are done.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
    /// Whether to stop.
    pub(crate) is_stopped: &'a AtomicBool,
}

/// Progress is told after so many orders.
const PROGRESS_ORDERS: u64 = 16_384;

/// A run in the making.
struct Run<'a> {
    scenario: &'a Scenario,
    tag: Tag,
    scene: Scene,
    arrivals: crate::arrivals::Arrivals,
    selling: Selling,
    shocks: Vec<Shock>,
    arrival_draw: Draw,
    buyer_draw: Draw,
    spend_draw: Draw,
    selling_draw: Draw,
    shock_draw: Draw,
    /// Orders of the trace that came.
    traced: usize,
    time: Vec<TimeRow>,
    queue: Vec<QueueRow>,
}

/// Plays one run; nothing when it was stopped.
pub(crate) fn play(
    source: &Source,
    scenario: &Scenario,
    tag: Tag,
    watch: Watch<'_>,
) -> Result<Option<Tally>, SimError> {
    let opened = Scene::open(scenario, tag.1);
    let scene = opened.map_err(|(key, rejection)| {
        let message = format!("the engine refuses it: {rejection} [{}]", rejection.code());
        source.fault("scenario_value_invalid", &key, &message)
    })?;
    let draw = |purpose| Draw::of(scenario.seed, tag.1, purpose);
    let run = Run {
        scenario,
        tag,
        scene,
        arrivals: scenario.arrivals.clone(),
        selling: scenario.selling.clone(),
        shocks: scenario.shocks.clone(),
        arrival_draw: draw(Purpose::Arrivals),
        buyer_draw: draw(Purpose::Buyers),
        spend_draw: draw(Purpose::Spend),
        selling_draw: draw(Purpose::Selling),
        shock_draw: draw(Purpose::Shocks),
        traced: 0,
        time: Vec::new(),
        queue: Vec::new(),
    };
    Ok(run.play(watch))
}

impl Run<'_> {
    fn play(mut self, watch: Watch<'_>) -> Option<Tally> {
        let days = self.scenario.days;
        let (mut done, mut bucket) = (0, 0_u32);
        self.note(0);
        for day in 0..days {
            let before = self.scene.town.programme().orders;
            self.day(day, watch)?;
            done += self.scene.town.programme().orders - before;
            // Bucket b ends with day ⌈(b + 1)·days/buckets⌉.
            if u64::from(day + 1) * u64::from(self.scenario.buckets) >= u64::from(bucket + 1) * u64::from(days) {
                bucket += 1;
                self.note(day + 1);
            }
            if done >= PROGRESS_ORDERS || day + 1 == days {
                (watch.progress)(done);
                done = 0;
            }
        }
        Some(self.finish())
    }

    /// One day: shocks first, then the orders, then whoever sells, then a bank run. Nothing when it was stopped.
    fn day(&mut self, day: u32, watch: Watch<'_>) -> Option<()> {
        self.scene.begin(day);
        if self.scene.is_closed() {
            return Some(());
        }
        for shock in &mut self.shocks {
            shock.act(&mut self.scene, &mut self.shock_draw);
        }
        if self.arrivals.is_trace() {
            self.traced_orders(day, watch)?;
        } else {
            self.drawn_orders(day, watch)?;
        }
        self.scene.book_placed();
        self.selling.evening(&mut self.scene, &mut self.selling_draw);
        for bank_run in self.selling.bank_runs_on(day) {
            let taken = everybody_sells(&mut self.scene, bank_run.queue, &mut self.selling_draw);
            let rows = taken.into_iter().map(|(place, taken)| taken.row(self.tag, "scenario", day, place));
            self.queue.extend(rows);
        }
        self.scene.evening();
        Some(())
    }

    fn drawn_orders(&mut self, day: u32, watch: Watch<'_>) -> Option<()> {
        let Some(spend) = &self.scenario.spend else { return Some(()) };
        for number in 0..self.arrivals.on(day, &mut self.arrival_draw) {
            stop_now_and_then(number, watch)?;
            let buyer = self.scene.buyers.next(&mut self.buyer_draw);
            let amount = spend.next(&mut self.spend_draw);
            self.scene.order(buyer, amount);
        }
        Some(())
    }

    fn traced_orders(&mut self, day: u32, watch: Watch<'_>) -> Option<()> {
        let Some(trace) = &self.scenario.trace else { return Some(()) };
        while let Some(order) = trace.orders.get(self.traced).filter(|order| order.day <= day) {
            stop_now_and_then(self.traced as u64, watch)?;
            self.traced += 1;
            if self.arrivals.is_open(order.day) {
                self.scene.order(self.scene.buyers.of_number(order.member), order.amount);
            }
        }
        Some(())
    }

    /// Takes note of the accounts when `days` have passed.
    fn note(&mut self, days: u32) {
        if !self.scenario.is_counted {
            return;
        }
        let fee = self.scene.fee();
        let Scene { town, census, .. } = &mut self.scene;
        let programme = town.programme();
        census.note_break_even(programme, fee, days);
        self.time.push(tally::time_row(self.tag, days, programme, census));
    }

    /// Counts everything, then lets everybody sell.
    fn finish(mut self) -> Tally {
        self.scene.end(self.scenario.days);
        let mut tally = Tally::of(self.tag, self.scenario, &self.scene);
        tally.time = self.time;
        if self.scenario.is_counted {
            let taken = everybody_sells(&mut self.scene, self.scenario.end_queue, &mut self.selling_draw);
            let days = self.scenario.days;
            self.queue.extend(taken.into_iter().map(|(place, taken)| taken.row(self.tag, "end", days, place)));
        }
        tally.take_queue(self.queue);
        tally
    }
}

/// Nothing when it was stopped; looked at only now and then.
fn stop_now_and_then(number: u64, watch: Watch<'_>) -> Option<()> {
    if number.is_multiple_of(1_024) && watch.is_stopped.load(Ordering::Relaxed) { None } else { Some(()) }
}
