//! A hundred thousand positions that fall due at once.

use crate::generator::command_of;
use proptest::prelude::*;
use ratchet_conformance::{engine_under, execute};
use ratchet_core::event::{SaleCause, Sold};
use ratchet_core::handle::Position;
use ratchet_core::invariants::check;
use ratchet_core::operations::{AddMember, AddMerchant, Book, Inject};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::units::BasisPoints;
use ratchet_core::{Command, Engine, Event, Fen, Time};
use serde_json::json;

const AT: Time = Time::from_milliseconds(1);

fn ask(engine: &mut Engine, operation: impl Into<ratchet_core::operations::Operation>) {
    engine.execute(&Command::new(AT, "operator", operation)).unwrap();
}

/// Points are minted at par, so that nothing falls due while orders come in: `count` positions whose keys differ by the
/// take rate of `merchants` shops, for `members` members.
fn crowd(scope: &str, overshoot: &str, founding: i64, merchants: u32, members: u32, count: u32) -> Engine {
    let rules = json!({
        "initial_price_fen": 100, "mint_bp": 10_000, "redemption_fee_bp": 2_000, "founding_fen": founding,
        "cap": { "multiple_bp": 30_000, "scope": scope, "overshoot": overshoot },
        "plans": { "store": { "margin": "take", "take_bp": 3_000 } },
    });
    let mut engine = engine_under(serde_json::from_value(rules).unwrap()).unwrap();
    for member in 0..members {
        ask(&mut engine, AddMember { id: format!("m{member}"), referrer: None });
    }
    for merchant in 0..merchants {
        let id = format!("s{merchant}");
        let take_bp = Some(BasisPoints::new(3_000 + merchant * 7_919 % merchants));
        ask(&mut engine, AddMerchant { take_bp, ..AddMerchant::new(&id, "store") });
    }
    for order in 0..count {
        // Neighbours buy at shops far apart, so that ids say nothing about keys.
        let (member, merchant) = (format!("m{}", order % members), format!("s{}", order * 31 % merchants));
        let amount = Fen::new(10_000);
        ask(
            &mut engine,
            Book { id: format!("o{order}"), member, merchant, amount, cost: None, from_balance: None, coins: None },
        );
    }
    assert_eq!(engine.state().programmes[0].positions.open_count(), count as usize);
    engine
}

fn main_of(engine: &Engine) -> &ProgrammeState {
    &engine.state().programmes[0]
}

fn wide(count: i64) -> u128 {
    u128::try_from(count).unwrap()
}

/// `(exit key, id)` of every open position, ascending.
fn due_order(programme: &ProgrammeState) -> Vec<(u128, Position)> {
    let key = |open: &ratchet_core::positions::OpenPosition| {
        let most = wide(open.holding.spend.get()) * u128::from(open.cap.unwrap().multiple_bp.get()) / 10_000;
        let left = most.saturating_sub(wide(open.holding.realised.get()));
        ((left << 64) / wide(open.holding.points.get()), open.id)
    };
    let mut keys: Vec<_> = programme.positions.iter().map(key).collect();
    keys.sort_unstable();
    keys
}

/// Injects `amount` and works every exit of the cascade out by hand; how many there were.
fn cascade(engine: &mut Engine, amount: i64) -> usize {
    let inject = Command::new(AT, "operator", Inject::new(Fen::new(amount)));
    let before = main_of(engine).clone();
    let keys = due_order(&before);
    let (exits_before, hash) = (before.exits, engine.state().hash());
    let tried: Vec<Event> = engine.dry_run(&inject, |_, events| events.to_vec()).unwrap();
    assert_eq!(engine.state().hash(), hash, "the dry run of a cascade left something");
    let events = engine.execute(&inject).unwrap().to_vec();
    assert_eq!(events, tried);
    let sold: Vec<&Sold> =
        events.iter().filter_map(|event| if let Event::Sold(sold) = event { Some(sold) } else { None }).collect();
    let (mut reserve, mut supply) = (wide(before.reserve.get()) + wide(amount), wide(before.supply.get()));
    for (sold, (key, id)) in sold.iter().zip(&keys) {
        assert_eq!((sold.position, sold.cause), (*id, SaleCause::ForcedExit), "the smallest key and id is first");
        assert!(*key <= (reserve << 64) / supply, "{id:?} was not due");
        let open = before.positions.get(*id).unwrap();
        let points = wide(open.holding.points.get());
        assert_eq!(wide(sold.points.get()), points);
        let mut gross = points * reserve / supply;
        if open.retains_overshoot() {
            gross = gross.min(wide(open.holding.spend.get()) * 3 - wide(open.holding.realised.get()));
        }
        let net = gross - (gross * 2_000).div_ceil(10_000);
        assert_eq!((wide(sold.gross.get()), wide(sold.net.get())), (gross, net));
        let (reserve_after, supply_after) = (reserve - net, supply - points);
        assert!(reserve_after * supply >= reserve * supply_after, "the price fell");
        (reserve, supply) = (reserve_after, supply_after);
    }
    let after = main_of(engine);
    let left_over = if supply == 0 { wide(after.unallocated.get()) } else { wide(after.reserve.get()) };
    assert_eq!((left_over, wide(after.supply.get())), (reserve, supply));
    assert_eq!(after.exits - exits_before, sold.len() as u64);
    if let Some((key, id)) = keys.get(sold.len()) {
        assert!(*key > (reserve << 64) / supply, "{id:?} is still due");
    }
    assert_eq!(after.positions.open_count(), keys.len() - sold.len());
    assert_eq!(check(engine.state()), Ok(()));
    sold.len()
}

#[test]
fn a_hundred_thousand_orders_exit_at_once() {
    let mut engine = crowd("order", "pay", 100_000_000, 1_000, 1_000, 100_000);
    assert_eq!(cascade(&mut engine, 10_000_000_000), 100_000);
}

#[test]
fn a_hundred_thousand_members_exit_at_once() {
    let mut engine = crowd("member", "retain", 100_000_000, 1_000, 100_000, 100_000);
    assert_eq!(cascade(&mut engine, 10_000_000_000), 100_000);
}

/// Without a founding deposit the last exit empties the programme.
#[test]
fn a_cascade_empties_a_programme_without_founding() {
    let mut engine = crowd("member", "pay", 0, 1_000, 100_000, 100_000);
    assert_eq!(cascade(&mut engine, 10_000_000_000), 100_000);
    let main = main_of(&engine);
    assert_eq!((main.supply.get(), main.reserve.get()), (0, 0));
    assert!(main.unallocated.get() > 0);
}

/// All keys are equal: the ids decide.
#[test]
fn equal_keys_exit_by_age() {
    for scope in ["order", "member"] {
        let mut engine = crowd(scope, "retain", 100_000_000, 1, 20_000, 20_000);
        let keys = due_order(main_of(&engine));
        assert!(keys.iter().all(|(key, _)| *key == keys[0].0));
        assert_eq!(cascade(&mut engine, 10_000_000_000), 20_000);
    }
}

proptest! {
    #![proptest_config(crate::generator::config(40))]

    /// Cascades that stop somewhere, one after the other, in crowds with many equal keys.
    #[test]
    fn cascades_stop_where_nothing_is_due(
        merchants in 1_u32..60,
        by_order in any::<bool>(),
        retain in any::<bool>(),
        founding in proptest::sample::select(vec![0_i64, 10_000, 50_000_000]),
        count in 1_u32..1_500,
        injections in proptest::collection::vec(1_i64..3_000_000, 1..25),
    ) {
        let (scope, overshoot) = (if by_order { "order" } else { "member" }, if retain { "retain" } else { "pay" });
        let mut engine = crowd(scope, overshoot, founding, merchants, count, count);
        let mut exits = 0;
        for amount in injections {
            if main_of(&engine).supply.is_positive() {
                exits += cascade(&mut engine, amount);
            }
        }
        prop_assert!(exits <= count as usize);
    }
}

/// One order brings 5,000 others to their cap.
#[test]
fn an_order_sets_a_cascade_off() {
    let mut engine = crowd("member", "pay", 1_000_000, 1, 5_000, 5_000);
    let rules = main_of(&engine).versions[0].rules.clone();
    let inject = main_of(&engine).reserve.get() * 9 - 200_000;
    assert_eq!(cascade(&mut engine, inject), 0);
    assert_eq!(rules.mint_bp.get(), 10_000);
    // A sale's fee raises the price for the rest: that is enough.
    let outcome =
        execute(&mut engine, &command_of(&json!({ "op": "redeem", "member": "m0", "units": 3_000_000_000_i64 }), 1));
    assert_eq!(outcome.unwrap()["exits"].as_array().map(Vec::len), Some(0));
    let outcome = execute(&mut engine, &command_of(&json!({ "op": "inject", "amount": 200_000 }), 1));
    assert_eq!(outcome.unwrap()["exits"].as_array().map(Vec::len), Some(4_999));
    assert_eq!(check(engine.state()), Ok(()));
}

/// A position that waits near its cap is not forgotten while another one changes ten thousand times.
#[test]
fn a_waiting_position_outlives_the_restlessness_of_another() {
    let mut engine = crowd("member", "pay", 1_000_000, 1, 2, 2);
    assert_eq!(cascade(&mut engine, 5_000_000), 0);
    let sale = command_of(&json!({ "op": "redeem", "member": "m0", "units": 1 }), 1);
    for _ in 0..10_000 {
        engine.execute(&sale).unwrap();
    }
    assert_eq!(cascade(&mut engine, 10_000_000), 2);
}

/// A position that is sold in a dry run, while that sale lifts the price to where it waits, still exits in its time.
#[test]
fn a_dry_run_of_a_sale_forgets_nobody() {
    let mut engine = crowd("member", "pay", 0, 1, 2, 2);
    let member = engine.state().directory.member("m0").unwrap();
    let units = main_of(&engine).positions.points_of(member).get();
    let sale = command_of(&json!({ "op": "redeem", "member": "m0", "units": units }), 1);
    while main_of(&engine).reserve.get() < 59_000 {
        let amount = main_of(&engine).reserve.get() / 100;
        assert_eq!(cascade(&mut engine, amount), 0);
        engine.dry_run(&sale, |_, _| ()).unwrap();
    }
    assert_eq!(cascade(&mut engine, 100_000), 2);
}
