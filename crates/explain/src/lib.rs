//! Why a figure is what it is: the events behind it in their order, each with its place in the journal, its formula from
//! the model page, and the numbers that stood in it.
//!
//! A crate of its own beside the books: it follows a replay of the journal and keeps what concerns the one who asked. The
//! figures are those of the events and of the state before them; nothing is decided here.

mod award_line;
mod booking;
mod coins;
mod contract;
mod formulas;
mod fund;
mod giving_back;
mod member;
mod money_out;
mod order;
mod order_life;
mod position;
mod price;
mod running;
mod sale;
mod standing;
mod step;
mod working;

pub use award_line::{AwardLine, Claim};
pub use formulas::{ALL as FORMULAS, Formula};
pub use member::{MemberExplained, MemberWatch, explain_member};
pub use order::{OrderExplained, OrderWatch, explain_order};
pub use position::PositionStory;
pub use price::{Cause, CauseRow, PriceExplained, PriceWatch, explain_price};
pub use running::Running;
pub use standing::{CapDistance, SaleNow};
pub use step::{Step, What};
pub use working::{Number, Working};
