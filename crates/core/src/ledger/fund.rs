//! Postings of the fund, of a closing and of allotments.

use super::{FenAccount, Ledger, PointsAccount, Posting, issue};
use crate::event::{Event, Particulars, ProgrammeClosed, RedemptionBegun, Subscribed};
use crate::handle::Programme;
use crate::units::Fen;

/// What an order takes out of the fund and puts into the reserve beside its own contribution.
#[inline(never)]
pub(super) fn with_order<E>(
    programme: Programme,
    particulars: &Particulars,
    ledger: &mut impl Ledger<E>,
) -> Result<(), E> {
    let amount = particulars.from_fund();
    if amount == Fen::ZERO {
        return Ok(());
    }
    ledger.post(Posting::Fen(FenAccount::Fund(programme), amount))?;
    ledger.post(Posting::Fen(FenAccount::Reserve(programme), -amount))
}

/// Postings of the events of this file; nothing for others.
pub(super) fn postings<E>(event: &Event, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    match event {
        Event::Funded(funded) => {
            post(Posting::Fen(FenAccount::Cash, funded.amount))?;
            post(Posting::Fen(FenAccount::Fund(funded.programme), -funded.amount))
        }
        Event::RedemptionBegun(begun) => redemption(begun, post),
        Event::ProgrammeClosed(closed) => closing(closed, post),
        Event::Subscribed(subscribed) => subscription(subscribed, post),
        _ => Ok(()),
    }
}

fn redemption<E>(begun: &RedemptionBegun, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let RedemptionBegun { programme, founding, released, .. } = *begun;
    post(Posting::Fen(FenAccount::Unallocated(programme), released))?;
    post(Posting::Fen(FenAccount::Reserve(programme), -released))?;
    post(Posting::Points(PointsAccount::Issued(programme), -founding))?;
    post(Posting::Points(PointsAccount::Founding(programme), founding))
}

fn closing<E>(closed: &ProgrammeClosed, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let ProgrammeClosed { programme, from_reserve, from_fund, from_unallocated } = *closed;
    post(Posting::Fen(FenAccount::Reserve(programme), from_reserve))?;
    post(Posting::Fen(FenAccount::Fund(programme), from_fund))?;
    post(Posting::Fen(FenAccount::Unallocated(programme), from_unallocated))?;
    post(Posting::Fen(FenAccount::Platform, -(from_reserve + from_fund + from_unallocated)))
}

fn subscription<E>(subscribed: &Subscribed, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let programme = subscribed.programme;
    post(Posting::Fen(FenAccount::Reserve(programme), subscribed.to_issuer))?;
    post(Posting::Fen(FenAccount::Platform, -subscribed.to_issuer))?;
    subscribed.burned.iter().try_for_each(|part| issue(programme, Some(part.position), -part.points, &mut post))
}
