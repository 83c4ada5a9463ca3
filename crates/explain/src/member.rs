//! Everything behind the balance and the positions of one member.

use crate::position::PositionStory;
use crate::running::Running;
use crate::standing::{CapDistance, SaleNow, cap_distance, sale_now};
use crate::step::{Step, What, zone_of};
use crate::working::Working;
use crate::{booking, coins, contract, formulas, fund, giving_back, money_out, order_life, sale};
use ratchet_core::event::{Corrected, Event, OrderBooked, PeriodClosed, Refunded, SaleCause, Sold};
use ratchet_core::handle::{Member, Position, Programme};
use ratchet_core::payouts::Payee;
use ratchet_core::view::mode_name;
use ratchet_core::{Engine, Fen, Points, State, Time};
use ratchet_deployment::{DeploymentError, Layout, Moment, Watch, replay};
use serde::Serialize;

/// A member and every step that changed what they own or hold.
#[derive(Clone, Debug, Serialize)]
pub struct MemberExplained {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// The time zone of the deployment, an IANA name.
    pub zone: String,
    /// Their id.
    pub member: String,
    /// The programme whose positions are told. The balance is of the whole deployment.
    pub programme: String,
    /// Time of the last record that was read, UTC milliseconds.
    pub as_of: Time,
    /// The balance, and how it comes about.
    pub balance: Working,
    /// The sums after the last step.
    pub running: Running,
    /// What selling everything now would bring; none without points.
    pub sale_now: Option<SaleNow>,
    /// How far each open position is from its cap.
    pub cap: Vec<CapDistance>,
    /// Every position that they ever had in the programme.
    pub positions: Vec<PositionStory>,
    /// The steps: those in the programme, and those elsewhere that changed the balance.
    pub steps: Vec<Step>,
}

/// Follows one member. It keeps what happened to that member and nothing of others.
#[derive(Clone, Debug)]
pub struct MemberWatch {
    id: String,
    programme_name: String,
    programme: Option<Programme>,
    member: Option<Member>,
    running: Running,
    positions: Vec<PositionStory>,
    steps: Vec<Step>,
    /// Steps of the event that is about to be applied: their running sums come after it.
    unsettled: usize,
}

impl MemberWatch {
    /// Watches the member `id`, with the positions of `programme`.
    #[must_use]
    pub fn new(id: &str, programme: &str) -> Self {
        Self {
            id: id.to_owned(),
            programme_name: programme.to_owned(),
            programme: None,
            member: None,
            running: Running::default(),
            positions: Vec::new(),
            steps: Vec::new(),
            unsettled: 0,
        }
    }

    /// What was found, where `engine` stands; `now` decides which rules a sale would meet. Nothing where there is no such
    /// member or programme.
    #[must_use]
    pub fn finish(self, engine: &mut Engine, now: Time) -> Option<MemberExplained> {
        let (member, programme) = (self.member?, self.programme?);
        let sale_now = sale_now(engine, programme, member, now);
        let state = engine.state();
        let of = state.programme(programme)?;
        let sums = self.running;
        let numbers = [
            ("awards", sums.awards),
            ("taken_back", sums.taken_back),
            ("frozen", sums.frozen),
            ("dividends", sums.dividends),
            ("sold", sums.sold),
            ("exited", sums.exited),
            ("redeemed", sums.redeemed),
            ("tendered", sums.tendered),
            ("given_back", sums.given_back),
            ("withdrawn", sums.withdrawn),
            ("brought_back", sums.brought_back),
        ];
        let balance = state.directory.member_row(member)?.balance;
        Some(MemberExplained {
            mode: mode_name(state),
            zone: zone_of(state),
            member: self.id,
            programme: self.programme_name,
            as_of: state.clock,
            balance: formulas::BALANCE.gives(balance, numbers),
            running: sums,
            sale_now,
            cap: of.positions.of(member).map(|open| cap_distance(open, of.price())).collect(),
            positions: self.positions,
            steps: self.steps,
        })
    }

    fn is_here(&self, programme: Programme) -> bool {
        self.programme == Some(programme)
    }

    fn push(&mut self, step: Step) {
        self.steps.push(step);
        self.unsettled += 1;
    }

    /// The story of a position of this member, begun where it is new.
    fn story(&mut self, position: Position, at: Time) -> &mut PositionStory {
        let known = self.positions.iter().rposition(|story| story.position == position.0);
        let place = known.unwrap_or_else(|| {
            self.positions.push(PositionStory::opened(position.0, at));
            self.positions.len() - 1
        });
        &mut self.positions[place]
    }

    /// Awards paid to the member, or taken back, where `balance` is what they are added to or taken from.
    fn award(
        &mut self,
        state: &State,
        moment: &Moment<'_>,
        (programme, awards): (Programme, &[(Member, &str, Fen)]),
        order: Option<String>,
        balance: Fen,
    ) {
        let Some(member) = self.member else { return };
        let own = || awards.iter().filter(|(of, _, _)| *of == member);
        let sum: Fen = own().map(|(_, _, amount)| *amount).sum();
        if own().next().is_none() {
            return;
        }
        let frozen = order_life::frozen_of(moment.event, member);
        let now = sum - frozen;
        let numbers = [("balance", balance.into()), ("Σawards", now.into())];
        let booked = match moment.event {
            Event::OrderBooked(booked) => Some(booked),
            _ => None,
        };
        let what = if booked.is_some() { What::Awarded } else { What::AwardsTakenBack };
        let mut step = Step::at(what, state, Some(programme), moment);
        step.order = order;
        step.member = Some(self.id.clone());
        if let Some(booked) = booked {
            let lines = crate::award_line::lines(state, booked, moment);
            step.rules_version = Some(booked.version + 1);
            step.awards = lines.into_iter().filter(|line| line.member.as_ref() == Some(&self.id)).collect();
            step.workings.push(formulas::BALANCE_AFTER_AWARD.gives(balance + now, numbers));
            self.running.awards += sum;
            self.running.frozen += frozen;
        } else {
            step.workings.push(formulas::BALANCE_AFTER_TAKING_BACK.gives(balance - now, numbers));
            self.running.taken_back += sum;
            self.running.frozen -= frozen;
        }
        self.push(step);
    }

    fn sale(&mut self, state: &State, moment: &Moment<'_>, sold: &Sold) {
        let balance = state.directory.member_row(sold.member).map(|row| row.balance).unwrap_or_default();
        let numbers = [("balance", balance.into()), ("net", sold.net.into())];
        let mut step = sale::sale(state, sold, moment);
        step.workings.push(formulas::BALANCE_AFTER_SALE.gives(balance + sold.net, numbers));
        match sold.cause {
            SaleCause::Redemption => self.running.sold += sold.net,
            SaleCause::ForcedExit => self.running.exited += sold.net,
            SaleCause::Closing => self.running.redeemed += sold.net,
        }
        if self.is_here(sold.programme) {
            let story = self.story(sold.position, moment.command.recorded_at);
            story.sold += sold.points;
            story.realised += sold.gross;
        }
        self.push(step);
    }

    /// What a closed month brought by shares.
    fn dividend(&mut self, member: Member, state: &State, moment: &Moment<'_>, closed: &PeriodClosed) {
        let part = closed.parts.iter().find(|part| part.member == member && part.amount.is_positive());
        let Some(amount) = part.map(|part| part.amount) else { return };
        let balance = order_life::balance_of(state, member);
        let mut step = Step::at(What::Dividend, state, Some(closed.programme), moment);
        let numbers = [("balance", balance.into()), ("dividend", amount.into())];
        step.workings.push(formulas::BALANCE_AFTER_DIVIDEND.gives(balance + amount, numbers));
        self.running.dividends += amount;
        self.push(step);
    }

    fn burn(&mut self, position: Option<Position>, units: Points, spend: Fen, moment: &Moment<'_>) {
        if let Some(position) = position {
            let story = self.story(position, moment.command.recorded_at);
            story.burned += units;
            story.spend -= spend;
        }
    }

    /// A step elsewhere that changed the balance, if it did.
    fn change_balance(&mut self, working: Option<Working>, state: &State, moment: &Moment<'_>) {
        if let Some(working) = working {
            let mut step = Step::at(What::BalanceChanged, state, None, moment);
            step.workings.push(working);
            self.push(step);
        }
    }

    fn booked(&mut self, member: Member, state: &State, moment: &Moment<'_>, booked: &OrderBooked) {
        let mut balance = order_life::balance_of(state, member);
        if booked.member == member {
            let part = order_life::tender_of(booked);
            let tender = order_life::after_tender(state, member, part);
            if self.is_here(booked.programme) {
                let mut step = booking::order(state, booked, moment);
                step.workings.extend(tender);
                self.push(step);
                self.running.paid += booked.amount;
                if let Some(position) = booked.position {
                    let story = self.story(position, moment.command.recorded_at);
                    story.orders += 1;
                    story.minted += booked.minted;
                }
            } else {
                self.change_balance(tender, state, moment);
            }
            self.running.tendered += part;
            balance -= part;
        }
        let awards: Vec<_> = booked.every_award().collect();
        self.award(state, moment, (booked.programme, &awards), Some(booked.id.to_string()), balance);
    }

    fn refunded(&mut self, member: Member, state: &State, moment: &Moment<'_>, refunded: &Refunded) {
        let back = order_life::to_balance(moment.event);
        let working = order_life::after_giving_back(order_life::balance_of(state, member), back);
        if self.is_here(refunded.programme) {
            let mut step = giving_back::refund(state, refunded, moment);
            step.workings.extend(working);
            self.push(step);
            self.running.cash += refunded.amount - back;
            self.burn(refunded.position, refunded.burned, refunded.spend, moment);
        } else {
            self.change_balance(working, state, moment);
        }
        self.running.given_back += back;
    }

    fn corrected(&mut self, member: Member, state: &State, moment: &Moment<'_>, corrected: &Corrected) {
        let mut step = giving_back::correction(state, corrected, moment);
        let order = step.order.clone();
        let mut balance = order_life::balance_of(state, member);
        if corrected.member == member {
            let back = order_life::to_balance(moment.event);
            let working = order_life::after_giving_back(balance, back);
            if self.is_here(corrected.programme) {
                step.workings.extend(working);
                self.push(step);
                self.running.cash += corrected.amount - back;
                self.burn(corrected.position, corrected.burned, corrected.spend, moment);
            } else {
                self.change_balance(working, state, moment);
            }
            self.running.given_back += back;
            balance += back;
        }
        let awards: Vec<_> = corrected.every_award().collect();
        self.award(state, moment, (corrected.programme, &awards), order, balance);
    }

    /// The steps of somebody who is registered.
    fn concern(&mut self, member: Member, state: &State, moment: &Moment<'_>) {
        match moment.event {
            Event::OrderBooked(booked) => self.booked(member, state, moment, booked),
            Event::Sold(sold) if sold.member == member => self.sale(state, moment, sold),
            Event::Refunded(refunded) if refunded.member == member => self.refunded(member, state, moment, refunded),
            Event::Corrected(corrected) => self.corrected(member, state, moment, corrected),
            Event::OrderPlaced(placed) if placed.member == member => {
                if self.is_here(placed.programme) || placed.from_balance.is_positive() {
                    self.push(order_life::placing(state, placed, moment));
                }
                self.running.tendered += placed.from_balance;
            }
            Event::OrderReturned(returned) if returned.member == member => {
                self.push(order_life::returning(state, returned, moment));
                self.running.given_back += order_life::to_balance(moment.event);
            }
            Event::PointsGranted(granted) if granted.member == member && self.is_here(granted.programme) => {
                self.push(coins::granting(state, granted, moment));
                let story = self.story(granted.position, moment.command.recorded_at);
                story.orders += 1;
                story.minted += granted.points;
            }
            Event::TrancheReleased(released) if self.is_here(released.programme) => {
                let open = state.programme(released.programme).and_then(|of| of.positions.get(released.position));
                if open.is_some_and(|open| open.member == member) {
                    self.push(coins::releasing(state, released, moment));
                }
            }
            Event::CoinsTakenBack(taken) if taken.member == member && self.is_here(taken.programme) => {
                self.push(coins::taking_back(state, taken, moment));
                self.burn(taken.position, taken.burned, taken.coins.face(), moment);
            }
            Event::AwardsReleased(released) if released.member == member => {
                self.push(order_life::release(state, released, moment));
                self.running.frozen -= released.amount;
            }
            Event::PeriodClosed(closed) => self.dividend(member, state, moment, closed),
            Event::LinkMade(made) if made.member == member => {
                self.push(Step::at(What::Linked, state, None, moment));
            }
            Event::LinkEnded(ended) if ended.member == member => {
                self.push(Step::at(What::LinkEnded, state, None, moment));
            }
            Event::PayoutRequested(requested) if requested.payee == Payee::Member(member) => {
                self.push(money_out::withdrawal(state, member, requested, moment));
                self.running.withdrawn += requested.amount;
            }
            Event::PayoutChanged(changed) if changed.payee == Payee::Member(member) => {
                if let Some(step) = money_out::coming_back(state, member, changed, moment) {
                    self.push(step);
                    self.running.brought_back += changed.amount;
                }
            }
            Event::ContractSigned(signed) if signed.member == member && self.is_here(signed.programme) => {
                self.push(Step::at(What::ContractSigned, state, Some(signed.programme), moment));
            }
            Event::ContractCutShort(cut) if cut.member == member => {
                self.push(contract::cut_short(state, cut, moment));
                self.running.given_back += cut.given_back;
            }
            Event::Subscribed(subscribed) if subscribed.member == member && self.is_here(subscribed.programme) => {
                for part in &subscribed.burned {
                    let story = self.story(part.position, moment.command.recorded_at);
                    story.burned += part.points;
                    story.realised += part.value;
                }
                self.push(fund::subscription(state, subscribed, moment));
            }
            Event::Granted(granted) if granted.member == member && self.is_here(granted.programme) => {
                self.push(fund::grant(state, granted, moment));
            }
            Event::AgentAppointed(appointed) if appointed.member == member && self.is_here(appointed.programme) => {
                self.push(Step::at(What::Appointed, state, Some(appointed.programme), moment));
            }
            _ => {}
        }
    }
}

impl Watch for MemberWatch {
    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        match moment.event {
            Event::MemberAdded(added) if added.id == self.id => {
                self.member = Some(added.member);
                self.push(Step::at(What::Registered, state, None, moment));
            }
            Event::ProgrammeOpened(opened) if opened.name == self.programme_name => {
                self.programme = Some(opened.programme);
            }
            _ => {
                if let Some(member) = self.member {
                    self.concern(member, state, moment);
                }
            }
        }
    }

    fn after(&mut self, state: &State, moment: &Moment<'_>) {
        if self.unsettled == 0 {
            return;
        }
        let Some(member) = self.member else { return };
        let of = self.programme.and_then(|programme| state.programme(programme));
        self.running.balance = state.directory.member_row(member).map(|row| row.balance).unwrap_or_default();
        self.running.points = of.map(|of| of.positions.points_of(member)).unwrap_or_default();
        for step in self.steps.iter_mut().rev().take(self.unsettled) {
            step.running = Some(self.running);
        }
        if let Some((of, position)) = of.zip(changed_position(moment.event, member)) {
            let open = of.positions.get(position);
            if let Some(story) = self.positions.iter_mut().rfind(|story| story.position == position.0) {
                story.settle(open, moment.command.recorded_at);
            }
        }
        self.unsettled = 0;
    }
}

/// The position of `member` that an event changed.
fn changed_position(event: &Event, member: Member) -> Option<Position> {
    match event {
        Event::OrderBooked(booked) if booked.member == member => booked.position,
        Event::Sold(sold) if sold.member == member => Some(sold.position),
        Event::PointsGranted(granted) if granted.member == member => Some(granted.position),
        Event::CoinsTakenBack(taken) if taken.member == member => taken.position,
        Event::Refunded(refunded) if refunded.member == member => refunded.position,
        Event::Corrected(corrected) if corrected.member == member => corrected.position,
        _ => None,
    }
}

/// Explains the member `id` of the deployment at `layout`, with the positions of `programme`; nothing where there is no
/// such member or programme. Reads the whole journal.
pub fn explain_member(
    layout: &Layout,
    id: &str,
    programme: &str,
    now: Time,
    progress: impl FnMut(u64, u64),
) -> Result<Option<MemberExplained>, DeploymentError> {
    let mut watch = MemberWatch::new(id, programme);
    let mut replayed = replay(layout, &mut watch, progress)?;
    Ok(watch.finish(&mut replayed.engine, now))
}
