//! The resources of the API, one file each, and the document that describes them.

mod agents;
mod allotments;
mod approvals;
mod audit;
mod boards;
mod campaigns;
mod clock;
mod closing;
mod contracts;
mod debts;
mod deployment;
mod deposits;
mod disclosures;
mod distances;
mod divisions;
mod earnings;
mod events;
mod files;
mod flow;
mod fund;
mod health;
mod links;
mod member_lists;
mod members;
mod merchant_lists;
mod merchants;
mod money_terms;
mod months;
mod next_exits;
mod office;
mod operator;
mod order_lists;
mod orders;
mod payments;
mod price_feed;
mod price_history;
mod programmes;
mod redemptions;
mod refunds;
mod reports;
mod returns;
mod rule_drafts;
mod sales;
mod sandbox_payouts;
mod shares;
mod simulations;
mod statements;
mod withdrawal_ends;
mod withdrawals;

use crate::http::{Api, ProblemBody};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ratchet",
        description = "Consumption-appreciation programmes on exact integers and a journal that anybody can check. Money is an \
                       integer count of fen (`amount_fen`), points are decimal text with eight places. Points are not a deposit; \
                       nothing is guaranteed.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    // Every operation refers to it, and none brings it along.
    components(schemas(ProblemBody)),
    tags(
        (name = "programmes", description = "Programmes, their rules and prices"),
        (name = "members", description = "Members and what they own"),
        (name = "merchants", description = "Merchants and what they are owed"),
        (name = "orders", description = "Orders, from payment to refund"),
        (name = "sales", description = "Quotes and sales of points"),
        (name = "allotments", description = "The register of allotments: no transfer, no quote"),
        (name = "withdrawals", description = "Money out, and deposits of merchants"),
        (name = "debts", description = "Old debts that are settled in goods: claims and coins"),
        (name = "simulations", description = "Scenarios played through the engine: what members would pay and get"),
        (name = "reports", description = "Trial balance, checks, exports, reconciliations"),
        (name = "months", description = "Months that are closed: levels, dividends, the register of shares"),
        (name = "operator", description = "What the operator does"),
        (name = "sign-in", description = "Sessions of people, members and merchants"),
        (name = "office", description = "People, keys and contact data"),
        (name = "webhooks", description = "Who is told what happened"),
        (name = "feed", description = "What happened, as it becomes durable"),
        (name = "operations", description = "For whoever runs the service"),
        (name = "sandbox", description = "Only in a sandbox"),
    )
)]
struct Document;

/// All operations with their document.
pub fn router() -> OpenApiRouter<Api> {
    let mut document = Document::openapi();
    let components = document.components.get_or_insert_with(Default::default);
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key of an integrator")).build();
    components.add_security_scheme("key", SecurityScheme::Http(key));
    let session = ApiKeyValue::with_description("ratchet_session", "The session of somebody who signed in");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    let mut router = OpenApiRouter::with_openapi(document)
        .routes(routes!(deployment::read))
        .routes(routes!(programmes::list))
        .routes(routes!(programmes::read))
        .routes(routes!(programmes::price))
        .routes(routes!(programmes::rules, operator::publish))
        .routes(routes!(boards::read))
        .routes(routes!(next_exits::list))
        .routes(routes!(rule_drafts::check))
        .routes(routes!(disclosures::findings))
        .routes(routes!(disclosures::factsheet))
        .routes(routes!(price_history::read))
        .routes(routes!(members::register, member_lists::list))
        .routes(routes!(members::read))
        .routes(routes!(statements::of_member))
        .routes(routes!(member_lists::referrals))
        .routes(routes!(links::create))
        .routes(routes!(links::of_member))
        .routes(routes!(links::of_merchant))
        .routes(routes!(member_lists::awards))
        .routes(routes!(earnings::read))
        .routes(routes!(distances::read))
        .routes(routes!(member_lists::sales))
        .routes(routes!(merchants::register, merchant_lists::list))
        .routes(routes!(merchants::read))
        .routes(routes!(statements::of_merchant))
        .routes(routes!(flow::read))
        .routes(routes!(orders::create, order_lists::list))
        .routes(routes!(order_lists::read))
        .routes(routes!(orders::create_many))
        .routes(routes!(refunds::create))
        .routes(routes!(returns::create))
        .routes(routes!(payments::open))
        .routes(routes!(payments::read))
        .routes(routes!(payments::conclude))
        .routes(routes!(payments::conclude_refund))
        .routes(routes!(redemptions::quote))
        .routes(routes!(redemptions::create))
        .routes(routes!(sales::list))
        .routes(routes!(withdrawals::create, withdrawals::list))
        .routes(routes!(withdrawals::read))
        .routes(routes!(withdrawal_ends::approve))
        .routes(routes!(withdrawal_ends::reject))
        .routes(routes!(withdrawal_ends::cancel))
        .routes(routes!(withdrawal_ends::conclude))
        .routes(routes!(withdrawal_ends::give_back))
        .routes(routes!(deposits::create))
        .routes(routes!(money_terms::read, money_terms::publish))
        .routes(routes!(approvals::list))
        .routes(routes!(approvals::read))
        .routes(routes!(approvals::approve))
        .routes(routes!(approvals::reject))
        .routes(routes!(approvals::cancel))
        .routes(routes!(operator::inject))
        .routes(routes!(operator::release))
        .routes(routes!(operator::correct))
        .routes(routes!(operator::appoint, agents::list))
        .routes(routes!(reports::create, reports::list))
        .routes(routes!(reports::reconcile))
        .routes(routes!(reports::one))
        .routes(routes!(reports::download))
        .routes(routes!(reports::trial_balance))
        .routes(routes!(simulations::create, simulations::list))
        .routes(routes!(simulations::one))
        .routes(routes!(simulations::download))
        .routes(routes!(simulations::what_if))
        .merge(mechanism())
        .merge(office::router())
        .routes(routes!(audit::list))
        .routes(routes!(events::list))
        .routes(routes!(events::stream))
        .routes(routes!(price_feed::stream))
        .routes(routes!(clock::read, clock::set))
        .routes(routes!(sandbox_payouts::tell))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics));
    name_operations(router.get_openapi_mut());
    router
}

/// What a programme can do beside orders and sales: funds, closings, allotments, contracts, campaigns, months, old debts.
fn mechanism() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(debts::import))
        .routes(routes!(debts::convert))
        .routes(routes!(debts::of_member))
        .routes(routes!(debts::list))
        .routes(routes!(debts::table))
        .routes(routes!(fund::preview))
        .routes(routes!(fund::read, fund::create))
        .routes(routes!(closing::read, closing::create))
        .routes(routes!(closing::of_member))
        .routes(routes!(allotments::offers, allotments::open))
        .routes(routes!(allotments::subscribe))
        .routes(routes!(allotments::grant))
        .routes(routes!(allotments::register))
        .routes(routes!(allotments::table))
        .routes(routes!(allotments::of_member))
        .routes(routes!(contracts::sign, contracts::list))
        .routes(routes!(contracts::read))
        .routes(routes!(contracts::end))
        .routes(routes!(divisions::list))
        .routes(routes!(campaigns::open, campaigns::list))
        .routes(routes!(campaigns::read))
        .routes(routes!(campaigns::end))
        .routes(routes!(months::close))
        .routes(routes!(months::list))
        .routes(routes!(months::next))
        .routes(routes!(months::members))
        .routes(routes!(months::members_table))
        .routes(routes!(months::of_member))
        .routes(routes!(shares::set_shares))
        .routes(routes!(shares::register))
        .routes(routes!(shares::holders))
}

/// Names each operation by its method and path, such as `post_orders_order_no_refunds`: programs that write clients need
/// names that no two operations share.
fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let parts = path.trim_start_matches("/v1").split(['/', ':', '-']).filter(|part| !part.is_empty());
        let name: Vec<&str> = parts.map(|part| part.trim_matches(['{', '}'])).collect();
        let methods =
            [("get", &mut item.get), ("post", &mut item.post), ("put", &mut item.put), ("delete", &mut item.delete)];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{}", name.join("_")));
            }
        }
    }
}
