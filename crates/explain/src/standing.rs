//! Where a member stands at the end: what selling now would bring, and how far each position is from its cap.

use crate::formulas;
use crate::sale::{due, proceeds};
use crate::working::Working;
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::{Member, Programme};
use ratchet_core::operations::Redeem;
use ratchet_core::positions::OpenPosition;
use ratchet_core::price::Price;
use ratchet_core::{BasisPoints, Command, Engine, Fen, Time};
use serde::Serialize;

/// What selling everything at one moment would bring, from the real path, taken back.
#[derive(Clone, Debug, Serialize)]
pub struct SaleNow {
    /// The version of the rules that decides now, from 1.
    pub rules_version: u32,
    /// What the points are worth, in fen.
    pub gross: Fen,
    /// What would stay in the reserve, in fen.
    pub fee: Fen,
    /// What the member would receive, in fen.
    pub net: Fen,
    /// Each position by itself, the oldest first, at the price that it meets.
    pub positions: Vec<PositionSale>,
}

/// The sale of one position.
#[derive(Clone, Debug, Serialize)]
pub struct PositionSale {
    /// The position.
    pub position: u32,
    /// Gross, fee and net.
    pub workings: Vec<Working>,
}

/// How far an open position is from its cap.
#[derive(Clone, Debug, Serialize)]
pub struct CapDistance {
    /// The position.
    pub position: u32,
    /// What its points are worth, what the cap leaves, how much is missing, and the two keys: the system sells when the
    /// price key reaches the exit key. Without a cap only the worth.
    pub workings: Vec<Working>,
}

pub(crate) fn cap_distance(open: &OpenPosition, price: Price) -> CapDistance {
    let points = open.holding.points;
    let worth = price.value_of(points);
    let numbers = [("points", points.into()), ("R", price.reserve.into()), ("S", price.supply.into())];
    let mut workings = vec![formulas::WORTH.gives(worth, numbers)];
    workings.extend(due(open, price));
    if let Some(left) = open.left() {
        let short = if left > worth { left - worth } else { Fen::ZERO };
        workings.push(formulas::SHORT_OF_CAP.gives(short, [("left", left.into()), ("worth", worth.into())]));
    }
    CapDistance { position: open.id.0, workings }
}

/// What `member` would receive for everything; nothing without points.
pub(crate) fn sale_now(engine: &mut Engine, programme: Programme, member: Member, now: Time) -> Option<SaleNow> {
    let state = engine.state();
    let of = state.programme(programme)?;
    let at = now.max(state.clock);
    let version = of.version_at(at);
    let fee_rate = of.rules(version).map(|rules| rules.redemption_fee_bp).unwrap_or_default();
    let open: Vec<OpenPosition> = of.positions.of(member).copied().collect();
    let price = of.price();
    let redeem =
        Redeem { member: state.directory.member_names.name(member.0).to_owned(), units: of.free_points(member) };
    let command = Command::new(at, "quote", redeem).in_programme(&of.name.clone());
    engine
        .dry_run(&command, |_, events| SaleNow { rules_version: version + 1, ..quoted(events, &open, price, fee_rate) })
        .ok()
}

/// The figures of the sales in `events`, which begin at `price`.
fn quoted(events: &[Event], open: &[OpenPosition], mut price: Price, fee_rate: BasisPoints) -> SaleNow {
    let mut sale =
        SaleNow { rules_version: 0, gross: Fen::ZERO, fee: Fen::ZERO, net: Fen::ZERO, positions: Vec::new() };
    for event in events {
        let Event::Sold(sold) = event else { continue };
        if sold.cause == SaleCause::ForcedExit {
            break;
        }
        let Some(open) = open.iter().find(|open| open.id == sold.position) else { continue };
        sale.gross += sold.gross;
        sale.fee += sold.gross - sold.net;
        sale.net += sold.net;
        let workings = proceeds(sold, open, price, fee_rate);
        sale.positions.push(PositionSale { position: sold.position.0, workings });
        price = Price { reserve: price.reserve - sold.net, supply: price.supply - sold.points };
    }
    sale
}
