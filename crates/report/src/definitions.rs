//! What the words and figures of the report mean, to the letter.

use crate::section::Section;
use crate::words::Words;
use maud::{Markup, html};

/// What only some scenarios have, by their section.
const OF_PARTS: [&str; 5] = ["fund", "levels", "dividends", "debts", "closing"];

/// In the order in which they are met.
const TERMS: [&str; 14] = [
    "most_back",
    "received",
    "spent",
    "cap",
    "break_even",
    "tenth",
    "worth",
    "awards",
    "price",
    "reserve",
    "queue",
    "quantile",
    "tornado",
    "sobol",
];

pub(crate) fn definitions(sections: &[Section], words: Words) -> Markup {
    let is_shown = |term: &&str| sections.iter().any(|section| section.id == *term);
    html! {
        section.definitions {
            h2 { (words.say("definitions.title")) }
            dl {
                @for term in TERMS.into_iter().chain(OF_PARTS.into_iter().filter(is_shown)) {
                    dt { (words.say(&format!("definitions.{term}.term"))) }
                    dd { (words.say(&format!("definitions.{term}.text"))) }
                }
            }
        }
    }
}
