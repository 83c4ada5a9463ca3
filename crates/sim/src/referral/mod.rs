//! Who referred a new member.

mod preferential;
mod random;

use crate::draw::{Chance, Draw};
use crate::error::SimError;
use crate::scenario::section::Section;
use ratchet_core::State;
use ratchet_core::handle::Member;

#[derive(Clone, Copy, Debug)]
enum Tree {
    None,
    Random,
    Preferential,
}

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Referral {
    tree: Tree,
    referred: Chance,
}

impl Referral {
    /// Nobody refers anybody.
    pub(crate) const NONE: Self = Self { tree: Tree::None, referred: Chance::NEVER };

    pub(crate) fn read(section: Section<'_>) -> Result<Self, SimError> {
        let tree = match section.word("kind", &["none", "random", "preferential"])? {
            "none" => Tree::None,
            "random" => Tree::Random,
            _ => Tree::Preferential,
        };
        let referred = match tree {
            Tree::None => 0.0,
            Tree::Random | Tree::Preferential => section.number_if("referred_bp", 0.0..=10_000.0)?.unwrap_or(10_000.0),
        };
        section.finish()?;
        Ok(Self { tree, referred: Chance::of_bp(referred) })
    }

    /// The referrer of whoever joins next, among the `buyers` so far.
    pub(crate) fn referrer(&self, buyers: &[Member], state: &State, draw: &mut Draw) -> Option<Member> {
        if matches!(self.tree, Tree::None) || buyers.is_empty() || !draw.happens(self.referred) {
            return None;
        }
        match self.tree {
            Tree::None => None,
            Tree::Random => random::pick(buyers, draw),
            Tree::Preferential => preferential::pick(buyers, state, draw),
        }
    }
}
