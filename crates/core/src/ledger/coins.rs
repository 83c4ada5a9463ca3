//! Postings of claims and coins. What is owed of old debts stands against the claims and coins of members, in a unit of
//! its own; money moves where coins are spent, from the platform account to the merchant, and where they bring points.

use super::{CoinsAccount, FenAccount, Ledger, Posting, issue};
use crate::event::{CoinsTakenBack, Event, OrderBooked, OrderPlaced, OrderReturned, Particulars, PointsGranted};

/// As [`super::postings`], of events that are about nothing but claims and coins.
pub(super) fn postings<E>(event: &Event, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    match event {
        Event::ClaimImported(imported) => {
            let claim = CoinsAccount::Unconverted(imported.programme, imported.member);
            post(Posting::Coins(CoinsAccount::Owed(imported.programme), imported.amount))?;
            post(Posting::Coins(claim, -imported.amount))
        }
        Event::ClaimConverted(converted) => {
            let (programme, member) = (converted.programme, converted.member);
            post(Posting::Coins(CoinsAccount::Unconverted(programme, member), converted.amount))?;
            post(Posting::Coins(CoinsAccount::Coins(programme, member), -converted.amount))
        }
        Event::PointsGranted(granted) => grant(granted, post),
        Event::CoinsTakenBack(taken) => take_back(taken, post),
        _ => Ok(()),
    }
}

/// Coins of a placed order are held until it is booked or returned.
pub(super) fn hold<E>(placed: &OrderPlaced, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let Some(part) = placed.coins else { return Ok(()) };
    let (programme, member) = (placed.programme, placed.member);
    post(Posting::Coins(CoinsAccount::Coins(programme, member), part.coins))?;
    post(Posting::Coins(CoinsAccount::Held(programme, member), -part.coins))
}

/// Coins of a placed order that is returned can be spent again.
pub(super) fn give_back<E>(returned: &OrderReturned, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    let Some(back) = returned.coins else { return Ok(()) };
    post(Posting::Coins(CoinsAccount::Held(back.programme, returned.member), back.coins))?;
    post(Posting::Coins(CoinsAccount::Coins(back.programme, returned.member), -back.coins))
}

/// Coins that pay are gone and so is what was owed; the platform account pays the merchant for them.
#[inline(never)]
pub(super) fn spend<E>(booked: &OrderBooked, particulars: &Particulars, ledger: &mut impl Ledger<E>) -> Result<(), E> {
    let Some(part) = particulars.coins else { return Ok(()) };
    let (programme, member) = (booked.programme, booked.member);
    let held = particulars.placed.is_some();
    let from = if held { CoinsAccount::Held(programme, member) } else { CoinsAccount::Coins(programme, member) };
    ledger.post(Posting::Coins(from, part.coins))?;
    ledger.post(Posting::Coins(CoinsAccount::Owed(programme), -part.coins))?;
    // Behind the platform's part of the order, which may pay for this.
    ledger.post(Posting::Fen(FenAccount::Platform, part.to_merchant))?;
    ledger.post(Posting::Fen(FenAccount::Payable(booked.merchant), -part.to_merchant))
}

fn grant<E>(granted: &PointsGranted, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Fen(FenAccount::Fund(granted.programme), granted.from_fund))?;
    post(Posting::Fen(FenAccount::Reserve(granted.programme), -granted.from_fund))?;
    issue(granted.programme, Some(granted.position), granted.points, post)
}

fn take_back<E>(taken: &CoinsTakenBack, mut post: impl FnMut(Posting) -> Result<(), E>) -> Result<(), E> {
    post(Posting::Coins(CoinsAccount::Owed(taken.programme), taken.coins))?;
    post(Posting::Coins(CoinsAccount::Coins(taken.programme, taken.member), -taken.coins))?;
    post(Posting::Fen(FenAccount::Payable(taken.merchant), taken.from_merchant))?;
    post(Posting::Fen(FenAccount::Platform, -taken.from_merchant))?;
    post(Posting::Fen(FenAccount::Reserve(taken.programme), taken.to_fund))?;
    post(Posting::Fen(FenAccount::Fund(taken.programme), -taken.to_fund))?;
    issue(taken.programme, taken.position, -taken.burned, post)
}
