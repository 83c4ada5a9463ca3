//! Members who register themselves, by the invitation of a member, in a store, or by neither.

use super::party_sign_in::{CodeOnItsWay, on_its_way};
use super::sessions::{SessionBody, kept};
use crate::http::{Api, Body, Problem, Problems, default_programme};
use crate::runtime::{Draft, machine};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ratchet_core::Rejection;
use ratchet_core::operations::AddMember;
use ratchet_office::{ContactChange, Party, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

/// Letters of the number that a member gets who registers alone: no digits, which could look like a phone, and no vowels,
/// which could look like a word.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
const LETTERS_OF_A_NUMBER: u32 = 12;

/// Who wants to register.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationCodeRequest {
    /// Where the code goes.
    #[schema(max_length = 20, example = "138 0000 0000")]
    pub phone: String,
}

/// Somebody who registers.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegistration {
    /// The phone that the code was sent to.
    #[schema(max_length = 20, example = "138 0000 0000")]
    pub phone: String,
    /// The code.
    #[schema(example = "123456")]
    pub code: String,
    /// The member who invited them. This, or a merchant, or neither.
    pub referrer_no: Option<String>,
    /// The merchant in whose store they register: they are linked to its owner.
    pub merchant_no: Option<String>,
}

/// Asks for a code to register by
///
/// The answer is the same whether or not somebody with this phone is a member already.
#[utoipa::path(post, path = "/v1/registrations/code", tag = "sign-in", request_body = RegistrationCodeRequest,
    security(()), responses((status = 202, body = CodeOnItsWay), Problems))]
pub async fn request_code(
    State(api): State<Api>,
    Body(asked): Body<RegistrationCodeRequest>,
) -> Result<(StatusCode, Json<CodeOnItsWay>), Problem> {
    api.sender.check()?;
    let made = api.office.request_applicant_code(&asked.phone, machine()).await?;
    Ok(on_its_way(api, made))
}

/// Registers a member, and signs them in
///
/// Whoever has the phone of a member is that member, and only signed in. A new one gets a number, and is linked for good to
/// whoever invited them.
#[utoipa::path(post, path = "/v1/registrations", tag = "sign-in", request_body = NewRegistration, security(()),
    responses((status = 201, description = "The session is a cookie", body = SessionBody), Problems))]
pub async fn register(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(given): Body<NewRegistration>,
) -> Result<Response, Problem> {
    // Before the code is used up: an invitation that leads nowhere is found out now.
    let referrer = referrer(&api, given.referrer_no, given.merchant_no).await?;
    let known = api.office.confirm_applicant(&given.phone, &given.code, machine()).await?;
    let party = match known {
        Some(party) => party,
        None => enrol(&api, given.phone, referrer).await?,
    };
    let (token, session) = api.office.enter(&party, machine()).await?;
    Ok(kept(&headers, token.as_str(), session.into()))
}

/// Whom a new member is linked to: who invited them, or the owner of the store, if it has one.
async fn referrer(api: &Api, member: Option<String>, merchant: Option<String>) -> Result<Option<String>, Problem> {
    let (member, merchant) = match (member, merchant) {
        (Some(_), Some(_)) => {
            let detail = "give either referrer_no or merchant_no";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("referrer_no"));
        }
        pair => pair,
    };
    let found = api.desk.look(move |engine| {
        let directory = &engine.state().directory;
        if let Some(number) = member {
            return directory.member(&number).map(|_| Some(number)).ok_or(Rejection::ReferrerUnknown);
        }
        let Some(number) = merchant else { return Ok(None) };
        let merchant = directory.merchant(&number).ok_or(Rejection::MerchantUnknown)?;
        let owner = directory.merchant_row(merchant).and_then(|row| row.owner);
        Ok(owner.map(|owner| directory.member_names.name(owner.0).to_owned()))
    });
    Ok(found.await??)
}

/// A new member with this phone.
async fn enrol(api: &Api, phone: String, referrer: Option<String>) -> Result<Party, Problem> {
    let number = new_number()?;
    let party = Party::member(&number);
    let operation = AddMember { id: number, referrer };
    // The journal first: somebody who is known by phone only, and not in it, could do nothing.
    api.desk.execute(Draft::by("member".to_owned(), &default_programme(), operation)).await?;
    let contact = ContactChange { phone: Some(phone), ..ContactChange::default() };
    api.office.set_contact("member", &Subject::Party(party.clone()), &contact, machine()).await?;
    Ok(party)
}

fn new_number() -> Result<String, Problem> {
    let mut drawn = getrandom::u64().map_err(|error| Problem::internal(&error))?;
    let mut number = String::from("m-");
    for _ in 0..LETTERS_OF_A_NUMBER {
        let letters = LETTERS.len() as u64;
        number.push(char::from(LETTERS[usize::try_from(drawn % letters).unwrap_or_default()]));
        drawn /= letters;
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratchet_core::identifier::check_party_identifier;

    #[test]
    fn drawn_numbers_are_numbers_of_members() {
        for _ in 0..1_000 {
            let number = new_number().unwrap();
            assert_eq!(check_party_identifier(&number), Ok(()), "{number}");
        }
    }
}
