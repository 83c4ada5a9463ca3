//! Who buys: somebody new, or somebody who bought before.

use crate::draw::{Chance, Draw};
use crate::error::SimError;
use crate::scenario::limits::MEMBERS_MAX;
use crate::scenario::section::Section;
use crate::trace::Trace;
use ratchet_core::handle::Member;

/// The last so many orders are what `recent` draws from.
const RECENT: usize = 4_096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repeat {
    /// Everybody is as likely as anybody else.
    Uniform,
    /// The buyer of one of the last orders: who buys much buys more, who stays away is forgotten.
    Recent,
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Buyers {
    new: Chance,
    most: usize,
    repeat: Repeat,
    /// Everybody who can buy again, in order of joining.
    joined: Vec<Member>,
    /// The buyers of the last orders, in a ring.
    recent: Vec<Member>,
    next_recent: usize,
}

impl Buyers {
    /// Reads `[members]`; `fit` takes the share of new buyers from the trace.
    pub(crate) fn read(section: Section<'_>, trace: Option<&Trace>) -> Result<Self, SimError> {
        let new = if section.text_if("fit")?.is_some() {
            section.word("fit", &["trace"])?;
            let trace = trace.ok_or_else(|| section.invalid("fit", "a fit needs a table [trace]"))?;
            share_of_new(trace)
        } else {
            section.number("new_bp", 0.0..=10_000.0)?
        };
        let most = section.count_or("most", 1..=MEMBERS_MAX, MEMBERS_MAX)?;
        let repeat = match section.word_or("repeat", &["uniform", "recent"], "uniform")? {
            "recent" => Repeat::Recent,
            _ => Repeat::Uniform,
        };
        section.finish()?;
        Ok(Self::new(Chance::of_bp(new), most, repeat))
    }

    /// Those of a trace, who are known by number.
    pub(crate) fn of_trace() -> Self {
        Self::new(Chance::NEVER, MEMBERS_MAX, Repeat::Uniform)
    }

    /// Those of a programme that runs: the buyers of its last orders, and `new_bp` of 10,000 who are new.
    pub(crate) fn of_orders(new_bp: f64, buyers: Vec<Member>) -> Self {
        let recent = buyers[buyers.len().saturating_sub(RECENT)..].to_vec();
        Self { joined: buyers, recent, ..Self::new(Chance::of_bp(new_bp), MEMBERS_MAX, Repeat::Recent) }
    }

    fn new(new: Chance, most: u32, repeat: Repeat) -> Self {
        Self { new, most: most as usize, repeat, joined: Vec::new(), recent: Vec::new(), next_recent: 0 }
    }

    /// The buyer of the next order; nothing for somebody new. The first order is always of somebody new.
    pub(crate) fn next(&mut self, draw: &mut Draw) -> Option<Member> {
        if self.joined.is_empty() {
            return None;
        }
        if self.joined.len() < self.most && draw.happens(self.new) {
            return None;
        }
        let list = if self.repeat == Repeat::Recent && !self.recent.is_empty() { &self.recent } else { &self.joined };
        list.get(draw.place(list.len())).copied()
    }

    /// The buyer of this number in a trace, once they joined.
    pub(crate) fn of_number(&self, number: u32) -> Option<Member> {
        self.joined.get(number as usize).copied()
    }

    /// Everybody so far, in order of joining.
    pub(crate) fn joined(&self) -> &[Member] {
        &self.joined
    }

    /// Somebody joined.
    pub(crate) fn join(&mut self, member: Member) {
        self.joined.push(member);
    }

    /// Somebody bought.
    pub(crate) fn note(&mut self, member: Member) {
        if self.repeat == Repeat::Uniform {
            return;
        }
        if self.recent.len() < RECENT {
            self.recent.push(member);
        } else if let Some(oldest) = self.recent.get_mut(self.next_recent) {
            *oldest = member;
            self.next_recent = (self.next_recent + 1) % RECENT;
        }
    }
}

/// The share of a trace's orders that are somebody's first, in basis points.
#[allow(clippy::cast_precision_loss)] // bounded by TRACE_ORDERS_MAX
fn share_of_new(trace: &Trace) -> f64 {
    f64::from(trace.members) * 10_000.0 / trace.orders.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;
    use crate::trace::TraceOrder;
    use ratchet_core::Fen;
    use std::path::Path;

    fn play(text: &str, trace: Option<&Trace>, orders: u32) -> (Buyers, Vec<Member>) {
        let table = text.parse().unwrap();
        let mut buyers = Buyers::read(Section::whole(Path::new("s.toml"), &table), trace).unwrap();
        let mut draw = Draw::of(1, 0, Purpose::Buyers);
        let mut bought = Vec::new();
        for _ in 0..orders {
            let member = buyers.next(&mut draw).unwrap_or_else(|| {
                let member = Member(u32::try_from(buyers.joined().len()).unwrap());
                buyers.join(member);
                member
            });
            buyers.note(member);
            bought.push(member);
        }
        (buyers, bought)
    }

    #[test]
    fn new_and_repeat_buyers_come_at_their_rates() {
        let (buyers, _) = play("new_bp = 2500", None, 10_000);
        assert!((2_400..2_600).contains(&buyers.joined().len()), "{}", buyers.joined().len());
        assert_eq!(play("new_bp = 10000", None, 500).0.joined().len(), 500);
        assert_eq!(play("new_bp = 10000\nmost = 20", None, 500).0.joined().len(), 20);
        assert_eq!(play("new_bp = 0", None, 500).0.joined().len(), 1);
    }

    #[test]
    fn recent_buyers_buy_more_often_than_uniform_ones() {
        let most_of_one = |text| {
            let (buyers, bought) = play(text, None, 20_000);
            let mut counts = vec![0; buyers.joined().len()];
            for member in bought {
                counts[member.place()] += 1;
            }
            counts.into_iter().max().unwrap()
        };
        let (uniform, recent) = (most_of_one("new_bp = 1000"), most_of_one("new_bp = 1000\nrepeat = 'recent'"));
        assert!(recent > 2 * uniform, "{recent} against {uniform}");
    }

    #[test]
    fn a_fit_has_the_trace_s_share_of_new_buyers() {
        let order = |member| TraceOrder { day: 0, member, amount: Fen::new(1) };
        let trace = Trace { orders: [0, 1, 0, 0, 1].map(order).to_vec(), members: 2, ..Trace::default() };
        let joined = play("fit = 'trace'", Some(&trace), 10_000).0.joined().len();
        assert!((3_800..4_200).contains(&joined), "{joined}");
    }
}
