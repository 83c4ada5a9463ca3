//! CSV, Excel and Parquet hold the same rows, and their postings sum to the same balances.

use crate::shop::{Balances, MALL, SHOP, add, assert_same, expected, integer, status};
use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::collections::BTreeMap;
use std::fs::File;

const NAMES: [&str; 7] = ["postings", "trial_balance", "orders", "returns", "sales", "awards", "about"];

/// Rows by column; amounts are integers under the names that Parquet has for them, empty fields are left out.
type Rows = Vec<BTreeMap<String, String>>;

/// The name with integers and the value as one, of a column with decimal numbers.
fn as_integer(name: &str, value: &str) -> (String, String) {
    match name.strip_suffix("_cny") {
        Some(name) => (format!("{name}_fen"), integer(value).to_string()),
        None if name.ends_with("points") => (format!("{name}_units"), integer(value).to_string()),
        None => (name.to_owned(), value.to_owned()),
    }
}

fn from_csv(name: &str) -> Rows {
    let mut reader = csv::Reader::from_path(SHOP.path(&format!("books-csv/{name}.csv"))).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        let fields = header.iter().zip(row.iter()).filter(|(_, value)| !value.is_empty());
        fields.map(|(name, value)| as_integer(name, value)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn from_workbook(book: &mut Xlsx<std::io::BufReader<File>>, name: &str) -> Rows {
    let range = book.worksheet_range(name).unwrap();
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let field = |(name, cell): (&String, &Data)| match cell {
        Data::Empty => None,
        // An amount is a number with two decimals, not a text.
        Data::Float(number) if name.ends_with("_cny") => Some(as_integer(name, &format!("{number:.2}"))),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            Some((name.clone(), format!("{year}-{month:02}-{day:02}")))
        }
        cell => {
            assert!(!name.ends_with("_cny"), "{name}: {cell:?}");
            Some(as_integer(name, &cell.to_string()))
        }
    };
    rows.map(|row| header.iter().zip(row).filter_map(field).collect()).collect()
}

fn from_parquet(name: &str) -> Rows {
    let file = File::open(SHOP.path(&format!("books-parquet/{name}.parquet"))).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let text = |field: &Field| match field {
        Field::Null => None,
        Field::Long(integer) => Some(integer.to_string()),
        Field::Str(text) => Some(text.clone()),
        Field::Date(days) => {
            let days = jiff::ToSpan::days(i64::from(*days));
            Some(jiff::civil::date(1970, 1, 1).checked_add(days).unwrap().to_string())
        }
        Field::TimestampMillis(milliseconds) => {
            let moment = jiff::Timestamp::from_millisecond(*milliseconds).unwrap().in_tz("Asia/Shanghai").unwrap();
            Some(moment.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string())
        }
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().filter_map(|(name, field)| Some((name.clone(), text(field)?))).collect())
        .collect()
}

fn balances_of_postings(rows: &Rows) -> Balances {
    let mut balances = Balances::new();
    for row in rows {
        let amount = row.get("amount_fen").or_else(|| row.get("points_units")).unwrap();
        add(&mut balances, &row["account"], &row["commodity"], integer(amount));
    }
    balances
}

fn balances_of_trial(rows: &Rows) -> Balances {
    let mut balances = Balances::new();
    for row in rows {
        for (column, sign) in
            [("debit_fen", 1), ("credit_fen", -1), ("debit_points_units", 1), ("credit_points_units", -1)]
        {
            let amount = row.get(column).map_or(0, |amount| integer(amount));
            add(&mut balances, &row["account"], &row["commodity"], sign * amount);
        }
    }
    balances
}

fn sum(rows: &Rows, programme: &str, column: &str) -> i128 {
    rows.iter().filter(|row| row["programme"] == programme).map(|row| integer(&row[column])).sum()
}

/// Everything that `status` says, found in the tables.
fn check(tables: &BTreeMap<&str, Rows>) {
    let expected = expected();
    assert_same(&balances_of_postings(&tables["postings"]), &expected);
    assert_same(&balances_of_trial(&tables["trial_balance"]), &expected);
    for programme in ["main", MALL] {
        let status = status(programme);
        let total = |name: &str| i128::from(status["totals"][name].as_i64().unwrap());
        let orders = tables["orders"].iter().filter(|row| row["programme"] == programme).count();
        assert_eq!(orders as u64, status["orders"].as_u64().unwrap());
        assert_eq!(sum(&tables["orders"], programme, "amount_fen"), total("orders"));
        assert_eq!(sum(&tables["orders"], programme, "pool_fen"), total("pool"));
        assert_eq!(sum(&tables["sales"], programme, "net_fen"), total("redeemed") + total("exited"));
        assert_eq!(sum(&tables["returns"], programme, "amount_fen"), total("refunded") + total("corrected"));
        let exits = tables["sales"].iter().filter(|row| row["programme"] == programme && row["cause"] == "forced_exit");
        assert_eq!(exits.count() as u64, status["exits"].as_u64().unwrap());
    }
    for row in &tables["returns"] {
        let sources = ["from_merchant_fen", "from_awards_fen", "from_reserve_fen", "from_platform_fen"];
        let paid: i128 = sources.iter().map(|source| integer(&row[*source])).sum();
        assert_eq!(paid, integer(&row["amount_fen"]), "{row:?}");
    }
    assert!(tables["awards"].iter().any(|row| row["amount_fen"].starts_with('-')), "no award was taken back");
    assert!(tables["about"].iter().any(|row| row["name"] == "mode" && row["value"] == "sandbox"));
}

#[test]
fn the_tables_hold_the_same_in_every_format_and_agree_with_status() {
    SHOP.ok("export shop --format csv -o books-csv");
    SHOP.ok("export shop --format parquet -o books-parquet");
    let report = SHOP.json("export shop --format xlsx -o books.xlsx");
    assert_eq!(report["format"], "xlsx");
    let csv: BTreeMap<_, _> = NAMES.iter().map(|name| (*name, from_csv(name))).collect();
    check(&csv);
    let mut book: Xlsx<_> = open_workbook(SHOP.path("books.xlsx")).unwrap();
    for name in NAMES {
        assert_eq!(from_parquet(name), csv[name], "{name} as parquet");
        assert_eq!(from_workbook(&mut book, name), csv[name], "{name} as xlsx");
    }
    // Again: what is there is replaced, and nothing is left beside it.
    let before = SHOP.bytes_of("books-csv");
    SHOP.ok("export shop --format csv -o books-csv");
    assert_eq!(SHOP.bytes_of("books-csv"), before);
    assert_eq!(before.len(), NAMES.len());
}
