//! Orders: lists by who bought, who sold, where and how they stand; one order with everything that it did.

use super::columns::Columns;
use super::page::{AsOf, Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::outcome::{Booked, CoinPart};
use ratchet_core::rules::{DISTRIBUTION, PLATFORM, Rules};
use ratchet_core::{Coins, Fen, Points, Time};
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use std::collections::BTreeMap;

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Placed, and held until it can no longer be returned.
    Pending,
    /// Due, and could not be booked: somebody has to return it or to book it.
    Held,
    /// Wholly returned before it was booked.
    Returned,
    /// Booked, nothing of it given back.
    Booked,
    /// A part of it was given back.
    PartlyRefunded,
    /// All of it was given back by the merchant.
    Refunded,
    /// It was taken back, because it should not exist.
    Corrected,
}

impl OrderState {
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Held,
        Self::Returned,
        Self::Booked,
        Self::PartlyRefunded,
        Self::Refunded,
        Self::Corrected,
    ];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Returned => "returned",
            Self::Booked => "booked",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Corrected => "corrected",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Which orders; all of them by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderFilter<'a> {
    /// Who bought.
    pub member: Option<&'a str>,
    /// Who sold.
    pub merchant: Option<&'a str>,
    /// The programme.
    pub programme: Option<&'a str>,
    /// How they stand.
    pub state: Option<OrderState>,
    /// Recorded at this moment or later.
    pub from: Option<Time>,
    /// Recorded at this moment or before.
    pub to: Option<Time>,
}

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Sequence of the record that brought it.
    pub sequence: u64,
    /// Its number.
    pub order: String,
    /// Its programme.
    pub programme: String,
    /// The plan that it was booked under; empty before.
    pub plan: String,
    /// Version of the rules, from 1; 0 before it was booked.
    pub version: u32,
    /// Who bought.
    pub member: String,
    /// Who sold.
    pub merchant: String,
    /// How it stands.
    pub state: OrderState,
    /// What was paid, in money.
    pub amount: Fen,
    /// What coins pay beside, as it was asked for.
    pub coins: Coins,
    /// What the member's balance paid of it.
    pub from_balance: Fen,
    /// The payment through a provider that paid the rest.
    pub payment: Option<String>,
    /// What the goods cost, where that was said.
    pub cost: Option<Fen>,
    /// The goods of a campaign that it is for.
    pub goods: Option<OrderGoods>,
    /// What was returned of it before it was booked.
    pub returned: Fen,
    /// What was given back of it since.
    pub refunded: Fen,
    /// When it is booked, where it was placed before.
    pub due_at: Option<Time>,
    /// Why it could not be booked when it was due.
    pub held_code: Option<String>,
    /// What the merchant gave up.
    pub commission: Fen,
    /// What entered the reserve.
    pub pool: Fen,
    /// Awards together.
    pub awards: Fen,
    /// Units minted.
    pub minted: Points,
    /// The position that took them.
    pub position: Option<u32>,
    /// When it was recorded.
    pub recorded_at: Time,
    /// When it happened.
    pub occurred_at: Time,
    /// When something of it changed last.
    pub changed_at: Time,
    /// Who asked.
    pub actor: String,
    #[serde(skip)]
    awarded: String,
    #[serde(skip)]
    split: String,
    #[serde(skip)]
    handles: Handles,
}

/// Goods of a campaign in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderGoods {
    /// The campaign.
    pub campaign: String,
    /// Which of its goods.
    pub sku: String,
    /// How many pieces.
    pub quantity: u32,
    /// How many of them were put back since.
    pub put_back: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Handles {
    order: Option<i64>,
    programme: i64,
    booked_sequence: Option<i64>,
}

/// An order with everything that it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderDetails {
    /// The order.
    pub order: Order,
    /// What its booking returned, as it was told then; nothing of anything before it was booked.
    pub booked: Booked,
    /// What was given back of it, oldest first.
    pub returns: Vec<OrderReturn>,
}

/// Money of an order given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderReturn {
    /// Sequence of its record.
    pub sequence: u64,
    /// What was asked.
    pub operation: String,
    /// How much.
    pub amount: Fen,
    /// What the merchant paid of it.
    pub from_merchant: Fen,
    /// Awards taken back.
    pub from_awards: Fen,
    /// What the reserve paid.
    pub from_reserve: Fen,
    /// What the platform bore.
    pub from_platform: Fen,
    /// Units burned.
    pub burned: Points,
    /// When it was recorded.
    pub recorded_at: Time,
    /// Who asked.
    pub actor: String,
    /// Who approved.
    pub approver: Option<String>,
}

const SELECT: &str = "SELECT o.*, p.name AS programme_name, l.name AS plan_name, m.id AS member_id, \
    s.id AS merchant_id, y.id AS payment_id, y.cost AS payment_cost, g.quantity, g.put_back, \
    k.id AS campaign_id, f.sku FROM orders o LEFT JOIN programmes p ON p.programme = o.programme \
    LEFT JOIN plans l ON l.programme = o.programme AND l.plan = o.plan LEFT JOIN members m ON m.member = o.member \
    LEFT JOIN merchants s ON s.merchant = o.merchant LEFT JOIN payments y ON y.payment = o.payment \
    LEFT JOIN order_goods g ON g.sequence = o.sequence \
    LEFT JOIN campaigns k ON k.programme = g.programme AND k.campaign = g.campaign \
    LEFT JOIN campaign_goods f ON f.programme = g.programme AND f.campaign = g.campaign AND f.place = g.place";

impl BooksReader {
    /// Orders, newest first; nothing where the filter names somebody who is not registered.
    pub async fn orders(&self, filter: &OrderFilter<'_>, page: Page) -> Result<Option<Listing<Order>>, BooksError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        let before = page.after.map_or(i64::MAX, |cursor| cursor.sequence.cast_signed());
        query.push(" WHERE o.sequence < ").push_bind(before);
        // Where a member or a merchant is named, their index is the one to use: `+` keeps the others out of it.
        let is_named = filter.member.is_some() || filter.merchant.is_some();
        if let Some(id) = filter.member {
            let Some(member) = self.member(id).await? else { return Ok(None) };
            query.push(" AND o.member = ").push_bind(member);
        }
        if let Some(id) = filter.merchant {
            let Some(merchant) = self.merchant(id).await? else { return Ok(None) };
            let column = if filter.member.is_some() { " AND +o.merchant = " } else { " AND o.merchant = " };
            query.push(column).push_bind(merchant);
        }
        if let Some(name) = filter.programme {
            let Some(programme) = self.programme(name).await? else { return Ok(None) };
            let has_index = !is_named && filter.state.is_none_or(|state| state == OrderState::Booked);
            query.push(if has_index { " AND o.programme = " } else { " AND +o.programme = " }).push_bind(programme);
        }
        if let Some(state) = filter.state {
            // Written out, so that the index of what is not simply booked can be used.
            query.push(if is_named { " AND +o.state = '" } else { " AND o.state = '" }).push(state.name()).push("'");
        }
        if let Some(from) = filter.from {
            query.push(" AND o.sequence >= ").push_bind(self.first_after(from, true).await?);
        }
        if let Some(to) = filter.to {
            query.push(" AND o.sequence < ").push_bind(self.end_of(AsOf::Time(to)).await?);
        }
        query.push(" ORDER BY o.sequence DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let orders = rows.iter().map(order).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(orders, page, |order| Cursor { sequence: order.sequence, place: 0 })))
    }

    /// One order with everything that it did; nothing where there is none of this number.
    pub async fn order(&self, number: &str) -> Result<Option<OrderDetails>, BooksError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE o.order_no = ").push_bind(number);
        let Some(row) = query.build().fetch_optional(&self.pool).await? else { return Ok(None) };
        let order = order(&row)?;
        let booked = self.booked(&order).await?;
        let rows = sqlx::query("SELECT * FROM returns WHERE order_handle = ? ORDER BY sequence, place")
            .bind(order.handles.order)
            .fetch_all(&self.pool)
            .await?;
        let returns = rows.iter().map(order_return).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(OrderDetails { order, booked, returns }))
    }

    /// What the booking of an order returned.
    async fn booked(&self, order: &Order) -> Result<Booked, BooksError> {
        let rules = self.rules_of(order).await?;
        let dividends = rules.as_ref().and_then(|rules| rules.dividends);
        let lines = split(order, rules);
        let platform = lines.get(PLATFORM).copied().unwrap_or_default();
        let distribution = lines.get(DISTRIBUTION).copied().unwrap_or_default();
        let unclaimed = if distribution > order.awards { distribution - order.awards } else { Fen::ZERO };
        let (subsidy, drip) = self.given_by_fund(order).await?;
        Ok(Booked {
            commission: order.commission,
            pool: order.pool,
            subsidy,
            drip,
            minted: order.minted,
            lines,
            awards: self.awarded(&order.awarded).await?,
            unclaimed,
            dividend: dividends.map_or(Fen::ZERO, |dividends| platform.share(dividends.dividend_bp)),
            coin_part: self.coin_part(order.handles.order).await?,
            exits: self.exits_of(order.handles.booked_sequence, order.handles.order).await?,
        })
    }

    /// What coins paid of a booked order.
    async fn coin_part(&self, order: Option<i64>) -> Result<Option<CoinPart>, BooksError> {
        let row = sqlx::query("SELECT * FROM order_coins WHERE order_handle = ?").bind(order);
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        Ok(Some(CoinPart {
            coins: Coins::of(row.fen("coins")?),
            to_merchant: row.fen("to_merchant")?,
            from_fund: row.fen("from_fund")?,
            points: row.points("points")?,
            position: row.small_or_none("position")?,
        }))
    }

    /// What the fund gave with an order: before minting, and after it.
    async fn given_by_fund(&self, order: &Order) -> Result<(Fen, Fen), BooksError> {
        let row: Option<(i64, i64)> = sqlx::query_as("SELECT subsidy, drip FROM fund_outflows WHERE order_handle = ?")
            .bind(order.handles.order)
            .fetch_optional(&self.pool)
            .await?;
        let (subsidy, drip) = row.unwrap_or_default();
        Ok((Fen::new(subsidy), Fen::new(drip)))
    }

    /// The rules that an order was booked under.
    async fn rules_of(&self, order: &Order) -> Result<Option<Rules>, BooksError> {
        let rules: Option<String> = sqlx::query_scalar(
            "SELECT rules FROM versions WHERE programme = ? ORDER BY effective_at, sequence LIMIT 1 OFFSET ?",
        )
        .bind(order.handles.programme)
        .bind(i64::from(order.version.saturating_sub(1)))
        .fetch_optional(&self.pool)
        .await?;
        Ok(rules.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// What each split line took, by name.
fn split(order: &Order, rules: Option<Rules>) -> BTreeMap<String, Fen> {
    let plan = rules.and_then(|mut rules| rules.plans.remove(&order.plan));
    let names = plan.into_iter().flat_map(|plan| plan.split.into_keys());
    let amounts = order.split.split(',').filter_map(|amount| amount.parse().ok()).map(Fen::new);
    names.zip(amounts).collect()
}

fn order(row: &SqliteRow) -> Result<Order, BooksError> {
    Ok(Order {
        sequence: row.count("sequence")?,
        order: row.text("order_no")?,
        programme: row.text_or_none("programme_name")?.unwrap_or_default(),
        plan: row.text_or_none("plan_name")?.unwrap_or_default(),
        version: row.small_or_none("rules_version")?.map_or(0, |version| version.saturating_add(1)),
        member: row.text_or_none("member_id")?.unwrap_or_default(),
        merchant: row.text_or_none("merchant_id")?.unwrap_or_default(),
        state: OrderState::named(row.try_get("state")?).unwrap_or(OrderState::Booked),
        amount: row.fen("amount")?,
        coins: Coins::of(row.fen("coins")?),
        from_balance: row.fen("from_balance")?,
        payment: row.text_or_none("payment_id")?,
        cost: row.number_or_none("cost")?.or(row.number_or_none("payment_cost")?).map(Fen::new),
        goods: goods(row)?,
        returned: row.fen("returned")?,
        due_at: row.number_or_none("due_at")?.map(Time::from_milliseconds),
        held_code: row.text_or_none("held_code")?,
        refunded: row.fen("refunded")?,
        commission: row.fen("commission")?,
        pool: row.fen("pool")?,
        awards: row.fen("awards")?,
        minted: row.points("minted")?,
        position: row.small_or_none("position")?,
        recorded_at: row.time("recorded_at")?,
        occurred_at: row.time("occurred_at")?,
        changed_at: row.time("changed_at")?,
        actor: row.text("actor")?,
        awarded: row.text("awarded")?,
        split: row.text("split")?,
        handles: Handles {
            order: row.number_or_none("order_handle")?,
            programme: row.number("programme")?,
            booked_sequence: row.number_or_none("booked_sequence")?,
        },
    })
}

fn goods(row: &SqliteRow) -> Result<Option<OrderGoods>, BooksError> {
    let Some(campaign) = row.text_or_none("campaign_id")? else { return Ok(None) };
    let sku = row.text_or_none("sku")?.unwrap_or_default();
    let quantity = row.small_or_none("quantity")?.unwrap_or_default();
    Ok(Some(OrderGoods { campaign, sku, quantity, put_back: row.small_or_none("put_back")?.unwrap_or_default() }))
}

fn order_return(row: &SqliteRow) -> Result<OrderReturn, BooksError> {
    Ok(OrderReturn {
        sequence: row.count("sequence")?,
        operation: row.text("operation")?,
        amount: row.fen("amount")?,
        from_merchant: row.fen("from_merchant")?,
        from_awards: row.fen("from_awards")?,
        from_reserve: row.fen("from_reserve")?,
        from_platform: row.fen("from_platform")?,
        burned: row.points("burned")?,
        recorded_at: row.time("recorded_at")?,
        actor: row.text("actor")?,
        approver: row.text_or_none("approver")?,
    })
}
