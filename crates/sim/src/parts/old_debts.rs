//! Old debts (历史应付): some of those who join are owed something from before; they convert it into coins at some pace and
//! spend these within what the rules allow.

use crate::draw::{Chance, Draw};
use crate::error::SimError;
use crate::results::DebtRow;
use crate::run::Tag;
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::Spend;
use crate::trace::Trace;
use ratchet_core::handle::{Member, Position};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::rules::CoinRules;
use ratchet_core::{Coins, Event, Fen, Points};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a scenario says of old debts.
#[derive(Clone, Debug)]
pub(crate) struct OldDebts {
    share: Chance,
    claim: Spend,
    convert: Chance,
}

impl OldDebts {
    /// Reads `[old_debts]`: `share_bp` of those who join have a claim, `[old_debts.claim]` says of how much, and each day each
    /// of them converts all of it by the chance `convert_bp_per_day`.
    pub(crate) fn read(section: Section<'_>, trace: Option<&Arc<Trace>>) -> Result<Self, SimError> {
        let share = Chance::of_bp(section.number("share_bp", 0.0..=10_000.0)?);
        let convert = Chance::of_bp(section.number("convert_bp_per_day", 0.0..=10_000.0)?);
        let claim = Spend::read(section.section("claim")?, trace)?;
        section.finish()?;
        Ok(Self { share, claim, convert })
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct DebtsPart {
    plan: OldDebts,
    coins: CoinRules,
    draw: Draw,
    /// Those who have not converted yet, in order of joining.
    waiting: Vec<(Member, Fen)>,
    claimants: u64,
    /// The positions of points that came with coins.
    granted: BTreeSet<Position>,
    orders: u64,
    /// Orders that coins could not pay a part of, because the platform could not have paid the merchant.
    unpaid_orders: u64,
    to_merchants: Fen,
    received: Fen,
}

impl DebtsPart {
    pub(super) fn new(plan: OldDebts, coins: CoinRules, draw: Draw) -> Self {
        Self {
            plan,
            coins,
            draw,
            waiting: Vec::new(),
            claimants: 0,
            granted: BTreeSet::new(),
            orders: 0,
            unpaid_orders: 0,
            to_merchants: Fen::ZERO,
            received: Fen::ZERO,
        }
    }

    /// What somebody who joins is owed, if anything.
    pub(crate) fn claim(&mut self) -> Option<Fen> {
        self.draw.happens(self.plan.share).then(|| self.plan.claim.next(&mut self.draw))
    }

    /// The claim of somebody is in the books.
    pub(crate) fn owe(&mut self, member: Member, amount: Fen) {
        self.claimants += 1;
        self.waiting.push((member, amount));
    }

    /// Whoever converts today, and how much.
    pub(crate) fn converting(&mut self) -> Vec<(Member, Fen)> {
        let Self { waiting, draw, plan, .. } = self;
        let mut converting = Vec::new();
        waiting.retain(|claim| {
            let converts = draw.happens(plan.convert);
            if converts {
                converting.push(*claim);
            }
            !converts
        });
        converting
    }

    /// The coins that pay of an order: as many as the member has and the rules allow.
    pub(crate) fn coins_for(&self, programme: &ProgrammeState, member: Member, amount: Fen) -> Option<Coins> {
        let coins = programme.debts.claim(member)?.coins.min(self.coins.most(amount));
        coins.is_positive().then_some(coins)
    }

    /// The platform could not have paid the merchant for the coins of an order.
    pub(crate) fn leave_unpaid(&mut self) {
        self.unpaid_orders += 1;
    }

    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::OrderBooked(booked) => {
                let coins = booked.particulars.as_ref().and_then(|particulars| particulars.coins);
                if let Some(part) = coins {
                    self.orders += 1;
                    self.to_merchants += part.to_merchant;
                }
            }
            Event::PointsGranted(granted) => {
                self.granted.insert(granted.position);
            }
            Event::Sold(sold) if self.granted.contains(&sold.position) => self.received += sold.net,
            _ => {}
        }
    }

    pub(crate) fn row(&self, (point, run): Tag, scene: &Scene) -> DebtRow {
        let programme = scene.town.programme();
        let debts = &programme.debts;
        let sum = |of: fn(&ratchet_core::debts::Claim) -> Coins| {
            debts.claims().map(|(_, claim)| of(claim)).sum::<Coins>().get()
        };
        let (mut locked, mut held, mut worth) = (Points::ZERO, Points::ZERO, Fen::ZERO);
        for (position, grant) in debts.grants() {
            let points = programme.positions.get(position).map_or(Points::ZERO, |open| open.holding.points);
            locked += grant.locked;
            held += points;
            worth += programme.price().value_of(points);
        }
        DebtRow {
            point,
            run,
            claimants: self.claimants,
            claimed_fen: debts.imported().get(),
            unconverted_fen: sum(|claim| claim.unconverted),
            coins_fen: sum(|claim| claim.coins),
            owed_fen: debts.owed().get(),
            goods_fen: (debts.imported() - debts.owed()).get(),
            coin_orders: self.orders,
            unpaid_orders: self.unpaid_orders,
            to_merchants_fen: self.to_merchants.get(),
            points_locked_units: locked.get(),
            points_free_units: (held - locked).get(),
            points_worth_fen: worth.get(),
            points_received_fen: self.received.get(),
        }
    }
}
