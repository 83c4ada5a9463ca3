//! Section 5: refunds and corrections.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::life::tell_ways;
use crate::model::{Model, positive};
use crate::registry::{int, text};
use crate::view::{exit_rows, num};

impl Model {
    /// Section 5: a refund after booking, with the merchant's own money.
    pub(crate) fn refund(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "order")?;
        let order = self.booked(id)?;
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > order.amount - order.refunded {
            return Err("refund_exceeds_order".into());
        }
        let payable = self.payables.entry(order.merchant.clone()).or_default();
        *payable = payable.checked_sub(amount).ok_or("merchant_funds_insufficient")?;

        let before = order.refunded;
        let after = before + amount;
        let part = |whole: u128| whole * after / order.amount - whole * before / order.amount;
        let mut burned = 0;
        let position = order.position.filter(|_| !self.is_closed());
        if let Some(index) = position.and_then(|position| self.index_of(position)) {
            let position = &mut self.positions[index];
            burned = part(order.minted).min(position.points).min(amount * self.supply / self.reserve);
            position.spend -= part(order.amount).min(position.spend);
            self.remove_units(index, burned, 0);
        }
        if let Some(order) = self.orders.get_mut(id) {
            order.refunded = after;
        }
        self.refund_in_month(id, amount);
        self.refund_in_campaign(&order, before, after, burned);
        let of = (order.amount, order.from_balance, before);
        let ways = self.give_back(&order.member, of, amount, order.payment.as_deref());
        let exits = self.forced_exits();
        let mut told = json!({ "burned": num(burned), "to_member": num(amount), "exits": exit_rows(&exits) });
        tell_ways(&mut told, ways);
        Ok(told)
    }

    /// Section 5: the correction of an order that should not exist, whole or not at all.
    pub(crate) fn correct(&mut self, step: &Value) -> Result<Value, String> {
        let id = text(step, "order")?;
        let order = self.booked(id)?;
        if order.refunded > 0 {
            return Err("order_refunded".into());
        }

        self.take_coins_back(&order)?;

        // The reserve pays, at the price before the burn: what the fund added goes back there.
        let (mut from_reserve, mut to_fund) = (0, 0);
        if order.minted > 0 {
            let index = order
                .position
                .and_then(|position| self.index_of(position))
                .filter(|index| self.positions[*index].points >= order.minted)
                .ok_or("not_reversible")?;
            let paid = (order.pool + order.subsidy).min(order.minted * self.reserve / self.supply);
            from_reserve = order.pool.min(paid);
            to_fund = paid - from_reserve;
            self.fund.balance += to_fund;
            let position = &mut self.positions[index];
            position.spend -= order.amount.min(position.spend);
            self.remove_units(index, order.minted, paid);
        }

        // Awards, payable and the rest are taken back.
        for (place, (who, _, award)) in order.awards.iter().enumerate() {
            // Its own frozen part first.
            let frozen = self.life.frozen.iter().position(|frozen| frozen.order == id && frozen.place == place);
            match frozen {
                Some(frozen) => {
                    self.life.frozen.remove(frozen);
                }
                None => take(&mut self.balances, who, *award)?,
            }
        }
        let payable = order.amount - order.commission;
        take(&mut self.payables, &order.merchant, payable)?;
        let awarded: u128 = order.awards.iter().map(|award| award.2).sum();
        let from_pot = self.correct_in_month(id);
        let from_platform = order.amount - from_reserve - awarded - payable - from_pot;
        self.platform = self.platform.checked_sub(from_platform).ok_or("not_reversible")?;

        if let Some(order) = self.orders.get_mut(id) {
            order.refunded = order.amount;
        }
        self.correct_in_campaign(&order, from_reserve);
        let of = (order.amount, order.from_balance, 0);
        let ways = self.give_back(&order.member, of, order.amount, order.payment.as_deref());
        let exits = self.forced_exits();
        let mut told = json!({
            "from_reserve": num(from_reserve), "from_platform": num(from_platform),
            "to_member": num(order.amount), "exits": exit_rows(&exits),
        });
        if to_fund > 0 {
            told["to_fund"] = num(to_fund);
        }
        tell_ways(&mut told, ways);
        Ok(told)
    }

    /// A booked order.
    fn booked(&self, id: &str) -> Result<crate::Order, String> {
        let code = if self.is_pending(id) { "order_pending" } else { "order_unknown" };
        self.orders.get(id).cloned().ok_or_else(|| code.into())
    }
}

/// Takes back from an account what it must hold.
fn take(accounts: &mut BTreeMap<String, u128>, id: &str, fen: u128) -> Result<(), String> {
    let account = accounts.entry(id.into()).or_default();
    *account = account.checked_sub(fen).ok_or("not_reversible")?;
    Ok(())
}
