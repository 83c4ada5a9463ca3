//! Chinese or English: by `--lang`, else by the locale of the environment.

use clap::{Arg, Command};
use rust_i18n::t;

/// Sets the language of everything that is shown. Looked up before the arguments are parsed, because `--help` is
/// shown in it too.
pub(crate) fn choose() {
    let mut arguments = std::env::args().skip_while(|argument| !argument.starts_with("--lang"));
    let asked = match arguments.next().as_deref() {
        Some("--lang") => arguments.next(),
        Some(argument) => argument.strip_prefix("--lang=").map(str::to_owned),
        None => None,
    };
    let locale = asked.or_else(sys_locale::get_locale).unwrap_or_default();
    rust_i18n::set_locale(if locale.to_lowercase().starts_with("zh") { "zh" } else { "en" });
}

/// Whether Chinese is shown.
pub(crate) fn is_chinese() -> bool {
    &*rust_i18n::locale() == "zh"
}

/// The text under `key`, if the language has one.
pub(crate) fn find(key: &str) -> Option<String> {
    let text = t!(key);
    let missing = text == key || text.ends_with(&format!(".{key}"));
    (!missing).then(|| text.into_owned())
}

/// The command with its help in the chosen language. English is written where the arguments are declared; the keys of
/// other languages are `help.COMMAND` and `help.COMMAND.ARGUMENT`.
pub(crate) fn localised(command: Command) -> Command {
    if is_chinese() { translated(command, "help.ratchet") } else { command }
}

fn translated(mut command: Command, key: &str) -> Command {
    if let Some(about) = find(key) {
        command = command.about(about.clone()).long_about(about);
    }
    if let Some(after) = find(&format!("{key}.after")) {
        command = command.after_help(after.clone()).after_long_help(after);
    }
    command = command.mut_args(|argument| translated_argument(argument, key));
    command.mut_subcommands(|subcommand| {
        let key = format!("help.{}", subcommand.get_name());
        translated(subcommand, &key)
    })
}

fn translated_argument(argument: Arg, key: &str) -> Arg {
    let own = find(&format!("{key}.{}", argument.get_id()));
    match own.or_else(|| find(&format!("help.any.{}", argument.get_id()))) {
        Some(help) => argument.help(help.clone()).long_help(help),
        None => argument,
    }
}

#[cfg(test)]
mod tests;
