//! Shows what a command returned.

use crate::failure::Failure;
use crate::output::{Figures, line, money, points, rows};
use ratchet_core::outcome::{Booked, Exit, Outcome};
use rust_i18n::t;

/// Exits and awards shown one by one.
const ROWS_MAX: usize = 20;

/// Shows an outcome; `tried` when nothing of it was kept.
pub(crate) fn show(outcome: &Outcome, tried: bool) -> Result<(), Failure> {
    match outcome {
        Outcome::Booked(booked) => show_booking(booked)?,
        Outcome::Redeemed(redeemed) => {
            let figures =
                Figures::new().row("outcome.gross", money(redeemed.gross)).row("outcome.fee", money(redeemed.fee));
            figures.row("outcome.net", money(redeemed.net)).print()?;
            show_exits(&redeemed.exits)?;
        }
        Outcome::Refunded(refunded) => {
            let figures = Figures::new().row("outcome.to_member", money(refunded.to_member));
            figures.row("outcome.burned", points(refunded.burned)).print()?;
            show_exits(&refunded.exits)?;
        }
        Outcome::Corrected(corrected) => {
            Figures::new()
                .row("outcome.to_member", money(corrected.to_member))
                .row("outcome.from_reserve", money(corrected.from_reserve))
                .row("outcome.from_platform", money(corrected.from_platform))
                .print()?;
            show_exits(&corrected.exits)?;
        }
        Outcome::Injected(injected) => {
            line(t!("outcome.injected"))?;
            show_exits(&injected.exits)?;
        }
        Outcome::Released(released) => {
            line(t!("outcome.released"))?;
            show_exits(&released.exits)?;
        }
        Outcome::PayoutRequested(payout) => Figures::new()
            .row("payout.amount", money(payout.amount))
            .row("payout.fee", money(payout.fee))
            .row("payout.withheld", money(payout.withheld))
            .row("payout.net", money(payout.net))
            .print()?,
        Outcome::Done {} => line(t!("outcome.done"))?,
    }
    if tried { line(t!("outcome.tried")) } else { Ok(()) }
}

fn show_booking(booked: &Booked) -> Result<(), Failure> {
    Figures::new()
        .row("outcome.commission", money(booked.commission))
        .row("outcome.pool", money(booked.pool))
        .row("outcome.minted", points(booked.minted))
        .row("outcome.unclaimed", money(booked.unclaimed))
        .print()?;
    if !booked.awards.is_empty() {
        let award = |award: &ratchet_core::outcome::PaidAward| {
            vec![award.member.clone(), award.kind.to_owned(), money(award.amount)]
        };
        let awards = booked.awards.iter().map(award).collect();
        rows(&["outcome.award_member", "outcome.award_kind", "outcome.award_amount"], awards)?;
    }
    show_exits(&booked.exits)
}

fn show_exits(exits: &[Exit]) -> Result<(), Failure> {
    if exits.is_empty() {
        return Ok(());
    }
    line(t!("outcome.exits", count = exits.len()))?;
    let exit = |exit: &Exit| {
        vec![exit.member.clone(), exit.position.to_string(), points(exit.points), money(exit.gross), money(exit.net)]
    };
    let shown = exits.iter().take(ROWS_MAX).map(exit).collect();
    rows(
        &["outcome.exit_member", "outcome.exit_position", "outcome.exit_points", "outcome.gross", "outcome.net"],
        shown,
    )?;
    if exits.len() > ROWS_MAX { line(t!("outcome.more", count = exits.len() - ROWS_MAX)) } else { Ok(()) }
}
