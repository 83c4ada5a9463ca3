//! Takes a file of orders into a deployment, in groups that are durable together with how far the file was taken.
//!
//! Interrupted at any point and run again it loses nothing and doubles nothing: each group's last command notes the
//! line reached and the digest of everything before it, in the same frame as the group's orders.

mod row;

use crate::batch::{Batch, GROUP_LINES, is_name};
use crate::deployment::{Deployment, check_actor};
use crate::error::DeploymentError;
use crate::rejects::{RejectedLine, Rejects};
use ratchet_core::operations::Operation;
use ratchet_core::{BasisPoints, Command, Fen, Rejection, Time};
use ratchet_intake::{IntakeError, Mapping, Next, OrderFile, OrderRow};
use row::{Asking, Refused};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to import, and how to read it.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file, CSV or gzipped CSV.
    pub file: PathBuf,
    /// Which columns hold what.
    pub mapping: Mapping,
    /// The time zone of times without one.
    pub zone: String,
    /// The programme.
    pub programme: String,
    /// Who sold, for the whole file.
    pub merchant: Option<String>,
    /// The plan of merchants seen for the first time.
    pub plan: Option<String>,
    /// What goods cost, as a share of the amount, where no column says it; floored, so that rounding favours the reserve.
    pub cost_bp: Option<BasisPoints>,
    /// The name of the batch.
    pub batch: String,
    /// Where refused lines go.
    pub rejects: PathBuf,
    /// Who imports.
    pub actor: String,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Bytes of the file read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Orders booked.
    pub booked: u64,
    /// Lines refused.
    pub rejected: u64,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Lines that an earlier run had taken.
    pub taken_before: u64,
    /// Lines of the file taken in all, with the header and blank ones.
    pub lines: u64,
    /// Orders booked by this run.
    pub booked: u64,
    /// Lines refused by this run.
    pub rejected: u64,
    /// The first of them.
    pub first_rejected: Vec<RejectedLine>,
    /// Members registered by this run.
    pub members: u64,
    /// Merchants registered by this run.
    pub merchants: u64,
    /// What was paid for the orders.
    pub amount: Fen,
    /// What entered the reserve.
    pub pool: Fen,
    /// Positions that the system sold.
    pub exits: u64,
    /// How many lines were refused for each reason.
    pub rejected_by_code: BTreeMap<&'static str, u64>,
    /// Whether it was stopped before the end of the file; run again, it goes on.
    pub interrupted: bool,
    /// Why the file could not be read further; what was taken before is kept.
    pub broken_off: Option<IntakeError>,
}

/// Refused lines kept in the report.
const FIRST_REJECTED_MAX: usize = 5;

impl Import {
    /// Takes the file from where an earlier run left it. `watch` is called after each group, and stops the import
    /// with `false`: what was taken is durable, and the next run goes on from there.
    pub fn run(
        &self,
        deployment: &mut Deployment,
        now: impl Fn() -> Time,
        mut watch: impl FnMut(Progress) -> bool,
    ) -> Result<ImportReport, DeploymentError> {
        self.check(deployment)?;
        let mut file = self.open()?;
        let batch = self.batch();
        // The header alone is already consumed: a batch of one line has nothing to skip.
        let taken_before = batch.taken(deployment, |lines| {
            Ok(if lines == file.lines() { Some(file.content()) } else { file.skip_to(lines)? })
        })?;
        let mut rejects = Rejects::open(&self.rejects, taken_before)?;
        let mut report = ImportReport { taken_before, ..ImportReport::default() };
        loop {
            let time = deployment.time(now());
            let group = self.take_group(deployment, &mut file, time, &mut report, &mut rejects);
            let group = match group {
                Err(error) if !matches!(error, DeploymentError::Intake(_)) => return Err(error),
                group => group,
            };
            // Also where the file breaks off: the lines before are whole, and what they did is kept.
            report.lines = file.lines();
            // First what was refused, then the frame that says these lines are done: a crash in between repeats them.
            rejects.sync()?;
            batch.advance(deployment, file.content(), time)?;
            deployment.commit()?;
            let ended = match group {
                Err(DeploymentError::Intake(error)) => {
                    report.broken_off = Some(error);
                    return Ok(report);
                }
                group => group?,
            };
            let progress = Progress {
                bytes: file.bytes_read(),
                bytes_total: file.bytes_total(),
                booked: report.booked,
                rejected: report.rejected,
            };
            report.interrupted = !watch(progress) && !ended;
            if ended || report.interrupted {
                return Ok(report);
            }
        }
    }

    /// Takes the next lines of the file; whether the file ended.
    fn take_group(
        &self,
        deployment: &mut Deployment,
        file: &mut OrderFile,
        time: Time,
        report: &mut ImportReport,
        rejects: &mut Rejects,
    ) -> Result<bool, DeploymentError> {
        let start = file.lines();
        let mut ended = false;
        while !ended && file.lines() - start < GROUP_LINES {
            ended = self.take_line(deployment, file, time, report, rejects)?;
        }
        Ok(ended)
    }

    fn check(&self, deployment: &Deployment) -> Result<(), DeploymentError> {
        check_actor(&self.actor)?;
        self.batch().check()?;
        if self.merchant.is_some() == self.mapping.merchant.is_some() {
            return Err(DeploymentError::MerchantMissing);
        }
        let state = deployment.state();
        let handle = state.programme_named(&self.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let Some(programme) = state.programme(handle) else { return Err(Rejection::ProgrammeUnknown.into()) };
        if let Some(plan) = &self.plan
            && programme.plan(plan).is_none()
        {
            return Err(Rejection::PlanUnknown.into());
        }
        let Some(merchant) = &self.merchant else { return Ok(()) };
        let known = state.directory.merchant(merchant).and_then(|merchant| state.directory.merchant_row(merchant));
        let Some(row) = known else {
            let plans = programme.plan_names.join(", ");
            let missing = || DeploymentError::PlanMissing { merchant: merchant.clone(), plans };
            return self.plan.as_ref().map(|_| ()).ok_or_else(missing);
        };
        let same_plan = self.plan.as_ref().is_none_or(|plan| programme.plan(plan) == Some(row.plan));
        if row.programme == handle && same_plan {
            return Ok(());
        }
        let theirs = state.programme(row.programme);
        let registered = theirs.and_then(|theirs| theirs.plan_names.get(row.plan.place()));
        Err(DeploymentError::PlanMismatch {
            merchant: merchant.clone(),
            registered: place_of_sale(registered, theirs.map(|theirs| &theirs.name)),
            asked: place_of_sale(self.plan.as_ref(), Some(&self.programme)),
        })
    }

    fn open(&self) -> Result<OrderFile, DeploymentError> {
        let unknown = |_| DeploymentError::ZoneUnknown { zone: self.zone.clone() };
        let zone = jiff::tz::TimeZone::get(&self.zone).map_err(unknown)?;
        Ok(OrderFile::open(&self.file, &self.mapping, zone)?)
    }

    /// The batch that its lines are, and how they are read.
    fn batch(&self) -> Batch<'_> {
        let Mapping { time, member, amount, order, merchant, cost, referrer } = &self.mapping;
        let always = [&self.programme, &self.zone, time, member, amount].map(|part| Some(Cow::from(part.as_str())));
        let sometimes = [order, merchant, cost, referrer, &self.merchant].map(|part| part.as_deref().map(Cow::from));
        let cost_bp = self.cost_bp.map(|rate| Cow::from(rate.get().to_string()));
        let reading = always.into_iter().chain(sometimes).chain([cost_bp]).collect();
        Batch { name: &self.batch, actor: &self.actor, programme: &self.programme, reading }
    }

    /// Takes the next record of the file; whether it was the end.
    fn take_line(
        &self,
        deployment: &mut Deployment,
        file: &mut OrderFile,
        time: Time,
        report: &mut ImportReport,
        rejects: &mut Rejects,
    ) -> Result<bool, DeploymentError> {
        let refused = match file.next()? {
            Next::End => return Ok(true),
            Next::Row(row) => self.take_row(deployment, &row, time, report).err(),
            Next::Reject(reject) => {
                let column = reject.column.unwrap_or_default();
                let line = RejectedLine::new(reject.line, reject.code, &column, &reject.value, &reject.detail);
                Some(Refused::Line(line))
            }
        };
        match refused {
            None => Ok(false),
            Some(Refused::Final(error)) => Err(error),
            Some(Refused::Line(line)) => {
                rejects.add(&line);
                report.rejected += 1;
                *report.rejected_by_code.entry(line.code).or_default() += 1;
                if report.first_rejected.len() < FIRST_REJECTED_MAX {
                    report.first_rejected.push(line);
                }
                Ok(false)
            }
        }
    }

    fn take_row(
        &self,
        deployment: &mut Deployment,
        row: &OrderRow<'_>,
        time: Time,
        report: &mut ImportReport,
    ) -> Result<(), Refused> {
        Asking { import: self, deployment, row, time }.book(report)
    }

    fn command(&self, time: Time, operation: impl Into<Operation>) -> Command {
        Command::new(time, &self.actor, operation).in_programme(&self.programme)
    }

    /// The name of a batch of this file: the file's own name, the same gzipped or not; where that has characters that
    /// no order id may have, a digest of it.
    #[must_use]
    pub fn default_batch(file: &Path) -> String {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        if is_name(name) {
            return name.to_owned();
        }
        format!("file-{}", &blake3::hash(name.as_bytes()).to_hex()[..16])
    }

    /// Where refused lines of `file` go: beside it.
    #[must_use]
    pub fn default_rejects(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(".rejects.csv");
        PathBuf::from(name)
    }
}

/// A plan and its programme, as people read it.
fn place_of_sale(plan: Option<&String>, programme: Option<&String>) -> String {
    let plan = plan.map_or_else(|| "any plan".to_owned(), |plan| format!("plan `{plan}`"));
    format!("{plan} of programme `{}`", programme.map_or("", String::as_str))
}
