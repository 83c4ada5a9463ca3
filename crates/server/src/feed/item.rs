//! One record of the journal as others see it.

use ratchet_core::handle::{Member, Merchant, Programme};
use ratchet_core::ledger::{CoinsAccount, FenAccount, PointsAccount, Posting, SharesAccount, postings};
use ratchet_core::{Event, State};
use ratchet_deployment::Record;
use serde::Serialize;
use std::convert::Infallible;
use utoipa::ToSchema;

/// A command that was done, with what it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeedItem {
    /// Sequence of the record: give it as `after` to go on behind it.
    pub sequence: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// When it happened in business, UTC milliseconds.
    pub occurred_at: i64,
    /// What was asked.
    #[schema(example = "book")]
    pub operation: String,
    /// The programme.
    pub programme: String,
    /// What it is about: the number of an order, a member, a merchant.
    pub reference: Option<String>,
    /// Who asked, by an identifier of the office.
    pub actor: String,
    /// Who approved, where two people were needed.
    pub approver: Option<String>,
    /// What it did, in order.
    pub events: Vec<FeedEvent>,
}

/// One thing that happened, as double entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeedEvent {
    /// Its name.
    #[schema(example = "order_booked")]
    pub event: String,
    /// Its postings, which sum to zero per unit.
    pub postings: Vec<FeedPosting>,
}

/// One side of an entry: money, points, shares or coins.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeedPosting {
    /// The account.
    #[schema(example = "reserve:main")]
    pub account: String,
    /// Money in fen: positive is a debit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// Points: positive is a debit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// Shares: positive is a debit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<i64>,
    /// Coins, one for each fen of an old debt: positive is a debit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coins: Option<i64>,
}

impl FeedItem {
    /// The record `sequence`, with names of a state that is at least as new. Handles never change what they stand for.
    #[must_use]
    pub fn of(sequence: u64, record: &Record, state: &State) -> Self {
        let command = &record.command;
        Self {
            sequence,
            recorded_at: command.recorded_at.milliseconds(),
            occurred_at: command.occurred_at.milliseconds(),
            operation: command.operation.name().to_owned(),
            programme: command.programme.clone(),
            reference: command.operation.reference().map(str::to_owned),
            actor: command.actor.clone(),
            approver: command.approver.clone(),
            events: record.events.iter().map(|event| FeedEvent::of(event, state)).collect(),
        }
    }
}

impl FeedEvent {
    fn of(event: &Event, state: &State) -> Self {
        let mut lines = Vec::new();
        let _: Result<(), Infallible> = postings(event, |posting| {
            lines.push(FeedPosting::of(posting, state));
            Ok(())
        });
        Self { event: ratchet_books::event_name(event).to_owned(), postings: lines }
    }
}

impl FeedPosting {
    /// Of nothing, to `account`.
    fn to(account: String) -> Self {
        Self { account, amount_fen: None, points: None, shares: None, coins: None }
    }

    fn of(posting: Posting, state: &State) -> Self {
        match posting {
            Posting::Fen(account, amount) => {
                Self { amount_fen: Some(amount.get()), ..Self::to(fen_account(account, state)) }
            }
            Posting::Points(account, points) => {
                Self { points: Some(points.to_string()), ..Self::to(points_account(account, state)) }
            }
            Posting::Shares(account, shares) => {
                Self { shares: Some(shares.get()), ..Self::to(shares_account(account, state)) }
            }
            Posting::Coins(account, coins) => {
                Self { coins: Some(coins.get()), ..Self::to(coins_account(account, state)) }
            }
        }
    }
}

fn fen_account(account: FenAccount, state: &State) -> String {
    match account {
        FenAccount::Cash => "cash".to_owned(),
        FenAccount::Platform => "platform".to_owned(),
        FenAccount::InTransit => "in_transit".to_owned(),
        FenAccount::Withheld => "withheld".to_owned(),
        FenAccount::DeferredIncome => "deferred_income".to_owned(),
        FenAccount::Dividends(programme) => format!("dividends:{}", programme_name(state, programme)),
        FenAccount::Pending => "pending".to_owned(),
        FenAccount::Frozen(member) => format!("frozen:{}", member_name(state, member)),
        FenAccount::Reserve(programme) => format!("reserve:{}", programme_name(state, programme)),
        FenAccount::Fund(programme) => format!("fund:{}", programme_name(state, programme)),
        FenAccount::Unallocated(programme) => format!("unallocated:{}", programme_name(state, programme)),
        FenAccount::Balance(member) => format!("balance:{}", member_name(state, member)),
        FenAccount::Payable(merchant) => format!("payable:{}", merchant_name(state, merchant)),
    }
}

fn coins_account(account: CoinsAccount, state: &State) -> String {
    let of = |kind: &str, programme: Programme, member: Member| {
        format!("{kind}:{}:{}", programme_name(state, programme), member_name(state, member))
    };
    match account {
        CoinsAccount::Owed(programme) => format!("owed:{}", programme_name(state, programme)),
        CoinsAccount::Unconverted(programme, member) => of("unconverted", programme, member),
        CoinsAccount::Coins(programme, member) => of("coins", programme, member),
        CoinsAccount::Held(programme, member) => of("coins_held", programme, member),
    }
}

fn points_account(account: PointsAccount, state: &State) -> String {
    match account {
        PointsAccount::Issued(programme) => format!("issued:{}", programme_name(state, programme)),
        PointsAccount::Founding(programme) => format!("founding:{}", programme_name(state, programme)),
        PointsAccount::Held(programme, position) => {
            format!("held:{}:{}", programme_name(state, programme), position.0)
        }
    }
}

fn shares_account(account: SharesAccount, state: &State) -> String {
    match account {
        SharesAccount::Issued(programme) => format!("shares_issued:{}", programme_name(state, programme)),
        SharesAccount::Held(programme, member) => {
            format!("shares_held:{}:{}", programme_name(state, programme), member_name(state, member))
        }
    }
}

fn programme_name(state: &State, programme: Programme) -> &str {
    state.programme(programme).map_or("", |of| of.name.as_str())
}

fn member_name(state: &State, member: Member) -> &str {
    state.directory.member_names.name(member.0)
}

fn merchant_name(state: &State, merchant: Merchant) -> &str {
    state.directory.merchant_names.name(merchant.0)
}
