//! Everything behind the balance and the positions of one member.

use crate::position::PositionStory;
use crate::running::Running;
use crate::standing::{CapDistance, SaleNow, cap_distance, sale_now};
use crate::step::{Step, What, zone_of};
use crate::working::Working;
use crate::{booking, formulas, giving_back, sale};
use ratchet_core::awards::Award;
use ratchet_core::event::{Event, SaleCause, Sold};
use ratchet_core::handle::{Member, Position, Programme};
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
        let numbers =
            [("awards", sums.awards), ("taken_back", sums.taken_back), ("sold", sums.sold), ("exited", sums.exited)];
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

    /// Awards paid to the member, or taken back.
    fn award(
        &mut self,
        state: &State,
        moment: &Moment<'_>,
        programme: Programme,
        awards: &[Award],
        order: Option<String>,
    ) {
        let Some(member) = self.member else { return };
        let own = || awards.iter().filter(|award| award.member == member);
        let sum: Fen = own().map(|award| award.amount).sum();
        if own().next().is_none() {
            return;
        }
        let balance = state.directory.member_row(member).map(|row| row.balance).unwrap_or_default();
        let numbers = [("balance", balance.into()), ("Σawards", sum.into())];
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
            step.workings.push(formulas::BALANCE_AFTER_AWARD.gives(balance + sum, numbers));
            self.running.awards += sum;
        } else {
            step.workings.push(formulas::BALANCE_AFTER_TAKING_BACK.gives(balance - sum, numbers));
            self.running.taken_back += sum;
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
        }
        if self.is_here(sold.programme) {
            let story = self.story(sold.position, moment.command.recorded_at);
            story.sold += sold.points;
            story.realised += sold.gross;
        }
        self.push(step);
    }

    fn burn(&mut self, position: Option<Position>, units: Points, spend: Fen, moment: &Moment<'_>) {
        if let Some(position) = position {
            let story = self.story(position, moment.command.recorded_at);
            story.burned += units;
            story.spend -= spend;
        }
    }

    /// The steps of somebody who is registered.
    fn concern(&mut self, member: Member, state: &State, moment: &Moment<'_>) {
        match moment.event {
            Event::OrderBooked(booked) => {
                if booked.member == member && self.is_here(booked.programme) {
                    self.push(booking::order(state, booked, moment));
                    self.running.paid += booked.amount;
                    if let Some(position) = booked.position {
                        let story = self.story(position, moment.command.recorded_at);
                        story.orders += 1;
                        story.minted += booked.minted;
                    }
                }
                self.award(state, moment, booked.programme, &booked.awards, Some(booked.id.to_string()));
            }
            Event::Sold(sold) if sold.member == member => self.sale(state, moment, sold),
            Event::Refunded(refunded) if refunded.member == member && self.is_here(refunded.programme) => {
                self.push(giving_back::refund(state, refunded, moment));
                self.running.cash += refunded.amount;
                self.burn(refunded.position, refunded.burned, refunded.spend, moment);
            }
            Event::Corrected(corrected) => {
                let step = giving_back::correction(state, corrected, moment);
                let order = step.order.clone();
                if corrected.member == member && self.is_here(corrected.programme) {
                    self.push(step);
                    self.running.cash += corrected.amount;
                    self.burn(corrected.position, corrected.burned, corrected.spend, moment);
                }
                self.award(state, moment, corrected.programme, &corrected.awards, order);
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
