//! What people, vector files and interfaces see of a state: figures with outside ids, ready to be written as JSON.

mod member;
mod merchant;
mod payout;
mod price;
mod request;
mod state;
mod status;

pub use member::{MemberView, PositionView, Quote};
pub use merchant::MerchantView;
pub use payout::PayoutView;
pub use price::PriceView;
pub use request::RequestView;
pub use state::{PositionRow, StateView};
pub use status::{StatusView, mode_name};

/// What is nearly always nothing is left out then.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
fn is_nothing(amount: &crate::Fen) -> bool {
    *amount == crate::Fen::ZERO
}
