//! What can be said on the command line. English help stands in these files, one for each group of
//! commands; other languages in `locales/`.

mod allotments;
mod bench;
mod books;
mod campaigns;
mod check;
mod contracts;
mod debts;
mod directory;
mod explain;
mod export;
mod factsheet;
mod fund;
mod history;
mod import;
mod init;
mod months;
mod order_life;
mod payouts;
mod plot;
mod reads;
mod requests;
mod rules;
mod serve;
mod shared;
mod simulate;
mod writes;

pub(crate) use allotments::{Allotments, GrantAllotment, OpenOffer, Subscribe};
pub(crate) use bench::Bench;
pub(crate) use books::{Books, Reconcile};
pub(crate) use campaigns::{Campaign, Campaigns, EndCampaign, GoodsChosen, OpenCampaign};
pub(crate) use check::Check;
pub(crate) use contracts::{Contracts, Divisions, EndContract, SignContract};
pub(crate) use debts::{ConvertClaim, Debts, ImportClaim, ImportClaims};
pub(crate) use directory::{AddMember, AddMerchant, AppointAgent};
pub(crate) use explain::Explain;
pub(crate) use export::Export;
pub(crate) use factsheet::Factsheet;
pub(crate) use fund::{CloseProgramme, Closing, Fund};
pub(crate) use history::{Conform, Head, Verify};
pub(crate) use import::Import;
pub(crate) use init::Init;
pub(crate) use months::{CloseMonth, Month, SetShares};
pub(crate) use order_life::{
    BookHeld, ConcludePayment, ConcludeRefund, Link, LinkTerms, OpenPayment, OrderTerms, Place, Return, Tick,
};
pub(crate) use payouts::{
    ApprovePayout, CancelPayout, ConcludePayout, Evidence, Payout, PayoutStep, Payouts, PublishMoneyTerms,
    RejectPayout, ReleaseUnallocated, RemitWithheld, RequestPayout, ResultName, ReturnPayout, SendPayout, TopUp,
};
pub(crate) use plot::Plot;
pub(crate) use reads::{Member, Merchant, Order, Price, Status};
pub(crate) use requests::{ApproveRequest, CancelRequest, RejectRequest, Request, Requests};
pub(crate) use rules::{OpenProgramme, PublishRules};
pub(crate) use serve::Serve;
pub(crate) use shared::{DeclaredFacts, Filing, Trial, Writing};
pub(crate) use simulate::Simulate;
pub(crate) use writes::{Book, Correct, Inject, Redeem, Refund};

use clap::{Parser, Subcommand};

/// Consumption-appreciation programmes with books that anyone can re-check.
///
/// A deployment is a directory: an append-only, hash-chained journal and nothing that cannot be rebuilt from it.
/// Amounts are typed in CNY (12.50) and written in JSON as integer fen; points have eight decimals, in JSON integer
/// units (1 point = 100000000 units).
#[derive(Debug, Parser)]
#[command(name = "ratchet", version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Language: zh or en [default: the locale of the environment]
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["zh", "en"])]
    pub(crate) lang: Option<String>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  ratchet check examples/local-life.toml
  ratchet init shop --sandbox --rules examples/local-life.toml
  ratchet import shop orders.csv --col time=date --col member=customer --col amount=amount \\
      --merchant noodle-bar --plan store
  ratchet status shop
  ratchet verify shop
  ratchet serve shop

Exit status: 0 done; 1 refused, or the books are broken, or a check blocks; 2 cannot be tried (wrong argument,
unreadable file); 3 imported, but some lines were refused, or checked with warnings only, or a
statement differs from the ledger; 4 done, but the result could
not be shown; 130 interrupted, what was done is kept.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Serve),
    Check(Check),
    Init(Init),
    Import(Import),
    ImportClaims(ImportClaims),
    Status(Status),
    Price(Price),
    Member(Member),
    Merchant(Merchant),
    Order(Order),
    Explain(Explain),
    Factsheet(Factsheet),
    OpenProgramme(OpenProgramme),
    PublishRules(PublishRules),
    AddMember(AddMember),
    AddMerchant(AddMerchant),
    AppointAgent(AppointAgent),
    SignContract(SignContract),
    EndContract(EndContract),
    Contracts(Contracts),
    Divisions(Divisions),
    OpenCampaign(OpenCampaign),
    EndCampaign(EndCampaign),
    Campaigns(Campaigns),
    Campaign(Campaign),
    Book(Book),
    Redeem(Redeem),
    Refund(Refund),
    Correct(Correct),
    Inject(Inject),
    ImportClaim(ImportClaim),
    ConvertClaim(ConvertClaim),
    Debts(Debts),
    Fund(Fund),
    CloseProgramme(CloseProgramme),
    Closing(Closing),
    OpenOffer(OpenOffer),
    Subscribe(Subscribe),
    GrantAllotment(GrantAllotment),
    Allotments(Allotments),
    Place(Place),
    Return(Return),
    BookHeld(BookHeld),
    Tick(Tick),
    CloseMonth(CloseMonth),
    SetShares(SetShares),
    Month(Month),
    LinkTerms(LinkTerms),
    Link(Link),
    OpenPayment(OpenPayment),
    ConcludePayment(ConcludePayment),
    ConcludeRefund(ConcludeRefund),
    ReleaseUnallocated(ReleaseUnallocated),
    TopUp(TopUp),
    PublishMoneyTerms(PublishMoneyTerms),
    RequestPayout(RequestPayout),
    ApprovePayout(ApprovePayout),
    RejectPayout(RejectPayout),
    CancelPayout(CancelPayout),
    SendPayout(SendPayout),
    ConcludePayout(ConcludePayout),
    ReturnPayout(ReturnPayout),
    RemitWithheld(RemitWithheld),
    Payouts(Payouts),
    Payout(Payout),
    Requests(Requests),
    Request(Request),
    ApproveRequest(ApproveRequest),
    RejectRequest(RejectRequest),
    CancelRequest(CancelRequest),
    Plot(Plot),
    Export(Export),
    Books(Books),
    Reconcile(Reconcile),
    Simulate(Simulate),
    Verify(Verify),
    Head(Head),
    Conform(Conform),
    Bench(Bench),
}
