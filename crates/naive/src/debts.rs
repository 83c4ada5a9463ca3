//! `docs/mechanism/old-debts.md`: claims, coins, and the locked points that come with coins.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::DAY;
use crate::model::{Merchant, Model, Order, Position, positive};
use crate::registry::{int, int_or_null, text};
use crate::rules::Margin;
use crate::view::num;
use crate::{BP, MAX_RESERVE, SUPPLY_BOUND};

/// What coins can pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinRules {
    /// The largest part of an order.
    pub coin_max_bp: u128,
    /// The points that come with coins.
    #[serde(default)]
    pub points: Option<CoinPoints>,
}

/// The points that come with coins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinPoints {
    /// What the fund gives for the coins spent.
    pub grant_bp: u128,
    /// The part of the coins at which the system sells.
    pub target_bp: u128,
    /// In so many parts,
    pub tranches: u128,
    /// one every so many days.
    pub tranche_days: i64,
}

/// What is owed to a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claim {
    evidence: Vec<String>,
    imported: u128,
    unconverted: u128,
    pub(crate) coins: u128,
    pub(crate) held: u128,
}

/// That a position came with coins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    target_bp: u128,
    minted: u128,
    tranches: u128,
    released: u128,
    tranche_days: i64,
    due_at: i64,
    number: u64,
}

/// What coins paid of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoinPart {
    pub(crate) coins: u128,
    pub(crate) to_merchant: u128,
    pub(crate) from_fund: u128,
    pub(crate) points: u128,
    pub(crate) position: Option<u64>,
}

impl Grant {
    /// What of it cannot be sold yet.
    pub(crate) fn locked(&self) -> u128 {
        self.minted - self.minted * self.released / self.tranches
    }
}

impl Position {
    /// What the member can sell of it.
    #[must_use]
    pub fn free(&self) -> u128 {
        self.points - self.grant.as_ref().map_or(0, Grant::locked)
    }

    /// Where a position came with coins, what it is worth when the system sells it.
    pub(crate) fn target(&self) -> Option<u128> {
        self.grant.as_ref().map(|grant| self.spend * grant.target_bp / BP)
    }
}

impl Model {
    fn claim(&mut self, member: &str) -> &mut Claim {
        self.claims.entry(member.into()).or_default()
    }

    pub(crate) fn import_claim(&mut self, step: &Value) -> Result<Value, String> {
        let (member, evidence) = (text(step, "member")?, text(step, "evidence")?.to_owned());
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        if self.claims.get(member).is_some_and(|claim| claim.evidence.contains(&evidence)) {
            return Err("claim_exists".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > crate::MAX_AMOUNT
            || self.claims.values().map(|claim| claim.imported).sum::<u128>() + amount > MAX_RESERVE
        {
            return Err("limit_exceeded".into());
        }
        let claim = self.claim(member);
        claim.evidence.push(evidence);
        claim.imported += amount;
        claim.unconverted += amount;
        Ok(json!({}))
    }

    pub(crate) fn convert_claim(&mut self, step: &Value) -> Result<Value, String> {
        let member = text(step, "member")?;
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        if self.rules.coins.is_none() {
            return Err("coins_unavailable".into());
        }
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        let claim = self.claim(member);
        claim.unconverted = claim.unconverted.checked_sub(amount).ok_or("claim_insufficient")?;
        claim.coins += amount;
        Ok(json!({}))
    }

    /// The coins that a step pays with, when they can.
    pub(crate) fn coins_of(&self, step: &Value, amount: u128) -> Result<u128, String> {
        let Some(coins) = int_or_null(step, "coins")? else { return Ok(0) };
        let rules = self.rules.coins.as_ref().ok_or("coins_unavailable")?;
        let coins = positive(coins, "coins_not_positive")?;
        if coins > amount * rules.coin_max_bp / BP {
            return Err("coins_above_ceiling".into());
        }
        let held = self.claims.get(text(step, "member")?).map_or(0, |claim| claim.coins);
        if coins > held { Err("coins_insufficient".into()) } else { Ok(coins) }
    }

    /// What the merchant gets for `coins`: what it would get for as much money.
    pub(crate) fn merchants_part(&self, merchant: &Merchant, coins: u128, cost: u128) -> u128 {
        let plan = &self.rules.plans[&merchant.plan];
        match plan.margin {
            Margin::Cost => cost,
            Margin::Take => coins - coins * merchant.take_bp.or(plan.take_bp).unwrap_or_default() / BP,
        }
    }

    pub(crate) fn hold_coins(&mut self, member: &str, coins: u128) {
        if coins > 0 {
            let claim = self.claim(member);
            claim.coins -= coins;
            claim.held += coins;
        }
    }

    pub(crate) fn return_coins(&mut self, member: &str, coins: u128) {
        if coins > 0 {
            let claim = self.claim(member);
            claim.held -= coins;
            claim.coins += coins;
        }
    }

    /// The coins of an order are spent, and the platform account pays the merchant for them.
    pub(crate) fn spend_coins(
        &mut self,
        order: &str,
        shop: &str,
        to_merchant: u128,
        is_placed: bool,
    ) -> Result<(), String> {
        let Some(Order { member, coin_part: Some(part), .. }) = self.orders.get_mut(order) else { return Ok(()) };
        part.to_merchant = to_merchant;
        let (member, coins) = (member.clone(), part.coins);
        self.platform = self.platform.checked_sub(to_merchant).ok_or("platform_funds_insufficient")?;
        *self.payables.entry(shop.into()).or_default() += to_merchant;
        let claim = self.claim(&member);
        if is_placed {
            claim.held -= coins;
        } else {
            claim.coins -= coins;
        }
        Ok(())
    }

    /// The points that come with the coins of an order, out of the fund and locked.
    pub(crate) fn grant_points(&mut self, order: &str) -> Result<(), String> {
        let Some(points) = self.rules.coins.clone().and_then(|rules| rules.points) else { return Ok(()) };
        if self.closing.is_some() {
            return Ok(());
        }
        let Some(Order { member, coin_part: Some(part), .. }) = self.orders.get(order).cloned() else { return Ok(()) };
        let from_fund = (part.coins * points.grant_bp / BP).min(self.fund.balance);
        let (fen, units) = self.price();
        let minted = (from_fund * units).checked_div(fen).unwrap_or(0);
        if minted == 0 {
            return Ok(());
        }
        self.fund.balance -= from_fund;
        self.reserve += from_fund;
        self.supply += minted;
        if self.reserve > MAX_RESERVE || self.supply >= SUPPLY_BOUND {
            return Err("limit_exceeded".into());
        }
        self.opened += 1;
        let (id, spend) = (self.opened, part.coins);
        let number = self.next_number();
        let grant = Grant {
            target_bp: points.target_bp,
            minted,
            tranches: points.tranches,
            released: 0,
            tranche_days: points.tranche_days,
            due_at: self.life.now + points.tranche_days * DAY,
            number,
        };
        self.positions.push(Position { id, member, spend, points: minted, realised: 0, grant: Some(grant) });
        if let Some(Order { coin_part: Some(part), .. }) = self.orders.get_mut(order) {
            *part = CoinPart { from_fund, points: minted, position: Some(id), ..part.clone() };
        }
        Ok(())
    }

    /// What the outcome of a booking says of the coins.
    pub(crate) fn tell_coins(&self, order: &str, told: &mut Value) {
        if let Some(Order { coin_part: Some(part), .. }) = self.orders.get(order) {
            told["coin_part"] = json!({
                "coins": num(part.coins), "to_merchant": num(part.to_merchant), "from_fund": num(part.from_fund),
                "points": num(part.points), "position": part.position,
            });
        }
    }

    /// A correction takes the coins back before the rest of the order.
    pub(crate) fn take_coins_back(&mut self, order: &Order) -> Result<(), String> {
        let Some(part) = &order.coin_part else { return Ok(()) };
        let payable = self.payables.entry(order.merchant.clone()).or_default();
        *payable = payable.checked_sub(part.to_merchant).ok_or("not_reversible")?;
        self.platform += part.to_merchant;
        self.claim(&order.member).coins += part.coins;
        let Some(position) = part.position else { return Ok(()) };
        let index = self.index_of(position).ok_or("not_reversible")?;
        if self.positions[index].points != part.points {
            return Err("not_reversible".into());
        }
        let back = part.from_fund.min(part.points * self.reserve / self.supply);
        self.remove_units(index, part.points, back);
        self.fund.balance += back;
        Ok(())
    }

    /// Which position has the next tranche, and when.
    pub(crate) fn next_tranche(&self) -> Option<(i64, u64, u64)> {
        let waiting = self.positions.iter().filter_map(|position| {
            let grant = position.grant.as_ref().filter(|grant| grant.released < grant.tranches)?;
            Some((grant.due_at, grant.number, position.id))
        });
        waiting.min()
    }

    pub(crate) fn release_tranche(&mut self, position: u64) {
        let number = self.next_number();
        let Some(index) = self.index_of(position) else { return };
        if let Some(grant) = &mut self.positions[index].grant {
            grant.released += 1;
            grant.due_at += grant.tranche_days * DAY;
            grant.number = number;
        }
    }

    /// Claims, coins and locked points, by member.
    #[must_use]
    pub fn debts(&self) -> BTreeMap<String, Value> {
        let row = |(member, claim): (&String, &Claim)| {
            let own = self.positions.iter().filter(|position| position.member == *member);
            let granted: Vec<_> = own.filter_map(|position| Some((position, position.grant.as_ref()?))).collect();
            let locked: u128 = granted.iter().map(|(_, grant)| grant.locked()).sum();
            let free: u128 = granted.iter().map(|(position, _)| position.free()).sum();
            let owed = claim.unconverted + claim.coins + claim.held;
            let row = json!({
                "claim": num(claim.imported), "settled": num(claim.imported - owed), "owed": num(owed),
                "unconverted": num(claim.unconverted), "coins": num(claim.coins), "held": num(claim.held),
                "points_locked": num(locked), "points_free": num(free),
            });
            (member.clone(), row)
        };
        self.claims.iter().filter(|(_, claim)| claim.imported > 0).map(row).collect()
    }
}
