//! What can be said on the command line. English help stands here, other languages in `locales/`.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

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
  ratchet init shop --sandbox --rules examples/local-life.toml
  ratchet import shop orders.csv --col time=date --col member=customer --col amount=amount \\
      --merchant noodle-bar --plan store
  ratchet status shop
  ratchet verify shop

Exit status: 0 done; 1 refused, or the books are broken; 2 cannot be tried (wrong argument, unreadable file);
3 imported, but some lines were refused; 4 done, but the result could not be shown; 130 interrupted, what was done is
kept.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Import(Import),
    Status(Status),
    Price(Price),
    Member(Member),
    Merchant(Merchant),
    Order(Order),
    OpenProgramme(OpenProgramme),
    PublishRules(PublishRules),
    AddMember(AddMember),
    AddMerchant(AddMerchant),
    AppointAgent(AppointAgent),
    Book(Book),
    Redeem(Redeem),
    Refund(Refund),
    Correct(Correct),
    Inject(Inject),
    Export(Export),
    Verify(Verify),
    Head(Head),
    Conform(Conform),
    Bench(Bench),
}

/// Create a deployment in a new directory
///
/// A deployment is a sandbox or live for good. Everything a sandbox shows says so. The key that signs the heads of the
/// journal is made here (DIR/head.key): keep a copy of it away from this machine.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Directory of the new deployment
    pub(crate) dir: PathBuf,
    /// For trying out: no money is real
    #[arg(long, required_unless_present = "live", conflicts_with = "live")]
    pub(crate) sandbox: bool,
    /// For real money; needs rules with a founding deposit
    #[arg(long)]
    pub(crate) live: bool,
    /// Rules of a programme (TOML); repeat with NAME=FILE for several side by side [name: main]
    #[arg(long, value_name = "[NAME=]FILE", required = true)]
    pub(crate) rules: Vec<String>,
    /// Time zone of the deployment's days, an IANA name
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub(crate) zone: String,
    /// For how many days after booking an order can be refunded or corrected
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    pub(crate) refundable_days: u32,
    #[command(flatten)]
    pub(crate) person: Person,
}

/// Book a file of orders (CSV or gzipped CSV)
///
/// Members and merchants are registered on first sight. Without an order column an order's number is BATCH:LINE. The
/// batch is remembered by the digest of its lines: the same file again does nothing, a longer one continues, a changed
/// one is refused. Interrupted at any point, run it again. Refused lines are written beside the file with line and
/// code; the exit status is then 3.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The file: UTF-8, first line with the names of the columns
    pub(crate) file: PathBuf,
    /// Which column holds what: time, member, amount; where there are any order, merchant, cost, referrer
    #[arg(long = "col", value_name = "FIELD=COLUMN", required = true)]
    pub(crate) columns: Vec<String>,
    /// Who sold, when it is one merchant for the whole file
    #[arg(long, value_name = "NAME")]
    pub(crate) merchant: Option<String>,
    /// Plan of merchants seen for the first time
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<String>,
    /// What goods cost, in basis points of the amount, where no column says it (floored to fen)
    #[arg(long, value_name = "BP", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) cost_bp: Option<u32>,
    /// Time zone of times without an offset, an IANA name [default: the deployment's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,
    /// Name of the batch [default: the name of the file, without .gz]
    #[arg(long, value_name = "NAME")]
    pub(crate) batch: Option<String>,
    /// Where refused lines go [default: FILE.rejects.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Show a programme at a glance
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// With balances and positions
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show the price and the two accounts that it is the quotient of
#[derive(Debug, Args)]
pub(crate) struct Price {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show a member: balance, points, what selling now would bring, distance to the cap
#[derive(Debug, Args)]
pub(crate) struct Member {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The member's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}

/// Show a merchant: terms and what it is owed
#[derive(Debug, Args)]
pub(crate) struct Merchant {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The merchant's id
    pub(crate) id: String,
}

/// Show an order and what became of it, each step with its place in the journal
#[derive(Debug, Args)]
pub(crate) struct Order {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order's number
    pub(crate) id: String,
}

/// Open another programme in a deployment, with a reserve of its own
#[derive(Debug, Args)]
pub(crate) struct OpenProgramme {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Name of the new programme
    pub(crate) name: String,
    /// Its rules (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Publish a new version of a programme's rules
///
/// Orders go by the version in force when they happened. Open positions keep the cap that they were opened under.
#[derive(Debug, Args)]
pub(crate) struct PublishRules {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The new rules (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    /// From when, not before now: 2027-01-01 or 2027-01-01T09:00:00+08:00
    #[arg(long, value_name = "TIME")]
    pub(crate) effective_at: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Register a member; the referrer is locked for good
#[derive(Debug, Args)]
pub(crate) struct AddMember {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The member's id: the platform's own number, never a mobile or identity number
    pub(crate) id: String,
    /// Who referred the member
    #[arg(long, value_name = "MEMBER")]
    pub(crate) referrer: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Register a merchant, who sells under one plan of one programme
#[derive(Debug, Args)]
pub(crate) struct AddMerchant {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The merchant's id
    pub(crate) id: String,
    /// The plan that it sells under
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: String,
    /// Its own take rate in basis points, instead of the plan's
    #[arg(long, value_name = "BP")]
    pub(crate) take_bp: Option<u32>,
    /// The member who owns it
    #[arg(long, value_name = "MEMBER")]
    pub(crate) owner: Option<String>,
    /// The member who recruited it
    #[arg(long, value_name = "MEMBER")]
    pub(crate) recruiter: Option<String>,
    /// Where it is: province/city/district
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Appoint the agent of a region; a new one replaces the old
#[derive(Debug, Args)]
pub(crate) struct AppointAgent {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The region: province, province/city or province/city/district
    pub(crate) region: String,
    /// The member who becomes its agent
    pub(crate) member: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Book one order that can no longer be returned
#[derive(Debug, Args)]
pub(crate) struct Book {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order's number
    pub(crate) id: String,
    /// Who bought
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    /// Who sold
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: String,
    /// What was paid, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// What the goods cost, in CNY, under a cost plan
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) cost: Option<String>,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) occurred_at: Option<String>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Sell points of a member at the price of this moment, the oldest position first
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Who sells
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: String,
    #[command(flatten)]
    pub(crate) quantity: Quantity,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// How many points.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Quantity {
    /// How many points, with up to eight decimals
    #[arg(long, value_name = "POINTS", allow_hyphen_values = true)]
    pub(crate) points: Option<String>,
    /// How many units (1 point = 100000000 units)
    #[arg(long, value_name = "UNITS", allow_hyphen_values = true)]
    pub(crate) units: Option<i64>,
    /// All points that the member holds
    #[arg(long = "everything")]
    pub(crate) everything: bool,
}

/// Give money of an order back: the merchant's own money, at the member's request
#[derive(Debug, Args)]
pub(crate) struct Refund {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Take back an order that should not exist, whole or not at all, by two people (--by and --approved-by)
#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The order
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Put money into a reserve without minting points
#[derive(Debug, Args)]
pub(crate) struct Inject {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// How much, in CNY
    #[arg(long, value_name = "CNY", allow_hyphen_values = true)]
    pub(crate) amount: String,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Export the books: every posting, in a format that other programs read and check
///
/// hledger and beancount: one text, with an assertion for each balance, so that `hledger check --strict` and `bean-check`
/// prove it. csv and parquet: a directory with the postings, the trial balance, orders, returns, sales and awards. xlsx:
/// the same as sheets. An export is of the whole deployment: cash, balances and payables are those of all programmes.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = ["hledger", "beancount", "csv", "xlsx", "parquet"])]
    pub(crate) format: String,
    /// File to write; for csv and parquet a directory. What an earlier export left there is replaced
    /// [default: standard output, for hledger and beancount]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}

/// Re-check everything from the files alone
///
/// The hash chain and every Merkle root, the signed heads, every command executed again and its events compared, all
/// invariants, the snapshots and the trial balance. Exit status: 0 sound; 1 broken, with the first bad frame and record;
/// 2 cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// A signed head published earlier: prove that history was extended since, not rewritten
    #[arg(long, value_name = "HEAD")]
    pub(crate) against: Option<PathBuf>,
}

/// Print the signed head of the journal, to be published or kept elsewhere
#[derive(Debug, Args)]
pub(crate) struct Head {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
}

/// Run vector files through the engine and name the first difference
#[derive(Debug, Args)]
pub(crate) struct Conform {
    /// Vector files (JSON)
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

/// Measure this machine: the engine, the durable path, the replay, memory
///
/// A city of members and merchants is drawn from the seed; all awards are paid. Quote medians and ratios: machines are
/// noisy. What the durable run writes is removed afterwards.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Members registered before the clock starts
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    pub(crate) members: u32,
    /// Merchants registered before the clock starts
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    pub(crate) merchants: u32,
    /// Orders booked under the clock
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    pub(crate) orders: u32,
    /// Seed of everything drawn
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How members are drawn: uniform, or zipf (a few buy much)
    #[arg(long, value_name = "DISTRIBUTION", default_value = "uniform", value_parser = ["uniform", "zipf"])]
    pub(crate) distribution: String,
    /// Orders in one frame of the durable run
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub(crate) group: u32,
    /// Directory on the disk to be measured
    #[arg(long = "disk", value_name = "DIR", default_value = ".")]
    pub(crate) disk: PathBuf,
}

/// The programme that a command is for.
#[derive(Debug, Args)]
pub(crate) struct ProgrammeName {
    /// Programme
    #[arg(long = "programme", id = "programme", value_name = "NAME", default_value = ratchet_core::DEFAULT_PROGRAMME)]
    pub(crate) name: String,
}

/// Who asks.
#[derive(Debug, Args)]
pub(crate) struct Person {
    /// Who asks: an identifier of the operator's office, never a name or phone number
    #[arg(long = "by", id = "by", value_name = "PERSON", default_value = "operator")]
    pub(crate) name: String,
}

/// How a deployment is opened for writing.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    #[command(flatten)]
    pub(crate) person: Person,
    /// The second person, who approves where two are needed; not the one of --by
    #[arg(long, value_name = "PERSON")]
    pub(crate) approved_by: Option<String>,
    /// Cut off a damaged last frame instead of stopping: acknowledged commands may be lost
    #[arg(long)]
    pub(crate) accept_tail_loss: bool,
}

/// Whether a command is only tried.
#[derive(Debug, Args)]
pub(crate) struct Trial {
    /// Show what it would do, on the real path, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
