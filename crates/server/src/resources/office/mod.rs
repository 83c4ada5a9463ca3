//! The office over HTTP: signing in, people, keys, contact data, webhooks, one file each.

mod actions;
mod contacts;
mod deliveries;
mod invitations;
mod keys;
mod names;
mod party_sign_in;
mod people;
mod registrations;
mod sessions;
mod webhooks;

use crate::http::{Api, Page, Problem, limit};
use axum::http::StatusCode;
use ratchet_office::OfficeError;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All operations of the office.
pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(sessions::sign_in, sessions::read, sessions::sign_out))
        .routes(routes!(party_sign_in::request_code))
        .routes(routes!(party_sign_in::sign_in))
        .routes(routes!(registrations::request_code))
        .routes(routes!(registrations::register))
        .routes(routes!(invitations::look))
        .routes(routes!(invitations::accept))
        .routes(routes!(people::list, people::invite))
        .routes(routes!(people::read, people::erase))
        .routes(routes!(people::set_roles))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(people::invite_again))
        .routes(routes!(people::end_sessions))
        .routes(routes!(people::export))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::read, keys::revoke))
        .routes(routes!(contacts::read_member, contacts::set_member, contacts::erase_member))
        .routes(routes!(contacts::export_member))
        .routes(routes!(contacts::check_member))
        .routes(routes!(contacts::read_merchant, contacts::set_merchant, contacts::erase_merchant))
        .routes(routes!(contacts::export_merchant))
        .routes(routes!(contacts::check_merchant))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::read, webhooks::change, webhooks::delete))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::disable))
        .routes(routes!(webhooks::enable))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::read))
        .routes(routes!(deliveries::replay))
        .routes(routes!(actions::list))
}

/// Which page of a list of the office.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl ListQuery {
    fn limit(&self) -> Result<u32, Problem> {
        limit(self.limit)
    }

    /// The cursor of lists that are newest first.
    fn before(&self) -> Result<Option<i64>, Problem> {
        let invalid =
            |_| Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "after is the next of a page").at("after");
        self.after.as_deref().map(str::parse).transpose().map_err(invalid)
    }

    /// A page of `items` that were asked for by this query; `cursor` says where the next one begins.
    fn page<T, I: Into<T>>(&self, items: Vec<I>, cursor: impl Fn(&I) -> String) -> Result<Page<T>, Problem> {
        let is_full = items.len() == self.limit()? as usize;
        let next = items.last().filter(|_| is_full).map(cursor);
        Ok(Page { items: items.into_iter().map(Into::into).collect(), next })
    }
}

/// The answer to an erasure: done, or done but for bytes that something else still reads and that go by themselves.
fn erased(done: Result<(), OfficeError>) -> Result<StatusCode, Problem> {
    match done {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(OfficeError::ErasureIncomplete) => Ok(StatusCode::ACCEPTED),
        Err(error) => Err(error.into()),
    }
}
