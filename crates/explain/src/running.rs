//! The sums of a member after a step.

use crate::working::Number;
use ratchet_core::{Fen, Points};
use serde::Serialize;

/// What came to a member and what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Running {
    /// Money that they own, in fen:
    /// `awards − taken_back − frozen + dividends + sold + exited + redeemed − tendered + given_back − withdrawn + brought_back`.
    pub balance: Fen,
    /// Awards received, in all programmes, in fen.
    pub awards: Number,
    /// Of these, taken back with corrected orders, in fen.
    pub taken_back: Number,
    /// Of the awards neither taken back nor released yet, in fen.
    pub frozen: Number,
    /// Received as dividends of closed months, in all programmes, in fen.
    pub dividends: Number,
    /// Received for points that they sold, after the fee, in all programmes, in fen.
    pub sold: Number,
    /// Received for positions that the system sold at their cap, after the fee, in all programmes, in fen.
    pub exited: Number,
    /// Received for positions redeemed when a programme closed, without a fee, in all programmes, in fen.
    pub redeemed: Number,
    /// Paid out of the balance for orders, in all programmes, in fen.
    pub tendered: Number,
    /// Given back to the balance, of orders that it paid, in all programmes, in fen.
    pub given_back: Number,
    /// Left the balance to be paid out, fee and withholding included, in fen.
    pub withdrawn: Number,
    /// Of that, came back because it was refused, called off, failed or returned by the bank, in fen.
    pub brought_back: Number,
    /// Given back to them in cash by merchants or corrections, in this programme, in fen; it never was in the balance.
    pub cash: Number,
    /// Paid for orders in this programme, in fen.
    pub paid: Number,
    /// Units that they hold in this programme.
    pub points: Points,
}
