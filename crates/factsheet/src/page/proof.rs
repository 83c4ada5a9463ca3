//! How anyone can check all of this.

use super::figures::Words;
use crate::facts::Factsheet;
use maud::{Markup, html};

pub(super) fn proof(sheet: &Factsheet, words: &Words) -> Markup {
    words.block(
        "proof",
        &html! {
            p { (words.say("proof.how")) }
            @if let Some(head) = &sheet.head {
                table {
                    (words.row("proof.frame", head.frame.to_string()))
                    (words.row("proof.records", head.records.to_string()))
                }
                p { (words.say("proof.hash")) br; code { (head.hash) } }
                @match &head.signature {
                    Some([key, signature]) => {
                        p { (words.say("proof.key")) br; code { (key) } }
                        p { (words.say("proof.signature")) br; code { (signature) } }
                    },
                    None => p.unknown { (words.say("proof.unsigned")) },
                }
            }
        },
    )
}
