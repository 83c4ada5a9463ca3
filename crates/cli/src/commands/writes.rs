//! Commands that change a deployment, each also as a dry run on the real path.

use super::filing::filed;
use super::outcome;
use super::{clearance, now, rules, values};
use crate::arguments::{
    AddMember, AddMerchant, AppointAgent, Book, Correct, Inject, OpenProgramme, PublishRules, Redeem, Refund, Trial,
    Writing,
};
use crate::failure::Failure;
use crate::output::{self, line, say, watermark};
use ratchet_core::divisions::Division;
use ratchet_core::operations::{self, Operation};
use ratchet_core::outcome::Outcome;
use ratchet_core::view::BeforeInjection;
use ratchet_core::{BasisPoints, Command, Points, Rejection, State, Time};
use ratchet_deployment::{Deployment, Layout, load};
use ratchet_journal::{CutReason, OpenOptions};
use rust_i18n::t;
use std::path::Path;

/// Opens a deployment for writing and says what recovery did.
pub(crate) fn open(dir: &Path, writing: &Writing) -> Result<Deployment, Failure> {
    let options = OpenOptions { accept_tail_loss: writing.accept_tail_loss };
    let (deployment, recovery) = Deployment::open(dir, options)?;
    if let Some(cut) = recovery.cut {
        let key = match cut.reason {
            CutReason::Torn => "recovery.cut",
            CutReason::AcceptedLoss(_) => "recovery.lost",
        };
        say(t!(key, bytes = cut.bytes, frame = cut.frame, segment = cut.segment.display()));
    }
    Ok(deployment)
}

/// What every writing command has beside its own arguments.
pub(super) struct Asked<'a> {
    pub(super) dir: &'a Path,
    pub(super) programme: &'a str,
    pub(super) writing: &'a Writing,
    pub(super) trial: &'a Trial,
    pub(super) json: bool,
}

impl Asked<'_> {
    /// Executes what `operation` makes of the state, or tries it.
    pub(super) fn run(self, operation: impl FnOnce(&State) -> Result<Operation, Failure>) -> Result<(), Failure> {
        self.run_at(|state, _| Ok((operation(state)?, None)))
    }

    /// As [`Asked::run`], with a business time of its own.
    pub(super) fn run_at(
        self,
        operation: impl FnOnce(&State, Time) -> Result<(Operation, Option<Time>), Failure>,
    ) -> Result<(), Failure> {
        if self.trial.dry_run {
            return self.try_out(operation);
        }
        let mut deployment = open(self.dir, self.writing)?;
        let time = deployment.time(now());
        let command = self.command(time, operation(deployment.state(), time)?);
        deployment.execute(&command)?;
        let outcome = deployment.outcome();
        deployment.commit()?;
        // From here on it is done: what fails now is said, but is no reason to ask for it again.
        let shown = self.show(deployment.state(), &outcome);
        close(deployment);
        shown.map_err(Failure::after_commit)
    }

    /// Runs the command on the real path beside any writer, and takes it back: nothing is recovered, locked or written.
    fn try_out(
        self,
        operation: impl FnOnce(&State, Time) -> Result<(Operation, Option<Time>), Failure>,
    ) -> Result<(), Failure> {
        let mut loaded = load(&Layout::new(self.dir))?;
        let time = now().max(loaded.engine.state().clock);
        let command = self.command(time, operation(loaded.engine.state(), time)?);
        let (outcome, shown) = loaded.dry_run(&command, State::clone)?;
        self.show(&shown, &outcome)
    }

    /// Shows what an injection would do.
    fn preview(self, injection: operations::Inject) -> Result<(), Failure> {
        let mut loaded = load(&Layout::new(self.dir))?;
        let state = loaded.engine.state();
        let programme = state.programme_named(self.programme).and_then(|programme| state.programme(programme));
        let before = BeforeInjection::of(programme.ok_or(Rejection::ProgrammeUnknown)?);
        let command = self.command(now().max(state.clock), (injection.into(), None));
        super::fund::show_injection(before, &command, &mut loaded.engine, self.json)
    }

    fn command(&self, time: Time, (operation, occurred_at): (Operation, Option<Time>)) -> Command {
        let mut command = Command::new(time, &self.writing.person.name, operation).in_programme(self.programme);
        command.approver.clone_from(&self.writing.approved_by);
        command.occurred(occurred_at.unwrap_or(time))
    }

    fn show(&self, state: &State, outcome: &Outcome) -> Result<(), Failure> {
        if self.json {
            return output::json(outcome);
        }
        watermark(state)?;
        outcome::show(outcome, self.trial.dry_run)?;
        match price_in(state, self.programme) {
            Some(price) if *outcome != Outcome::Done {} => line(t!("outcome.price_after", price = price)),
            _ => Ok(()),
        }
    }
}

/// Closes a deployment whose commands are durable: that its head cannot be signed now is worth a word, not a failure.
pub(crate) fn close(deployment: Deployment) {
    if let Err(error) = deployment.close() {
        say(t!("recovery.unsigned", error = error));
    }
}

fn price_in(state: &State, programme: &str) -> Option<String> {
    let programme = state.programme(state.programme_named(programme)?)?;
    Some(programme.price().to_text())
}

pub(crate) fn open_programme(asked: &OpenProgramme, json: bool) -> Result<(), Failure> {
    let OpenProgramme { dir, name, rules: path, facts, writing, trial } = asked;
    let rules = rules::read(path)?;
    let asked = Asked { dir, programme: name, writing, trial, json };
    asked.run(|state| {
        let clearance = clearance::clear(facts, state.is_live(), path, &rules)?;
        Ok(operations::OpenProgramme { rules, clearance }.into())
    })
}

pub(crate) fn publish_rules(asked: &PublishRules, json: bool) -> Result<(), Failure> {
    let PublishRules { dir, rules: path, effective_at, facts, filing, programme, writing, trial } = asked;
    let rules = rules::read(path)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|state| {
        let effective_at = values::time("--effective-at", effective_at, state)?;
        let clearance = clearance::clear(facts, state.is_live(), path, &rules)?;
        filed(filing, operations::PublishRules { rules, effective_at, clearance })
    })
}

pub(crate) fn add_member(asked: &AddMember, json: bool) -> Result<(), Failure> {
    let AddMember { dir, id, referrer, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::AddMember { id: id.clone(), referrer: referrer.clone() }.into()))
}

pub(crate) fn add_merchant(asked: &AddMerchant, json: bool) -> Result<(), Failure> {
    let AddMerchant { dir, id, plan, take_bp, owner, recruiter, region, division, programme, writing, trial } = asked;
    let division = division.as_deref().map(str::parse::<Division>).transpose()?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| {
        let merchant = operations::AddMerchant {
            id: id.clone(),
            plan: plan.clone(),
            take_bp: take_bp.map(BasisPoints::new),
            owner: owner.clone(),
            recruiter: recruiter.clone(),
            region: division.map(Division::region).or(region.as_deref().map(values::region)),
        };
        Ok(merchant.into())
    })
}

pub(crate) fn appoint_agent(asked: &AppointAgent, json: bool) -> Result<(), Failure> {
    let AppointAgent { dir, region, member, filing, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    let agent = operations::AppointAgent { region: values::region(region), member: member.clone() };
    asked.run(|_| filed(filing, agent))
}

pub(crate) fn book(asked: &Book, json: bool) -> Result<(), Failure> {
    let Book { dir, id, member, merchant, occurred_at, programme, writing, trial, .. } = asked;
    let amount = values::amount("--amount", &asked.amount)?;
    let cost = asked.cost.as_deref().map(|cost| values::amount("--cost", cost)).transpose()?;
    let from_balance = asked.from_balance.as_deref().map(|part| values::amount("--from-balance", part)).transpose()?;
    let coins = asked.coins.as_deref().map(|part| values::coins("--coins", part)).transpose()?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run_at(|state, _| {
        let occurred_at = occurred_at.as_deref().map(|text| values::time("--occurred-at", text, state)).transpose()?;
        let (id, member, merchant) = (id.clone(), member.clone(), merchant.clone());
        Ok((operations::Book { id, member, merchant, amount, cost, from_balance, coins }.into(), occurred_at))
    })
}

pub(crate) fn redeem(asked: &Redeem, json: bool) -> Result<(), Failure> {
    let Redeem { dir, member, quantity, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|state| {
        let units = match (&quantity.points, quantity.units) {
            (Some(points), _) => values::points("--points", points)?,
            (None, Some(units)) => Points::new(units),
            (None, None) => everything(state, &programme.name, member)?,
        };
        Ok(operations::Redeem { member: member.clone(), units }.into())
    })
}

fn everything(state: &State, programme: &str, member: &str) -> Result<Points, Rejection> {
    let handle = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let member = state.directory.member(member).ok_or(Rejection::MemberUnknown)?;
    state.programme(handle).map(|programme| programme.free_points(member)).ok_or(Rejection::ProgrammeUnknown)
}

pub(crate) fn refund(asked: &Refund, json: bool) -> Result<(), Failure> {
    let Refund { dir, order, amount, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::Refund { order: order.clone(), amount }.into()))
}

pub(crate) fn correct(asked: &Correct, json: bool) -> Result<(), Failure> {
    let Correct { dir, order, filing, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::Correct { order: order.clone() }))
}

pub(crate) fn inject(asked: &Inject, json: bool) -> Result<(), Failure> {
    let Inject { dir, amount, filing, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let injection = operations::Inject::sparing(amount);
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    // A request has no effect of its own that could be previewed.
    if trial.dry_run && filing.request.is_none() {
        asked.preview(injection)
    } else {
        asked.run(|_| filed(filing, injection))
    }
}
