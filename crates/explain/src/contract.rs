//! What comes back of a region agent's fee.

use crate::formulas;
use crate::step::{Step, What, member_name};
use ratchet_core::event::ContractCutShort;
use ratchet_core::{Fen, State};
use ratchet_deployment::Moment;

/// The step of a contract that ends earlier; `state` is that before it.
pub(crate) fn cut_short(state: &State, cut: &ContractCutShort, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::ContractCutShort, state, Some(cut.programme), moment);
    step.member = Some(member_name(state, cut.member));
    let row = state.programme(cut.programme).and_then(|programme| programme.contracts.get(cut.contract));
    if let Some(row) = row {
        let unheld = row.days.saturating_sub(cut.days_in_force);
        let numbers = [
            ("fee", row.fee.into()),
            ("unheld", i128::from(unheld).into()),
            ("days", i128::from(row.days).into()),
            ("before", row.given_back.into()),
        ];
        step.workings.push(formulas::FEE_GIVEN_BACK.gives(cut.given_back, numbers));
    }
    let balance = state.directory.member_row(cut.member).map_or(Fen::ZERO, |row| row.balance);
    let numbers = [("balance", balance.into()), ("given_back", cut.given_back.into())];
    step.workings.push(formulas::BALANCE_AFTER_FEE.gives(balance + cut.given_back, numbers));
    step
}
