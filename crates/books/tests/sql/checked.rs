//! A check finds every value that is not what the journal says, and nothing else.

use crate::stage::{Stage, book, command};
use ratchet_books::sql::{Books, Difference, check};
use ratchet_deployment::Layout;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

async fn rebuild(layout: &Layout) {
    Books::rebuild(layout, |_, _| {}).await.unwrap().close().await.unwrap();
}

async fn tamper(layout: &Layout, sql: &str) {
    let mut books =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(layout.books())).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut books).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    books.close().await.unwrap();
}

#[test]
fn books_that_are_right_have_no_difference_also_when_they_are_behind() {
    let stage = Stage::played();
    runtime().block_on(async {
        let layout = stage.layout();
        rebuild(&layout).await;
        let report = check(&layout, |_, _| {}).await.unwrap();
        assert_eq!(report.differences, []);
        assert_eq!(report.behind, 0);
        assert!(report.records > 15 && report.rows > 100, "{report:?}");
        let mut deployment = stage.open();
        deployment.execute(&command(20, book("o9", "cat", 50_000))).unwrap();
        deployment.close().unwrap();
        let late = check(&layout, |_, _| {}).await.unwrap();
        assert_eq!((late.behind, late.differences), (1, Vec::new()));
        // Nothing is left behind.
        let left = crate::stage::names_in(layout.root());
        assert!(!left.iter().any(|name| name.contains("check")), "{left:?}");
    });
}

#[test]
fn every_changed_value_is_named_with_its_place() {
    let stage = Stage::played();
    let layout = stage.layout();
    let cases = [
        ("UPDATE accounts SET balance = balance + 1 WHERE account = 0", "accounts", "balance"),
        ("UPDATE lines SET balance = balance - 1 WHERE sequence = 9", "lines", "balance"),
        ("UPDATE orders SET state = 'refunded' WHERE order_no = 'o0'", "orders", "state"),
        ("UPDATE orders SET cost = 5 WHERE order_no = 'o0'", "orders", "cost"),
        ("DELETE FROM lines WHERE sequence = 9", "lines", "*"),
        ("DELETE FROM accounts WHERE account > 17179869183", "accounts", "*"),
        (
            "INSERT INTO sales SELECT sequence, place + 900, programme, member, position, cause, points, gross, net, \
          recorded_at, order_handle FROM sales LIMIT 1",
            "sales",
            "*",
        ),
        ("UPDATE price_points SET reserve = reserve + 1 WHERE sequence = 9", "price_points", "reserve"),
        ("UPDATE price_levels SET most_reserve = 7 WHERE level = 10", "price_levels", "most_reserve"),
        ("UPDATE totals SET amount = amount + 1 WHERE name = 'orders'", "totals", "amount"),
        ("UPDATE audit SET actor = 'somebody' WHERE sequence = 3", "audit", "actor"),
        ("UPDATE members SET referrer = NULL WHERE id = 'ben'", "members", "referrer"),
    ];
    runtime().block_on(async {
        for (sql, table, column) in cases {
            rebuild(&layout).await;
            tamper(&layout, sql).await;
            let differences = check(&layout, |_, _| {}).await.unwrap().differences;
            let is_it = |found: &Difference| found.table == table && found.column == column && !found.key.is_empty();
            assert!(differences.iter().any(is_it), "{sql}: {differences:?}");
            assert!(differences.iter().all(|found| found.table == table), "{sql}: {differences:?}");
        }
    });
}
