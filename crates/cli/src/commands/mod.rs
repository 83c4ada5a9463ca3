//! One file for each group of commands.

mod allotments;
mod bench;
mod books;
mod campaigns;
pub(crate) mod check;
mod clearance;
mod conform;
mod contracts;
mod debts;
mod explain;
mod export;
mod factsheet;
mod filing;
mod fund;
mod history;
mod import;
mod init;
mod months;
mod order_life;
mod outcome;
mod payouts;
mod plot;
mod price_chart;
mod reads;
mod requests;
mod rules;
mod serve;
mod simulate;
mod simulated_truths;
mod values;
mod writes;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use ratchet_core::Time;
use std::process::ExitCode;

/// Runs a command.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let json = arguments.json;
    match arguments.command {
        Command::Serve(asked) => serve::serve(&asked, json)?,
        Command::Init(asked) => init::init(&asked, json)?,
        Command::Import(asked) => return import::import(&asked, json),
        Command::ImportClaims(asked) => return debts::import_claims(&asked, json),
        Command::Status(asked) => reads::status(&asked, json)?,
        Command::Price(asked) => reads::price(&asked, json)?,
        Command::Member(asked) => reads::member(&asked, json)?,
        Command::Merchant(asked) => reads::merchant(&asked, json)?,
        Command::Order(asked) => reads::order(&asked, json)?,
        Command::Factsheet(asked) => factsheet::factsheet(&asked, json)?,
        Command::Explain(asked) => explain::explain(&asked, json)?,
        Command::OpenProgramme(asked) => writes::open_programme(&asked, json)?,
        Command::PublishRules(asked) => writes::publish_rules(&asked, json)?,
        Command::AddMember(asked) => writes::add_member(&asked, json)?,
        Command::AddMerchant(asked) => writes::add_merchant(&asked, json)?,
        Command::AppointAgent(asked) => writes::appoint_agent(&asked, json)?,
        Command::SignContract(asked) => contracts::sign_contract(&asked, json)?,
        Command::EndContract(asked) => contracts::end_contract(&asked, json)?,
        Command::Contracts(asked) => contracts::contracts(&asked, json)?,
        Command::Divisions(asked) => contracts::divisions(&asked, json)?,
        Command::OpenCampaign(asked) => campaigns::open_campaign(&asked, json)?,
        Command::EndCampaign(asked) => campaigns::end_campaign(&asked, json)?,
        Command::Campaigns(asked) => campaigns::campaigns(&asked, json)?,
        Command::Campaign(asked) => campaigns::campaign(&asked, json)?,
        Command::Book(asked) => writes::book(&asked, json)?,
        Command::Redeem(asked) => writes::redeem(&asked, json)?,
        Command::Refund(asked) => writes::refund(&asked, json)?,
        Command::Correct(asked) => writes::correct(&asked, json)?,
        Command::Inject(asked) => writes::inject(&asked, json)?,
        Command::ImportClaim(asked) => debts::import_claim(&asked, json)?,
        Command::ConvertClaim(asked) => debts::convert_claim(&asked, json)?,
        Command::Debts(asked) => debts::debts(&asked, json)?,
        Command::Fund(asked) => fund::fund(&asked, json)?,
        Command::CloseProgramme(asked) => fund::close_programme(&asked, json)?,
        Command::Closing(asked) => fund::closing(&asked, json)?,
        Command::OpenOffer(asked) => allotments::open_offer(&asked, json)?,
        Command::Subscribe(asked) => allotments::subscribe(&asked, json)?,
        Command::GrantAllotment(asked) => allotments::grant_allotment(&asked, json)?,
        Command::Allotments(asked) => allotments::allotments(&asked, json)?,
        Command::Place(asked) => order_life::place(&asked, json)?,
        Command::Return(asked) => order_life::return_order(&asked, json)?,
        Command::BookHeld(asked) => order_life::book_held(&asked, json)?,
        Command::Tick(asked) => order_life::tick(&asked, json)?,
        Command::CloseMonth(asked) => months::close_month(&asked, json)?,
        Command::SetShares(asked) => months::set_shares(&asked, json)?,
        Command::Month(asked) => months::month(&asked, json)?,
        Command::LinkTerms(asked) => order_life::link_terms(&asked, json)?,
        Command::Link(asked) => order_life::link(&asked, json)?,
        Command::OpenPayment(asked) => order_life::open_payment(&asked, json)?,
        Command::ConcludePayment(asked) => order_life::conclude_payment(&asked, json)?,
        Command::ConcludeRefund(asked) => order_life::conclude_refund(&asked, json)?,
        Command::ReleaseUnallocated(asked) => payouts::release_unallocated(&asked, json)?,
        Command::TopUp(asked) => payouts::top_up(&asked, json)?,
        Command::PublishMoneyTerms(asked) => payouts::publish_money_terms(&asked, json)?,
        Command::RequestPayout(asked) => payouts::request_payout(&asked, json)?,
        Command::ApprovePayout(asked) => payouts::approve_payout(&asked, json)?,
        Command::RejectPayout(asked) => payouts::reject_payout(&asked, json)?,
        Command::CancelPayout(asked) => payouts::cancel_payout(&asked, json)?,
        Command::SendPayout(asked) => payouts::send_payout(&asked, json)?,
        Command::ConcludePayout(asked) => payouts::conclude_payout(&asked, json)?,
        Command::ReturnPayout(asked) => payouts::return_payout(&asked, json)?,
        Command::RemitWithheld(asked) => payouts::remit_withheld(&asked, json)?,
        Command::Payouts(asked) => payouts::payouts(&asked, json)?,
        Command::Payout(asked) => payouts::payout(&asked, json)?,
        Command::Requests(asked) => requests::requests(&asked, json)?,
        Command::Request(asked) => requests::request(&asked, json)?,
        Command::ApproveRequest(asked) => requests::approve_request(&asked, json)?,
        Command::RejectRequest(asked) => requests::reject_request(&asked, json)?,
        Command::CancelRequest(asked) => requests::cancel_request(&asked, json)?,
        Command::Plot(asked) => plot::plot(&asked, json)?,
        Command::Simulate(asked) => return simulate::simulate(&asked, json),
        Command::Export(asked) => export::export(&asked, json)?,
        Command::Books(asked) => return books::books(&asked, json),
        Command::Reconcile(asked) => return books::reconcile(&asked, json),
        Command::Verify(asked) => history::verify(&asked, json)?,
        Command::Head(asked) => history::head(&asked)?,
        Command::Check(asked) => return check::check(&asked, json),
        Command::Conform(asked) => return conform::conform(&asked, json),
        Command::Bench(asked) => bench::bench(&asked, json)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The clock of this machine.
fn now() -> Time {
    Time::from_milliseconds(jiff::Timestamp::now().as_millisecond())
}
