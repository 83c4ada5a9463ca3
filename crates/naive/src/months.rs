//! `docs/months.md`: levels and what they earn, the pot of dividends, and the closing of months.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::{DAY, month_number};
use crate::model::{Model, Order};
use crate::registry::{int, text};
use crate::view::num;
use crate::{BP, MAX_AMOUNT, MAX_RESERVE};

/// The levels of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRules {
    /// `report` or `pay`.
    pub mode: String,
    /// How many uplines an order is walked up.
    pub depth: usize,
    /// How many levels below count as the team.
    pub team_depth: usize,
    /// The same level, once.
    pub peer_bp: u128,
    /// V1, V2 …
    pub steps: Vec<LevelStep>,
}

/// One level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LevelStep {
    /// The rate.
    pub rate_bp: u128,
    /// Least own spend.
    pub own_spend_fen: u128,
    /// Least turnover of the team.
    pub team_turnover_fen: u128,
    /// So many direct members at a level.
    pub direct: Option<DirectMembers>,
}

/// So many direct members at a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectMembers {
    /// How many.
    pub count: usize,
    /// At which level; 0 for any.
    pub level: usize,
}

/// The dividends of shareholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DividendRules {
    /// Share of each order's platform line.
    pub dividend_bp: u128,
    /// `fixed` or `turnover`.
    pub weight: String,
    /// The team where there are no levels.
    #[serde(default)]
    pub team_depth: Option<usize>,
}

/// An order as months count it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Counted {
    order: String,
    member: String,
    amount: u128,
    /// What came off its spend; what it earned those above it is that of the whole order.
    refunded: u128,
    dividend: u128,
    /// Member, kind, fen.
    paid: Vec<(String, String, u128)>,
    booked_at: i64,
    occurred_at: i64,
    is_closed: bool,
}

/// What is stated of a member in a month: the sums in the order of the statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    own: u128,
    team: u128,
    direct: usize,
    held: usize,
    reached: usize,
    /// Differential and same level.
    reported: [u128; 2],
    paid: [u128; 2],
}

/// Levels, shares, the pot, and the orders of all months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Months {
    levels: BTreeMap<String, usize>,
    shares: BTreeMap<String, u128>,
    pub(crate) pot: u128,
    kept: u128,
    charge: u128,
    taken_off: BTreeMap<String, u128>,
    orders: Vec<Counted>,
    closed: Option<(i64, i128)>,
    statement: Value,
}

impl Model {
    fn has_months(&self) -> bool {
        self.rules.levels.is_some() || self.rules.dividends.is_some()
    }

    /// What of an order's platform line goes into the pot.
    pub(crate) fn dividend(&self, platform_line: u128) -> u128 {
        self.rules.dividends.as_ref().map_or(0, |rules| platform_line * rules.dividend_bp / BP)
    }

    /// What levels are paid of an order: nothing in mode `report`.
    pub(crate) fn level_awards(&self, member: &str, amount: u128, at: i64) -> Vec<(String, String, u128)> {
        match &self.rules.levels {
            Some(rules) if rules.mode == "pay" => self.walk_up(rules, member, amount, at),
            _ => Vec::new(),
        }
    }

    fn walk_up(&self, rules: &LevelRules, member: &str, amount: u128, at: i64) -> Vec<(String, String, u128)> {
        let rate = |level: usize| if level == 0 { 0 } else { rules.steps[level - 1].rate_bp };
        let (mut found, mut highest, mut is_peer_paid) = (Vec::new(), 0, false);
        let mut upline = self.referrer(member, at);
        for _ in 0..rules.depth {
            let Some(above) = upline else { break };
            let level = self.months.levels.get(above).copied().unwrap_or(0);
            if level > highest {
                found.push((
                    above.to_owned(),
                    "level:differential".into(),
                    amount * (rate(level) - rate(highest)) / BP,
                ));
                highest = level;
            } else if level == highest && level > 0 && !is_peer_paid {
                found.push((above.to_owned(), "level:same".into(), amount * rules.peer_bp / BP));
                is_peer_paid = true;
            }
            upline = self.referrer(above, at);
        }
        found.retain(|(_, _, fen)| *fen > 0);
        found
    }

    /// An order counts in the month in which it is booked.
    pub(crate) fn count_in_month(&mut self, id: &str, order: &Order, occurred_at: i64) {
        if !self.has_months() {
            return;
        }
        self.months.pot += order.dividend;
        self.months.orders.push(Counted {
            order: id.into(),
            member: order.member.clone(),
            amount: order.amount,
            refunded: 0,
            dividend: order.dividend,
            paid: order.awards.iter().filter(|(_, kind, _)| kind.starts_with("level:")).cloned().collect(),
            booked_at: self.life.now,
            occurred_at,
            is_closed: false,
        });
    }

    /// A refund comes off the own spend of the order's month, or of the next to be closed.
    pub(crate) fn refund_in_month(&mut self, id: &str, amount: u128) {
        let Some(row) = self.months.orders.iter_mut().find(|row| row.order == id) else { return };
        if row.is_closed {
            *self.months.taken_off.entry(row.member.clone()).or_default() += amount;
        } else {
            row.refunded += amount;
        }
    }

    /// A correction takes an order out of its month; of a month closed before, the platform bears the dividend first.
    /// What of the pot comes back to the platform at once.
    pub(crate) fn correct_in_month(&mut self, id: &str) -> u128 {
        let Some(place) = self.months.orders.iter().position(|row| row.order == id) else { return 0 };
        let row = self.months.orders[place].clone();
        if row.is_closed {
            *self.months.taken_off.entry(row.member).or_default() += row.amount;
            self.months.charge += row.dividend;
            return 0;
        }
        // That it was booked stays: it counts, with nothing in it.
        let Counted { amount, refunded, dividend, paid, .. } = &mut self.months.orders[place];
        (*amount, *refunded, *dividend) = (0, 0, 0);
        paid.clear();
        self.months.pot -= row.dividend;
        row.dividend
    }

    pub(crate) fn set_shares(&mut self, step: &Value) -> Result<Value, String> {
        let member = text(step, "member")?;
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        let shares = u128::try_from(int(step, "shares")?).map_err(|_| "malformed")?;
        self.months.shares.insert(member.into(), shares);
        Ok(json!({}))
    }

    pub(crate) fn close_period(&mut self, step: &Value) -> Result<Value, String> {
        let (month, first_days) = month_number(text(step, "month")?)?;
        let bounds = [int(step, "begins")?, int(step, "ends")?];
        // In any zone at most 14 hours from UTC.
        let is_near = |(bound, day): (&i128, &i64)| (bound - i128::from(day * DAY)).abs() <= 14 * 3_600_000;
        if !bounds.iter().zip(&first_days).all(is_near) {
            return Err("period_bounds_invalid".into());
        }
        let [begins, ends] = bounds;
        match self.months.closed {
            Some((last, ended)) if month == last + 1 && begins != ended => return Err("period_bounds_invalid".into()),
            Some((last, _)) if month <= last => return Err("period_closed".into()),
            Some((last, _)) if month > last + 1 => return Err("period_out_of_order".into()),
            None if self.months.orders.first().is_some_and(|row| i128::from(row.booked_at) < begins) => {
                return Err("period_out_of_order".into());
            }
            _ => {}
        }
        if i128::from(self.life.now) < ends {
            return Err("period_open".into());
        }
        Ok(self.close_month(text(step, "month")?, month, ends))
    }

    fn close_month(&mut self, name: &str, month: i64, ends: i128) -> Value {
        let taken_off = std::mem::take(&mut self.months.taken_off);
        let mut orders = Vec::new();
        for row in self.months.orders.iter_mut().filter(|row| !row.is_closed && i128::from(row.booked_at) < ends) {
            row.is_closed = true;
            orders.push(row.clone());
        }
        let at = i64::try_from(ends - 1).unwrap_or(i64::MAX);
        let members: Vec<String> = self.members.keys().cloned().collect();
        let above: BTreeMap<&str, Option<&str>> =
            members.iter().map(|member| (member.as_str(), self.referrer(member, at))).collect();
        let own = |member: &str| {
            let of_member = orders.iter().filter(|row| row.member == member);
            let spent: u128 = of_member.map(|row| row.amount - row.refunded).sum();
            spent.saturating_sub(taken_off.get(member).copied().unwrap_or(0))
        };
        let own: BTreeMap<&str, u128> = members.iter().map(|member| (member.as_str(), own(member))).collect();
        let month_of = Team { above, own };
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for member in &members {
            let reached =
                self.rules.levels.as_ref().map_or(0, |rules| month_of.reached(rules, member, rules.steps.len()));
            let row = Row {
                own: month_of.own[member.as_str()],
                team: month_of.turnover(member, self.team_depth()),
                direct: self.rules.levels.as_ref().map_or(0, |rules| month_of.asked_for(rules, member, reached)),
                held: self.months.levels.get(member).copied().unwrap_or(0),
                reached,
                ..Row::default()
            };
            rows.insert(member.clone(), row);
        }
        for order in &orders {
            let reported = match &self.rules.levels {
                Some(rules) if rules.mode == "report" => {
                    self.walk_up(rules, &order.member, order.amount, order.occurred_at)
                }
                _ => Vec::new(),
            };
            for (is_paid, awards) in [(false, &reported), (true, &order.paid)] {
                for (member, kind, fen) in awards {
                    let Some(row) = rows.get_mut(member) else { continue };
                    let sums = if is_paid { &mut row.paid } else { &mut row.reported };
                    sums[usize::from(kind == "level:same")] += fen;
                }
            }
        }
        let turnovers: BTreeMap<String, u128> = rows.iter().map(|(member, row)| (member.clone(), row.team)).collect();
        let accrued: u128 = orders.iter().map(|row| row.dividend).sum();
        let (charged, parts) = self.share_pot(accrued, &turnovers);
        self.months.levels = rows.iter().map(|(member, row)| (member.clone(), row.reached)).collect();
        self.months.closed = Some((month, ends));
        self.state_month(rows, &parts);
        json!({
            "month": name, "done": true, "orders": orders.len(), "accrued": num(accrued), "charged": num(charged),
            "shared": num(parts.iter().map(|(_, fen)| fen).sum()), "kept": num(self.months.kept),
        })
    }

    fn team_depth(&self) -> usize {
        let of_dividends = self.rules.dividends.as_ref().and_then(|rules| rules.team_depth);
        self.rules.levels.as_ref().map(|rules| rules.team_depth).or(of_dividends).unwrap_or(0)
    }

    /// What is charged goes back to the platform, and the rest is shared by largest remainder.
    fn share_pot(&mut self, accrued: u128, turnovers: &BTreeMap<String, u128>) -> (u128, Vec<(String, u128)>) {
        let there = self.months.kept + accrued;
        let charged = self.months.charge.min(there);
        self.months.charge -= charged;
        self.months.pot -= charged;
        self.platform += charged;
        let pot = (there - charged).min(MAX_AMOUNT);
        // Among equals, members who registered first come first.
        let mut weights: Vec<(String, u128)> = Vec::new();
        for (member, shares) in &self.months.shares {
            let weight = match &self.rules.dividends {
                None => 0,
                Some(rules) if rules.weight == "turnover" => shares * turnovers[member].min(MAX_RESERVE),
                Some(_) => *shares,
            };
            if weight > 0 {
                weights.push((member.clone(), weight));
            }
        }
        weights.sort_by_key(|(member, _)| self.registered(member));
        let all: u128 = weights.iter().map(|(_, weight)| weight).sum();
        if all == 0 {
            self.months.kept = there - charged;
            return (charged, Vec::new());
        }
        let mut parts: Vec<(String, u128, u128)> = Vec::new();
        for (member, weight) in weights {
            parts.push((member, pot * weight / all, pot * weight % all));
        }
        let left = pot - parts.iter().map(|(_, part, _)| part).sum::<u128>();
        let mut places: Vec<usize> = (0..parts.len()).collect();
        places.sort_by_key(|place| std::cmp::Reverse(parts[*place].2));
        for place in places.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            parts[place].1 += 1;
        }
        for (member, part, _) in &parts {
            *self.balances.entry(member.clone()).or_default() += part;
        }
        self.months.pot -= pot;
        self.months.kept = there - charged - pot;
        (charged, parts.into_iter().map(|(member, part, _)| (member, part)).filter(|(_, part)| *part > 0).collect())
    }

    fn state_month(&mut self, rows: BTreeMap<String, Row>, parts: &[(String, u128)]) {
        let told = rows.into_iter().filter(|(_, row)| *row != Row::default()).map(|(member, row)| {
            let Row { own, team, direct, held, reached, reported, paid } = row;
            let row = json!({
                "own": num(own), "team": num(team), "direct": direct, "held": held, "reached": reached,
                "reported": reported.map(num), "paid": paid.map(num),
            });
            (member, row)
        });
        let parts: BTreeMap<_, _> = parts.iter().map(|(member, fen)| (member.clone(), num(*fen))).collect();
        self.months.statement = json!({ "rows": told.collect::<BTreeMap<_, _>>(), "parts": parts });
    }

    /// What was stated when the last month was closed.
    #[must_use]
    pub fn last_month(&self) -> &Value {
        &self.months.statement
    }

    /// Levels in force, and the pot.
    #[must_use]
    pub fn months(&self) -> Value {
        let levels = self.months.levels.iter().filter(|(_, level)| **level > 0);
        json!({ "levels": levels.collect::<BTreeMap<_, _>>(), "pot": num(self.months.pot), "charge": num(self.months.charge) })
    }
}

/// Who stands below whom at the end of a month, and what they spent in it.
struct Team<'a> {
    above: BTreeMap<&'a str, Option<&'a str>>,
    own: BTreeMap<&'a str, u128>,
}

impl Team<'_> {
    fn direct(&self, member: &str) -> impl Iterator<Item = &str> {
        self.above.iter().filter(move |(_, above)| **above == Some(member)).map(|(below, _)| *below)
    }

    /// What everybody below spent, to a depth.
    fn turnover(&self, member: &str, depth: usize) -> u128 {
        if depth == 0 {
            return 0;
        }
        self.direct(member).map(|below| self.own[below] + self.turnover(below, depth - 1)).sum()
    }

    /// Direct members at the level that the next one after `reached` asks for.
    fn asked_for(&self, rules: &LevelRules, member: &str, reached: usize) -> usize {
        let asked = rules.steps.get(reached).and_then(|step| step.direct.as_ref());
        asked.map_or(0, |asked| self.direct_at(rules, member, asked.level).count())
    }

    fn direct_at(&self, rules: &LevelRules, member: &str, level: usize) -> impl Iterator<Item = &str> {
        self.direct(member).filter(move |below| self.reached(rules, below, level) >= level)
    }

    /// The highest of the first `most` levels whose conditions, and those of all below it, are met.
    fn reached(&self, rules: &LevelRules, member: &str, most: usize) -> usize {
        let meets = |step: &&LevelStep| {
            let direct = step.direct.as_ref();
            let direct = direct.is_none_or(|asked| self.direct_at(rules, member, asked.level).count() >= asked.count);
            self.own[member] >= step.own_spend_fen
                && self.turnover(member, rules.team_depth) >= step.team_turnover_fen
                && direct
        };
        rules.steps.iter().take(most).take_while(meets).count()
    }
}
