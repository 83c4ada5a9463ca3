//! Reports: the trial balance at once; checks, exports and reconciliations in the background.

use super::files::download as fetched;
use crate::background::{Filed, JobState};
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, fen, read};
use crate::reports::{Report, ReportKind};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_books::Format;
use ratchet_books::reconcile::{DAYS_APART, StatementFormat};
use ratchet_core::identifier::check_identifier;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// What is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// The report's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "check-1")]
    pub report_no: String,
    /// What is to be found out.
    pub kind: NewReportKind,
    /// Of an export: what it is written as.
    pub format: Option<ExportFormat>,
}

/// What can be found out without a file.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewReportKind {
    /// Whether the journal is whole and every decision in it the right one.
    Verify,
    /// Whether the books say what the journal says.
    BooksCheck,
    /// The journal as accounting books.
    Export,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A journal for hledger.
    Hledger,
    /// A ledger for beancount.
    Beancount,
    /// CSV files.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// Parquet files.
    Parquet,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Hledger => Self::Hledger,
            ExportFormat::Beancount => Self::Beancount,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Xlsx => Self::Xlsx,
            ExportFormat::Parquet => Self::Parquet,
        }
    }
}

impl NewReport {
    fn kind(&self) -> Result<ReportKind, Problem> {
        match (self.kind, self.format) {
            (NewReportKind::Verify, None) => Ok(ReportKind::Verify),
            (NewReportKind::BooksCheck, None) => Ok(ReportKind::BooksCheck),
            (NewReportKind::Export, Some(format)) => Ok(ReportKind::Export(format.into())),
            _ => {
                let detail = "an export has a format, and nothing else has one";
                Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("format"))
            }
        }
    }
}

/// A report as far as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportBody {
    /// Its number.
    pub report_no: String,
    /// `verify`, `books_check`, `export` or `reconciliation`.
    pub kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// Who asked, by an identifier of the office.
    pub asked_by: String,
    /// When, UTC milliseconds.
    pub asked_at: i64,
    /// Records that were read.
    pub records_done: u64,
    /// Of how many; 0 while that is not known.
    pub records: u64,
    /// When it ended, UTC milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
    /// Whether all is as it should be, where that is the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good: Option<bool>,
    /// What was found: as `ratchet verify --json`, `ratchet books check --json` and `ratchet reconcile --json` tell it, with the
    /// first 1,000 differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub found: Option<Value>,
    /// Names of the files that were made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The code of why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The words of why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<Report> for ReportBody {
    fn from(report: Report) -> Self {
        let state = report.state.name().to_owned();
        let files = report.state.file_names();
        let (mut good, mut found, mut code, mut detail) = (None, None, None, None);
        match report.state {
            JobState::Done { is_good, found: what, .. } => (good, found) = (is_good, Some(what)),
            JobState::Failed { code: of, detail: words } => (code, detail) = (Some(of.to_owned()), Some(words)),
            JobState::Waiting | JobState::Running => {}
        }
        let (records_done, records) = report.progress;
        Self {
            report_no: report.number,
            kind: report.kind.name().to_owned(),
            state,
            asked_by: report.asked_by,
            asked_at: report.asked_at,
            records_done,
            records,
            ended_at: report.ended_at,
            good,
            found,
            files,
            code,
            detail,
        }
    }
}

/// Asks for a check or an export
///
/// It is made in the background, from the files alone: the writer does not wait for it. The number is the idempotency, for as
/// long as the service runs and the report is kept: the last 32 are.
#[utoipa::path(post, path = "/v1/reports", tag = "reports", request_body = NewReport,
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 202, body = ReportBody), Problems))]
pub async fn create(State(api): State<Api>, caller: Caller, Body(new): Body<NewReport>) -> Result<Response, Problem> {
    let kind = new.kind()?;
    file(&api, &caller, new.report_no, kind)
}

fn file(api: &Api, caller: &Caller, number: String, kind: ReportKind) -> Result<Response, Problem> {
    check_identifier(&number).map_err(|rejection| Problem::from(rejection).at("report_no"))?;
    let accepted = StatusCode::ACCEPTED;
    match api.reports.file(number, kind, caller.actor(), api.clock.now().milliseconds()) {
        Filed::Taken(report) => Ok((accepted, Json(ReportBody::from(report))).into_response()),
        Filed::Replayed(report) => {
            let first = ReportBody::from(report.as_asked());
            Ok((accepted, [("idempotency-replayed", "true")], Json(first)).into_response())
        }
        Filed::Conflict => Err(Problem::conflict("report_no")),
        Filed::Full => {
            Err(Problem { retry_after: Some(30), ..Problem::of(StatusCode::TOO_MANY_REQUESTS, "reports_waiting") })
        }
    }
}

/// What is compared, and how.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReconciliationQuery {
    /// The report's own number.
    #[param(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "bank-2026-11")]
    pub report_no: String,
    /// Days between the two dates of a movement that are no difference.
    #[param(minimum = 0, maximum = 366, default = 3)]
    pub days_apart: Option<u16>,
}

/// Days apart that somebody may allow.
const DAYS_APART_MAX: u16 = 366;

/// Compares a custodian's statement with the cash in the ledger
///
/// The body is the file: CSV, or ISO 20022 camt.053 as XML. The answer is a report, which lists every difference once it is done.
#[utoipa::path(post, path = "/v1/reconciliations", tag = "reports", params(ReconciliationQuery),
    request_body(content((String = "text/csv"), (String = "application/xml"))),
    security(("session" = ["reports:write"])),
    responses((status = 202, body = ReportBody), Problems))]
pub async fn reconcile(
    State(api): State<Api>,
    caller: Caller,
    Query(query): Query<ReconciliationQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let days_apart = query.days_apart.unwrap_or(DAYS_APART);
    if days_apart > DAYS_APART_MAX {
        let detail = format!("days_apart is 0 to {DAYS_APART_MAX}");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", detail).at("days_apart"));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    let kind = kind.unwrap_or_default();
    let format = if kind.starts_with(b"text/csv") {
        StatementFormat::Csv
    } else if kind.starts_with(b"application/xml") || kind.starts_with(b"text/xml") {
        StatementFormat::Camt053
    } else {
        let detail = "a statement is text/csv, or application/xml for camt.053";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
    };
    let statement = read(request, &()).await?;
    let statement = std::sync::Arc::from(&statement[..]);
    file(&api, &caller, query.report_no, ReportKind::Reconciliation { statement, format, days_apart })
}

/// Reports that are kept, newest first
#[utoipa::path(get, path = "/v1/reports", tag = "reports",
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = Vec<ReportBody>), Problems))]
pub async fn list(State(api): State<Api>) -> Json<Vec<ReportBody>> {
    Json(api.reports.all().into_iter().map(ReportBody::from).collect())
}

/// A report as far as it is
#[utoipa::path(get, path = "/v1/reports/{report_no}", tag = "reports", params(("report_no" = String, Path)),
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = ReportBody), Problems))]
pub async fn one(State(api): State<Api>, Id(report_no): Id) -> Result<Json<ReportBody>, Problem> {
    Ok(Json(found(&api, &report_no)?.into()))
}

fn found(api: &Api, report_no: &str) -> Result<Report, Problem> {
    api.reports.find(report_no).ok_or_else(|| Problem::of(StatusCode::NOT_FOUND, "report_unknown"))
}

/// A file that an export made
#[utoipa::path(get, path = "/v1/reports/{report_no}/files/{file}", tag = "reports",
    params(("report_no" = String, Path), ("file" = String, Path)),
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = String, content_type = "application/octet-stream"), Problems))]
pub async fn download(
    State(api): State<Api>,
    Path((report_no, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let unknown = || Problem::of(StatusCode::NOT_FOUND, "report_unknown").at("file");
    let path = found(&api, &report_no)?.file(&file).ok_or_else(unknown)?;
    fetched(&path, &file).await
}

/// The accounts of one kind together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountsBody {
    /// The kind.
    #[schema(example = "balance")]
    pub kind: String,
    /// How many there are.
    pub accounts: u64,
    /// What they hold.
    pub balance_fen: i64,
}

/// What all accounts hold, debits against credits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrialBalanceBody {
    /// Records that are in it.
    pub next_sequence: u64,
    /// By kind.
    pub kinds: Vec<AccountsBody>,
    /// What there is: cash.
    pub debit_fen: i64,
    /// What is owed, or backs points.
    pub credit_fen: i64,
    /// Whether both are the same.
    pub balanced: bool,
}

/// The trial balance
///
/// From the books as they are; a `verify` report works it out anew from the journal, for points too.
#[utoipa::path(get, path = "/v1/trial-balance", tag = "reports",
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = TrialBalanceBody), Problems))]
pub async fn trial_balance(State(api): State<Api>) -> Result<Json<TrialBalanceBody>, Problem> {
    let balance = api.books.trial_balance().await?;
    let balanced = balance.is_balanced();
    let kinds = balance.kinds.into_iter().map(|kind| AccountsBody {
        kind: kind.kind.to_owned(),
        accounts: kind.accounts,
        balance_fen: fen(kind.balance),
    });
    Ok(Json(TrialBalanceBody {
        next_sequence: balance.next_sequence,
        kinds: kinds.collect(),
        debit_fen: fen(balance.debit),
        credit_fen: fen(balance.credit),
        balanced,
    }))
}
