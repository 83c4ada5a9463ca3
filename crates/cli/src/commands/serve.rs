//! `ratchet serve`.

use super::{check, now};
use crate::arguments::Serve;
use crate::failure::Failure;
use crate::output::{self, line};
use ratchet_core::policy;
use ratchet_server::demonstration;
use ratchet_server::http::listen;
use ratchet_server::open_files::raise_open_files;
use ratchet_server::{Service, ServiceError, ServiceOptions, TargetRules};
use rust_i18n::t;
use std::io;
use tracing_subscriber::EnvFilter;

pub(crate) fn serve(asked: &Serve, json: bool) -> Result<(), Failure> {
    start_log(asked.log_json);
    raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServiceError::Io)?;
    runtime.block_on(run(asked, json))
}

async fn run(asked: &Serve, json: bool) -> Result<(), Failure> {
    // Taken before anything else: an address in use is found out before the journal is opened.
    let refused = |cause| ServiceError::Address { address: asked.listen, cause };
    let listener = listen(asked.listen).map_err(refused)?;
    let address = listener.local_addr().map_err(ServiceError::Io)?;
    let service = Service::open(&asked.dir, options(asked)?).await?;
    let api = service.api().clone();
    if asked.demo.is_some() && api.is_live {
        return Err(Failure::argument("--demo", "a live deployment takes no synthetic orders".to_owned()));
    }
    let time = now().milliseconds();
    let owner = api.office.first_owner(time).await.map_err(ServiceError::Office)?;
    let (key, guests) = match asked.demo {
        Some(_) => {
            let key = demonstration::till_key(&api.office, time).await.map_err(ServiceError::Office)?;
            let guests = demonstration::guests(&api.desk, &api.office, time).await.map_err(ServiceError::Office)?;
            (Some(key), guests)
        }
        None => (None, None),
    };
    let owner = owner.map(|invitation| invitation.token.as_str().to_owned());
    if json {
        output::json(&serde_json::json!({ "address": format!("http://{address}"), "owner_token": owner, "key": key }))?;
    } else {
        introduce(&address.to_string(), owner.as_deref(), key.as_deref(), api.is_live)?;
        if let Some(guests) = guests {
            line(t!("serve.guests", member = guests.member, merchant = guests.merchant))?;
        }
    }
    if let Some(per_minute) = asked.demo {
        demonstration::trickle(api.desk.clone(), per_minute);
    }
    service.serve(listener, stopped()).await?;
    if json { Ok(()) } else { line(t!("serve.stopped")) }
}

fn options(asked: &Serve) -> Result<ServiceOptions, Failure> {
    let facts = match &asked.facts.deployment {
        // Read here too, so that what is wrong in it is told like everywhere else.
        Some(path) => {
            check::read_deployment(path)?;
            Some(std::fs::read_to_string(path).map_err(Failure::file(path))?)
        }
        None => None,
    };
    let profile = asked.facts.profile.as_deref().and_then(policy::profile);
    let mut options = ServiceOptions { profile, facts, ..ServiceOptions::default() };
    if asked.private_webhooks {
        options.webhook_targets = TargetRules { allow_http: true, allow_private: true };
    }
    Ok(options)
}

/// What somebody who has just started it needs next.
fn introduce(address: &str, owner: Option<&str>, key: Option<&str>, is_live: bool) -> Result<(), Failure> {
    if !is_live {
        line(t!("output.sandbox"))?;
    }
    line(t!("serve.listening", address = address))?;
    line(t!("serve.pages", address = address))?;
    if let Some(token) = owner {
        line(t!("serve.owner", address = address, token = token))?;
    }
    match key {
        Some(key) => line(t!("serve.key", address = address, key = key)),
        None => Ok(()),
    }
}

fn start_log(as_json: bool) {
    let filter = EnvFilter::try_from_env("RATCHET_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Started once a process; a second start would only be refused.
    let _ = if as_json { log.json().try_init() } else { log.try_init() };
}

/// Ctrl-C, or the signal by which service managers stop a process.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
