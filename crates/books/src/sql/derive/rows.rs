//! The rows of a batch of records, table by table.

use crate::error::BooksError;
use crate::sql::derive::changes::Change;
use crate::sql::derive::lines::{self, Line};
use crate::sql::inserts::{Inserts, Into};
use crate::sql::standing::ProgrammeStanding;
use ratchet_core::Time;
use ratchet_core::totals::Totals;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

macro_rules! tables {
    ($($name:ident ($($column:ident),*) replaces ($($key:ident),*);)*) => {
        /// Rows that wait to be written, by table.
        #[derive(Debug)]
        pub(crate) struct Rows {
            $(pub(crate) $name: Inserts,)*
            /// Movements of accounts that have statements.
            pub(crate) statement_lines: Vec<Line>,
            /// Changes of rows that are there, in their order.
            pub(crate) changes: Vec<Change>,
        }

        impl Default for Rows {
            fn default() -> Self {
                Self {
                    $($name: Inserts::new(&Into {
                        table: stringify!($name),
                        columns: &[$(stringify!($column)),*],
                        replaces: &[$(stringify!($key)),*],
                    }),)*
                    statement_lines: Vec::new(),
                    changes: Vec::new(),
                }
            }
        }

        impl Rows {
            /// Writes all rows, and then what changes about rows that are there.
            pub(crate) async fn write(mut self, connection: &mut SqliteConnection) -> Result<(), BooksError> {
                lines::rows(std::mem::take(&mut self.statement_lines), &mut self.lines)?;
                $(self.$name.write(&mut *connection).await?;)*
                for change in self.changes {
                    change.write(&mut *connection).await?;
                }
                Ok(())
            }
        }
    };
}

tables! {
    programmes(programme, name, sequence, recorded_at, reserve, supply, reference_reserve, reference_supply, orders,
        exits, clock) replaces (programme);
    totals(programme, name, amount) replaces (programme, name);
    versions(programme, sequence, effective_at, rules) replaces ();
    plans(programme, plan, name) replaces ();
    members(member, id, referrer, sequence, recorded_at) replaces ();
    merchants(merchant, id, programme, plan, take_bp, owner, recruiter, region, sequence, recorded_at) replaces ();
    agents(sequence, programme, region, member, recorded_at) replaces ();
    contracts(programme, contract, id, division, member, first_day, days, days_in_force, fee, given_back, document,
        sequence, recorded_at) replaces ();
    campaigns(programme, campaign, id, plan, from_at, until_at, sequence, recorded_at) replaces ();
    campaign_goods(programme, campaign, place, sku, name, price, cost, stock) replaces ();
    order_goods(sequence, programme, campaign, place, quantity, put_back) replaces ();
    orders(sequence, order_no, order_handle, placed, booked_sequence, programme, member, merchant, plan, rules_version,
        amount, from_balance, payment, cost, commission, pool, awards, awarded, split, minted, position, state, returned,
        refunded, due_at, recorded_at, occurred_at, actor, changed_at, coins) replaces ();
    order_coins(order_handle, coins, to_merchant, from_fund, points, position) replaces ();
    coin_lines(sequence, place, programme, member, account, kind, amount, order_handle) replaces ();
    payments(payment, id, sequence, provider, programme, order_no, amount, cost, state, expires_at, recorded_at,
        changed_at) replaces ();
    payment_refunds(payment, refund, amount, sequence) replaces ();
    links(sequence, place, member, referrer, merchant, event, at) replaces ();
    returns(sequence, place, order_handle, operation, amount, from_merchant, from_awards, from_reserve, from_platform,
        burned, recorded_at, actor, approver) replaces ();
    accounts(account, balance) replaces (account);
    lines(account, sequence, place, kind, amount, balance, programme, order_handle, payout, reference)
        replaces ();
    sales(sequence, place, programme, member, position, cause, points, gross, net, recorded_at, order_handle)
        replaces ();
    payouts(payout, id, sequence, member, merchant, amount, fee, withheld, withholding, state, requester, provider,
        reference, recorded_at, changed_at) replaces ();
    months(programme, month, sequence, accrued, charged, shared, kept, recorded_at) replaces ();
    month_members(programme, month, member, own_spend, team_turnover, direct, held, reached, reported_differential,
        reported_same_level, paid_differential, paid_same_level) replaces ();
    dividends(programme, month, member, shares, turnover, amount) replaces ();
    shares(sequence, place, programme, member, held_before, shares, document, recorded_at) replaces ();
    fund_outflows(sequence, place, programme, order_handle, subsidy, drip, recorded_at) replaces ();
    closings(sequence, place, programme, what, from_time, first_amount, second_amount, third_amount, recorded_at)
        replaces ();
    offers(programme, offer, instrument, units, member_max, points_per_unit, contribution_per_unit, opens_at, closes_at,
        locked_until, proceeds, issue_price, opinion, sequence, recorded_at) replaces ();
    allotments(sequence, place, programme, offer, member, units, burned, value, to_issuer, contribution, reason,
        recorded_at) replaces ();
    answers(answer_key, fingerprint, sequence, recorded_at, events) replaces (answer_key);
    price_points(programme, sequence, at, reserve, supply, price_reserve, price_supply, flow) replaces ();
    price_levels(programme, level, slot, first_at, last_at, first_price_reserve, first_price_supply,
        least_price_reserve, least_price_supply, most_price_reserve, most_price_supply, last_price_reserve,
        last_price_supply, first_reserve, least_reserve, most_reserve, last_reserve, first_supply, least_supply,
        most_supply, last_supply, flow) replaces (programme, level, slot);
    audit(sequence, recorded_at, occurred_at, actor, approver, operation, programme, reference, payload_hash)
        replaces ();
}

impl Rows {
    /// The row of a programme as it stands, its totals, and the stretches of its price that go on.
    pub(crate) fn programme(&mut self, place: u32, programme: &mut ProgrammeStanding) -> Result<(), BooksError> {
        let row = &mut self.programmes;
        row.put(i64::from(place))?.put(programme.name.clone())?.count(programme.sequence)?;
        row.put(programme.recorded_at.milliseconds())?.put(programme.reserve.get())?.put(programme.supply.get())?;
        row.put(programme.reference.reserve.get())?.put(programme.reference.supply.get())?;
        row.count(programme.orders)?.count(programme.exits)?.put(programme.clock.map(Time::milliseconds))?;
        for (name, amount) in named_totals(&programme.totals) {
            self.totals.put(i64::from(place))?.put(name)?.put(amount)?;
        }
        programme.levels.write_open(place, &mut self.price_levels)
    }
}

/// Totals by name, as they are told everywhere else.
pub(crate) fn named_totals(totals: &Totals) -> BTreeMap<String, i64> {
    let value = serde_json::to_value(totals).unwrap_or_default();
    let fields = value.as_object().into_iter().flatten();
    fields.filter_map(|(name, amount)| Some((name.clone(), amount.as_i64()?))).collect()
}
