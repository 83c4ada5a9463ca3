//! The course of a price from the books is the one that is read from the journal.

use crate::stage::{NOW, Stage, book, command, member};
use ratchet_books::sql::{Books, BooksReader};
use ratchet_core::operations::AddMerchant;
use ratchet_core::{Fen, Time};
use ratchet_deployment::{Flow, PriceBucket, PriceHistory, TimeRange};

/// A deployment with many orders, some seconds apart and now and then in bursts.
fn busy(orders: i64) -> Stage {
    let stage = Stage::new();
    let mut deployment = stage.open();
    deployment.execute(&command(1, member("ann"))).unwrap();
    deployment.execute(&command(1, AddMerchant::new("shop", "store"))).unwrap();
    let mut second = 2;
    for order in 0..orders {
        second += if order % 500 < 300 { 0 } else { order * 7_919 % 41 };
        deployment.execute(&command(second, book(&format!("o{order}"), "ann", 10_000 + order))).unwrap();
        if order % 1_000 == 0 {
            deployment.commit().unwrap();
        }
    }
    deployment.close().unwrap();
    stage
}

fn flow(buckets: &[PriceBucket]) -> Flow {
    let mut sum = Flow::default();
    for bucket in buckets {
        sum.add(&bucket.flow);
    }
    sum
}

#[test]
fn any_zoom_agrees_with_the_journal() {
    let stage = busy(20_000);
    let layout = stage.layout();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let books = Books::rebuild(&layout, |_, _| {}).await.unwrap();
        books.close().await.unwrap();
        let reader = BooksReader::open(&layout.books()).await.unwrap();
        let all = PriceHistory::read(&layout, "main", TimeRange::default(), 100_000, |_, _| {}).unwrap();
        let mut widest = 0;
        for points in [1, 10, 500] {
            let course = reader.price_series("main", TimeRange::default(), points).await.unwrap().unwrap();
            assert!((1..=points).contains(&course.len()));
            assert_eq!(flow(&course), all.total);
            assert_eq!(course.first().unwrap().first_at, all.buckets.first().unwrap().first_at);
            assert_eq!(course.last().unwrap().price.last, all.buckets.last().unwrap().price.last);
            let most = |buckets: &[PriceBucket]| buckets.iter().map(|bucket| bucket.reserve.most).max();
            let least = |buckets: &[PriceBucket]| buckets.iter().map(|bucket| bucket.supply.least).min();
            assert_eq!(most(&course), most(&all.buckets));
            assert_eq!(least(&course), least(&all.buckets));
            widest = widest.max(course.len());
        }
        assert!(widest > 50, "{widest}");
        // A look at a moment: exactly the records in it.
        for (from, seconds) in [(2, 1), (100, 300), (3_000, 60)] {
            let at = |second: i64| Time::from_milliseconds(NOW.milliseconds() + second * 1_000);
            let range = TimeRange { from: Some(at(from)), to: Some(at(from + seconds)) };
            let told = PriceHistory::read(&layout, "main", range, 2_000, |_, _| {}).unwrap();
            let course = reader.price_series("main", range, 2_000).await.unwrap().unwrap();
            assert_eq!(course, told.buckets, "{from}");
        }
        let before = TimeRange { from: None, to: Some(Time::from_milliseconds(5)) };
        assert_eq!(reader.price_series("main", before, 10).await.unwrap().unwrap(), []);
        assert_ne!(all.total.orders, 0);
        assert_eq!(all.total.injections.amount, Fen::ZERO);
        reader.close().await;
    });
}
