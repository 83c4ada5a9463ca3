//! Why a command was refused: one stable code each, all in one place.

use thiserror::Error;

macro_rules! rejections {
    ($($variant:ident, $code:literal, $param:literal, $sentence:literal;)*) => {
        /// A refused command. The state is as it was before.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
        pub enum Rejection {
            $(#[doc = $sentence] #[error($sentence)] $variant,)*
        }

        impl Rejection {
            /// Every rejection there is.
            pub const ALL: &'static [Rejection] = &[$(Rejection::$variant,)*];

            /// The stable code, the same in every language and version.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Rejection::$variant => $code,)* }
            }

            /// The argument that was wrong.
            #[must_use]
            pub const fn param(self) -> &'static str {
                match self { $(Rejection::$variant => $param,)* }
            }
        }
    };
}

rejections! {
    AmountNotPositive, "amount_not_positive", "amount", "the amount must be at least 1 fen";
    AwardsExceedDistribution, "awards_exceed_distribution", "amount", "the awards of this order exceed its distribution line";
    BalanceInsufficient, "balance_insufficient", "amount", "the member's balance is smaller than this";
    BalancePartOutOfRange, "balance_part_out_of_range", "from_balance", "the balance pays between nothing and the whole amount";
    BatchBehind, "batch_behind", "lines", "the batch has already been taken further than this";
    BoundsExceeded, "bounds_exceeded", "bounds", "done now, the effect would lie outside the bounds that were shown when this was requested";
    CampaignEnded, "campaign_ended", "campaign", "this campaign is over";
    CampaignExists, "campaign_exists", "id", "a campaign with this number was already opened in this programme";
    CampaignNotBegun, "campaign_not_begun", "campaign", "the order happened before this campaign begins";
    CampaignUnknown, "campaign_unknown", "campaign", "no campaign with this number was opened in this programme";
    CampaignWindowInvalid, "campaign_window_invalid", "until", "a campaign ends later than it begins, and in the future";
    ClaimExists, "claim_exists", "evidence", "this evidence of this member's claim was imported before";
    ClaimInsufficient, "claim_insufficient", "amount", "less than this of the member's claim is not converted yet";
    ClosingTooEarly, "closing_too_early", "from", "a closing is not published for the past, and in a live deployment at least 7 days before";
    CoinsAboveCeiling, "coins_above_ceiling", "coins", "coins pay a smaller part of an order than this";
    CoinsInsufficient, "coins_insufficient", "coins", "the member holds fewer coins than this";
    CoinsNotPositive, "coins_not_positive", "coins", "coins pay at least 0.01 where they pay at all";
    CoinsUnavailable, "coins_unavailable", "coins", "the rules in force have no coins";
    ContractEnded, "contract_ended", "contract", "this contract is over, or ends earlier than this";
    ContractExists, "contract_exists", "id", "a contract with this number was already signed in this programme";
    ContractFeeTooHigh, "contract_fee_too_high", "fee", "the rules in force allow no such fee for holding a region";
    ContractOverlaps, "contract_overlaps", "from", "another contract for this region begins within this term";
    ContractTermInvalid, "contract_term_invalid", "to", "a contract begins today or later, lasts between 1 and 36500 days, and cannot end before today";
    ContractUnknown, "contract_unknown", "contract", "no contract with this number was signed in this programme";
    CostMissing, "cost_missing", "cost", "the merchant's plan needs the cost of each order";
    CostOutOfRange, "cost_out_of_range", "cost", "the cost must lie between 0 and the amount of the order";
    CostUnexpected, "cost_unexpected", "cost", "the merchant's plan takes a rate of the amount: give no cost";
    DailyLimitExceeded, "daily_limit_exceeded", "amount", "this would be more payouts, or more money, than the rules allow one party in a day";
    DeploymentExists, "deployment_exists", "deployment", "the deployment is already open";
    DeploymentMissing, "deployment_missing", "deployment", "the first command must open the deployment";
    DivisionUnknown, "division_unknown", "division", "the table of administrative divisions has no such six-digit code";
    EffectiveTooEarly, "effective_too_early", "effective_at", "new rules take effect neither in the past nor before those already published";
    ExpiryPassed, "expiry_passed", "expires_at", "a payment expires later than it is opened";
    FoundingMissing, "founding_missing", "rules", "a live programme needs a founding deposit: set a founding amount in its rules";
    GoodsCostOutOfRange, "goods_cost_out_of_range", "cost", "the cost of goods is at most 10^13 fen, and under a cost plan at most their price";
    GoodsCountOutOfRange, "goods_count_out_of_range", "goods", "a campaign has between 1 and 1000 kinds of goods";
    GoodsNameInvalid, "goods_name_invalid", "name", "a name of goods is 1 to 192 bytes of text without control characters, and neither a mobile nor an identity number";
    GoodsPriceOutOfRange, "goods_price_out_of_range", "price", "the price of goods is between 1 and 10^13 fen";
    GrantExists, "grant_exists", "reason", "the member was granted something of this offer for this reason before";
    IdempotencyConflict, "idempotency_conflict", "key", "something else was asked under this number or key before";
    IdempotencyReplayed, "idempotency_replayed", "key", "this was asked under this idempotency key and done before: nothing was done again";
    IdentifierInvalid, "identifier_invalid", "id", "an identifier is 1 to 64 characters of A-Z a-z 0-9 . _ : -";
    IdentifierPersonal, "identifier_personal", "id", "this looks like a mobile or identity number: use the platform's own member number";
    IdentityUnverified, "identity_unverified", "identity", "the rules of money out need a verified identity of this payee";
    InjectionEmpties, "injection_empties", "amount", "this injection would bring every position to its cap and empty the programme: inject less";
    LimitExceeded, "limit_exceeded", "amount", "over a bound: an amount is at most 10^13 fen, a reserve or a position's spend 9*10^15 fen, the supply below 2^63 units";
    LinkCircular, "link_circular", "to", "nobody refers themselves, neither at once nor through others";
    LinkDaysOutOfRange, "link_days_out_of_range", "term", "a link lasts between 1 and 36500 days";
    MarginTooSmall, "margin_too_small", "amount", "the commission of this order is smaller than its split lines";
    MemberExists, "member_exists", "id", "this member is already registered";
    MemberLinked, "member_linked", "member", "the member has a referrer now: that link must end first";
    MemberUnknown, "member_unknown", "member", "no such member is registered";
    MerchantExists, "merchant_exists", "id", "this merchant is already registered";
    MerchantFundsInsufficient, "merchant_funds_insufficient", "amount", "the merchant is owed less than this";
    MerchantUnknown, "merchant_unknown", "merchant", "no such merchant sells in this programme";
    MintRoundsToZero, "mint_rounds_to_zero", "amount", "the contribution is too small for a single unit at this price";
    MoneyTermsInvalid, "money_terms_invalid", "terms", "the rules of money out do not pass validation";
    MoneyTermsMissing, "money_terms_missing", "terms", "a live deployment needs rules of money out before anything is paid out";
    NoPointsInCirculation, "no_points_in_circulation", "amount", "there are no points that an injection could back";
    NotReversible, "not_reversible", "order", "the order's position, awards, payable or platform share are no longer there to take back";
    OccurredInFuture, "occurred_in_future", "occurred_at", "the business time lies after the time of recording";
    OfferExhausted, "offer_exhausted", "units", "less is left of the offer than this, or less for one member";
    OfferExists, "offer_exists", "id", "an offer with this number was opened before";
    OfferInvalid, "offer_invalid", "offer", "an offer needs 1 to 10^12 units, a window, a lock-up that does not end before it opens, and something that a unit requires; only points burned can pay an issuer, and its opinion is about shares-for-points";
    OfferRequiresOtherwise, "offer_requires_otherwise", "offer", "a unit of this offer requires something else: points are subscribed, contributions are granted";
    OfferUnknown, "offer_unknown", "offer", "the programme has no offer with this number";
    OfferWindowClosed, "offer_window_closed", "offer", "the offer is not open now";
    OpinionMissing, "opinion_missing", "opinion", "in a live deployment an offer rests on the signed legal opinion about shares-for-points by which the rules in force were cleared";
    OrderBooked, "order_booked", "order", "the order is booked: it can be refunded or corrected, not returned";
    OrderExists, "order_exists", "id", "an order with this number was already placed or booked";
    OrderNotHeld, "order_not_held", "order", "the order is booked when it is due: nothing holds it up";
    OrderPending, "order_pending", "order", "the order is not booked yet: it can be returned";
    OrderRefunded, "order_refunded", "order", "something of this order was already refunded";
    OrderSettled, "order_settled", "order", "the refundable window of this order has passed";
    OrderUnknown, "order_unknown", "order", "no such order is booked in this programme";
    OwnerUnknown, "owner_unknown", "owner", "the owner is not a registered member";
    PaymentAmountDiffers, "payment_amount_differs", "received", "another amount was received than was asked for";
    PaymentConcluded, "payment_concluded", "payment", "this is already known of the payment";
    PaymentConcludedOtherwise, "payment_concluded_otherwise", "payment", "something else is already known of the payment";
    PaymentExists, "payment_exists", "id", "a payment with this number was already opened";
    PaymentLate, "payment_late", "payment", "the payment had expired or failed when its money came";
    PaymentNotNeeded, "payment_not_needed", "from_balance", "the balance pays the whole order: there is nothing to collect";
    PaymentSettled, "payment_settled", "payment", "nothing can happen to this payment any more";
    PaymentUnknown, "payment_unknown", "payment", "no payment with this number was opened";
    PayoutExists, "payout_exists", "id", "a payout with this number was requested before";
    PayoutNeedsQuery, "payout_needs_query", "evidence", "nobody knows what became of this payout: only a query of the provider or a decision of two people says so";
    PayoutSettled, "payout_settled", "id", "this payout ended long ago: nothing more can happen to it";
    PayoutStateWrong, "payout_state_wrong", "id", "a payout cannot go from its state to this one";
    PayoutTooSmall, "payout_too_small", "amount", "the amount is below the minimum, or fee and withholding leave nothing of it";
    PayoutUnchanged, "payout_unchanged", "id", "the payout is in this state already: nothing was done again";
    PayoutUnknown, "payout_unknown", "id", "no payout of this number was requested";
    PeriodBoundsInvalid, "period_bounds_invalid", "month", "this is not where the month begins and ends in any zone";
    PeriodClosed, "period_closed", "month", "this month is closed already";
    PeriodClosing, "period_closing", "month", "a month is being closed: ask again when that is done";
    PeriodOpen, "period_open", "month", "the month is not over yet";
    PeriodOutOfOrder, "period_out_of_order", "month", "months are closed one after the other, from the first that has orders";
    PlanChanged, "plan_changed", "rules", "new rules keep every plan of the old ones and its kind of margin";
    PlanUnknown, "plan_unknown", "plan", "the programme's rules have no such plan";
    PlatformFundsInsufficient, "platform_funds_insufficient", "amount", "the platform account holds less than this";
    PointsInsufficient, "points_insufficient", "units", "the member holds fewer points than this";
    PointsLocked, "points_locked", "units", "some of the member's points are not released yet: they cannot be sold";
    PointsNotPositive, "points_not_positive", "units", "at least one unit must be sold";
    PriceDiffers, "price_differs", "amount", "the amount is not the campaign's price for this quantity";
    ProgrammeClosing, "programme_closing", "programme", "the programme closes: it takes no new orders, and while everybody is redeemed nothing else changes";
    ProgrammeExists, "programme_exists", "programme", "a programme of this name is already open";
    ProgrammeUnknown, "programme_unknown", "programme", "no such programme is open";
    QuantityOutOfRange, "quantity_out_of_range", "quantity", "a quantity is between 1 and 10^9 pieces";
    RecruiterUnknown, "recruiter_unknown", "recruiter", "the recruiter is not a registered member";
    ReferrerUnknown, "referrer_unknown", "referrer", "the referrer is not a registered member";
    RefundConcluded, "refund_concluded", "refund", "the provider has already given this back";
    RefundExceedsOrder, "refund_exceeds_order", "amount", "the refund is larger than what is left of the order";
    RefundUnknown, "refund_unknown", "refund", "the payment has no refund with this number";
    RegionInvalid, "region_invalid", "region", "a region is a path of 1 to 3 names: province/city/district";
    RegionUnderContract, "region_under_contract", "region", "this region is given by contract: sign a new one";
    RequestChanged, "request_changed", "payload", "this is not the hash of what was requested: look at the request again";
    RequestClosed, "request_closed", "id", "this request was already approved, refused or taken back";
    RequestExists, "request_exists", "id", "a request with this number was made before";
    RequestExpired, "request_expired", "id", "this request is too old to be approved: ask again";
    RequestInvalid, "request_invalid", "operation", "what is requested is not an operation that a second person can approve";
    RequestUnknown, "request_unknown", "id", "no request of this number was made, or it is too old";
    RequesterOnly, "requester_only", "id", "only whoever made a request can take it back";
    RulesFixed, "rules_fixed", "rules", "the initial price and the founding deposit are fixed when a programme opens";
    RulesInvalid, "rules_invalid", "rules", "the rules do not pass validation";
    SettleAfterOutOfRange, "settle_after_out_of_range", "settle_after_days", "an order is held for at most 36500 days";
    SharesOutOfRange, "shares_out_of_range", "shares", "a programme has at most 10^9 shares, of at most 100000 holders, and nobody holds less than none";
    SkuRepeated, "sku_repeated", "sku", "every kind of goods of a campaign has a sku of its own";
    SkuUnknown, "sku_unknown", "sku", "the campaign has no goods with this sku";
    StockInsufficient, "stock_insufficient", "quantity", "fewer pieces than this are left";
    StockOutOfRange, "stock_out_of_range", "stock", "a stock is between 1 and 10^9 pieces";
    TakeRateOutOfRange, "take_rate_out_of_range", "take_bp", "a take rate is at most 10000 basis points";
    TakeRateTooLow, "take_rate_too_low", "take_bp", "the plan's split lines exceed what this take rate gives";
    TakeRateUnexpected, "take_rate_unexpected", "take_bp", "only a merchant of a take plan has a take rate of its own";
    TimeReversed, "time_reversed", "recorded_at", "the time of recording never goes back";
    TwoPeopleNeeded, "two_people_needed", "approver", "this is asked for by one person and approved by another";
    UnallocatedInsufficient, "unallocated_insufficient", "amount", "the unallocated account holds less than this";
    UnitsNotPositive, "units_not_positive", "units", "at least one unit must be allotted";
    WindowInvalid, "window_invalid", "refundable_days", "the refundable window is at most 36500 days";
    WithheldInsufficient, "withheld_insufficient", "amount", "less than this is withheld";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_sorted() {
        let codes: Vec<_> = Rejection::ALL.iter().map(|rejection| rejection.code()).collect();
        assert_eq!(codes, codes.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
    }
}
