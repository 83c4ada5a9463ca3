//! The release of a tranche to every member at the same moment.

use crate::city::{City, NOW, command, member, merchant};
use crate::pieces::{Pieces, in_pieces};
use crate::{BenchError, Machine, Options};
use ratchet_core::operations::{Book, ConvertClaim, Fund, ImportClaim, Tick};
use ratchet_core::rules::{CoinPoints, CoinRules};
use ratchet_core::{BasisPoints, Coins, Command, Engine, Event, Fen, Rules};
use serde::Serialize;

/// What a member is owed, converts and spends.
const COINS: Fen = Fen::new(200);
/// What they buy for: the platform's line of it pays the merchant for the coins.
const AMOUNT: Fen = Fen::new(20_000);
/// Days until the tranche.
const DAYS: u32 = 30;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct TranchesReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Tranches released, one a member.
    pub released: u64,
    /// How the ticks went that released them.
    pub ticks: Pieces,
}

pub(crate) fn measure(
    machine: Machine,
    options: &Options,
    mut watch: impl FnMut(&'static str),
) -> Result<TranchesReport, BenchError> {
    watch("coins");
    let mut engine = everybody_spent_coins(&City::new(options))?;
    watch("ticks");
    let mut released = 0;
    let ticks = in_pieces(&mut engine, NOW.plus_days(DAYS), Tick {}.into(), |events| {
        released += events.iter().filter(|event| matches!(event, Event::TrancheReleased(_))).count() as u64;
        events.iter().any(|event| matches!(event, Event::Ticked(ticked) if ticked.left == 0))
    })?;
    Ok(TranchesReport { machine, options: options.clone(), released, ticks })
}

/// A city in which every member bought once and paid a little of it with coins.
fn everybody_spent_coins(city: &City) -> Result<Engine, BenchError> {
    let mut engine = Engine::new();
    let mut draw = city.draw();
    let opening = City::opening(90, rules()).into_iter().chain(city.registrations(&mut draw));
    let fund =
        Fund { amount: Fen::new(COINS.get() * i64::from(city.members())), source: "bench".to_owned(), document: None };
    let bought = (0..city.members()).flat_map(|number| bought_by(city, number));
    let commands = opening.chain(std::iter::once(command(fund))).chain(bought);
    for command in commands {
        engine.execute(&command)?;
    }
    Ok(engine)
}

fn bought_by(city: &City, number: u32) -> [Command; 3] {
    let who = member(number);
    let order = Book {
        id: format!("order-{number}"),
        member: who.clone(),
        merchant: merchant(number % city.merchants()),
        amount: AMOUNT,
        cost: None,
        from_balance: None,
        coins: Some(Coins::of(COINS)),
    };
    [
        command(ImportClaim { member: who.clone(), amount: COINS, evidence: [1; 32] }),
        command(ConvertClaim { member: who, amount: COINS }),
        command(order),
    ]
}

/// The city's rules with coins, whose points are far from their end.
fn rules() -> Rules {
    let points = CoinPoints {
        grant_bp: BasisPoints::new(3_000),
        target_bp: BasisPoints::new(10_000),
        tranches: 10,
        tranche_days: DAYS,
    };
    let coins = CoinRules { coin_max_bp: BasisPoints::new(5_000), points: Some(points) };
    Rules { coins: Some(coins), ..City::rules() }
}
