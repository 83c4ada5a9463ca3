//! Events of months and shares: whom they name, and whether their amounts can be.

use crate::event::{Event, Particulars, PeriodClosed};
use crate::handle::{Member, Programme};
use crate::limits::{LEVELS_MAX, SHARES_MAX};
use crate::periods::MemberPeriod;
use crate::state::State;
use crate::units::{Fen, Shares};

pub(super) fn parties_exist(state: &State, event: &Event) -> bool {
    let member = |member: Member| state.directory.member_row(member).is_some();
    let programme = |programme: Programme| state.programme(programme).is_some();
    match event {
        Event::PeriodClosing(closing) => programme(closing.programme),
        Event::PeriodAdvanced(advanced) => programme(advanced.programme),
        Event::PeriodStated(stated) => programme(stated.programme) && stated.rows.iter().all(|row| member(row.member)),
        Event::PeriodClosed(closed) => {
            programme(closed.programme) && closed.parts.iter().all(|part| member(part.member))
        }
        Event::SharesSet(set) => programme(set.programme) && member(set.member),
        _ => true,
    }
}

pub(super) fn amounts_are_sound(event: &Event) -> bool {
    match event {
        Event::PeriodClosing(closing) => closing.month.spans(closing.begins, closing.ends),
        Event::PeriodStated(stated) => stated.rows.iter().all(row_is_sound),
        Event::PeriodClosed(closed) => closing_is_sound(closed),
        Event::SharesSet(set) => is_shares(set.before) && is_shares(set.shares),
        _ => true,
    }
}

/// What an order gives to others than the platform beside its awards.
pub(super) fn beside_the_platform(particulars: &Particulars) -> i128 {
    let levels: i128 = particulars.level_awards().iter().map(|award| i128::from(award.amount.get())).sum();
    levels + i128::from(particulars.dividend.unwrap_or_default().get())
}

fn row_is_sound(row: &MemberPeriod) -> bool {
    let level = |level: u8| usize::from(level) <= LEVELS_MAX;
    let sums = [row.reported.differential, row.reported.same_level, row.paid.differential, row.paid.same_level];
    let amounts = [row.own_spend, row.team_turnover];
    level(row.held) && level(row.reached) && sums.into_iter().chain(amounts).all(|amount| !amount.is_negative())
}

fn closing_is_sound(closed: &PeriodClosed) -> bool {
    let parts = || closed.parts.iter();
    let sums = [closed.accrued, closed.charged, closed.kept];
    let all: i128 = parts().map(|part| part.amount).chain(sums).map(|amount| i128::from(amount.get())).sum();
    sums.into_iter().chain(parts().map(|part| part.amount)).all(is_not_negative)
        && all <= i128::from(i64::MAX)
        && parts().all(|part| is_shares(part.shares) && part.turnover.is_none_or(is_not_negative))
        && closed.parts.is_sorted_by(|one, next| one.member < next.member)
}

fn is_not_negative(amount: Fen) -> bool {
    !amount.is_negative()
}

fn is_shares(shares: Shares) -> bool {
    (0..=SHARES_MAX).contains(&shares.get())
}
