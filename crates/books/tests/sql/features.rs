//! What the books say of months, old debts, campaigns, contracts, allotments and the fund is what the engine has.

use crate::random_history::{RandomHistory, histories};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ratchet_books::sql::{AccountKind, Books, BooksReader, MonthMember, MonthRow, Page};
use ratchet_core::Fen;
use ratchet_core::event::Event;
use ratchet_core::handle::{Member, Programme};
use ratchet_core::invariants::{coins_balances, fen_balances};
use ratchet_core::ledger::{CoinsAccount, FenAccount};
use ratchet_core::periods::MemberPeriod;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a query gives, row by row: keys and figures, all of them integers.
async fn figures(books: &mut SqliteConnection, sql: &str) -> Vec<Vec<i64>> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(books).await.unwrap();
    rows.iter().map(|row| (0..row.len()).map(|place| row.get(place)).collect()).collect()
}

/// By a text and integers.
async fn named_figures(books: &mut SqliteConnection, sql: &str) -> Vec<(String, Vec<i64>)> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(books).await.unwrap();
    rows.iter().map(|row| (row.get(0), (1..row.len()).map(|place| row.get(place)).collect())).collect()
}

fn programmes(history: &RandomHistory) -> impl Iterator<Item = (i64, &ratchet_core::programme::ProgrammeState)> {
    (0..).zip(&history.state.programmes)
}

/// The accounts of each kind hold together what the engine's accounts hold.
async fn check_trial_balance(reader: &BooksReader, history: &RandomHistory) {
    let trial = reader.trial_balance().await.unwrap();
    assert!(trial.is_balanced(), "{trial:?}");
    let kind_of = |account: FenAccount| match account {
        FenAccount::Cash => AccountKind::Cash,
        FenAccount::Platform => AccountKind::Platform,
        FenAccount::Reserve(_) => AccountKind::Reserve,
        FenAccount::Unallocated(_) => AccountKind::Unallocated,
        FenAccount::Balance(_) => AccountKind::Balance,
        FenAccount::Payable(_) => AccountKind::Payable,
        FenAccount::InTransit => AccountKind::InTransit,
        FenAccount::Withheld => AccountKind::Withheld,
        FenAccount::Pending => AccountKind::Pending,
        FenAccount::Frozen(_) => AccountKind::Frozen,
        FenAccount::DeferredIncome => AccountKind::DeferredIncome,
        FenAccount::Dividends(_) => AccountKind::Dividends,
        FenAccount::Fund(_) => AccountKind::Fund,
    };
    let mut expected: BTreeMap<&str, Fen> = BTreeMap::new();
    for line in fen_balances(&history.state) {
        *expected.entry(kind_of(line.account).name()).or_default() += line.balance;
    }
    let mut found: BTreeMap<&str, Fen> = trial.kinds.iter().map(|kind| (kind.kind, kind.balance)).collect();
    expected.retain(|_, balance| *balance != Fen::ZERO);
    found.retain(|_, balance| *balance != Fen::ZERO);
    assert_eq!(found, expected);
}

/// A closed month as its events say it: the row, and what is stated of members.
struct Month {
    programme: Programme,
    row: MonthRow,
    members: BTreeMap<Member, MonthMember>,
}

fn months(history: &RandomHistory) -> Vec<Month> {
    let state = &history.state;
    let nobody = |programme: Programme, month: &str, member: Member| MonthMember {
        handle: member.0.into(),
        member: state.directory.member_names.name(member.0).to_owned(),
        programme: state.programme(programme).unwrap().name.clone(),
        month: month.to_owned(),
        own_spend: Fen::ZERO,
        team_turnover: Fen::ZERO,
        direct: 0,
        level: 0,
        next_level: 0,
        reported_differential: Fen::ZERO,
        reported_same_level: Fen::ZERO,
        paid_differential: Fen::ZERO,
        paid_same_level: Fen::ZERO,
        shares: None,
        dividend: Fen::ZERO,
    };
    let (mut months, mut stated) = (Vec::new(), BTreeMap::<(Programme, String), Vec<MemberPeriod>>::new());
    for (sequence, record) in &history.records {
        for event in &record.events {
            match event {
                Event::PeriodStated(event) => {
                    let of = (event.programme, event.month.to_string());
                    stated.entry(of).or_default().extend(event.rows.iter().copied());
                }
                Event::PeriodClosed(closed) => {
                    let (programme, month) = (closed.programme, closed.month.to_string());
                    let mut members = BTreeMap::new();
                    for row in stated.remove(&(programme, month.clone())).unwrap_or_default() {
                        let told = MonthMember {
                            own_spend: row.own_spend,
                            team_turnover: row.team_turnover,
                            direct: row.direct,
                            level: row.held.into(),
                            next_level: row.reached.into(),
                            reported_differential: row.reported.differential,
                            reported_same_level: row.reported.same_level,
                            paid_differential: row.paid.differential,
                            paid_same_level: row.paid.same_level,
                            ..nobody(programme, &month, row.member)
                        };
                        members.insert(row.member, told);
                    }
                    for part in &closed.parts {
                        let told = members.entry(part.member).or_insert_with(|| nobody(programme, &month, part.member));
                        (told.shares, told.dividend) = (Some(part.shares.get()), part.amount);
                    }
                    let row = MonthRow {
                        sequence: *sequence,
                        month,
                        accrued: closed.accrued,
                        charged: closed.charged,
                        shared: closed.shared(),
                        kept: closed.kept,
                        recorded_at: record.command.recorded_at,
                    };
                    months.push(Month { programme, row, members });
                }
                _ => {}
            }
        }
    }
    months
}

/// Months, what they say of members, and the register of shares.
async fn check_months(reader: &BooksReader, books: &mut SqliteConnection, history: &RandomHistory) {
    let (expected, page) = (months(history), Page::first(100));
    for (place, programme) in programmes(history) {
        let handle = Programme(u32::try_from(place).unwrap());
        let listed = reader.months(&programme.name, page).await.unwrap().unwrap().items;
        let of_programme = expected.iter().rev().filter(|month| month.programme == handle);
        assert_eq!(listed, of_programme.map(|month| month.row.clone()).collect::<Vec<_>>());
        for month in expected.iter().filter(|month| month.programme == handle) {
            let told = reader.month_members(&programme.name, &month.row.month, page).await.unwrap().unwrap().items;
            assert_eq!(told, month.members.values().cloned().collect::<Vec<_>>());
        }
    }
    for (member, id, _) in history.state.directory.members() {
        let told = reader.months_of(id, page).await.unwrap().unwrap().items;
        let expected = expected.iter().rev().filter_map(|month| {
            Some(MonthMember { handle: month.row.sequence, ..month.members.get(&member)?.clone() })
        });
        assert_eq!(told, expected.collect::<Vec<_>>());
    }
    // The last entry of the register says what a holder has.
    let latest = "SELECT programme, member, shares FROM shares s WHERE shares > 0 AND NOT EXISTS (SELECT 1 FROM shares t \
                  WHERE t.programme = s.programme AND t.member = s.member AND (t.sequence, t.place) > (s.sequence, s.place)) \
                  ORDER BY programme, member";
    let expected = programmes(history).flat_map(|(place, programme)| {
        let held = programme.dividends.shares.iter().filter(|(_, shares)| shares.get() > 0);
        held.map(move |(member, shares)| vec![place, member.0.into(), shares.get()])
    });
    assert_eq!(figures(books, latest).await, expected.collect::<Vec<_>>());
}

/// The lines of old debts come to what members have of each kind.
async fn check_debts(books: &mut SqliteConnection, history: &RandomHistory) {
    let sums = "SELECT account, programme, member, CAST(SUM(amount) AS BIGINT) FROM coin_lines \
                GROUP BY account, programme, member HAVING SUM(amount) <> 0";
    let found: BTreeSet<_> = named_figures(books, sums).await.into_iter().collect();
    let mut expected = BTreeSet::new();
    for (account, coins) in coins_balances(&history.state) {
        let (name, programme, member) = match account {
            CoinsAccount::Owed(_) => continue,
            CoinsAccount::Unconverted(programme, member) => ("unconverted", programme, member),
            CoinsAccount::Coins(programme, member) => ("coins", programme, member),
            CoinsAccount::Held(programme, member) => ("held", programme, member),
        };
        if coins.get() != 0 {
            expected.insert((name.to_owned(), vec![programme.0.into(), member.0.into(), -coins.get()]));
        }
    }
    assert_eq!(found, expected);
    let of_no_order = "SELECT COUNT(*) FROM coin_lines WHERE kind = 'coins_taken_back' AND order_handle IS NULL";
    assert_eq!(figures(books, of_no_order).await, [[0]], "each correction names its order");
}

/// What orders took of goods and did not put back is what is not on the shelf; contracts stand as the engine has them; the
/// register of allotments comes to what holders have.
async fn check_registers(books: &mut SqliteConnection, history: &RandomHistory) {
    let taken = "SELECT g.programme, g.campaign, g.place, g.stock, CAST(COALESCE(SUM(o.quantity - o.put_back), 0) AS BIGINT) \
                 FROM campaign_goods g LEFT JOIN order_goods o \
                 ON o.programme = g.programme AND o.campaign = g.campaign AND o.place = g.place \
                 GROUP BY g.programme, g.campaign, g.place, g.stock ORDER BY 1, 2, 3";
    let mut expected = Vec::new();
    for (place, programme) in programmes(history) {
        for (campaign, row) in programme.campaigns.iter() {
            for (number, goods) in (0..).zip(&row.goods) {
                let stock = goods.offer.stock;
                expected.push(vec![place, campaign.0.into(), number, stock, stock - i64::from(goods.stock.left)]);
            }
        }
    }
    assert_eq!(figures(books, taken).await, expected);

    let contracts =
        "SELECT programme, contract, member, days, days_in_force, fee, given_back FROM contracts ORDER BY 1, 2";
    let expected = programmes(history).flat_map(|(place, programme)| {
        programme.contracts.iter().map(move |(contract, row)| {
            let days = [row.days, row.days_in_force].map(i64::from);
            let (member, fee, given_back) = (row.member.0.into(), row.fee.get(), row.given_back.get());
            vec![place, contract.0.into(), member, days[0], days[1], fee, given_back]
        })
    });
    assert_eq!(figures(books, contracts).await, expected.collect::<Vec<_>>());

    let allotted = "SELECT offer, programme, member, CAST(SUM(units) AS BIGINT), CAST(SUM(burned) AS BIGINT), \
                    CAST(SUM(value) AS BIGINT), CAST(SUM(contribution) AS BIGINT) FROM allotments \
                    GROUP BY offer, programme, member";
    let found: BTreeSet<_> = named_figures(books, allotted).await.into_iter().collect();
    let expected = programmes(history).flat_map(|(place, programme)| {
        programme.allotments.iter().flat_map(move |(offer, row)| {
            row.holders.iter().map(move |(member, held)| {
                let units = i64::try_from(held.units).unwrap();
                let sums = [units, held.burned.get(), held.value.get(), held.contribution.get()];
                (offer.to_owned(), [place, member.0.into()].into_iter().chain(sums).collect::<Vec<i64>>())
            })
        })
    });
    assert_eq!(found, expected.collect::<BTreeSet<_>>());
}

async fn check(path: &Path, history: &RandomHistory) {
    let mut built = Books::open(path).await.unwrap();
    built.apply(&history.records, &history.head()).await.unwrap();
    built.close().await.unwrap();
    let reader = BooksReader::open(path).await.unwrap();
    let mut books = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap();
    check_trial_balance(&reader, history).await;
    check_months(&reader, &mut books, history).await;
    check_debts(&mut books, history).await;
    check_registers(&mut books, history).await;
    books.close().await.unwrap();
    reader.close().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn books_of_features_say_what_the_engine_has(history in histories(250)) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&folder.path().join("books.sqlite"), &history));
    }
}

/// Which events the random histories of these tests have, so that what is compared is there.
#[test]
fn random_histories_have_every_feature() {
    let (mut runner, strategy) = (TestRunner::deterministic(), histories(250));
    let (mut met, mut levels, mut dividends) = (BTreeSet::new(), 0, 0);
    for _ in 0..200 {
        let history = strategy.new_tree(&mut runner).unwrap().current();
        for event in history.records.iter().flat_map(|(_, record)| &record.events) {
            met.insert(ratchet_books::event_name(event));
            if let Event::OrderBooked(booked) = event {
                levels += booked.particulars.as_ref().map_or(0, |particulars| particulars.level_awards().len());
            }
            if let Event::PeriodClosed(closed) = event {
                dividends += closed.parts.iter().filter(|part| part.amount.is_positive()).count();
            }
        }
    }
    for name in [
        "funded",
        "claim_imported",
        "claim_converted",
        "points_granted",
        "coins_taken_back",
        "tranche_released",
        "campaign_opened",
        "campaign_ended",
        "contract_signed",
        "contract_cut_short",
        "contract_fee_earned",
        "shares_set",
        "period_stated",
        "period_closed",
        "offer_opened",
        "subscribed",
        "granted",
        "closing_published",
        "redemption_begun",
        "programme_closed",
    ] {
        assert!(met.contains(name), "no {name} among {met:?}");
    }
    assert!(levels > 0 && dividends > 0, "{levels} awards of levels, {dividends} dividends");
}
