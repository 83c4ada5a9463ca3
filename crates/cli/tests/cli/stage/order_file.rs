//! Order files: one that is large enough to be interrupted, and packed ones.

use super::{Dice, Stage};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Every so many lines one has no amount.
const BAD_EVERY: u64 = 9_973;

/// A generated file of orders, `orders.csv`, and what must come of it.
#[derive(Debug, Default)]
pub struct OrderFile {
    pub booked: u64,
    pub rejected: u64,
    pub fen: u64,
}

impl OrderFile {
    /// The command that imports it.
    pub const IMPORT: &str = "import shop orders.csv --col time=time --col member=buyer --col amount=paid \
                              --col order=number --merchant s1 --plan store";

    /// Writes a file of so many orders into the directory.
    pub fn write(stage: &Stage, orders: u64) -> Self {
        let mut dice = Dice::new(7);
        let mut file = Self::default();
        let mut text = String::from("number,time,buyer,paid\n");
        for number in 1..=orders {
            let fen = if number.is_multiple_of(BAD_EVERY) { 0 } else { 100 + dice.below(50_000) };
            let (buyer, day) = (dice.below(4_000), 1 + number * 28 / (orders + 1));
            writeln!(text, "n{number},2024-02-{day:02},b{buyer},{}.{:02}", fen / 100, fen % 100).unwrap();
            file.fen += fen;
            *if fen == 0 { &mut file.rejected } else { &mut file.booked } += 1;
        }
        stage.write("orders.csv", text);
        file
    }
}

/// Packs a file.
pub fn write_gzip(from: &Path, to: &Path) {
    let mut encoder = GzEncoder::new(fs::File::create(to).unwrap(), Compression::fast());
    encoder.write_all(&fs::read(from).unwrap()).unwrap();
    encoder.finish().unwrap();
}
