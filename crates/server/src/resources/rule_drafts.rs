//! Rules while somebody writes them: what can never work about them, and what the policy profile finds.

use crate::http::{Api, Body, Problem, Problems};
use axum::Json;
use axum::extract::State;
use ratchet_core::Rules;
use ratchet_core::rules::RuleFault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A rules file as far as it is written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDraft {
    /// The file: TOML, or JSON where it begins with a brace.
    #[schema(example = "initial_price_fen = 100")]
    pub text: String,
}

/// Something about rules that can never work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleFaultBody {
    /// Where: a path such as `plans.store.split.platform.bp`; empty where the text cannot be read.
    pub place: String,
    /// The stable code.
    #[schema(example = "rule_rate_out_of_range")]
    pub code: &'static str,
    /// What is wrong and what is allowed.
    pub message: String,
    /// In which line, from 1, where the text cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// What is to be said of a draft.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct DraftBody {
    /// What can never work. Without any, the rest is there.
    pub faults: Vec<RuleFaultBody>,
    /// The rules, to be published as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub rules: Option<Value>,
    /// The same as a rules file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toml: Option<String>,
    /// What the policy profile finds, as `ratchet check --json` reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub report: Option<Value>,
}

impl From<RuleFault> for RuleFaultBody {
    fn from(fault: RuleFault) -> Self {
        Self { place: fault.place, code: fault.code, message: fault.message, line: None }
    }
}

/// Checks rules as they are written
///
/// Nothing is kept. Rules that are good come back in both forms, with what the policy profile of the deployment finds.
#[utoipa::path(post, path = "/v1/rules/check", tag = "programmes", request_body = RuleDraft,
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = DraftBody), Problems))]
pub async fn check(State(api): State<Api>, Body(draft): Body<RuleDraft>) -> Result<Json<DraftBody>, Problem> {
    let rules = match read(&draft.text) {
        Ok(rules) => rules,
        Err(fault) => return Ok(Json(DraftBody { faults: vec![fault], ..DraftBody::default() })),
    };
    let faults: Vec<RuleFaultBody> = rules.faults().into_iter().map(Into::into).collect();
    if !faults.is_empty() {
        return Ok(Json(DraftBody { faults, ..DraftBody::default() }));
    }
    let report = api.policy.check(&rules, api.clock.now());
    let written = |value: serde_json::Result<Value>| value.map(Some).map_err(|error| Problem::internal(&error));
    Ok(Json(DraftBody {
        faults,
        rules: written(serde_json::to_value(&rules))?,
        toml: Some(toml::to_string_pretty(&rules).map_err(|error| Problem::internal(&error))?),
        report: written(serde_json::to_value(report))?,
    }))
}

/// Rules out of a text.
pub(super) fn read(text: &str) -> Result<Rules, RuleFaultBody> {
    let unreadable =
        |message: String, line| RuleFaultBody { place: String::new(), code: "rules_malformed", message, line };
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|error| unreadable(error.to_string(), Some(error.line()).filter(|line| *line > 0)));
    }
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error.span().and_then(|span| Some(text.get(..span.start)?.matches('\n').count() + 1));
        unreadable(error.message().to_owned(), line)
    })
}
