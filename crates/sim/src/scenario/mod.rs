//! A scenario: rules and behaviours, as an operator writes them in TOML.

mod bounds;
pub mod limits;
pub(crate) mod section;
mod source;
mod studies;

pub use bounds::Bounds;
pub use source::Source;
pub(crate) use studies::{Range, Studies};

use crate::arrivals::Arrivals;
use crate::buyers::Buyers;
use crate::calendar::Calendar;
use crate::error::SimError;
use crate::merchants::Merchants;
use crate::parts::{ClosingPlan, OldDebts};
use crate::referral::Referral;
use crate::selling::bank_run::Queue;
use crate::selling::{Assignment, Selling};
use crate::shocks::Shock;
use crate::spend::Spend;
use crate::trace::Trace;
use limits::{BEHAVIOURS_MAX, BUCKETS_MAX, DAYS_MAX, ORDERS_MAX, RUNS_MAX};
use ratchet_core::Rules;
use section::Section;
use std::sync::Arc;
use toml::Table;

/// One scenario with every parameter set.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) runs: u32,
    pub(crate) days: u32,
    pub(crate) buckets: u32,
    pub(crate) calendar: Calendar,
    pub(crate) rules: Rules,
    pub(crate) arrivals: Arrivals,
    pub(crate) buyers: Buyers,
    /// What orders are worth; the trace says it of its own.
    pub(crate) spend: Option<Spend>,
    pub(crate) referral: Referral,
    pub(crate) merchants: Merchants,
    pub(crate) selling: Selling,
    pub(crate) assignment: Assignment,
    pub(crate) shocks: Vec<Shock>,
    pub(crate) trace: Option<Arc<Trace>>,
    pub(crate) old_debts: Option<OldDebts>,
    pub(crate) closing: Option<ClosingPlan>,
    /// In what order everybody sells once orders stop at the end.
    pub(crate) end_queue: Queue,
    /// Whether it is kept what each member paid and received; only a benchmark goes without.
    pub(crate) is_counted: bool,
    pub(crate) studies: Studies,
}

impl Scenario {
    /// Reads the whole table of a scenario, in which the rules stand inline.
    pub(crate) fn read(whole: &Section<'_>, trace: Option<&Arc<Trace>>) -> Result<Self, SimError> {
        let seed = whole.integer_if("seed", 0..=i64::MAX)?.unwrap_or(1).unsigned_abs();
        let runs = whole.count_or("runs", 1..=u32::try_from(RUNS_MAX).unwrap_or(u32::MAX), 1)?;
        let rules = rules(whole)?;
        let arrivals = Arrivals::read(whole.section("arrivals")?)?;
        let days = days(whole, &arrivals, trace)?;
        let buckets = whole.count_or("buckets", 1..=BUCKETS_MAX, 100)?.min(days);
        let (buyers, spend) = demand(whole, &arrivals, trace)?;
        let referral = whole.section_if("referral")?.map(Referral::read).transpose()?.unwrap_or(Referral::NONE);
        let merchants = Merchants::read(whole.sections("merchants", BEHAVIOURS_MAX)?, whole, &rules)?;
        let selling = Selling::read(whole.sections("selling", BEHAVIOURS_MAX)?, whole)?;
        let shocks = whole.sections("shocks", BEHAVIOURS_MAX)?.into_iter().map(Shock::read);
        let mut shocks = shocks.collect::<Result<Vec<_>, _>>()?;
        let ways = selling.names().count();
        shocks.iter_mut().enumerate().for_each(|(place, shock)| shock.known_as(ways + place));
        let calendar = Calendar::read(whole)?;
        check_fund(whole, &rules, &shocks, calendar)?;
        let old_debts = old_debts(whole, &rules, trace)?;
        let closing = whole.section_if("closing")?.map(|section| ClosingPlan::read(section, days)).transpose()?;
        let end_queue = Queue::read(whole, "end_queue")?;
        let studies = Studies::read(whole)?;
        // Read by whoever opened the file.
        whole.value("trace");
        let assignment = selling.assignment();
        let scenario = Self {
            seed,
            runs,
            days,
            buckets,
            calendar,
            rules,
            arrivals,
            buyers,
            spend,
            referral,
            merchants,
            selling,
            assignment,
            shocks,
            trace: trace.cloned(),
            old_debts,
            closing,
            end_queue,
            is_counted: true,
            studies,
        };
        scenario.check_size(whole)?;
        Ok(scenario)
    }

    /// The names of all behaviours by number: ways of selling, then shocks.
    pub(crate) fn behaviours(&self) -> impl Iterator<Item = &str> {
        self.selling.names().chain(self.shocks.iter().map(Shock::name))
    }

    /// Orders of a run, as expected.
    pub(crate) fn orders(&self) -> u64 {
        let arriving = match &self.trace {
            Some(trace) if self.arrivals.is_trace() => trace.orders.len() as u64,
            _ => self.arrivals.in_all(self.closing.map_or(self.days, |closing| closing.on_day)),
        };
        arriving.saturating_add(self.shocks.iter().map(Shock::orders).sum())
    }

    /// Whether money comes into the fund.
    pub(crate) fn has_fund(&self) -> bool {
        self.shocks.iter().any(Shock::funds)
    }

    fn check_size(&self, whole: &Section<'_>) -> Result<(), SimError> {
        let orders = self.orders();
        if orders > ORDERS_MAX {
            let message = format!("{orders} orders in {} days: at most {ORDERS_MAX} are allowed", self.days);
            return Err(whole.fault("scenario_too_large", "arrivals", message));
        }
        Ok(())
    }
}

/// The rules, without anything that can never work.
fn rules(whole: &Section<'_>) -> Result<Rules, SimError> {
    let table: Table = match whole.value("rules") {
        Some(toml::Value::Table(table)) => table.clone(),
        _ => return Err(whole.fault("scenario_key_missing", "rules", "is needed: the path of a file, or a table")),
    };
    let rules: Rules = table.try_into().map_err(|error: toml::de::Error| whole.invalid("rules", error.message()))?;
    match rules.faults().first() {
        None => Ok(rules),
        Some(fault) => Err(whole.invalid(&format!("rules.{}", fault.place), &fault.message)),
    }
}

/// Refuses money for a fund that it could never leave, or of which no date says when it ends.
fn check_fund(whole: &Section<'_>, rules: &Rules, shocks: &[Shock], calendar: Calendar) -> Result<(), SimError> {
    let Some(place) = shocks.iter().position(Shock::funds) else { return Ok(()) };
    let flows = rules.fund.is_some_and(|fund| fund.subsidy.is_some() || fund.drip.is_some());
    if !flows && rules.coins.is_none_or(|coins| coins.points.is_none()) {
        let message =
            "\"funding\" is not allowed: the rules have none of [fund.subsidy], [fund.drip] and [coins.points]";
        return Err(whole.invalid(&format!("shocks.{place}.kind"), message));
    }
    if flows && !calendar.is_said() {
        let message = "is needed: the date of day 0, such as \"2027-01-01\"; subsidy and drip have a last day";
        return Err(whole.fault("scenario_key_missing", "starts_on", message));
    }
    Ok(())
}

/// Old debts, where the rules know coins.
fn old_debts(whole: &Section<'_>, rules: &Rules, trace: Option<&Arc<Trace>>) -> Result<Option<OldDebts>, SimError> {
    let Some(section) = whole.section_if("old_debts")? else { return Ok(None) };
    if rules.coins.is_none() {
        return Err(whole.invalid("old_debts", "the rules have no [coins]: leave the table out"));
    }
    OldDebts::read(section, trace).map(Some)
}

/// How long a run is: as said, or as long as the trace.
fn days(whole: &Section<'_>, arrivals: &Arrivals, trace: Option<&Arc<Trace>>) -> Result<u32, SimError> {
    let Some(trace) = trace.filter(|_| arrivals.is_trace()) else { return whole.count("days", 1..=DAYS_MAX) };
    let days = trace.days();
    if days > DAYS_MAX {
        let message = format!("the orders span {days} days: at most {DAYS_MAX} are allowed");
        return Err(whole.fault("trace_unusable", "trace.file", message));
    }
    whole.count_or("days", 1..=DAYS_MAX, days)
}

/// Who buys, and for how much. A trace says both of its own orders.
fn demand(
    whole: &Section<'_>,
    arrivals: &Arrivals,
    trace: Option<&Arc<Trace>>,
) -> Result<(Buyers, Option<Spend>), SimError> {
    if !arrivals.is_trace() {
        let buyers = Buyers::read(whole.section("members")?, trace.map(Arc::as_ref))?;
        return Ok((buyers, Some(Spend::read(whole.section("spend")?, trace)?)));
    }
    if trace.is_none() {
        return Err(whole.fault("scenario_key_missing", "trace", "is needed: arrivals of kind trace are its orders"));
    }
    for key in ["members", "spend"] {
        if whole.has(key) {
            return Err(whole.invalid(key, "a trace has its own: leave the table out"));
        }
    }
    Ok((Buyers::of_trace(), None))
}
