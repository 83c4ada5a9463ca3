//! The rules of money out, for the whole deployment.

use crate::handle::{Member, Merchant};
use crate::identifier::check_identifier;
use crate::limits::{AMOUNT_MAX, UTC_OFFSET_MINUTES_MAX};
use crate::units::{BasisPoints, Fen, ONE_IN_BP, Time, UTC_OFFSET_MINUTES};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Who money is paid out to, by handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Payee {
    /// A member, from the balance.
    #[n(0)]
    Member(#[n(0)] Member),
    /// A merchant, from what it is owed.
    #[n(1)]
    Merchant(#[n(0)] Merchant),
    /// The operator, from its own share.
    #[n(2)]
    Platform,
}

/// The rules of money out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyTerms {
    /// Where the deployment's days begin, in minutes east of UTC: 480 for Asia/Shanghai. Limits of a day go by it.
    #[n(0)]
    pub utc_offset_minutes: i32,
    /// Withdrawals of members.
    #[n(1)]
    #[serde(default)]
    pub member: PayoutTerms,
    /// Settlements of merchants.
    #[n(2)]
    #[serde(default)]
    pub merchant: PayoutTerms,
    /// Withdrawals of the platform: without fee and withholding.
    #[n(3)]
    #[serde(default)]
    pub platform: PayoutTerms,
}

/// The rules of one kind of payout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PayoutTerms {
    /// The smallest amount, in fen.
    #[n(0)]
    #[serde(rename = "minimum_fen")]
    pub minimum: Fen,
    /// Part of the fee that does not depend on the amount, in fen.
    #[n(1)]
    #[serde(rename = "fee_fen")]
    pub fee_flat: Fen,
    /// Part of the fee that does: `⌈amount·bp/10⁴⌉`, rounded up as every fee.
    #[n(2)]
    pub fee_bp: BasisPoints,
    /// What is held back for a third party, mostly tax: `⌈amount·bp/10⁴⌉` of the whole amount.
    #[n(3)]
    pub withheld_bp: BasisPoints,
    /// The category that it is reported under: an identifier of the operator's books.
    #[n(4)]
    pub withholding: Option<String>,
    /// Most payouts of one party in a day; without it any number.
    #[n(5)]
    pub daily_count: Option<u32>,
    /// Most money of one party in a day, in fen; without it any amount.
    #[n(6)]
    #[serde(rename = "daily_fen")]
    pub daily_amount: Option<Fen>,
    /// Whether the identity of the payee must have been verified.
    #[n(7)]
    pub identity: IdentityRule,
}

/// Whether an identity must have been verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum IdentityRule {
    /// It need not.
    #[default]
    #[n(0)]
    NotNeeded,
    /// It must.
    #[n(1)]
    Required,
}

/// What the operator's office knows of a payee's identity: the fact alone, nothing of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// It was not verified.
    #[n(0)]
    Unverified,
    /// It was verified.
    #[n(1)]
    Verified,
}

impl MoneyTerms {
    /// Nothing asked and nothing taken, with days of Asia/Shanghai: what holds in a sandbox that published none.
    #[must_use]
    pub fn free() -> Self {
        let free = PayoutTerms::default;
        Self { utc_offset_minutes: UTC_OFFSET_MINUTES, member: free(), merchant: free(), platform: free() }
    }

    /// The rules for payouts to `payee`.
    #[must_use]
    pub const fn of(&self, payee: Payee) -> &PayoutTerms {
        match payee {
            Payee::Member(_) => &self.member,
            Payee::Merchant(_) => &self.merchant,
            Payee::Platform => &self.platform,
        }
    }

    /// The day of a moment, counted from 1970-01-01.
    #[must_use]
    pub fn day_of(&self, moment: Time) -> i64 {
        moment.day_number(self.utc_offset_minutes)
    }

    /// Whether every figure is possible.
    #[must_use]
    pub fn are_sound(&self) -> bool {
        let own = &self.platform;
        self.utc_offset_minutes.unsigned_abs() <= UTC_OFFSET_MINUTES_MAX
            && [&self.member, &self.merchant, own].into_iter().all(PayoutTerms::are_sound)
            && own.fee_flat == Fen::ZERO
            && own.fee_bp.get() == 0
            && own.withheld_bp.get() == 0
    }
}

impl PayoutTerms {
    /// What a payout of `amount` costs its payee.
    #[must_use]
    pub fn fee_of(&self, amount: Fen) -> Fen {
        self.fee_flat + amount.share_rounded_up(self.fee_bp)
    }

    /// What is held back of a payout of `amount`.
    #[must_use]
    pub fn withheld_of(&self, amount: Fen) -> Fen {
        amount.share_rounded_up(self.withheld_bp)
    }

    fn are_sound(&self) -> bool {
        let is_amount = |amount: Fen| (0..=AMOUNT_MAX).contains(&amount.get());
        let withholding = self.withholding.as_deref();
        is_amount(self.minimum)
            && is_amount(self.fee_flat)
            && self.fee_bp.get() < ONE_IN_BP
            && self.withheld_bp.get() < ONE_IN_BP
            && self.fee_bp.get() + self.withheld_bp.get() < ONE_IN_BP
            && withholding.is_none_or(|category| check_identifier(category).is_ok())
            && (self.withheld_bp.get() == 0 || withholding.is_some())
            && self.daily_amount.is_none_or(|most| !most.is_negative())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sound rules for members, changed.
    fn with(change: impl FnOnce(&mut MoneyTerms)) -> bool {
        let mut terms = MoneyTerms::free();
        change(&mut terms);
        terms.are_sound()
    }

    #[test]
    fn rules_of_money_out_are_possible() {
        let bp = BasisPoints::new;
        assert!(with(|_| ()));
        assert!(with(|terms| terms.member.fee_bp = bp(9_999)));
        assert!(!with(|terms| terms.member.fee_bp = bp(10_000)));
        assert!(!with(|terms| terms.member.fee_bp = bp(u32::MAX)));
        // Something withheld has a category, and together with the fee leaves something.
        assert!(!with(|terms| terms.member.withheld_bp = bp(2_000)));
        let withhold = |terms: &mut MoneyTerms, rate| {
            terms.merchant.withheld_bp = bp(rate);
            terms.merchant.withholding = Some("labour".to_owned());
        };
        assert!(with(|terms| withhold(terms, 2_000)));
        assert!(!with(|terms| {
            withhold(terms, 2_000);
            terms.merchant.fee_bp = bp(8_000);
        }));
        assert!(!with(|terms| terms.merchant.withholding = Some("two words".to_owned())));
        for amount in [-1, AMOUNT_MAX + 1] {
            assert!(!with(|terms| terms.member.minimum = Fen::new(amount)));
            assert!(!with(|terms| terms.member.fee_flat = Fen::new(amount)));
        }
        assert!(!with(|terms| terms.member.daily_amount = Some(Fen::new(-1))));
        assert!(!with(|terms| terms.platform.fee_flat = Fen::new(1)));
        assert!(!with(|terms| terms.utc_offset_minutes = 841));
        assert!(!with(|terms| terms.utc_offset_minutes = i32::MIN));
    }

    #[test]
    fn fees_and_withholdings_are_rounded_up() {
        let (fee_bp, withheld_bp) = (BasisPoints::new(60), BasisPoints::new(2_000));
        let terms = PayoutTerms { fee_flat: Fen::new(5), fee_bp, withheld_bp, ..PayoutTerms::default() };
        // 1001·60/10⁴ = 6.006, 1001·2000/10⁴ = 200.2.
        assert_eq!(terms.fee_of(Fen::new(1_001)), Fen::new(5 + 7));
        assert_eq!(terms.withheld_of(Fen::new(1_001)), Fen::new(201));
    }

    #[test]
    fn days_begin_where_the_deployment_is() {
        let day = |milliseconds| MoneyTerms::free().day_of(Time::from_milliseconds(milliseconds));
        assert_eq!([day(0), day(57_599_999), day(57_600_000)], [0, 0, 1]);
        assert_eq!([day(-28_800_001), day(-28_800_000)], [-1, 0]);
        assert!(day(i64::MIN) < day(i64::MAX));
    }

    #[test]
    fn payees_stand_in_the_journal_as_documented() {
        let bytes = |payee: Payee| minicbor::to_vec(payee).unwrap();
        assert_eq!(bytes(Payee::Member(Member(3))), [0x82, 0x00, 0x81, 0x03]);
        assert_eq!(bytes(Payee::Platform), [0x82, 0x02, 0x80]);
    }
}
