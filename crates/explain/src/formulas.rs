//! The formulas of the model page by figure, as explanations cite them.

/// One formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The figure that it gives.
    pub figure: &'static str,
    /// Section of the model page; behind the point, the number in its list.
    pub section: &'static str,
    /// The formula. Names are runs of letters and `_`; the rest are numbers and signs.
    pub text: &'static str,
    /// `fen`, `units`, `key`, or `price` (10⁻⁸ CNY per point).
    pub unit: &'static str,
}

macro_rules! formulas {
    ($($name:ident = $figure:literal, $section:literal, $text:literal, $unit:literal;)*) => {
        $(pub(crate) const $name: Formula =
            Formula { figure: $figure, section: $section, text: $text, unit: $unit };)*

        /// Every formula that an explanation can cite.
        pub const ALL: &[Formula] = &[$($name,)*];
    };
}

formulas! {
    FOUNDING_UNITS = "founding_units", "1", "⌊founding·10⁸/initial_price⌋", "units";
    COMMISSION_TAKE = "commission", "2.1", "⌊A·take_bp/10⁴⌋", "fen";
    COMMISSION_COST = "commission", "2.1", "A − cost", "fen";
    MERCHANT_SHARE = "merchant_share", "2.1", "A − C", "fen";
    LINE_OF_AMOUNT = "line", "2.2", "⌊A·bp/10⁴⌋", "fen";
    LINE_OF_COMMISSION = "line", "2.2", "⌊C·bp/10⁴⌋", "fen";
    POOL = "pool", "2.2", "C − Σv", "fen";
    PLATFORM_SHARE = "platform_share", "2.2", "C − a − Σawards", "fen";
    PLATFORM_SHARE_BESIDE_POT = "platform_share", "2.2", "C − a − Σawards − dividend", "fen";
    DIVIDEND = "dividend", "2.2", "⌊v·dividend_bp/10⁴⌋", "fen";
    UNCLAIMED = "unclaimed", "2.3", "distribution − Σawards", "fen";
    MINTED = "minted", "2.4", "⌊a·mint_bp·S/(10⁴·R)⌋", "units";
    RESERVE_AFTER_ORDER = "reserve", "2.5", "R + a", "fen";
    SUPPLY_AFTER_ORDER = "supply", "2.5", "S + m", "units";
    SPEND_AFTER_ORDER = "spend", "2.6", "spend + A", "fen";
    POINTS_AFTER_ORDER = "points", "2.6", "points + m", "units";
    AWARD = "award", "6", "⌊A·max(bp − paid_below, 0)/10⁴⌋", "fen";
    BALANCE_AFTER_TENDER = "balance", "2", "balance − F", "fen";
    TO_BALANCE = "to_balance", "5", "⌊F·after/A⌋ − ⌊F·before/A⌋", "fen";
    BALANCE_AFTER_GIVING_BACK = "balance", "5", "balance + to_balance", "fen";
    BALANCE_AFTER_RELEASE = "balance", "6", "balance + released", "fen";
    LEVEL_AWARD = "award", "6", "⌊A·rate/10⁴⌋", "fen";
    BALANCE_AFTER_DIVIDEND = "balance", "6", "balance + dividend", "fen";
    BALANCE_AFTER_AWARD = "balance", "6", "balance + Σawards", "fen";
    BALANCE_AFTER_TAKING_BACK = "balance", "5", "balance − Σawards", "fen";
    GROSS = "gross", "3", "⌊q·R/S⌋", "fen";
    GROSS_RETAINED = "gross", "4", "min(⌊q·R/S⌋, left)", "fen";
    FEE = "fee", "3", "⌈g·fee_bp/10⁴⌉", "fen";
    NET = "net", "3", "g − fee", "fen";
    BALANCE_AFTER_SALE = "balance", "3", "balance + net", "fen";
    RESERVE_AFTER_SALE = "reserve", "3", "R − net", "fen";
    SUPPLY_AFTER_SALE = "supply", "3", "S − q", "units";
    POINTS_AFTER_SALE = "points", "3", "points − q", "units";
    REALISED_AFTER_SALE = "realised", "3", "realised + g", "fen";
    UNALLOCATED = "unallocated", "3", "unallocated + R", "fen";
    LEFT = "left", "4", "max(⌊spend·multiple_bp/10⁴⌋ − realised, 0)", "fen";
    EXIT_KEY = "exit_key", "4", "⌊left·2⁶⁴/points⌋", "key";
    PRICE_KEY = "price_key", "4", "⌊R·2⁶⁴/S⌋", "key";
    WORTH = "worth", "3", "⌊points·R/S⌋", "fen";
    SHORT_OF_CAP = "short_of_cap", "4", "max(left − worth, 0)", "fen";
    REFUNDED = "refunded", "5", "before + r", "fen";
    PAYABLE_AFTER_REFUND = "payable", "5", "payable − r", "fen";
    PART_OF_POINTS = "part_of_points", "5", "⌊m·after/A⌋ − ⌊m·before/A⌋", "units";
    PART_OF_SPEND = "part_of_spend", "5", "⌊A·after/A⌋ − ⌊A·before/A⌋", "fen";
    UNITS_WORTH = "units_worth", "5", "⌊r·S/R⌋", "units";
    BURNED_BY_REFUND = "burned", "5", "min(part_m, points, units_worth)", "units";
    SPEND_TAKEN_BY_REFUND = "spend_taken", "5", "min(part_A, spend)", "fen";
    BURNED_BY_CORRECTION = "burned", "5", "m", "units";
    FROM_RESERVE = "from_reserve", "5", "min(a, ⌊m·R/S⌋)", "fen";
    FROM_PLATFORM_BESIDE_POT = "from_platform", "5", "A − d − Σawards − from_pot − (A − C)", "fen";
    FROM_PLATFORM = "from_platform", "5", "A − d − Σawards − (A − C)", "fen";
    SPEND_TAKEN_BY_CORRECTION = "spend_taken", "5", "min(A, spend)", "fen";
    RESERVE_AFTER_CORRECTION = "reserve", "5", "R − d", "fen";
    SUPPLY_AFTER_BURNING = "supply", "5", "S − burned", "units";
    POINTS_AFTER_BURNING = "points", "5", "points − burned", "units";
    SPEND_AFTER_TAKING = "spend", "5", "spend − spend_taken", "fen";
    RESERVE_AFTER_INJECTION = "reserve", "7", "R + x", "fen";
    UNALLOCATED_AFTER_RELEASE = "unallocated", "7", "unallocated − x", "fen";
    SUBSIDY = "subsidy", "fund", "min(⌊A·subsidy_bp/10⁴⌋, order_max, day_left, fund, own_most)", "fen";
    DRIP = "drip", "fund", "min(⌊a·drip_bp/10⁴⌋, order_max, day_left, fund − s)", "fen";
    MINTED_WITH_SUBSIDY = "minted", "fund", "⌊(a + s)·mint_bp·S/(10⁴·R)⌋", "units";
    RESERVE_AFTER_FUNDED_ORDER = "reserve", "fund", "R + a + s + d", "fen";
    TO_FUND = "to_fund", "fund", "max(min(a + s, ⌊m·R/S⌋) − a, 0)", "fen";
    RESERVE_AFTER_FUNDED_CORRECTION = "reserve", "fund", "R − d − to_fund", "fen";
    SUPPLY_WITHOUT_FOUNDING = "supply", "closing", "S − founding", "units";
    REDEEMED = "gross", "closing", "⌊q·R/S⌋", "fen";
    ROUNDING_REST = "rest", "closing", "R", "fen";
    BURNED_FOR_UNITS = "burned", "allotments", "units·points_per_unit", "units";
    BURNED_WORTH = "worth", "allotments", "⌊q·R/S⌋", "fen";
    RESERVE_AFTER_SUBSCRIPTION = "reserve", "allotments", "R − to_issuer", "fen";
    UNITS_GRANTED = "units", "allotments", "⌊contribution/required⌋", "units";
    FEE_GIVEN_BACK = "given_back", "6", "⌊fee·unheld/days⌋ − before", "fen";
    BALANCE_AFTER_FEE = "balance", "6", "balance + given_back", "fen";
    BALANCE_AFTER_WITHDRAWAL = "balance", "8.3", "balance − x", "fen";
    BALANCE_AFTER_COMING_BACK = "balance", "8.3", "balance + x", "fen";
    PRICE = "price", "table", "⌊R·10¹⁴/S⌋", "price";
    BALANCE = "balance", "8.3", "awards − taken_back − frozen + dividends + sold + exited + redeemed − tendered + given_back − withdrawn + brought_back", "fen";
    GRANTED = "granted", "old debts", "⌊x·S/R⌋", "units";
    RESERVE_AFTER_GRANT = "reserve", "old debts", "R + x", "fen";
    SUPPLY_AFTER_GRANT = "supply", "old debts", "S + m", "units";
    LOCKED_AFTER_RELEASE = "locked", "old debts", "locked − m", "units";
    RESERVE_AFTER_GIVING_BACK = "reserve", "old debts", "R − d", "fen";
    SUPPLY_AFTER_GIVING_BACK = "supply", "old debts", "S − m", "units";
    POSITION_POINTS = "points", "8.2", "minted − sold − burned", "units";
    RESERVE_BY_CAUSE = "reserve", "8.3", "founding + orders + injections − sales + sale_fees − exits + exit_fees − corrections − emptied + released + fund − closing − allotments", "fen";
    SUPPLY_BY_CAUSE = "supply", "8.2", "founding + orders − sales − exits − refunds − corrections − closing − allotments", "units";
}
