//! The engine as a run uses it: the same one that runs a programme, behind the few things that happen in a town.
//!
//! Everything that the simulator asks of the engine is in this file.

use ratchet_core::handle::{Member, Merchant, Order, Programme};
use ratchet_core::operations::{
    AddMember, AddMerchant, AppointAgent, DeploymentTerms, Inject, KnownOrder, OpenProgramme, Operation,
};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{BasisPoints, Command, Engine, Event, Fen, Points, Rejection, Rules, State, Time};

const DAY_MILLISECONDS: i64 = 86_400_000;

/// A merchant to be registered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shop<'a> {
    pub(crate) plan: &'a str,
    pub(crate) take_bp: Option<BasisPoints>,
    pub(crate) recruiter: Option<Member>,
    /// The district where it is, by number.
    pub(crate) district: Option<u32>,
}

/// An order to be booked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Purchase {
    pub(crate) member: Member,
    pub(crate) merchant: Merchant,
    pub(crate) amount: Fen,
    pub(crate) cost: Option<Fen>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Town {
    engine: Engine,
    at: Time,
}

const PROGRAMME: Programme = Programme(0);

impl Town {
    /// Opens the programme; orders stay refundable for `refundable_days`.
    pub(crate) fn open(rules: &Rules, refundable_days: u32) -> Result<Self, Rejection> {
        let mut town = Self { engine: Engine::nameless(), at: Time::from_milliseconds(0) };
        town.ask(DeploymentTerms { refundable_days, ..DeploymentTerms::sandbox() })?;
        town.ask(OpenProgramme { rules: rules.clone() })?;
        Ok(town)
    }

    /// Moves the clock to the beginning of `day`; it never goes back.
    pub(crate) fn begin(&mut self, day: u32) {
        self.at = Time::from_milliseconds(i64::from(day) * DAY_MILLISECONDS);
    }

    /// Everything that the engine knows.
    pub(crate) fn state(&self) -> &State {
        self.engine.state()
    }

    /// The programme. It is opened before anything else, so it is there.
    #[allow(clippy::expect_used)]
    pub(crate) fn programme(&self) -> &ProgrammeState {
        self.engine.state().programme(PROGRAMME).expect("the programme was opened first")
    }

    /// The points that a member holds.
    pub(crate) fn points_of(&self, member: Member) -> Points {
        self.programme().positions.points_of(member)
    }

    /// Registers a member under the next number.
    pub(crate) fn add_member(&mut self, referrer: Option<Member>) -> Result<Member, Rejection> {
        let number = self.engine.state().directory.member_names.len();
        let handle = Member(u32::try_from(number).map_err(|_| Rejection::LimitExceeded)?);
        self.ask(AddMember { id: member_id(handle), referrer: referrer.map(member_id) })?;
        Ok(handle)
    }

    /// Registers a merchant under the next number.
    pub(crate) fn add_merchant(&mut self, shop: &Shop<'_>) -> Result<(), Rejection> {
        let number = self.engine.state().directory.merchant_names.len();
        let id = merchant_id(Merchant(u32::try_from(number).map_err(|_| Rejection::LimitExceeded)?));
        let added = AddMerchant {
            take_bp: shop.take_bp,
            recruiter: shop.recruiter.map(member_id),
            region: shop.district.map(|district| region(district).to_vec()),
            ..AddMerchant::new(&id, shop.plan)
        };
        self.ask(added).map(|_| ())
    }

    /// Appoints an agent of the district, and of the city and the province around it where they have none.
    pub(crate) fn appoint_agents(&mut self, district: u32) -> Result<(), Rejection> {
        let path = region(district);
        for level in 1..=path.len() {
            let known = self.state().directory.region(&path[..level]);
            if known.is_some_and(|region| self.programme().agents.get(region).is_some()) {
                continue;
            }
            let agent = self.add_member(None)?;
            self.ask(AppointAgent { region: path[..level].to_vec(), member: member_id(agent) })?;
        }
        Ok(())
    }

    /// Books an order.
    pub(crate) fn book(&mut self, purchase: &Purchase) -> Result<&[Event], Rejection> {
        let Purchase { member, merchant, amount, cost } = *purchase;
        self.engine.book_known(self.at, &KnownOrder { programme: PROGRAMME, member, merchant, amount, cost })
    }

    /// Sells points of a member.
    pub(crate) fn sell(&mut self, member: Member, units: Points) -> Result<&[Event], Rejection> {
        self.engine.redeem_known(self.at, PROGRAMME, member, units)
    }

    /// Gives money of an order back.
    pub(crate) fn refund(&mut self, order: Order, amount: Fen) -> Result<&[Event], Rejection> {
        self.engine.refund_known(self.at, PROGRAMME, order, amount)
    }

    /// Puts money into the reserve.
    pub(crate) fn inject(&mut self, amount: Fen) -> Result<&[Event], Rejection> {
        self.ask(Inject { amount })
    }

    /// What the last thing that happened did.
    pub(crate) fn last_events(&self) -> &[Event] {
        self.engine.last_events()
    }

    fn ask(&mut self, operation: impl Into<Operation>) -> Result<&[Event], Rejection> {
        self.engine.execute(&Command::new(self.at, "simulator", operation))
    }
}

fn member_id(member: Member) -> String {
    format!("m{}", member.0)
}

fn merchant_id(merchant: Merchant) -> String {
    format!("s{}", merchant.0)
}

/// Ten districts to a city, ten cities to a province.
fn region(district: u32) -> [String; 3] {
    [district / 100, district / 10, district].map(|number| number.to_string())
}
