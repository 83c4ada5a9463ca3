//! Sales of points, by members and by the system.

use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::standing::Standing;
use ratchet_core::event::{SaleCause, Sold};

pub(super) fn row(
    standing: &mut Standing,
    taken: &Taken<'_>,
    (place, sold): (u64, &Sold),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let unopened = || taken.broken("a sale in a programme that is not open");
    let programme = standing.programmes.get_mut(sold.programme.place()).ok_or_else(unopened)?;
    programme.exits += u64::from(sold.cause == SaleCause::ForcedExit);
    let order = taken.order_before(place);
    let row = &mut rows.sales;
    row.count(taken.sequence)?.count(place)?.put(i64::from(sold.programme.0))?.put(i64::from(sold.member.0))?;
    row.put(i64::from(sold.position.0))?.put(crate::entry::cause_name(sold.cause))?.put(sold.points.get())?;
    row.put(sold.gross.get())?.put(sold.net.get())?.put(taken.recorded_at().milliseconds())?;
    row.put(order.map(|order| i64::from(order.0)))?;
    Ok(())
}
