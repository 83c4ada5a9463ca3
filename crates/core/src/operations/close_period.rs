//! Closes a month: computes levels, states what their awards came to, and shares the pot of dividends.
//!
//! What there is to do is done piece by piece: the first piece at once, the others by ticks, between other commands. What
//! it brings is in force with the last piece.

use crate::dividends::DividendPart;
use crate::engine::Step;
use crate::event::{Event, PeriodAdvanced, PeriodClosed, PeriodClosing, PeriodStated};
use crate::handle::{Member, Programme};
use crate::largest_remainder::share;
use crate::limits::{DIVIDENDS_MAX, PERIOD_STEPS_MAX, SPEND_MAX};
use crate::month::Month;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::rules::{DividendRules, ShareWeight};
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// What stating one member costs, in steps.
const STEPS_OF_STATEMENT: u64 = 8;

/// Arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ClosePeriod {
    /// The month.
    #[n(0)]
    pub month: Month,
    /// When it begins in the zone of the deployment.
    #[n(1)]
    pub begins: Time,
    /// When the next one begins there.
    #[n(2)]
    pub ends: Time,
}

impl ClosePeriod {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        self.check(state, step.asked.recorded_at)?;
        let orders = state.periods.orders.recorded_before(self.ends);
        let last_moment = Time::from_milliseconds(self.ends.milliseconds() - 1);
        let count = |count: usize| u32::try_from(count).map_err(|_| Rejection::LimitExceeded);
        let closing = PeriodClosing {
            programme,
            month: self.month,
            begins: self.begins,
            ends: self.ends,
            version: state.version_at(last_moment),
            orders: count(orders)?,
            members: count(step.state().directory.member_names.len())?,
        };
        step.emit(Event::PeriodClosing(closing))?;
        go_on(step, programme)
    }

    fn check(&self, state: &ProgrammeState, now: Time) -> Result<(), Rejection> {
        if !self.month.spans(self.begins, self.ends) {
            return Err(Rejection::PeriodBoundsInvalid);
        }
        if state.periods.closing.is_some() {
            return Err(Rejection::PeriodClosing);
        }
        if let Some(last) = state.periods.closed {
            if self.month <= last.month {
                return Err(Rejection::PeriodClosed);
            }
            if self.month != last.month.next() {
                return Err(Rejection::PeriodOutOfOrder);
            }
            // The zone of a deployment is fixed: the months follow each other without a gap.
            if self.begins != last.ends {
                return Err(Rejection::PeriodBoundsInvalid);
            }
        } else if state.periods.orders.recorded_before(self.begins) > 0 {
            return Err(Rejection::PeriodOutOfOrder);
        }
        if self.ends > now { Err(Rejection::PeriodOpen) } else { Ok(()) }
    }
}

/// Does the next piece of a closing.
pub(super) fn go_on(step: &mut Step<'_>, programme: Programme) -> Result<(), Rejection> {
    let Some(closing) = step.of(programme).periods.closing.as_deref() else { return Ok(()) };
    let (month, stated, members) = (closing.month, closing.stated, closing.members);
    let target = closing.steps.saturating_add(PERIOD_STEPS_MAX);
    let mut left = PERIOD_STEPS_MAX;
    if stated == Member(0) {
        // How far it is depends on what was journaled, never on how far the work happens to be.
        let is_worked_out = step.advance_period(programme, target);
        let work = step.of(programme).periods.work.as_deref();
        left = work.map_or(0, |work| target.saturating_sub(work.steps()));
        if !is_worked_out || left < STEPS_OF_STATEMENT {
            return step.emit(Event::PeriodAdvanced(PeriodAdvanced { programme, steps: target }));
        }
    } else {
        step.advance_period(programme, u64::MAX);
    }
    let most = u32::try_from(left / STEPS_OF_STATEMENT).unwrap_or(u32::MAX);
    let next = Member(members.min(stated.0.saturating_add(most)));
    let rows = match (step.state().period_seen(programme), step.of(programme).periods.work.as_deref()) {
        (Some(seen), Some(work)) => {
            (stated.0..next.0).filter_map(|member| work.statement(seen, Member(member))).collect()
        }
        _ => Vec::new(),
    };
    step.emit(Event::PeriodStated(PeriodStated { programme, month, rows, next }))?;
    if next.0 < members { Ok(()) } else { finish(step, programme, month) }
}

/// Puts the levels in force and shares the pot.
fn finish(step: &mut Step<'_>, programme: Programme, month: Month) -> Result<(), Rejection> {
    let state = step.of(programme);
    let (Some(work), Some(closing)) = (state.periods.work.as_deref(), state.periods.closing.as_deref()) else {
        return Ok(());
    };
    let (accrued, dividends) = (work.accrued(), &state.dividends);
    let there = dividends.kept.checked_add(accrued).ok_or(Rejection::LimitExceeded)?;
    let charged = dividends.charge.min(there);
    let to_share = (there - charged).min(Fen::new(DIVIDENDS_MAX));
    let rules = state.rules(closing.version).and_then(|rules| rules.dividends);
    let turnover = |member| Some(work.team(member)).filter(|_| weighs_turnover(rules));
    let parts = rules.map_or_else(Vec::new, |_| parts(state, to_share, turnover));
    let shared = parts.iter().map(|part| part.amount).sum();
    let kept = there - charged - shared;
    step.emit(Event::PeriodClosed(PeriodClosed { programme, month, accrued, charged, kept, parts }))
}

fn weighs_turnover(rules: Option<DividendRules>) -> bool {
    rules.is_some_and(|rules| rules.weight == ShareWeight::Turnover)
}

/// What each holder with a weight gets of `to_share`; nobody where nobody has one.
fn parts(state: &ProgrammeState, to_share: Fen, turnover: impl Fn(Member) -> Option<Fen>) -> Vec<DividendPart> {
    let holders = state.dividends.shares.iter();
    let mut parts: Vec<DividendPart> = holders
        .map(|(&member, &shares)| DividendPart { member, shares, turnover: turnover(member), amount: Fen::ZERO })
        .filter(|part| weight(part) > 0)
        .collect();
    let weights: Vec<u128> = parts.iter().map(weight).collect();
    let Some(amounts) = share(to_share, &weights).filter(|_| to_share.is_positive()) else { return Vec::new() };
    for (part, amount) in parts.iter_mut().zip(amounts) {
        part.amount = amount;
    }
    parts
}

/// Shares, or shares times turnover: at most 10⁹ times 9·10¹⁵.
fn weight(part: &DividendPart) -> u128 {
    let turnover = part.turnover.map_or(1, |turnover| turnover.min(Fen::new(SPEND_MAX)).wide());
    part.shares.wide() * turnover
}
