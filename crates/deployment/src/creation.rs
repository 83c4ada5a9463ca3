//! Creates a deployment: its keys, its journal, and the first commands in it.

use crate::deployment::{Deployment, check_actor};
use crate::error::DeploymentError;
use crate::layout::Layout;
use ratchet_core::operations::{DeploymentTerms, Mode, OpenProgramme};
use ratchet_core::{Command, Time};
use ratchet_journal::{Head, HeadKey, JournalError, SegmentJournal};
use std::fs;
use std::path::Path;

/// Where a deployment is built before it is moved to its place, inside its own directory.
const ASIDE: &str = "new";

/// What a new deployment is to be.
#[derive(Clone, Debug)]
pub struct Creation {
    /// Whether its money is real.
    pub mode: Mode,
    /// The time zone of its days, an IANA name.
    pub zone: String,
    /// For how many days an order can be refunded or corrected.
    pub refundable_days: u32,
    /// Programmes by name with their first rules, checked where money is real.
    pub programmes: Vec<(String, OpenProgramme)>,
    /// Who creates it.
    pub actor: String,
}

/// Creates a deployment in `root`, which must be empty or missing. It is built aside and moved: the journal last,
/// which makes it a deployment.
pub fn create(root: &Path, creation: &Creation, now: Time) -> Result<Head, DeploymentError> {
    check_zone(&creation.zone)?;
    check_actor(&creation.actor)?;
    if fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) || root.is_file() {
        return Err(DeploymentError::DirectoryUsed { path: root.to_path_buf() });
    }
    let is_new = !root.exists();
    let aside = Layout::new(root.join(ASIDE));
    let created = build(&aside, creation, now).and_then(|head| {
        settle(&aside, &Layout::new(root))?;
        Ok(head)
    });
    if created.is_err() {
        // Nothing was acknowledged: what is left is of no use, and failing to remove it does no harm.
        let _ = fs::remove_dir_all(aside.root());
        let _ = if is_new { fs::remove_dir(root) } else { Ok(()) };
    }
    created
}

/// Moves what was built aside to its place.
fn settle(aside: &Layout, place: &Layout) -> Result<(), DeploymentError> {
    let moves =
        [(aside.head_key(), place.head_key()), (aside.head(), place.head()), (aside.journal(), place.journal())];
    for (from, to) in moves {
        fs::rename(&from, &to).map_err(DeploymentError::file(&to))?;
    }
    fs::remove_dir(aside.root()).map_err(DeploymentError::file(aside.root()))?;
    let root = place.root();
    fs::File::open(root).and_then(|folder| folder.sync_all()).map_err(DeploymentError::file(root))?;
    let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(parent).and_then(|folder| folder.sync_all()).map_err(DeploymentError::file(parent))
}

/// Builds a deployment under `layout`.
fn build(layout: &Layout, creation: &Creation, now: Time) -> Result<Head, DeploymentError> {
    fs::create_dir_all(layout.root()).map_err(DeploymentError::file(layout.root()))?;
    let head_key = HeadKey::generate()?;
    head_key.save(layout.head_key())?;
    let terms = DeploymentTerms {
        mode: creation.mode,
        zone: creation.zone.clone(),
        refundable_days: creation.refundable_days,
        hash_key: random()?,
        deployment_id: random()?,
        head_key: head_key.public_key(),
    };
    let journal = SegmentJournal::create(layout.journal())?;
    let mut deployment = Deployment::begin(layout, journal, head_key);
    deployment.execute(&Command::new(now, &creation.actor, terms))?;
    for (name, open) in &creation.programmes {
        deployment.execute(&Command::new(now, &creation.actor, open.clone()).in_programme(name))?;
    }
    let signed = deployment.close()?;
    let signed = signed.ok_or(JournalError::Missing { dir: layout.journal() })?;
    Ok(signed.head)
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], DeploymentError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| JournalError::RandomnessMissing { cause: error.to_string() })?;
    Ok(bytes)
}

fn check_zone(zone: &str) -> Result<(), DeploymentError> {
    match jiff::tz::TimeZone::get(zone) {
        Ok(_) => Ok(()),
        Err(_) => Err(DeploymentError::ZoneUnknown { zone: zone.to_owned() }),
    }
}
