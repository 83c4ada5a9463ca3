//! What came of the parts of the mechanism that not every scenario uses. A table without a row has no file.

use super::table::table;

table! {
    /// The fund of a run: money that entered the reserve beside orders.
    FundRow in "fund" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// What was booked.
        funded_fen: i64,
        /// Of that, what entered the reserve with orders before minting.
        subsidy_fen: i64,
        /// What entered it after minting.
        drip_fen: i64,
        /// What entered it for points that came with coins.
        granted_fen: i64,
        /// What never entered it.
        left_fen: i64,
        /// The first day at whose end nothing was left; none where something always was.
        ran_out_day: Option<u32>,
        /// The last day on which anything left it.
        last_day: Option<u32>,
        /// Price at the end of that day, CNY per point × 10⁸, floored.
        price_then_e8: Option<i64>,
        /// What members received for points.
        received_fen: i64,
        /// Of that, the part that the fund has in all that entered the reserve, floored.
        of_fund_fen: i64,
        /// The same per 100.00 spent.
        of_fund_per_100_fen: Option<i64>,
        /// The most that all members together can ever receive.
        most_back_fen: i64,
        /// The same per 100.00 spent.
        most_back_per_100_fen: i64,
        /// The same without the money of the fund.
        most_back_without_per_100_fen: Option<i64>,
    }
}

table! {
    /// A level in a run: what its holders got in months that were closed, or would have got.
    LevelRow in "levels" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// 0 for no level.
        level: u32,
        /// Members who hold it at the end.
        members: u64,
        /// What differences of rates would have brought: mode `report`.
        differential_reported_fen: i64,
        /// What the same level would have brought.
        same_level_reported_fen: i64,
        /// What differences of rates brought: mode `pay`.
        differential_paid_fen: i64,
        /// What the same level brought.
        same_level_paid_fen: i64,
    }
}

table! {
    /// To how few of the members the awards of levels go.
    ConcentrationRow in "concentration" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// Months that were closed.
        months: u64,
        /// Members who buy.
        members: u64,
        /// Members who got anything for a level, or would have.
        earners: u64,
        /// What all would have got.
        reported_fen: i64,
        /// What all got.
        paid_fen: i64,
        /// A hundredth of the members, rounded up.
        top_members: u64,
        /// What as many got, or would have got, who got most.
        top_fen: i64,
    }
}

table! {
    /// The dividends of a run.
    DividendRow in "dividends" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// Months that were closed.
        months: u64,
        /// Shareholders.
        holders: u64,
        /// What orders brought into the pot.
        accrued_fen: i64,
        /// What of it was shared.
        shared_fen: i64,
        /// What is in the pot at the end.
        pot_fen: i64,
    }
}

table! {
    /// The old debts of a run.
    DebtRow in "debts" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// Members who were owed something.
        claimants: u64,
        /// What all were owed at first.
        claimed_fen: i64,
        /// Of that, what was not converted into coins.
        unconverted_fen: i64,
        /// Coins that were not spent.
        coins_fen: i64,
        /// What is owed at the end, backed by no reserve: both together.
        owed_fen: i64,
        /// What was settled in goods.
        goods_fen: i64,
        /// Orders of which coins paid a part.
        coin_orders: u64,
        /// Orders of which coins could not, because the platform could not have paid the merchant.
        unpaid_orders: u64,
        /// What the platform paid merchants for coins.
        to_merchants_fen: i64,
        /// Points that came with coins and cannot be sold yet.
        points_locked_units: i64,
        /// Points that came with coins and can be sold.
        points_free_units: i64,
        /// What both are worth at the end, before the fee.
        points_worth_fen: i64,
        /// What members received for points that came with coins.
        points_received_fen: i64,
    }
}

table! {
    /// What a closing brought some of the members, with what they had received before.
    ClosingRow in "closing" {
        /// Which point of the sweep.
        point: u32,
        /// Which run.
        run: u32,
        /// The day of the closing.
        day: u32,
        /// `held` (held points on that day), `sold` (held none and had received something), `nothing` (neither).
        group: &'static str,
        /// Members in it.
        members: u64,
        /// What they spent in the end.
        spent_fen: i64,
        /// What they had received for points before.
        before_fen: i64,
        /// What they received at the closing.
        closing_fen: i64,
        /// Both per 100.00 spent.
        back_per_100_fen: Option<i64>,
        /// The same of each member: of ten one got at most this (nearest rank).
        back_per_100_p10_fen: Option<i64>,
        /// Half of them.
        back_per_100_p50_fen: Option<i64>,
        /// Nine of ten.
        back_per_100_p90_fen: Option<i64>,
        /// Price just before, CNY per point × 10⁸, floored.
        price_before_e8: i64,
        /// The one price for everybody; none where nobody held anything.
        price_e8: Option<i64>,
        /// What the founding units were worth just before: it was shared out.
        founding_fen: i64,
        /// What was left for the platform.
        to_platform_fen: i64,
    }
}
