//! `ratchet conform`.

use crate::arguments::Conform;
use crate::failure::{EXIT_REFUSED, Failure};
use crate::output::{self, line};
use ratchet_conformance::Difference;
use rust_i18n::t;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn conform(asked: &Conform, json: bool) -> Result<ExitCode, Failure> {
    let mut results = Vec::new();
    let mut differs = false;
    for path in &asked.files {
        let result = run(path)?;
        if !json {
            match &result {
                Ok(steps) => line(t!("conform.passes", path = path.display(), steps = steps))?,
                Err(difference) => line(t!("conform.differs", path = path.display(), difference = difference))?,
            }
        }
        results.push(serde_json::json!({
            "file": path.display().to_string(),
            "steps": result.as_ref().ok(),
            "difference": result.as_ref().err().map(ToString::to_string),
        }));
        differs |= result.is_err();
    }
    if json {
        output::json(&results)?;
    }
    Ok(if differs { ExitCode::from(EXIT_REFUSED) } else { ExitCode::SUCCESS })
}

/// Runs one file; an unreadable one is a failure of the command, a difference is a result.
fn run(path: &Path) -> Result<Result<usize, Difference>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    Ok(ratchet_conformance::run(&text))
}
