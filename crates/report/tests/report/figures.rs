//! The figures of every table are those of the files, read and summed by other code.

use crate::stage::{CsvRow, EVERYTHING, Tables, integer, section, simulate, table};
use ratchet_report::{Language, sections};
use ratchet_sim::Results;

fn everything() -> (Results, Tables) {
    let results = simulate(EVERYTHING, 2);
    let tables = Tables::of(&results);
    (results, tables)
}

fn share(part: i64, whole: i64) -> String {
    let percent = part as f64 * 100.0 / whole as f64;
    if part > 0 && percent < 0.01 { "< 0.01 %".to_owned() } else { format!("{percent:.2} %") }
}

fn whole(row: &CsvRow, column: &str) -> i64 {
    row[column].parse().unwrap()
}

fn real(row: &CsvRow, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn the_course_is_that_of_the_first_run() {
    let (results, tables) = everything();
    let time = tables.rows("time");
    let rows = table(&results, "course");
    assert_eq!((rows.len(), time.len()), (61, 91 * 6 * 3), "thinned");
    assert_eq!((rows[0][0].as_str(), rows[60][0].as_str()), ("0", "90"));
    for row in rows {
        let is_it = |found: &&CsvRow| found["point"] == "0" && found["run"] == "0" && found["day"] == row[0];
        let found = time.iter().find(is_it).unwrap();
        assert_eq!([integer(&row[1]), integer(&row[2])], ["orders", "members"].map(|column| whole(found, column)));
        assert_eq!(integer(&row[3]), whole(found, "price_e8") / 10_000);
        assert_eq!(integer(&row[4]), whole(found, "reserve_fen"));
        assert_eq!(integer(&row[5]), whole(found, "supply_units") / 1_000_000);
    }
}

#[test]
fn returns_are_summed_over_the_runs() {
    let (results, tables) = everything();
    let mut rows = table(&results, "returns");
    let (all, enough) = (rows.pop().unwrap(), rows.pop().unwrap());
    let mut from: Vec<i64> = tables.rows("returns").iter().map(|row| whole(row, "from_fen")).collect();
    from.sort_unstable();
    from.dedup();
    let sum = |from: &str, counted| {
        let wanted = [("decile", "0"), ("counted", counted), ("from_fen", from)];
        tables.sum("returns", "members", if from.is_empty() { &wanted[..2] } else { &wanted })
    };
    assert_eq!(rows.len(), from.len());
    for (row, from) in rows.iter().zip(&from) {
        let (points, with_awards) = (sum(&from.to_string(), "points"), sum(&from.to_string(), "all"));
        assert_eq!([integer(&row[1]), integer(&row[3])], [points, with_awards], "{row:?}");
        assert_eq!([&row[2], &row[4]], [&share(points, sum("", "points")), &share(with_awards, sum("", "all"))]);
    }
    assert_eq!([integer(&all[1]), integer(&all[3])], [sum("", "points"), sum("", "all")]);
    let more: i64 = from.iter().filter(|from| **from >= 10_000).map(|from| sum(&from.to_string(), "all")).sum();
    assert_eq!(integer(&enough[3]), more);
}

#[test]
fn tenths_and_their_flows_are_those_of_the_cohorts() {
    let (results, tables) = everything();
    let sum = |decile: usize, column| tables.sum("cohorts", column, &[("decile", &decile.to_string())]);
    let received = |decile| sum(decile, "sold_fen") + sum(decile, "exited_fen");
    for (row, decile) in table(&results, "deciles").iter().zip(1..) {
        let figures = [&row[1], &row[2], &row[3], &row[4]].map(|cell| integer(cell));
        let per_100 = received(decile) * 10_000 / sum(decile, "spent_fen");
        assert_eq!(figures, [sum(decile, "members"), sum(decile, "spent_fen"), received(decile), per_100]);
        let counted = |from: std::ops::Range<i64>| -> i64 {
            let rows = tables.rows("returns");
            let decile = decile.to_string();
            let is_it = |row: &&CsvRow| {
                row["point"] == "0"
                    && row["decile"] == decile
                    && row["counted"] == "points"
                    && from.contains(&whole(row, "from_fen"))
            };
            rows.iter().filter(is_it).map(|row| whole(row, "members")).sum()
        };
        let bands = [0..1, 1..1_000, 1_000..2_000, 2_000..5_000, 5_000..10_000, 10_000..i64::MAX];
        for (cell, band) in row[5..].iter().zip(bands) {
            assert_eq!(*cell, share(counted(band), counted(0..i64::MAX)));
        }
    }
    let rows = table(&results, "cash_flow");
    assert_eq!(rows.len(), 12, "ten tenths, all of them, and agents");
    let columns = ["members", "spent_fen", "pool_fen", "sold_fen", "exited_fen"];
    for (row, decile) in rows.iter().zip((1..=11).map(|decile| decile % 11)) {
        if decile == 0 {
            continue; // the sum of all members
        }
        let found: Vec<i64> = row[1..6].iter().map(|cell| integer(cell)).collect();
        assert_eq!(found, columns.map(|column| sum(decile, column)));
        let net = received(decile) - sum(decile, "pool_fen");
        let rest = [received(decile), net, sum(decile, "awards_fen"), sum(decile, "worth_fen")];
        assert_eq!(row[6..].iter().map(|cell| integer(cell)).collect::<Vec<_>>(), rest);
    }
    let all: Vec<i64> = columns.iter().map(|column| (1..=10).map(|decile| sum(decile, column)).sum()).collect();
    assert_eq!(rows[10][1..6].iter().map(|cell| integer(cell)).collect::<Vec<_>>(), all);
    assert_eq!(integer(&rows[11][8]), sum(0, "awards_fen"));
}

#[test]
fn waits_and_ways_are_summed_over_the_runs() {
    let (results, tables) = everything();
    let mut rows = table(&results, "waits");
    let all = rows.pop().unwrap();
    let sum = |awaited, after: &str| tables.sum("waits", "members", &[("awaited", awaited), ("after_days", after)]);
    let bins = ["0", "7", "30", "60", ""];
    assert_eq!(rows.len(), bins.len(), "nobody waits longer than a run: {rows:?}");
    for (row, after) in rows.iter().zip(bins) {
        assert_eq!([integer(&row[1]), integer(&row[3])], [sum("break_even", after), sum("cap", after)]);
        assert_eq!(row[2], share(sum("break_even", after), integer(&all[1])));
    }
    assert_eq!(integer(&all[1]), tables.sum("runs", "members", &[]));
    for row in table(&results, "ways") {
        let sum = |column| tables.sum("sellers", column, &[("behaviour", &row[0])]);
        let columns = ["members", "spent_fen", "commission_fen", "pool_fen", "received_fen"].map(sum);
        assert_eq!(row[1..6].iter().map(|cell| integer(cell)).collect::<Vec<_>>(), columns);
        assert_eq!(integer(&row[6]), sum("received_fen") * 10_000 / sum("spent_fen"));
        assert_eq!([integer(&row[7]), integer(&row[8])], [sum("awards_fen"), sum("worth_fen")]);
    }
}

#[test]
fn queues_are_those_of_their_cause() {
    let (results, tables) = everything();
    for (id, cause, day) in [("orders_stop", "end", "90"), ("bank_run", "scenario", "60")] {
        let rows = table(&results, id);
        let places: Vec<String> = (1..=10).map(|tenth| tenth.to_string()).collect();
        let places = ["first"].into_iter().chain(places.iter().map(String::as_str)).chain(["last"]);
        assert_eq!(rows.len(), 13, "{id}: {rows:?}");
        for (row, place) in rows.iter().zip(places) {
            let sum = |column| tables.sum("queue", column, &[("cause", cause), ("place", place)]);
            let found: Vec<i64> = row[2..6].iter().map(|cell| integer(cell)).collect();
            assert_eq!(found, ["members", "spent_fen", "gross_fen", "net_fen"].map(sum), "{row:?}");
            assert_eq!(integer(&row[6]), sum("net_fen") * 10_000 / sum("spent_fen"), "{row:?}");
            assert_eq!(integer(&row[7]), sum("gross_fen") * 10_000 / sum("spent_fen"), "{row:?}");
            assert_eq!(row[0], day);
        }
        let tenths: i64 = rows[1..11].iter().map(|row| integer(&row[5])).sum();
        assert_eq!(integer(&rows[12][5]), tenths);
    }
    // One run: what the file says of a place, without any division here.
    let results = crate::stage::example("steady-local-life.toml");
    let tables = Tables::of(&results);
    let rows = table(&results, "orders_stop");
    let last = tables.sum("queue", "net_per_100_fen", &[("place", "last")]);
    assert_eq!(integer(&rows[11][6]), last);
}

#[test]
fn fans_are_quantiles_of_the_file() {
    let (results, tables) = everything();
    let fan = tables.rows("fan");
    let rows = table(&results, "fans");
    assert_eq!(rows.len(), 4 * 16);
    let measures = [("back_per_100_fen", 1), ("price_e8", 10_000), ("reserve_fen", 1), ("supply_units", 1_000_000)];
    for (row, (measure, unit)) in rows.iter().zip(measures.iter().flat_map(|measure| [*measure; 16])) {
        let is_it = |found: &&CsvRow| found["point"] == "0" && found["measure"] == measure && found["day"] == row[1];
        let found = fan.iter().find(is_it).unwrap();
        let expected = ["p5", "p25", "p50", "p75", "p95"].map(|column| whole(found, column) / unit);
        assert_eq!(row[2..].iter().map(|cell| integer(cell)).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn sensitivities_are_those_of_the_files_in_their_order() {
    let (results, tables) = everything();
    let sections = sections(&results, Language::English);
    let rows = |id: &str| -> Vec<Vec<String>> {
        section(&sections, id).exhibits.iter().flat_map(|exhibit| exhibit.numbers.rows.clone()).collect()
    };
    let order = ["most_back_per_100", "back_per_100", "capped_percent", "price"];
    let sorted = |table: &str| {
        let mut rows = tables.rows(table);
        rows.sort_by_key(|row| order.iter().position(|measure| *measure == row["measure"]));
        rows
    };
    let (shown, expected) = (rows("tornado"), sorted("tornado"));
    assert_eq!((shown.len(), expected.len()), (6, 6));
    for (row, found) in shown.iter().zip(&expected) {
        assert_eq!([&row[1], &row[2], &row[3]], ["key", "low", "high"].map(|column| &found[column]));
        for (cell, column) in row[4..].iter().zip(["at_low", "at_base", "at_high", "swing"]) {
            let value = real(found, column);
            let text = match found["measure"].as_str() {
                "price" => format!("¥{value:.4}"),
                "capped_percent" => format!("{value:.2} %"),
                _ => format!("¥{value:.2}"),
            };
            assert_eq!(*cell, text);
        }
    }
    let (shown, expected) = (rows("sobol"), sorted("sobol"));
    assert_eq!((shown.len(), expected.len()), (4, 4));
    for (row, found) in shown.iter().zip(&expected) {
        let indices = ["first", "total"].map(|column| format!("{:.2}", real(found, column)));
        assert_eq!([&row[1], &row[4]], [&found["key"], &found["samples"]]);
        assert_eq!([&row[2], &row[3]], [&indices[0], &indices[1]]);
    }
}

#[test]
fn points_of_a_grid_have_the_medians_of_their_runs() {
    let (results, tables) = everything();
    let runs = tables.rows("runs");
    let rows = table(&results, "sweep");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1][0], "rules.redemption_fee_bp = 1000");
    for (row, point) in rows.iter().zip(["0", "1", "2"]) {
        let median = |column: &str| {
            let of_point = runs.iter().filter(|run| run["point"] == point);
            let mut values: Vec<i64> = of_point.map(|run| whole(run, column)).collect();
            values.sort_unstable();
            values[2] // the third of six: nearest rank
        };
        assert_eq!([integer(&row[1]), integer(&row[2])], ["back_per_100_fen", "most_back_per_100_fen"].map(median));
        assert_eq!(row[5], format!("¥{:.4}", median("price_e8") as f64 / 1e8));
    }
}
