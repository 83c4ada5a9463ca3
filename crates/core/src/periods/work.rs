//! What a closing works out before anything of it is told: a fixed sequence of small steps over what stands still (the
//! orders of the month, the links and levels of that time), so that it can be done piece by piece, and again from the
//! beginning by whoever has lost it.

use super::{Closing, LevelSums, MemberPeriod, PeriodOrder, Periods};
use crate::directory::Directory;
use crate::handle::{Member, Order, Programme};
use crate::levels::{LevelAward, LevelAwardKind, climb};
use crate::links::Links;
use crate::programme::ProgrammeState;
use crate::rules::{DirectMembers, LevelMode, LevelRules};
use crate::state::State;
use crate::units::{Fen, Time};

/// Nobody, in a list of members.
const NOBODY: u32 = u32::MAX;

/// What a closing looks at, all of which stands still meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) programme: &'a ProgrammeState,
    pub(crate) directory: &'a Directory,
    pub(crate) links: &'a Links,
    pub(crate) closing: &'a Closing,
}

/// What is worked out, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Who was above whom at the end of the month.
    Parents,
    /// What each member spent, and what came into the pot.
    Spend,
    /// What each team turned over.
    Teams,
    /// Who reaches this level, of those who reach the one below.
    Reach(u8),
    /// What the orders brought or would have brought.
    Orders,
    Done,
}

/// How far a closing is.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// Members and orders looked at, and referrers walked up.
    steps: u64,
    phase: Phase,
    /// The next member, or order, of the phase.
    next: usize,
    members: usize,
    parents: Vec<u32>,
    own: Vec<Fen>,
    teams: Vec<Fen>,
    reached: Vec<u8>,
    /// For each level, how many direct members of each member reached it; empty where no level asks.
    direct: Vec<Vec<u32>>,
    reported: Vec<LevelSums>,
    paid: Vec<LevelSums>,
    accrued: Fen,
}

impl<'a> Seen<'a> {
    fn periods(&self) -> &'a Periods {
        &self.programme.periods
    }

    fn levels(&self) -> Option<&'a LevelRules> {
        self.programme.rules(self.closing.version)?.levels.as_ref()
    }

    /// How many levels below a member are its team; none where nobody asks for its turnover.
    fn team_depth(&self) -> Option<u32> {
        let rules = self.programme.rules(self.closing.version)?;
        let of_levels = rules.levels.as_ref().map(|levels| levels.team_depth);
        of_levels.or_else(|| rules.dividends.and_then(|dividends| dividends.team_depth))
    }

    /// The referrer of a member by the links in force at `time`, among those who were there when the closing began.
    fn referrer(&self, member: Member, time: Time) -> Option<Member> {
        let registered = self.directory.member_row(member)?.referrer;
        self.links.referrer(member, registered, time).filter(|referrer| referrer.0 < self.closing.members)
    }
}

impl Work {
    /// Nothing done yet.
    pub(crate) fn begin(seen: Seen<'_>) -> Self {
        let members = seen.closing.members as usize;
        let asked = |level: usize| {
            let steps = seen.levels().map_or(&[][..], |levels| &levels.steps);
            steps.iter().any(|step| step.direct.is_some_and(|direct| direct.level as usize == level))
        };
        let levels = seen.levels().map_or(0, |levels| levels.steps.len());
        let direct = |level| if asked(level) { vec![0; members] } else { Vec::new() };
        Self {
            steps: 0,
            phase: Phase::Parents,
            next: 0,
            members,
            parents: vec![NOBODY; members],
            own: vec![Fen::ZERO; members],
            teams: vec![Fen::ZERO; members],
            reached: vec![0; members],
            direct: (0..=levels).map(direct).collect(),
            reported: vec![LevelSums::default(); members],
            paid: vec![LevelSums::default(); members],
            accrued: Fen::ZERO,
        }
    }

    /// Goes on until `steps` are done in all, or everything is. Whether everything is done with no more than `steps`: that
    /// depends on nothing but what is looked at, however far the work was before.
    pub(crate) fn advance(&mut self, seen: Seen<'_>, steps: u64) -> bool {
        while self.steps < steps && self.phase != Phase::Done {
            if self.next >= self.count(seen) {
                self.phase = self.after(seen);
                self.next = 0;
            } else {
                self.steps += 1 + u64::from(self.step(seen));
                self.next += 1;
            }
        }
        self.phase == Phase::Done && self.steps <= steps
    }

    /// Steps done so far.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// What the orders of the month brought into the pot.
    pub(crate) fn accrued(&self) -> Fen {
        self.accrued
    }

    /// What the team of a member turned over.
    pub(crate) fn team(&self, member: Member) -> Fen {
        self.teams.get(member.place()).copied().unwrap_or_default()
    }

    /// What there is to tell of a member.
    pub(crate) fn statement(&self, seen: Seen<'_>, member: Member) -> Option<MemberPeriod> {
        let place = member.place();
        let reached = self.reached[place];
        let steps = seen.levels().map_or(&[][..], |levels| &levels.steps);
        let next = steps.get(usize::from(reached)).or(steps.last());
        let direct = next.and_then(|step| step.direct);
        let row = MemberPeriod {
            member,
            own_spend: self.own[place],
            team_turnover: self.teams[place],
            direct: direct.map_or(0, |direct| self.direct_of(member, direct)),
            held: seen.periods().levels.of(member),
            reached,
            reported: self.reported[place],
            paid: self.paid[place],
        };
        row.tells_something().then_some(row)
    }

    /// How many members or orders the phase goes through.
    fn count(&self, seen: Seen<'_>) -> usize {
        match self.phase {
            Phase::Parents | Phase::Teams | Phase::Reach(_) => self.members,
            Phase::Spend | Phase::Orders => seen.closing.orders as usize,
            Phase::Done => 0,
        }
    }

    fn after(&mut self, seen: Seen<'_>) -> Phase {
        let levels = seen.levels().map_or(0, |levels| levels.steps.len());
        match self.phase {
            Phase::Parents => Phase::Spend,
            Phase::Spend => Phase::Teams,
            Phase::Teams if levels > 0 => Phase::Reach(1),
            Phase::Reach(level) if usize::from(level) < levels => Phase::Reach(level + 1),
            Phase::Teams | Phase::Reach(_) => Phase::Orders,
            Phase::Orders | Phase::Done => Phase::Done,
        }
    }

    /// Looks at the next member or order; how many referrers that took.
    fn step(&mut self, seen: Seen<'_>) -> u32 {
        match self.phase {
            Phase::Parents => self.find_parent(seen),
            Phase::Spend => self.add_spend(seen),
            Phase::Teams => self.add_to_teams(seen),
            Phase::Reach(level) => self.reach(seen, level),
            Phase::Orders => self.climb_from(seen),
            Phase::Done => 0,
        }
    }

    fn find_parent(&mut self, seen: Seen<'_>) -> u32 {
        let last_moment = Time::from_milliseconds(seen.closing.ends.milliseconds() - 1);
        if let Some(parent) = seen.referrer(Member::at(self.next), last_moment) {
            self.parents[self.next] = parent.0;
            if let Some(count) = self.direct[0].get_mut(parent.place()) {
                *count += 1;
            }
        }
        0
    }

    /// Sums saturate: they are compared and weighed, never paid.
    fn add_spend(&mut self, seen: Seen<'_>) -> u32 {
        let orders = &seen.periods().orders;
        let Some(row) = orders.get(self.next) else { return 0 };
        self.accrued += row.dividend;
        let left = row.amount - orders.refunded(row.order);
        if let Some(own) = self.own.get_mut(row.member.place()) {
            *own = own.saturating_add(left);
        }
        0
    }

    fn add_to_teams(&mut self, seen: Seen<'_>) -> u32 {
        let taken_off = seen.closing.taken_off.get(&Member::at(self.next)).copied().unwrap_or_default();
        let own = &mut self.own[self.next];
        *own = if *own > taken_off { *own - taken_off } else { Fen::ZERO };
        let own = *own;
        if own == Fen::ZERO {
            return 0;
        }
        let depth = seen.team_depth().unwrap_or_default();
        let mut upline = self.parents[self.next];
        for walked in 0..depth {
            let Some(team) = self.teams.get_mut(upline as usize) else { return walked };
            *team = team.saturating_add(own);
            upline = self.parents[upline as usize];
        }
        depth
    }

    fn reach(&mut self, seen: Seen<'_>, level: u8) -> u32 {
        let (place, member) = (self.next, Member::at(self.next));
        let step = seen.levels().and_then(|levels| levels.steps.get(usize::from(level) - 1));
        let Some(step) = step.filter(|_| self.reached[place] + 1 == level) else { return 0 };
        let enough_direct = step.direct.is_none_or(|direct| self.direct_of(member, direct) >= direct.count);
        if self.own[place] < step.own_spend_fen || self.teams[place] < step.team_turnover_fen || !enough_direct {
            return 0;
        }
        self.reached[place] = level;
        let counts = &mut self.direct[usize::from(level)];
        if let Some(count) = counts.get_mut(self.parents[place] as usize) {
            *count += 1;
        }
        0
    }

    fn direct_of(&self, member: Member, asked: DirectMembers) -> u32 {
        let counts = self.direct.get(asked.level as usize);
        counts.and_then(|counts| counts.get(member.place())).copied().unwrap_or_default()
    }

    /// What an order brought the uplines of its buyer, or would have.
    fn climb_from(&mut self, seen: Seen<'_>) -> u32 {
        let Some(row) = seen.periods().orders.get(self.next) else { return 0 };
        for award in seen.periods().orders.level_awards(row.order) {
            add(&mut self.paid, award);
        }
        let (reported, parents) = (&mut self.reported, &self.parents);
        let earn = |award| add(reported, &award);
        if seen.links.is_empty() {
            // Where no link ever began or ended, who is above whom is the same at all times.
            let up = |member: Member| parents.get(member.place()).copied().filter(|up| *up != NOBODY).map(Member);
            reported_on(seen.programme, row, up, earn)
        } else {
            reported_on(seen.programme, row, |member| seen.referrer(member, row.occurred_at), earn)
        }
    }
}

/// Hands over what `row` would bring under rules in mode `report`; how many uplines were looked at.
fn reported_on(
    programme: &ProgrammeState,
    row: &PeriodOrder,
    up: impl Fn(Member) -> Option<Member>,
    earn: impl FnMut(LevelAward),
) -> u32 {
    let rules = programme.rules(row.version).and_then(|rules| rules.levels.as_ref());
    match rules.filter(|rules| rules.mode == LevelMode::Report && row.amount.is_positive()) {
        Some(rules) => climb(rules, &programme.periods.levels, row.amount, up(row.member), up, earn),
        None => 0,
    }
}

fn add(sums: &mut [LevelSums], award: &LevelAward) {
    let Some(sums) = sums.get_mut(award.member.place()) else { return };
    let sum = match award.kind {
        LevelAwardKind::Differential => &mut sums.differential,
        LevelAwardKind::SameLevel => &mut sums.same_level,
    };
    *sum = sum.saturating_add(award.amount);
}

/// One line of a statement: what an order brings somebody by its level, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelLine {
    /// The order.
    pub order: Order,
    /// Who bought.
    pub buyer: Member,
    /// What was paid for it.
    pub order_amount: Fen,
    /// Whether it is paid, or only shown.
    pub mode: LevelMode,
    /// What it brings.
    pub award: LevelAward,
}

/// Every line of the orders recorded from `begins` to before `ends` that no closing has taken yet, in the order of their
/// booking: as the statement of the month adds them up.
pub fn level_lines(state: &State, programme: Programme, begins: Time, ends: Time, mut take: impl FnMut(LevelLine)) {
    let Some(of) = state.programme(programme) else { return };
    let orders = &of.periods.orders;
    let places = orders.recorded_before(begins)..orders.recorded_before(ends);
    for row in places.filter_map(|place| orders.get(place)) {
        let line =
            |mode, award| LevelLine { order: row.order, buyer: row.member, order_amount: row.amount, mode, award };
        for award in orders.level_awards(row.order) {
            take(line(LevelMode::Pay, *award));
        }
        let up = |member| state.referrer_at(member, row.occurred_at);
        reported_on(of, row, up, |award| take(line(LevelMode::Report, award)));
    }
}
