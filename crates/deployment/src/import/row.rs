//! One row of a file of orders on its way to become an order.

use super::{Import, ImportReport};
use crate::deployment::Deployment;
use crate::error::DeploymentError;
use crate::rejects::RejectedLine;
use ratchet_core::event::Event;
use ratchet_core::handle::Member;
use ratchet_core::operations::{AddMember, AddMerchant, Book, Operation};
use ratchet_core::{Fen, Rejection, Time};
use ratchet_intake::OrderRow;

/// Why a row did not become an order.
pub(super) enum Refused {
    /// This line only.
    Line(RejectedLine),
    /// The import cannot go on.
    Final(DeploymentError),
}

/// One row on its way to become an order.
pub(super) struct Asking<'a, 'row> {
    pub(super) import: &'a Import,
    pub(super) deployment: &'a mut Deployment,
    pub(super) row: &'a OrderRow<'row>,
    pub(super) time: Time,
}

impl Asking<'_, '_> {
    pub(super) fn book(mut self, report: &mut ImportReport) -> Result<(), Refused> {
        let merchant = self.row.merchant.or(self.import.merchant.as_deref()).unwrap_or_default().to_owned();
        self.see_member(report)?;
        self.see_merchant(&merchant, report)?;
        let amount = Fen::new(self.row.amount_fen);
        let book = Book {
            id: self.row.order.map_or_else(|| format!("{}:{}", self.import.batch, self.row.line), str::to_owned),
            member: self.row.member.to_owned(),
            merchant,
            amount,
            cost: self.cost(amount),
            from_balance: None,
            coins: None,
        };
        let subject = book.id.clone();
        self.execute(book, &subject)?;
        report.booked += 1;
        report.amount += amount;
        for event in self.deployment.last_events() {
            match event {
                Event::OrderBooked(booked) => report.pool += booked.pool,
                Event::Sold(_) => report.exits += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn cost(&self, amount: Fen) -> Option<Fen> {
        let stated = self.row.cost_fen.map(Fen::new);
        stated.or_else(|| self.import.cost_bp.filter(|_| amount.is_positive()).map(|rate| amount.share(rate)))
    }

    /// Registers the buyer on first sight; later, what the file says of the referrer must be what is registered.
    fn see_member(&mut self, report: &mut ImportReport) -> Result<(), Refused> {
        let (member, referrer) = (self.row.member, self.row.referrer);
        if referrer == Some(member) {
            return Err(self.refuse("referrer_self", "referrer", member, "nobody refers themselves"));
        }
        let directory = &self.deployment.state().directory;
        let Some(known) = directory.member(member) else {
            let add = AddMember { id: member.to_owned(), referrer: referrer.map(str::to_owned) };
            self.execute(add, member)?;
            report.members += 1;
            return Ok(());
        };
        let Some(referrer) = referrer else { return Ok(()) };
        let registered = directory.member_row(known).and_then(|row| row.referrer);
        match directory.member(referrer) {
            None => Err(self.refuse_by(Rejection::ReferrerUnknown, member)),
            Some(stated) if registered == Some(stated) => Ok(()),
            Some(stated) if self.is_above(known, stated) => {
                let detail = "the member is above this referrer: links form a forest";
                Err(self.refuse("referrer_cycle", "referrer", referrer, detail))
            }
            Some(_) => {
                let with = registered.map_or("none", |registered| directory.member_names.name(registered.0));
                let detail = format!("the member is registered with referrer {with}, and the link is locked");
                Err(self.refuse("referrer_conflict", "referrer", referrer, &detail))
            }
        }
    }

    fn is_above(&self, member: Member, below: Member) -> bool {
        let directory = &self.deployment.state().directory;
        let up = |member: &Member| directory.member_row(*member).and_then(|row| row.referrer);
        std::iter::successors(Some(below), up).any(|found| found == member)
    }

    /// Registers the merchant on first sight.
    fn see_merchant(&mut self, merchant: &str, report: &mut ImportReport) -> Result<(), Refused> {
        if self.deployment.state().directory.merchant(merchant).is_some() {
            return Ok(());
        }
        let Some(plan) = &self.import.plan else {
            let detail = "this merchant is new: register it first, or give --plan";
            return Err(self.refuse("plan_missing", "merchant", merchant, detail));
        };
        self.execute(AddMerchant::new(merchant, plan), merchant)?;
        report.merchants += 1;
        Ok(())
    }

    /// Executes what the row asks for about `subject`, the id that is registered or booked.
    fn execute(&mut self, operation: impl Into<Operation>, subject: &str) -> Result<(), Refused> {
        let occurred = Time::from_milliseconds(self.row.occurred_at);
        let command = self.import.command(self.time, operation).occurred(occurred);
        match self.deployment.execute(&command) {
            Ok(_) => Ok(()),
            Err(DeploymentError::Rejected(rejection)) => Err(self.refuse_by(rejection, subject)),
            Err(other) => Err(Refused::Final(other)),
        }
    }

    fn refuse_by(&self, rejection: Rejection, subject: &str) -> Refused {
        let row = self.row;
        let value = match rejection.param() {
            "amount" => Fen::new(row.amount_fen).to_string(),
            "referrer" => row.referrer.unwrap_or_default().to_owned(),
            "merchant" => row.merchant.or(self.import.merchant.as_deref()).unwrap_or_default().to_owned(),
            "occurred_at" => {
                jiff::Timestamp::from_millisecond(row.occurred_at).map_or_else(|_| String::new(), |at| at.to_string())
            }
            "cost" => row.cost_fen.map(|cost| Fen::new(cost).to_string()).unwrap_or_default(),
            _ => subject.to_owned(),
        };
        self.refuse(rejection.code(), rejection.param(), &value, &rejection.to_string())
    }

    fn refuse(&self, code: &'static str, column: &str, value: &str, detail: &str) -> Refused {
        Refused::Line(RejectedLine::new(self.row.line, code, column, value, detail))
    }
}
