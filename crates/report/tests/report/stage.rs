//! Simulations of tests, their files, and the numbers in texts.

use ratchet_report::{Language, Section};
use ratchet_sim::{Results, Simulation, Source, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Several runs, a bank run, every study: whatever a report can show.
pub const EVERYTHING: &str = "
    seed = 5
    runs = 6
    days = 90
    buckets = 90
    rules = '../local-life.toml'
    [arrivals]
    kind = 'growth'
    orders_per_day = 6
    growth_bp_per_day = 100
    spread = 'poisson'
    [members]
    new_bp = 4000
    [spend]
    kind = 'lognormal'
    median_fen = 8000
    sigma = 1.0
    [referral]
    kind = 'preferential'
    [agents]
    recruiters = 2
    districts = 1
    [[merchants]]
    plan = 'store'
    count = 4
    [[selling]]
    kind = 'hazard'
    share_bp = 5000
    bp_per_day = 200
    [[selling]]
    kind = 'bank_run'
    on_day = 60
    order = 'random'
    [[sweep]]
    key = 'rules.redemption_fee_bp'
    values = [1000, 3000]
    [sensitivity]
    runs = 2
    measures = ['most_back_per_100', 'price', 'capped_percent']
    [[sensitivity.vary]]
    key = 'rules.mint_bp'
    low = 5000
    high = 9000
    [[sensitivity.vary]]
    key = 'members.new_bp'
    low = 1000
    high = 9000
    [sobol]
    samples = 8
    measures = ['back_per_100', 'price']
    [[sobol.vary]]
    key = 'selling.0.bp_per_day'
    low = 0
    high = 500
    [[sobol.vary]]
    key = 'members.new_bp'
    low = 1000
    high = 9000";

/// The top of the repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn simulation(text: &str) -> Simulation {
    let source = Source::of_text(&repository().join("examples/scenarios/test.toml"), text);
    Simulation::plan(source.unwrap()).unwrap()
}

/// What comes of a scenario.
pub fn simulate(text: &str, threads: usize) -> Results {
    simulation(text).run(threads, &|_| (), &AtomicBool::new(false)).unwrap()
}

/// What comes of one that is stopped before its first run ends.
pub fn stopped(text: &str) -> Results {
    simulation(text).run(1, &|_| (), &AtomicBool::new(true)).unwrap()
}

/// One run of an example, without studies.
pub fn example(name: &str) -> Results {
    let source = Source::read(&repository().join("examples/scenarios").join(name)).unwrap();
    Simulation::plan(source).unwrap().run(2, &|_| (), &AtomicBool::new(false)).unwrap()
}

/// A row of a file: its values by column.
pub type CsvRow = BTreeMap<String, String>;

/// The tables of a simulation as somebody reads them who has only the files.
pub struct Tables {
    dir: tempfile::TempDir,
}

impl Tables {
    pub fn of(results: &Results) -> Self {
        let dir = tempfile::tempdir().unwrap();
        files::write(results, dir.path()).unwrap();
        Self { dir }
    }

    pub fn rows(&self, table: &str) -> Vec<CsvRow> {
        let mut reader = csv::Reader::from_path(self.dir.path().join(format!("{table}.csv"))).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }

    /// The sum of a column over the rows of the scenario as it stands in which these columns have these values.
    pub fn sum(&self, table: &str, column: &str, wanted: &[(&str, &str)]) -> i64 {
        let rows = self.rows(table);
        let found =
            rows.iter().filter(|row| row["point"] == "0" && wanted.iter().all(|(key, value)| row[*key] == *value));
        found.map(|row| row[column].parse::<i64>().unwrap()).sum()
    }
}

/// The section of this name.
pub fn section<'a>(sections: &'a [Section], id: &str) -> &'a Section {
    sections.iter().find(|section| section.id == id).unwrap()
}

/// The only table of a section in English.
pub fn table(results: &Results, id: &str) -> Vec<Vec<String>> {
    let sections = ratchet_report::sections(results, Language::English);
    let exhibits = &section(&sections, id).exhibits;
    assert_eq!(exhibits.len(), 1, "{id}");
    exhibits[0].numbers.rows.clone()
}

/// A figure without its signs for people: `-¥1,234.50` is -123450.
pub fn integer(cell: &str) -> i64 {
    let digits: String = cell.chars().filter(|character| character.is_ascii_digit() || *character == '-').collect();
    digits.parse().unwrap_or_else(|_| panic!("no figure: {cell}"))
}

/// The numbers in a text.
pub fn numbers(text: &str) -> Vec<String> {
    let pieces = text.split(|character: char| !(character.is_ascii_digit() || ".,".contains(character)));
    let pieces = pieces.map(|piece| piece.trim_matches(['.', ',']).to_owned());
    pieces.filter(|piece| piece.contains(|character: char| character.is_ascii_digit())).collect()
}
