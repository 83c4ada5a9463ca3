//! Takes a file of claims into a deployment, in groups that are durable together with how far the file was taken.
//!
//! Interrupted and run again it goes on where it was, as an import of orders does.

use crate::batch::{Batch, GROUP_LINES};
use crate::deployment::{Deployment, check_actor};
use crate::error::DeploymentError;
use crate::rejects::{RejectedLine, Rejects};
use ratchet_core::debts::digest_of;
use ratchet_core::operations::{AddMember, ImportClaim, Operation};
use ratchet_core::{Command, Fen, Rejection, Time};
use ratchet_intake::{ClaimFile, ClaimMapping, ClaimRow, IntakeError, NextClaim};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to import, and how to read it.
#[derive(Clone, Debug)]
pub struct ClaimsImport {
    /// The file, CSV or gzipped CSV.
    pub file: PathBuf,
    /// Which columns hold what.
    pub mapping: ClaimMapping,
    /// The programme that settles the claims.
    pub programme: String,
    /// The name of the batch.
    pub batch: String,
    /// Where refused lines go.
    pub rejects: PathBuf,
    /// Who imports.
    pub actor: String,
}

/// What an import of claims did.
#[derive(Debug, Default)]
pub struct ClaimsReport {
    /// Lines that an earlier run had taken.
    pub taken_before: u64,
    /// Lines of the file taken in all, with the header and blank ones.
    pub lines: u64,
    /// Claims taken into the books by this run.
    pub claims: u64,
    /// What they come to.
    pub amount: Fen,
    /// Members registered by this run.
    pub members: u64,
    /// Lines refused by this run.
    pub rejected: u64,
    /// How many lines were refused for each reason.
    pub rejected_by_code: BTreeMap<&'static str, u64>,
    /// The first of them.
    pub first_rejected: Vec<RejectedLine>,
    /// Whether it was stopped before the end of the file; run again, it goes on.
    pub interrupted: bool,
    /// Why the file could not be read further; what was taken before is kept.
    pub broken_off: Option<IntakeError>,
}

/// Refused lines kept in the report.
const FIRST_REJECTED_MAX: usize = 5;

impl ClaimsImport {
    /// Takes the file from where an earlier run left it. `go_on` is asked after each group, and stops the import with
    /// `false`: what was taken is durable, and the next run goes on from there.
    ///
    /// # Errors
    /// A batch that changed, a file that cannot be opened, a disk that fails. A file that breaks off is in the report.
    pub fn run(
        &self,
        deployment: &mut Deployment,
        now: impl Fn() -> Time,
        mut go_on: impl FnMut(&ClaimsReport) -> bool,
    ) -> Result<ClaimsReport, DeploymentError> {
        check_actor(&self.actor)?;
        let batch = self.batch();
        batch.check()?;
        if deployment.state().programme_named(&self.programme).is_none() {
            return Err(Rejection::ProgrammeUnknown.into());
        }
        let mut file = ClaimFile::open(&self.file, &self.mapping)?;
        let taken_before = batch.taken(deployment, |lines| {
            Ok(if lines == file.lines() { Some(file.content()) } else { file.skip_to(lines)? })
        })?;
        let mut rejects = Rejects::open(&self.rejects, taken_before)?;
        let mut report = ClaimsReport { taken_before, ..ClaimsReport::default() };
        loop {
            let time = deployment.time(now());
            let group = self.take_group(deployment, &mut file, time, &mut report, &mut rejects);
            report.lines = file.lines();
            // First what was refused, then the frame that says these lines are done: a crash in between repeats them.
            rejects.sync()?;
            let ended = match group {
                Err(DeploymentError::Intake(error)) => {
                    report.broken_off = Some(error);
                    true
                }
                group => group?,
            };
            batch.advance(deployment, file.content(), time)?;
            deployment.commit()?;
            report.interrupted = !ended && !go_on(&report);
            if ended || report.interrupted {
                return Ok(report);
            }
        }
    }

    fn batch(&self) -> Batch<'_> {
        let ClaimMapping { member, amount, evidence } = &self.mapping;
        // The first part tells it from any file of orders.
        let reading = ["claims", &self.programme, member, amount, evidence].map(|part| Some(part.into())).to_vec();
        Batch { name: &self.batch, actor: &self.actor, programme: &self.programme, reading }
    }

    /// Takes the next lines of the file; whether the file ended.
    fn take_group(
        &self,
        deployment: &mut Deployment,
        file: &mut ClaimFile,
        time: Time,
        report: &mut ClaimsReport,
        rejects: &mut Rejects,
    ) -> Result<bool, DeploymentError> {
        let start = file.lines();
        while file.lines() - start < GROUP_LINES {
            let refused = match file.next()? {
                NextClaim::End => return Ok(true),
                NextClaim::Row(row) => self.take_row(deployment, &row, time, report)?,
                NextClaim::Reject(reject) => {
                    let column = reject.column.unwrap_or_default();
                    Some(RejectedLine::new(reject.line, reject.code, &column, &reject.value, &reject.detail))
                }
            };
            if let Some(line) = refused {
                rejects.add(&line);
                report.refuse(line);
            }
        }
        Ok(false)
    }

    /// Takes one claim, and registers its member on first sight; the line where it is refused.
    fn take_row(
        &self,
        deployment: &mut Deployment,
        row: &ClaimRow<'_>,
        time: Time,
        report: &mut ClaimsReport,
    ) -> Result<Option<RejectedLine>, DeploymentError> {
        let refuse = |rejection: Rejection| {
            let value = match rejection.param() {
                "amount" => Fen::new(row.amount_fen).to_string(),
                "evidence" => row.evidence.to_owned(),
                _ => row.member.to_owned(),
            };
            RejectedLine::new(row.line, rejection.code(), rejection.param(), &value, &rejection.to_string())
        };
        let mut ask = |operation: Operation| {
            let command = Command::new(time, &self.actor, operation).in_programme(&self.programme);
            match deployment.execute(&command) {
                Ok(_) => Ok(None),
                Err(DeploymentError::Rejected(rejection)) => Ok(Some(refuse(rejection))),
                Err(other) => Err(other),
            }
        };
        let add = AddMember { id: row.member.to_owned(), referrer: None };
        match ask(add.into())? {
            None => report.members += 1,
            Some(line) if line.code == Rejection::MemberExists.code() => {}
            Some(line) => return Ok(Some(line)),
        }
        let (member, amount) = (row.member.to_owned(), Fen::new(row.amount_fen));
        // What is no digest was refused when the row was read.
        let evidence = digest_of(row.evidence).unwrap_or_default();
        let refused = ask(ImportClaim { member, amount, evidence }.into())?;
        if refused.is_none() {
            report.claims += 1;
            report.amount += amount;
        }
        Ok(refused)
    }
}

impl ClaimsReport {
    fn refuse(&mut self, line: RejectedLine) {
        self.rejected += 1;
        *self.rejected_by_code.entry(line.code).or_default() += 1;
        if self.first_rejected.len() < FIRST_REJECTED_MAX {
            self.first_rejected.push(line);
        }
    }
}
