//! What the words and figures of the report mean, to the letter.

use crate::words::Words;
use maud::{Markup, html};

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

pub(crate) fn definitions(words: Words) -> Markup {
    html! {
        section.definitions {
            h2 { (words.say("definitions.title")) }
            dl {
                @for term in TERMS {
                    dt { (words.say(&format!("definitions.{term}.term"))) }
                    dd { (words.say(&format!("definitions.{term}.text"))) }
                }
            }
        }
    }
}
