//! Months that are closed on the clock of the run: what levels brought or would have brought, to how few, and dividends.

use crate::calendar::{Calendar, MonthSpan, Months};
use crate::results::{ConcentrationRow, DividendRow, LevelRow};
use crate::run::Tag;
use crate::scene::Scene;
use ratchet_core::event::PeriodStated;
use ratchet_core::periods::LevelSums;
use ratchet_core::{Event, Fen, Rules, Time};

/// What the holders of a level got, or would have got.
#[derive(Clone, Copy, Debug, Default)]
struct OfLevel {
    reported: LevelSums,
    paid: LevelSums,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct MonthsPart {
    months: Months,
    closed: u64,
    has_dividends: bool,
    /// By level held; none where the rules have no levels.
    levels: Vec<OfLevel>,
    /// What each member got or would have got, by handle.
    earned: Vec<Fen>,
}

impl MonthsPart {
    pub(crate) fn new(rules: &Rules, calendar: Calendar) -> Self {
        let levels = rules.levels.as_ref().map_or(0, |levels| levels.steps.len() + 1);
        Self {
            months: calendar.months(),
            closed: 0,
            has_dividends: rules.dividends.is_some(),
            levels: vec![OfLevel::default(); levels],
            earned: Vec::new(),
        }
    }

    /// The next month to be closed, once it is over.
    pub(crate) fn over_at(&mut self, now: Time) -> Option<MonthSpan> {
        self.months.over_at(now)
    }

    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::PeriodStated(stated) => self.state(stated),
            Event::PeriodClosed(_) => self.closed += 1,
            _ => {}
        }
    }

    fn state(&mut self, stated: &PeriodStated) {
        for row in &stated.rows {
            let both = [row.reported.differential, row.reported.same_level, row.paid.differential, row.paid.same_level];
            let all: Fen = both.into_iter().sum();
            let Some(level) = self.levels.get_mut(usize::from(row.held)).filter(|_| all.is_positive()) else {
                continue;
            };
            add(&mut level.reported, row.reported);
            add(&mut level.paid, row.paid);
            let place = row.member.place();
            if self.earned.len() <= place {
                self.earned.resize(place + 1, Fen::ZERO);
            }
            self.earned[place] += all;
        }
    }

    /// One row a level, those without any first.
    pub(crate) fn levels(&self, (point, run): Tag, scene: &Scene) -> Vec<LevelRow> {
        let mut members = vec![0_u64; self.levels.len()];
        let in_force = &scene.town.programme().periods.levels;
        for place in 0..scene.census.buyers().len() {
            if let Some(count) = members.get_mut(usize::from(in_force.of(scene.census.handle(place)))) {
                *count += 1;
            }
        }
        let row = |((level, members), of): ((u32, u64), &OfLevel)| LevelRow {
            point,
            run,
            level,
            members,
            differential_reported_fen: of.reported.differential.get(),
            same_level_reported_fen: of.reported.same_level.get(),
            differential_paid_fen: of.paid.differential.get(),
            same_level_paid_fen: of.paid.same_level.get(),
        };
        (0..).zip(members).zip(&self.levels).map(row).collect()
    }

    /// What the hundredth of the members got who got most; nothing where the rules have no levels.
    pub(crate) fn concentration(&self, (point, run): Tag, scene: &Scene) -> Option<ConcentrationRow> {
        if self.levels.is_empty() {
            return None;
        }
        let members = scene.census.buyers().len();
        let mut earned: Vec<Fen> = self.earned.iter().copied().filter(|fen| fen.is_positive()).collect();
        earned.sort_unstable_by(|one, other| other.cmp(one));
        let top = members.div_ceil(100);
        let sum = |of: fn(&OfLevel) -> LevelSums| -> i64 {
            let sums = self.levels.iter().map(of);
            sums.map(|sums| sums.differential + sums.same_level).sum::<Fen>().get()
        };
        Some(ConcentrationRow {
            point,
            run,
            months: self.closed,
            members: members as u64,
            earners: earned.len() as u64,
            reported_fen: sum(|of| of.reported),
            paid_fen: sum(|of| of.paid),
            top_members: top as u64,
            top_fen: earned.iter().take(top).copied().sum::<Fen>().get(),
        })
    }

    /// What shareholders got; nothing where the rules have no dividends.
    pub(crate) fn dividends(&self, (point, run): Tag, scene: &Scene) -> Option<DividendRow> {
        let dividends = &scene.town.programme().dividends;
        self.has_dividends.then(|| DividendRow {
            point,
            run,
            months: self.closed,
            holders: dividends.shares.len() as u64,
            accrued_fen: dividends.totals.accrued.get(),
            shared_fen: dividends.totals.shared.get(),
            pot_fen: dividends.pot.get(),
        })
    }
}

fn add(sums: &mut LevelSums, more: LevelSums) {
    sums.differential += more.differential;
    sums.same_level += more.same_level;
}
