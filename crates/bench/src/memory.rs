//! What members and orders take of memory.
//!
//! Measured as the growth of the resident memory of this process, before anything else has been allocated and freed
//! again: what is freed would hide what comes after it.

use crate::city::City;
use crate::machine::{kibibytes, line_of};
use crate::{BenchError, Options};
use ratchet_core::Engine;
use serde::Serialize;

/// Members among whom the refundable orders are spread: few, so that their positions do not count.
const BUYERS: u32 = 1_000;

/// Resident bytes of each, 0 where the system does not tell.
#[derive(Clone, Debug, Serialize)]
pub struct MemoryFigures {
    /// A registered member.
    pub bytes_per_member: u64,
    /// The open position of a member.
    pub bytes_per_position: u64,
    /// An order that can no longer be refunded.
    pub bytes_per_settled_order: u64,
    /// An order that can still be refunded.
    pub bytes_per_refundable_order: u64,
}

/// Resident bytes now; 0 where the system does not tell.
pub(crate) fn resident() -> u64 {
    line_of("/proc/self/status", "VmRSS").and_then(|text| kibibytes(&text)).unwrap_or(0) * 1_024
}

pub(crate) fn measure(options: &Options) -> Result<MemoryFigures, BenchError> {
    let city = City::new(options);
    let members = options.members;
    let (settling, bytes_per_member) = registered(&city, 0)?;
    let mut settling = settling;
    let first = growth(members, || book(&mut settling, &city, members, 0..members))?;
    let bytes_per_settled_order = growth(members, || book(&mut settling, &city, members, members..2 * members))?;
    let few = City::new(&Options { members: BUYERS.min(members), ..options.clone() });
    let (mut refundable, _) = registered(&few, 90)?;
    let bytes_per_refundable_order = growth(members, || book(&mut refundable, &few, BUYERS.min(members), 0..members))?;
    // Kept until here, so that nothing is measured into memory that was freed.
    drop((settling, refundable));
    Ok(MemoryFigures {
        bytes_per_member,
        bytes_per_position: first.saturating_sub(bytes_per_settled_order),
        bytes_per_settled_order,
        bytes_per_refundable_order,
    })
}

/// An engine in which everybody of `city` is registered, and its growth for each member.
fn registered(city: &City, refundable_days: u32) -> Result<(Engine, u64), BenchError> {
    let mut engine = Engine::new();
    for command in City::opening(refundable_days, City::rules()) {
        engine.execute(&command)?;
    }
    let mut draw = city.draw();
    let bytes = growth(city.members(), || {
        city.registrations(&mut draw).try_for_each(|command| engine.execute(&command).map(|_| ()))
    })?;
    Ok((engine, bytes))
}

fn book(
    engine: &mut Engine,
    city: &City,
    buyers: u32,
    numbers: std::ops::Range<u32>,
) -> Result<(), ratchet_core::Rejection> {
    for number in numbers {
        engine.execute(&city.order_of(number % buyers, number))?;
    }
    Ok(())
}

/// By how many bytes the process grows for each of `count` while `grow` runs.
fn growth(count: u32, grow: impl FnOnce() -> Result<(), ratchet_core::Rejection>) -> Result<u64, BenchError> {
    let before = resident();
    grow()?;
    Ok(resident().saturating_sub(before) / u64::from(count))
}
