//! Nothing is said in one language only, and nothing stands in a table that is never said.

use super::in_chinese;
use crate::arguments::Arguments;
use crate::failure;
use clap::{Command, CommandFactory};
use std::collections::{BTreeMap, BTreeSet};

const CODES_DOCUMENT: &str = include_str!("../../../../docs/codes.md");

/// All texts of a language by key, without those of other languages that would stand in.
fn texts(language: &str) -> BTreeMap<String, String> {
    let texts = crate::_rust_i18n_backend().messages_for_locale(language).unwrap();
    texts.into_iter().map(|(key, text)| (key.into_owned(), text.into_owned())).collect()
}

/// The keys under `root`, without it.
fn keys_under(texts: &BTreeMap<String, String>, root: &str) -> BTreeSet<String> {
    texts.keys().filter_map(|key| key.strip_prefix(root)).map(str::to_owned).collect()
}

/// Every stable code that a command can end with or a refused line can have.
fn codes() -> BTreeSet<&'static str> {
    let listed = [
        ratchet_journal::CODES,
        ratchet_intake::CODES,
        ratchet_deployment::CODES,
        ratchet_books::CODES,
        ratchet_books::reconcile::STATEMENT_CODES,
        ratchet_charts::CODES,
        ratchet_policy::CODES,
        ratchet_sim::CODES,
        ratchet_office::CODES,
        ratchet_server::CODES,
    ];
    let listed = listed.into_iter().flatten().map(|(code, _)| *code);
    let rejections = ratchet_core::Rejection::ALL.iter().map(|rejection| rejection.code());
    listed.chain(rejections).chain(failure::CODES.iter().copied()).collect()
}

/// The keys of a command's help and that of its arguments; an argument may have its text under `any`.
fn help_keys(command: &Command, key: &str) -> Vec<[String; 2]> {
    let own = |name: &str| [format!("help.{key}.{name}"), format!("help.any.{name}")];
    let arguments = command.get_arguments().map(|argument| own(argument.get_id().as_str()));
    std::iter::once([format!("help.{key}"), format!("help.{key}")]).chain(arguments).collect()
}

fn all_help_keys() -> Vec<[String; 2]> {
    let command = Arguments::command();
    let subcommands = command.get_subcommands().flat_map(|command| help_keys(command, command.get_name()));
    help_keys(&command, "ratchet").into_iter().chain(subcommands).collect()
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

#[test]
fn every_message_is_in_both_languages() {
    let (english, chinese) = (texts("en"), texts("zh"));
    assert!(english.len() > 100, "{}", english.len());
    let own = |key: &&String| !key.starts_with("help.");
    assert_eq!(
        english.keys().filter(own).collect::<Vec<_>>(),
        chinese.keys().filter(own).collect::<Vec<_>>(),
        "messages of one language only"
    );
    for (key, text) in chinese.iter().filter(|(key, _)| own(key)) {
        assert!(!text.is_ascii(), "{key} is not Chinese: {text}");
        assert!(!has_chinese(&english[key]), "{key} is not English");
    }
}

#[test]
fn both_languages_fill_in_the_same_figures() {
    let (english, chinese) = (texts("en"), texts("zh"));
    let figures = |text: &str| {
        let names = text.split("%{").skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>()
    };
    for (key, text) in &english {
        assert_eq!(figures(text), figures(&chinese[key]), "{key}");
    }
}

#[test]
fn every_command_and_argument_has_chinese_help() {
    let chinese = texts("zh");
    let keys = all_help_keys();
    assert!(keys.len() > 80, "{}", keys.len());
    for either in &keys {
        let found = either.iter().find_map(|key| chinese.get(key));
        assert!(found.is_some_and(|text| has_chinese(text)), "no Chinese under {either:?}");
    }
    assert!(has_chinese(&chinese["help.ratchet.after"]));
}

#[test]
fn no_help_is_of_something_that_does_not_exist() {
    let chinese = texts("zh");
    let known: BTreeSet<String> = all_help_keys().into_iter().flatten().collect();
    let others = ["ratchet.after", "check.after", "any.help", "any.version"];
    for key in keys_under(&chinese, "help.") {
        assert!(known.contains(&format!("help.{key}")) || others.contains(&key.as_str()), "help.{key} is of nothing");
    }
}

#[test]
fn chinese_help_reaches_every_page() {
    let mut command = in_chinese(Arguments::command());
    command.build();
    let pages = command.get_subcommands_mut().filter(|command| command.get_name() != "help");
    for page in pages {
        let (short, long) = (page.render_help().to_string(), page.render_long_help().to_string());
        assert!(short.lines().next().is_some_and(has_chinese), "{short}");
        assert!(long.lines().next().is_some_and(has_chinese), "{long}");
        for argument in page.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(has_chinese(&help), "{} of {}: {help}", argument.get_id(), page.get_name());
        }
    }
}

#[test]
fn every_code_has_a_chinese_sentence_and_no_other_has() {
    let sentences = ratchet_codes::all_chinese();
    let translated: BTreeSet<String> = sentences.keys().cloned().collect();
    let codes: BTreeSet<String> = codes().into_iter().map(str::to_owned).collect();
    assert!(codes.len() > 100, "{}", codes.len());
    assert_eq!(codes.difference(&translated).collect::<Vec<_>>(), Vec::<&String>::new(), "codes without a sentence");
    assert_eq!(translated.difference(&codes).collect::<Vec<_>>(), Vec::<&String>::new(), "sentences without a code");
    for code in &codes {
        assert!(has_chinese(&sentences[code]), "{code}");
    }
}

#[test]
fn every_code_is_documented_and_no_other_is() {
    let faults = ratchet_core::rules::RULE_FAULT_CODES.iter().chain(ratchet_policy::FACT_FAULT_CODES);
    let faults = faults.map(|(code, _)| *code);
    let codes: BTreeSet<&str> = codes().into_iter().chain(faults).collect();
    let rows = CODES_DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let documented: BTreeSet<&str> = rows.collect();
    assert_eq!(codes.difference(&documented).collect::<Vec<_>>(), Vec::<&&str>::new(), "codes without a row");
    assert_eq!(documented.difference(&codes).collect::<Vec<_>>(), Vec::<&&str>::new(), "rows without a code");
}

#[test]
fn every_text_of_a_chart_can_be_drawn() {
    for language in ["en", "zh"] {
        let texts = texts(language);
        let drawn = texts.iter().filter(|(key, _)| key.starts_with("chart.") || *key == "status.no_promise");
        assert!(drawn.clone().count() > 10);
        for (key, text) in drawn {
            assert_eq!(ratchet_charts::missing_glyphs(text), Vec::<char>::new(), "{key} in {language}");
        }
    }
}
