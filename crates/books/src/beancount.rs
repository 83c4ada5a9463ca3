//! A ledger for beancount: every account opened on the day of its first posting, every record with postings a
//! transaction, no tolerance anywhere, and at the end a balance assertion for each account.

use crate::about::About;
use crate::accounts::{Account, Amount, Declared, Spelling, balances, programme_name, sides};
use crate::book::Book;
use crate::entry::{Entry, event_name};
use crate::error::BooksError;
use crate::text_output::TextOutput;
use jiff::civil::Date;
use ratchet_core::State;
use ratchet_core::event::Event;
use ratchet_core::handle::Programme;
use ratchet_core::ledger::SharesAccount;
use std::collections::BTreeSet;

/// See the module.
pub(crate) struct Beancount<'a> {
    out: TextOutput<'a>,
    declared: Declared,
    /// Programmes whose coins are declared.
    coins: BTreeSet<Programme>,
}

impl<'a> Beancount<'a> {
    pub(crate) fn new(out: TextOutput<'a>) -> Self {
        Self { out, declared: Declared::default(), coins: BTreeSet::new() }
    }

    fn declare(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError> {
        let date = entry.date;
        for event in entry.events {
            if let Event::ProgrammeOpened(opened) = event {
                let commodity = Spelling::Beancount.points(&opened.name);
                self.out.line(format_args!("\n{date} commodity {commodity}\n  programme: \"{}\"", opened.name))?;
            }
            if let Event::ClaimImported(imported) = event
                && self.coins.insert(imported.programme)
            {
                let name = programme_name(state, imported.programme);
                let commodity = Spelling::Beancount.coins(name);
                self.out.line(format_args!("\n{date} commodity {commodity}\n  programme: \"{name}\""))?;
            }
        }
        let Self { out, declared, .. } = self;
        entry.each_posting(|_, posting| {
            let (account, amount) = sides(posting);
            if declared.is_new(account) {
                if let Account::Shares(SharesAccount::Issued(_)) = account {
                    let commodity = Spelling::Beancount.commodity(amount, state);
                    out.line(format_args!("\n{date} commodity {commodity}"))?;
                }
                let name = Spelling::Beancount.account(account, state);
                let commodity = Spelling::Beancount.commodity(amount, state);
                out.line(format_args!("{date} open {name} {commodity}"))?;
            }
            Ok(())
        })
    }

    fn heading(&mut self, entry: &Entry<'_>) -> Result<(), BooksError> {
        let (command, out) = (entry.command, &mut self.out);
        let (operation, subject) = (command.operation.name(), entry.subject());
        out.line(format_args!("\n{} * \"{operation} {subject}\"", entry.date))?;
        out.line(format_args!("  record: {}\n  frame: {}", entry.sequence, entry.frame))?;
        out.line(format_args!("  occurred: {}", entry.occurred_on))?;
        out.line(format_args!("  programme: \"{}\"\n  actor: \"{}\"", command.programme, command.actor))?;
        command.approver.as_ref().map_or(Ok(()), |who| out.line(format_args!("  approver: \"{who}\"")))
    }
}

fn quantity(amount: Amount) -> String {
    match amount {
        Amount::Money(fen) => fen.to_string(),
        Amount::Points(_, points) => points.to_string(),
        Amount::Shares(_, shares) => shares.get().to_string(),
        Amount::Coins(_, coins) => coins.to_string(),
    }
}

impl Book for Beancount<'_> {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        let sandbox = if about.is_sandbox() { "SANDBOX: no money here is real" } else { "Books of a deployment" };
        for (name, value) in about.pairs() {
            self.out.line(format_args!("; {name}: {value}"))?;
        }
        self.out.line(format_args!("option \"title\" \"{sandbox}\""))?;
        self.out.line(format_args!("option \"operating_currency\" \"CNY\""))?;
        // Figures are exact: what does not sum to zero is an error, however small.
        self.out.line(format_args!("option \"tolerance_multiplier\" \"0\""))
    }

    fn add(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError> {
        self.declare(entry, state)?;
        if !entry.moves_anything() {
            return Ok(());
        }
        self.heading(entry)?;
        let mut last: Option<*const Event> = None;
        let out = &mut self.out;
        entry.each_posting(|event, posting| {
            let (account, amount) = sides(posting);
            let begins = last.replace(std::ptr::from_ref(event)) != Some(std::ptr::from_ref(event));
            let comment = if begins { format!(" ; {}", event_name(event)) } else { String::new() };
            let (name, commodity) =
                (Spelling::Beancount.account(account, state), Spelling::Beancount.commodity(amount, state));
            out.line(format_args!("  {name}  {} {commodity}{comment}", quantity(amount)))
        })
    }

    fn finish(&mut self, state: &State, date: Date) -> Result<(), BooksError> {
        self.out.line(format_args!(""))?;
        // An assertion holds at the beginning of its day.
        let date = date.tomorrow().unwrap_or(date);
        for (account, amount) in balances(state) {
            let name = Spelling::Beancount.account(account, state);
            let (quantity, commodity) = (quantity(amount), Spelling::Beancount.commodity(amount, state));
            self.out.line(format_args!("{date} balance {name}  {quantity} ~ 0 {commodity}"))?;
        }
        self.out.finish()
    }
}
