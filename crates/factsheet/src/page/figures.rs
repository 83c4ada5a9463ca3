//! Texts and figures as people read them, in one language.

use super::Language;
use jiff::tz::TimeZone;
use maud::{Markup, html};
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
    rate.map_or_else(none, |rate| format!("{}.{:02} %", rate.get() / 100, rate.get() % 100))
}

/// Puts a comma between thousands of the whole part.
fn grouped(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').map_or((number, None), |(whole, decimals)| (whole, Some(decimals)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(decimals) = decimals {
        text.push('.');
        text.push_str(decimals);
    }
    text
}
