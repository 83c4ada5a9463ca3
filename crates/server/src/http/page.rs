//! Lists in pages: a cursor that stays good while the list grows.

use serde::Serialize;
use utoipa::ToSchema;

/// Items of one page at most.
pub const LIST_MAX: u32 = 100;

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// What to give as `after` for the page behind this one; none on the last page.
    pub next: Option<String>,
}
