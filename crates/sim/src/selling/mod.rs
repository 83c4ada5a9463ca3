//! How members sell. Each member is given one way when they join; every evening everybody decides, in order of joining.

mod break_even;
mod hazard;
mod never;
mod slices;
mod stall;
mod target;

pub(crate) mod bank_run;

use crate::census::{Behaviour, MemberRow};
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use crate::scene::Scene;
use bank_run::BankRun;
use break_even::BreakEven;
use hazard::Hazard;
use never::Never;
use ratchet_core::price::Price;
use ratchet_core::{BasisPoints, Points};
use slices::Slices;
use stall::Stall;
use target::Target;

/// What a member knows when they decide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment<'a> {
    pub(crate) row: &'a MemberRow,
    pub(crate) points: Points,
    pub(crate) price: Price,
    pub(crate) fee: BasisPoints,
}

/// A way of selling.
trait Sells {
    /// Whether anybody may sell this evening; told once a day, with the price.
    fn wakes(&mut self, day: u32, price: Price) -> bool;

    /// How much of their points a member sells.
    fn sells(&self, moment: &Moment<'_>, draw: &mut Draw) -> Points;
}

#[derive(Clone, Debug)]
enum Way {
    Never(Never),
    Target(Target),
    Hazard(Hazard),
    Stall(Stall),
    BreakEven(BreakEven),
    Slices(Slices),
}

impl Way {
    fn read(section: &Section<'_>, kind: &str) -> Result<Self, SimError> {
        Ok(match kind {
            "never" => Self::Never(Never),
            "target" => Self::Target(Target::read(section)?),
            "hazard" => Self::Hazard(Hazard::read(section)?),
            "stall" => Self::Stall(Stall::read(section)?),
            "break_even" => Self::BreakEven(BreakEven),
            _ => Self::Slices(Slices::read(section)?),
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Never(_) => "never",
            Self::Target(_) => "target",
            Self::Hazard(_) => "hazard",
            Self::Stall(_) => "stall",
            Self::BreakEven(_) => "break_even",
            Self::Slices(_) => "slices",
        }
    }

    fn seller(&self) -> &dyn Sells {
        match self {
            Self::Never(way) => way,
            Self::Target(way) => way,
            Self::Hazard(way) => way,
            Self::Stall(way) => way,
            Self::BreakEven(way) => way,
            Self::Slices(way) => way,
        }
    }

    fn seller_mut(&mut self) -> &mut dyn Sells {
        match self {
            Self::Never(way) => way,
            Self::Target(way) => way,
            Self::Hazard(way) => way,
            Self::Stall(way) => way,
            Self::BreakEven(way) => way,
            Self::Slices(way) => way,
        }
    }
}

/// A way of selling and whoever sells so.
#[derive(Clone, Debug)]
struct Habit {
    /// Its name in results: `selling.0 target`.
    name: String,
    way: Way,
    share_bp: u32,
    /// What part of their points they sell when they do, in basis points.
    portion_bp: u32,
    is_awake: bool,
}

/// All ways of selling of a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selling {
    habits: Vec<Habit>,
    bank_runs: Vec<BankRun>,
}

impl Selling {
    /// Reads `[[selling]]`. The shares of members together are at most all of them; the rest never sells.
    pub(crate) fn read(sections: Vec<Section<'_>>, whole: &Section<'_>) -> Result<Self, SimError> {
        let mut selling = Self::default();
        for section in sections {
            let kinds = ["never", "target", "hazard", "stall", "break_even", "slices", "bank_run"];
            let kind = section.word("kind", &kinds)?;
            if kind == "bank_run" {
                selling.bank_runs.push(BankRun::read(&section)?);
            } else {
                let way = Way::read(&section, kind)?;
                let share_bp = section.count("share_bp", 0..=10_000)?;
                let portion_bp = section.count_or("portion_bp", 1..=10_000, 10_000)?;
                let name = format!("{} {}", section.name(), way.name());
                selling.habits.push(Habit { name, way, share_bp, portion_bp, is_awake: false });
            }
            section.finish()?;
        }
        let shares: u64 = selling.habits.iter().map(|habit| u64::from(habit.share_bp)).sum();
        if shares > 10_000 {
            let message = format!("the share_bp of all ways together are {shares}: at most 10000 are allowed");
            return Err(whole.invalid("selling", message));
        }
        Ok(selling)
    }

    /// Everybody sells everything by the same chance every day, of 10,000; nobody ever sells where it is nothing.
    pub(crate) fn by_chance(bp_per_day: f64) -> Self {
        let (name, way) = ("hazard".to_owned(), Way::Hazard(Hazard::of_bp(bp_per_day)));
        let habit = Habit { name, way, share_bp: 10_000, portion_bp: 10_000, is_awake: false };
        Self { habits: if bp_per_day > 0.0 { vec![habit] } else { Vec::new() }, bank_runs: Vec::new() }
    }

    /// The names of all behaviours by number; 0 is to never sell.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once("never").chain(self.habits.iter().map(|habit| habit.name.as_str()))
    }

    /// How many bank runs there are: everybody's, and nobody's way.
    pub(crate) fn bank_runs(&self) -> usize {
        self.bank_runs.len()
    }

    /// Who gets which behaviour.
    pub(crate) fn assignment(&self) -> Assignment {
        Assignment { shares: self.habits.iter().map(|habit| u64::from(habit.share_bp)).collect() }
    }

    /// The evening of a day: everybody who holds points decides, in order of joining, each at the price of the moment.
    pub(crate) fn evening(&mut self, scene: &mut Scene, draw: &mut Draw) {
        let (day, price) = (scene.day(), scene.town.programme().price());
        for habit in &mut self.habits {
            habit.is_awake = habit.way.seller_mut().wakes(day, price);
        }
        if self.habits.iter().any(|habit| habit.is_awake) {
            self.decide(scene, draw);
        }
    }

    fn decide(&self, scene: &mut Scene, draw: &mut Draw) {
        let fee = scene.fee();
        for place in 0..scene.census.buyers().len() {
            let row = scene.census.buyers()[place];
            let habit = usize::from(row.behaviour).checked_sub(1).and_then(|habit| self.habits.get(habit));
            let Some(habit) = habit.filter(|habit| habit.is_awake) else { continue };
            let member = scene.census.handle(place);
            let points = scene.town.points_of(member);
            if !points.is_positive() {
                continue;
            }
            let moment = Moment { row: &row, points, price: scene.town.programme().price(), fee };
            let units = portion(habit.way.seller().sells(&moment, draw), habit.portion_bp);
            if units.is_positive() {
                scene.sell(member, units);
            }
        }
    }

    /// The bank runs of a day.
    pub(crate) fn bank_runs_on(&self, day: u32) -> impl Iterator<Item = &BankRun> {
        self.bank_runs.iter().filter(move |bank_run| bank_run.is_on(day))
    }
}

/// A part of points, rounded up so that a part of something is something.
fn portion(points: Points, bp: u32) -> Points {
    let part = (u128::from(points.get().unsigned_abs()) * u128::from(bp)).div_ceil(10_000);
    Points::new(i64::try_from(part).unwrap_or(i64::MAX))
}

/// Gives a new member their way of selling.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assignment {
    shares: Vec<u64>,
}

impl Assignment {
    pub(crate) fn draw(&self, draw: &mut Draw) -> Behaviour {
        let mut drawn = draw.below(10_000);
        for (place, share) in self.shares.iter().enumerate() {
            if drawn < *share {
                return Behaviour::try_from(place + 1).unwrap_or(0);
            }
            drawn -= share;
        }
        0
    }
}
