//! The rows of the tables: what each record adds to which of them.

use crate::about::About;
use crate::accounts::{Amount, Spelling, balances, programme_name, sides, whole};
use crate::book::Book;
use crate::entry::{Entry, cause_name, event_name, programme_of};
use crate::error::BooksError;
use crate::tables::{ABOUT, AWARDS, Cell, ORDERS, POSTINGS, RETURNS, SALES, TRIAL_BALANCE};
use jiff::civil::Date;
use ratchet_core::event::{Corrected, Event, OrderBooked, Refunded, Sold};
use ratchet_core::handle::{Member, Merchant, Programme};
use ratchet_core::{Fen, Points, State};

/// A format that takes rows.
pub(crate) trait Sheets {
    /// Begins the tables.
    fn begin(&mut self, about: &About) -> Result<(), BooksError>;

    /// Adds a row to the table of this number; its cells are as many as there are columns.
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), BooksError>;

    /// Ends all tables.
    fn finish(&mut self) -> Result<(), BooksError>;
}

/// A book of tables.
pub(crate) struct Rows<S> {
    sheets: S,
}

impl<S: Sheets> Rows<S> {
    pub(crate) fn new(sheets: S) -> Self {
        Self { sheets }
    }

    fn row(&mut self, table: usize, entry: &Entry<'_>, cells: &[Cell<'_>]) -> Result<(), BooksError> {
        let Entry { sequence, frame, date, occurred_on, .. } = *entry;
        let place = [Cell::Count(sequence), Cell::Count(frame), Cell::Day(date), Cell::Day(occurred_on)];
        self.sheets.row(table, &[&place[..], cells].concat())
    }

    fn postings(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError> {
        let command = entry.command;
        entry.each_posting(|event, posting| {
            let (account, amount) = sides(posting);
            let (account, commodity) =
                (Spelling::Plain.account(account, state), Spelling::Plain.commodity(amount, state));
            let programme = programme_of(event).map_or("", |of| programme_name(state, of));
            let (money, points, coins) = match amount {
                Amount::Money(fen) => (Cell::Money(fen), Cell::Empty, Cell::Empty),
                Amount::Points(_, points) => (Cell::Empty, Cell::Points(points), Cell::Empty),
                Amount::Shares(_, shares) => (Cell::Empty, Cell::Points(whole(shares)), Cell::Empty),
                Amount::Coins(_, coins) => (Cell::Empty, Cell::Empty, Cell::Money(coins.face())),
            };
            let cells = [
                Cell::Moment(command.recorded_at),
                Cell::Moment(command.occurred_at),
                Cell::Text(command.operation.name()),
                Cell::text_or_empty(order_of(entry, event)),
                Cell::Text(programme),
                Cell::Text(event_name(event)),
                Cell::Text(&account),
                Cell::Text(&commodity),
                money,
                points,
                coins,
            ];
            self.row(POSTINGS, entry, &cells)
        })
    }

    fn order(&mut self, entry: &Entry<'_>, state: &State, booked: &OrderBooked) -> Result<(), BooksError> {
        let command = entry.command;
        let awards = booked.awarded();
        let dividend = booked.particulars.as_ref().and_then(|particulars| particulars.dividend).unwrap_or_default();
        let of_its_own = booked.particulars.as_ref().and_then(|particulars| particulars.occurred_at);
        let occurred_at = of_its_own.unwrap_or(command.occurred_at);
        let coins = booked.particulars.as_ref().and_then(|particulars| particulars.coins);
        let cells = [
            Cell::Moment(command.recorded_at),
            Cell::Moment(occurred_at),
            Cell::Text(&booked.id),
            programme_cell(state, booked.programme),
            Cell::Text(plan_name(state, booked)),
            Cell::Count(u64::from(booked.version) + 1),
            member_cell(state, booked.member),
            merchant_cell(state, booked.merchant),
            Cell::Money(booked.amount),
            Cell::Money(booked.amount - booked.commission),
            Cell::Money(booked.commission),
            Cell::Money(booked.pool),
            Cell::Money(awards),
            Cell::Money(booked.commission - booked.pool - awards - dividend),
            Cell::Points(booked.minted),
            Cell::count_or_empty(booked.position.map(|position| position.0)),
            Cell::Text(&command.actor),
            coins.map_or(Cell::Empty, |part| Cell::Money(part.coins.face())),
            coins.map_or(Cell::Empty, |part| Cell::Money(part.to_merchant)),
        ];
        self.row(ORDERS, entry, &cells)?;
        self.awards(entry, state, (&booked.id, booked.programme), booked.every_award())
    }

    fn refund(&mut self, entry: &Entry<'_>, state: &State, refunded: &Refunded) -> Result<(), BooksError> {
        let back = Returned {
            programme: refunded.programme,
            member: refunded.member,
            merchant: refunded.merchant,
            amount: refunded.amount,
            sources: [refunded.amount, Fen::ZERO, Fen::ZERO, Fen::ZERO],
            burned: refunded.burned,
            position: refunded.position.map(|position| position.0),
        };
        self.returned(entry, state, &back)
    }

    fn correction(&mut self, entry: &Entry<'_>, state: &State, corrected: &Corrected) -> Result<(), BooksError> {
        let awards = corrected.awarded();
        let back = Returned {
            programme: corrected.programme,
            member: corrected.member,
            merchant: corrected.merchant,
            amount: corrected.amount,
            sources: [corrected.payable, awards, corrected.from_reserve, corrected.from_platform],
            burned: corrected.burned,
            position: corrected.position.map(|position| position.0),
        };
        self.returned(entry, state, &back)?;
        let order = entry.order().unwrap_or_default();
        let taken_back = corrected.every_award().map(|(member, kind, amount)| (member, kind, -amount));
        self.awards(entry, state, (order, corrected.programme), taken_back)
    }

    fn returned(&mut self, entry: &Entry<'_>, state: &State, back: &Returned) -> Result<(), BooksError> {
        let [merchant, awards, reserve, platform] = back.sources.map(Cell::Money);
        let cells = [
            Cell::Text(entry.command.operation.name()),
            Cell::Text(entry.order().unwrap_or_default()),
            programme_cell(state, back.programme),
            member_cell(state, back.member),
            merchant_cell(state, back.merchant),
            Cell::Money(back.amount),
            merchant,
            awards,
            reserve,
            platform,
            Cell::Points(back.burned),
            Cell::count_or_empty(back.position),
            Cell::Text(&entry.command.actor),
            Cell::text_or_empty(entry.command.approver.as_deref()),
        ];
        self.row(RETURNS, entry, &cells)
    }

    fn sale(&mut self, entry: &Entry<'_>, state: &State, sold: &Sold) -> Result<(), BooksError> {
        let cells = [
            Cell::Text(cause_name(sold.cause)),
            Cell::Text(entry.command.operation.name()),
            Cell::text_or_empty(entry.order()),
            programme_cell(state, sold.programme),
            member_cell(state, sold.member),
            Cell::Count(sold.position.0.into()),
            Cell::Points(sold.points),
            Cell::Money(sold.gross),
            Cell::Money(sold.gross - sold.net),
            Cell::Money(sold.net),
            Cell::Text(&entry.command.actor),
        ];
        self.row(SALES, entry, &cells)
    }

    fn awards<'a>(
        &mut self,
        entry: &Entry<'_>,
        state: &State,
        (order, programme): (&str, Programme),
        awards: impl Iterator<Item = (Member, &'a str, Fen)>,
    ) -> Result<(), BooksError> {
        for (member, kind, amount) in awards {
            let cells = [
                Cell::Text(entry.command.operation.name()),
                Cell::Text(order),
                programme_cell(state, programme),
                member_cell(state, member),
                Cell::Text(kind),
                Cell::Money(amount),
            ];
            self.row(AWARDS, entry, &cells)?;
        }
        Ok(())
    }

    fn trial_balance(&mut self, state: &State) -> Result<(), BooksError> {
        for (account, amount) in balances(state) {
            let name = Spelling::Plain.account(account, state);
            let commodity = Spelling::Plain.commodity(amount, state);
            let mut cells = [Cell::Empty; 8];
            (cells[0], cells[1]) = (Cell::Text(&name), Cell::Text(&commodity));
            match amount {
                Amount::Money(fen) if fen.is_negative() => cells[3] = Cell::Money(-fen),
                Amount::Money(fen) => cells[2] = Cell::Money(fen),
                Amount::Points(_, points) if points.is_negative() => cells[5] = Cell::Points(-points),
                Amount::Points(_, points) => cells[4] = Cell::Points(points),
                Amount::Shares(_, shares) if shares.is_negative() => cells[5] = Cell::Points(whole(-shares)),
                Amount::Shares(_, shares) => cells[4] = Cell::Points(whole(shares)),
                Amount::Coins(_, coins) if coins.is_negative() => cells[7] = Cell::Money(-coins.face()),
                Amount::Coins(_, coins) => cells[6] = Cell::Money(coins.face()),
            }
            self.sheets.row(TRIAL_BALANCE, &cells)?;
        }
        Ok(())
    }
}

/// What was given back, and who paid it: the merchant, the awards, the reserve, the platform.
struct Returned {
    programme: Programme,
    member: Member,
    merchant: Merchant,
    amount: Fen,
    sources: [Fen; 4],
    burned: Points,
    position: Option<u32>,
}

/// The order that an event is about: a tick books many.
fn order_of<'a>(entry: &'a Entry<'_>, event: &'a Event) -> Option<&'a str> {
    match event {
        Event::OrderBooked(booked) => Some(&booked.id),
        _ => entry.order(),
    }
}

fn programme_cell(state: &State, programme: Programme) -> Cell<'_> {
    Cell::Text(programme_name(state, programme))
}

fn member_cell(state: &State, member: Member) -> Cell<'_> {
    Cell::Text(state.directory.member_names.name(member.0))
}

fn merchant_cell(state: &State, merchant: Merchant) -> Cell<'_> {
    Cell::Text(state.directory.merchant_names.name(merchant.0))
}

fn plan_name<'a>(state: &'a State, booked: &OrderBooked) -> &'a str {
    let programme = state.programme(booked.programme);
    programme.and_then(|programme| programme.plan_names.get(booked.plan.place())).map_or("", String::as_str)
}

impl<S: Sheets> Book for Rows<S> {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        self.sheets.begin(about)?;
        about
            .pairs()
            .iter()
            .try_for_each(|(name, value)| self.sheets.row(ABOUT, &[Cell::Text(name), Cell::Text(value)]))
    }

    fn add(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError> {
        self.postings(entry, state)?;
        for event in entry.events {
            match event {
                Event::OrderBooked(booked) => self.order(entry, state, booked)?,
                Event::Sold(sold) => self.sale(entry, state, sold)?,
                Event::Refunded(refunded) => self.refund(entry, state, refunded)?,
                Event::Corrected(corrected) => self.correction(entry, state, corrected)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn finish(&mut self, state: &State, _date: Date) -> Result<(), BooksError> {
        self.trial_balance(state)?;
        self.sheets.finish()
    }
}
