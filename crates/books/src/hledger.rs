//! A journal for hledger: every account and commodity declared, every record with postings a transaction, and at the
//! end an assertion for each account, so that `hledger check --strict` proves the balances too.

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
pub(crate) struct Hledger<'a> {
    out: TextOutput<'a>,
    declared: Declared,
    /// Programmes whose coins are declared.
    coins: BTreeSet<Programme>,
}

impl<'a> Hledger<'a> {
    pub(crate) fn new(out: TextOutput<'a>) -> Self {
        Self { out, declared: Declared::default(), coins: BTreeSet::new() }
    }

    fn declare(&mut self, entry: &Entry<'_>, state: &State) -> Result<(), BooksError> {
        for event in entry.events {
            if let Event::ProgrammeOpened(opened) = event {
                let commodity = Spelling::Plain.points(&opened.name);
                self.out.line(format_args!("\ncommodity 1000.00000000 \"{commodity}\""))?;
            }
            // Hardly any programme settles old debts: the unit is declared where the first one comes.
            if let Event::ClaimImported(imported) = event
                && self.coins.insert(imported.programme)
            {
                let commodity = Spelling::Plain.coins(programme_name(state, imported.programme));
                self.out.line(format_args!("\ncommodity 1000.00 \"{commodity}\""))?;
            }
        }
        let Self { out, declared, .. } = self;
        entry.each_posting(|_, posting| {
            let (account, amount) = sides(posting);
            if declared.is_new(account) {
                if let Account::Shares(SharesAccount::Issued(_)) = account {
                    out.line(format_args!("\ncommodity 1000. \"{}\"", Spelling::Plain.commodity(amount, state)))?;
                }
                out.line(format_args!("account {}", Spelling::Plain.account(account, state)))?;
            }
            Ok(())
        })
    }

    fn heading(&mut self, entry: &Entry<'_>) -> Result<(), BooksError> {
        let Entry { date, occurred_on, sequence, frame, command, .. } = entry;
        let occurred = if occurred_on == date { String::new() } else { format!("={occurred_on}") };
        let (operation, subject) = (command.operation.name(), entry.subject());
        let approved = command.approver.as_ref().map(|who| format!(", approver:{who}")).unwrap_or_default();
        self.out.line(format_args!(
            "\n{date}{occurred} * ({sequence}) {operation} {subject}  \
             ; frame:{frame}, programme:{}, actor:{}{approved}",
            command.programme, command.actor
        ))
    }
}

fn amount_text(amount: Amount, state: &State) -> String {
    match amount {
        Amount::Money(fen) => format!("{fen} CNY"),
        Amount::Points(_, points) => format!("{points} \"{}\"", Spelling::Plain.commodity(amount, state)),
        Amount::Shares(_, shares) => format!("{} \"{}\"", shares.get(), Spelling::Plain.commodity(amount, state)),
        Amount::Coins(_, coins) => format!("{coins} \"{}\"", Spelling::Plain.commodity(amount, state)),
    }
}

impl Book for Hledger<'_> {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        if about.is_sandbox() {
            self.out.line(format_args!("; SANDBOX: no money here is real"))?;
        }
        for (name, value) in about.pairs() {
            self.out.line(format_args!("; {name}: {value}"))?;
        }
        self.out.line(format_args!("\ncommodity 1000.00 CNY"))
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
            // A comment where a new event begins: a redemption and the exits that it caused are told apart.
            let begins = last.replace(std::ptr::from_ref(event)) != Some(std::ptr::from_ref(event));
            let comment = if begins { format!("  ; {}", event_name(event)) } else { String::new() };
            let (name, amount) = (Spelling::Plain.account(account, state), amount_text(amount, state));
            out.line(format_args!("    {name}  {amount}{comment}"))
        })
    }

    fn finish(&mut self, state: &State, date: Date) -> Result<(), BooksError> {
        self.out.line(format_args!("\n{date} * balances of the deployment at this head"))?;
        for (account, amount) in balances(state) {
            let name = Spelling::Plain.account(account, state);
            let (nothing, amount) = (nothing_of(amount), amount_text(amount, state));
            let unit = amount.split_once(' ').map_or("", |(_, unit)| unit);
            self.out.line(format_args!("    {name}  {nothing} {unit} = {amount}"))?;
        }
        self.out.finish()
    }
}

const fn nothing_of(amount: Amount) -> &'static str {
    match amount {
        Amount::Money(_) | Amount::Coins(..) => "0.00",
        Amount::Points(..) => "0.00000000",
        Amount::Shares(..) => "0",
    }
}
