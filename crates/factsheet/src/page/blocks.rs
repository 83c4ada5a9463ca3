//! The blocks of the page that are a few figures each.

use super::figures::{Words, count, money, money_or_none, per_cent, points, rate};
use crate::everyone::Seller;
use crate::facts::{Factsheet, NO_PROMISE};
use maud::{Markup, html};

/// What matters most, before any figure that may please.
pub(super) fn first_of_all(sheet: &Factsheet, words: &Words) -> Markup {
    let most = sheet.most_back.per_hundred.map(money);
    let all = sheet.everyone_sells.per_hundred.map(money);
    let without = sheet.cap.not_reached_bp;
    html! {
        section.first {
            @for sentence in NO_PROMISE { p { strong { (sentence) } } }
            ul {
                @if let Some(most) = most { li { (words.text("first.most", &[("most", &most)])) } }
                @if let Some(all) = all { li { (words.text("first.all", &[("all", &all)])) } }
                @if without.is_some() { li { (words.text("first.cap", &[("share", &rate(without))])) } }
                li { (words.say("first.arithmetic")) }
            }
        }
    }
}

pub(super) fn account(sheet: &Factsheet, words: &Words) -> Markup {
    let account = &sheet.account;
    words.block(
        "account",
        &html! {
            table {
                (words.row(if account.price.is_reference { "account.reference" } else { "account.price" },
                    format!("¥{}", account.price.price)))
                (words.row("account.reserve", money(account.price.reserve)))
                (words.row("account.supply", points(account.price.supply)))
                @if account.unallocated.is_positive() {
                    (words.row("account.unallocated", money(account.unallocated)))
                }
                @if account.debts_owed.is_positive() {
                    (words.row("account.debts_owed", money(account.debts_owed.face())))
                }
                (words.row("account.orders", count(sheet.orders)))
            }
        },
    )
}

pub(super) fn most_back(sheet: &Factsheet, words: &Words) -> Markup {
    let most = &sheet.most_back;
    words.block(
        "most_back",
        &html! {
            table {
                (words.row("most_back.spent", money(most.spent)))
                (words.row("most_back.pool", money(most.pool)))
                @if most.returned.is_positive() { (words.row("most_back.returned", money(most.returned))) }
                (words.row("most_back.injected", money(most.injected)))
                tr.sum { th { (words.say("most_back.per_hundred")) } td.n { (money_or_none(most.per_hundred)) } }
            }
        },
    )
}

pub(super) fn everyone_sells(sheet: &Factsheet, words: &Words) -> Markup {
    let all = &sheet.everyone_sells;
    if all.sellers == 0 {
        return words.block("everyone", &html! { p.unknown { (words.say("everyone.nobody")) } });
    }
    let seller = |key: &str, seller: &Option<Seller>| {
        html! {
            @if let Some(seller) = seller {
                tr {
                    th { (words.say(key)) }
                    td.n { (money(seller.spend)) }
                    td.n { (money(seller.received)) }
                    td.n { (money_or_none(seller.per_hundred)) }
                }
            }
        }
    };
    let total = Some(Seller { spend: all.spend, received: all.received, per_hundred: all.per_hundred });
    let (lowest, median, highest) = (all.lowest.map(money), all.median.map(money), all.highest.map(money));
    words.block(
        "everyone",
        &html! {
            p { (words.text("everyone.how", &[("sellers", &count(all.sellers))])) }
            div.wide { table {
                tr { th {} th.n { (words.say("everyone.spend")) } th.n { (words.say("everyone.received")) }
                    th.n { (words.say("everyone.per_hundred")) } }
                (seller("everyone.first", &all.first))
                (seller("everyone.last", &all.last))
                (seller("everyone.total", &total))
            } }
            @if let (Some(lowest), Some(median), Some(highest)) = (lowest, median, highest) {
                p { (words.text("everyone.range", &[("lowest", &lowest), ("median", &median), ("highest", &highest)])) }
            }
            p { (words.text("everyone.left", &[("reserve", &money(all.reserve_left)), ("unallocated", &money(all.unallocated))])) }
        },
    )
}

pub(super) fn median_quote(sheet: &Factsheet, words: &Words) -> Markup {
    let Some(quote) = &sheet.median_quote else {
        return words.block("quote", &html! { p.unknown { (words.say("everyone.nobody")) } });
    };
    words.block(
        "quote",
        &html! {
            p { (words.text("quote.how", &[("holders", &count(quote.holders))])) }
            table {
                (words.row("quote.points", points(quote.points)))
                (words.row("quote.spend", money(quote.spend)))
                (words.row("quote.gross", money(quote.gross)))
                (words.row("quote.fee", money(quote.fee)))
                tr.sum { th { (words.say("quote.net")) } td.n { (money(quote.net)) } }
                (words.row("quote.net_of_spend", per_cent(quote.net_of_spend_bp)))
            }
        },
    )
}

pub(super) fn price_change(sheet: &Factsheet, words: &Words) -> Markup {
    let change = &sheet.price_change;
    words.block(
        "price_change",
        &html! {
            table {
                (words.row("price_change.first", format!("¥{}", change.shown_first)))
                @for part in &change.parts {
                    (words.row(&format!("price_change.{}", part.cause.name()), &part.shown))
                }
                tr.sum { th { (words.say("price_change.change")) } td.n { (change.shown_change) } }
                (words.row("price_change.last", format!("¥{}", change.shown_last)))
            }
            p { (words.say("first.arithmetic")) }
        },
    )
}

pub(super) fn awards(sheet: &Factsheet, words: &Words) -> Markup {
    let awards = &sheet.awards;
    words.block(
        "awards",
        &html! {
            table {
                (words.row("awards.members", count(awards.members)))
                (words.row("awards.total", money(awards.total)))
                (words.row("awards.median", money_or_none(awards.median)))
                tr {
                    th { (words.text("awards.top", &[("members", &count(awards.top_members))])) }
                    td.n { (rate(awards.top_share_bp)) }
                }
                (words.row("awards.without", rate(awards.without_bp)))
            }
        },
    )
}

pub(super) fn withdrawals(sheet: &Factsheet, words: &Words) -> Markup {
    let withdrawals = &sheet.withdrawals;
    let known = |figure: Option<u64>| figure.map_or_else(|| words.say("unknown"), count);
    let time = withdrawals.median_time_ms.map_or_else(|| words.say("unknown"), |time| words.days(Some(time)));
    words.block(
        "withdrawals",
        &html! {
            table {
                (words.row("withdrawals.median_time", time))
                (words.row("withdrawals.failures", known(Some(withdrawals.failures))))
                (words.row("withdrawals.pending", known(Some(withdrawals.pending))))
            }
            @if let Some(reason) = withdrawals.reason { p.unknown { (words.say(&format!("withdrawals.{reason}"))) } }
        },
    )
}
