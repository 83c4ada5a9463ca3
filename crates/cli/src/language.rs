//! Chinese or English: by `--lang`, else by the locale of the environment.

use clap::{Arg, ArgAction, Command};
use rust_i18n::t;
use std::borrow::Cow;

/// A page of help as clap lays it out, with a Chinese heading of its own.
const CHINESE_PAGE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Sets the language of everything that is shown. Looked up before the arguments are parsed, because `--help` is
/// shown in it too.
pub(crate) fn choose() {
    // Arguments may be in any encoding, such as the name of a file from an older system.
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let mut arguments = arguments.skip_while(|argument| !argument.starts_with("--lang"));
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

fn found(key: &str, text: Cow<'_, str>) -> Option<String> {
    let missing = text == key || text.ends_with(&format!(".{key}"));
    (!missing).then(|| text.into_owned())
}

/// The sentence of a code in the chosen language, where that is not the one the error itself is written in.
pub(crate) fn sentence(code: &str) -> Option<String> {
    if is_chinese() { ratchet_codes::chinese(code) } else { None }
}

/// The command with its help in the chosen language. English is written where the arguments are declared; the keys of
/// other languages are `help.COMMAND` and `help.COMMAND.ARGUMENT`.
pub(crate) fn localised(command: Command) -> Command {
    if is_chinese() { in_chinese(command) } else { command }
}

fn in_chinese(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    translated(command.disable_version_flag(true).arg(version), "help.ratchet")
}

fn chinese(key: &str) -> Option<String> {
    found(key, t!(key, locale = "zh"))
}

fn translated(mut command: Command, key: &str) -> Command {
    if let Some(about) = chinese(key) {
        // Lists show the first sentence, as they do in English.
        let first = about.split('。').next().unwrap_or_default().to_owned();
        command = command.about(first).long_about(about);
    }
    if let Some(after) = chinese(&format!("{key}.after")) {
        command = command.after_help(after.clone()).after_long_help(after);
    }
    command = command.help_template(CHINESE_PAGE).subcommand_help_heading("命令");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command = command.disable_help_flag(true).arg(help).mut_args(|argument| translated_argument(argument, key));
    command.mut_subcommands(|subcommand| {
        let key = format!("help.{}", subcommand.get_name());
        translated(subcommand, &key)
    })
}

fn translated_argument(argument: Arg, key: &str) -> Arg {
    let heading = if argument.is_positional() { "参数" } else { "选项" };
    let argument = argument.help_heading(heading);
    let own = chinese(&format!("{key}.{}", argument.get_id()));
    match own.or_else(|| chinese(&format!("help.any.{}", argument.get_id()))) {
        Some(help) => argument.help(help.clone()).long_help(help),
        None => argument,
    }
}

#[cfg(test)]
mod tests;
