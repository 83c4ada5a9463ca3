//! Texts in one language.

use crate::language::Language;
use ratchet_charts::Numerals;

/// The words of a page.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    language: Language,
}

impl Words {
    pub(crate) const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language as HTML names it.
    pub(crate) const fn tag(self) -> &'static str {
        match self.language {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    pub(crate) const fn numerals(self) -> Numerals {
        match self.language {
            Language::Chinese => Numerals::Chinese,
            Language::English => Numerals::English,
        }
    }

    pub(crate) fn say(self, key: &str) -> String {
        self.text(key, &[])
    }

    /// The text under `key` with its figures filled in, each once: what is filled in is never looked through again.
    pub(crate) fn text(self, key: &str, figures: &[(&str, &str)]) -> String {
        let template = rust_i18n::t!(format!("report.{key}"), locale = self.language.code()).into_owned();
        let mut text = String::new();
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once("%{") {
            text.push_str(before);
            let Some((name, behind)) = after.split_once('}') else { break };
            let figure = figures.iter().find(|(known, _)| *known == name);
            text.push_str(figure.map_or("–", |(_, figure)| figure));
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// The text under `key`, one for each name after it.
    pub(crate) fn each(self, key: &str, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.say(&format!("{key}.{name}"))).collect()
    }
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
            let is_chinese = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
            assert!(!text.contains(is_chinese), "{key}");
            let is_mark = !text.contains(char::is_alphabetic);
            assert!(chinese[key].contains(is_chinese) || is_mark, "{key}: {}", chinese[key]);
            assert_eq!(figures(text), figures(&chinese[key]), "{key}");
            assert!(ratchet_charts::missing_glyphs(&chinese[key]).is_empty(), "{key} has characters that no chart has");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_looked_through_again() {
        let words = Words::of(Language::English);
        let text = words.text("origin.line", &[("seed", "%{rules}"), ("rules", "7")]);
        assert!(text.starts_with("Seed %{rules} · rules 7 ·"), "{text}");
    }
}
