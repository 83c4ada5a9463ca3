//! The history of a price says what the engine says, whole and in part.

use crate::stage::history::{History, broken};
use crate::stage::{NOW, Stage, book, command, play};
use ratchet_core::operations::Inject;
use ratchet_core::{Event, Fen, Rejection, Time};
use ratchet_deployment::{DeploymentError, PriceHistory, TimeRange, load};

fn read(stage: &Stage, range: TimeRange, most: usize) -> PriceHistory {
    PriceHistory::read(&stage.layout(), "main", range, most, |_, _| ()).unwrap()
}

fn second(second: i64) -> Time {
    Time::from_milliseconds(NOW.milliseconds() + second * 1_000)
}

#[test]
fn it_ends_where_the_state_stands_and_counts_what_the_state_counts() {
    let stage = Stage::played();
    let engine = load(&stage.layout()).unwrap().engine;
    let programme = &engine.state().programmes[0];
    for most in [1, 2, 1_000] {
        let history = read(&stage, TimeRange::default(), most);
        assert!((1..=most).contains(&history.buckets.len()));
        let last = history.buckets.last().unwrap();
        assert_eq!((last.reserve.last, last.supply.last), (programme.reserve, programme.supply));
        assert_eq!(last.price.last.to_text(), programme.price().to_text());
        let (total, totals) = (history.total, programme.totals);
        assert!(programme.exits > 0 && total.forced_exits.count == programme.exits);
        assert_eq!(total.orders, programme.orders);
        assert_eq!(total.forced_exits.amount, totals.exited);
        assert_eq!((total.injections.count, total.injections.amount), (1, totals.injected));
        assert_eq!((total.refunds.count, total.refunds.amount), (1, totals.refunded));
        assert_eq!((total.corrections.count, total.corrections.amount), (1, totals.corrected));
        assert_eq!((total.redemptions.count, total.redemptions.amount), (1, totals.redeemed));
        let exits: u64 = history.buckets.iter().map(|bucket| bucket.flow.forced_exits.count).sum();
        assert_eq!(exits, programme.exits);
        let head = load(&stage.layout()).unwrap().head.unwrap();
        assert_eq!((history.frame, history.head_hash), (head.frame, blake3::Hash::from_bytes(head.hash).to_string()));
    }
}

#[test]
fn the_price_never_falls_from_bucket_to_bucket() {
    let stage = Stage::played();
    let buckets = read(&stage, TimeRange::default(), 1_000).buckets;
    assert_eq!(buckets.len(), 5, "seconds 3, 4, 5, 7 and 8");
    for bucket in &buckets {
        assert!(bucket.price.last.at_least(bucket.price.first));
        assert_eq!((bucket.price.least, bucket.price.most), (bucket.price.first, bucket.price.last));
    }
    assert!(buckets.windows(2).all(|pair| pair[1].price.first.at_least(pair[0].price.last)));
}

#[test]
fn a_range_keeps_what_came_before_it_out_and_the_accounts_as_they_were() {
    let stage = Stage::played();
    let whole = read(&stage, TimeRange::default(), 1_000).buckets;
    let part = read(&stage, TimeRange { from: Some(second(4)), to: Some(second(5)) }, 1_000);
    assert_eq!(part.buckets, whole[1..3]);
    assert_eq!((part.total.orders, part.total.refunds.count, part.total.injections.count), (0, 1, 0));
    let nothing = read(&stage, TimeRange { from: Some(second(9)), to: None }, 1_000);
    assert!(nothing.buckets.is_empty() && nothing.is_begun);
}

#[test]
fn an_order_booked_late_stands_at_the_latest_time_known() {
    let stage = Stage::played();
    let mut deployment = stage.open();
    deployment.execute(&command(20, book("late", "ann", 10_000)).occurred(second(2))).unwrap();
    deployment.execute(&command(21, Inject::new(Fen::new(5)))).unwrap();
    deployment.close().unwrap();
    let buckets = read(&stage, TimeRange::default(), 1_000).buckets;
    let late = &buckets[4];
    assert_eq!((late.first_at, late.last_at, late.flow.orders), (second(8), second(8), 2));
    assert_eq!(buckets[5].first_at, second(21));
}

#[test]
fn a_programme_nobody_opened_and_one_without_orders() {
    let stage = Stage::new();
    let unknown = PriceHistory::read(&stage.layout(), "mall", TimeRange::default(), 10, |_, _| ());
    assert!(matches!(unknown, Err(DeploymentError::Rejected(Rejection::ProgrammeUnknown))));
    let begun = read(&stage, TimeRange::default(), 10);
    assert!(!begun.is_begun && begun.buckets.is_empty());
    let mut deployment = stage.open();
    play(&mut deployment);
    deployment.close().unwrap();
    assert!(read(&stage, TimeRange::default(), 10).is_begun);
}

#[test]
fn amounts_that_nobody_decided_are_named_and_stop_nothing_else() {
    let stage = Stage::played();
    let mut history = History::of(&stage);
    let sale = history.all("redeem")[0];
    history.change(sale, |record| {
        let Some(Event::Sold(sold)) = record.events.first_mut() else { panic!("no sale") };
        (sold.gross, sold.net) = (Fen::new(9_000_000_000_000_000), Fen::new(9_000_000_000_000_000));
    });
    history.write_and_sign(&stage);
    let read = PriceHistory::read(&stage.layout(), "main", TimeRange::default(), 10, |_, _| ());
    let (_, record, what) = broken(read);
    assert_eq!((record, what.as_str()), (sale, "sums that no decision brings"));
}
