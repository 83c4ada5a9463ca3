//! `ratchet init`.

use super::{clearance, now, rules};
use crate::arguments::Init;
use crate::failure::Failure;
use crate::output::{self, line};
use ratchet_core::operations::{Mode, OpenProgramme};
use ratchet_deployment::{Creation, Layout};
use rust_i18n::t;

pub(crate) fn init(asked: &Init, json: bool) -> Result<(), Failure> {
    let open = |text: &String| -> Result<(String, OpenProgramme), Failure> {
        let (name, path) = rules::named(text);
        let rules = rules::read(path)?;
        let clearance = clearance::clear(&asked.facts, asked.live, path, &rules)?;
        Ok((name.to_owned(), OpenProgramme { rules, clearance }))
    };
    let programmes = asked.rules.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = programmes.iter().map(|(name, _)| name.clone()).collect();
    if let Some(twice) = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name)) {
        let message = format!("two programmes would be called `{}`: name them, --rules NAME=FILE", twice.1);
        return Err(Failure::argument("--rules", message));
    }
    let creation = Creation {
        mode: if asked.live { Mode::Live } else { Mode::Sandbox },
        zone: asked.zone.clone(),
        refundable_days: asked.refundable_days,
        programmes,
        actor: asked.person.name.clone(),
    };
    let head = ratchet_deployment::create(&asked.dir, &creation, now())?;
    let mode = if asked.live { "live" } else { "sandbox" };
    if json {
        let created = serde_json::json!({ "mode": mode, "programmes": names, "frame": head.frame });
        return output::json(&created);
    }
    let dir = asked.dir.display().to_string();
    line(t!(format!("init.{mode}"), dir = dir, programmes = names.join(", ")))?;
    line(t!("init.key", path = Layout::new(&asked.dir).head_key().display()))?;
    line(t!("init.next", dir = dir))
}
