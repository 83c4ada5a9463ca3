//! What people, vector files and interfaces see of a state: figures with outside ids, ready to be written as JSON.

mod member;
mod merchant;
mod price;
mod state;
mod status;

pub use member::{MemberView, PositionView, Quote};
pub use merchant::MerchantView;
pub use price::PriceView;
pub use state::{PositionRow, StateView};
pub use status::{StatusView, mode_name};
