//! Games against a programme: a group that owns a shop, buyers, the referrer, the recruiter and the region's agent plays
//! any sequence of orders, sales, refunds and corrections among its own accounts, beside holders who do nothing.
//!
//! What the group can win follows from invariants 1, 3 and 6 of the model. Its *gain* is what its balances and payables
//! grew by, and the refunds and corrections that it received in cash, less what it paid for orders. Its *honest worth*
//! is the value of the points that it held at the beginning, at the price of the beginning, before any fee.
//!
//! 1. Without corrections and without a cap: gain ≤ honest worth − what the platform gained. Whatever it does, the
//!    group takes out at most what its own points were worth; from nothing it gets nothing.
//! 2. With corrections, which two people of the operator must ask for: gain + what the platform gained ≤ honest worth.
//!    What a correction leaves in the reserve is the platform's money, and nobody else's.
//! 3. With a cap: the fees of the others' forced exits, and what a cap retains of them, stay in the reserve, so
//!    gain + what the platform gained ≤ honest worth + those fees and overshoots.
//!
//! The others never lose more than the fee of a forced exit: their points, and what they were paid for them with the
//! fee, are worth at least what they were.

use crate::generator::{Dice, command_of, config};
use proptest::collection::vec;
use proptest::prelude::*;
use ratchet_conformance::{engine_under, execute};
use ratchet_core::event::SaleCause;
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Engine, Event, State};
use serde_json::{Value, json};

/// Who plays together.
const GROUP: [&str; 3] = ["a", "b", "c"];
/// Their shops: one under each plan.
const SHOPS: [&str; 2] = ["shop", "mall"];

/// Rules with everything that could leak: awards to the group, and the given cap and founding.
fn rules(mint: i64, fee: i64, founding: i64, cap: &Value) -> Value {
    let awards = json!({
        "direct_bp": 200, "indirect_bp": 100, "recruiter_bp": 100,
        "region_bp": { "district": 20, "city": 50, "province": 100 },
    });
    let split = json!({
        "platform": { "basis": "amount", "bp": 500 }, "distribution": { "basis": "amount", "bp": 500 },
    });
    json!({
        "initial_price_fen": 100, "mint_bp": mint, "redemption_fee_bp": fee, "founding_fen": founding, "cap": cap,
        "plans": {
            "store": { "margin": "take", "take_bp": 3_000, "split": split, "awards": awards },
            "bare": { "margin": "take", "take_bp": 10_000 },
            "honest": { "margin": "take", "take_bp": 3_000 },
        },
    })
}

#[derive(Clone, Debug)]
struct Game {
    state: State,
    /// Points of the group and the price, at the beginning.
    held: u128,
    price: Price,
    /// Money of the group's accounts, of the platform's, and the others' points with what they are worth.
    owned: i128,
    platform: i128,
    /// What the group paid and got in cash.
    paid: i128,
    received: i128,
    /// Fees and overshoots of the others' forced exits.
    lost_by_exits: i128,
}

/// One move of the group.
#[derive(Clone, Copy, Debug)]
enum Move {
    Buy { member: usize, shop: usize, amount: i64 },
    Sell { member: usize, part: i64 },
    Refund { back: usize, part: i64 },
    Correct { back: usize },
}

fn wide(count: i64) -> u128 {
    u128::try_from(count).unwrap()
}

fn main_of(state: &State) -> &ProgrammeState {
    &state.programmes[0]
}

fn points_of(state: &State, member: &str) -> i64 {
    main_of(state).positions.points_of(state.directory.member(member).unwrap()).get()
}

impl Game {
    /// A programme where others bought for `others`, and the group for `own`, at the honest shop.
    fn new(rules: Value, others: &[i64], own: &[i64]) -> Self {
        let mut engine = engine_under(serde_json::from_value(rules).unwrap()).unwrap();
        let mut steps = vec![
            json!({ "op": "add_member", "id": "c" }),
            json!({ "op": "add_member", "id": "b", "referrer": "c" }),
            json!({ "op": "add_member", "id": "a", "referrer": "b" }),
            json!({ "op": "appoint_agent", "region": "P/C/D", "member": "a" }),
            json!({ "op": "appoint_agent", "region": "P/C", "member": "b" }),
            json!({ "op": "appoint_agent", "region": "P", "member": "c" }),
            json!({ "op": "add_merchant", "id": "honest", "plan": "honest" }),
        ];
        for (shop, plan) in SHOPS.iter().zip(["store", "bare"]) {
            steps.push(json!({
                "op": "add_merchant", "id": shop, "plan": plan, "owner": "a", "recruiter": "a",
                "region": ["P", "C", "D"],
            }));
        }
        for (place, amount) in others.iter().enumerate() {
            steps.push(json!({ "op": "add_member", "id": format!("other{place}") }));
            steps.push(json!({
                "op": "book", "id": format!("x{place}"), "member": format!("other{place}"), "merchant": "honest",
                "amount": amount,
            }));
        }
        for (place, amount) in own.iter().enumerate() {
            steps.push(json!({
                "op": "book", "id": format!("y{place}"), "member": GROUP[place % 3], "merchant": "honest",
                "amount": amount,
            }));
        }
        for step in steps {
            let _ = execute(&mut engine, &command_of(&step, 1));
        }
        let state = engine.state().clone();
        let held = GROUP.iter().map(|member| wide(points_of(&state, member))).sum();
        let mut game = Self {
            price: main_of(&state).price(),
            platform: i128::from(state.platform.get()),
            owned: 0,
            state,
            held,
            paid: 0,
            received: 0,
            lost_by_exits: 0,
        };
        game.owned = game.owned_now();
        game
    }

    fn owned_now(&self) -> i128 {
        let directory = &self.state.directory;
        let balances = GROUP.iter().map(|id| directory.member_row(directory.member(id).unwrap()).unwrap().balance);
        let payables = SHOPS.iter().map(|id| directory.merchant_row(directory.merchant(id).unwrap()).unwrap().payable);
        balances.chain(payables).map(|fen| i128::from(fen.get())).sum()
    }

    fn step(&self, asked: Move) -> Value {
        let booked = self.state.orders.len();
        let order = |back: usize| format!("g{}", booked.saturating_sub(1 + back));
        match asked {
            Move::Buy { member, shop, amount } => json!({
                "op": "book", "id": format!("g{booked}"), "member": GROUP[member], "merchant": SHOPS[shop],
                "amount": amount,
            }),
            Move::Sell { member, part } => {
                let held = points_of(&self.state, GROUP[member]);
                let units = (i128::from(held) * i128::from(part) / 10_000).max(1);
                json!({ "op": "redeem", "member": GROUP[member], "units": i64::try_from(units).unwrap() })
            }
            Move::Refund { back, part } => {
                let order = order(back);
                let hot = self.state.orders.find(&order).and_then(|order| self.state.orders.hot(order));
                let left = hot.map_or(1, |hot| (hot.amount - hot.refunded).get());
                json!({ "op": "refund", "order": order, "amount": (left * part / 10_000).max(1) })
            }
            Move::Correct { back } => json!({ "op": "correct", "order": order(back) }),
        }
    }

    /// The game after `asked`, unless it was refused.
    fn after(&self, asked: Move) -> Option<Self> {
        let step = self.step(asked);
        let mut next = self.clone();
        let mut engine = Engine::from_state(self.state.clone());
        let events = engine.execute(&command_of(&step, 2)).ok()?.to_vec();
        next.state = engine.state().clone();
        for event in &events {
            match event {
                Event::OrderBooked(booked) => next.paid += i128::from(booked.amount.get()),
                Event::Refunded(refunded) => next.received += i128::from(refunded.amount.get()),
                Event::Corrected(corrected) => next.received += i128::from(corrected.amount.get()),
                Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => {
                    let id = self.state.directory.member_names.name(sold.member.0);
                    if !GROUP.contains(&id) {
                        // At the price of its moment, with the fee and what the cap retained.
                        next.lost_by_exits += next.worth_before(&events, sold.position) - i128::from(sold.net.get());
                    }
                }
                _ => {}
            }
        }
        Some(next)
    }

    /// What the position of a forced exit was worth when its turn came, rounded up: the reserve and the supply are
    /// followed through the events before it.
    fn worth_before(&self, events: &[Event], position: ratchet_core::handle::Position) -> i128 {
        let main = main_of(&self.state);
        // Backwards from the state after all of them.
        let (mut reserve, mut supply) = (wide(main.reserve.get()), wide(main.supply.get()));
        for event in events.iter().rev() {
            match event {
                Event::Emptied(emptied) => reserve += wide(emptied.remainder.get()),
                Event::Sold(sold) => {
                    reserve += wide(sold.net.get());
                    supply += wide(sold.points.get());
                    if sold.position == position {
                        return i128::try_from((wide(sold.points.get()) * reserve).div_ceil(supply)).unwrap();
                    }
                }
                _ => return 0,
            }
        }
        0
    }

    fn gain(&self) -> i128 {
        self.owned_now() - self.owned + self.received - self.paid
    }

    fn platform_gain(&self) -> i128 {
        i128::from(self.state.platform.get()) - self.platform
    }

    /// The honest worth, rounded down: gains are whole fen.
    fn honest(&self) -> i128 {
        i128::try_from(self.held * wide(self.price.reserve.get()) / wide(self.price.supply.get())).unwrap()
    }

    fn claim(&self) -> Result<(), String> {
        let (gain, platform, honest) = (self.gain(), self.platform_gain(), self.honest());
        if gain + platform > honest + self.lost_by_exits {
            return Err(format!(
                "the group gained {gain} and the platform {platform}; its points were worth {honest}, others lost {} by \
                 exits",
                self.lost_by_exits
            ));
        }
        Ok(())
    }
}

fn caps() -> Vec<Value> {
    let cap = |multiple: i64, scope: &str, overshoot: &str| json!({ "multiple_bp": multiple, "scope": scope, "overshoot": overshoot });
    vec![Value::Null, cap(10_500, "member", "pay"), cap(12_000, "order", "retain"), cap(30_000, "member", "retain")]
}

/// Every sequence of up to `depth` of these moves, from `game`; how many games that were.
fn play_all(game: &Game, moves: &[Move], depth: u32, best: &mut i128) -> u64 {
    let mut games = 0;
    for &asked in moves {
        let Some(next) = game.after(asked) else { continue };
        next.claim().unwrap_or_else(|claim| panic!("{claim}, last by {asked:?}"));
        *best = (*best).max(next.gain() - next.honest());
        games += 1;
        if depth > 1 {
            games += play_all(&next, moves, depth - 1, best);
        }
    }
    games
}

const MOVES: [Move; 8] = [
    Move::Buy { member: 0, shop: 0, amount: 100_000 },
    Move::Buy { member: 0, shop: 1, amount: 5_000 },
    Move::Sell { member: 0, part: 10_000 },
    Move::Sell { member: 0, part: 5_000 },
    Move::Refund { back: 0, part: 10_000 },
    Move::Refund { back: 0, part: 3_333 },
    Move::Refund { back: 1, part: 10_000 },
    Move::Buy { member: 1, shop: 0, amount: 7 },
];

/// Claim 1, exhaustively: refunds, slices and wash orders.
#[test]
fn no_short_game_of_refunds_and_slices_wins() {
    let mut games = 0;
    for (mint, fee) in [(7_000, 2_000), (10_000, 0), (1, 10_000)] {
        for founding in [0, 50_000] {
            for own in [&[][..], &[100_000]] {
                let game = Game::new(rules(mint, fee, founding, &Value::Null), &[100_000, 30_000], own);
                let mut best = i128::MIN;
                games += play_all(&game, &MOVES, 6, &mut best);
                assert!(best <= 0, "a gain of {best}");
            }
        }
    }
    assert!(games > 200_000, "{games}");
}

/// Claims 2 and 3, exhaustively: with corrections, and with caps that force the others out.
#[test]
fn no_short_game_of_corrections_and_exits_wins_more_than_others_lost() {
    let moves = [
        MOVES[0],
        MOVES[1],
        MOVES[2],
        MOVES[4],
        Move::Correct { back: 0 },
        Move::Correct { back: 1 },
        Move::Buy { member: 1, shop: 0, amount: 20_000 },
    ];
    let mut games = 0;
    for cap in caps() {
        for founding in [0, 50_000] {
            for own in [&[][..], &[300_000]] {
                let game = Game::new(rules(7_000, 2_000, founding, &cap), &[100_000, 30_000], own);
                games += play_all(&game, &moves, 6, &mut i128::MIN.clone());
            }
        }
    }
    assert!(games > 100_000, "{games}");
}

/// A game read off dice: long, in any amounts.
fn random_game(
    game: &Game,
    moves: &[[u32; 5]],
    corrections: bool,
    mut check: impl FnMut(&Game) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut game = game.clone();
    for dice in moves {
        let mut dice = Dice::new(dice);
        let (kind, member) = (dice.below(10), dice.place(3));
        let part = dice.between(1, 10_000);
        let part = dice.pick(&[10_000, part]);
        let asked = match kind {
            0..=3 => Move::Buy { member, shop: dice.place(2), amount: dice.scaled(1_000_000) },
            4..=6 => Move::Sell { member, part },
            7 if corrections => Move::Correct { back: dice.place(4) },
            _ => Move::Refund { back: dice.place(4), part },
        };
        if let Some(next) = game.after(asked) {
            game = next;
            check(&game)?;
        }
    }
    Ok(())
}

fn amounts() -> impl Strategy<Value = Vec<i64>> {
    vec(1_i64..500_000, 0..4)
}

fn rates() -> impl Strategy<Value = (i64, i64)> {
    (1_i64..=10_000, 0_i64..=10_000)
}

fn moves() -> impl Strategy<Value = Vec<[u32; 5]>> {
    vec(any::<[u32; 5]>(), 1..60)
}

proptest! {
    #![proptest_config(config(1_500))]

    /// Claim 1, in long random games.
    #[test]
    fn no_long_game_of_refunds_and_slices_wins(
        (mint, fee) in rates(), founding in 0_i64..2, others in amounts(), own in amounts(), moves in moves(),
    ) {
        let game = Game::new(rules(mint, fee, founding * 40_000, &Value::Null), &others, &own);
        random_game(&game, &moves, false, |game| {
            prop_assert!(game.gain() <= game.honest() - game.platform_gain(), "{:?}", game.claim());
            prop_assert!(game.platform_gain() >= 0, "without a correction the platform never pays");
            Ok(())
        })?;
    }

    /// Claims 2 and 3, in long random games.
    #[test]
    fn no_long_game_wins_more_than_the_operator_corrected_and_others_lost_by_exits(
        (mint, fee) in rates(), founding in 0_i64..2, cap in proptest::sample::select(caps()), others in amounts(),
        own in amounts(), moves in moves(),
    ) {
        let game = Game::new(rules(mint, fee, founding * 40_000, &cap), &others, &own);
        random_game(&game, &moves, true, |game| {
            prop_assert_eq!(game.claim(), Ok(()));
            Ok(())
        })?;
    }
}
