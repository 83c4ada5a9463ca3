//! A deployment on a disk that fails, with every bit of its journal flipped, and as the first version wrote it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod flipped_bits;
mod golden;
mod import;
mod scripted_run;
#[allow(dead_code)] // shared with the other tests, which use all of it
#[path = "../deployment/stage/mod.rs"]
mod stage;

use ratchet_deployment::{Deployment, DeploymentError};
use ratchet_faults::{FaultyDisk, Survival};
use ratchet_journal::{JournalError, OpenOptions};
use stage::Stage;
use std::path::Path;

/// Opens the deployment in `root` with its journal on `disk`.
fn open_on(root: &Path, disk: &FaultyDisk, segment_limit: u64) -> Result<Deployment, DeploymentError> {
    let storage = Box::new(disk.clone());
    Deployment::open_on(root, OpenOptions::default(), storage, segment_limit).map(|(deployment, _)| deployment)
}

/// As [`open_on`], but where it stops at a damaged tail, accepts its loss as an operator would who knows that the
/// machine stopped. `stops` counts those.
fn open_after_crash(stage: &Stage, disk: &FaultyDisk, segment_limit: u64, stops: &mut usize) -> Deployment {
    match open_on(&stage.root(), disk, segment_limit) {
        Ok(deployment) => deployment,
        Err(DeploymentError::Journal(JournalError::TailDamaged { .. })) => {
            *stops += 1;
            let options = OpenOptions { accept_tail_loss: true };
            let opened = Deployment::open_on(&stage.root(), options, Box::new(disk.clone()), segment_limit);
            opened.unwrap().0
        }
        Err(error) => panic!("{error}"),
    }
}

/// What a crash leaves of a deployment, in a directory of its own. The files beside the journal are each replaced as
/// a whole and synced: they stay.
fn after_crash(stage: &Stage, disk: &FaultyDisk, survival: Survival) -> Stage {
    let left = stage.copy();
    let journal = left.layout().journal();
    std::fs::remove_dir_all(&journal).unwrap();
    disk.leave(survival, &stage.layout().journal(), &journal).unwrap();
    left
}
