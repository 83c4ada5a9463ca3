//! Every difference between a statement and the ledger is found, and nothing else.

use crate::stage::{NOW, Stage, book, command, member};
use proptest::prelude::*;
use ratchet_books::reconcile::{DifferenceKind, Reconciliation, StatementFormat, reconcile};
use ratchet_core::operations::{AddMerchant, Inject, Refund};
use ratchet_core::{Fen, Time};

const DAY: i64 = 86_400;

/// A shop with an order a day of rising amounts, a refund and an injection.
fn shop(orders: i64) -> Stage {
    let stage = Stage::new();
    let mut deployment = stage.open();
    deployment.execute(&command(1, member("ann"))).unwrap();
    deployment.execute(&command(1, AddMerchant::new("shop", "store"))).unwrap();
    for order in 0..orders {
        let at = 2 + order * DAY;
        deployment.execute(&command(at, book(&format!("o{order}"), "ann", 10_000 + order * 100))).unwrap();
    }
    let at = 2 + orders * DAY;
    deployment.execute(&command(at, Refund { order: "o1".to_owned(), amount: Fen::new(500) })).unwrap();
    deployment.execute(&command(at, Inject::new(Fen::new(70_000)))).unwrap();
    deployment.close().unwrap();
    stage
}

/// The day of a second after the beginning, in Shanghai.
fn day(second: i64) -> String {
    let at = Time::from_milliseconds(NOW.milliseconds() + (second + 8 * 3_600) * 1_000);
    jiff::Timestamp::from_millisecond(at.milliseconds()).unwrap().strftime("%Y-%m-%d").to_string()
}

/// The statement that says just what the ledger does: day, amount in fen, reference.
fn right(orders: i64) -> Vec<(String, i64, String)> {
    let mut lines = vec![(day(0), 10_000, "main".to_owned())];
    lines.extend((0..orders).map(|order| (day(2 + order * DAY), 10_000 + order * 100, format!("o{order}"))));
    lines.push((day(2 + orders * DAY), -500, "o1".to_owned()));
    lines.push((day(2 + orders * DAY), 70_000, "bank-77".to_owned()));
    lines
}

fn compared(stage: &Stage, lines: &[(String, i64, String)]) -> Reconciliation {
    let rows = lines.iter().map(|(day, fen, reference)| format!("{day},{},{reference}\n", Fen::new(*fen)));
    let text = format!("date,amount,reference\n{}", rows.collect::<String>());
    let path = stage.path("statement.csv");
    std::fs::write(&path, text).unwrap();
    reconcile(&stage.layout(), &path, StatementFormat::Csv, 3, |_, _| {}).unwrap()
}

fn kinds(found: &Reconciliation) -> Vec<DifferenceKind> {
    found.differences.iter().map(|difference| difference.kind).collect()
}

#[test]
fn a_statement_that_agrees_has_no_difference() {
    let stage = shop(10);
    let lines = right(10);
    let found = compared(&stage, &lines);
    assert_eq!(found.differences, []);
    // Only the injection has a reference of the bank's own.
    assert_eq!((found.by_reference, found.by_amount_and_day), (12, 1));
    assert_eq!(found.statement, found.ledger);
    assert_eq!(found.statement.money_out, Fen::new(500));
    // Without any reference the amounts and days tell.
    let bare: Vec<_> = lines.iter().map(|(day, fen, _)| (day.clone(), *fen, String::new())).collect();
    let found = compared(&stage, &bare);
    assert_eq!((found.differences.len(), found.by_reference, found.by_amount_and_day), (0, 0, 13));
}

#[test]
fn each_kind_of_difference_is_named_with_both_sides() {
    let stage = shop(10);
    let mut lines = right(10);
    lines[4].1 += 1;
    let found = compared(&stage, &lines);
    assert_eq!(kinds(&found), [DifferenceKind::AmountDiffers]);
    let difference = &found.differences[0];
    assert_eq!(difference.reference.as_deref(), Some("o3"));
    assert_eq!(difference.statement.unwrap().line, 6);
    assert_eq!(difference.ledger.unwrap().amount, Fen::new(10_300));

    let mut lines = right(10);
    let gone = lines.remove(6);
    let found = compared(&stage, &lines);
    assert_eq!(kinds(&found), [DifferenceKind::MissingThere]);
    assert_eq!(found.differences[0].reference.as_deref(), Some(gone.2.as_str()));

    let mut lines = right(10);
    lines.push((day(5 * DAY), 4_242, "unknown".to_owned()));
    let found = compared(&stage, &lines);
    assert_eq!(kinds(&found), [DifferenceKind::MissingHere]);
    assert_eq!(found.differences[0].statement.unwrap().amount, Fen::new(4_242));

    let mut lines = right(10);
    lines.push(lines[3].clone());
    assert_eq!(kinds(&compared(&stage, &lines)), [DifferenceKind::Duplicate]);

    let mut lines = right(10);
    lines[2].0 = day(2 + 6 * DAY);
    assert_eq!(kinds(&compared(&stage, &lines)), [DifferenceKind::DateDiffers]);
    lines[2].0 = day(2 + 4 * DAY);
    assert_eq!(kinds(&compared(&stage, &lines)), []);
}

#[test]
fn days_that_the_statement_does_not_cover_are_not_missing_there() {
    let stage = shop(10);
    let lines: Vec<_> = right(10).into_iter().skip(4).take(3).collect();
    let found = compared(&stage, &lines);
    assert_eq!(found.differences, []);
    assert_eq!((found.from.to_string(), found.to.to_string()), (lines[0].0.clone(), lines[2].0.clone()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Lines dropped, added and changed at random: as many differences, and the two sides differ by just their money.
    #[test]
    fn differences_explain_the_sums(
        dropped in prop::collection::btree_set(1_usize..12, 0..4),
        added in prop::collection::vec((0_i64..10, 1_i64..9_000), 0..4),
        shuffle in any::<u64>(),
    ) {
        let stage = shop(10);
        let mut lines: Vec<_> = right(10)
            .into_iter()
            .enumerate()
            .filter(|(place, _)| !dropped.contains(place))
            .map(|(_, line)| line)
            .collect();
        lines.extend(added.iter().map(|(at, fen)| (day(at * DAY), *fen, format!("x{at}-{fen}"))));
        lines.sort_by_key(|line| blake3::hash(format!("{shuffle}{line:?}").as_bytes()).as_bytes().to_vec());
        let found = compared(&stage, &lines);
        prop_assert_eq!(found.count(DifferenceKind::MissingThere), dropped.len());
        let surplus = found.count(DifferenceKind::MissingHere) + found.count(DifferenceKind::Duplicate);
        prop_assert_eq!(surplus, added.len());
        prop_assert_eq!(found.differences.len(), dropped.len() + added.len());
        let net = |side: ratchet_books::reconcile::Side| side.money_in - side.money_out;
        let explained: Fen = found
            .differences
            .iter()
            .map(|one| {
                let of_statement = one.statement.map_or(Fen::ZERO, |side| side.amount);
                of_statement - one.ledger.map_or(Fen::ZERO, |side| side.amount)
            })
            .sum();
        prop_assert_eq!(net(found.statement) - net(found.ledger), explained);
    }
}
