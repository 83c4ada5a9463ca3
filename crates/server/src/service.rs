//! Everything put together: from opening the deployment to a graceful stop.

use crate::factsheets::Factsheets;
use crate::feed::Prices;
use crate::figures::Figures;
use crate::http::{
    AccessTable, Api, ConnectionTerms, Door, Doorman, OfficeDoor, Parts, converse, dress, let_in, read_own_writes,
};
use crate::monitors::Monitors;
use crate::payouts::{PayoutDesk, PayoutOptions};
use crate::policy_desk::PolicyDesk;
use crate::runtime::{Bookkeeping, Clock, Runtime, SnapshotTerms, Snapshots, keep_ticking, start};
use crate::simulations::WhatIfDesk;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use ratchet_books::sql::BooksReader;
use ratchet_core::policy::Profile;
use ratchet_deployment::{Deployment, DeploymentError, Layout};
use ratchet_journal::{OpenOptions, SignedHead};
use ratchet_office::webhooks::TargetRules;
use ratchet_office::{LogSender, Mode, Office, OfficeError, PasswordCost, Sender, Settings};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

/// Bytes of a body: a batch of 10,000 orders fits.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How a service is started.
#[derive(Clone, Debug, Default)]
pub struct ServiceOptions {
    /// Who knows who asks; the office, where nobody is named.
    pub doorman: Option<Arc<dyn Doorman>>,
    /// The time of recording.
    pub clock: Clock,
    /// What new rules are checked by, unless the facts say it.
    pub profile: Option<&'static Profile>,
    /// The facts that the operator declares, as text of a deployment file.
    pub facts: Option<String>,
    /// How one-time codes are sent; into the log of a sandbox and not at all otherwise, where nothing is named.
    pub sender: Option<Arc<dyn Sender>>,
    /// Where webhooks may go; to the public internet over https, where nothing else is said.
    pub webhook_targets: TargetRules,
    /// Who pays withdrawals out, and how long that is waited for.
    pub payouts: PayoutOptions,
    /// What clients are given of connections and of time.
    pub connections: ConnectionTerms,
    /// When a snapshot is left while the service runs.
    pub snapshots: SnapshotTerms,
}

/// Why a service did not start, or ended.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The deployment.
    #[error(transparent)]
    Deployment(#[from] DeploymentError),
    /// The address.
    #[error("cannot listen on {address}: {cause}")]
    Address {
        /// Which.
        address: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The books.
    #[error(transparent)]
    Books(#[from] ratchet_books::BooksError),
    /// The declared facts.
    #[error("the declared facts: {0}")]
    Facts(#[from] ratchet_policy::PolicyError),
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A thread, or the network.
    #[error("the service cannot run: {0}")]
    Io(#[from] io::Error),
    /// A provider that moves real money for a sandbox, or one that moves none where money is real.
    #[error("the payout provider `{provider}` is not for this deployment: a sandbox has its own, and only a sandbox")]
    Provider {
        /// Its name.
        provider: String,
    },
    /// Operations that do not say who may use them.
    #[error("these operations do not say who may use them: {0:?}")]
    Silent(Vec<String>),
}

impl ServiceError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Deployment(error) => error.code(),
            Self::Books(error) => error.code(),
            Self::Office(error) => error.code(),
            Self::Facts(error) => error.code(),
            Self::Address { .. } => "address_unusable",
            Self::Provider { .. } => "payout_provider_refused",
            Self::Io(_) | Self::Silent(_) => "internal",
        }
    }
}

/// A deployment behind an HTTP API.
#[derive(Debug)]
pub struct Service {
    api: Api,
    runtime: Runtime,
    bookkeeping: Bookkeeping,
    snapshots: Snapshots,
    tasks: Vec<JoinHandle<()>>,
    router: Router,
    connections: ConnectionTerms,
}

impl Service {
    /// Opens the deployment in `root` and starts its writer. Needs a Tokio runtime.
    pub async fn open(root: &Path, options: ServiceOptions) -> Result<Self, ServiceError> {
        let (deployment, _) = Deployment::open(root, OpenOptions::default())?;
        Self::over(deployment, root, options).await
    }

    /// As [`Service::open`], over a deployment that is open already.
    pub async fn over(deployment: Deployment, root: &Path, options: ServiceOptions) -> Result<Self, ServiceError> {
        let is_live = deployment.state().is_live();
        let facts = options.facts.as_deref().map(ratchet_policy::parse).transpose()?;
        let policy = PolicyDesk::new(options.profile, facts, is_live);
        let payouts = PayoutDesk::open(options.payouts, is_live && policy.checks_anything())?;
        let snapshot_records = deployment.snapshot_records();
        let (desk, runtime) = start(deployment, options.clock.clone())?;
        let layout = Layout::new(root);
        let snapshots = Snapshots::start(&layout, desk.durable(), snapshot_records, options.snapshots)?;
        let bookkeeping = Bookkeeping::start(&layout, desk.durable())?;
        let books = BooksReader::open(&layout.books()).await?;
        let mode = if is_live { Mode::Live } else { Mode::Sandbox };
        let settings = Settings { mode, password_cost: PasswordCost::default() };
        let office = Office::open(layout.office(), settings).await?;
        let sender = options.sender.unwrap_or_else(|| Arc::new(logging(mode)));
        let doorman = options.doorman.unwrap_or_else(|| Arc::new(OfficeDoor::new(office.clone())));
        let stopping = CancellationToken::new();
        let reports = crate::reports::open(&layout, &options.clock)?;
        let simulations = crate::simulations::open(&options.clock)?;
        let prices = Prices::follow(desk.clone(), stopping.clone());
        let api = Api::from(Parts {
            desk,
            clock: options.clock,
            layout,
            is_live,
            prices,
            books,
            progress: bookkeeping.progress(),
            policy,
            factsheets: Factsheets::default(),
            office,
            sender,
            webhook_targets: options.webhook_targets,
            payouts,
            reports,
            simulations,
            what_if: WhatIfDesk::default(),
            monitors: Monitors::default(),
            figures: Figures::collect(),
            stopping,
        });
        let connections = options.connections;
        let router = router(&api, doorman, connections.request)?;
        let mut tasks = crate::webhooks::start(&api)?;
        tasks.push(tokio::spawn(keep_ticking(api.desk.clone(), api.clock.clone())));
        tasks.push(tokio::spawn(crate::payments::run(api.clone())));
        tasks.extend(crate::payouts::start(&api));
        tasks.push(tokio::spawn(crate::upkeep::run(api.office.clone())));
        Ok(Self { api, runtime, bookkeeping, snapshots, tasks, router, connections })
    }

    /// What handlers hold.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The routes, for tests that need no network.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Serves on `listener` until `stop`; then what was accepted is still done, durable and answered, the head is signed
    /// and a snapshot left.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Option<SignedHead>, ServiceError> {
        let stopping = self.api.stopping.clone();
        let stop = async move {
            stop.await;
            // Whoever listens to a stream would be waited for else.
            stopping.cancel();
        };
        converse(listener, self.router.clone(), self.connections, stop).await;
        self.finish().await
    }

    /// Stops the writer: what was accepted is durable, the head is signed and a snapshot left.
    pub async fn finish(self) -> Result<Option<SignedHead>, ServiceError> {
        let Self { api, runtime, bookkeeping, snapshots, tasks, router, .. } = self;
        drop(router);
        api.stopping.cancel();
        // A delivery that is cut off is due again at the next start.
        tasks.iter().for_each(JoinHandle::abort);
        let finished = tokio::task::spawn_blocking(move || {
            // Before the last snapshot is written: an older one would take it for a lost tail.
            snapshots.finish();
            let head = runtime.finish();
            bookkeeping.finish();
            head
        });
        let finished = finished.await;
        api.books.close().await;
        api.office.close().await?;
        Ok(finished.map_err(io::Error::other)??)
    }
}

/// The sender of a service that was given none.
fn logging(mode: Mode) -> LogSender {
    LogSender::new(mode, |line| tracing::info!(target: "ratchet::codes", "{line}"))
}

/// The document of the API.
#[must_use]
pub fn document() -> OpenApi {
    crate::resources::router().split_for_parts().1
}

fn router(api: &Api, doorman: Arc<dyn Doorman>, patience: Duration) -> Result<Router, ServiceError> {
    let (routes, document) = crate::resources::router().split_for_parts();
    let table = AccessTable::read(&document).map_err(ServiceError::Silent)?;
    let door = Door { table: Arc::new(table), doorman };
    let documentation = SwaggerUi::new("/docs").url("/openapi.json", document);
    Ok(routes
        .layer(middleware::from_fn_with_state(api.clone(), read_own_writes))
        .layer(middleware::from_fn_with_state(door, let_in))
        .with_state(api.clone())
        .merge(documentation)
        .merge(ratchet_pages::router())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience))
        .layer(middleware::from_fn(dress)))
}
