//! The workload: a city of members who refer each other, merchants in regions, agents, and orders drawn from a seed.

use crate::Options;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, Zipf};
use ratchet_core::operations::{AddMember, AddMerchant, AppointAgent, Book, DeploymentTerms, OpenProgramme, Operation};
use ratchet_core::rules::{AwardRates, Basis, Cap, Line, Margin, Overshoot, Plan, RegionRates, Scope};
use ratchet_core::{BasisPoints, Command, Fen, Rules, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// How members are drawn for orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Each as likely as any other.
    Uniform,
    /// A few buy much: Zipf with exponent 1.
    Zipf,
}

/// Provinces, cities in each, districts in each.
const REGIONS: (u32, u32, u32) = (30, 10, 10);
/// Levels of a region.
const LEVELS: u32 = 3;
/// The moment at which everything happens.
pub(crate) const NOW: Time = Time::from_milliseconds(1_700_000_000_000);
/// Smallest and largest order, in fen.
const AMOUNTS: Range<i64> = 500..50_500;

/// A city, drawn anew the same from its seed.
pub(crate) struct City {
    members: u32,
    merchants: u32,
    orders: u32,
    distribution: Distribution,
    draw: ChaCha8Rng,
}

impl City {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            members: options.members,
            merchants: options.merchants,
            orders: options.orders,
            distribution: options.distribution,
            draw: ChaCha8Rng::seed_from_u64(options.seed),
        }
    }

    pub(crate) fn members(&self) -> u32 {
        self.members
    }

    pub(crate) fn merchants(&self) -> u32 {
        self.merchants
    }

    /// The rules: a store plan with all awards, cap 1.2 × in scope `member`.
    pub(crate) fn rules() -> Rules {
        let line = |bp| Line { basis: Basis::Amount, bp: BasisPoints::new(bp) };
        let region_bp =
            RegionRates { district: BasisPoints::new(10), city: BasisPoints::new(20), province: BasisPoints::new(30) };
        let plan = Plan {
            margin: Margin::Take,
            take_bp: Some(BasisPoints::new(2_000)),
            split: BTreeMap::from([("platform".to_owned(), line(200)), ("distribution".to_owned(), line(200))]),
            awards: AwardRates {
                direct_bp: BasisPoints::new(30),
                indirect_bp: BasisPoints::new(20),
                recruiter_bp: BasisPoints::new(50),
                region_bp,
                freeze_days: None,
            },
            settle_after_days: None,
        };
        Rules {
            initial_price_fen: Fen::new(100),
            mint_bp: BasisPoints::new(7_000),
            redemption_fee_bp: BasisPoints::new(2_000),
            founding_fen: Fen::new(10_000_000),
            cap: Some(Cap { multiple_bp: BasisPoints::new(12_000), scope: Scope::Member, overshoot: Overshoot::Pay }),
            plans: BTreeMap::from([("store".to_owned(), plan)]),
            fund: None,
            levels: None,
            dividends: None,
            contracts: None,
            coins: None,
        }
    }

    /// What opens a sandbox with a programme under `rules`, in which an order can be refunded for this many days.
    pub(crate) fn opening(refundable_days: u32, rules: Rules) -> [Command; 2] {
        let terms = DeploymentTerms { refundable_days, ..DeploymentTerms::sandbox() };
        [command(terms), command(OpenProgramme::new(rules))]
    }

    /// The order `number` of the member `buyer`, `number` milliseconds after the beginning.
    pub(crate) fn order_of(&self, buyer: u32, number: u32) -> Command {
        let at = Time::from_milliseconds(NOW.milliseconds() + i64::from(number));
        let (id, member, merchant) = (format!("order-{number}"), member(buyer), merchant(number % self.merchants));
        let book = Book {
            id,
            member,
            merchant,
            amount: Fen::new(AMOUNTS.start + i64::from(number % 50_000)),
            cost: None,
            from_balance: None,
            coins: None,
        };
        Command { recorded_at: at, occurred_at: at, ..command(book) }
    }

    /// Registers everybody, drawing from `draw`: members, agents of all levels of all regions, merchants.
    pub(crate) fn registrations<'a>(&'a self, draw: &'a mut ChaCha8Rng) -> impl Iterator<Item = Command> + 'a {
        let (provinces, cities, districts) = REGIONS;
        let agents = provinces * cities * districts * LEVELS;
        (0..self.members + agents + self.merchants).map(move |number| match number.checked_sub(self.members) {
            None => {
                let referrer = (number > 0).then(|| member(draw.random_range(0..number)));
                command(AddMember { id: member(number), referrer })
            }
            Some(number) if number < agents => {
                let (district, level) = (number / LEVELS, number as usize % LEVELS as usize);
                let path = region(district / districts / cities, district / districts % cities, district % districts);
                let agent = member(draw.random_range(0..self.members));
                command(AppointAgent { region: path[..=level].to_vec(), member: agent })
            }
            Some(number) => {
                let place = [provinces, cities, districts].map(|count| draw.random_range(0..count));
                let recruiter = Some(member(draw.random_range(0..self.members)));
                let region = Some(region(place[0], place[1], place[2]));
                command(AddMerchant { recruiter, region, ..AddMerchant::new(&merchant(number - agents), "store") })
            }
        })
    }

    /// The generator of the city's draws.
    pub(crate) fn draw(&self) -> ChaCha8Rng {
        self.draw.clone()
    }

    /// The orders, drawing from `draw`, in parts of at most this many. Parts are drawn when they are asked for: commands
    /// come from the network a moment before they are executed, not from a memory that has gone cold.
    pub(crate) fn orders<'a>(
        &'a self,
        draw: &'a mut ChaCha8Rng,
        part: usize,
    ) -> impl Iterator<Item = Vec<Command>> + 'a {
        self.numbered(0..self.orders, draw, part)
    }

    /// As [`City::orders`], as many as somebody wants, behind those.
    pub(crate) fn more_orders<'a>(
        &'a self,
        draw: &'a mut ChaCha8Rng,
        part: usize,
    ) -> impl Iterator<Item = Vec<Command>> + 'a {
        self.numbered(self.orders..u32::MAX, draw, part)
    }

    fn numbered<'a>(
        &'a self,
        mut numbers: Range<u32>,
        draw: &'a mut ChaCha8Rng,
        part: usize,
    ) -> impl Iterator<Item = Vec<Command>> + 'a {
        let zipf = Zipf::new(f64::from(self.members), 1.0).ok();
        std::iter::from_fn(move || {
            let part: Vec<_> =
                numbers.by_ref().take(part).map(|number| self.order(number, zipf.as_ref(), draw)).collect();
            (!part.is_empty()).then_some(part)
        })
    }

    fn order(&self, number: u32, zipf: Option<&Zipf<f64>>, draw: &mut ChaCha8Rng) -> Command {
        let buyer = match (self.distribution, zipf) {
            (Distribution::Zipf, Some(zipf)) => rank(zipf.sample(draw), self.members),
            _ => draw.random_range(0..self.members),
        };
        command(Book {
            id: format!("order-{number}"),
            member: member(buyer),
            merchant: merchant(draw.random_range(0..self.merchants)),
            amount: Fen::new(draw.random_range(AMOUNTS)),
            cost: None,
            from_balance: None,
            coins: None,
        })
    }
}

/// A rank from 1 as a number from 0, spread over the members so that the busiest are not neighbours in memory.
fn rank(sample: f64, members: u32) -> u32 {
    // A Zipf sample is a whole number between 1 and the number of members.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rank = u64::from((sample as u32).saturating_sub(1));
    u32::try_from(rank * 2_654_435_761 % u64::from(members)).unwrap_or(0)
}

/// An operation at the moment at which everything happens.
pub(crate) fn command(operation: impl Into<Operation>) -> Command {
    Command::new(NOW, "bench", operation)
}

pub(crate) fn member(number: u32) -> String {
    format!("member-{number}")
}

pub(crate) fn merchant(number: u32) -> String {
    format!("merchant-{number}")
}

fn region(province: u32, city: u32, district: u32) -> Vec<String> {
    vec![format!("{province}"), format!("{city}"), format!("{district}")]
}
