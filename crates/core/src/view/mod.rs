//! What people, vector files and interfaces see of a state: figures with outside ids, ready to be written as JSON.

mod allotments;
mod campaign;
mod closing;
mod contract;
mod debts;
mod fund;
mod injection;
mod member;
mod merchant;
mod payout;
mod price;
mod request;
mod state;
mod status;

pub use allotments::{AllotmentView, OfferView};
pub use campaign::{CampaignView, GoodsView};
pub use closing::{ClosingView, MemberClosingView};
pub use contract::ContractView;
pub use debts::{DebtView, EvidenceView, GrantView};
pub use fund::{FundView, OutflowView};
pub use injection::{BeforeInjection, InjectionView};
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

/// As [`is_nothing`], of points.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
fn are_none(points: &crate::Points) -> bool {
    *points == crate::Points::ZERO
}

/// As [`is_nothing`], of coins.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
fn are_no_coins(coins: &crate::Coins) -> bool {
    *coins == crate::Coins::ZERO
}
