//! Programmes with their rules, members, merchants, agents.

use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::standing::{ProgrammeStanding, Standing};
use ratchet_core::event::{AgentAppointed, MemberAdded, MerchantAdded, ProgrammeOpened, RulesPublished};
use ratchet_core::handle::Programme;
use ratchet_core::{Rules, Time};

pub(super) fn programme(
    standing: &mut Standing,
    taken: &Taken<'_>,
    opened: &ProgrammeOpened,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    if opened.programme.place() != standing.programmes.len() {
        return Err(taken.broken("a programme opens out of turn"));
    }
    standing.programmes.push(ProgrammeStanding::opened(opened, taken.sequence, taken.recorded_at()));
    version(standing, taken, opened.programme, (Time::BEGINNING, &opened.rules), rows)
}

pub(super) fn rules(
    standing: &mut Standing,
    taken: &Taken<'_>,
    published: &RulesPublished,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    version(standing, taken, published.programme, (published.effective_at, &published.rules), rows)
}

/// A version of rules, and the plans that it is the first to have.
fn version(
    standing: &mut Standing,
    taken: &Taken<'_>,
    programme: Programme,
    (effective_at, rules): (Time, &Rules),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let text = serde_json::to_string(rules).unwrap_or_default();
    rows.versions.put(i64::from(programme.0))?.count(taken.sequence)?.put(effective_at.milliseconds())?.put(text)?;
    let unopened = || taken.broken("rules of a programme that is not open");
    let names = &mut standing.programmes.get_mut(programme.place()).ok_or_else(unopened)?.plan_names;
    for name in rules.plans.keys() {
        if !names.contains(name) {
            rows.plans.put(i64::from(programme.0))?.count(names.len() as u64)?.put(name.as_str())?;
            names.push(name.clone());
        }
    }
    Ok(())
}

pub(super) fn member(taken: &Taken<'_>, added: &MemberAdded, rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.members;
    row.put(i64::from(added.member.0))?.put(added.id.as_str())?;
    row.put(added.referrer.map(|referrer| i64::from(referrer.0)))?.count(taken.sequence)?;
    row.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

pub(super) fn merchant(taken: &Taken<'_>, added: &MerchantAdded, rows: &mut Rows) -> Result<(), BooksError> {
    let region = if added.region.is_empty() { None } else { Some(added.region.join("/")) };
    let row = &mut rows.merchants;
    row.put(i64::from(added.merchant.0))?.put(added.id.as_str())?.put(i64::from(added.programme.0))?;
    row.put(i64::from(added.plan.0))?.put(added.take_bp.map(|take| i64::from(take.get())))?;
    row.put(added.owner.map(|owner| i64::from(owner.0)))?;
    row.put(added.recruiter.map(|recruiter| i64::from(recruiter.0)))?.put(region)?;
    row.count(taken.sequence)?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

pub(super) fn agent(taken: &Taken<'_>, appointed: &AgentAppointed, rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.agents;
    row.count(taken.sequence)?.put(i64::from(appointed.programme.0))?.put(appointed.region.join("/"))?;
    row.put(i64::from(appointed.member.0))?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}
