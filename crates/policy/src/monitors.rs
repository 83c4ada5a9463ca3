//! Monitors: the same demands as some checks have of rules, of what really happens. Each is raised before its limit, not after.
//!
//! Exact integers; every limit stands in this file and nowhere else.

use ratchet_core::{Fen, Points};
use serde::Serialize;

/// Days that count as lately.
pub const DAYS: u32 = 30;

/// A monitor is raised when this share of its limit is reached, in basis points.
const RAISED_AT_BP: u64 = 8_000;

/// People in chains of three and more, as of which the organisers of one are prosecuted.
pub const CHAIN_PEOPLE_MAX: u64 = 30;

/// How many people make a chain of them.
pub const CHAIN_LENGTH: usize = 3;

/// The share of payouts that orders of lately fund, in basis points.
pub const RECENT_FUNDING_MAX_BP: u64 = 8_000;

/// The share of a merchant's turnover that its own people buy, in basis points.
pub const OWN_SPEND_MAX_BP: u64 = 5_000;

/// Orders of lately under which a merchant is too small to be told anything about.
pub const OWN_SPEND_ORDERS_LEAST: u64 = 10;

/// The share of the points that the largest holders have, in basis points.
pub const CONCENTRATION_MAX_BP: u64 = 5_000;

/// The largest holders.
pub const LARGEST_HOLDERS: usize = 10;

/// Holders under which a programme is too small to be told anything about: ten have much of it in any case.
pub const CONCENTRATION_HOLDERS_LEAST: u64 = 100;

/// What a monitor counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// People.
    People,
    /// Hundredths of a per cent.
    BasisPoints,
    /// Fen.
    Fen,
}

/// A monitor that needs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// The stable code.
    pub code: &'static str,
    /// The check of rules that it belongs to, where there is one.
    pub check: Option<&'static str>,
    /// How many of them there are: people, merchants, or one.
    pub count: u64,
    /// How far it is.
    pub value: i64,
    /// What it must not come to.
    pub limit: i64,
    /// What both are counted in.
    pub unit: Unit,
}

/// What a merchant's own people bought there lately: its owner and its recruiter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnSpend {
    /// Orders of everybody.
    pub orders: u64,
    /// What they came to.
    pub turnover: Fen,
    /// What its own people's came to.
    pub own: Fen,
}

/// What monitors look at.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// People in chains of three and more of whom one was paid for the orders of another, lately: buyers and whoever was paid.
    pub chain_people: u64,
    /// What entered the reserve with orders lately.
    pub recent_pool: Fen,
    /// What the reserve paid out lately.
    pub recent_payouts: Fen,
    /// What is in the reserve.
    pub reserve: Fen,
    /// Merchants.
    pub merchants: Vec<OwnSpend>,
    /// How many hold points.
    pub holders: u64,
    /// What they hold.
    pub held: Points,
    /// What the largest of them hold.
    pub held_by_largest: Points,
    /// The operator's own account.
    pub platform: Fen,
    /// What it gave back for returned orders lately.
    pub platform_gave_back: Fen,
}

/// The monitors that need somebody, in the order of the page on policy.
#[must_use]
pub fn raised(figures: &Figures) -> Vec<Raised> {
    let all = [chains(figures), recent_funding(figures), own_spend(figures), concentration(figures), platform(figures)];
    all.into_iter().flatten().collect()
}

fn is_near(value: u64, limit: u64) -> bool {
    u128::from(value) * 10_000 >= u128::from(limit) * u128::from(RAISED_AT_BP)
}

/// `part` of `whole` in basis points, floored and at most all of it; nothing of nothing.
fn share_bp(part: i64, whole: i64) -> u64 {
    let (part, whole) = (u128::from(part.max(0).unsigned_abs()), u128::from(whole.max(0).unsigned_abs()));
    let share = (part * 10_000).checked_div(whole).unwrap_or(0).min(10_000);
    u64::try_from(share).unwrap_or(10_000)
}

fn near(
    code: &'static str,
    check: Option<&'static str>,
    count: u64,
    (value, limit): (u64, u64),
    unit: Unit,
) -> Option<Raised> {
    let whole = |figure| i64::try_from(figure).unwrap_or(i64::MAX);
    is_near(value, limit).then_some(Raised { code, check, count, value: whole(value), limit: whole(limit), unit })
}

fn chains(figures: &Figures) -> Option<Raised> {
    let people = figures.chain_people;
    near("people_in_chains", Some("reward-depth"), people, (people, CHAIN_PEOPLE_MAX), Unit::People)
}

/// Money in a reserve is all alike: what is paid out of it comes from orders of lately as much as the reserve does.
fn recent_funding(figures: &Figures) -> Option<Raised> {
    let payouts = figures.recent_payouts;
    if !payouts.is_positive() {
        return None;
    }
    let share = share_bp(figures.recent_pool.get(), (figures.reserve + payouts).get());
    near("payouts_from_recent_orders", Some("static-return"), 1, (share, RECENT_FUNDING_MAX_BP), Unit::BasisPoints)
}

fn own_spend(figures: &Figures) -> Option<Raised> {
    let large = figures.merchants.iter().filter(|merchant| merchant.orders >= OWN_SPEND_ORDERS_LEAST);
    let shares: Vec<u64> = large.map(|merchant| share_bp(merchant.own.get(), merchant.turnover.get())).collect();
    let count = shares.iter().filter(|share| is_near(**share, OWN_SPEND_MAX_BP)).count() as u64;
    let worst = shares.into_iter().max().unwrap_or(0);
    near("merchants_buy_themselves", None, count, (worst, OWN_SPEND_MAX_BP), Unit::BasisPoints)
}

fn concentration(figures: &Figures) -> Option<Raised> {
    if figures.holders < CONCENTRATION_HOLDERS_LEAST {
        return None;
    }
    let share = share_bp(figures.held_by_largest.get(), figures.held.get());
    near("points_in_few_hands", None, LARGEST_HOLDERS as u64, (share, CONCENTRATION_MAX_BP), Unit::BasisPoints)
}

/// Its limit is nothing: it is raised when returns as many as lately would take the account below that.
fn platform(figures: &Figures) -> Option<Raised> {
    let (has, gave_back) = (figures.platform, figures.platform_gave_back);
    let is_short = has < Fen::ZERO || has < gave_back;
    is_short.then_some(Raised {
        code: "platform_short",
        check: None,
        count: 1,
        value: has.get(),
        limit: 0,
        unit: Unit::Fen,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(figures: &Figures) -> Vec<&'static str> {
        raised(figures).iter().map(|raised| raised.code).collect()
    }

    #[test]
    fn nothing_is_raised_where_nothing_happened() {
        assert_eq!(raised(&Figures::default()), []);
    }

    #[test]
    fn people_in_chains_are_told_of_before_there_are_thirty() {
        let with = |chain_people| codes(&Figures { chain_people, ..Figures::default() });
        assert_eq!(with(23), [""; 0]);
        assert_eq!(with(24), ["people_in_chains"]);
    }

    #[test]
    fn payouts_that_live_on_recent_orders_are_told_of_before_four_fifths() {
        let fen = Fen::new;
        let with = |recent_pool, recent_payouts, reserve| {
            let (recent_pool, recent_payouts, reserve) = (fen(recent_pool), fen(recent_payouts), fen(reserve));
            raised(&Figures { recent_pool, recent_payouts, reserve, ..Figures::default() })
        };
        // 639 and 640 of the 1000 that there were to pay from.
        assert_eq!(with(639, 200, 800), []);
        let near = with(640, 200, 800);
        assert_eq!((near[0].code, near[0].value, near[0].limit), ("payouts_from_recent_orders", 6_400, 8_000));
        // A young programme that paid nothing out has nothing to fund.
        assert_eq!(with(1_000, 0, 1_000), []);
        // More came in lately than is left: refunds took of it.
        assert_eq!(with(5_000, 1, 10)[0].value, 10_000);
    }

    #[test]
    fn merchants_that_buy_themselves_are_told_of_before_half_unless_they_are_small() {
        let with = |orders, own| {
            let merchant = OwnSpend { orders, turnover: Fen::new(1_000), own: Fen::new(own) };
            raised(&Figures { merchants: vec![OwnSpend::default(), merchant, merchant], ..Figures::default() })
        };
        assert_eq!(with(10, 399), []);
        let near = with(10, 400);
        assert_eq!((near[0].code, near[0].count, near[0].value), ("merchants_buy_themselves", 2, 4_000));
        assert_eq!(with(9, 1_000), []);
    }

    #[test]
    fn points_in_few_hands_are_told_of_before_half_unless_there_are_few_hands() {
        let with = |holders, largest| {
            let (held, held_by_largest) = (Points::new(1_000), Points::new(largest));
            codes(&Figures { holders, held, held_by_largest, ..Figures::default() })
        };
        assert_eq!(with(100, 399), [""; 0]);
        assert_eq!(with(100, 400), ["points_in_few_hands"]);
        assert_eq!(with(99, 1_000), [""; 0]);
    }

    #[test]
    fn a_platform_is_told_of_before_returns_take_it_below_nothing() {
        let with = |platform, gave_back| {
            let (platform, platform_gave_back) = (Fen::new(platform), Fen::new(gave_back));
            codes(&Figures { platform, platform_gave_back, ..Figures::default() })
        };
        assert_eq!(with(0, 0), [""; 0]);
        assert_eq!(with(100, 100), [""; 0]);
        assert_eq!(with(99, 100), ["platform_short"]);
        assert_eq!(with(-1, 0), ["platform_short"]);
    }
}
