//! The factsheet as one page of HTML: it opens without network, needs no script, and prints on A4.

mod blocks;
mod distances;
mod figures;
mod futures;
mod plans;
mod proof;

use crate::facts::Factsheet;
use figures::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 简体中文.
    Chinese,
    /// English.
    English,
}

/// The page of `sheet`.
#[must_use]
pub fn page(sheet: &Factsheet, language: Language) -> String {
    let words = Words::new(language, &sheet.zone);
    let title = words.text("title", &[("programme", &sheet.programme)]);
    let markup = html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Nothing is loaded from anywhere, whatever stands in an id.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body { main { (heading(sheet, &words, &title)) (body(sheet, &words)) } }
        }
    };
    markup.into_string()
}

fn heading(sheet: &Factsheet, words: &Words, title: &str) -> Markup {
    html! {
        header {
            @if let Some(watermark) = sheet.watermark { p.watermark { (watermark) } }
            h1 { (title) }
            p { (words.text("as_of", &[("time", &words.moment(sheet.as_of)), ("made", &words.moment(sheet.made_at))])) }
            @if let Some(head) = &sheet.head {
                p { (words.text("frame", &[("frame", &head.frame.to_string())])) " " code { (head.hash) } }
            }
        }
    }
}

fn body(sheet: &Factsheet, words: &Words) -> Markup {
    html! {
        (blocks::first_of_all(sheet, words))
        (blocks::account(sheet, words))
        (blocks::most_back(sheet, words))
        (blocks::everyone_sells(sheet, words))
        (plans::spending(sheet, words))
        (blocks::median_quote(sheet, words))
        (distances::cap(sheet, words))
        (blocks::price_change(sheet, words))
        (blocks::awards(sheet, words))
        (blocks::withdrawals(sheet, words))
        (plans::rules(sheet, words))
        (futures::scenarios(sheet, words))
        (proof::proof(sheet, words))
    }
}
