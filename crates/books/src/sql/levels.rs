//! The course of a price in stretches of several widths, so that any zoom reads a bounded number of rows.

use crate::error::BooksError;
use crate::sql::inserts::Inserts;
use ratchet_core::price::Price;
use ratchet_core::{Fen, Points, Time};
use ratchet_deployment::{Extent, Flow, Happened, PriceBucket, slot};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Widths, as powers of two of milliseconds: 1 second, 16 seconds, 4 minutes, 70 minutes, 19 hours, 12 days, 199 days.
pub(crate) const LEVELS: [u32; 7] = [10, 14, 18, 22, 26, 30, 34];

/// The stretch of each level that is not over yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    open: [Option<PriceBucket>; LEVELS.len()],
    has_moved: bool,
}

impl Levels {
    /// Goes on with a bucket that was written before.
    pub(crate) fn resume(&mut self, level: u32, bucket: PriceBucket) {
        if let Some(place) = LEVELS.iter().position(|width| *width == level)
            && let Some(open) = self.open.get_mut(place)
        {
            *open = Some(bucket);
        }
    }

    /// Adds what came after all others; stretches that are over with it become rows.
    pub(crate) fn push(&mut self, programme: u32, bucket: &PriceBucket, rows: &mut Inserts) -> Result<(), BooksError> {
        self.has_moved = true;
        for (level, open) in LEVELS.iter().zip(&mut self.open) {
            match open {
                Some(open) if slot(open.first_at, *level) == slot(bucket.first_at, *level) => open.absorb(bucket),
                _ => {
                    if let Some(over) = open.replace(bucket.clone()) {
                        put(rows, programme, *level, &over)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the rows of the stretches that are not over.
    pub(crate) fn write_open(&mut self, programme: u32, rows: &mut Inserts) -> Result<(), BooksError> {
        if std::mem::take(&mut self.has_moved) {
            for (level, open) in LEVELS.iter().zip(&self.open) {
                if let Some(open) = open {
                    put(rows, programme, *level, open)?;
                }
            }
        }
        Ok(())
    }
}

fn put(rows: &mut Inserts, programme: u32, level: u32, bucket: &PriceBucket) -> Result<(), BooksError> {
    let PriceBucket { first_at, last_at, price, reserve, supply, flow } = bucket;
    rows.put(i64::from(programme))?.put(i64::from(level))?.count(slot(*first_at, level))?;
    rows.put(first_at.milliseconds())?.put(last_at.milliseconds())?;
    for price in [price.first, price.least, price.most, price.last] {
        rows.put(price.reserve.get())?.put(price.supply.get())?;
    }
    for reserve in [reserve.first, reserve.least, reserve.most, reserve.last] {
        rows.put(reserve.get())?;
    }
    for supply in [supply.first, supply.least, supply.most, supply.last] {
        rows.put(supply.get())?;
    }
    rows.put(flow_text(flow))?;
    Ok(())
}

/// A bucket from its row.
pub(crate) fn read(row: &SqliteRow) -> Result<PriceBucket, BooksError> {
    let number = |name: &str| Ok::<i64, BooksError>(row.try_get(name)?);
    let price = |reserve, supply| -> Result<Price, BooksError> {
        Ok(Price { reserve: Fen::new(number(reserve)?), supply: Points::new(number(supply)?) })
    };
    let reserve = |name| Ok::<Fen, BooksError>(Fen::new(number(name)?));
    let supply = |name| Ok::<Points, BooksError>(Points::new(number(name)?));
    Ok(PriceBucket {
        first_at: Time::from_milliseconds(number("first_at")?),
        last_at: Time::from_milliseconds(number("last_at")?),
        price: Extent {
            first: price("first_price_reserve", "first_price_supply")?,
            least: price("least_price_reserve", "least_price_supply")?,
            most: price("most_price_reserve", "most_price_supply")?,
            last: price("last_price_reserve", "last_price_supply")?,
        },
        reserve: Extent {
            first: reserve("first_reserve")?,
            least: reserve("least_reserve")?,
            most: reserve("most_reserve")?,
            last: reserve("last_reserve")?,
        },
        supply: Extent {
            first: supply("first_supply")?,
            least: supply("least_supply")?,
            most: supply("most_supply")?,
            last: supply("last_supply")?,
        },
        flow: read_flow(row.try_get("flow")?),
    })
}

/// A point from its row: what one record did.
pub(crate) fn read_point(row: &SqliteRow) -> Result<PriceBucket, BooksError> {
    let number = |name: &str| Ok::<i64, BooksError>(row.try_get(name)?);
    let price = Price { reserve: Fen::new(number("price_reserve")?), supply: Points::new(number("price_supply")?) };
    let accounts = (Fen::new(number("reserve")?), Points::new(number("supply")?));
    let flow = row.try_get::<Option<&str>, _>("flow")?.map_or(ONE_ORDER, read_flow);
    Ok(PriceBucket::of(Time::from_milliseconds(number("at")?), price, accounts, flow))
}

const NOTHING: Happened = Happened { count: 0, amount: Fen::ZERO };

/// What nearly every record is: one order.
pub(crate) const ONE_ORDER: Flow = Flow {
    orders: 1,
    forced_exits: NOTHING,
    injections: NOTHING,
    refunds: NOTHING,
    corrections: NOTHING,
    redemptions: NOTHING,
    closing: NOTHING,
};

/// What happened, as one text of the table.
pub(crate) fn flow_text(flow: &Flow) -> String {
    let Flow { orders, forced_exits, injections, refunds, corrections, redemptions, closing } = flow;
    let others = [forced_exits, injections, refunds, corrections, redemptions, closing];
    others.iter().fold(orders.to_string(), |text, one| format!("{text},{},{}", one.count, one.amount.get()))
}

fn read_flow(text: &str) -> Flow {
    let mut numbers = text.split(',').map(|number| number.parse::<i64>().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    let orders = next().cast_unsigned();
    let mut happened = || Happened { count: next().cast_unsigned(), amount: Fen::new(next()) };
    Flow {
        orders,
        forced_exits: happened(),
        injections: happened(),
        refunds: happened(),
        corrections: happened(),
        redemptions: happened(),
        closing: happened(),
    }
}
