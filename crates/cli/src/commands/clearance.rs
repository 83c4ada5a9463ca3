//! What rules need before a deployment takes them: in a live one that no policy finding blocks.

use super::check::{profile, read_deployment, today};
use crate::arguments::DeclaredFacts;
use crate::failure::Failure;
use crate::output::say;
use ratchet_core::Rules;
use ratchet_core::policy::{Clearance, Severity};
use rust_i18n::t;
use std::path::Path;

/// The clearance of `rules`, read from `path`, in a live deployment; a sandbox needs none. Warnings are counted on the
/// standard error where there are facts to warn by.
pub(crate) fn clear(
    asked: &DeclaredFacts,
    is_live: bool,
    path: &Path,
    rules: &Rules,
) -> Result<Option<Clearance>, Failure> {
    let Some(facts) = &asked.deployment else {
        let message = "a live deployment takes rules only with its declared facts: --deployment FILE, as in \
                       examples/deployment.toml"
            .to_owned();
        return if is_live { Err(Failure::argument("--deployment", message)) } else { Ok(None) };
    };
    let file = read_deployment(facts)?;
    let profile = profile(asked, Some(&file));
    if !is_live {
        let report = ratchet_policy::check(profile, rules, Some(&file), &today());
        let (blocks, warnings) = (report.blocking().count(), report.of(Severity::Warn).count());
        say(t!("clearance.sandbox", profile = profile.name, blocks = blocks, warnings = warnings));
        return Ok(None);
    }
    let refused = |refusal| Failure::Uncleared { rules: path.to_path_buf(), facts: facts.clone(), refusal };
    let (clearance, report) = ratchet_policy::clear(profile, rules, &file, &today()).map_err(refused)?;
    let (warnings, opinions) = (report.of(Severity::Warn).count(), clearance.opinions.len());
    say(t!("clearance.live", profile = profile.name, warnings = warnings, opinions = opinions));
    Ok(Some(clearance))
}
