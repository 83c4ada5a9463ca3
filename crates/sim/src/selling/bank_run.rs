//! Everybody sells everything at once, one after the other: who comes first, and what the last one gets.

use crate::draw::Draw;
use crate::error::SimError;
use crate::per_hundred::per_hundred;
use crate::results::QueueRow;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use ratchet_core::handle::Member;
use ratchet_core::{Event, Fen};

/// In what order people come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Queue {
    /// Who joined first comes first.
    FirstCome,
    /// By chance.
    Random,
}

impl Queue {
    pub(crate) fn read(section: &Section<'_>, key: &'static str) -> Result<Self, SimError> {
        Ok(match section.word_or(key, &["first_come", "random"], "first_come")? {
            "random" => Self::Random,
            _ => Self::FirstCome,
        })
    }
}

/// A bank run on a day of a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BankRun {
    on_day: u32,
    pub(crate) queue: Queue,
}

impl BankRun {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { on_day: section.count("on_day", 0..=DAYS_MAX)?, queue: Queue::read(section, "order")? })
    }

    pub(super) fn is_on(self, day: u32) -> bool {
        day == self.on_day
    }
}

/// What somebody in the queue brought and got.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    members: u64,
    pub(crate) spent: Fen,
    gross: Fen,
    pub(crate) net: Fen,
}

/// Nobody's place.
const NOWHERE: u32 = u32::MAX;

/// Everybody who holds points sells all of them: the queue in parts, by what each member spent in all.
pub(crate) fn everybody_sells(scene: &mut Scene, queue: Queue, draw: &mut Draw) -> Vec<(String, Taken)> {
    in_tenths(&sell_all(scene, queue, draw, |scene, member| scene.census.rows()[member.place()].spent()))
}

/// Everybody who holds points sells all of them, each of whom brought what `spent` says; in the order of the queue. What
/// the system buys off somebody who waits counts at their place.
pub(crate) fn sell_all(
    scene: &mut Scene,
    queue: Queue,
    draw: &mut Draw,
    spent: impl Fn(&Scene, Member) -> Fen,
) -> Vec<Taken> {
    let mut waiting: Vec<_> = (0..scene.census.buyers().len()).map(|place| scene.census.handle(place)).collect();
    waiting.retain(|member| scene.town.points_of(*member).is_positive());
    if queue == Queue::Random {
        draw.shuffle(&mut waiting);
    }
    let mut places = vec![NOWHERE; scene.census.rows().len()];
    let mut taken = vec![Taken::default(); waiting.len()];
    for (place, member) in waiting.iter().enumerate() {
        places[member.place()] = u32::try_from(place).unwrap_or(NOWHERE);
        taken[place].members = 1;
        taken[place].spent = spent(scene, *member);
    }
    for member in waiting {
        let units = scene.town.points_of(member);
        if !units.is_positive() {
            continue;
        }
        if !scene.sell(member, units) {
            continue;
        }
        for event in scene.town.last_events() {
            let Event::Sold(sold) = event else { continue };
            let place = places.get(sold.member.place()).copied().unwrap_or(NOWHERE);
            if let Some(taken) = taken.get_mut(place as usize) {
                taken.gross += sold.gross;
                taken.net += sold.net;
            }
        }
    }
    taken
}

/// The queue in ten parts of equal length, as far as that goes, with the first and the last of it.
fn in_tenths(taken: &[Taken]) -> Vec<(String, Taken)> {
    let mut parts = Vec::new();
    for tenth in 0..10 {
        let part = &taken[taken.len() * tenth / 10..taken.len() * (tenth + 1) / 10];
        if !part.is_empty() {
            parts.push(((tenth + 1).to_string(), part.iter().copied().fold(Taken::default(), Taken::and)));
        }
    }
    let ends = [("first", taken.first()), ("last", taken.last())];
    parts.extend(ends.into_iter().filter_map(|(name, taken)| Some((name.to_owned(), *taken?))));
    parts
}

impl Taken {
    fn and(self, other: Self) -> Self {
        Self {
            members: self.members + other.members,
            spent: self.spent + other.spent,
            gross: self.gross + other.gross,
            net: self.net + other.net,
        }
    }

    /// The row of a place in the queue.
    pub(crate) fn row(self, (point, run): (u32, u32), cause: &'static str, day: u32, place: String) -> QueueRow {
        QueueRow {
            point,
            run,
            cause,
            day,
            place,
            members: self.members,
            spent_fen: self.spent.get(),
            gross_fen: self.gross.get(),
            net_fen: self.net.get(),
            net_per_100_fen: per_hundred(self.net, self.spent),
            gross_per_100_fen: per_hundred(self.gross, self.spent),
        }
    }
}
