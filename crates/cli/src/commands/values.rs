//! Amounts, points, times and regions as people type them.

use crate::failure::Failure;
use jiff::tz::TimeZone;
use ratchet_core::debts::digest_of;
use ratchet_core::{Coins, Day, Fen, Points, State, Time};
use ratchet_intake::{AmountFault, MomentFault, parse_fen, parse_milliseconds};

/// An amount in CNY with at most two decimals, exactly.
pub(crate) fn amount(argument: &'static str, text: &str) -> Result<Fen, Failure> {
    parse_fen(text).map(Fen::new).map_err(|fault| {
        let allowed = match fault {
            AmountFault::Malformed => "is no amount: type a plain number of CNY such as 1234.50",
            AmountFault::FractionalFen => "has a fraction of a fen: two decimals at most",
            AmountFault::LimitExceeded => "is too large: at most 100000000000.00",
        };
        Failure::argument(argument, format!("`{text}` {allowed}"))
    })
}

/// Coins as the CNY that they settle, exactly.
pub(crate) fn coins(argument: &'static str, text: &str) -> Result<Coins, Failure> {
    amount(argument, text).map(Coins::of)
}

/// Points with at most eight decimals, exactly.
pub(crate) fn points(argument: &'static str, text: &str) -> Result<Points, Failure> {
    text.parse().map_err(|malformed| Failure::argument(argument, format!("`{text}`: {malformed}")))
}

/// A time, in the deployment's zone where it has no offset.
pub(crate) fn time(argument: &'static str, text: &str, state: &State) -> Result<Time, Failure> {
    let zone = state.terms.as_ref().map_or("Asia/Shanghai", |terms| terms.zone.as_str());
    time_in(argument, text, &TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// A time, in `zone` where it has no offset.
pub(crate) fn time_in(argument: &'static str, text: &str, zone: &TimeZone) -> Result<Time, Failure> {
    let malformed = |fault| {
        let allowed = match fault {
            MomentFault::Malformed => "is no time: type 2027-01-31 or 2027-01-31T09:30:00+08:00",
            MomentFault::OutOfRange => "is out of range: 1970 to 2999",
        };
        Failure::argument(argument, format!("`{text}` {allowed}"))
    };
    parse_milliseconds(text, zone).map(Time::from_milliseconds).map_err(malformed)
}

/// A day.
pub(crate) fn day(argument: &'static str, text: &str) -> Result<Day, Failure> {
    text.parse().map_err(|malformed| Failure::argument(argument, format!("`{text}`: {malformed}")))
}

/// The parts of a region path.
pub(crate) fn region(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

/// A hash of 32 bytes in hexadecimal digits.
pub(crate) fn hash(argument: &'static str, text: &str) -> Result<[u8; 32], Failure> {
    let malformed = || Failure::argument(argument, format!("`{text}` is no hash: type 64 digits of 0-9 and a-f"));
    digest_of(text).ok_or_else(malformed)
}
