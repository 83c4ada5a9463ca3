//! The tables of the CSV, Excel and Parquet exports: their columns, in order.

use jiff::civil::Date;
use ratchet_core::{Fen, Points, Time};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Count,
    /// Fen, shown as CNY with two decimals.
    Money,
    /// Units, shown as points with eight decimals.
    Points,
    /// A day in the deployment's zone.
    Day,
    Moment,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_optional: bool,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
}

/// One field of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Count(u64),
    Money(Fen),
    Points(Points),
    Day(Date),
    Moment(Time),
}

impl<'a> Cell<'a> {
    pub(crate) fn text_or_empty(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    pub(crate) fn count_or_empty(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, |count| Self::Count(count.into()))
    }
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, is_optional: false }
}

const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, is_optional: true }
}

const RECORD: Column = column("record", Kind::Count);
const FRAME: Column = column("frame", Kind::Count);
const DATE: Column = column("date", Kind::Day);
const OCCURRED_ON: Column = column("occurred_on", Kind::Day);
const RECORDED_AT: Column = column("recorded_at", Kind::Moment);
const OCCURRED_AT: Column = column("occurred_at", Kind::Moment);
const OPERATION: Column = column("operation", Kind::Text);
const PROGRAMME: Column = column("programme", Kind::Text);
const MEMBER: Column = column("member", Kind::Text);
const MERCHANT: Column = column("merchant", Kind::Text);
const ORDER: Column = column("order", Kind::Text);
const ACTOR: Column = column("actor", Kind::Text);

/// One row for each posting: positive is a debit, negative a credit.
pub(crate) const POSTINGS: usize = 0;
/// One row for each account that holds something.
pub(crate) const TRIAL_BALANCE: usize = 1;
/// One row for each order.
pub(crate) const ORDERS: usize = 2;
/// One row for each refund and correction.
pub(crate) const RETURNS: usize = 3;
/// One row for each sale of points, by a member or by the system.
pub(crate) const SALES: usize = 4;
/// One row for each award, paid or (negative) taken back.
pub(crate) const AWARDS: usize = 5;
/// Of what, and up to where in its history.
pub(crate) const ABOUT: usize = 6;

/// All tables, in the order of the numbers above.
pub(crate) const TABLES: [Table; 7] = [
    Table {
        name: "postings",
        columns: &[
            RECORD,
            FRAME,
            DATE,
            OCCURRED_ON,
            RECORDED_AT,
            OCCURRED_AT,
            OPERATION,
            optional("order", Kind::Text),
            PROGRAMME,
            column("event", Kind::Text),
            column("account", Kind::Text),
            column("commodity", Kind::Text),
            optional("amount", Kind::Money),
            optional("points", Kind::Points),
            optional("coins", Kind::Money),
        ],
    },
    Table {
        name: "trial_balance",
        columns: &[
            column("account", Kind::Text),
            column("commodity", Kind::Text),
            optional("debit", Kind::Money),
            optional("credit", Kind::Money),
            optional("debit_points", Kind::Points),
            optional("credit_points", Kind::Points),
            optional("debit_coins", Kind::Money),
            optional("credit_coins", Kind::Money),
        ],
    },
    Table {
        name: "orders",
        columns: &[
            RECORD,
            FRAME,
            DATE,
            OCCURRED_ON,
            RECORDED_AT,
            OCCURRED_AT,
            ORDER,
            PROGRAMME,
            column("plan", Kind::Text),
            column("rules_version", Kind::Count),
            MEMBER,
            MERCHANT,
            column("amount", Kind::Money),
            column("payable", Kind::Money),
            column("commission", Kind::Money),
            column("pool", Kind::Money),
            column("awards", Kind::Money),
            column("platform", Kind::Money),
            column("points", Kind::Points),
            optional("position", Kind::Count),
            ACTOR,
            optional("coins", Kind::Money),
            optional("payable_for_coins", Kind::Money),
        ],
    },
    Table {
        name: "returns",
        columns: &[
            RECORD,
            FRAME,
            DATE,
            OCCURRED_ON,
            OPERATION,
            ORDER,
            PROGRAMME,
            MEMBER,
            MERCHANT,
            column("amount", Kind::Money),
            column("from_merchant", Kind::Money),
            column("from_awards", Kind::Money),
            column("from_reserve", Kind::Money),
            column("from_platform", Kind::Money),
            column("burned_points", Kind::Points),
            optional("position", Kind::Count),
            ACTOR,
            optional("approver", Kind::Text),
        ],
    },
    Table {
        name: "sales",
        columns: &[
            RECORD,
            FRAME,
            DATE,
            OCCURRED_ON,
            column("cause", Kind::Text),
            OPERATION,
            optional("order", Kind::Text),
            PROGRAMME,
            MEMBER,
            column("position", Kind::Count),
            column("points", Kind::Points),
            column("gross", Kind::Money),
            column("fee", Kind::Money),
            column("net", Kind::Money),
            ACTOR,
        ],
    },
    Table {
        name: "awards",
        columns: &[
            RECORD,
            FRAME,
            DATE,
            OCCURRED_ON,
            OPERATION,
            ORDER,
            PROGRAMME,
            MEMBER,
            column("kind", Kind::Text),
            column("amount", Kind::Money),
        ],
    },
    Table { name: "about", columns: &[column("name", Kind::Text), column("value", Kind::Text)] },
];

impl Column {
    /// The heading where amounts are decimal numbers.
    pub(crate) fn decimal_name(&self) -> String {
        match self.kind {
            Kind::Money => format!("{}_cny", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// The heading where amounts are integers.
    pub(crate) fn integer_name(&self) -> String {
        match self.kind {
            Kind::Money => format!("{}_fen", self.name),
            Kind::Points => format!("{}_units", self.name),
            _ => self.name.to_owned(),
        }
    }
}
