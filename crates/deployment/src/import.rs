//! Takes a file of orders into a deployment, in groups that are durable together with how far the file was taken.
//!
//! Interrupted at any point and run again it loses nothing and doubles nothing: each group's last command notes the
//! line reached and the digest of everything before it, in the same frame as the group's orders.

use crate::deployment::Deployment;
use crate::error::DeploymentError;
use crate::rejects::{RejectedLine, Rejects};
use ratchet_core::handle::Member;
use ratchet_core::identifier::check_identifier;
use ratchet_core::operations::{AddMember, AddMerchant, AdvanceBatch, Book, Operation};
use ratchet_core::outcome::Outcome;
use ratchet_core::{BasisPoints, Command, Fen, Rejection, Time};
use ratchet_intake::{ContentMark, Mapping, Next, OrderFile, OrderRow};
use std::path::{Path, PathBuf};

/// Lines taken between two commits.
const GROUP_LINES: u64 = 1_000;

/// Longest name of a batch, in bytes: `BATCH:LINE` must fit into an order id.
const BATCH_BYTES_MAX: usize = 48;

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
#[derive(Clone, Debug, Default)]
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
    /// Whether it was stopped before the end of the file; run again, it goes on.
    pub interrupted: bool,
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
        let taken_before = self.skip_taken(deployment, &mut file)?;
        let mut rejects = Rejects::open(&self.rejects, taken_before)?;
        let mut report = ImportReport { taken_before, ..ImportReport::default() };
        let mut ended = false;
        while !ended {
            let time = deployment.time(now());
            let group_start = file.lines();
            while !ended && file.lines() - group_start < GROUP_LINES {
                ended = self.take_line(deployment, &mut file, time, &mut report, &mut rejects)?;
            }
            report.lines = file.lines();
            // First what was refused, then the frame that says these lines are done: a crash in between repeats them.
            rejects.sync()?;
            self.advance(deployment, file.content(), time)?;
            deployment.commit()?;
            let progress = Progress {
                bytes: file.bytes_read(),
                bytes_total: file.bytes_total(),
                booked: report.booked,
                rejected: report.rejected,
            };
            if !watch(progress) && !ended {
                report.interrupted = true;
                break;
            }
        }
        Ok(report)
    }

    fn check(&self, deployment: &Deployment) -> Result<(), DeploymentError> {
        if check_identifier(&self.batch).is_err() || self.batch.len() > BATCH_BYTES_MAX {
            return Err(DeploymentError::BatchInvalid { batch: self.batch.clone() });
        }
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
        match (known, &self.plan) {
            (None, None) => {
                Err(DeploymentError::PlanMissing { merchant: merchant.clone(), plans: programme.plan_names.join(", ") })
            }
            (Some(row), Some(plan)) if row.programme != handle || programme.plan(plan) != Some(row.plan) => {
                Err(DeploymentError::PlanMismatch {
                    merchant: merchant.clone(),
                    registered: programme.plan_names.get(row.plan.place()).cloned().unwrap_or_default(),
                    asked: plan.clone(),
                })
            }
            _ => Ok(()),
        }
    }

    fn open(&self) -> Result<OrderFile, DeploymentError> {
        let unknown = |_| DeploymentError::ZoneUnknown { zone: self.zone.clone() };
        let zone = jiff::tz::TimeZone::get(&self.zone).map_err(unknown)?;
        Ok(OrderFile::open(&self.file, &self.mapping, zone)?)
    }

    /// Passes over the lines that an earlier run took, and makes sure that they are still the same.
    fn skip_taken(&self, deployment: &Deployment, file: &mut OrderFile) -> Result<u64, DeploymentError> {
        let Some(batch) = deployment.state().batches.get(&self.batch) else { return Ok(0) };
        let changed = || DeploymentError::BatchChanged { batch: self.batch.clone(), lines: batch.lines };
        // The header alone is already consumed: a batch of one line has nothing to skip.
        let mark = if batch.lines == file.lines() { Some(file.content()) } else { file.skip_to(batch.lines)? };
        if mark.is_none_or(|mark| self.digest(mark) != batch.digest) {
            return Err(changed());
        }
        Ok(batch.lines)
    }

    /// Digest of the lines so far and of how they are read: the same file read by other columns is another batch.
    fn digest(&self, mark: ContentMark) -> [u8; 32] {
        let Mapping { time, member, amount, order, merchant, cost, referrer } = &self.mapping;
        let cost_bp = self.cost_bp.map(|rate| rate.get().to_string());
        let parts = [
            Some(&self.programme),
            Some(&self.zone),
            Some(time),
            Some(member),
            Some(amount),
            order.as_ref(),
            merchant.as_ref(),
            cost.as_ref(),
            referrer.as_ref(),
            self.merchant.as_ref(),
            cost_bp.as_ref(),
        ];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            // Length first, so that no two lists of parts share their bytes; an absent part is longer than any.
            hasher.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
            hasher.update(part.map_or("", String::as_str).as_bytes());
        }
        hasher.update(&mark.digest);
        *hasher.finalize().as_bytes()
    }

    fn advance(&self, deployment: &mut Deployment, mark: ContentMark, time: Time) -> Result<(), DeploymentError> {
        let taken = deployment.state().batches.get(&self.batch).map_or(0, |batch| batch.lines);
        if mark.lines <= taken {
            return Ok(());
        }
        let advance = AdvanceBatch { batch: self.batch.clone(), lines: mark.lines, digest: self.digest(mark) };
        deployment.execute(&self.command(time, advance))?;
        Ok(())
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
            Next::Reject(reject) => Some(Refused::Line(RejectedLine {
                line: reject.line,
                code: reject.code,
                column: reject.column.unwrap_or_default(),
                value: reject.value,
                detail: reject.detail,
            })),
        };
        match refused {
            None => Ok(false),
            Some(Refused::Final(error)) => Err(error),
            Some(Refused::Line(line)) => {
                rejects.add(&line);
                report.rejected += 1;
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
        let asking = Asking { import: self, deployment, row, time };
        asking.book(report)
    }

    fn command(&self, time: Time, operation: impl Into<Operation>) -> Command {
        Command::new(time, &self.actor, operation).in_programme(&self.programme)
    }

    /// The name of a batch of this file: the file's own name, the same gzipped or not.
    #[must_use]
    pub fn default_batch(file: &Path) -> String {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.strip_suffix(".gz").map_or(name.clone(), str::to_owned)
    }

    /// Where refused lines of `file` go: beside it.
    #[must_use]
    pub fn default_rejects(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(".rejects.csv");
        PathBuf::from(name)
    }
}

/// Why a row did not become an order.
enum Refused {
    /// This line only.
    Line(RejectedLine),
    /// The import cannot go on.
    Final(DeploymentError),
}

/// One row on its way to become an order.
struct Asking<'a, 'row> {
    import: &'a Import,
    deployment: &'a mut Deployment,
    row: &'a OrderRow<'row>,
    time: Time,
}

impl Asking<'_, '_> {
    fn book(mut self, report: &mut ImportReport) -> Result<(), Refused> {
        let merchant = self.row.merchant.or(self.import.merchant.as_deref()).unwrap_or_default().to_owned();
        self.see_member(report)?;
        self.see_merchant(&merchant, report)?;
        let amount = Fen::new(self.row.amount_fen);
        let book = Book {
            id: self.row.order.map_or_else(|| format!("{}:{}", self.import.batch, self.row.line), str::to_owned),
            member: self.row.member.to_owned(),
            merchant,
            amount,
            cost: self.cost(amount),
        };
        let outcome = self.execute(book)?;
        report.booked += 1;
        report.amount += amount;
        if let Outcome::Booked(booked) = outcome {
            report.pool += booked.pool;
            report.exits += booked.exits.len() as u64;
        }
        Ok(())
    }

    fn cost(&self, amount: Fen) -> Option<Fen> {
        let stated = self.row.cost_fen.map(Fen::new);
        stated.or_else(|| self.import.cost_bp.filter(|_| amount.is_positive()).map(|rate| amount.share(rate)))
    }

    /// Registers the buyer on first sight; later, what the file says of the referrer must be what is registered.
    fn see_member(&mut self, report: &mut ImportReport) -> Result<(), Refused> {
        let (member, referrer) = (self.row.member, self.row.referrer);
        if referrer == Some(member) {
            return Err(self.refuse("referrer_self", "referrer", member, "nobody refers themselves"));
        }
        let directory = &self.deployment.state().directory;
        let Some(known) = directory.member(member) else {
            let add = AddMember { id: member.to_owned(), referrer: referrer.map(str::to_owned) };
            self.execute(add)?;
            report.members += 1;
            return Ok(());
        };
        let Some(referrer) = referrer else { return Ok(()) };
        let registered = directory.member_row(known).and_then(|row| row.referrer);
        match directory.member(referrer) {
            None => Err(self.refuse_by(Rejection::ReferrerUnknown)),
            Some(stated) if registered == Some(stated) => Ok(()),
            Some(stated) if self.is_above(known, stated) => {
                let detail = "the member is above this referrer: links form a forest";
                Err(self.refuse("referrer_cycle", "referrer", referrer, detail))
            }
            Some(_) => {
                let with = registered.map_or("none", |registered| directory.member_names.name(registered.0));
                let detail = format!("the member is registered with referrer {with}, and the link is locked");
                Err(self.refuse("referrer_conflict", "referrer", referrer, &detail))
            }
        }
    }

    fn is_above(&self, member: Member, below: Member) -> bool {
        let directory = &self.deployment.state().directory;
        let up = |member: &Member| directory.member_row(*member).and_then(|row| row.referrer);
        std::iter::successors(Some(below), up).any(|found| found == member)
    }

    /// Registers the merchant on first sight.
    fn see_merchant(&mut self, merchant: &str, report: &mut ImportReport) -> Result<(), Refused> {
        if self.deployment.state().directory.merchant(merchant).is_some() {
            return Ok(());
        }
        let Some(plan) = &self.import.plan else {
            let detail = "this merchant is new: register it first, or give --plan";
            return Err(self.refuse("plan_missing", "merchant", merchant, detail));
        };
        self.execute(AddMerchant::new(merchant, plan))?;
        report.merchants += 1;
        Ok(())
    }

    fn execute(&mut self, operation: impl Into<Operation>) -> Result<Outcome, Refused> {
        let occurred = Time::from_milliseconds(self.row.occurred_at);
        let command = self.import.command(self.time, operation).occurred(occurred);
        self.deployment.execute(&command).map_err(|error| match error {
            DeploymentError::Rejected(rejection) => self.refuse_by(rejection),
            other => Refused::Final(other),
        })
    }

    fn refuse_by(&self, rejection: Rejection) -> Refused {
        let row = self.row;
        let value = match rejection.param() {
            "amount" => Fen::new(row.amount_fen).to_string(),
            "referrer" => row.referrer.unwrap_or_default().to_owned(),
            "merchant" => row.merchant.unwrap_or_default().to_owned(),
            "cost" => row.cost_fen.map(|cost| Fen::new(cost).to_string()).unwrap_or_default(),
            _ => row.order.unwrap_or(row.member).to_owned(),
        };
        self.refuse(rejection.code(), rejection.param(), &value, &rejection.to_string())
    }

    fn refuse(&self, code: &'static str, column: &str, value: &str, detail: &str) -> Refused {
        Refused::Line(RejectedLine {
            line: self.row.line,
            code,
            column: column.to_owned(),
            value: value.to_owned(),
            detail: detail.to_owned(),
        })
    }
}
