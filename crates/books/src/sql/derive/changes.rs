//! What changes about rows that are there already, in the order in which it happened.

use crate::error::BooksError;
use ratchet_core::{Fen, Points, Time};
use sqlx::SqliteConnection;

/// A change of a row.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A contract ends earlier than it was signed for.
    ContractCutShort { programme: u32, contract: u32, days_in_force: u32, given_back: Fen },
    /// A campaign is over.
    CampaignEnded { programme: u32, campaign: u32, at: Time },
    /// Goods of a campaign are on sale again that a placed order gave back.
    GoodsReturned { placed: u32, quantity: u32 },
    /// Goods of a campaign are on sale again that a booked order gave back.
    GoodsPutBack { order: u32, quantity: u32 },
    /// Money of a booked order was given back.
    OrderGivenBack { order: u32, amount: Fen, is_correction: bool, at: Time },
    /// Something of a placed order was returned.
    OrderReturned { placed: u32, amount: Fen, at: Time },
    /// A placed order was due and could not be booked.
    OrderHeld { placed: u32, code: String, at: Time },
    /// A placed order was booked.
    OrderBooked { placed: u32, booking: Box<Booking> },
    /// A provider or the clock ended a payment.
    PaymentConcluded { payment: u32, state: &'static str, reference: Option<String>, code: Option<String>, at: Time },
    /// A provider gave back what it owed.
    RefundConcluded { payment: u32, refund: u32, sequence: u64, reference: Option<String> },
    /// A member has a referrer from now on, or none.
    Referrer { member: u32, referrer: Option<u32> },
    /// A payout went on.
    Payout { payout: u32, state: &'static str, provider: Option<String>, reference: Option<String>, at: Time },
    /// A file was taken further.
    Batch { batch: String, lines: u64, digest: [u8; 32], sequence: u64, at: Time },
}

/// What booking a placed order did.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) order: u32,
    pub(crate) sequence: u64,
    pub(crate) plan: u32,
    pub(crate) version: u32,
    pub(crate) commission: Fen,
    pub(crate) pool: Fen,
    pub(crate) awards: Fen,
    pub(crate) awarded: String,
    pub(crate) split: String,
    pub(crate) minted: Points,
    pub(crate) position: Option<u32>,
    pub(crate) at: Time,
}

impl Change {
    pub(crate) async fn write(self, connection: &mut SqliteConnection) -> Result<(), BooksError> {
        let query = match self {
            Self::OrderGivenBack { order, amount, is_correction, at } => sqlx::query(
                "UPDATE orders SET refunded = refunded + ?, changed_at = ?, state = CASE WHEN ? = 1 THEN 'corrected' \
                 WHEN refunded + ? >= amount - returned THEN 'refunded' ELSE 'partly_refunded' END \
                 WHERE order_handle = ?",
            )
            .bind(amount.get())
            .bind(at.milliseconds())
            .bind(i64::from(is_correction))
            .bind(amount.get())
            .bind(i64::from(order)),
            Self::OrderReturned { placed, amount, at } => sqlx::query(
                "UPDATE orders SET returned = returned + ?, changed_at = ?, \
                 state = CASE WHEN returned + ? >= amount THEN 'returned' ELSE state END WHERE placed = ?",
            )
            .bind(amount.get())
            .bind(at.milliseconds())
            .bind(amount.get())
            .bind(i64::from(placed)),
            Self::OrderHeld { placed, code, at } => {
                sqlx::query("UPDATE orders SET state = 'held', held_code = ?, changed_at = ? WHERE placed = ?")
                    .bind(code)
                    .bind(at.milliseconds())
                    .bind(i64::from(placed))
            }
            Self::OrderBooked { placed, booking } => return booking.write(placed, connection).await,
            Self::PaymentConcluded { payment, state, reference, code, at } => sqlx::query(
                "UPDATE payments SET state = ?, reference = COALESCE(?, reference), code = COALESCE(?, code), \
                 changed_at = ? WHERE payment = ?",
            )
            .bind(state)
            .bind(reference)
            .bind(code)
            .bind(at.milliseconds())
            .bind(i64::from(payment)),
            Self::RefundConcluded { payment, refund, sequence, reference } => sqlx::query(
                "UPDATE payment_refunds SET concluded_sequence = ?, reference = ? WHERE payment = ? AND refund = ?",
            )
            .bind(sequence.cast_signed())
            .bind(reference)
            .bind(i64::from(payment))
            .bind(i64::from(refund)),
            Self::Referrer { member, referrer } => sqlx::query("UPDATE members SET referrer = ? WHERE member = ?")
                .bind(referrer.map(i64::from))
                .bind(i64::from(member)),
            Self::Payout { payout, state, provider, reference, at } => sqlx::query(
                "UPDATE payouts SET state = ?, provider = COALESCE(?, provider), \
                 reference = COALESCE(?, reference), changed_at = ? WHERE payout = ?",
            )
            .bind(state)
            .bind(provider)
            .bind(reference)
            .bind(at.milliseconds())
            .bind(i64::from(payout)),
            Self::ContractCutShort { programme, contract, days_in_force, given_back } => sqlx::query(
                "UPDATE contracts SET days_in_force = ?, given_back = given_back + ? WHERE programme = ? AND contract = ?",
            )
            .bind(i64::from(days_in_force))
            .bind(given_back.get())
            .bind(i64::from(programme))
            .bind(i64::from(contract)),
            Self::CampaignEnded { programme, campaign, at } => {
                sqlx::query("UPDATE campaigns SET until_at = ? WHERE programme = ? AND campaign = ?")
                    .bind(at.milliseconds())
                    .bind(i64::from(programme))
                    .bind(i64::from(campaign))
            }
            Self::GoodsReturned { placed, quantity } => sqlx::query(
                "UPDATE order_goods SET put_back = put_back + ? \
                 WHERE sequence = (SELECT sequence FROM orders WHERE placed = ?)",
            )
            .bind(i64::from(quantity))
            .bind(i64::from(placed)),
            Self::GoodsPutBack { order, quantity } => sqlx::query(
                "UPDATE order_goods SET put_back = put_back + ? \
                 WHERE sequence = (SELECT sequence FROM orders WHERE order_handle = ?)",
            )
            .bind(i64::from(quantity))
            .bind(i64::from(order)),
            Self::Batch { batch, lines, digest, sequence, at } => sqlx::query(
                "INSERT INTO batches (batch, lines, digest, first_sequence, last_sequence, first_at, last_at) \
                 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch) DO UPDATE SET lines = excluded.lines, \
                 digest = excluded.digest, last_sequence = excluded.last_sequence, last_at = excluded.last_at",
            )
            .bind(batch)
            .bind(lines.cast_signed())
            .bind(digest.to_vec())
            .bind(sequence.cast_signed())
            .bind(sequence.cast_signed())
            .bind(at.milliseconds())
            .bind(at.milliseconds()),
        };
        query.execute(connection).await?;
        Ok(())
    }
}

impl Booking {
    async fn write(self, placed: u32, connection: &mut SqliteConnection) -> Result<(), BooksError> {
        sqlx::query(
            "UPDATE orders SET state = 'booked', order_handle = ?, booked_sequence = ?, plan = ?, rules_version = ?, \
             commission = ?, pool = ?, awards = ?, awarded = ?, split = ?, minted = ?, position = ?, changed_at = ? \
             WHERE placed = ?",
        )
        .bind(i64::from(self.order))
        .bind(self.sequence.cast_signed())
        .bind(i64::from(self.plan))
        .bind(i64::from(self.version))
        .bind(self.commission.get())
        .bind(self.pool.get())
        .bind(self.awards.get())
        .bind(self.awarded)
        .bind(self.split)
        .bind(self.minted.get())
        .bind(self.position.map(i64::from))
        .bind(self.at.milliseconds())
        .bind(i64::from(placed))
        .execute(connection)
        .await?;
        Ok(())
    }
}
