//! How far a file was taken: noted in the same commit as what its lines did, with a digest that a changed file does not
//! have.

use crate::deployment::Deployment;
use crate::error::DeploymentError;
use ratchet_core::identifier::check_identifier;
use ratchet_core::operations::AdvanceBatch;
use ratchet_core::{Command, Time};
use ratchet_intake::ContentMark;
use std::borrow::Cow;

/// Lines taken between two commits.
pub(crate) const GROUP_LINES: u64 = 1_000;

/// Longest name of a batch, in bytes: `BATCH:LINE` must fit into an order id.
const BATCH_BYTES_MAX: usize = 48;

/// A file on its way into a deployment.
pub(crate) struct Batch<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Who takes it.
    pub(crate) actor: &'a str,
    /// The programme.
    pub(crate) programme: &'a str,
    /// How its lines are read: the same file read by other columns is another batch.
    pub(crate) reading: Vec<Option<Cow<'a, str>>>,
}

impl Batch<'_> {
    /// Refuses a name that no batch can have.
    pub(crate) fn check(&self) -> Result<(), DeploymentError> {
        if is_name(self.name) { Ok(()) } else { Err(DeploymentError::BatchInvalid { batch: self.name.to_owned() }) }
    }

    /// Digest of the lines so far and of how they are read.
    pub(crate) fn digest(&self, mark: ContentMark) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for part in &self.reading {
            // Length first, so that no two lists of parts share their bytes; an absent part is longer than any.
            hasher.update(&part.as_ref().map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
            hasher.update(part.as_deref().unwrap_or_default().as_bytes());
        }
        hasher.update(&mark.digest);
        *hasher.finalize().as_bytes()
    }

    /// Lines that an earlier run took; `skip_to` passes over them and says what they are.
    pub(crate) fn taken(
        &self,
        deployment: &Deployment,
        skip_to: impl FnOnce(u64) -> Result<Option<ContentMark>, DeploymentError>,
    ) -> Result<u64, DeploymentError> {
        let Some(batch) = deployment.state().batches.get(self.name) else { return Ok(0) };
        if skip_to(batch.lines)?.is_none_or(|mark| self.digest(mark) != batch.digest) {
            return Err(DeploymentError::BatchChanged { batch: self.name.to_owned(), lines: batch.lines });
        }
        Ok(batch.lines)
    }

    /// Notes that the lines up to `mark` are done.
    pub(crate) fn advance(
        &self,
        deployment: &mut Deployment,
        mark: ContentMark,
        time: Time,
    ) -> Result<(), DeploymentError> {
        let taken = deployment.state().batches.get(self.name).map_or(0, |batch| batch.lines);
        if mark.lines <= taken {
            return Ok(());
        }
        let advance = AdvanceBatch { batch: self.name.to_owned(), lines: mark.lines, digest: self.digest(mark) };
        deployment.execute(&Command::new(time, self.actor, advance).in_programme(self.programme))?;
        Ok(())
    }
}

/// Whether a batch can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    check_identifier(name).is_ok() && name.len() <= BATCH_BYTES_MAX
}
