//! Commands about months: closing them, their statements, the register of shares.

use super::filing::filed;
use super::reads::engine;
use super::writes::Asked;
use crate::arguments::{CloseMonth, Month, SetShares};
use crate::failure::Failure;
use crate::output::{self, Figures, count, follow, line, moment, money, rows, watermark};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_core::{Fen, Rejection, Shares, State, operations};
use ratchet_deployment::{
    Layout, LineStatement, MemberStatement, MonthStatement, month_in_zone, month_lines, month_statement,
};
use rust_i18n::t;

/// Members, holders and lines shown one by one.
const ROWS_MAX: usize = 40;

pub(crate) fn close_month(asked: &CloseMonth, json: bool) -> Result<(), Failure> {
    let CloseMonth { dir, month, filing, programme, writing, trial } = asked;
    let month = read(month)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|state| {
        let terms = state.terms.as_ref().ok_or(Rejection::DeploymentMissing)?;
        let period = month_in_zone(month, terms).ok_or(Rejection::PeriodBoundsInvalid)?;
        filed(filing, period)
    })
}

pub(crate) fn set_shares(asked: &SetShares, json: bool) -> Result<(), Failure> {
    let SetShares { dir, member, shares, document, filing, programme, writing, trial } = asked;
    let (member, shares, document) = (member.clone(), Shares::new(*shares), document.clone());
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::SetShares { member, shares, document }))
}

pub(crate) fn month(asked: &Month, json: bool) -> Result<(), Failure> {
    let month = read(&asked.which)?;
    let (layout, programme) = (Layout::new(&asked.dir), asked.programme.name.as_str());
    let statement = month_statement(&layout, programme, month)?;
    let engine = engine(&asked.dir)?;
    if let Some(member) = &asked.member {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let lines = month_lines(&layout, programme, month, member, |done, of| follow(&bar, done, of));
        bar.finish_and_clear();
        return show_member(asked, json, engine.state(), statement.as_ref(), (member, &lines?));
    }
    let not_closed = || Failure::argument("--month", format!("{month} is not closed yet: see `ratchet close-month`"));
    let statement = statement.ok_or_else(not_closed)?;
    if json {
        return output::json_of(engine.state(), &statement);
    }
    if asked.csv {
        return members_as_csv(&statement);
    }
    watermark(engine.state())?;
    show(engine.state(), &statement)
}

fn read(month: &str) -> Result<ratchet_core::month::Month, Failure> {
    month.parse().map_err(|error: ratchet_core::month::MonthMalformed| Failure::argument("--month", error.to_string()))
}

fn show(state: &State, statement: &MonthStatement) -> Result<(), Failure> {
    Figures::new()
        .row("month.month", statement.month)
        .row("month.closed_at", moment(state, statement.closed_at))
        .row("month.accrued", money(statement.accrued))
        .row_if(statement.charged.is_positive(), "month.charged", money(statement.charged))
        .row("month.shared", money(statement.shared))
        .row("month.kept", money(statement.kept))
        .print()?;
    if !statement.members.is_empty() {
        let heading = ["member", "own", "team", "level", "next", "reported", "paid"].map(|key| format!("month.{key}"));
        let shown = statement.members.iter().take(ROWS_MAX).map(row).collect();
        rows(&heading.each_ref().map(String::as_str), shown)?;
        more(statement.members.len())?;
    }
    if statement.dividends.is_empty() {
        return Ok(());
    }
    let holder = |part: &ratchet_deployment::DividendStatement| {
        let turnover = part.turnover.map_or_else(String::new, money);
        vec![part.member.clone(), part.shares.to_string(), turnover, money(part.amount)]
    };
    let shown = statement.dividends.iter().take(ROWS_MAX).map(holder).collect();
    rows(&["month.member", "month.shares", "month.team", "month.dividend"], shown)?;
    more(statement.dividends.len())
}

fn row(member: &MemberStatement) -> Vec<String> {
    let sum = |sums: ratchet_core::periods::LevelSums| money(sums.differential + sums.same_level);
    vec![
        member.member.clone(),
        money(member.own_spend),
        money(member.team_turnover),
        level(member.level),
        level(member.next_level),
        sum(member.reported),
        sum(member.paid),
    ]
}

fn level(level: u8) -> String {
    if level == 0 { "-".to_owned() } else { format!("V{level}") }
}

fn more(count: usize) -> Result<(), Failure> {
    if count > ROWS_MAX { line(t!("outcome.more", count = count - ROWS_MAX)) } else { Ok(()) }
}

fn show_member(
    asked: &Month,
    json: bool,
    state: &State,
    statement: Option<&MonthStatement>,
    (member, lines): (&str, &[LineStatement]),
) -> Result<(), Failure> {
    let own = statement.and_then(|statement| statement.members.iter().find(|row| row.member == member));
    let dividend = statement.and_then(|statement| statement.dividends.iter().find(|part| part.member == member));
    if json {
        let of = serde_json::json!({
            "month": asked.which, "closed": statement.is_some(), "member": own, "dividend": dividend, "lines": lines,
        });
        return output::json_of(state, &of);
    }
    if asked.csv {
        return lines_as_csv(lines);
    }
    watermark(state)?;
    if let Some(own) = own {
        Figures::new()
            .row("month.own", money(own.own_spend))
            .row("month.team", money(own.team_turnover))
            .row("month.direct", count(own.direct.into()))
            .row("month.level", level(own.level))
            .row("month.next", level(own.next_level))
            .row("month.dividend", money(dividend.map_or(Fen::ZERO, |part| part.amount)))
            .print()?;
    }
    if lines.is_empty() {
        return line(t!("month.no_lines"));
    }
    let shown = lines.iter().take(ROWS_MAX).map(|line| {
        let mode = if line.paid { t!("month.is_paid") } else { t!("month.is_shown") };
        vec![
            line.order.clone(),
            line.buyer.clone(),
            money(line.order_amount),
            t!(format!("month.{}", line.kind.replace(':', "_"))).into_owned(),
            line.distance.to_string(),
            level(line.level),
            format!("{} bp", line.rate_bp),
            money(line.amount),
            mode.into_owned(),
        ]
    });
    let heading = ["order", "buyer", "order_amount", "kind", "distance", "level", "rate", "amount", "mode"]
        .map(|key| format!("month.{key}"));
    rows(&heading.each_ref().map(String::as_str), shown.collect())?;
    more(lines.len())
}

/// Numbers and identifiers alone: nothing in them needs quotes. Money is fen.
fn members_as_csv(statement: &MonthStatement) -> Result<(), Failure> {
    line(
        "month,member,own_spend_fen,team_turnover_fen,direct,level,next_level,reported_differential_fen,\
         reported_same_level_fen,paid_differential_fen,paid_same_level_fen,dividend_fen",
    )?;
    let holders = statement.dividends.iter().map(|part| (part.member.as_str(), part.amount));
    let mut dividends: std::collections::BTreeMap<&str, Fen> = holders.collect();
    for row in &statement.members {
        let sums = [row.reported.differential, row.reported.same_level, row.paid.differential, row.paid.same_level];
        let [differential, same_level, paid, paid_same] = sums.map(Fen::get);
        let dividend = dividends.remove(row.member.as_str()).unwrap_or_default().get();
        line(format!(
            "{},{},{},{},{},{},{},{differential},{same_level},{paid},{paid_same},{dividend}",
            statement.month,
            row.member,
            row.own_spend.get(),
            row.team_turnover.get(),
            row.direct,
            row.level,
            row.next_level,
        ))?;
    }
    for (member, dividend) in dividends {
        line(format!("{},{member},0,0,0,0,0,0,0,0,0,{}", statement.month, dividend.get()))?;
    }
    Ok(())
}

fn lines_as_csv(lines: &[LineStatement]) -> Result<(), Failure> {
    line("order,buyer,order_amount_fen,kind,distance,level,rate_bp,amount_fen,paid")?;
    lines.iter().try_for_each(|row| {
        line(format!(
            "{},{},{},{},{},{},{},{},{}",
            row.order,
            row.buyer,
            row.order_amount.get(),
            row.kind,
            row.distance,
            row.level,
            row.rate_bp,
            row.amount.get(),
            row.paid
        ))
    })
}
