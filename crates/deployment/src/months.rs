//! Months of a programme as the journal tells of them: where they begin in the deployment's zone, what was stated of each
//! member, what was shared, and, by replaying up to the closing, line by line why.

use crate::error::DeploymentError;
use crate::history::History;
use crate::layout::Layout;
use crate::loading::load;
use crate::replay::{Moment, Watch, replay};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ratchet_core::event::{Event, PeriodClosed};
use ratchet_core::handle::{Member, Order, Programme};
use ratchet_core::month::Month;
use ratchet_core::operations::{ClosePeriod, DeploymentTerms};
use ratchet_core::periods::{LevelLine, LevelSums, level_lines};
use ratchet_core::rules::LevelMode;
use ratchet_core::{Fen, Rejection, State, Time};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where `month` begins and ends in the zone of the deployment; nothing where the calendar does not have it there.
#[must_use]
pub fn month_in_zone(month: Month, terms: &DeploymentTerms) -> Option<ClosePeriod> {
    let zone = TimeZone::get(&terms.zone).ok()?;
    let begins = |month: Month| {
        let (year, of_year) = (i16::try_from(month.year()).ok()?, i8::try_from(month.of_year()).ok()?);
        let midnight = Date::new(year, of_year, 1).ok()?.to_zoned(zone.clone()).ok()?;
        Some(Time::from_milliseconds(midnight.timestamp().as_millisecond()))
    };
    Some(ClosePeriod { month, begins: begins(month)?, ends: begins(month.next())? })
}

/// The month of `time` in the zone of the deployment.
#[must_use]
pub fn month_of(time: Time, terms: &DeploymentTerms) -> Option<Month> {
    let zone = TimeZone::get(&terms.zone).ok()?;
    let date = Timestamp::from_millisecond(time.milliseconds()).ok()?.to_zoned(zone).date();
    Month::new(u32::try_from(date.year()).ok()?, u32::try_from(date.month()).ok()?)
}

/// What a closed month says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthStatement {
    /// The programme.
    pub programme: String,
    /// The month.
    pub month: Month,
    /// When its closing was done.
    pub closed_at: Time,
    /// What its orders brought into the pot of dividends, in fen.
    pub accrued: Fen,
    /// What of the pot went back to the platform for orders of months closed before.
    pub charged: Fen,
    /// What was shared.
    pub shared: Fen,
    /// What stays in the pot.
    pub kept: Fen,
    /// Those of whom there is anything to tell, by registration.
    pub members: Vec<MemberStatement>,
    /// Those who got a dividend, by registration.
    pub dividends: Vec<DividendStatement>,
}

/// A member in a closed month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberStatement {
    /// Who.
    pub member: String,
    /// Own orders less what was given back, in fen.
    pub own_spend: Fen,
    /// The same of everybody below, to the depth of the team.
    pub team_turnover: Fen,
    /// Direct members at the level that the next one asks for.
    pub direct: u32,
    /// The level during the month.
    pub level: u8,
    /// The level from the next month on.
    pub next_level: u8,
    /// What orders under rules in mode `report` would have brought.
    pub reported: LevelSums,
    /// What orders under rules in mode `pay` brought.
    pub paid: LevelSums,
}

/// What a holder of shares got of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DividendStatement {
    /// Who.
    pub member: String,
    /// Shares held.
    pub shares: i64,
    /// What the team turned over, where that counts.
    pub turnover: Option<Fen>,
    /// How much.
    pub amount: Fen,
}

/// One line of a member's statement: what an order brings by the member's level, or would, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineStatement {
    /// The order.
    pub order: String,
    /// Who bought.
    pub buyer: String,
    /// What was paid for it.
    pub order_amount: Fen,
    /// `level:differential` or `level:same`.
    pub kind: &'static str,
    /// How many levels of referrers the buyer is below.
    pub distance: u32,
    /// The level of the member.
    pub level: u8,
    /// The rate earned: what the level's is above the highest one below it, or that of the same level.
    pub rate_bp: u32,
    /// `⌊order_amount·rate_bp/10⁴⌋`.
    pub amount: Fen,
    /// Whether it was paid, or is only shown.
    pub paid: bool,
}

/// The statement of a month; nothing where it is not closed.
pub fn month_statement(
    layout: &Layout,
    programme: &str,
    month: Month,
) -> Result<Option<MonthStatement>, DeploymentError> {
    let engine = load(layout)?.engine;
    let state = engine.state();
    let of = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let name = |member: Member| state.directory.member_names.name(member.0).to_owned();
    let (mut history, mut members) = (History::open(layout)?, Vec::new());
    while let Some(placed) = history.read_next()? {
        for event in &placed.record.events {
            match event {
                Event::PeriodStated(stated) if stated.programme == of && stated.month == month => {
                    members.extend(stated.rows.iter().map(|row| MemberStatement {
                        member: name(row.member),
                        own_spend: row.own_spend,
                        team_turnover: row.team_turnover,
                        direct: row.direct,
                        level: row.held,
                        next_level: row.reached,
                        reported: row.reported,
                        paid: row.paid,
                    }));
                }
                Event::PeriodClosed(closed) if closed.programme == of && closed.month == month => {
                    return Ok(Some(told(closed, placed.record.command.recorded_at, programme, members, name)));
                }
                _ => {}
            }
        }
    }
    Ok(None)
}

fn told(
    closed: &PeriodClosed,
    closed_at: Time,
    programme: &str,
    members: Vec<MemberStatement>,
    name: impl Fn(Member) -> String,
) -> MonthStatement {
    let dividends = closed.parts.iter().map(|part| DividendStatement {
        member: name(part.member),
        shares: part.shares.get(),
        turnover: part.turnover,
        amount: part.amount,
    });
    MonthStatement {
        programme: programme.to_owned(),
        month: closed.month,
        closed_at,
        accrued: closed.accrued,
        charged: closed.charged,
        shared: closed.shared(),
        kept: closed.kept,
        members,
        dividends: dividends.collect(),
    }
}

/// Follows a replay up to the end of a closing, and looks at the orders of the month right before they are let go.
struct Lines {
    programme: String,
    month: Month,
    member: Member,
    ends: Time,
    found: Option<Vec<LevelLine>>,
    /// Numbers of the orders that no closing has taken yet.
    numbers: BTreeMap<Order, String>,
}

impl Lines {
    fn look(&self, state: &State, programme: Programme) -> Vec<LevelLine> {
        let mut found = Vec::new();
        level_lines(state, programme, Time::BEGINNING, self.ends, |line| {
            if line.award.member == self.member {
                found.push(line);
            }
        });
        found
    }
}

impl Watch for Lines {
    fn is_over(&self, _command: &ratchet_core::Command) -> bool {
        self.found.is_some()
    }

    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        match moment.event {
            Event::OrderBooked(booked) => {
                self.numbers.insert(booked.order, booked.id.to_string());
            }
            Event::PeriodClosed(closed)
                if Some(closed.programme) == state.programme_named(&self.programme) && closed.month == self.month =>
            {
                self.found = Some(self.look(state, closed.programme));
            }
            _ => {}
        }
    }
}

/// The lines of a member's statement, in the order of booking. Of a month that is not closed they are those so far.
pub fn month_lines(
    layout: &Layout,
    programme: &str,
    month: Month,
    member: &str,
    progress: impl FnMut(u64, u64),
) -> Result<Vec<LineStatement>, DeploymentError> {
    let engine = load(layout)?.engine;
    let state = engine.state();
    state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let handle = state.directory.member(member).ok_or(Rejection::MemberUnknown)?;
    let bounds = state.terms.as_ref().and_then(|terms| month_in_zone(month, terms));
    let bounds = bounds.ok_or(Rejection::PeriodBoundsInvalid)?;
    let mut lines = Lines {
        programme: programme.to_owned(),
        month,
        member: handle,
        ends: bounds.ends,
        found: None,
        numbers: BTreeMap::new(),
    };
    let replayed = replay(layout, &mut lines, progress)?;
    let after = replayed.engine.state();
    let found = match (lines.found.take(), after.programme_named(programme)) {
        (Some(found), _) => found,
        (None, Some(of)) => {
            let mut found = Vec::new();
            level_lines(after, of, bounds.begins, bounds.ends, |line| {
                if line.award.member == handle {
                    found.push(line);
                }
            });
            found
        }
        (None, None) => Vec::new(),
    };
    let name = |member: Member| state.directory.member_names.name(member.0).to_owned();
    let told = |line: &LevelLine| LineStatement {
        order: lines.numbers.get(&line.order).cloned().unwrap_or_default(),
        buyer: name(line.buyer),
        order_amount: line.order_amount,
        kind: line.award.kind.name(),
        distance: line.award.distance,
        level: line.award.level,
        rate_bp: line.award.rate.get(),
        amount: line.award.amount,
        paid: line.mode == LevelMode::Pay,
    };
    Ok(found.iter().map(told).collect())
}
