//! What may become of a programme that runs: the same engine and behaviours, from where it stands. An assumption about what
//! people do, and never a forecast.

mod ending;
mod present;

pub use ending::{Ending, QueueEnds};
pub use present::{Lately, Past, PastOrder, Present};

use crate::arrivals::Arrivals;
use crate::buyers::Buyers;
use crate::draw::{Draw, Purpose};
use crate::scene::Scene;
use crate::selling::Selling;
use crate::selling::bank_run::{Queue, sell_all};
use ratchet_core::Fen;

/// How orders go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As lately.
    Steady,
    /// Half as many.
    Half,
    /// None.
    Stop,
}

impl Pace {
    /// Orders in so many days, as expected, rounded up.
    #[must_use]
    pub fn orders_in(self, lately: &Lately, days: u32) -> u64 {
        Arrivals::constant(self.per_day(lately)).in_all(days)
    }

    /// Orders a day.
    fn per_day(self, lately: &Lately) -> f64 {
        match self {
            Self::Steady => lately.orders_per_day(),
            Self::Half => lately.orders_per_day() / 2.0,
            Self::Stop => 0.0,
        }
    }
}

/// The programme after `days` at a pace: each order is like one of the last ones, of somebody new as often as lately, else of
/// one of the last buyers; every evening each holder sells everything by the chance of lately. Nothing when there is no
/// such programme.
#[must_use]
pub fn after(present: &Present<'_>, pace: Pace, days: u32, seed: u64) -> Option<Ending> {
    let lately = &present.lately;
    let mut arrivals = Arrivals::constant(pace.per_day(lately));
    let mut selling = Selling::by_chance(present.sales_bp_per_day());
    let buyers = lately.orders.iter().map(|order| order.member).collect();
    let mut scene = Scene::resume(present, Buyers::of_orders(lately.first_orders_bp(), buyers), &selling, seed)?;
    let draw = |purpose| Draw::of(seed, 0, purpose);
    let (mut arrival_draw, mut buyer_draw) = (draw(Purpose::Arrivals), draw(Purpose::Buyers));
    let (mut spend_draw, mut selling_draw) = (draw(Purpose::Spend), draw(Purpose::Selling));
    for day in 0..days {
        scene.begin(day);
        for _ in 0..arrivals.on(day, &mut arrival_draw) {
            let buyer = scene.buyers.next(&mut buyer_draw);
            let like = spend_draw.place(lately.orders.len());
            if let Some(past) = lately.orders.get(like) {
                scene.order_like(buyer, past);
            }
        }
        scene.book_placed();
        selling.evening(&mut scene, &mut selling_draw);
    }
    Some(Ending::of(present, &scene))
}

/// The programme once everybody who holds points sold all of them now, whoever registered first coming first, and what they
/// got by their place. Nothing when there is no such programme.
#[must_use]
pub fn everyone_sells(present: &Present<'_>, seed: u64) -> Option<(Ending, QueueEnds)> {
    let mut scene = Scene::resume(present, Buyers::of_orders(0.0, Vec::new()), &Selling::default(), seed)?;
    let mut draw = Draw::of(seed, 0, Purpose::Selling);
    let taken = sell_all(&mut scene, Queue::FirstCome, &mut draw, |scene, member| {
        scene.town.programme().positions.of(member).map(|open| open.holding.spend).sum::<Fen>()
    });
    Some((Ending::of(present, &scene), QueueEnds::of(&taken)))
}
