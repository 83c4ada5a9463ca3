//! A closing on a day of the scenario: what those got who held points then, beside those who had sold before.

use crate::census::MemberRow;
use crate::error::SimError;
use crate::per_hundred::per_hundred;
use crate::results::ClosingRow;
use crate::run::Tag;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::statistics::quantile::nearest_rank_by;
use crate::tally::price_e8;
use ratchet_core::limits::CLOSING_NOTICE_DAYS;
use ratchet_core::{Event, Fen};

/// When a scenario closes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClosingPlan {
    pub(crate) on_day: u32,
    notice_days: u32,
}

impl ClosingPlan {
    /// Reads `[closing]`: `on_day`, a day of the run after its first, and `notice_days` for which it is known before.
    pub(crate) fn read(section: Section<'_>, days: u32) -> Result<Self, SimError> {
        let on_day = section.count("on_day", 1..=DAYS_MAX)?;
        if on_day >= days {
            return Err(section.invalid("on_day", format!("{on_day} is not allowed: before the end, day {days}")));
        }
        let notice_days = section.count_or("notice_days", 0..=on_day, CLOSING_NOTICE_DAYS.min(on_day))?;
        section.finish()?;
        Ok(Self { on_day, notice_days })
    }
}

/// How a member stood when it came to the closing.
#[derive(Clone, Copy, Debug)]
struct Stood {
    held: bool,
    received: Fen,
}

/// Members who are told of together, by name, and who is among them.
type Group = (&'static str, fn(&Stood) -> bool);

/// What happened on the day of the closing.
#[derive(Clone, Debug)]
struct Outcome {
    price_before_e8: i64,
    /// What the founding units were worth.
    founding: Fen,
    /// Whoever buys, in order of joining.
    stood: Vec<Stood>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct ClosingPart {
    plan: ClosingPlan,
    outcome: Option<Outcome>,
    /// The one price.
    price_e8: Option<i64>,
    to_platform: Fen,
    is_closed: bool,
}

impl ClosingPart {
    pub(super) fn new(plan: ClosingPlan) -> Self {
        Self { plan, outcome: None, price_e8: None, to_platform: Fen::ZERO, is_closed: false }
    }

    pub(crate) fn is_published_on(&self, day: u32) -> bool {
        day == self.plan.on_day - self.plan.notice_days
    }

    pub(crate) fn is_on(&self, day: u32) -> bool {
        day == self.plan.on_day
    }

    pub(crate) fn on_day(&self) -> u32 {
        self.plan.on_day
    }

    /// Whether everybody was redeemed.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Takes note of how everybody stands before it.
    pub(crate) fn look(scene: &mut Scene) {
        let programme = scene.town.programme();
        let stood = |(place, row): (usize, &MemberRow)| Stood {
            held: programme.positions.points_of(scene.census.handle(place)).is_positive(),
            received: row.received(),
        };
        let outcome = Outcome {
            price_before_e8: price_e8(programme.price()),
            founding: programme.price().value_of(programme.founding_units),
            stood: scene.census.buyers().iter().enumerate().map(stood).collect(),
        };
        if let Some(closing) = &mut scene.parts.closing {
            closing.outcome = Some(outcome);
        }
    }

    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::RedemptionBegun(begun) => self.price_e8 = begun.price.map(price_e8),
            Event::ProgrammeClosed(closed) => {
                self.to_platform = closed.from_reserve + closed.from_fund + closed.from_unallocated;
                self.is_closed = true;
            }
            _ => {}
        }
    }

    /// One row for those who held points, for those who had sold all of theirs before, and for those who never got any money.
    pub(crate) fn rows(&self, tag: Tag, scene: &Scene) -> Vec<ClosingRow> {
        let Some(outcome) = &self.outcome else { return Vec::new() };
        let groups: [Group; 3] = [
            ("held", |stood| stood.held),
            ("sold", |stood| !stood.held && stood.received.is_positive()),
            ("nothing", |stood| !stood.held && !stood.received.is_positive()),
        ];
        groups.into_iter().map(|group| self.row(tag, outcome, group, scene)).collect()
    }

    fn row(&self, (point, run): Tag, outcome: &Outcome, (group, is_in): Group, scene: &Scene) -> ClosingRow {
        let members: Vec<(&Stood, &MemberRow)> =
            outcome.stood.iter().zip(scene.census.buyers()).filter(|(stood, _)| is_in(stood)).collect();
        let sum = |of: fn(&(&Stood, &MemberRow)) -> Fen| members.iter().map(of).sum::<Fen>();
        let (spent, received) = (sum(|(_, row)| row.spent()), sum(|(_, row)| row.received()));
        let before = sum(|(stood, _)| stood.received);
        let mut back: Vec<i64> =
            members.iter().filter_map(|(_, row)| per_hundred(row.received(), row.spent())).collect();
        back.sort_unstable();
        let at = |percent| nearest_rank_by(&back, percent).copied();
        ClosingRow {
            point,
            run,
            day: self.plan.on_day,
            group,
            members: members.len() as u64,
            spent_fen: spent.get(),
            before_fen: before.get(),
            closing_fen: (received - before).get(),
            back_per_100_fen: per_hundred(received, spent),
            back_per_100_p10_fen: at(10),
            back_per_100_p50_fen: at(50),
            back_per_100_p90_fen: at(90),
            price_before_e8: outcome.price_before_e8,
            price_e8: self.price_e8,
            founding_fen: outcome.founding.get(),
            to_platform_fen: self.to_platform.get(),
        }
    }
}
