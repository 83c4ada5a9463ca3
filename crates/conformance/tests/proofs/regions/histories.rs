//! Random histories of contracts and campaigns beside a model that only counts: where every piece is, who holds a region
//! on a day, and what of each fee is earned.

use super::{DAY, Town, contract, goods, order};
use crate::generator::{Dice, config};
use proptest::collection::vec;
use proptest::prelude::*;
use ratchet_core::awards::AwardKind;
use ratchet_core::campaigns::Offer;
use ratchet_core::operations::{
    BookHeld, Correct, EndCampaign, EndContract, OpenCampaign, Operation, Place, Redeem, Refund, ReturnOrder,
    SignContract, Tick,
};
use ratchet_core::{Day, Event, Fen, Points, Time};
use std::collections::BTreeMap;

const DIVISIONS: [&str; 5] = ["330106", "330108", "330100", "330000", "429004"];

/// Pieces in one order: of how many and of which amount they are counted, and what of that was given back.
#[derive(Clone, Debug)]
struct Bought {
    campaign: usize,
    sku: String,
    pieces: i64,
    amount: i64,
    given_back: i64,
}

impl Bought {
    fn kept(&self) -> i64 {
        self.pieces - self.pieces * self.given_back / self.amount
    }
}

#[derive(Clone, Debug)]
struct Signed {
    division: String,
    member: String,
    from: Day,
    until: Day,
    days: i64,
    fee: i64,
}

/// What must be so.
#[derive(Default)]
struct Model {
    contracts: BTreeMap<String, Signed>,
    campaigns: Vec<OpenCampaign>,
    orders: BTreeMap<String, Bought>,
}

impl Model {
    /// Who holds `division` on `day`.
    fn agent(&self, division: &str, day: Day) -> Option<&str> {
        let held = self.contracts.values().find(|row| row.division == division && row.from <= day && day < row.until);
        held.map(|row| row.member.as_str())
    }

    /// The region awards of an order of `amount` in a store of `district`: 1 %, 1.5 % and 2 %, differential.
    fn awards(&self, district: &str, day: Day, amount: i64) -> Vec<(AwardKind, String, i64)> {
        let levels = [
            (AwardKind::RegionDistrict, district, 100),
            (AwardKind::RegionCity, "330100", 150),
            (AwardKind::RegionProvince, "330000", 200),
        ];
        let (mut found, mut highest) = (Vec::new(), 0);
        for (kind, division, rate) in levels {
            if let Some(agent) = self.agent(division, day) {
                found.push((kind, agent.to_owned(), amount * (rate - highest) / 10_000));
                highest = rate;
            }
        }
        found.retain(|(_, _, fen)| *fen > 0);
        found
    }

    /// What was done.
    fn note(&mut self, operation: &Operation) {
        match operation {
            Operation::SignContract(signed) => {
                for row in self.contracts.values_mut() {
                    if row.division == signed.division && row.from < signed.from && signed.from < row.until {
                        row.until = signed.from;
                    }
                }
                let until = signed.to.plus(1);
                let row = Signed {
                    division: signed.division.clone(),
                    member: signed.member.clone(),
                    from: signed.from,
                    until,
                    days: until.days_since(signed.from).into(),
                    fee: signed.fee.unwrap_or_default().get(),
                };
                self.contracts.insert(signed.id.clone(), row);
            }
            Operation::EndContract(ended) => {
                let row = self.contracts.get_mut(&ended.contract).unwrap();
                row.until = row.from.max(ended.last_day.plus(1));
            }
            Operation::OpenCampaign(opened) => self.campaigns.push(opened.clone()),
            Operation::Place(Place { id, amount, goods: Some(goods), .. }) => {
                let campaign = self.campaigns.iter().position(|row| row.id == goods.campaign).unwrap();
                let (sku, pieces, amount) = (goods.sku.clone(), goods.quantity, amount.get());
                self.orders.insert(id.clone(), Bought { campaign, sku, pieces, amount, given_back: 0 });
            }
            Operation::ReturnOrder(ReturnOrder { order, amount }) | Operation::Refund(Refund { order, amount }) => {
                if let Some(bought) = self.orders.get_mut(order) {
                    bought.given_back += amount.get();
                }
            }
            Operation::Correct(Correct { order }) => {
                if let Some(bought) = self.orders.get_mut(order) {
                    bought.given_back = bought.amount;
                }
            }
            _ => {}
        }
    }

    /// What was booked: from here on pieces are counted of what is left. Every order's awards go to who held the regions.
    fn note_events(&mut self, town: &Town, occurred_at: Time) {
        for event in &town.history.last().unwrap().1 {
            let Event::OrderBooked(booked) = event else { continue };
            if let Some(bought) = self.orders.get_mut(booked.id.as_str()) {
                let (pieces, amount) = (bought.kept(), bought.amount - bought.given_back);
                *bought = Bought { pieces, amount, given_back: 0, ..bought.clone() };
                continue;
            }
            let at = booked.particulars.as_ref().and_then(|particulars| particulars.occurred_at).unwrap_or(occurred_at);
            let district = if booked.merchant.0 == 0 { "330106" } else { "330108" };
            let name = |member| town.state().directory.member_names.name(member).to_owned();
            let found: Vec<_> =
                booked.awards.iter().map(|award| (award.kind, name(award.member.0), award.amount.get())).collect();
            assert_eq!(found, self.awards(district, at.day(), booked.amount.get()));
        }
    }

    /// Every piece is where the orders say, and none is there that was not.
    fn check_stock(&self, town: &Town) {
        for (place, opened) in self.campaigns.iter().enumerate() {
            for goods in town.campaign(&opened.id).goods {
                let own = self.orders.values().filter(|bought| bought.campaign == place && bought.sku == goods.sku);
                let in_orders: i64 = own.map(Bought::kept).sum();
                assert_eq!(i64::from(goods.held) + i64::from(goods.sold), in_orders, "{}", goods.sku);
                assert_eq!(i64::from(goods.left), goods.stock - in_orders, "{}", goods.sku);
                assert!(in_orders <= goods.stock);
            }
        }
    }

    /// When a tick has just done everything, the fee of every day that is over is earned, and no more.
    fn check_fees(&self, town: &Town) {
        let mut deferred = 0;
        for (id, row) in &self.contracts {
            let in_force = i64::from(row.until.days_since(row.from));
            let passed = i64::from(town.today().days_since(row.from)).min(in_force);
            let given_back = row.fee * (row.days - in_force) / row.days;
            let earned = if passed == in_force { row.fee - given_back } else { row.fee * passed / row.days };
            let view = town.contract(id);
            assert_eq!((view.earned.get(), view.given_back.get()), (earned, given_back), "{id}");
            deferred += row.fee - earned - given_back;
        }
        assert_eq!(town.state().deferred_income.get(), deferred);
    }
}

fn sign(dice: &mut Dice<'_>, town: &Town, model: &Model) -> Operation {
    let today = town.today().to_string();
    let number = model.contracts.len();
    let new =
        contract(&format!("c{number}"), DIVISIONS[dice.place(5)], &format!("m{}", dice.between(1, 4)), &today, &today);
    let from = town.today().plus(u32::try_from(dice.between(0, 12)).unwrap());
    let to = from.plus(u32::try_from(dice.between(0, 20)).unwrap());
    let fee = dice.pick(&[0, 0, 1, 10, 999, 1_000, 12_345, 1_000_001]);
    SignContract { from, to, fee: (fee > 0).then_some(Fen::new(fee)), ..new }.into()
}

fn open(dice: &mut Dice<'_>, town: &Town, model: &Model) -> Operation {
    let plan = dice.pick(&["clearance", "own", "store"]).to_owned();
    let count = dice.between(1, 3);
    let goods = (0..count).rev().map(|number| {
        let price = dice.between(50, 3_000);
        let (price, cost) = (Fen::new(price), Fen::new(price / dice.between(1, 3)));
        Offer { sku: format!("g{number}"), name: format!("好物 {number}"), price, cost, stock: dice.between(1, 20) }
    });
    let goods = goods.collect();
    let from = Time::from_milliseconds(town.now.milliseconds() + dice.between(-1, 2) * DAY);
    let until = from.plus_days(u32::try_from(dice.between(5, 60)).unwrap());
    OpenCampaign { id: format!("k{}", model.campaigns.len()), plan, from, until, goods }.into()
}

fn buy(dice: &mut Dice<'_>, model: &Model, number: usize) -> Operation {
    // One of the newest campaigns, or none.
    let place = model.campaigns.len().wrapping_sub(dice.pick(&[0, 1, 1, 1, 2, 3]));
    let (member, merchant) = (format!("m{}", dice.between(0, 4)), dice.pick(&["s", "t"]));
    let (id, days) = (format!("o{number}"), dice.pick(&[None, Some(0), Some(0), Some(1), Some(5)]));
    let Some(campaign) = model.campaigns.get(place) else {
        let plain = order(&id, &member, merchant, dice.between(100, 90_000));
        return Place { settle_after_days: days, ..plain }.into();
    };
    let offer = &campaign.goods[dice.place(campaign.goods.len())];
    let quantity = dice.pick(&[1, 1, 2, 3, 7, 0]);
    let amount = offer.price.get() * quantity + dice.pick(&[0, 0, 0, 0, 0, 1]);
    let from_balance = dice.chance(10).then(|| Fen::new(amount / 3));
    let bought = Some(goods(&campaign.id, &offer.sku, quantity));
    Place { goods: bought, settle_after_days: days, from_balance, ..order(&id, &member, merchant, amount.max(1)) }
        .into()
}

fn give_back(dice: &mut Dice<'_>, model: &Model) -> Operation {
    let place = dice.place(model.orders.len().max(1));
    let Some((order, bought)) = model.orders.iter().nth(place) else { return Tick {}.into() };
    let (order, left) = (order.clone(), bought.amount - bought.given_back);
    let one = bought.amount / bought.pieces.max(1);
    let amount = Fen::new(dice.pick(&[left, one, one / 2, left - 1, 2 * one, left + 1]));
    match dice.below(5) {
        0 | 1 => ReturnOrder { order, amount }.into(),
        2 | 3 => Refund { order, amount }.into(),
        _ => Correct { order }.into(),
    }
}

fn roll(dice: &mut Dice<'_>, town: &Town, model: &Model, number: usize) -> Operation {
    match dice.below(100) {
        0..12 => sign(dice, town, model),
        12..16 => {
            let contract = format!("c{}", dice.place(model.contracts.len() + 1));
            let last_day = town.today().plus(u32::try_from(dice.between(0, 12)).unwrap());
            EndContract { contract, last_day }.into()
        }
        16..25 => open(dice, town, model),
        25..26 => EndCampaign { campaign: format!("k{}", dice.place(model.campaigns.len() + 1)) }.into(),
        26..66 => buy(dice, model, number),
        66..84 => give_back(dice, model),
        84..87 => {
            Redeem { member: format!("m{}", dice.between(0, 4)), units: Points::new(dice.scaled(1 << 34)) }.into()
        }
        87..88 => BookHeld { order: format!("o{}", dice.place(number + 1)) }.into(),
        _ => Tick {}.into(),
    }
}

/// Plays a history, and compares it with the model after every step.
fn play(actions: &[[u32; 12]]) -> Town {
    let (mut town, mut model) = (Town::open(), Model::default());
    for (number, dice) in actions.iter().enumerate() {
        let mut dice = Dice::new(dice);
        town.now =
            Time::from_milliseconds(town.now.milliseconds() + dice.pick(&[1, 1, 1, 1, 1, DAY / 2, DAY, 3 * DAY]));
        let occurred_at = Time::from_milliseconds(town.now.milliseconds() - dice.pick(&[0, 0, 0, 0, 0, DAY, 4 * DAY]));
        let operation = roll(&mut dice, &town, &model, number);
        if town.ask_of(occurred_at, operation.clone()).is_ok() {
            model.note(&operation);
            model.note_events(&town, occurred_at);
            if matches!(operation, Operation::Tick(_)) {
                model.check_fees(&town);
            }
        }
        model.check_stock(&town);
    }
    // Long after: everything is booked or held, every contract over, every fee somebody's.
    town.wait(400);
    town.tick();
    model.note_events(&town, town.now);
    model.check_fees(&town);
    model.check_stock(&town);
    assert_eq!(town.state().deferred_income, Fen::ZERO);
    town.assert_replays();
    town
}

proptest! {
    #![proptest_config(config(250))]

    /// Nothing is sold twice or lost, agents earn by the contracts in force, fees are earned to the fen, and a replay
    /// comes to the same state.
    #[test]
    fn stock_is_conserved_agents_earn_by_contract_and_fees_day_by_day(actions in vec(any::<[u32; 12]>(), 1..90)) {
        play(&actions);
    }
}

/// What the histories are about does happen in them.
#[test]
fn histories_come_to_everything() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut die = 1_u32;
    // Knuth's multiplicative generator is random enough to go everywhere.
    let mut roll = || {
        die = die.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        die.rotate_left(11)
    };
    for _ in 0..12 {
        let actions: Vec<[u32; 12]> = (0..90).map(|_| std::array::from_fn(|_| roll())).collect();
        for event in play(&actions).history.iter().flat_map(|(_, events)| events) {
            let (name, counts) = match event {
                Event::ContractSigned(signed) => ("signed with a fee", signed.fee.is_positive()),
                Event::ContractCutShort(cut) => ("cut short with money back", cut.given_back.is_positive()),
                Event::ContractFeeEarned(_) => ("earned", true),
                Event::ContractExpired(_) => ("expired", true),
                Event::CampaignEnded(_) => ("ended", true),
                Event::OrderPlaced(placed) => ("held", placed.goods.is_some()),
                Event::OrderReturned(returned) => ("returned", returned.put_back.is_some()),
                Event::Refunded(refunded) => ("refunded", refunded.put_back.is_some()),
                Event::Corrected(corrected) => ("corrected", corrected.put_back.is_some()),
                Event::OrderBooked(booked) if !booked.awards.is_empty() => ("awarded", true),
                Event::OrderBooked(booked) => {
                    ("sold", booked.particulars.as_ref().is_some_and(|particulars| particulars.goods.is_some()))
                }
                _ => continue,
            };
            *seen.entry(name).or_default() += usize::from(counts);
        }
    }
    let least = seen.iter().min_by_key(|(_, count)| **count);
    assert!(seen.len() == 11 && least.is_some_and(|(_, count)| *count >= 3), "{seen:?}");
}
