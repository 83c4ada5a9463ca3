//! What the office refuses, as problems.

use super::problem::Problem;
use axum::http::StatusCode;
use ratchet_office::OfficeError;

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        let Some(status) = status_of(&error) else { return Self::internal(&error) };
        let problem = Self::new(status, error.code(), error.to_string());
        let problem = match param_of(&error) {
            Some(param) => problem.at(param),
            None => problem,
        };
        let seconds = error.retry_after().map(|wait| u32::try_from(wait.saturating_add(999) / 1_000).unwrap_or(1));
        Self { retry_after: seconds, ..problem }
    }
}

/// None where the office itself is at fault.
fn status_of(error: &OfficeError) -> Option<StatusCode> {
    Some(match error {
        OfficeError::Newer { .. } | OfficeError::Unavailable(_) => return None,
        OfficeError::CredentialsWrong
        | OfficeError::CodeWrong
        | OfficeError::SessionInvalid
        | OfficeError::KeyInvalid => StatusCode::UNAUTHORIZED,
        OfficeError::SignInLocked { .. }
        | OfficeError::CodeSentRecently { .. }
        | OfficeError::KeyRateExceeded { .. } => StatusCode::TOO_MANY_REQUESTS,
        OfficeError::InvitationInvalid
        | OfficeError::PersonUnknown
        | OfficeError::KeyUnknown
        | OfficeError::WebhookUnknown
        | OfficeError::DeliveryUnknown => StatusCode::NOT_FOUND,
        OfficeError::LoginTaken | OfficeError::LastOwner => StatusCode::CONFLICT,
        OfficeError::ErasureIncomplete => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    })
}

fn param_of(error: &OfficeError) -> Option<&'static str> {
    Some(match error {
        OfficeError::ContactInvalid { field } => field,
        OfficeError::LoginInvalid | OfficeError::LoginTaken => "login",
        OfficeError::PasswordWeak => "password",
        OfficeError::TotpWrong => "code",
        OfficeError::RolesMissing => "roles",
        OfficeError::KeyScopeRefused { .. } => "scopes",
        OfficeError::KeyRateInvalid => "rate_per_second",
        OfficeError::WebhookUrlInvalid | OfficeError::WebhookAddressRefused { .. } => "url",
        OfficeError::WebhookEventsInvalid => "event_types",
        _ => return None,
    })
}
