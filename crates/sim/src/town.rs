//! The engine as a run uses it: the same one that runs a programme, behind the few things that happen in a town.
//!
//! Everything that the simulator asks of the engine is in this file.

use crate::calendar::MonthSpan;
use ratchet_core::handle::{Member, Merchant, Order, Programme};
use ratchet_core::operations::{
    AddMerchant, AppointAgent, ClosePeriod, CloseProgramme, ConvertClaim, DeploymentTerms, Fund, ImportClaim, Inject,
    KnownOrder, OpenProgramme, Operation, SetShares, Tick,
};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{
    BasisPoints, Coins, Command, DEFAULT_PROGRAMME, Engine, Event, Fen, Points, Rejection, Rules, Shares, State, Time,
};

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

/// See the module.
#[derive(Debug)]
pub(crate) struct Town {
    engine: Engine,
    programme: Programme,
    /// Its name.
    name: String,
    /// What the ids of new members begin with.
    prefix: String,
    /// The beginning of day 0.
    start: Time,
    at: Time,
}

impl Town {
    /// Opens the programme at the beginning of day 0; orders stay refundable for `refundable_days`.
    pub(crate) fn open(rules: &Rules, refundable_days: u32, start: Time) -> Result<Self, Rejection> {
        let (programme, name, prefix) = (Programme(0), DEFAULT_PROGRAMME.to_owned(), "m".to_owned());
        let mut town = Self { engine: Engine::nameless(), programme, name, prefix, start, at: start };
        town.ask(DeploymentTerms { refundable_days, ..DeploymentTerms::sandbox() })?;
        town.ask(OpenProgramme::new(rules.clone()))?;
        Ok(town)
    }

    /// Goes on from where a programme stands, on a copy; day 0 begins at `start`, which is not before its last command.
    /// Nothing when there is no such programme.
    pub(crate) fn resume(state: &State, programme: Programme, start: Time) -> Option<Self> {
        let name = state.programme(programme)?.name.clone();
        // Ids that nobody has: the longest of these is longer than any id may be.
        let mut prefix = "simulated:".to_owned();
        while state.directory.members().any(|(_, id, _)| id.starts_with(&prefix)) {
            prefix.push(':');
        }
        Some(Self { engine: Engine::nameless_from(state), programme, name, prefix, start, at: start })
    }

    /// Moves the clock to the beginning of `day`; it never goes back.
    pub(crate) fn begin(&mut self, day: u32) {
        self.at = self.beginning_of(day);
    }

    /// The moment that is played.
    pub(crate) fn now(&self) -> Time {
        self.at
    }

    fn beginning_of(&self, day: u32) -> Time {
        let passed = i64::from(day) * DAY_MILLISECONDS;
        Time::from_milliseconds(self.start.milliseconds().saturating_add(passed))
    }

    /// Everything that the engine knows.
    pub(crate) fn state(&self) -> &State {
        self.engine.state()
    }

    /// The programme. It is opened before anything else, so it is there.
    #[allow(clippy::expect_used)]
    pub(crate) fn programme(&self) -> &ProgrammeState {
        self.engine.state().programme(self.programme).expect("the programme was opened first")
    }

    /// What stays in the reserve of a sale now.
    pub(crate) fn fee(&self) -> BasisPoints {
        let programme = self.programme();
        programme.rules(programme.version_at(self.at)).map(|rules| rules.redemption_fee_bp).unwrap_or_default()
    }

    /// The points that a member can sell.
    pub(crate) fn points_of(&self, member: Member) -> Points {
        self.programme().free_points(member)
    }

    /// Registers a member under the next number.
    pub(crate) fn add_member(&mut self, referrer: Option<Member>) -> Result<Member, Rejection> {
        let number = self.engine.state().directory.member_names.len();
        let handle = Member(u32::try_from(number).map_err(|_| Rejection::LimitExceeded)?);
        self.engine.add_member_known(self.at, self.id_of(handle), referrer)?;
        Ok(handle)
    }

    /// Registers a merchant under the next number.
    pub(crate) fn add_merchant(&mut self, shop: &Shop<'_>) -> Result<(), Rejection> {
        let number = self.engine.state().directory.merchant_names.len();
        let id = merchant_id(Merchant(u32::try_from(number).map_err(|_| Rejection::LimitExceeded)?));
        let added = AddMerchant {
            take_bp: shop.take_bp,
            recruiter: shop.recruiter.map(|member| self.id_of(member)),
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
            let member = self.id_of(agent);
            self.ask(AppointAgent { region: path[..level].to_vec(), member })?;
        }
        Ok(())
    }

    /// An order that can be booked here.
    pub(crate) fn order(&self, member: Member, merchant: Merchant, amount: Fen, cost: Option<Fen>) -> KnownOrder {
        KnownOrder { programme: self.programme, member, merchant, amount, cost }
    }

    /// A member, their referrer and the referrer's referrer: who may get something of an order.
    pub(crate) fn upline(&self, member: Member) -> impl Iterator<Item = Member> {
        let directory = &self.engine.state().directory;
        std::iter::successors(Some(member), |member| directory.member_row(*member)?.referrer).take(3)
    }

    /// Looks at what these orders are about to touch; it changes nothing but how fast they are booked.
    pub(crate) fn look_ahead(&self, orders: &[KnownOrder]) {
        self.engine.look_ahead_known(orders);
    }

    /// Books an order.
    pub(crate) fn book(&mut self, order: &KnownOrder) -> Result<&[Event], Rejection> {
        self.engine.book_known(self.at, order)
    }

    /// Sells points of a member.
    pub(crate) fn sell(&mut self, member: Member, units: Points) -> Result<&[Event], Rejection> {
        self.engine.redeem_known(self.at, self.programme, member, units)
    }

    /// Gives money of an order back.
    pub(crate) fn refund(&mut self, order: Order, amount: Fen) -> Result<&[Event], Rejection> {
        self.engine.refund_known(self.at, self.programme, order, amount)
    }

    /// Puts money into the reserve.
    pub(crate) fn inject(&mut self, amount: Fen) -> Result<&[Event], Rejection> {
        self.ask(Inject::new(amount))
    }

    /// Puts money into the fund.
    pub(crate) fn fund(&mut self, amount: Fen) -> Result<&[Event], Rejection> {
        self.ask(Fund { amount, source: "simulator".to_owned(), document: None })
    }

    /// Takes a debt to a member into the books.
    pub(crate) fn import_claim(&mut self, member: Member, amount: Fen) -> Result<&[Event], Rejection> {
        self.ask(ImportClaim { member: self.id_of(member), amount, evidence: [0; 32] })
    }

    /// Makes coins of a claim.
    pub(crate) fn convert_claim(&mut self, member: Member, amount: Fen) -> Result<&[Event], Rejection> {
        self.ask(ConvertClaim { member: self.id_of(member), amount })
    }

    /// Books an order of which coins pay a part.
    pub(crate) fn book_with_coins(&mut self, order: &KnownOrder, coins: Coins) -> Result<&[Event], Rejection> {
        self.engine.book_known_with_coins(self.at, order, coins)
    }

    /// Somebody holds so many shares.
    pub(crate) fn set_shares(&mut self, member: Member, shares: Shares) -> Result<&[Event], Rejection> {
        self.ask(SetShares { member: self.id_of(member), shares, document: None })
    }

    /// Closes a month that is over; ticks go on with it.
    pub(crate) fn close_month(&mut self, over: MonthSpan) -> Result<&[Event], Rejection> {
        let MonthSpan { month, begins, ends } = over;
        self.ask(ClosePeriod { month, begins, ends })
    }

    /// Publishes that no order is taken from the beginning of `day` on.
    pub(crate) fn close_on(&mut self, day: u32) -> Result<&[Event], Rejection> {
        self.ask(CloseProgramme { from: self.beginning_of(day) })
    }

    /// Does what is due now, or a part of it.
    pub(crate) fn tick(&mut self) -> Result<&[Event], Rejection> {
        self.ask(Tick {})
    }

    /// What the last thing that happened did.
    pub(crate) fn last_events(&self) -> &[Event] {
        self.engine.last_events()
    }

    fn ask(&mut self, operation: impl Into<Operation>) -> Result<&[Event], Rejection> {
        self.engine.execute(&Command::new(self.at, "simulator", operation).in_programme(&self.name))
    }

    /// The id of a member who joined here.
    fn id_of(&self, member: Member) -> String {
        format!("{}{}", self.prefix, member.0)
    }
}

fn merchant_id(merchant: Merchant) -> String {
    format!("s{}", merchant.0)
}

/// Ten districts to a city, ten cities to a province.
fn region(district: u32) -> [String; 3] {
    [district / 100, district / 10, district].map(|number| number.to_string())
}
