//! The `ratchet` command: thin commands over the deployment crate.

mod arguments;
mod commands;
mod failure;
mod language;
mod output;

use arguments::Arguments;
use clap::{CommandFactory, FromArgMatches};
use failure::Failure;
use std::process::ExitCode;

rust_i18n::i18n!("locales", fallback = "en");

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    language::choose();
    let matches = language::localised(Arguments::command()).get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let json = arguments.json;
    match commands::run(arguments) {
        Ok(code) => code,
        Err(failure) => report(&failure, json),
    }
}

/// Says what went wrong on standard error, and as JSON on standard output where JSON was asked for.
fn report(failure: &Failure, json: bool) -> ExitCode {
    if failure.is_closed_pipe() {
        return ExitCode::SUCCESS;
    }
    output::say(failure.to_text());
    if json {
        // Where standard output is what failed, the exit status still tells.
        let _ = output::line(failure.to_json());
    }
    failure.exit_code()
}
