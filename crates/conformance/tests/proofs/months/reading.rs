//! An independent reading of a journal: what a month has to say, computed the obvious way from the events before its
//! closing, with nothing of the engine but their fields.

use super::house::Record;
use ratchet_core::event::{Event, LinkTerm};
use ratchet_core::rules::{LevelMode, LevelRules, ShareWeight};
use ratchet_core::{Rules, Time};
use std::collections::BTreeMap;

const BP: i128 = 10_000;

/// An order as the journal tells of it.
#[derive(Clone)]
struct Order {
    member: usize,
    version: usize,
    recorded_at: i64,
    occurred_at: i64,
    amount: i128,
    refunded: i128,
    dividend: i128,
    /// Member, whether of the same level, amount.
    paid: Vec<(usize, bool, i128)>,
    /// Whether the closing of its month has begun.
    is_taken: bool,
    /// Whether that has ended.
    is_closed: bool,
}

/// A link of a member: to whom, from when, until when, and for how many days an order keeps it alive.
type Link = (usize, i64, i64, Option<u32>);

/// What is stated of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub own: i128,
    pub team: i128,
    pub held: usize,
    pub reached: usize,
    pub reported: [i128; 2],
    pub paid: [i128; 2],
}

/// What a closing brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    pub rows: BTreeMap<usize, Row>,
    pub parts: BTreeMap<usize, i128>,
    pub charged: i128,
    pub kept: i128,
}

/// Everything read so far.
#[derive(Default)]
pub struct Reading {
    rules: Vec<Rules>,
    from: Vec<i64>,
    links: Vec<Vec<Link>>,
    orders: BTreeMap<u32, Order>,
    taken_off: BTreeMap<usize, i128>,
    levels: Vec<usize>,
    shares: BTreeMap<usize, i128>,
    kept: i128,
    charge: i128,
    closing: Option<(i64, BTreeMap<usize, i128>)>,
    /// The months closed so far.
    pub months: Vec<Month>,
}

impl Reading {
    /// Reads a whole journal of a programme that opened under `rules`.
    pub fn of(rules: &Rules, journal: &[Record]) -> Self {
        let mut reading = Self { rules: vec![rules.clone()], from: vec![i64::MIN], ..Self::default() };
        for record in journal {
            for event in &record.events {
                reading.read(record, event);
            }
        }
        reading
    }

    fn read(&mut self, record: &Record, event: &Event) {
        let now = record.recorded_at.milliseconds();
        match event {
            Event::RulesPublished(published) => {
                self.rules.push(published.rules.clone());
                self.from.push(published.effective_at.milliseconds());
            }
            Event::MemberAdded(added) => {
                self.links.push(added.referrer.map(|to| (to.place(), i64::MIN, i64::MAX, None)).into_iter().collect());
            }
            Event::LinkMade(made) => {
                let until = match made.term {
                    LinkTerm::Permanent => i64::MAX,
                    LinkTerm::Days(days) | LinkTerm::UntilIdle(days) => made.from.plus_days(days).milliseconds(),
                };
                let idle = if let LinkTerm::UntilIdle(days) = made.term { Some(days) } else { None };
                self.links[made.member.place()].push((made.referrer.place(), made.from.milliseconds(), until, idle));
            }
            Event::LinkEnded(ended) => {
                if let Some(last) = self.links[ended.member.place()].last_mut() {
                    last.2 = ended.at.milliseconds();
                }
            }
            Event::OrderBooked(booked) => {
                self.keep_alive(booked.member.place(), record.recorded_at);
                let levels = booked.particulars.iter().flat_map(|particulars| particulars.level_awards());
                let order = Order {
                    member: booked.member.place(),
                    version: booked.version as usize,
                    recorded_at: now,
                    occurred_at: record.occurred_at.milliseconds(),
                    amount: booked.amount.get().into(),
                    refunded: 0,
                    dividend: self.dividend(booked.version as usize, booked.amount.get().into()),
                    paid: levels
                        .map(|award| {
                            (award.member.place(), award.kind.name() == "level:same", award.amount.get().into())
                        })
                        .collect(),
                    is_taken: false,
                    is_closed: false,
                };
                let in_pot = booked.particulars.as_ref().and_then(|particulars| particulars.dividend);
                assert_eq!(order.dividend, in_pot.map_or(0, |fen| fen.get().into()));
                if self.rules[order.version].levels.is_some() || self.rules[order.version].dividends.is_some() {
                    self.orders.insert(booked.order.0, order);
                }
            }
            Event::Refunded(refunded) => self.take_back(refunded.order.0, refunded.amount.get().into(), false),
            Event::Corrected(corrected) => self.take_back(corrected.order.0, corrected.amount.get().into(), true),
            Event::SharesSet(set) => {
                self.shares.insert(set.member.place(), set.shares.get().into());
            }
            Event::PeriodClosing(closing) => {
                let ends = closing.ends.milliseconds();
                self.closing = Some((ends, std::mem::take(&mut self.taken_off)));
                for order in self.orders.values_mut().filter(|order| order.recorded_at < ends) {
                    // What comes later comes off another month.
                    order.is_taken = true;
                }
            }
            Event::PeriodClosed(_) => self.close(),
            _ => {}
        }
    }

    /// The store's platform line is 4 % of the amount.
    fn dividend(&self, version: usize, amount: i128) -> i128 {
        let line = amount * 400 / BP;
        self.rules[version].dividends.map_or(0, |rules| line * i128::from(rules.dividend_bp.get()) / BP)
    }

    fn take_back(&mut self, order: u32, amount: i128, is_whole: bool) {
        let Some(order) = self.orders.get_mut(&order) else { return };
        if order.is_taken {
            *self.taken_off.entry(order.member).or_default() += amount;
            if is_whole {
                self.charge += order.dividend;
            }
        } else if is_whole {
            (order.amount, order.refunded, order.dividend) = (0, 0, 0);
            order.paid.clear();
        } else {
            order.refunded += amount;
        }
    }

    /// An order moves the end of a link that lasts until its member is idle.
    fn keep_alive(&mut self, member: usize, now: Time) {
        let at = now.milliseconds();
        if let Some((_, _, until, Some(days))) = self.links[member].last_mut()
            && at < *until
        {
            *until = now.plus_days(*days).milliseconds();
        }
    }

    fn referrer(&self, member: usize, at: i64) -> Option<usize> {
        let link = self.links[member].iter().rev().find(|(_, from, until, _)| *from <= at && at < *until);
        link.map(|(to, ..)| *to)
    }

    fn close(&mut self) {
        let Some((ends, taken_off)) = self.closing.take() else { return };
        let version = self.from.iter().rposition(|from| *from < ends).unwrap();
        let (levels, dividends) = (self.rules[version].levels.clone(), self.rules[version].dividends);
        let depth = levels.as_ref().map(|levels| levels.team_depth);
        let depth = depth.or(dividends.and_then(|dividends| dividends.team_depth)).unwrap_or(0);
        let of_month = |order: &&mut Order| order.is_taken && !order.is_closed;
        let orders: Vec<Order> = self
            .orders
            .values_mut()
            .filter(of_month)
            .map(|order| {
                order.is_closed = true;
                order.clone()
            })
            .collect();
        let members = self.links.len();
        let parents: Vec<Option<usize>> = (0..members).map(|member| self.referrer(member, ends - 1)).collect();
        let mut month = Month::default();
        let own: Vec<i128> = (0..members)
            .map(|member| {
                let spent: i128 = orders
                    .iter()
                    .filter(|order| order.member == member)
                    .map(|order| order.amount - order.refunded)
                    .sum();
                (spent - taken_off.get(&member).copied().unwrap_or(0)).max(0)
            })
            .collect();
        let team: Vec<i128> = (0..members).map(|member| below(&parents, &own, member, depth)).collect();
        let reached: Vec<usize> = (0..members)
            .map(|member| levels.as_ref().map_or(0, |levels| reached(levels, &parents, &own, &team, member)))
            .collect();
        for member in 0..members {
            let held = self.levels.get(member).copied().unwrap_or(0);
            let row = Row { own: own[member], team: team[member], held, reached: reached[member], ..Row::default() };
            month.rows.insert(member, row);
        }
        for order in &orders {
            for (member, is_same, amount) in &order.paid {
                month.rows.get_mut(member).unwrap().paid[usize::from(*is_same)] += amount;
            }
            let rules = self.rules[order.version].levels.as_ref().filter(|levels| levels.mode == LevelMode::Report);
            for (member, is_same, amount) in rules.map_or_else(Vec::new, |rules| self.brings(rules, order)) {
                month.rows.get_mut(&member).unwrap().reported[usize::from(is_same)] += amount;
            }
        }
        month.rows.retain(|_, row| *row != Row::default());
        self.share(&orders, &team, dividends.map(|dividends| dividends.weight), &mut month);
        self.levels = reached;
        self.months.push(month);
    }

    /// Up from the buyer: who is above the highest rate earns the difference, the first on the level paid last earns once.
    fn brings(&self, rules: &LevelRules, order: &Order) -> Vec<(usize, bool, i128)> {
        let rate = |level: usize| if level == 0 { 0 } else { i128::from(rules.steps[level - 1].rate_bp.get()) };
        let (mut found, mut last_paid, mut same) = (Vec::new(), 0, false);
        let mut upline = self.referrer(order.member, order.occurred_at);
        for _ in 0..rules.depth {
            let Some(member) = upline else { break };
            let level = self.levels.get(member).copied().unwrap_or(0).min(rules.steps.len());
            if level > last_paid {
                found.push((member, false, order.amount * (rate(level) - rate(last_paid)) / BP));
                last_paid = level;
            } else if level == last_paid && level > 0 && !same {
                found.push((member, true, order.amount * i128::from(rules.peer_bp.get()) / BP));
                same = true;
            }
            upline = self.referrer(member, order.occurred_at);
        }
        found
    }

    fn share(&mut self, orders: &[Order], team: &[i128], weight: Option<ShareWeight>, month: &mut Month) {
        let there = self.kept + orders.iter().map(|order| order.dividend).sum::<i128>();
        month.charged = self.charge.min(there);
        self.charge -= month.charged;
        self.kept = there - month.charged;
        let weights: Vec<(usize, i128)> = self
            .shares
            .iter()
            .map(|(member, shares)| match weight {
                None => (*member, 0),
                Some(ShareWeight::Fixed) => (*member, *shares),
                Some(ShareWeight::Turnover) => (*member, shares * team[*member]),
            })
            .filter(|(_, weight)| *weight > 0)
            .collect();
        let all: i128 = weights.iter().map(|(_, weight)| weight).sum();
        if all > 0 && self.kept > 0 {
            let pot = self.kept;
            for (member, weight) in &weights {
                month.parts.insert(*member, pot * weight / all);
            }
            // One by one to whoever has lost most and has not been given one; the first of equals.
            let mut given: Vec<usize> = Vec::new();
            for _ in 0..pot - month.parts.values().sum::<i128>() {
                let waiting = weights.iter().filter(|(member, _)| !given.contains(member));
                let most = waiting.clone().map(|(_, weight)| pot * weight % all).max().unwrap();
                let (next, _) = waiting.clone().find(|(_, weight)| pot * weight % all == most).unwrap();
                *month.parts.get_mut(next).unwrap() += 1;
                given.push(*next);
            }
            self.kept = 0;
        }
        month.kept = self.kept;
    }
}

/// What everybody below `member` spent, to a depth.
fn below(parents: &[Option<usize>], own: &[i128], member: usize, depth: u32) -> i128 {
    if depth == 0 {
        return 0;
    }
    let direct = (0..parents.len()).filter(|child| parents[*child] == Some(member));
    direct.map(|child| own[child] + below(parents, own, child, depth - 1)).sum()
}

/// The highest level whose conditions, and those of all levels below it, are met.
fn reached(levels: &LevelRules, parents: &[Option<usize>], own: &[i128], team: &[i128], member: usize) -> usize {
    let meets = |step: &ratchet_core::rules::LevelStep| {
        let direct = step.direct.is_none_or(|asked| {
            let direct = (0..parents.len()).filter(|child| parents[*child] == Some(member));
            // Only levels below this one are asked for: these are decided without it.
            let at_least = |child: &usize| {
                let below = LevelRules { steps: levels.steps[..asked.level as usize].to_vec(), ..levels.clone() };
                reached(&below, parents, own, team, *child) >= asked.level as usize
            };
            direct.filter(at_least).count() >= asked.count as usize
        });
        let (spend, turnover) = (i128::from(step.own_spend_fen.get()), i128::from(step.team_turnover_fen.get()));
        own[member] >= spend && team[member] >= turnover && direct
    };
    levels.steps.iter().take_while(|step| meets(step)).count()
}
