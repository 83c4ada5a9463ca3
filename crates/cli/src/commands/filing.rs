//! An operation as it was asked for, or as a request that a second person approves.

use super::values;
use crate::arguments::Filing;
use crate::failure::Failure;
use ratchet_core::operations::{Operation, RequestApproval};
use ratchet_core::requests::Bounds;

/// The operation itself, or with `--request` the request for it.
pub(crate) fn filed(filing: &Filing, operation: impl Into<Operation>) -> Result<Operation, Failure> {
    let operation = operation.into();
    let Some(id) = &filing.request else { return Ok(operation) };
    let bounds = bounds(filing)?;
    let bounds = (bounds != Bounds::default()).then_some(bounds);
    Ok(RequestApproval::new(id, &operation, bounds).into())
}

fn bounds(filing: &Filing) -> Result<Bounds, Failure> {
    // A price has the eight decimals of points.
    let price = |name, text: &Option<String>| -> Result<Option<u64>, Failure> {
        let price = text.as_deref().map(|text| values::points(name, text)).transpose()?;
        Ok(price.and_then(|price| u64::try_from(price.get()).ok()))
    };
    let amount = |name, text: &Option<String>| text.as_deref().map(|text| values::amount(name, text)).transpose();
    Ok(Bounds {
        price_at_least: price("--price-at-least", &filing.price_at_least)?,
        price_at_most: price("--price-at-most", &filing.price_at_most)?,
        exits_at_most: filing.exits_at_most,
        from_reserve_at_most: amount("--from-reserve-at-most", &filing.from_reserve_at_most)?,
        from_platform_at_most: amount("--from-platform-at-most", &filing.from_platform_at_most)?,
    })
}
