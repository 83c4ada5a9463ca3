//! Names, phone numbers and notes of members and merchants: beside the journal, and erasable.

use super::erased;
use super::names::Kind;
use crate::http::{Api, Body, Caller, Id, Problem, Problems};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_core::Rejection;
use ratchet_office::{Contact, ContactChange, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Contact data, all of it at once: what is left out is gone.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// What they are called.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// Where one-time codes go.
    #[schema(max_length = 20, example = "138 0000 0000")]
    pub phone: Option<String>,
    /// Whatever colleagues should know.
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
}

/// Contact data; nothing is there until it is set.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ContactBody {
    /// What they are called.
    pub name: Option<String>,
    /// Where one-time codes go: digits, perhaps behind a plus sign.
    pub phone: Option<String>,
    /// Whatever colleagues should know. Members and merchants do not see it.
    pub note: Option<String>,
    /// When this was set, UTC milliseconds.
    pub updated_at: Option<i64>,
    /// When a person of the office saw who this is, UTC milliseconds; none while nobody has.
    pub identity_verified_at: Option<i64>,
}

/// Whether somebody saw who this is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityCheck {
    /// Whether the identity counts as verified from now on.
    pub verified: bool,
}

impl From<Contact> for ContactBody {
    fn from(contact: Contact) -> Self {
        let Contact { name, phone, note, updated_at, identity_verified_at, .. } = contact;
        Self { name, phone, note, updated_at: Some(updated_at), identity_verified_at }
    }
}

/// Refuses a number that the journal does not know.
async fn subject(api: &Api, kind: Kind, number: String) -> Result<Subject, Problem> {
    let asked = number.clone();
    let known = api.desk.look(move |engine| {
        let directory = &engine.state().directory;
        match kind {
            Kind::Member => directory.member(&asked).map(drop).ok_or(Rejection::MemberUnknown),
            Kind::Merchant => directory.merchant(&asked).map(drop).ok_or(Rejection::MerchantUnknown),
        }
    });
    known.await?.map_err(Problem::unknown)?;
    Ok(Subject::Party(kind.party(number)))
}

async fn read(api: &Api, caller: &Caller, kind: Kind, number: String) -> Result<Json<ContactBody>, Problem> {
    let subject = subject(api, kind, number).await?;
    let body = api.office.contact(&subject).await?.map(ContactBody::from).unwrap_or_default();
    let is_own = matches!(caller, Caller::Member(_) | Caller::Merchant(_));
    Ok(Json(if is_own { ContactBody { note: None, ..body } } else { body }))
}

async fn set(
    api: &Api,
    caller: &Caller,
    kind: Kind,
    number: String,
    new: NewContact,
) -> Result<Json<ContactBody>, Problem> {
    let subject = subject(api, kind, number).await?;
    let NewContact { name, phone, note } = new;
    api.office.set_contact(&caller.actor(), &subject, &ContactChange { name, phone, note }, machine()).await?;
    Ok(Json(api.office.contact(&subject).await?.map(ContactBody::from).unwrap_or_default()))
}

async fn check(
    api: &Api,
    caller: &Caller,
    kind: Kind,
    number: String,
    identity: IdentityCheck,
) -> Result<Json<ContactBody>, Problem> {
    let subject = subject(api, kind, number).await?;
    api.office.set_identity(&caller.actor(), &subject, identity.verified, machine()).await?;
    Ok(Json(api.office.contact(&subject).await?.map(ContactBody::from).unwrap_or_default()))
}

async fn export(api: &Api, caller: &Caller, kind: Kind, number: String) -> Result<Json<serde_json::Value>, Problem> {
    let subject = subject(api, kind, number).await?;
    Ok(Json(api.office.export(&caller.actor(), &subject, machine()).await?))
}

async fn erase(api: &Api, caller: &Caller, kind: Kind, number: String) -> Result<StatusCode, Problem> {
    let subject = subject(api, kind, number).await?;
    erased(api.office.erase(&caller.actor(), &subject, machine()).await)
}

/// Contact data of a member
#[utoipa::path(get, path = "/v1/members/{member_no}/contact", tag = "office", params(("member_no" = String, Path)),
    security(("session" = ["contacts:read", "member"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn read_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
) -> Result<Json<ContactBody>, Problem> {
    caller.must_be_member(&member_no)?;
    read(&api, &caller, Kind::Member, member_no).await
}

/// Sets contact data of a member
#[utoipa::path(put, path = "/v1/members/{member_no}/contact", tag = "office", request_body = NewContact,
    params(("member_no" = String, Path)),
    security(("key" = ["contacts:write"]), ("session" = ["contacts:write"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn set_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Body(new): Body<NewContact>,
) -> Result<Json<ContactBody>, Problem> {
    set(&api, &caller, Kind::Member, member_no, new).await
}

/// Notes whether somebody saw who a member is
///
/// Withdrawals keep it as a fact of their moment. Another name in the contact data is another identity, not yet verified.
#[utoipa::path(put, path = "/v1/members/{member_no}/identity", tag = "office", request_body = IdentityCheck,
    params(("member_no" = String, Path)), security(("session" = ["contacts:write"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn check_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Body(identity): Body<IdentityCheck>,
) -> Result<Json<ContactBody>, Problem> {
    check(&api, &caller, Kind::Member, member_no, identity).await
}

/// Everything that the office has about a member, for them
#[utoipa::path(post, path = "/v1/members/{member_no}/contact/export", tag = "office",
    params(("member_no" = String, Path)), security(("session" = ["contacts:read"])),
    responses((status = 200, body = Object), Problems))]
pub async fn export_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
) -> Result<Json<serde_json::Value>, Problem> {
    export(&api, &caller, Kind::Member, member_no).await
}

/// Erases what the office has about a member
///
/// The journal keeps the number, which names nobody any more.
#[utoipa::path(delete, path = "/v1/members/{member_no}/contact", tag = "office", params(("member_no" = String, Path)),
    security(("session" = ["contacts:erase"])),
    responses((status = 202, description = "Erased; some bytes are still read by something else and go by themselves"),
        (status = 204, description = "Erased"), Problems))]
pub async fn erase_member(State(api): State<Api>, caller: Caller, Id(member_no): Id) -> Result<StatusCode, Problem> {
    erase(&api, &caller, Kind::Member, member_no).await
}

/// Contact data of a merchant
#[utoipa::path(get, path = "/v1/merchants/{merchant_no}/contact", tag = "office",
    params(("merchant_no" = String, Path)), security(("session" = ["contacts:read", "merchant"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn read_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
) -> Result<Json<ContactBody>, Problem> {
    caller.must_be_merchant(&merchant_no)?;
    read(&api, &caller, Kind::Merchant, merchant_no).await
}

/// Sets contact data of a merchant
#[utoipa::path(put, path = "/v1/merchants/{merchant_no}/contact", tag = "office", request_body = NewContact,
    params(("merchant_no" = String, Path)),
    security(("key" = ["contacts:write"]), ("session" = ["contacts:write"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn set_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
    Body(new): Body<NewContact>,
) -> Result<Json<ContactBody>, Problem> {
    set(&api, &caller, Kind::Merchant, merchant_no, new).await
}

/// Notes whether somebody saw who a merchant is
///
/// Withdrawals keep it as a fact of their moment. Another name in the contact data is another identity, not yet verified.
#[utoipa::path(put, path = "/v1/merchants/{merchant_no}/identity", tag = "office", request_body = IdentityCheck,
    params(("merchant_no" = String, Path)), security(("session" = ["contacts:write"])),
    responses((status = 200, body = ContactBody), Problems))]
pub async fn check_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
    Body(identity): Body<IdentityCheck>,
) -> Result<Json<ContactBody>, Problem> {
    check(&api, &caller, Kind::Merchant, merchant_no, identity).await
}

/// Everything that the office has about a merchant, for them
#[utoipa::path(post, path = "/v1/merchants/{merchant_no}/contact/export", tag = "office",
    params(("merchant_no" = String, Path)), security(("session" = ["contacts:read"])),
    responses((status = 200, body = Object), Problems))]
pub async fn export_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
) -> Result<Json<serde_json::Value>, Problem> {
    export(&api, &caller, Kind::Merchant, merchant_no).await
}

/// Erases what the office has about a merchant
///
/// The journal keeps the number, which names nobody any more.
#[utoipa::path(delete, path = "/v1/merchants/{merchant_no}/contact", tag = "office",
    params(("merchant_no" = String, Path)), security(("session" = ["contacts:erase"])),
    responses((status = 202, description = "Erased; some bytes are still read by something else and go by themselves"),
        (status = 204, description = "Erased"), Problems))]
pub async fn erase_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
) -> Result<StatusCode, Problem> {
    erase(&api, &caller, Kind::Merchant, merchant_no).await
}
