//! Texts and figures as people read them, in one language.

use super::Language;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use ratchet_core::units::grouped;
use ratchet_core::{BasisPoints, Fen, Points, Time};

/// The words of a page.
pub(super) struct Words {
    language: Language,
    zone: TimeZone,
}

impl Words {
    pub(super) fn new(language: Language, zone: &str) -> Self {
        Self { language, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// The language as HTML names it.
    pub(super) fn tag(&self) -> &'static str {
        match self.language {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// The text under `key` with its figures filled in.
    pub(super) fn text(&self, key: &str, figures: &[(&str, &str)]) -> String {
        let locale = if self.language == Language::Chinese { "zh" } else { "en" };
        let text = rust_i18n::t!(format!("factsheet.{key}"), locale = locale).into_owned();
        figures.iter().fold(text, |text, (name, figure)| text.replace(&format!("%{{{name}}}"), figure))
    }

    pub(super) fn say(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// A moment in the deployment's zone.
    pub(super) fn moment(&self, time: Time) -> String {
        match jiff::Timestamp::from_millisecond(time.milliseconds()) {
            Ok(timestamp) => timestamp.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string(),
            Err(_) => time.milliseconds().to_string(),
        }
    }

    /// A duration in days with one decimal, floored.
    pub(super) fn days(&self, milliseconds: Option<i64>) -> String {
        milliseconds.map_or_else(none, |milliseconds| {
            let tenths = milliseconds / 8_640_000;
            self.text("days", &[("days", &format!("{}.{}", tenths / 10, tenths % 10))])
        })
    }

    /// A row of a table: what, and how much.
    pub(super) fn row(&self, key: &str, figure: impl AsRef<str>) -> Markup {
        html! { tr { th { (self.say(key)) } td.n { (figure.as_ref()) } } }
    }

    /// A block with its heading and where its figures come from.
    pub(super) fn block(&self, key: &str, content: &Markup) -> Markup {
        html! {
            section {
                h2 { (self.say(&format!("{key}.title"))) }
                (content)
                p.source { (self.say("source")) (self.say(&format!("{key}.source"))) }
            }
        }
    }
}

/// What stands where there is no figure.
pub(super) fn none() -> String {
    "–".to_owned()
}

pub(super) fn money(amount: Fen) -> String {
    format!("¥{}", grouped(&amount.to_string()))
}

pub(super) fn money_or_none(amount: Option<Fen>) -> String {
    amount.map_or_else(none, money)
}

pub(super) fn points(points: Points) -> String {
    grouped(&points.to_string())
}

pub(super) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

pub(super) fn rate(rate: Option<BasisPoints>) -> String {
    per_cent(rate.map(|rate| rate.get().into()))
}

/// Basis points as per cent with two decimals.
pub(super) fn per_cent(basis_points: Option<u64>) -> String {
    basis_points.map_or_else(none, |count| format!("{}.{:02} %", grouped(&(count / 100).to_string()), count % 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_text_is_in_both_languages_with_the_same_figures() {
        let texts = |language: &str| -> BTreeMap<String, String> {
            let texts = crate::_rust_i18n_backend().messages_for_locale(language).unwrap();
            texts.into_iter().map(|(key, text)| (key.into_owned(), text.into_owned())).collect()
        };
        let figures = |text: &str| {
            let names = text.split("%{").skip(1).filter_map(|rest| rest.split_once('}'));
            let mut names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
            names.sort();
            names
        };
        let (english, chinese) = (texts("en"), texts("zh"));
        assert!(english.len() > 100 && english.keys().eq(chinese.keys()));
        for (key, text) in &english {
            assert!(text.chars().all(|character| !('\u{4e00}'..='\u{9fff}').contains(&character)), "{key}");
            assert!(!chinese[key].is_ascii(), "{key}");
            assert_eq!(figures(text), figures(&chinese[key]), "{key}");
        }
    }

    #[test]
    fn figures_are_grouped() {
        assert_eq!(money(Fen::new(123_456_789)), "¥1,234,567.89");
        assert_eq!(per_cent(Some(1_234_567)), "12,345.67 %");
        assert_eq!(rate(None), "–");
    }
}
