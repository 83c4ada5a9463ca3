//! Everything behind a price: what the reserve and the supply consist of at one time, by cause.

use crate::booking::price_working;
use crate::step::{Step, zone_of};
use crate::working::{Number, Working};
use crate::{booking, coins, formulas, fund, giving_back, money_out, sale};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::Programme;
use ratchet_core::totals::programme_of;
use ratchet_core::view::mode_name;
use ratchet_core::{Command, Fen, Points, State, Time};
use ratchet_deployment::{DeploymentError, Layout, Moment, Watch, replay};
use serde::Serialize;

/// Why a reserve or a supply changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The founding deposit and its units.
    Founding,
    /// Pool contributions of orders and the points that they minted.
    Orders,
    /// Money without points.
    Injections,
    /// Points sold by members, at their worth.
    Sales,
    /// What of that worth stayed as a fee.
    SaleFees,
    /// Positions sold by the system, at their worth; where overshoot is retained, at what the cap left.
    Exits,
    /// What of that worth stayed as a fee.
    ExitFees,
    /// Points burned by refunds.
    Refunds,
    /// Money paid back and points burned by corrections.
    Corrections,
    /// What moved to the unallocated account when the last unit had left.
    Emptied,
    /// What of the unallocated account went back into the reserve.
    Released,
    /// What the fund gave with orders, as subsidy and as drip.
    Fund,
    /// A closing: founding units burned, positions redeemed, and what rounding left.
    Closing,
    /// Points burned for allotments, and what of their worth the issuer received.
    Allotments,
}

impl Cause {
    /// All causes, in the order in which they are told.
    pub const ALL: [Self; 14] = [
        Self::Founding,
        Self::Orders,
        Self::Injections,
        Self::Sales,
        Self::SaleFees,
        Self::Exits,
        Self::ExitFees,
        Self::Refunds,
        Self::Corrections,
        Self::Emptied,
        Self::Released,
        Self::Fund,
        Self::Closing,
        Self::Allotments,
    ];

    /// The name in JSON and in formulas.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Founding => "founding",
            Self::Orders => "orders",
            Self::Injections => "injections",
            Self::Sales => "sales",
            Self::SaleFees => "sale_fees",
            Self::Exits => "exits",
            Self::ExitFees => "exit_fees",
            Self::Refunds => "refunds",
            Self::Corrections => "corrections",
            Self::Emptied => "emptied",
            Self::Released => "released",
            Self::Fund => "fund",
            Self::Closing => "closing",
            Self::Allotments => "allotments",
        }
    }

    const fn takes_out(self) -> bool {
        matches!(
            self,
            Self::Sales
                | Self::Exits
                | Self::Refunds
                | Self::Corrections
                | Self::Emptied
                | Self::Closing
                | Self::Allotments
        )
    }
}

/// What one cause did so far. What takes out is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CauseRow {
    /// The cause.
    pub cause: Cause,
    /// How often.
    pub count: u64,
    /// What it changed in the reserve, in fen.
    pub reserve: Number,
    /// What it changed in the supply, in units.
    pub supply: Number,
}

/// A price, the two accounts behind it, and what these consist of.
#[derive(Clone, Debug, Serialize)]
pub struct PriceExplained {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// The time zone of the deployment, an IANA name.
    pub zone: String,
    /// The programme.
    pub programme: String,
    /// The time that was asked for, UTC milliseconds: everything recorded up to then, and that moment included.
    pub at: Time,
    /// The price in CNY per point, eight decimals, floored.
    pub price: String,
    /// Whether it only stands in, because there are no points.
    pub is_reference: bool,
    /// The price as a quotient.
    pub quotient: Working,
    /// The reserve, by cause.
    pub reserve: Working,
    /// The supply, by cause.
    pub supply: Working,
    /// The causes with how often each came.
    pub causes: Vec<CauseRow>,
    /// The last step that changed the reserve or the supply.
    pub last_change: Option<Step>,
    /// Where the programme ends, the step that fixed the one price for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redemption: Option<Step>,
}

/// Follows one programme up to a time. It keeps fourteen sums and two steps.
#[derive(Clone, Debug)]
pub struct PriceWatch {
    programme_name: String,
    at: Time,
    programme: Option<Programme>,
    causes: Vec<CauseRow>,
    last_change: Option<Step>,
    redemption: Option<Step>,
}

impl PriceWatch {
    /// Watches `programme` up to `at`.
    #[must_use]
    pub fn new(programme: &str, at: Time) -> Self {
        let row = |cause| CauseRow { cause, count: 0, reserve: Number::default(), supply: Number::default() };
        Self {
            programme_name: programme.to_owned(),
            at,
            programme: None,
            causes: Cause::ALL.map(row).to_vec(),
            last_change: None,
            redemption: None,
        }
    }

    /// What was found, under the last `state`; nothing when the programme was not open yet.
    #[must_use]
    pub fn finish(self, state: &State) -> Option<PriceExplained> {
        let of = state.programme(self.programme?)?;
        let number = |cause: Cause, part: fn(&CauseRow) -> Number| {
            let row = self.causes.iter().find(|row| row.cause == cause);
            let count = row.map(part).unwrap_or_default().get();
            Number::from(if cause.takes_out() { -count } else { count })
        };
        let reserve = Cause::ALL.map(|cause| (cause.name(), number(cause, |row| row.reserve)));
        let supply = Cause::ALL.map(|cause| (cause.name(), number(cause, |row| row.supply)));
        let price = of.price();
        Some(PriceExplained {
            mode: mode_name(state),
            zone: zone_of(state),
            programme: self.programme_name,
            at: self.at,
            price: price.to_text(),
            is_reference: !of.supply.is_positive(),
            quotient: price_working(price),
            reserve: formulas::RESERVE_BY_CAUSE.gives(of.reserve, reserve),
            supply: formulas::SUPPLY_BY_CAUSE.gives(of.supply, supply),
            causes: self.causes,
            last_change: self.last_change,
            redemption: self.redemption,
        })
    }

    fn add(&mut self, cause: Cause, reserve: Fen, supply: Points) {
        if let Some(row) = self.causes.iter_mut().find(|row| row.cause == cause) {
            row.count += 1;
            row.reserve += reserve;
            row.supply += supply;
        }
    }

    /// As [`PriceWatch::add`], of something that belongs to what was counted already.
    fn add_to(&mut self, cause: Cause, reserve: Fen, supply: Points) {
        if let Some(row) = self.causes.iter_mut().find(|row| row.cause == cause) {
            row.reserve += reserve;
            row.supply += supply;
        }
    }

    fn count(&mut self, event: &Event) {
        match event {
            Event::ProgrammeOpened(opened) => {
                self.add(Cause::Founding, opened.rules.founding_fen, opened.founding_units);
            }
            // The fund pays for the points of an order's coins.
            Event::PointsGranted(granted) => self.add_to(Cause::Orders, granted.from_fund, granted.points),
            Event::CoinsTakenBack(taken) => self.add_to(Cause::Corrections, -taken.to_fund, -taken.burned),
            Event::OrderBooked(booked) => {
                self.add(Cause::Orders, booked.pool, booked.minted);
                let given = fund::given(booked);
                if given.is_positive() {
                    self.add(Cause::Fund, given, Points::ZERO);
                }
            }
            Event::Sold(sold) if sold.cause == SaleCause::Closing => {
                self.add(Cause::Closing, -sold.net, -sold.points);
            }
            Event::RedemptionBegun(begun) => {
                self.add(Cause::Closing, Fen::ZERO, -begun.founding);
                self.add(Cause::Released, begun.released, Points::ZERO);
            }
            Event::ProgrammeClosed(closed) => self.add(Cause::Closing, -closed.from_reserve, Points::ZERO),
            Event::Subscribed(subscribed) => {
                self.add(Cause::Allotments, -subscribed.to_issuer, -subscribed.points());
            }
            Event::Injected(injected) => self.add(Cause::Injections, injected.amount, Points::ZERO),
            Event::Sold(sold) => {
                let (worth, fee) = match sold.cause {
                    SaleCause::Redemption | SaleCause::Closing => (Cause::Sales, Cause::SaleFees),
                    SaleCause::ForcedExit => (Cause::Exits, Cause::ExitFees),
                };
                self.add(worth, -sold.gross, -sold.points);
                self.add(fee, sold.gross - sold.net, Points::ZERO);
            }
            Event::Refunded(refunded) => self.add(Cause::Refunds, Fen::ZERO, -refunded.burned),
            Event::Corrected(corrected) => {
                let to_fund = corrected.to_fund.unwrap_or_default();
                self.add(Cause::Corrections, -(corrected.from_reserve + to_fund), -corrected.burned);
            }
            Event::Emptied(emptied) => self.add(Cause::Emptied, -emptied.remainder, Points::ZERO),
            Event::UnallocatedReleased(released) => self.add(Cause::Released, released.amount, Points::ZERO),
            _ => {}
        }
    }
}

/// The step of an event, where it changes the reserve or the supply; `state` is that before it.
fn change(state: &State, moment: &Moment<'_>) -> Option<Step> {
    match moment.event {
        Event::ProgrammeOpened(opened) => Some(booking::opening(state, opened, moment)),
        Event::OrderBooked(booked) if booked.pool.is_positive() || fund::given(booked).is_positive() => {
            Some(booking::order(state, booked, moment))
        }
        Event::Injected(injected) => Some(booking::injection(state, injected, moment)),
        Event::PointsGranted(granted) => Some(coins::granting(state, granted, moment)),
        Event::CoinsTakenBack(taken) if taken.burned.is_positive() => Some(coins::taking_back(state, taken, moment)),
        Event::Sold(sold) => Some(sale::sale(state, sold, moment)),
        Event::Refunded(refunded) if refunded.burned.is_positive() => {
            Some(giving_back::refund(state, refunded, moment))
        }
        Event::Corrected(corrected) if corrected.burned.is_positive() || corrected.from_reserve.is_positive() => {
            Some(giving_back::correction(state, corrected, moment))
        }
        Event::Emptied(emptied) => Some(sale::emptying(state, emptied, moment)),
        Event::UnallocatedReleased(released) => Some(money_out::release(state, released, moment)),
        Event::RedemptionBegun(begun) => Some(fund::redemption(state, begun, moment)),
        Event::ProgrammeClosed(closed) => Some(fund::closing(state, closed, moment)),
        Event::Subscribed(subscribed) => Some(fund::subscription(state, subscribed, moment)),
        _ => None,
    }
}

impl Watch for PriceWatch {
    fn is_over(&self, command: &Command) -> bool {
        command.recorded_at > self.at
    }

    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        let here = match moment.event {
            Event::ProgrammeOpened(opened) if opened.name == self.programme_name => {
                self.programme = Some(opened.programme);
                true
            }
            event => self.programme.is_some() && programme_of(event) == self.programme,
        };
        if here {
            self.count(moment.event);
            self.last_change = change(state, moment).or(self.last_change.take());
            if matches!(moment.event, Event::RedemptionBegun(_)) {
                self.redemption.clone_from(&self.last_change);
            }
        }
    }
}

/// Explains the price of `programme` at `at`; nothing when it was not open yet. Reads the journal up to then.
pub fn explain_price(
    layout: &Layout,
    programme: &str,
    at: Time,
    progress: impl FnMut(u64, u64),
) -> Result<Option<PriceExplained>, DeploymentError> {
    let mut watch = PriceWatch::new(programme, at);
    let replayed = replay(layout, &mut watch, progress)?;
    Ok(watch.finish(replayed.engine.state()))
}
