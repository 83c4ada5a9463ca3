//! Shows what a command returned.

use crate::failure::Failure;
use crate::output::{Figures, count, line, money, points, rows};
use ratchet_core::Fen;
use ratchet_core::outcome::{Allotted, Booked, Closed, Concluded, Contracted, Exit, Outcome, Ticked};
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
            to_member(refunded.to_member, refunded.to_balance, refunded.by_provider)
                .row("outcome.burned", points(refunded.burned))
                .print()?;
            show_exits(&refunded.exits)?;
        }
        Outcome::Corrected(corrected) => {
            to_member(corrected.to_member, corrected.to_balance, corrected.by_provider)
                .row("outcome.from_reserve", money(corrected.from_reserve))
                .row_if(corrected.to_fund.is_positive(), "outcome.to_fund", money(corrected.to_fund))
                .row("outcome.from_platform", money(corrected.from_platform))
                .print()?;
            show_exits(&corrected.exits)?;
        }
        Outcome::Injected(injected) => {
            line(t!("outcome.injected"))?;
            show_exits(&injected.exits)?;
        }
        Outcome::Placed(placed) => {
            line(t!("outcome.placed"))?;
            Figures::new()
                .row("outcome.pending", money(placed.pending))
                .row_if(placed.from_balance.is_positive(), "outcome.from_balance", money(placed.from_balance))
                .row_if(placed.coins.is_positive(), "outcome.coins", money(placed.coins.face()))
                .print()?;
        }
        Outcome::Returned(returned) => {
            to_member(returned.to_member, returned.to_balance, returned.by_provider)
                .row("outcome.left_of_order", money(returned.left))
                .row_if(returned.coins.is_positive(), "outcome.coins_back", money(returned.coins.face()))
                .print()?;
        }
        Outcome::Ticked(ticked) => show_tick(ticked)?,
        Outcome::Concluded(concluded) => show_conclusion(concluded)?,
        Outcome::Released(released) => {
            line(t!("outcome.released"))?;
            show_exits(&released.exits)?;
        }
        Outcome::Funded(funded) => Figures::new().row("status.fund", money(funded.fund)).print()?,
        Outcome::Allotted(allotted) => {
            show_allotment(allotted)?;
            show_exits(&allotted.exits)?;
        }
        Outcome::PayoutRequested(payout) => Figures::new()
            .row("payout.amount", money(payout.amount))
            .row("payout.fee", money(payout.fee))
            .row("payout.withheld", money(payout.withheld))
            .row("payout.net", money(payout.net))
            .print()?,
        Outcome::Contracted(contracted) => show_contract(contracted)?,
        Outcome::Closed(closed) => show_closing(closed)?,
        Outcome::Done {} => line(t!("outcome.done"))?,
    }
    if tried { line(t!("outcome.tried")) } else { Ok(()) }
}

/// What a member receives, and by which ways it comes.
fn to_member(all: Fen, to_balance: Fen, by_provider: Fen) -> Figures {
    Figures::new()
        .row("outcome.to_member", money(all))
        .row_if(to_balance.is_positive(), "outcome.to_balance", money(to_balance))
        .row_if(by_provider.is_positive(), "outcome.by_provider", money(by_provider))
}

fn show_tick(ticked: &Ticked) -> Result<(), Failure> {
    Figures::new()
        .row("outcome.booked", count(ticked.booked))
        .row("outcome.held", count(ticked.held))
        .row("outcome.awards_released", money(ticked.released))
        .row("outcome.links_ended", count(ticked.links_ended))
        .row("outcome.payments_expired", count(ticked.payments_expired))
        .row_if(ticked.fees_earned.is_positive(), "outcome.fees_earned", money(ticked.fees_earned))
        .row_if(ticked.redeemed > 0, "outcome.positions_redeemed", count(ticked.redeemed))
        .row_if(ticked.closed > 0, "outcome.programmes_closed", count(ticked.closed))
        .row_if(ticked.tranches > 0, "outcome.tranches", count(ticked.tranches))
        .row("outcome.still_due", count(ticked.left.into()))
        .print()?;
    show_exits(&ticked.exits)
}

fn show_contract(contracted: &Contracted) -> Result<(), Failure> {
    line(t!("outcome.done"))?;
    let cut_short = contracted.cut_short.as_deref();
    Figures::new()
        .row_if(contracted.deferred.is_positive(), "outcome.deferred", money(contracted.deferred))
        .row_if(cut_short.is_some(), "outcome.cut_short", cut_short.unwrap_or_default())
        .row_if(contracted.given_back.is_positive(), "outcome.fee_given_back", money(contracted.given_back))
        .print()
}

fn show_closing(closed: &Closed) -> Result<(), Failure> {
    if !closed.done {
        return line(t!("outcome.closing", month = closed.month, orders = closed.orders));
    }
    line(t!("outcome.closed", month = closed.month))?;
    Figures::new()
        .row("outcome.month_orders", count(closed.orders.into()))
        .row("outcome.stated", count(closed.stated))
        .row("month.accrued", money(closed.accrued))
        .row_if(closed.charged.is_positive(), "month.charged", money(closed.charged))
        .row("month.shared", money(closed.shared))
        .row("month.kept", money(closed.kept))
        .print()
}

fn show_allotment(allotted: &Allotted) -> Result<(), Failure> {
    Figures::new()
        .row("allotments.units", count(allotted.units))
        .row_if(allotted.burned.is_positive(), "outcome.burned", points(allotted.burned))
        .row_if(allotted.burned.is_positive(), "outcome.gross", money(allotted.value))
        .row_if(allotted.to_issuer.is_positive(), "status.to_issuer", money(allotted.to_issuer))
        .print()
}

fn show_conclusion(concluded: &Concluded) -> Result<(), Failure> {
    let Some(code) = &concluded.code else { return line(t!("outcome.done")) };
    line(t!("outcome.money_held", amount = money(concluded.refund_due), code = code))
}

fn show_booking(booked: &Booked) -> Result<(), Failure> {
    Figures::new()
        .row("outcome.commission", money(booked.commission))
        .row("outcome.pool", money(booked.pool))
        .row_if(booked.subsidy.is_positive(), "outcome.subsidy", money(booked.subsidy))
        .row_if(booked.drip.is_positive(), "outcome.drip", money(booked.drip))
        .row("outcome.minted", points(booked.minted))
        .row("outcome.unclaimed", money(booked.unclaimed))
        .row_if(booked.dividend.is_positive(), "outcome.dividend", money(booked.dividend))
        .print()?;
    if let Some(part) = &booked.coin_part {
        Figures::new()
            .row("outcome.coins", money(part.coins.face()))
            .row("outcome.coins_to_merchant", money(part.to_merchant))
            .row("outcome.coins_from_fund", money(part.from_fund))
            .row("outcome.coins_points", points(part.points))
            .print()?;
    }
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
